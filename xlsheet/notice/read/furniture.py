"""What pages repeat and no text means: page numbers, running headers and footers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xlsheet.notice.read.blocks import Block, Paragraph

_DASH: Final = "[-—–－―·•~～]"
_PAGE_NUMBER: Final = re.compile(
    rf"{_DASH}+\s*\d{{1,3}}\s*{_DASH}+|"
    rf"第?\s*[0-9０-９一二三四五六七八九十]{{1,3}}\s*页(?:\s*[，,/／、]?\s*共?\s*[0-9０-９]{{1,3}}\s*页)?"
    r"|[0-9]{1,3}\s*[/／]\s*[0-9]{1,3}|[Pp](?:age)?\.?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?"
)
_MINUTES: Final = re.compile("会议纪要|办公会议?纪要|纪\\s*要")
_ATTENDANCE: Final = re.compile(
    "(?:参加|出席|列席|参会|与会|缺席|请假|记录|整理|主持)(?:单位|部门|人员|领导|同志|人)?[ \u3000]*[：:].*"
)
_SPEAKS: Final = re.compile(r"[：:。；;]|^\s*(?:[（(]?[0-9一二三四五六七八九十]+[）)、.．])")
"""What a line says that is no page's head: a label with its value, the end of a sentence, a number."""
_PAGE_TOP: Final = re.compile("(?:“.*”)?第\\d+页第[12]行")
_BARE: Final = re.compile(r"[0-9０-９]{1,3}")
_LONGEST_HEADER: Final = 50
_SHORTEST_HEADER: Final = 4
_TITLE_WITHIN: Final = 6
"""Lines at the beginning among which a title stands that later pages repeat."""
_FEWEST: Final = 2
_LINES_A_PAGE: Final = 6


def without_page_furniture(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with page numbers and what stands beside them on page after page marked as furniture."""
    blocks = _without_attendance(blocks)
    texts = [b.text.strip() if isinstance(b, Paragraph) and not b.whole else "" for b in blocks]
    numbers = {i for i, text in enumerate(texts) if _PAGE_NUMBER.fullmatch(text)} | _bare_numbers(texts)
    beside = Counter(
        texts[j] for i in numbers for j in _neighbours(i, texts) if len(texts[j]) <= _LONGEST_HEADER
    )
    enough = max(_FEWEST, len(numbers) // 2)
    titles = {text for text in list(filter(None, texts))[:_TITLE_WITHIN] if texts.count(text) > 1}
    repeated = {text for text, count in beside.items() if len(text) >= _SHORTEST_HEADER and count >= enough}
    repeated |= {text for text in titles if len(text) >= _SHORTEST_HEADER and text in beside}
    repeated = {text for text in repeated if not _SPEAKS.search(text)}
    running = {j for i in numbers for j in _neighbours(i, texts) if texts[j] in repeated}
    running -= {texts.index(text) for text in titles & repeated}
    running |= _at_page_tops(blocks)
    return [
        replace(block, furniture=True) if isinstance(block, Paragraph) and i in numbers | running else block
        for i, block in enumerate(blocks)
    ]


def _at_page_tops(blocks: Sequence[Block]) -> set[int]:
    """The first lines of later pages that say, but for figures, what other pages begin with."""
    tops: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        match = _PAGE_TOP.fullmatch(block.place) if isinstance(block, Paragraph) else None
        if match and isinstance(block, Paragraph) and not _SPEAKS.search(block.text):
            tops.setdefault(re.sub(r"\d+", "0", block.text.strip()), []).append(i)
    repeated = [(text, places) for text, places in tops.items() if len(places) >= _FEWEST]
    return {
        i
        for text, places in repeated
        if _SHORTEST_HEADER <= len(text) <= _LONGEST_HEADER
        for i in (places[1:] if _first_page(blocks[places[0]]) else places)
    }


def _first_page(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.place.startswith("第1页")


def _neighbours(i: int, texts: Sequence[str]) -> list[int]:
    return [j for j in (i - 1, i + 1) if 0 <= j < len(texts) and texts[j]]


def _bare_numbers(texts: Sequence[str]) -> set[int]:
    """Bare numbers that count on from page to page, with some lines between them."""
    bare = [(i, int(text)) for i, text in enumerate(texts) if _BARE.fullmatch(text)]
    if not bare:
        return set()
    counting = all(b == a + 1 for (_, a), (_, b) in itertools.pairwise(bare))
    apart = all(j - i > _LINES_A_PAGE for (i, _), (j, _) in itertools.pairwise(bare))
    from_one = bare[0][1] == 1 and not any(texts[bare[-1][0] + 1 :])
    if counting and (from_one or (apart and len(bare) >= _FEWEST)):
        return {i for i, _ in bare}
    return set()


def _without_attendance(blocks: Sequence[Block]) -> list[Block]:
    """In minutes, 参加单位：… says who was there and not who has to do anything."""
    tops = [b.text for b in blocks[:_TITLE_WITHIN] if isinstance(b, Paragraph)]
    if not any(map(_MINUTES.search, tops)):
        return list(blocks)
    return [
        replace(block, furniture=True)
        if isinstance(block, Paragraph) and _ATTENDANCE.fullmatch(block.text.strip())
        else block
        for block in blocks
    ]

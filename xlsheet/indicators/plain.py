"""A task's words made even for reading, with the way back; and what in them is a name, not a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlsheet.cells.numerals import NUMERAL

_WIDE: Final = {ord(chr(0xFF01 + i)): chr(0x21 + i) for i in range(0x5E)}
_SAME: Final = {
    **{wide: narrow for wide, narrow in _WIDE.items() if narrow.isalnum() or narrow in "%+-~.=<>"},
    **{ord(c): "—" for c in "―─–－"},
    ord("〜"): "~",
    ord("～"): "~",
    ord("﹪"): "%",
    ord("∶"): "：",
    ord(","): "，",
    ord(";"): "；",
    ord("("): "（",
    ord(")"): "）",
}
HIDDEN: Final = "\ue000"
"""Stands for a character of a name, so that places stay."""

_YEAR: Final = r"(?:19|20)\d\d"
_TIME_WORD: Final = (
    r"(?:周年|年度|年内|年底|年末|年前|年期|年级|年来|年以上|年|月份|月底|月末|月中|月初|月|日|号|季度|天|小时|分钟|秒|周|岁|"
    r"个月|个工作日|工作日|个小时|个季度|个年度|个星期|个自然日|点|时)"
)
_NAMES: Final = (
    r"[“‘「『《【][^“”‘’「」『』《》【】]{0,60}[”’」』》】]",
    rf"第\d+(?:[、\-—~至]\d+)*(?:批次|批|届|次|[一-龥])?|第{NUMERAL}[一-龥]?",
    r"[〔\[]\d+[〕\]]",
    r"\d+(?:\+(?:\d+|[NnXx]|[一-龥]))+",
    r"[NnXx](?:\+\d+)+|\d+(?:\+[NnXx])+",
    rf"{_YEAR}\s*(?:年度|年)?(?:[\-—~至到]{_YEAR}?)?\d{{0,4}}年[度内底末初前]?",
    rf"{_YEAR}[\-—~至]{_YEAR}",
    r"(?:\d{4}年)?\d{1,2}(?:[—\-~至、和]\d{1,2})*月(?:\d{1,2}(?:[—\-~至]\d{1,2})?[日号])?(?:上旬|中旬|下旬|[底末初份中前])?",
    r"\d+(?:\.\d+)?(?:[—\-~至]\d+(?:\.\d+)?)?" + _TIME_WORD,
    rf"{NUMERAL}(?:年|月|季度|天|小时|分钟|周|日|个月|个工作日|个季度|个小时|届|级|期|大|强|环|线|号|院|中|小|类|是|张网|张图|盘棋|体化)",
    rf"(?:{NUMERAL}|\d+)项(?:规定|制度|原则|机制|举措|措施|任务|行动|工程|改革|保障|政策|责任|要求|清单)",
    r"[〇零一二三四五六七八九]{2,}(?![十百千万亿])",
    r"(?:[东西南北]|每)?[二三四五六七八九十两]+(?:县|区|镇|省|市|国|网|线|路|中|院|小|会|地)(?:（[市区县]）)?",
    r"\d+\s*[大强期届号环线院中级类型校](?![起家次所批])",
    r"\d+(?:城市|热线|平台|国道|省道|国家大地|联动|急救|公里圈)",
    r"\d+(?:重点)?城市",
    r"(?:PM|pm)\d+(?:\.\d+)?|[A-Za-z]+[\-—]?\d+(?:\.\d+)?(?![\d.]*(?:%|个|家|万|亿))",
    r"\d+[Aa](?:级)?|\d+[GgDd](?![A-Za-z\d])|[A-Za-z]级",
    r"每\d+(?:\.\d+)?[百千万亿]*[一-龥]{1,2}?(?=拥有|口|名|人|户|张|床|常住|居民|$)",
    r"\d+个全覆盖|[两二三四五六七八九]个全覆盖",
)
_NAME: Final = re.compile("|".join(f"(?:{name})" for name in _NAMES))
_LIMITED: Final = re.compile(
    r"(?:压[减缩降]|缩短|缩减|减少?|降低?|提速|控制)(?:[^，。；、\d]{0,6})(?:[至到在])(?P<after>\d+(?:\.\d+)?(?:个工作日|工作日|天|日|小时|分钟|个小时))"
    r"|(?:天数|日数|时长)[^，。；、\d]{0,8}(?P<days>\d+(?:\.\d+)?(?:天|日|小时|分钟))"
    r"|(?:不超过|不高于|平均[^，。；、\d]{0,6}|[降压减缩]{1,2}[至到])(?P<capped>\d+(?:\.\d+)?(?:个工作日|工作日|天|小时|分钟|个小时))"
    r"|(?P<within>\d+(?:\.\d+)?(?:个工作日|工作日|天|小时|分钟|个小时))(?:之内|以内|内)?(?=办结|办成|审批|出证|办理|开办|拿证|领证|完成审批|完成办理|响应|到达|发布|送达|到场|抵达|处置|接警|上门|反馈|答复|回复|修复|以内[，。；、]|$)"
)
_BASELINE: Final = re.compile(
    r"[由从]\s*(?P<old>\d[\d.，]*(?:[万亿千百])*[一-龥%‰]{0,4}?)(?=[^，。；\d]{0,6}?(?:提高|提升|增加|上升|扩大|压[减缩降]|缩短|减少|下降|降低|增长|发展|降|减|增|升)?[至到])"
)


_ENCLOSED: Final = re.compile(r"[“‘「『《【（][^“”‘’「」『』《》【】（）]{0,60}[”’」』》】）]")
_MARK: Final = re.compile("[，。；、：！]")


_SENTENCE: Final = re.compile(r"[^。；！]{0,600}(?:[。；！]|(?=.)|$)", re.DOTALL)
_TOO_LONG: Final = re.compile(r"\d{16,}|[一二三四五六七八九〇零十百千万]{20,}")


class Plain(NamedTuple):
    """Even text with the place of each character in the text as it was written."""

    text: str
    places: tuple[int, ...]
    written: str

    def as_written(self, start: int, end: int) -> str:
        """The stretch of the original text that stands for these characters."""
        if start >= end:
            return ""
        return " ".join(self.written[self.places[start] : self.places[end - 1] + 1].split())


def plain(written: str) -> Plain:
    """Without blanks, with half-width digits and one way of writing each mark."""
    kept = [(i, c) for i, c in enumerate(written) if not c.isspace() and c not in "\u200b\ufeff\u00ad"]
    text = "".join(c for _, c in kept).translate(_SAME)
    text = re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", ",", text)
    return Plain(text, tuple(i for i, _ in kept), written)


def sentences(words: Plain) -> Iterator[Plain]:
    """The sentences of a text; a very long one in parts, so that the time to read it stays within limits."""
    for match in _SENTENCE.finditer(words.text):
        if match[0]:
            start, end = match.span()
            yield Plain(words.text[start:end], words.places[start:end], words.written)


def without_names(text: str) -> str:
    """The text with its names, slogans, dates and references hidden, character for character."""
    text = _TOO_LONG.sub(lambda match: HIDDEN * len(match[0]), text)
    hidden = list(text)
    limits = [match.span(group) for match in _LIMITED.finditer(text) for group in _LIMITED.groupindex]
    for match in _NAME.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in limits):
            hidden[match.start() : match.end()] = HIDDEN * len(match[0])
    for match in _BASELINE.finditer("".join(hidden)):
        start, end = match.span("old")
        hidden[start:end] = HIDDEN * (end - start)
    return "".join(hidden)


def divided(text: str) -> str:
    """The text with the marks inside of quotes and brackets hidden: they divide nothing."""
    return _ENCLOSED.sub(lambda match: _MARK.sub(HIDDEN, match[0]), text)

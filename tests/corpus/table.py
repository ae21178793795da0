"""The corpus as a table for people: each case with its answer, as a merge gave it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from corpus.case import Case
from xlsheet.dictionary.verdicts import Verdict

_HEAD = """# 回收情况对照

收回来的填报表会有各种情况。下面每一行都是测试里真做出来的一个文件，和 `xlsheet merge` 对它的答复；
文件都合并进同一本真实通知的台账。本页由 `tests/corpus` 写成，与程序不一致时测试不通过。

| 代码 | 情况 | 结论 | 怎么说的 |
|---|---|---|---|
"""
_LONGEST = 90


def answers_table(cases: Iterable[tuple[str, Case]], reports: Mapping[str, Sequence[dict[str, Any]]]) -> str:
    """The table as Markdown, in the order of the codes."""
    lines = []
    for name, case in sorted(cases, key=lambda pair: (pair[1].code, pair[0])):
        verdicts = "、".join(Verdict(file["verdict"]).word for file in reports[name])
        findings = [finding for file in reports[name] for finding in file["findings"]]
        said = next((f["message"] for f in findings if f["code"] in case.said), "")
        lines.append(f"| `{case.code}` | {_cell(case.title)} | {verdicts} | {_cell(said)} |")
    return _HEAD + "\n".join(lines) + "\n"


_OWN_NUMBER: Final = re.compile(r"2020-[0-9a-f]{8}")


def _cell(text: str) -> str:
    text = _OWN_NUMBER.sub("2020-1a2b3c4d", text)  # each run's ledger has another
    text = " ".join(text.replace("|", "\\|").replace("\u200b", "").split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""Sentences that change tasks in words (将第12项牵头单位由…调整为…): a person has to carry them out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NUMERAL: Final = "[0-9０-９一二三四五六七八九十百]"
_TASK: Final = (
    rf"第\s*{_NUMERAL}+(?:\s*[、,，和及与至到—–-]+\s*(?:第\s*)?{_NUMERAL}+)*\s*(?:项|条|款|点|号)"
    rf"|(?:序号|编号|任务)(?:为)?\s*[“\"]?{_NUMERAL}+[”\"]?(?:\s*的)?"
    r"|“[^”]{4,}”(?:任务|项目|事项|一项|一条|的)"
)
_CHANGE: Final = (
    "(?:调整|修改|修订|变更|更改|更正|变|改|明确)(?:为|成)|(?:延长|延期|(?<![蔓绵])延|推迟|顺延|提前|调整|放宽)(?:至|到)|删去|删除|删掉|取消|撤销|废止"
    "|不再(?:列入|保留|承担|作为|纳入|担任)|(?:增加|增列|增补|新增|补充|去掉|移出|剔除|划归|移交|并入|合并|合为)"
)
_SENTENCE: Final = re.compile(r"[^。；;！!]+[。；;！!]?")
_CHANGES_A_TASK: Final = re.compile(rf"(?=.*(?:{_TASK})).*?(?:{_CHANGE})", re.DOTALL)
_SOFT_BREAK: Final = re.compile(r"(?<![。；;：:！!])\s*\n\s*")
_BLANKS: Final = re.compile(r"\s+")
_OWN_NUMBER: Final = re.compile(rf"^第?[（(]?{_NUMERAL}{{1,3}}[）).．、：项]+")
_LONGEST: Final = 300


def prose_changes(text: str, contents: Iterable[str]) -> list[str]:
    """The sentences of a notice's text that change tasks; what is a task's own content changes none."""
    own = "\n".join(_BLANKS.sub("", content) for content in contents)
    found = []
    for line in _SOFT_BREAK.sub("", text).split("\n"):
        for match in _SENTENCE.finditer(line):
            sentence = match[0].strip()
            flat = _BLANKS.sub("", sentence).rstrip("。；;！!")
            if len(flat) <= _LONGEST and _CHANGES_A_TASK.match(flat) and _OWN_NUMBER.sub("", flat) not in own:
                found.append(sentence)
    return found

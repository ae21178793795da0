"""Words of a notice that carry no value of their own: labels, verbs, what stands between names."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.notice.owners.words import WORDS

_SAID: Final = (
    "牵头 负责 配合 协助 协办 主办 承办 主责 参与 参加 会同 联合 协同 落实 组织 实施 推进 办理 完成 具体 "
    "分别 共同 按照 按 根据 各自 职责 职能 分工 责任 单位 部门 为 由 请 于 和 与 及 以及 等 做好 抓好 "
    "统筹 总 抓总 工作 任务 事项 项目 此项 该项 以上 上述 同上 同前 下同 首位 第一位 "
    "第一 排在 排 列在 列 的 是 即 "
    "无 空 暂无 不涉及 共 计 分管 包保 领导 同志 局长 主任 书记 任务 重点 主要 清单 "
    "会议 要求 明确 议定 决定 确定 责成 拟 均 统一 在 附件 附表 续表 接上表"
).split()
_NUMERAL: Final = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[①-⑳])"
_NUMBERS: Final = f"(?:第{_NUMERAL}[章节篇编项条]|{_NUMERAL}[项件条个]|(?<=附件){_NUMERAL})"
_TITLES: Final = (
    "(?:[市县区州省镇乡旗]?(?:委|政府|人大|政协)?(?:党委|党组)?(?:常委|常务|党组成员|党组书记)?"
    "副?(?:[市县区州省镇乡旗盟]长|书记|主任|主席|秘书长|局长|部长|处长|科长|院长|校长|经理|巡视员|调研员)"
    "|[市县区州旗]?委常委|常务|同志)"
)
_WORD: Final = re.compile("|".join(sorted({*WORDS, *_SAID}, key=len, reverse=True)))
_BEGINNINGS: Final = frozenset(word[:i] for word in WORDS for i in range(1, len(word)))
_ENDS: Final = frozenset(word[i:] for word in WORDS for i in range(1, len(word)))
_LONGEST: Final = max(map(len, WORDS))
_TITLED: Final = re.compile(_TITLES)
_NUMBERED: Final = re.compile(_NUMBERS)


def word_at(text: str, start: int) -> int:
    """How long the longest of these words is that begins at a place; 0 where none does."""
    found = (match.end() - start for p in (_WORD, _NUMBERED) if (match := p.match(text, start)))
    return max(found, default=0)


def cut_at_end(text: str, start: int) -> bool:
    """Whether a text ends, from a place on, within a label that the next line goes on with; or a number."""
    rest = text[start:]
    return rest in _BEGINNINGS or rest.isdecimal()


def cut_at_start(text: str) -> int:
    """How long the rest of a label, or of a number, is with which a text begins."""
    digits = len(text) - len(text.lstrip("0123456789"))
    return max((i for i in range(1, _LONGEST) if text[:i] in _ENDS), default=digits)


def title_at(text: str, start: int) -> int:
    """How long the office of a leader is that stands at a place (副市长); 0 where none does."""
    match = _TITLED.match(text, start)
    return match.end() - start if match else 0

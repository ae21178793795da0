"""Targets without a number: 全覆盖, 清零, 全部开工. They are reached or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_END: Final = r"(?=[，。；、！）]|目标|任务|$)"
_STATES: Final = (
    re.compile(rf"全覆盖{_END}"),
    re.compile(rf"(?<!\d)[“‘]?(?:动态)?(?:清零|归零)[”’]?{_END}"),
    re.compile(r"(?:实现|力争|确保|基本|全面|彻底|年底前|年内)消除[一-龥“”]{2,}|消除[一-龥“”]{2,}(?=目标)"),
    re.compile(r"全部(?!门|精力|力量|过程|流程|要素|链条|的)(?=[一-龥])[一-龥“”Ⅰ-Ⅻ（）\da-zA-Z]{2,}"),
    re.compile(rf"完成[一-龥]{{0,8}}所有[一-龥]{{4,}}{_END}"),
    re.compile(r"全面(?:清零|达标|完工|竣工|消除|脱贫|摘帽)(?!攻坚)"),
    re.compile(rf"[一-龥]{{2,}}零(?:发生|死亡|事故|新增|排放|增长|上访|拖欠){_END}"),
    re.compile(rf"(?<=[一-龥])(?:应[一-龥]尽[一-龥]){_END}"),
)
_SURE: Final = re.compile(
    "全覆盖|清零|归零|消除|零|全面|全部(?:[一-龥]{0,6}?)(?:开工|完工|建成|完成|投用|投运|投产|竣工|通车|达到|达标|实现|纳入|拆除|淘汰|取缔|关闭|"
    "关停|整改|化|投入|交付|回迁|脱贫|改造|销号|覆盖|开通|运行|接入|上线|落实|到位|兑现|清退|退出|搬迁|入库|公开|办结|进入|签约|启动|动工)"
)
_SLOGAN: Final = re.compile("构建[^，]*全覆盖|打造[^，]*全覆盖")


class EndState(NamedTuple):
    """A state to reach, where it is named, and whether it surely is a target."""

    start: int
    end: int
    sure: bool


def states(text: str, lines: str) -> Iterator[EndState]:
    """Every state that the words set, one an item of the text; `lines` is the text whose marks divide."""
    taken: list[tuple[int, int]] = []
    for pattern in _STATES:
        for match in pattern.finditer(text):
            item = _item(lines, match.start(), match.end())
            if any(item[0] < end and start < item[1] for start, end in taken):
                continue
            if _SLOGAN.search(text[item[0] : match.end()]):
                continue
            taken.append(item)
            sure = bool(_SURE.search(match[0])) and "应" not in match[0][:1]
            yield EndState(*item, sure)


def _item(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind(mark, 0, start) + 1 for mark in "，。；：！、")
    ends = [place for place in (text.find(mark, end) for mark in "，。；：！、") if place >= 0]
    return first, min(ends, default=len(text))

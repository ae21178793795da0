"""Whether an amount is a target, the size of what is worked on, or a condition; and its direction."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.indicators.amounts import Amount
from xlsheet.indicators.phrases import Phrase, last_verb
from xlsheet.indicators.words import (
    ACTIONS,
    CAP,
    CAPPING,
    COMPLETION,
    CONDITIONS,
    COUNTS,
    EFFECTS,
    FALL,
    FALLING,
    GROW,
    GROWING,
    KIND_CONDITION,
    KIND_SCALE,
    KIND_TARGET,
    PROCESS,
    RANK,
    RATES,
    REACH,
    TOTALS,
)

_COMPLETED: Final = re.compile("|".join(COMPLETION))
_TOTAL: Final = re.compile(rf"(?:{'|'.join(TOTALS)})(?:约|达|为|达到)?$")
_EFFECT: Final = re.compile(rf"(?:{'|'.join(EFFECTS)})[一-龥]{{0,6}}$")
_CONDITION: Final = re.compile(rf"(?:{'|'.join(sorted(CONDITIONS, key=len, reverse=True))})(?:额|在|达到?)?$")
_VERB: Final = re.compile(
    "|".join(sorted({*ACTIONS, "惠及", "用于", "支持"} - {"建"}, key=len, reverse=True))
)
_THINGS: Final = re.compile(r"^的?[一-龥\ue000]{0,8}?(?:项目|企业|工程|集群|园区|公司|产品|平台)")
_USED_FOR: Final = re.compile("支持|用于|投向|带动|撬动|扶持")
_UNIVERSAL: Final = re.compile("全部|全覆盖|清零|[均都](?=[一-龥])|实现|一律|基本")
_WORKED_ON: Final = re.compile("整治|处置|治理|提升行动|攻坚|整改|改造提升")
_NEW: Final = re.compile(
    "新增|培育|推出|开发|引进|上市|研发|认定|创建|打造|获批|建成|新建|建设|保护|制定|完成|发布"
)
_DIRECTED: Final = re.compile(rf"({'|'.join((*GROWING, *FALLING))})(?:率|幅度|比例|幅|了)?$")
_THRESHOLDS: Final = ("超", "超过", "不低于", "不少于", "高于", "大于", "达到", "达", "≥", ">")
_CAPPED: Final = re.compile(f"(?<!不)(?<!不得)(?:{'|'.join(CAPPING)})$")
_RAISED: Final = re.compile("(?<![压缩短减降])[到至]$|^达|^在|保持|稳定|不低于|不少于|(?<!不)超过|突破")


def kind_of(text: str, found: list[Amount], index: int, around: Phrase, verb: str) -> str:
    """目标, 规模 or 门槛; `verb` is the one that governs the number, from before it in its sentence."""
    here = found[index]
    if is_condition(text, found, index, around):
        return KIND_CONDITION
    if here.time or here.measure in (RANK,):
        return KIND_TARGET
    if _is_size(here, around, text, verb):
        least = here.after.endswith(("以上", "以下")) and not _is_piece(here)
        return KIND_CONDITION if least else KIND_SCALE
    if around.bracketed and "其中" not in around.head and not last_verb(around.head):
        return KIND_SCALE
    return KIND_TARGET


def is_condition(text: str, found: list[Amount], index: int, around: Phrase) -> bool:
    """Whether each of the things counted has to be so large."""
    here = found[index]
    bound = here.after.endswith(("以上", "以下")) or here.before in _THRESHOLDS
    counted_after = _counted_after(text, found, index, bound)
    if around.head.endswith("以") and around.tail.startswith("为"):
        return True
    if here.measure in RATES or here.time:
        return bound and counted_after and around.tail.startswith("的")
    if bound and around.tail and _counted_before(text, found, index, around):
        return True
    if counted_after:
        return bound or not _is_count(here)
    if not bound or not around.tail or here.before == "突破":
        return bound and bool(_CONDITION.search(around.head)) and _counted_before(text, found, index, around)
    if around.tail.startswith("的") and here.after.endswith(("以上", "以下")):
        return True
    if _UNIVERSAL.search(around.tail) and not _is_piece(here):
        return True
    if "元" in here.measure and not _USED_FOR.search(around.tail):
        return bool(_THINGS.search(around.tail))
    return False


def _is_count(amount: Amount) -> bool:
    return amount.measure.lstrip("万亿") in COUNTS


def _is_piece(amount: Amount) -> bool:
    return amount.measure.lstrip("万亿") in ("个", "家", "所", "处", "项", "座", "条")


def _counted_after(text: str, found: list[Amount], index: int, bound: bool) -> bool:
    """Whether the things that have to be so large are counted behind: 投资10亿元以上项目20个."""
    if index + 1 == len(found):
        return False
    here, there = found[index], found[index + 1]
    between = text[here.end : there.start]
    return (
        0 < len(between) <= 16
        and _is_count(there)
        and not re.search("[，。；、：和及]", between)
        and not _VERB.search(between)
        and not (between == "的" and not bound)
        and between != "的"
    )


def _counted_before(text: str, found: list[Amount], index: int, around: Phrase) -> bool:
    """Whether they are counted before: 2个以上投资超30亿元高质量项目."""
    if not index:
        return False
    here, before = found[index], found[index - 1]
    between = text[before.end : here.start]
    return (
        before.start >= around.clause[0]
        and _is_count(before)
        and not re.search("[，。；、：]", between)
        and (
            not between or bool(_CONDITION.search(between)) or bool(re.fullmatch("年?[一-龥]{0,6}", between))
        )
        and not _VERB.search(between)
    )


def _is_size(here: Amount, around: Phrase, text: str, verb: str) -> bool:
    head, tail = around.head, around.tail
    total = _TOTAL.search(head)
    reached = total and "产" in total[0] and here.before in ("突破", "达到", "达", "超过")
    if total and not reached and not re.search("(?:完成|新增|增加|新建)[^，、]{0,8}$", head[: total.start()]):
        return True
    if _EFFECT.search(head):
        return True
    if not tail.strip("的") or _COMPLETED.search(tail) or here.measure in RATES:
        return False
    if here.measure in ("种", "类") and not _NEW.search(head):
        return True
    if re.search("[对将把][^，。；]*$", head):
        return bool(_WORKED_ON.search(text[here.end : around.clause[1]]))
    if verb in ("推动", "支持", "帮助", "协调") and re.search("开展|实施|进行|建设|改造", tail):
        return False
    if verb in ("开展", "实施", "组织", "加强"):
        return bool(_WORKED_ON.search(tail)) or verb == "加强"
    if re.search("(?:加快|有序|全力|持续)(?:推进|建设|实施)$", tail):
        return True
    return verb in PROCESS or bool(re.search("加快(?:建设|实施)[^，、]*$", head))


def direction_of(here: Amount, around: Phrase) -> str:
    """达到, 增长, 下降 or 不超过."""
    if here.before == "前" or (here.time and not _RAISED.search(here.before)):
        return CAP
    if _CAPPED.search(here.before) or here.after in CAPPING:
        return CAP
    if here.measure not in RATES or here.before == "退出后":
        return _by_count(here, around)
    match = _DIRECTED.search(around.head)
    verb = match[1] if match else last_verb(around.head)
    if verb in FALLING:
        return FALL
    level = _RAISED.search(here.before) and verb not in ("增长", "增速", "增幅", "递增")
    grows = verb in GROWING and (match or here.measure != "%")
    return GROW if here.after == "翻番" or (grows and not level) else REACH


def _by_count(here: Amount, around: Phrase) -> str:
    match = _DIRECTED.search(around.head)
    verb = match[1] if match else last_verb(around.head)
    return FALL if verb in FALLING else REACH

"""What the name of a unit tells by itself: its spellings, its short forms, its kind."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.tables import KIND_DEPARTMENT

COUNTIES: Final = "各县（市、区）政府"
ZONES: Final = "开发区管委会"
DEPARTMENTS: Final = "市政府各部门"
"""The three usual groups, by the names they have in the ledger."""

KIND_PARTY: Final = "党群部门"
KIND_COUNTY: Final = "县（市、区）"
KIND_ZONE: Final = "开发区"
KIND_COMPANY: Final = "企业"
KIND_BODY: Final = "议事协调机构"
KIND_OTHER: Final = "其他单位"
UNCHECKED: Final = "（待核）"
"""Marks a kind that was read off a name: whom 市政府各部门 means is for the office to confirm."""

_CITY_GOVERNMENT: Final = re.compile("[省市县]?(?:人民)?政府")
_SUFFIX: Final = re.compile("(?:人民政府|政府|管理委员会|管委会)$")
_PLACE: Final = re.compile("(?:[县区市旗镇乡城]|街道)$")
_ENDING: Final = re.compile(
    "(?:[局委办部厅院会室组队社台站所处馆校团司行场厂矿段署库]|集团|中心|政府|大学"
    "|妇联|文联|残联|侨联|工商联|科协|警备区|军分区)$"
)
_ZONE_NAME: Final = re.compile("(?:区|新城)管委会$")
_NO_ZONE: Final = re.compile("自贸|片区|景区|公园|保护区|保税")
_PARTY: Final = re.compile(
    "(?:市|[^市]{2,3}市)(?:委.{2,}|总?工会|妇联|文联|科协|残联|侨联|工商联|文明办|网信办|综治办|编办)|团.{1,3}委"
)
_COMPANY: Final = re.compile("(?:公司|集团|银行|[分支]行)$")
_BODY: Final = re.compile("领导小组|指挥部|联席会议|专班|组$")
_DEPARTMENT: Final = re.compile("市.+[局委办]")

# Each step makes a long and a short spelling of the same name equal.
_SHORTENINGS: Final = (
    (re.compile("人民政府"), "政府"),
    (re.compile("管理委员会$"), "管委会"),
    (re.compile("委员会"), "委"),
    (re.compile("办公室$"), "办"),
    (re.compile("[和与及]"), ""),
    (re.compile("事务局$"), "局"),
    (re.compile("(?:股份)?(?:有限)?(?:责任)?公司$"), "公司"),
    (re.compile("集团公司$"), "集团"),
)

# Bureaus that the reform of 2018/19 renamed; notices still use the old names.
_RENAMED: Final = {
    "环保局": "生态环境局",
    "环境保护局": "生态环境局",
    "卫计委": "卫健委",
    "卫生计生委": "卫健委",
    "安监局": "应急局",
    "工商局": "市场监管局",
}


def suffix_of(name: str) -> str:
    """政府 or 管委会 as printed at the end of a place's name (金水区政府); empty for all other names."""
    match = _SUFFIX.search(name)
    return match[0] if match and not _CITY_GOVERNMENT.fullmatch(name) else ""


def is_bare_place(name: str) -> bool:
    """Whether a name is that of a place alone (金水区), so that 政府 or 管委会 is still to come."""
    return bool(_PLACE.search(name)) and not _ENDING.search(name)


def is_complete(name: str) -> bool:
    """Whether a name ends as units' names do."""
    return bool(_ENDING.search(name))


def plain(name: str, city: str = "") -> str:
    """A name for comparison: folded, and 郑州市教育局 as 市教育局 where `city` is 郑州."""
    folded = fold(name)
    return folded.removeprefix(city) if city and folded.startswith(f"{city}市") else folded


def careful_key(name: str, city: str = "") -> str:
    """Equal for spellings of one unit: 市发展和改革委员会 and 市发展改革委, 市地铁集团公司 and 市地铁集团."""
    key = plain(name, city)
    for pattern, short in _SHORTENINGS:
        key = pattern.sub(short, key)
    return key


def new_name_key(name: str, city: str = "") -> str | None:
    """The key under which a renamed bureau is known now (市环保局: that of 市生态环境局), or None."""
    key = careful_key(name, city)
    now = _RENAMED.get(key.removeprefix("市"))
    return f"市{now}" if now and key.startswith("市") else None


def short_keys(name: str, city: str = "") -> set[str]:
    """Shorter ways to name a unit: 教育局 for 市教育局, 金水区 for 金水区政府, 高新区 for 郑州高新区…"""
    key = careful_key(name, city)
    keys = {key.removeprefix("市")}
    if city and not key.startswith(f"{city}市"):
        keys.add(key.removeprefix(city))
    keys |= {k.removesuffix(suffix_of(k)) for k in keys if suffix_of(k)}
    return {k for k in keys if len(k) > 1} - {key}


def group_key(label: str) -> str:
    """Equal for spellings of one group: 各县（市、区）政府, 各区县（市）政府 and 县（市、区）."""
    key = re.sub(r"[()、,各]|工作(?=部门)", "", fold(label).replace("人民政府", "政府"))
    key = _SUFFIX.sub("", key) or key
    if set(key) <= set("县市区旗"):
        return "县市区"
    return "市政府部门" if key in ("市直部门", "政府部门", "市级部门", "市部门") else key


def guess_kind(name: str) -> str:
    """The kind of a unit (类别) where its name says it, else 其他单位; for the office to check."""
    key = careful_key(name)
    if suffix_of(key) == "政府" and is_bare_place(key.removesuffix("政府")):
        return KIND_COUNTY
    if _ZONE_NAME.search(key):
        return KIND_OTHER if _NO_ZONE.search(key) else KIND_ZONE
    for pattern, kind in ((_BODY, KIND_BODY), (_COMPANY, KIND_COMPANY)):
        if pattern.search(key):
            return kind
    if _PARTY.fullmatch(key):
        return KIND_PARTY
    return KIND_DEPARTMENT + UNCHECKED if _DEPARTMENT.fullmatch(key) else KIND_OTHER


def guess_groups(name: str) -> tuple[str, ...]:
    """The usual group that a county or a zone belongs to."""
    groups = {KIND_COUNTY: (COUNTIES,), KIND_ZONE: (ZONES,)}
    return groups.get(guess_kind(name), ())

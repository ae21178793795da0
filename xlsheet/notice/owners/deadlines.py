"""Deadlines in notices: 12月底前, 三季度末, 2024-6-30, 持续推进; the last day meant, and how they look."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from xlsheet.cells.dates import read_date
from xlsheet.cells.months import Month

_DIGIT: Final = "[0-9０-９一二三四五六七八九十〇○零]"
_YEAR: Final = rf"(?:(?:{_DIGIT}{{4}}|[今本明次])年度?)"
_PART: Final = "(?:[初底末中]|[上中下]旬)"
_DAY: Final = (
    rf"(?:{_DIGIT}{{4}}[-/.]{_DIGIT}{{1,2}}(?:[-/.]{_DIGIT}{{1,2}}日?)?|{_DIGIT}{{8}}(?!{_DIGIT})"
    rf"|{_YEAR}?{_DIGIT}{{1,3}}月(?:{_DIGIT}{{1,3}}[日号]|份?{_PART}?)"
    rf"|{_YEAR}?(?:年?[底末内中]|全年|[上下]半年|第?[一二三四1-4]季度{_PART}?)|{_YEAR}{_PART}?)"
)
_BY: Final = "(?:[之以]?前|之内|内|止|为止)?"
_DONE: Final = (
    "(?:(?:全面|全部|基本|如期|确保|力争|必须|需|要|按时|按期|保质保量)*"
    "(?:完成|完工|竣工|建成|办结|到位|投用|投入使用|取得(?:明显|阶段性)?(?:成效|进展)|落实|实施|"
    "交付|启动|开工|见效|"
    "印发|出台|验收|达标|达产|投产|通车|并长期坚持|，?持续推进))*"
)
_TO: Final = "(?:[-—–~～至到]+)"
_DEADLINE: Final = re.compile(
    rf"(?:(?:于|在|截至|到|力争|确保|争取|原则上|计划|预计|并|须|"
    rf"需)*){_DAY}(?:{_TO}{_DAY})?{_BY}{_DONE}[。；;]?"
)
_ONGOING: Final = re.compile(
    "(?:[并需要]?)(?:持续|长期|常年|全年|常态化|分步|分阶段|分年度|按时序(?:进度)?|按序时(?:进度)?|按计划|"
    "按(?:照)?(?:上级|省|市|国家|有关)?(?:统一)?(?:要求|部署|安排|进度|规定|时间节点)|"
    "跨年度?|贯穿全年|立即|即时|即日|及时|适时|逐年|每年|每季度|每月|动态)(?:要求|时限|时间|节点|安排|部署)?"
    "(?:推进|坚持|开展|实施|完成|落实|整改|组织|抓好|进行|执行|任务|工作|项目|推动|做好|有序|"
    "深化|巩固|提升|调整|更新)*"
)
_LEADING: Final = re.compile(
    rf"(?:于|在|力争|确保|争取|原则上|须|需)*(?P<day>{_DAY}(?:[之以]?前|底前?|末前?))(?=[，,]?[\u4e00-\u9fff])"
)
_WITHOUT_END: Final = re.compile("持续|长期|常年|常态|每[年月季]")
_SPLIT: Final = re.compile("[，,；;、]")
_BEFORE: Final = re.compile("^(?:于|在|截至|到|力争|确保|争取|原则上|计划|预计|并|须|需|要求)+")


def is_deadline(text: str) -> bool:
    """Whether words say nothing but by when."""
    said = _bare(text)
    if not 2 <= len(said) <= 40:
        return False
    return all(_is_one(part) for part in _SPLIT.split(said) if part)


def says_one_day(text: str) -> bool:
    """Whether a deadline is told whole by its last day: one expression, that goes on for nothing else."""
    said = _bare(text)
    return bool(_DEADLINE.fullmatch(said)) and "，" not in said and not re.search("持续|长期|启动|开工", said)


def leading_deadline(content: str) -> str:
    """The deadline with which a content begins (6月底前开工…), empty where it begins with none."""
    match = _LEADING.match(content)
    return match["day"] if match else ""


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("。.;,:")


def _is_one(said: str) -> bool:
    return bool(_DEADLINE.fullmatch(said) or _ONGOING.fullmatch(said))


def last_day(text: str, year: int) -> date | None:
    """The last day that a printed deadline means, for a notice of `year`; None where it means none."""
    said = _bare(text)
    if _WITHOUT_END.search(said) and not re.search("月|季度|半年|[底末]", said):
        return None
    whole = _day(said, year)
    if whole is not None:
        return whole
    days = [day for part in _SPLIT.split(said) if (day := _day(part, year)) is not None]
    if days:
        return max(days)
    found = [match[0] for match in re.finditer(_DAY, said)]
    return _day(found[-1], year) if found and len(said) <= 40 else None


def _day(said: str, year: int) -> date | None:
    """One expression: the end of a range, without the words around it."""
    said = re.sub(rf"{_DONE}$", "", _BEFORE.sub("", said))
    until = re.fullmatch(rf"{_DAY}{_TO}(?=({_DAY})$).*|(\d{{1,2}})[-—–~～至到]+(\d{{1,2}}月)", said)
    if until:
        said = until[1] or until[3]
    of_year = re.fullmatch(rf"({_DIGIT}{{4}}年|[今本明次]年)度?(?:全年|内|[之以]?前)?|全年|年内", said)
    if of_year:
        said = f"{of_year[1] or ''}年底".replace("年年", "年")
    said = re.sub("(?<=年)度(?=[底末内中])", "", said)
    said = re.sub("(?<=季度)[末底]?(?:[之以]?前|内)?$", "末", said)
    said = re.sub("(?<=[底末日])(?:[之以]?前|止)$", "", said)
    month = re.fullmatch(r"(\d{4})[-/.](\d{1,2})", said)
    if month and 1 <= int(month[2]) <= 12:
        said = f"{month[1]}年{month[2]}月"
    day, _ = read_date(said, Month(year, 1), deadline=True, sheet="", cell="") if said else (None, None)
    return day

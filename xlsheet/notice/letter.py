"""What is the letter's and not the list's: the covering letter above the tasks, and the tail below them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Final

from xlsheet.cells.numerals import with_digits

_FIGURES: Final = "[0-9０-９〇○零一二三四五六七八九十]"
_DATE: Final = f"{_FIGURES}{{4}} ?年 ?{_FIGURES}{{1,3}} ?月 ?{_FIGURES}{{1,3}} ?日"
_DATE_LINE: Final = re.compile(
    rf"[（(]?(?:.{{0,30}}(?:办公厅|办公室|政府|委员会|局|组|部))?[ \u3000]*{_DATE}(?: ?印发)?[）)]?"
)
_DAY: Final = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")
_LETTER: Final = re.compile(
    "^(?:各.{2,80}|.{0,40}(?:单位|部门|政府|委员会|公司|管委会|机构))[：:]$|〔20\\d\\d〕|"
    "\\[20\\d\\d\\]|［20\\d\\d］|现将.{2,80}印发|特此通知|此件|经.{2,20}同意"
)
_INTRODUCES: Final = re.compile(
    "^(?:为|为了|根据|按照|依据|经|现将|现就|为贯彻|围绕|编制说明).{6,}(?:[：:。]|如下|方案|"
    "清单|计划|通知|印发)$|^(?:会议|现)?(?:议定|研究|决定|明确|要求|听取|形成)(?:以下|如下)?.{0,16}[：:]$|^会议.{0,24}[：:]$"
)
_TAIL_WORDS: Final = (
    "主办 督办 承办 抄送 抄报 主送 分送 报送 发送 附件 附表 联系人 联系电话 制表 "
    "填表人 审核人 审核 印发".split()
)
_WORDED: Final = "|".join("[ \u3000]*".join(word) for word in _TAIL_WORDS)
_TAIL: Final = re.compile(
    f"(?:{_WORDED})[ \u3000]*(?:[：:].*|\\d.*)"
    f"|[^。；;：:]{{0,30}}(?:办公厅|办公室|人民政府|"
    f"委员会)[ \u3000]*(?:{_DATE})?[ \u3000]*(?:印发)?|（此件.{{2,12}}）|"
    f"{_DATE}[ \u3000]*(?:印发)?.{{0,12}}|[（(]?共印.{{1,8}}份[）)]?"
)
_CLOSING: Final = re.compile(
    "要求|保障|组织领导|加强领导|督查|督办|总体|指导思想|基本原则|工作机制|组织实施|考核|"
    "责任落实|有关事项|其他事项|压实|纪律|宣传"
)
_DEMANDS: Final = re.compile(
    "^(?:工作|有关|几点|相关|具体)?要求[。：:]?$|^(?:强化|加强|完善|健全)?(?:组织|保障|考核)(?:领导|措施|保障|实施|落实|机制|评价)|"
    "^督(?:促检)?[查办](?:督办|考核|问效|落实)|^(?:压实|严肃|强化)(?:工作)?(?:责任|纪律|问责)"
)
_HEAD: Final = re.compile(
    "^.{2,40}(?:文件|办公厅|办公室|人民政府|委员会|领导小组|会议纪要|[督交][办查][卡单函])$|"
    "^第?[ \u3000]*\\d+[ \u3000]*期$|^[（(]?(?:续|接|转)(?:上|下)?[表页][）)]?$|"
    "^(?:签发人|密级|紧急程度).*|^—+$"
)


def speaks_as_letter(line: str) -> bool:
    """Whether a line is found in covering letters only: a salutation, a document number, 现将…印发."""
    return bool(_LETTER.search(line))


def ends_letter(line: str) -> bool:
    """Whether a line is the date that closes a letter."""
    return bool(_DATE_LINE.fullmatch(line))


def day_of_letter(text: str) -> date | None:
    """The day on which a letter was signed: the last of its lines that says one; None where none does.
    `text` is in NFKC form."""
    for line in reversed(text.split("\n")):
        found = _DAY.search(with_digits(line)) if ends_letter(line.strip()) else None
        if found:
            with suppress(ValueError):
                return date(*map(int, found.groups()))
    return None


def is_head(line: str) -> bool:
    """Whether a line above a list is the sender's name, the letterhead or a date in brackets."""
    return bool(_HEAD.match(line) or _DATE_LINE.fullmatch(line))


def introduces(line: str) -> bool:
    """Whether a line says what the list is for: 为贯彻落实…，制定本方案。"""
    return bool(_INTRODUCES.match(line))


def is_tail(line: str) -> bool:
    """Whether a line below the last task belongs to the letter: 抄送：…, the date, who printed it."""
    return bool(_TAIL.fullmatch(line))


def demands(heading: str) -> bool:
    """Whether a heading can stand above nothing but the letter's general demands."""
    return bool(_DEMANDS.search(heading)) and len(heading) <= 20


def is_closing(heading: str) -> bool:
    """Whether a heading stands above the letter's general demands: 工作要求, 保障措施."""
    return bool(_CLOSING.search(heading)) and len(heading) <= 40

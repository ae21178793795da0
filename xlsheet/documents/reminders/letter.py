"""Reminder letters: an office's Word template (Jinja in .docx, read by docxtpl) filled in for a unit."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from xlsheet.analysis.reminders import Owed, OwedTask
from xlsheet.analysis.submissions import Flag
from xlsheet.cells.months import Month, in_words, months_in_words
from xlsheet.cells.text import clean
from xlsheet.dictionary.tables import PLANS
from xlsheet.documents.official import document_bytes
from xlsheet.errors import SourceError, of_missing_path
from xlsheet.grids.guarded import content_of, guarded, guarded_each
from xlsheet.resources import LETTER_TEMPLATE

_NOT_WORD: Final = (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError)
"""What python-docx raises for a file that is no .docx; SyntaxError covers the XML parser's."""

_IN_TEMPLATE: Final = (TemplateError, SyntaxError, TypeError, ValueError, LookupError, ArithmeticError)
"""What an expression in a template may raise."""

_FULL_WIDTH: Final = re.compile("｛｛|｝｝|｛%|%｝|｛％|％｝")
_QUOTED: Final = re.compile("'([^']+)'")
_SAYS: Final = {
    Flag.MISSING: "未报送",
    Flag.EMPTY: "没有写明实际进展（空报）",
    Flag.COPIED: "与以往、其他任务或其他单位的内容雷同",
}
_TASK: Final = "xlsheet.documents.reminders.letter:letter_of"
_TEXT_TASK: Final = "xlsheet.documents.reminders.letter:text_of"
_MOST_BYTES: Final = 16 << 20
_GRAVE: Final = 2
"""So many months in a row are said in the letter's first sentence."""


@dataclass(frozen=True, slots=True)
class LetterContent:
    """All that a letter says; `contents` holds the tasks' texts by number. `due` is the day by which the
    month's reports had to come, `plan_due` that of the plans, `answer_by` the last day for an answer, `day`
    that of the letter."""

    owed: Owed
    contents: dict[int, str]
    title: str
    year: int
    office: str
    office_contact: str
    number: str
    month: Month
    due: date
    plan_due: date
    day: date
    answer_by: date

    @property
    def overview(self) -> str:
        """`有3项任务未报送、1项任务没有写明实际进展（空报）`, or `有2项任务的推进计划未报送`."""
        tasks: dict[Flag, set[int]] = {}
        for entry in self.owed.entries:
            tasks.setdefault(entry.flag, set()).add(entry.task_no)
        reports = [f"{len(tasks[flag])}项任务{words}" for flag, words in _SAYS.items() if flag in tasks]
        return "有" + ("、".join(reports) or self._plans)

    @property
    def running(self) -> str:
        """`，其中2项已连续3个月未报送、1项是以前月份的，另有2项任务的推进计划未报送`; nothing where there is
        nothing more to say."""
        run, numbers = self.owed.months_missing, {entry.task_no for entry in self.owed.entries}
        long = self.owed.running(run) if run >= _GRAVE else set()
        earlier = numbers - {entry.task_no for entry in self.owed.entries if entry.month == self.month}
        all_of_them = "均" if len(numbers) > 1 else ""
        if long and long == numbers:
            words = f"，{all_of_them}已连续{run}个月"
        elif earlier and earlier == numbers:
            words = f"，{all_of_them}是以前月份的"
        else:
            parts = [f"{len(long)}项已连续{run}个月未报送"] if long else []
            parts += [f"{len(earlier)}项是以前月份的"] if earlier else []
            words = f"，其中{'、'.join(parts)}" if parts else ""
        return words + (f"，另有{self._plans}" if numbers and self.owed.plans else "")

    @property
    def _plans(self) -> str:
        return f"{len(self.owed.plans)}项任务的{PLANS.sheet}未报送"

    @property
    def subject(self) -> str:
        """What the unit is asked for: `2020年7月重点工作进展情况`, or its plans, or both."""
        if not self.owed.plans:
            return f"{self.month.chinese}重点工作进展情况"
        reports = f"{self.month.chinese}重点工作进展和" if self.owed.entries else "重点工作"
        return f"{reports}{PLANS.sheet}"  # a title of both has to fit a line

    @property
    def was_due(self) -> str:
        """`于2020年8月10日前报送2020年7月重点工作进展情况`, and the plans by their own day."""
        reports = f"于{in_words(self.due)}前报送{self.month.chinese}重点工作进展情况"
        plans = f"于{in_words(self.plan_due)}前报送推进计划"
        return "，".join([*([reports] if self.owed.entries else []), *([plans] if self.owed.plans else [])])

    @property
    def to_fill_in(self) -> str:
        """What the attached form asks for."""
        reports = "进展情况、完成比例、状态、存在问题和下步措施"
        if not self.owed.plans:
            return reports
        return f"{PLANS.sheet}和{reports}" if self.owed.entries else str(PLANS.sheet)

    @property
    def attachment(self) -> str:
        """`市教育局2020年5月、7月填报表`."""
        months = months_in_words(self.owed.months or [self.month])
        return f"{clean(self.owed.unit)}{months}填报表"

    def fields(self) -> dict[str, Any]:
        """What a template may use, under the names that offices read in the manual."""
        return {
            "督查单位": clean(self.office),
            "联系方式": clean(self.office_contact),
            "台账名称": clean(self.title),
            "年度": self.year,
            "文号": clean(self.number),
            "步骤": self.owed.step.word,
            "单位": clean(self.owed.unit),
            "月份": self.month.chinese,
            "截止日期": in_words(self.due),
            "补报日期": in_words(self.answer_by),
            "日期": in_words(self.day),
            "事项": self.subject,
            "概况": self.overview,
            "要求": self.was_due,
            "连续情况": self.running,
            "填报内容": self.to_fill_in,
            "附件": self.attachment,
            "重填": any(entry.flag is not Flag.MISSING for entry in self.owed.entries),
            "连续月数": self.owed.months_missing,
            "任务": [
                {
                    "编号": task.task_no,
                    "角色": task.role,
                    "内容": "同上" if again else clean(self.contents.get(task.task_no, "")),
                    "标记": task.flag_words,
                    "月份": task.months_in_words,
                }
                for task, again in _with_repeats(self.owed.tasks)
            ],
        }


def _with_repeats(tasks: Sequence[OwedTask]) -> Iterator[tuple[OwedTask, bool]]:
    """Each item, and whether the one before it was about the same task."""
    before = None
    for task in tasks:
        yield task, task.task_no == before
        before = task.task_no


class LetterTemplate:
    """A template that was found to be sound as far as can be seen before it is filled in."""

    def __init__(self, path: Path) -> None:
        """Raises SourceError that says what is wrong where the file is not a Word template of letters."""
        self.path = path
        self.is_shipped = path == LETTER_TEMPLATE
        try:
            if not path.exists():
                raise of_missing_path(SourceError(f"没有模板“{path}”。请核对文件名和所在的文件夹。"))
            if not path.is_file():
                raise self._wrong("打不开，可能是文件夹、没有权限或被占用")
            self._bytes = content_of(path, _MOST_BYTES)
        except OSError:
            raise self._wrong("打不开，可能是文件夹、没有权限或被占用") from None
        text = (
            text_of(self._bytes, path)
            if self.is_shipped
            else guarded(_TEXT_TASK, self._bytes, path, label=path)
        )
        found = _FULL_WIDTH.search(text)
        if found:
            raise self._wrong(f"里有全角的“{found[0]}”，请改成半角的花括号和百分号")

    def letter(self, content: LetterContent) -> bytes:
        """The .docx for one unit. The same template and content make the same bytes.

        Raises SourceError with the place where the template is not understood.
        """
        template = DocxTemplate(io.BytesIO(self._bytes))
        fields = content.fields()
        try:
            template.render(fields, _compiler_of(self._bytes), autoescape=True)
            self._check_names(_names_in(self._bytes), fields)
        except _IN_TEMPLATE as error:
            raise self._wrong(_explain(error)) from None
        properties = template.docx.core_properties
        properties.title = f"{fields['单位']}{fields['月份']}{fields['步骤']}"
        properties.author = fields["督查单位"]
        return document_bytes(template.docx)

    def _check_names(self, used: frozenset[str], fields: dict[str, Any]) -> None:
        unknown = sorted(used - set(fields))
        if unknown:
            raise self._wrong(f"{_not_a_field(unknown[0])}。可用的有：{'、'.join(fields)}")
        if "单位" not in used:
            raise self._wrong("里没有 {{ 单位 }}，不像催报函的模板")

    def _wrong(self, what: str) -> SourceError:
        return _wrong(self.path, what)


class _Compiler(SandboxedEnvironment):
    """Compiles each part of a template once, not anew for every letter, which had been most of the work.

    Sandboxed, since templates travel between offices; escaped, since texts hold < and &.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: Any, *args: Any, **options: Any) -> Template:
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source, *args, **options)
        return self._compiled[source]


@lru_cache(maxsize=2)
def _compiler_of(template: bytes) -> _Compiler:
    return _Compiler()


@lru_cache(maxsize=2)
def _names_in(template: bytes) -> frozenset[str]:
    """The names of fields that a template asks for."""
    return frozenset(
        DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(_compiler_of(template))
    )


def _wrong(path: Path, what: str) -> SourceError:
    return SourceError(f"模板“{path}”{what}。")


def letters(template: LetterTemplate, contents: Sequence[LetterContent]) -> Iterator[bytes]:
    """The letter of each content. An office's own template is filled in by workers with limits: what it works
    out may take for ever, or fill the memory. Raises SourceError."""
    if template.is_shipped:
        yield from map(template.letter, contents)
    elif contents:
        calls = ((template, content) for content in contents)
        yield from guarded_each(_TASK, calls, label=template.path)


def letter_of(template: LetterTemplate, content: LetterContent) -> bytes:
    """In a worker: one letter."""
    return template.letter(content)


def text_of(content: bytes, path: Path) -> str:
    """All words of a template. SourceError where it is no .docx."""
    try:
        return "".join(node.text or "" for node in docx.Document(io.BytesIO(content)).element.iter(qn("w:t")))
    except _NOT_WORD:
        raise _wrong(path, "不是 Word 文档（.docx），或者已损坏。请用 Word 另存为 .docx 再试") from None


def _explain(error: Exception) -> str:
    """What is wrong with a template, as the second half of a sentence."""
    if isinstance(error, UndefinedError):
        return _not_a_field(_QUOTED.findall(str(error))[-1])  # jinja2 quotes the name last
    if isinstance(error, TemplateSyntaxError):
        return (
            f"写法有误{_near(error)}。请看花括号是否成对，每个 if 是否有 endif，每个 for 是否有 endfor，"
            "单独成段的是否写作 {%p … %}，单独成行的是否写作 {%tr … %}"
        )
    return "里有算不出来的式子，请对照自带的模板改正"


def _not_a_field(name: str) -> str:
    return f"里的“{name}”不是可用的名称"


def _near(error: TemplateSyntaxError) -> str:
    """`，在“…”附近`: the text of the paragraph where reading stopped, if there is any."""
    lines = [line.strip() for line in getattr(error, "docx_context", ())]
    at = min((error.lineno or 1) - 1, 3)
    here = next((line for line in lines[at::-1] if line), "")
    return f"，在“{here[:40]}”附近" if here else ""

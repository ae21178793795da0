"""Remind units of what they owe for a month: a letter and a mail draft each, and a list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xlsheet.analysis.assignments import task_contents
from xlsheet.analysis.reminders import Owed, owed_by_unit
from xlsheet.analysis.submissions import Flagged
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import Finding, in_order
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import TASKS, UNITS
from xlsheet.documents.mail import mail_bytes
from xlsheet.documents.reminders.addressees import Addressees
from xlsheet.documents.reminders.letter import LetterContent, LetterTemplate
from xlsheet.documents.reminders.list_of_all import SHEET, ListedReminder, list_bytes
from xlsheet.documents.reminders.mail import reminder_mail
from xlsheet.errors import RequestError
from xlsheet.files.folders import file_stems, put_files
from xlsheet.forms.write.form import all_forms
from xlsheet.jobs.missing import MissingRequest, entry_json, missing
from xlsheet.jobs.split import form_contents, form_names
from xlsheet.ledger.reminder_rules import ReminderStep
from xlsheet.ledger.settings import Names, Settings
from xlsheet.resources import LETTER_TEMPLATE
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of

Attachment = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True, slots=True)
class RemindRequest:
    """`as_of`: the day of the letters, on which entries are or are not missing; `template`: the office's
    own letter, None for the one that ships with xlsheet."""

    month: Month
    out: Path
    as_of: date = field(default_factory=date.today)
    template: Path | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """What was made for a unit: paths of its letter and its mail draft."""

    owed: Owed
    number: str
    letter: str
    mail: str

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.owed.unit,
            "step": str(self.owed.step),
            "number": self.number,
            "entries": [entry_json(entry) for entry in self.owed.entries],
            "letter": self.letter,
            "mail": self.mail,
        }


@dataclass(frozen=True, slots=True)
class RemindReport:
    """The reminders, the gravest step first; `overview` is their list, None where nobody owes anything.
    `next_number` is the first number of a letter that is still free."""

    month: Month
    out: Path
    reminders: tuple[Reminder, ...]
    overview: Path | None
    next_number: int
    findings: tuple[Finding, ...]

    @property
    def needs_attention(self) -> bool:
        return bool(self.reminders or self.findings)

    def as_json(self) -> dict[str, Any]:
        reminders = sorted(self.reminders, key=lambda reminder: reminder.owed.unit)
        return {
            "month": str(self.month),
            "reminders": [reminder.as_json() for reminder in reminders],
            "overview": str(self.overview) if self.overview else None,
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        if not self.reminders:
            return f"{self.month.chinese}没有单位欠报，不用催。"
        steps = Counter(reminder.owed.step for reminder in self.reminders)
        words = "、".join(f"{step.word} {steps[step]} 份" for step in reversed(ReminderStep) if steps[step])
        return (
            f"{self.month.chinese}催报：{len(self.reminders)} 个单位（{words}），函件、邮件草稿和“{SHEET}”"
            f"在“{self.out}”里。邮件没有发送。"
            f"函件发出后，请把参数“{Names.first_letter}”改成 {self.next_number}。"
        )

    def listings(self) -> Sequence[Listing]:
        rows = [
            (r.owed.unit, r.owed.step.word, r.number, str(len(r.owed.tasks)), Path(r.letter).name)
            for r in self.reminders
        ]
        return [
            Listing("催报", ("单位", "步骤", "文号", "任务数", "函件"), rows),
            finding_listing(self.findings),
        ]


def remind(store: Store, request: RemindRequest) -> RemindReport:
    """Write letters, drafts and list into `request.out`: all of them or none. The ledger is not changed,
    and no mail is sent.

    Raises RequestError for a month that is not reported on or not due yet, SourceError for a template
    that cannot be used, OutputError where a different file stands there already or nothing can be written.
    """
    settings = settings_of(store)
    people = Addressees(store.read(UNITS))
    entries = _entries(store, request, settings)
    owed = owed_by_unit(entries, settings.reminders, people.units)
    letters = _letters(owed, task_contents(store.read(TASKS)), settings, request)
    listed = _listed(letters, people, request.month)
    overview = f"{SHEET}_{request.month}.xlsx"
    if listed:
        forms = _forms(store, settings, request.month, {each.unit for each in owed})
        made = _files(listed, LetterTemplate(request.template or LETTER_TEMPLATE), people, forms)
        made[overview] = list_bytes(request.month, listed)
        put_files(made, request.out, overwrite=request.overwrite)
    return RemindReport(
        month=request.month,
        out=request.out,
        reminders=tuple(_reminder(each, request.out) for each in listed),
        overview=request.out / overview if listed else None,
        next_number=settings.reminders.first_number + len(listed),
        findings=tuple(in_order(finding for each in owed for finding in people.findings(each.unit))),
    )


def _entries(store: Store, request: RemindRequest, settings: Settings) -> Sequence[Flagged]:
    """The month's flagged entries, as `missing` finds them."""
    report = missing(store, MissingRequest(request.month, request.as_of, write=False))
    if report.early:
        due = settings.calendar.due(request.month)
        raise RequestError(
            f"{request.month.chinese}进展情况的报送截止日是 {due}，到 {request.as_of} 还不能算缺报，不用催。"
        )
    return report.entries


def _letters(
    owed: Sequence[Owed], contents: dict[int, str], settings: Settings, request: RemindRequest
) -> list[LetterContent]:
    rules = settings.reminders
    return [
        LetterContent(
            owed=each,
            contents=contents,
            title=settings.title,
            year=settings.year,
            office=settings.office,
            office_contact=settings.office_contact,
            number=rules.number.number(each.step, request.as_of.year, index),
            month=request.month,
            due=settings.calendar.due(request.month),
            day=request.as_of,
            answer_by=rules.answer_by(request.as_of, settings.calendar.workdays),
        )
        for index, each in enumerate(owed, start=rules.first_number)
    ]


def _forms(
    store: Store, settings: Settings, month: Month, units: set[str]
) -> Mapping[str, tuple[Attachment, ...]]:
    """Unit -> its form of the month, named and made as `split` does."""
    contents = form_contents(store, settings, month)
    chosen = [(c, name) for c, name in zip(contents, form_names(contents), strict=True) if c.unit in units]
    made = all_forms([content for content, _ in chosen])
    return {c.unit: ((name, form),) for (c, name), form in zip(chosen, made, strict=True)}


def _listed(letters: Sequence[LetterContent], people: Addressees, month: Month) -> list[ListedReminder]:
    listed = []
    stems = file_stems(letter.owed.unit for letter in letters)
    for letter, stem in zip(letters, stems, strict=True):
        unit, name = people.unit(letter.owed.unit), f"{stem}_{month}_{letter.owed.step.word}"
        listed.append(ListedReminder(letter, unit.contact, unit.phone, f"{name}.docx", f"{name}.eml"))
    return listed


def _files(
    listed: Sequence[ListedReminder],
    template: LetterTemplate,
    people: Addressees,
    forms: Mapping[str, tuple[Attachment, ...]],
) -> dict[str, bytes]:
    """Letters and drafts by file name."""
    made: dict[str, bytes] = {}
    for each in listed:
        unit = each.content.owed.unit
        made[each.letter] = template.letter(each.content)
        attached = ((each.letter, made[each.letter]), *forms.get(unit, ()))
        made[each.mail] = mail_bytes(reminder_mail(each.content, people.addresses(unit), attached))
    return made


def _reminder(listed: ListedReminder, out: Path) -> Reminder:
    content = listed.content
    return Reminder(content.owed, content.number, str(out / listed.letter), str(out / listed.mail))

"""Remind units of what they owe for a month: a letter and a mail draft each, and a list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.analysis.assignments import closed_months, task_contents
from xlsheet.analysis.reminders import Owed, owed_by_unit
from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import Finding, in_order, show
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import DISPATCHES, RECEIPTS, TASKS, UNITS
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.documents.mail import MailDraft, OutgoingMail, answer_subject, mail_bytes, split_addresses
from xlsheet.documents.reminders.addressees import Addressees
from xlsheet.documents.reminders.letter import LetterContent, LetterTemplate, letters
from xlsheet.documents.reminders.list_of_all import SHEET, ListedReminder, list_bytes
from xlsheet.documents.reminders.mail import reminder_mail
from xlsheet.errors import RequestError
from xlsheet.files.folders import file_stems
from xlsheet.files.publish import staged
from xlsheet.forms.write.form import all_forms
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.missing import check_month, doubts, entry_json, past_changes
from xlsheet.jobs.split import form_contents, form_names
from xlsheet.jobs.todos.noting import of_ledger, with_todos
from xlsheet.ledger.changes import Changes
from xlsheet.ledger.dispatches import Dispatch, DispatchRegister
from xlsheet.ledger.reminder_rules import ReminderStep
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.table import TableData
from xlsheet.resources import LETTER_TEMPLATE
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import view_of

COMMAND: Final = "催报"

Attachment = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True, slots=True)
class RemindRequest:
    """`as_of`: the day of the letters, on which entries are or are not missing; `template`: the office's
    own letter, None for the one that ships with xlsheet. A `dry_run` writes and registers nothing."""

    month: Month
    out: Path
    as_of: date = field(default_factory=date.today)
    template: Path | None = None
    overwrite: bool = False
    dry_run: bool = False


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
            "plans": [plan.task_no for plan in self.owed.plans],
            "letter": self.letter,
            "mail": self.mail,
        }


@dataclass(frozen=True, slots=True)
class RemindReport:
    """The reminders, the gravest step first; `overview` is their list, None where nobody owes anything."""

    month: Month
    out: Path
    reminders: tuple[Reminder, ...]
    overview: Path | None
    findings: tuple[Finding, ...]
    outgoing: tuple[OutgoingMail, ...] = ()
    dry_run: bool = False

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
        if self.dry_run:
            units = f"{self.month.chinese}要催 {len(self.reminders)} 个单位（{words}）"
            return f"{units}。只看结论，什么也没有写。"
        return (
            f"{self.month.chinese}催报：{len(self.reminders)} 个单位（{words}），函件、邮件草稿和“{SHEET}”"
            f"在“{self.out}”里。"
            f"文号登记在“{DISPATCHES.sheet}”。"
        )

    def listings(self) -> Sequence[Listing]:
        rows = [
            (r.owed.unit, r.owed.step.word, r.number, str(len(r.owed.numbers)), Path(r.letter).name)
            for r in self.reminders
        ]
        return [
            Listing("催报", ("单位", "步骤", "文号", "任务数", "函件"), rows),
            finding_listing(self.findings),
        ]


def remind(store: Store, request: RemindRequest) -> RemindReport:
    """Write letters, drafts and list into `request.out`, all of them or none, and register the letters in
    发文登记. No mail is sent.

    Raises RequestError for a month that is not reported on, or not due yet while no plan is owed either,
    SourceError for a template that cannot be used, OutputError where a different file stands there already
    or nothing can be written.
    """
    settings = settings_of(store)
    people = Addressees(store.read(UNITS))
    owed, doubts = _owed(store, request, settings, people.units)
    dispatches = [
        Dispatch(each.unit, each.step, request.month, each.numbers, people.addresses(each.unit))
        for each in owed
    ]
    register = DispatchRegister(store.read(DISPATCHES), settings.reminders)
    numbers = register.numbers(dispatches, request.as_of)
    letters = _letters(owed, numbers, task_contents(store.read(TASKS)), settings, request)
    listed = _listed(letters, people, request.month)
    overview = f"{SHEET}_{request.month}.xlsx"
    made: dict[str, bytes] = {}
    outgoing: list[OutgoingMail] = []
    if listed:
        forms = _forms(store, settings, owed)
        answered = _answered(store.read(RECEIPTS), str(request.month))
        made, outgoing = _files(
            listed, LetterTemplate(request.template or LETTER_TEMPLATE), people, forms, answered, request
        )
        made[overview] = list_bytes(request.month, listed)
    report = RemindReport(
        month=request.month,
        out=request.out,
        reminders=tuple(_reminder(each, request.out) for each in listed),
        overview=request.out / overview if listed else None,
        findings=tuple(in_order([*doubts, *people.findings(each.unit for each in owed)])),
        outgoing=tuple(outgoing),
        dry_run=request.dry_run,
    )
    if request.dry_run:
        return report
    with staged(
        {request.out / name: content for name, content in made.items()}, overwrite=request.overwrite
    ) as ready:
        edit = register.edit(dispatches, numbers, request.as_of)
        if edit:
            changes = Changes(COMMAND, report.summary(), [edit])
            todos = of_ledger(store, report.findings)
            store.apply(kept_current(store, with_todos(store, changes, todos, lambda _row: True)))
        ready.put_in_place()
    return report


def _owed(
    store: Store, request: RemindRequest, settings: Settings, units: Sequence[str]
) -> tuple[list[Owed], list[Finding]]:
    """What each unit owes up to the month, as `missing` finds it. Before the month is due nobody owes its
    report; plans may be owed already. What a change of the past made missing is a finding first: no letter
    speaks of it until `missing` has been run."""
    check_month(request.month, settings.calendar)
    view, _ = view_of(store, settings, request.as_of)
    reporting, month = view.reporting, request.month
    due = [each for each in settings.calendar.months_due(request.as_of) if each <= month]
    plans = reporting.flagged_plans(request.as_of)
    closed = {number for number, last in closed_months(view.tables[TASKS]).items() if last <= month}
    changed = past_changes(store, reporting, request.as_of)
    entries = [
        entry
        for entry in (reporting.flagged(due) if month in due else ())
        if entry.task_no not in changed.get(entry.unit, {}).get(entry.month, ())
    ]
    owed = owed_by_unit(entries, plans, month, settings.reminders, units, closed)
    if month not in due and not owed:
        day = settings.calendar.due(month)
        raise RequestError(
            f"{month.chinese}进展情况的报送截止日是 {day}，到 {request.as_of} 还不能算缺报，不用催。"
        )
    return owed, list(doubts(store, reporting, request.as_of))


def _letters(
    owed: Sequence[Owed],
    numbers: Sequence[str],
    contents: dict[int, str],
    settings: Settings,
    request: RemindRequest,
) -> list[LetterContent]:
    calendar = settings.calendar
    return [
        LetterContent(
            owed=each,
            contents=contents,
            title=settings.title,
            year=settings.year,
            office=settings.office,
            office_contact=settings.office_contact,
            number=number,
            month=request.month,
            due=calendar.due(request.month) if each.entries else calendar.plan_due.date(),
            plan_due=calendar.plan_due.date(),
            day=request.as_of,
            answer_by=settings.reminders.answer_by(request.as_of, calendar.workdays),
        )
        for each, number in zip(owed, numbers, strict=True)
    ]


def _forms(store: Store, settings: Settings, owed: Sequence[Owed]) -> Mapping[str, tuple[Attachment, ...]]:
    """Unit -> its forms of the months that it owes, named and made as `split` does. Who owes a plan gets
    the form on which plans are written too."""
    wanted = {each.unit: {*each.months, *_plan_form(each, settings)} for each in owed}
    made: dict[str, list[Attachment]] = {}
    for month in sorted(set().union(*wanted.values())):
        contents = form_contents(store, settings, month)
        chosen = [
            (content, name)
            for content, name in zip(contents, form_names(contents), strict=True)
            if month in wanted.get(content.unit, ())
        ]
        forms = all_forms([content for content, _ in chosen])
        for (content, name), form in zip(chosen, forms, strict=True):
            made.setdefault(content.unit, []).append((name, form))
    return {unit: tuple(attached) for unit, attached in made.items()}


def _plan_form(owed: Owed, settings: Settings) -> list[Month]:
    return [settings.calendar.first_month] if owed.plans else []


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
    answered: Mapping[str, _Returned],
    request: RemindRequest,
) -> tuple[dict[str, bytes], list[OutgoingMail]]:
    """Letters and drafts by file name, and the mails of the drafts; one to a unit whose mail went back
    (`answered`) answers that."""
    made: dict[str, bytes] = {}
    outgoing: list[OutgoingMail] = []
    contents = [each.content for each in listed]
    for each, letter in zip(listed, letters(template, contents), strict=True):
        unit = each.content.owed.unit
        made[each.letter] = letter
        attached = ((each.letter, made[each.letter]), *forms.get(unit, ()))
        draft = reminder_mail(each.content, people.addresses(unit), attached)
        draft = answered[unit].answered_by(draft, each.content.owed.step.word) if unit in answered else draft
        made[each.mail] = mail_bytes(draft)
        outgoing.append(
            OutgoingMail(
                unit,
                each.content.owed.step.word,
                str(request.month),
                draft,
                str(request.out / each.mail),
                each.content.number,
            )
        )
    return made, outgoing


@dataclass(frozen=True, slots=True)
class _Returned:
    """The mail of a unit in which something went back."""

    message_id: str
    subject: str
    sender: str

    def answered_by(self, draft: MailDraft, step: str) -> MailDraft:
        """The draft as an answer to it, to its sender where 单位名录 has no address."""
        to = draft.to or tuple(split_addresses(self.sender)[0])
        return replace(
            draft, to=to, subject=f"{answer_subject(self.subject)}（{step}）", answers=self.message_id
        )


def _answered(receipts: TableData, month: str) -> dict[str, _Returned]:
    """Unit -> the last mail for the month in which something of it went back."""
    back = (Verdict.REJECTED.word, Verdict.PARTLY.word)
    found: dict[str, tuple[str, str, str, str]] = {}
    for _, row in receipts.rows():
        own, unit = show(row[RECEIPTS.message_id]).strip(), show(row[RECEIPTS.unit]).strip()
        if own and show(row[RECEIPTS.verdict]) in back and month in show(row[RECEIPTS.month]):
            came, subject, sender = map(
                show, (row[RECEIPTS.received], row[RECEIPTS.subject], row[RECEIPTS.sender])
            )
            found[unit] = max(found.get(unit, ("", "", "", "")), (came, own, subject, sender))
    return {unit: _Returned(*mail) for unit, (_, *mail) in found.items()}


def _reminder(listed: ListedReminder, out: Path) -> Reminder:
    content = listed.content
    return Reminder(content.owed, content.number, str(out / listed.letter), str(out / listed.mail))

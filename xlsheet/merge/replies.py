"""Replies to returns that were not wholly taken: copies with what is wrong marked, to be mailed back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.documents.mail import OutgoingMail, mail_bytes
from xlsheet.errors import OutputError, reason
from xlsheet.files.names import allowed, numbered
from xlsheet.forms.layout import MARK_SHEET
from xlsheet.forms.read.files import read_again
from xlsheet.forms.reply.workbook import Reply, reply_bytes
from xlsheet.forms.write.limits import form_limits
from xlsheet.grids.grid import Grid
from xlsheet.merge.answers import MarkedCopy, answer_to
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.identify import LedgerFacts
from xlsheet.merge.report import WrittenReply

_ENDING: Final = "_退回"


@dataclass(frozen=True, slots=True)
class Replies:
    """Replies that are rendered and nowhere yet: the files to make, and what to tell of each."""

    made: Mapping[Path, bytes]
    written: tuple[WrittenReply, ...]
    answers: tuple[OutgoingMail, ...] = ()


def render_replies(
    folder: Path,
    files: Sequence[JudgedFile],
    paths: Sequence[Path],
    exclude: Collection[Path],
    facts: LedgerFacts,
) -> Replies:
    """A reply for `folder` to every file that went back, whole or in part. A file that is there already
    is left alone where it says the same, and never overwritten. Raises OutputError for a folder that
    can't be looked into."""
    back = [file for file in files if file.verdict in (Verdict.PARTLY, Verdict.REJECTED)]
    grids = _grids(back, paths, exclude)
    made: dict[Path, bytes] = {}
    written = []
    by_mail: dict[str, list[MarkedCopy]] = {}
    try:
        for file in back:
            content = reply_bytes(_reply(file, grids.get(file.path, ()), facts))
            target = _place(folder, _base(file), content, made)
            made[target] = content
            written.append(WrittenReply(str(target), file.path, file.unit, file.month))
            if file.envelope is not None:
                by_mail.setdefault(file.envelope.mail, []).append(MarkedCopy(file, target.name, content))
        answers = [_answer(folder, copies, facts.settings.office, made) for copies in by_mail.values()]
    except OSError as error:
        raise OutputError(
            f"退回件写不进“{folder}”（{reason(error)}）。请换一个文件夹；台账没有改动。"
        ) from error
    return Replies(made, tuple(written), tuple(answers))


def _answer(folder: Path, copies: Sequence[MarkedCopy], office: str, made: dict[Path, bytes]) -> OutgoingMail:
    """The draft that answers a mail, with its marked copies."""
    answer = answer_to(copies, office, "")
    content = mail_bytes(answer.draft)
    target = _place(folder, _base(copies[0].file), content, made, ".eml")
    made[target] = content
    return replace(answer, path=str(target))


def _grids(
    back: Sequence[JudgedFile], paths: Sequence[Path], exclude: Collection[Path]
) -> Mapping[str, Sequence[Grid]]:
    """The sheets of the files that go back, by their paths; those that could not be read have none."""
    readable = {file.source for file in back if file.tables}
    if not readable:
        return {}
    sheets = read_again(paths, exclude, readable)
    return {file.path: _own(sheets[file.source], file) for file in back if file.source in sheets}


def _own(grids: Sequence[Grid], file: JudgedFile) -> list[Grid]:
    """Of a common workbook's sheets those of one unit, else all of them."""
    if file.path == file.source:
        return list(grids)
    names = {table.sheet for table in file.tables}
    return [grid for grid in grids if grid.sheet in names or grid.sheet == MARK_SHEET]


def _reply(file: JudgedFile, grids: Sequence[Grid], facts: LedgerFacts) -> Reply:
    accepted, back = len(file.accepted), len(file.rejected)
    outcome = f"已接收 {accepted} 行，退回 {back} 行。" if accepted else "整份退回，没有接收。"
    findings = tuple(file.all_findings())
    month = Month.parse(file.month or None) or facts.settings.calendar.first_month
    return Reply(
        office=facts.settings.office,
        unit=file.unit,
        month=file.month,
        file=file_name(file.path),
        outcome=outcome,
        findings=findings,
        grids=grids,
        tables=file.tables,
        limits=form_limits(facts.rules, facts.settings, month),
    )


def _base(file: JudgedFile) -> str:
    """市教育局_2020-06, or the file's own name where its unit is not known."""
    if not file.unit:
        return allowed(Path(file_name(file.path)).stem, "回收件")
    return "_".join(filter(None, (allowed(file.unit, "单位"), allowed(file.month, ""))))


def _place(
    folder: Path, base: str, content: bytes, made: Mapping[Path, bytes], suffix: str = ".xlsx"
) -> Path:
    """Where the reply goes: under its name, or with a number beside others of that name."""
    taken: set[str] = set()
    while (target := folder / numbered(base, f"{_ENDING}{suffix}", taken)) in made or target.exists():
        if (made[target] if target in made else target.read_bytes()) == content:
            return target
        taken.add(target.name.casefold())
    return target

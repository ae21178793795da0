"""Files that came along with a sound form and are none: evidence for what it says, registered and filed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from xlsheet.cells.numerals import with_digits
from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import EVIDENCE, NAME_SEPARATOR
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.files.names import allowed, numbered
from xlsheet.forms.read.files import contents_of
from xlsheet.ledger.changes import Edit, Row
from xlsheet.ledger.exhibits import told_from
from xlsheet.ledger.table import TableData
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile
from xlsheet.units.registry import Registry

_SOUND: Final = (*(v for v in Verdict if v.was_taken), Verdict.DUPLICATE)
_TABLES: Final = (".xlsx", ".xls", ".xlsm", ".et", ".ods", ".xlsb", ".csv")
_LIST: Final = r"\d{1,4}(?:[、,，和及-]\d{1,4})*"
_TASKS_IN_WORDS: Final = re.compile(
    rf"第({_LIST})(?:项|号|条)|任务(?:编号)?[:：]?({_LIST})(?![\d]|(?:项|个|件|条))|({_LIST})号任务"
)
_TASKS: Final = re.compile(r"(?:任务|第)(\d{1,4}(?:[、,，和及-]\d{1,4})*)(?:项|号|条)?|(\d{1,4})号任务")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of evidence: whose it is, on which months and tasks, beside which form, and where it is filed
    (`kept` is None where it is not)."""

    file: JudgedFile
    form: str
    tasks: tuple[int, ...]
    kept: Path | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "path": self.file.path,
            "unit": self.file.unit,
            "month": self.file.month,
            "form": self.form,
            "tasks": list(self.tasks),
            "kept": str(self.kept) if self.kept else None,
        }


def find_evidence(
    files: Sequence[JudgedFile], registry: Registry, assigned: Collection[tuple[int, str]]
) -> list[KeptFile]:
    """The files that turn out to be evidence; they get unit, month and verdict of it."""
    forms: dict[str, list[JudgedFile]] = defaultdict(list)
    for file in files:
        if file.within and file.verdict in _SOUND and file.unit and file.month:
            forms[file.within].append(file)
    found: list[KeptFile] = []
    for file in files if forms else ():
        form = _form_beside(file, forms.get(file.within, ()), registry) if _is_no_form(file) else None
        if form is None:
            continue
        file.unit, file.month, file.verdict, file.refusal = form.unit, form.month, Verdict.EVIDENCE, None
        is_table = PurePosixPath(file.path).suffix.lower() in _TABLES
        code = catalogue.EVIDENCE_TABLE if is_table else catalogue.EVIDENCE_KEPT
        file.findings = [code.at(value=file_name(form.path))]
        found.append(KeptFile(file, file_name(form.path), tasks_in(file.path, form.unit, assigned)))
    return [
        kept if kept.tasks else replace(kept, tasks=_told_by_mail(kept, found, assigned)) for kept in found
    ]


def _is_no_form(file: JudgedFile) -> bool:
    """Whether a file went back because it holds no form at all."""
    refusal = file.refusal
    return (
        file.verdict is Verdict.REJECTED
        and refusal is not None
        and refusal.code == catalogue.FILE_NOT_TABLE.name
        and not file.entries
        and bool(file.sha256)
    )


def _form_beside(file: JudgedFile, forms: Sequence[JudgedFile], registry: Registry) -> JudgedFile | None:
    """The form that a file came along with: the only unit's, the one in its folder, or the one of the unit
    that its name says."""
    if len({form.unit for form in forms}) <= 1:
        return forms[0] if forms else None
    folder = PurePosixPath(file.path).parent
    near = [form for form in forms if PurePosixPath(form.source or form.path).parent == folder]
    if len({form.unit for form in near}) == 1 and folder != PurePosixPath(file.within):
        return near[0]
    name = fold(file.path.removeprefix(file.within))
    said = [form for form in forms if any(fold(each) in name for each in _names(form.unit, registry))]
    return said[0] if len({form.unit for form in said}) == 1 else None


def _names(unit: str, registry: Registry) -> Iterator[str]:
    known = registry.get(unit)
    yield unit
    yield from known.aliases if known else ()


def tasks_in(path: str, unit: str, assigned: Collection[tuple[int, str]]) -> tuple[int, ...]:
    """The unit's tasks that a file's name says."""
    said: set[int] = set()
    for match in _TASKS.finditer(with_digits(fold(PurePosixPath(path).name))):
        said |= {int(number) for number in re.findall(r"\d+", match[1] or match[2])}
    return tuple(sorted(number for number in said if (number, unit) in assigned))


def _told_by_mail(
    kept: KeptFile, found: Sequence[KeptFile], assigned: Collection[tuple[int, str]]
) -> tuple[int, ...]:
    """The tasks that the mail says of a file: in a line that has the file's name, else in its subject, else
    in its text; where several files came, only one task that is meant of all of them."""
    mail = kept.file.envelope
    if mail is None:
        return ()
    name = fold(PurePosixPath(kept.file.path).stem)
    own = "\n".join(line for line in mail.text.splitlines() if name in fold(line))
    for text in (own, mail.subject, mail.text):
        tasks = _tasks_said(text, kept.file.unit, assigned)
        alone = text is own or sum(other.file.within == kept.file.within for other in found) == 1
        if tasks and (alone or len(tasks) == 1):
            return tasks
    return ()


def _tasks_said(text: str, unit: str, assigned: Collection[tuple[int, str]]) -> tuple[int, ...]:
    """The unit's tasks that a sentence says; `第2季度` and `任务12项` are no tasks."""
    said: set[int] = set()
    for match in _TASKS_IN_WORDS.finditer(with_digits(fold(text))):
        said |= {int(number) for number in re.findall(r"\d+", next(filter(None, match.groups())))}
    return tuple(sorted(number for number in said if (number, unit) in assigned))


def filed(
    found: Sequence[KeptFile], folder: Path, paths: Sequence[Path], exclude: Collection[Path]
) -> tuple[list[KeptFile], dict[Path, bytes]]:
    """The evidence with its places below `folder`, 单位/月份/, and the files to make there. A file that is
    there already keeps its place."""
    contents = contents_of(paths, exclude, {kept.file.path for kept in found})
    made: dict[Path, bytes] = {}
    placed: list[KeptFile] = []
    for kept in found:
        content = contents.get(kept.file.path)
        if content is None:
            placed.append(kept)
            continue
        target = _place(folder, kept.file, content, made)
        made[target] = content
        placed.append(KeptFile(kept.file, kept.form, kept.tasks, target))
    return placed, made


def _place(folder: Path, file: JudgedFile, content: bytes, made: Mapping[Path, bytes]) -> Path:
    home = folder / allowed(file.unit, "单位") / allowed(file.month, "月份")
    name = PurePosixPath(file.path)
    taken: set[str] = set()
    base, ending = allowed(name.stem, "材料"), allowed(name.suffix, "")
    ending = f".{ending}" if ending else ""
    while (target := home / numbered(base, ending, taken)) in made or target.exists():
        if (made[target] if target in made else target.read_bytes()) == content:
            return target
        taken.add(target.name.casefold())
    return target


def evidence_edit(found: Sequence[KeptFile], data: TableData, now: datetime, home: Path | None) -> Edit:
    """The rows of 佐证材料 for what is not registered yet, and the places of what is filed only now; places
    below `home`, the ledger's folder, are told from there."""
    known = {
        tuple(show(row[column]) for column in EVIDENCE.key): (number, show(row[EVIDENCE.kept]))
        for number, row in (data.rows() if found else ())
    }
    rows: list[Row] = []
    updates: dict[int, Row] = {}
    for kept in found:
        file = kept.file
        key = (file.unit, file.month, file.sha256)
        place = told_from(home, kept.kept) if kept.kept else ""
        if key not in known:
            known[key] = (0, place)
            rows.append(_row(kept, place, now))
        elif known[key][0] and place and place != known[key][1]:
            updates[known[key][0]] = {EVIDENCE.kept: place}
    return Edit(EVIDENCE, updates, rows)


def _row(kept: KeptFile, place: str, now: datetime) -> Row:
    return {
        EVIDENCE.received: kept.file.received or now,
        EVIDENCE.unit: kept.file.unit,
        EVIDENCE.month: kept.file.month,
        EVIDENCE.task_nos: NAME_SEPARATOR.join(map(str, kept.tasks)) or None,
        EVIDENCE.file: file_name(kept.file.path),
        EVIDENCE.fingerprint: kept.file.sha256,
        EVIDENCE.form: kept.form,
        EVIDENCE.kept: place or None,
    }

"""A writer that goes wrong is found out before its work becomes the ledger, whatever it got wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from support.ledger_file import change, parts, rows
from support.small_ledger import EDUCATION, progress
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace
from xlsheet.stores import file
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.verify import stretches

APPENDED = [progress(n, EDUCATION, "2020-07") for n in range(1, 41)]
EDIT = Edit(PROGRESS, updates={3: {PROGRESS.text: "改过：A&B<C>"}}, appended=APPENDED)
SHORTER = Edit(PROGRESS, removed=[4], updates={3: {PROGRESS.text: "改过"}}, appended=APPENDED[:3])
ANEW = Replace(PROGRESS, APPENDED[:4])
STEPS = {"edited": EDIT, "shortened": SHORTER, "replaced": ANEW}

Damage = Callable[[bytes], bytes]


def _in_row(number: int, old: bytes, new: bytes) -> Damage:
    def damage(part: bytes) -> bytes:
        before = re.search(rb'<row r="%d"[^>]*>.*?</row>' % number, part)
        assert before, number
        assert re.search(old, before[0]), old
        return part.replace(before[0], re.sub(old, new, before[0], count=1))

    return damage


def _swapped(part: bytes) -> bytes:
    marks = [rb'(<[rc]\w* r="[A-Z]*)%d"' % number for number in (20, 21)]
    part = re.sub(marks[0], rb'\g<1>swap"', part)
    return re.sub(marks[1], rb'\g<1>20"', part).replace(b'swap"', b'21"')


DAMAGES: Mapping[str, Damage] = {
    "a wrong value in the middle": _in_row(20, "施工|主体".encode(), "甲方".encode()),
    "a wrong number": _in_row(20, rb"<v>0\.7", b"<v>0.8"),
    "a number as text": _in_row(20, rb'"><v>(0\.7\d*)</v>', rb'" t="inlineStr"><is><t>x</t></is>'),
    "a value in the next column": _in_row(20, rb'r="B20"', b'r="O20"'),
    "a row twice": lambda part: re.sub(rb'<row r="20".*?</row>', rb"\g<0>\g<0>", part),
    "a row number of its own": _in_row(47, rb'<row r="47"', b'<row r="49"'),
    "two rows in each other's place": _swapped,
    "a row lost": lambda part: re.sub(rb'<row r="20".*?</row>', b"", part),
    "the last row lost": lambda part: re.sub(rb'<row r="47".*?</row>', b"", part),
    "a sign not escaped": _in_row(3, b"&amp;", b"&"),
    "a tag not escaped": _in_row(3, b"&lt;", b"<"),
    "cut off in a row": lambda part: part[: part.index(b'<row r="30"') + 40],
    "cut off at the end": lambda part: part[:-5],
    "no end of the rows": lambda part: part.replace(b"</sheetData>", b""),
    "an old row's value": _in_row(5, rb"<t>2020-0\d", b"<t>2020-09"),
    "an old row's tag": _in_row(5, rb"</is>", b"</si>"),
    "an old row lost": lambda part: re.sub(rb'<row r="5".*?</row>', b"", part),
    "an old row's place": _in_row(5, rb'<row r="5"', b'<row r="90"'),
    "another cell of the changed row": _in_row(3, rb"<t>2020-0\d", b"<t>2020-09"),
    "the header's shared string": _in_row(1, rb"<v>(\d)\d</v>", rb"<v>\g<1></v>"),
    "the header lost": lambda part: re.sub(rb'<row r="1".*?</row>', b"", part),
    "nothing written": lambda part: b"",
}


@pytest.fixture(params=[stretches._CHUNK, 3000], ids=["read at once", "read in parts"])
def _chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "_CHUNK", request.param)


def _broken(monkeypatch: pytest.MonkeyPatch, which: str, damage: Damage) -> None:
    """Let the writer damage a part of those it changes."""
    splice: Callable[..., dict[str, bytes]] = file.spliced

    def spliced(*arguments: Any) -> dict[str, bytes]:
        changed = splice(*arguments)
        name = next(name for name in changed if which in name)
        damaged = damage(changed[name])
        assert damaged != changed[name]
        return {**changed, name: damaged}

    monkeypatch.setattr(file, "spliced", spliced)


def _state(path: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}


def _refused(path: Path, step: Edit | Replace) -> None:
    before = _state(path)
    with pytest.raises(LedgerError, match="台账没有改动"):
        change(path, step)
    assert _state(path) == before


@pytest.mark.usefixtures("_chunks")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_sheet_written_wrong_is_refused(
    ledger: Path, damage: Damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken(monkeypatch, "worksheets/", damage)
    _refused(ledger, EDIT)


@pytest.mark.usefixtures("_chunks")
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("damage", [_in_row(5, rb"<t>2020-0\d", b"<t>2020-09")], ids=["a value"])
def test_whatever_was_done_every_row_that_is_not_the_old_bytes_is_compared(
    ledger: Path, step: Edit | Replace, damage: Damage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken(monkeypatch, "worksheets/", damage)
    _refused(ledger, step)


def test_a_row_that_should_be_gone_is_refused(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = re.search(rb'<row r="7".*?</row>', _sheet(ledger))
    assert old
    _broken(monkeypatch, "worksheets/", lambda part: part.replace(b"</sheetData>", old[0] + b"</sheetData>"))
    _broken_range(monkeypatch, b"7")
    _refused(ledger, ANEW)


def _sheet(path: Path) -> bytes:
    package = Package(path.read_bytes())
    place = package.place(PROGRESS)
    assert place
    return package.part(place.sheet_part)


def _broken_range(monkeypatch: pytest.MonkeyPatch, last: bytes) -> None:
    _broken(
        monkeypatch, "tables/", lambda part: re.sub(rb'ref="(A1:[A-Z]+)\d+"', rb'ref="\g<1>%s"' % last, part)
    )


@pytest.mark.parametrize("last", [b"20", b"7"])
def test_a_table_that_ends_before_its_rows_is_refused(
    ledger: Path, last: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    _broken_range(monkeypatch, last)
    _refused(ledger, EDIT)


def test_a_small_part_that_is_no_xml_is_refused(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _broken(monkeypatch, "tables/", lambda part: part.replace(b"</table>", b""))
    _refused(ledger, EDIT)


def _packed_wrong() -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    def flipped(content: bytes, name: str) -> bytes:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            at = archive.getinfo(name).header_offset + 30 + len(name) + 40
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    def repacked(content: bytes, name: str, part: bytes | None) -> bytes:
        target = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(target, "w") as after:
            for other in before.namelist():
                if other != name or part is not None:
                    after.writestr(other, before.read(other) if other != name else part or b"")
        return target.getvalue()

    sheet, styles = "xl/worksheets/sheet6.xml", "xl/styles.xml"
    yield "a bit of the new sheet", lambda content: flipped(content, sheet)
    yield "a bit of what didn't change", lambda content: flipped(content, styles)
    yield "a part gone", lambda content: repacked(content, "xl/vbaProject.bin", None)
    yield "another part's content", lambda content: repacked(content, styles, b"<styleSheet/>")
    yield "the end of the file", lambda content: content[:-30]


PACKED_WRONG = dict(_packed_wrong())


@pytest.mark.parametrize("damage", PACKED_WRONG.values(), ids=PACKED_WRONG)
def test_a_package_put_together_wrong_is_refused(
    ledger: Path, damage: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten = Package.rewritten

    def wrong(self: Package, *arguments: Any, level: int = 4) -> bytes:
        content = rewritten(self, *arguments, level=level)
        return damage(content) if level else content

    monkeypatch.setattr(Package, "rewritten", wrong)
    _refused(ledger, EDIT)


@pytest.mark.usefixtures("_chunks")
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_what_is_written_right_is_taken_however_it_is_read(ledger: Path, step: Edit | Replace) -> None:
    others = {name for name in parts(ledger) if "sheet6" not in name and "table5" not in name}
    before = parts(ledger)
    change(ledger, step)
    after = parts(ledger)
    assert {name for name in others if before[name] != after[name]} == set()
    appended = step.appended if isinstance(step, Edit) else step.rows
    assert [row[PROGRESS.text] for row in rows(ledger, PROGRESS)][-len(appended) :] == [
        row[PROGRESS.text] for row in appended
    ]


def test_rows_that_did_not_change_are_not_read_again(ledger: Path) -> None:
    before = _sheet(ledger)
    with FileStore.open(ledger, writing=False) as store:
        assert len(store.read(PROGRESS)) == 6
    change(ledger, EDIT)
    found = stretches.probe(before, _sheet(ledger), EDIT.updates, 8)
    assert [(numbers.start, numbers.stop) for numbers in found.kept] == [(1, 3), (4, 8)]
    read = b"".join(found.chunks())
    assert [int(n) for n in re.findall(rb'<row r="(\d+)"', read)] == [3, *range(8, 48)]

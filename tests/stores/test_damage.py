"""A damaged ledger or history is said to be so, with the step that mends it; nothing is changed."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from support.ledger_file import change, rows
from support.small_ledger import unit
from support.terminal import xlsheet
from xlsheet.dictionary.tables import PARAMETERS, PROGRESS, TABLES, UNITS
from xlsheet.errors import LedgerError, RequestError
from xlsheet.ledger.changes import Edit
from xlsheet.stores.damage import damaged_parts, restore, whole_copy
from xlsheet.stores.file import FileStore


def flipped(content: bytes, luck: random.Random) -> bytes:
    damaged = bytearray(content)
    damaged[luck.randrange(len(damaged))] ^= 1 << luck.randrange(8)
    return bytes(damaged)


def cut_off(content: bytes, luck: random.Random) -> bytes:
    return content[: luck.randrange(len(content))]


def part_flipped(content: bytes, luck: random.Random) -> bytes:
    """With check sums that are right, so that only what reads the part can tell."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        victim = luck.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, flipped(part, luck) if name == victim and part else part)
    return target.getvalue()


def part_lost(content: bytes, luck: random.Random) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        victim = luck.choice(old.namelist())
        for name in old.namelist():
            if name != victim:
                new.writestr(name, old.read(name))
    return target.getvalue()


@pytest.mark.parametrize("damage", [flipped, cut_off, part_flipped, part_lost])
def test_whatever_is_damaged_a_change_happens_or_is_refused_in_words(
    ledger: Path, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    sound, refused = ledger.read_bytes(), 0
    for seed in range(25):
        content = damage(sound, random.Random(seed))
        ledger.write_bytes(content)
        said = refusal(ledger)
        if said is not None:
            refused += 1
            assert "请" in said or "运行 xlsheet doctor" in said
            assert ledger.read_bytes() == content
    assert refused > 2


def refusal(ledger: Path) -> str | None:
    """Why a ledger cannot be read or changed; None where it was."""
    try:
        with FileStore.open(ledger) as store:
            for table in TABLES:
                store.read(table)
        change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    except LedgerError as error:
        return str(error)
    return None


def test_the_newest_whole_copy_is_named_and_put_back_by_doctor(ledger: Path) -> None:
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    before, newest = rows(ledger, UNITS), whole_copy(ledger)
    assert newest is not None
    newest.write_bytes(newest.read_bytes()[:-100])
    second = whole_copy(ledger)
    assert second is not None
    assert second != newest
    damaged = cut_off(ledger.read_bytes(), random.Random(1))
    ledger.write_bytes(damaged)
    refused = xlsheet("merge", ledger, ledger.parent)
    assert refused.status == 3
    assert f"最近一份完好的备份是“{second}”" in refused.err
    assert f"xlsheet doctor “{ledger}” --restore" in refused.err
    looked = xlsheet("doctor", ledger, "--json")
    assert looked.status == 1
    assert str(second) in looked.json["checks"][0]["remedy"]
    assert ledger.read_bytes() == damaged
    mended = xlsheet("doctor", ledger, "--restore")
    assert mended.status == 0
    assert len(rows(ledger, UNITS)) in (len(before) - 1, 0)
    (aside,) = ledger.parent.glob("*_损坏_*")
    assert aside.read_bytes() == damaged
    assert str(aside) in mended.err


def test_what_a_killed_restoring_left_goes_with_the_next(ledger: Path) -> None:
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    ledger.write_bytes(ledger.read_bytes()[:5000])
    stray = ledger.with_name(f".{ledger.stem}_损坏_20210601-090000{ledger.suffix}.4711.xlsheet-tmp")
    stray.write_bytes(b"PK")
    restore(ledger)
    assert not stray.exists()
    assert rows(ledger, UNITS)


def test_a_sound_ledger_is_not_restored(ledger: Path) -> None:
    content = ledger.read_bytes()
    with pytest.raises(RequestError, match="没有损坏"):
        restore(ledger)
    assert ledger.read_bytes() == content


def test_damage_is_found_part_by_part(ledger: Path) -> None:
    assert damaged_parts(ledger.read_bytes()) == []
    assert damaged_parts(b"PK") == [""]


HISTORY_DAMAGE: list[Callable[[dict[str, Any]], object]] = [
    lambda history: history["done"][-1].update(redo="/etc/hostname"),
    lambda history: history["done"][-1].update(backup="../台账.xlsm"),
    lambda history: history["done"][-1].update(redo="..\\台账.xlsm"),
    lambda history: history["done"][-1].update(backup="."),
    lambda history: history["done"][-1].update(rows="三行"),
    lambda history: history["done"][-1].update(when=None),
    lambda history: history["done"][-1].update(more=1),
    lambda history: history.update(done={"a": 1}),
    lambda history: history.update(made_on=7),
    lambda history: history.pop("undone"),
]


@pytest.mark.parametrize("damage", HISTORY_DAMAGE)
def test_a_damaged_history_stops_every_change_and_removes_nothing(
    ledger: Path, damage: Callable[[dict[str, Any]], object]
) -> None:
    with FileStore.open(ledger, writing=False) as store:
        path = store.backups_folder / "history.json"
    history = json.loads(path.read_text(encoding="utf-8"))
    damage(history)
    path.write_text(json.dumps(history), encoding="utf-8")
    before = {p: p.read_bytes() for p in ledger.parent.rglob("*") if p.is_file()}
    with pytest.raises(LedgerError, match=r"备份记录.*读不出来（内容不对）.*移走后再试"):
        change(ledger, Edit(PROGRESS, updates={2: {PROGRESS.text: "改"}}))
    with pytest.raises(LedgerError, match="备份记录"), FileStore.open(ledger) as store:
        store.undo()
    assert {p: p.read_bytes() for p in ledger.parent.rglob("*") if p.is_file()} == before


def test_doctor_says_that_the_history_is_damaged(ledger: Path) -> None:
    with FileStore.open(ledger, writing=False) as store:
        path = store.backups_folder / "history.json"
    path.write_text('{"done": [1], "undone": []}', encoding="utf-8")
    looked = xlsheet("doctor", ledger, "--json")
    checks = {check["name"]: check for check in looked.json["checks"]}
    assert looked.status == 1
    assert "读不出来（内容不对）" in checks["备份记录"]["remedy"]
    assert rows(ledger, PARAMETERS), "it can still be read"

"""`xlsheet doctor`: everything has a conclusion, and what is lacking the one step that mends it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from support.ledger_file import new_ledger, parts, rewrite
from support.office import CALC_MACRO_WORKBOOK, convert
from support.registry import Registry
from support.terminal import xlsheet
from xlsheet.jobs.setup.doctor import DoctorRequest, doctor
from xlsheet.jobs.setup.install import carry_out, plan
from xlsheet.jobs.setup.plan import Machine, bridge_steps
from xlsheet.resources import TEMPLATE
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.repair.workbook_code import PROJECT


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    home = tmp_path / "home"
    return Machine(
        system="linux",
        home=home,
        python=Path(sys.executable),
        appdata=home,
        desktop=home / "Desktop",
        profile=home / "profile",
        folder=home / "督查台账",
    )


def remedies(machine: Machine) -> dict[str, str]:
    return {check.name: check.remedy for check in doctor(None, DoctorRequest(machine)).checks}


def test_what_is_lacking_says_what_to_run_and_is_sound_afterwards(machine: Machine) -> None:
    ours = [step.purpose for step in bridge_steps(machine)]
    assert {remedies(machine)[name] for name in ours} == {f'运行 xlsheet install --folder "{machine.folder}"'}
    assert not doctor(None, DoctorRequest(machine)).needs_attention  # the command line works without
    carry_out(plan(machine))
    assert {remedies(machine)[name] for name in ours} == {""}


def test_excel_is_looked_for_where_there_is_excel(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "winreg", Registry())
    found = remedies(replace(machine, system="win32"))
    assert found["Excel"]
    assert "python3-uno" not in found


def test_a_sound_ledger_is_sound(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    before = ledger.read_bytes()
    with FileStore.open(ledger) as store:
        assert [check.remedy for check in doctor(store, DoctorRequest()).checks[:2]] == ["", ""]
    assert ledger.read_bytes() == before


def test_a_ledger_that_calc_saved_is_mended_and_it_says_so(tmp_path: Path) -> None:
    saved = convert(new_ledger(tmp_path), CALC_MACRO_WORKBOOK, tmp_path / "calc")
    before = saved.read_bytes()
    looked = xlsheet("doctor", saved, "--no-write", "--json")
    assert looked.status == 1
    (macros,) = [check for check in looked.json["checks"] if check["name"] == "台账的宏和功能区"]
    assert "--no-write" in macros["remedy"]
    assert saved.read_bytes() == before
    mended = xlsheet("doctor", saved)
    assert mended.status == 0
    assert "补回" in mended.out
    assert parts(saved)[PROJECT] == parts(TEMPLATE)[PROJECT]
    after = saved.read_bytes()
    assert "没有可以撤销的改动" in xlsheet("undo", saved).err, "a repair is no change of the user's"
    assert saved.read_bytes() == after


def test_a_ledger_without_one_of_its_sheets_needs_attention(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    workbook = parts(ledger)["xl/workbook.xml"].replace("参数".encode(), "别的".encode())
    tables = {
        name: part.replace(b"tblParameters", b"tblOther")
        for name, part in parts(ledger).items()
        if name.startswith("xl/tables/")
    }
    rewrite(ledger, {"xl/workbook.xml": workbook, **tables})
    done = xlsheet("doctor", ledger)
    assert done.status == 1
    assert "没有工作表“参数”" in done.out

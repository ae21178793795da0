"""Reminders for the real notice: all that `missing` finds up to a month, for every unit, in a few seconds."""

from pathlib import Path

import pytest

from support.terminal import Outcome, xlsheet
from xlsheet.resources import DATA


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, real_notice: Path) -> Path:
    path = tmp_path_factory.mktemp("real") / "督查台账.xlsm"
    made = xlsheet("new", path, "--notice", real_notice, "--units", DATA / "units-zhengzhou-2020.csv")
    assert made.status in {0, 1}
    return path


def reminded(ledger: Path, month: str, *more: object) -> Outcome:
    out = ledger.parent / f"催报_{month}"
    return xlsheet("remind", ledger, "--month", month, "--out", out, "--as-of", "2020-08-12", "--json", *more)


@pytest.mark.parametrize(
    ("month", "step"), [("2020-05", "assign"), ("2020-06", "urge"), ("2020-07", "supervise")]
)
def test_all_three_steps_name_what_missing_names(ledger: Path, month: str, step: str) -> None:
    found = xlsheet("missing", ledger, "--as-of", "2020-08-12", "--no-write", "--json")
    outcome = reminded(ledger, month)
    reminders = outcome.json["reminders"]
    entries = [entry for reminder in reminders for entry in reminder["entries"]]
    owed = [entry for entry in found.json["entries"] if entry["month"] <= month]
    assert sorted(entries, key=repr) == sorted(owed, key=repr)
    assert (len(reminders), len(entries)) == (65, 406 * (int(month[-1]) - 4))
    assert {reminder["step"] for reminder in reminders} == {step}
    assert all(Path(reminder[kind]).exists() for reminder in reminders for kind in ("letter", "mail"))
    assert {finding["code"] for finding in outcome.json["findings"]} == {"mail_blank"}
    assert outcome.status == 1


def test_the_template_can_be_taken_out_and_used(ledger: Path) -> None:
    own = ledger.parent / "我的模板.docx"
    assert xlsheet("remind", "--save-template", own).status == 0
    assert reminded(ledger, "2020-07", "--template", own, "--overwrite").status == 1
    own.write_bytes(b"mine")
    assert xlsheet("remind", "--save-template", own).status == 3
    assert own.read_bytes() == b"mine"

"""A ledger that knows two units' mail addresses, and filled-in forms of theirs to put into mails."""

from __future__ import annotations

from pathlib import Path

from support.ledger_on_disk import answers, answers_of, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import PROGRESS, UNITS
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.stores.file import FileStore

UNIT, OTHER = "市教育局", "市发展改革委"


def ledger_and_forms(folder: Path) -> tuple[Path, dict[str, bytes]]:
    """The ledger, and forms by unit; those of `市教育局更正` say otherwise."""
    ledger = sample_ledger(folder)
    with FileStore.open(ledger) as store:
        units = store.read(UNITS)
        address = {UNIT: "jiaoyu@example.cn", OTHER: "fagai@example.cn"}
        updates = {
            n: {UNITS.email: address[row[UNITS.unit]]}
            for n, row in units.rows()
            if row[UNITS.unit] in address
        }
        store.apply(Changes("试", "邮箱", [Edit(UNITS, updates, [])]))
    forms = {}
    for form in forms_of(ledger, folder / "下发"):
        if form.unit in (UNIT, OTHER):
            target = folder / "回收" / Path(form.path).name
            returned(form.path, target, answers_of(target))
            forms[form.unit] = target.read_bytes()
            changed = folder / "更正" / target.name
            returned(
                form.path,
                changed,
                lambda task: {**answers(task), PROGRESS.text: f"更正：第{task}项全部完成并验收"},
            )
            forms[f"{form.unit}更正"] = changed.read_bytes()
    return ledger, forms

"""What type checkers see of `import xlsheet`: `make check` runs mypy over this file, nothing executes it."""

from __future__ import annotations

from typing import assert_type

import pandas as pd

import xlsheet
from xlsheet.analysis.submissions import Flag
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.jobs.create import CreateReport
from xlsheet.jobs.export import ExportReport
from xlsheet.jobs.importing import ImportReport
from xlsheet.jobs.missing import MissingReport
from xlsheet.jobs.remind import RemindReport
from xlsheet.jobs.report import BulletinReport
from xlsheet.jobs.split import SplitReport
from xlsheet.jobs.status import StatusReport
from xlsheet.jobs.undo import UndoReport
from xlsheet.jobs.validate import ValidateReport
from xlsheet.merge.report import MergeReport


def use() -> None:
    assert_type(xlsheet.create("a.xlsm", notice="b.docx"), CreateReport)
    assert_type(xlsheet.check(["a.xlsm"]), ValidateReport)
    with xlsheet.open("a.xlsm") as ledger:
        assert_type(ledger, xlsheet.Ledger)
        assert_type(ledger.import_notice("b.docx"), ImportReport)
        assert_type(ledger.split("2020-06", "out"), SplitReport)
        assert_type(ledger.merge("in"), MergeReport)
        assert_type(ledger.merge("in").files[0].verdict, Verdict)
        assert_type(ledger.merge("in").findings, tuple[xlsheet.Finding, ...])
        assert_type(ledger.validate(), ValidateReport)
        assert_type(ledger.missing(), MissingReport)
        assert_type(ledger.missing().entries[0].flag, Flag)
        assert_type(ledger.remind("2020-06", "out"), RemindReport)
        assert_type(ledger.report("2020-06", "out.docx"), BulletinReport)
        assert_type(ledger.export("out", format="sqlite"), ExportReport)
        assert_type(ledger.undo(), UndoReport)
        assert_type(ledger.redo(), UndoReport)
        assert_type(ledger.status(), StatusReport)
        assert_type(ledger.progress, xlsheet.LedgerTable)
        assert_type(ledger.progress.frame, pd.DataFrame)
        ledger.split("2020-06", "out", layout="pages")  # type: ignore[arg-type]  # one of two words
        ledger.progres  # type: ignore[attr-defined]  # noqa: B018  # no such table
    assert_type(xlsheet.active(), xlsheet.Ledger)

"""`Ledger.import_notice`: tasks into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlsheet.library.holder import LedgerHolder, PathLike, to_path

if TYPE_CHECKING:
    from xlsheet.jobs.importing import ImportReport


def import_notice(
    ledger: LedgerHolder,
    notice: PathLike,
    *,
    units: PathLike | None = None,
    overwrite: bool = False,
    append: bool = False,
    year: int | None = None,
    dry_run: bool = False,
    review: PathLike | None = None,
) -> ImportReport:
    """Add a notice's tasks (.docx, .txt, .pdf, .doc); tasks the ledger has already are compared.

    `units` is a registry file (.csv, .xlsx). `overwrite`: where a task says something else, the notice wins.
    `append`: a supplement, whose tasks are all new. `year` is the year that the notice is for, where it says
    another one. `dry_run`: see what would come of it, change nothing. `review`: a workbook (.xlsx) to write,
    with the notice's lines beside what was understood; corrected, it is a `notice` itself.
    The report counts tasks, chapters, sections, units and assignments of the notice, and how many tasks were
    `new`, `changed` and `unchanged`; `findings` is what a person has to decide.
    Raises SourceError for a file that cannot be read or holds no task, OtherYearError for another year's.
    """
    from xlsheet.jobs.create import ImportFilesRequest, import_files

    return import_files(
        ledger.writable,
        ImportFilesRequest(
            Path(notice), to_path(units), overwrite, append, year, dry_run=dry_run, review=to_path(review)
        ),
    )

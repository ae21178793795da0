"""A ledger put right from its copies: the whole of it where it is damaged, else the sheets that are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.stores import damage
from xlsheet.stores.entrance import content_of
from xlsheet.stores.file import FileStore
from xlsheet.stores.lost import copy_with, lost_tables, renamed
from xlsheet.xlsx.package import Package

COMMAND: Final = "检查"


def restore(ledger: Path) -> str:
    """Put back what is damaged or gone; what was done, in words.

    Raises RequestError where nothing is, or where there is no copy of what is damaged; OutputError where
    nothing can be written.
    """
    content = content_of(ledger)
    if not damage.damaged_parts(content) and lost_tables(Package(content)):
        return _sheets_put_back(ledger)
    copy, aside = damage.restore(ledger)
    return f"已用备份“{copy}”恢复台账，损坏的文件留在“{aside}”。"


def _sheets_put_back(ledger: Path) -> str:
    with FileStore.open(ledger) as store:
        lost = lost_tables(store.package)
        for table in lost:
            other = renamed(store.package, table)
            if other:
                raise RequestError(
                    f"“{other}”的表头和“{table.sheet}”一样。请把它改回“{table.sheet}”，不用恢复。"
                )
        store.repair()
        store.add_sheets(lost)
        steps, words = [], []
        for table in lost:
            found = copy_with(ledger, table)
            own = {*table.columns}
            rows = [{n: v for n, v in row.items() if n in own} for _, row in found[1].rows()] if found else []
            if found and rows:
                steps.append(Edit(table, appended=rows))  # type: ignore[arg-type]
            source = f"{len(rows)} 行取自备份“{found[0].name}”" if found else "备份里没有它的行，是空的"
            words.append(f"“{table.sheet}”（{source}）")
        summary = f"补回工作表{'、'.join(words)}"
        if steps:
            store.apply(Changes(COMMAND, summary, steps))
        else:
            store.mend(COMMAND, summary)
    return f"已{summary}。请核对；不对可以用 xlsheet undo 撤销。"

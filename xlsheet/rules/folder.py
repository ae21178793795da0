"""Which rules a job goes by: those named for this once, the ledger's own, or the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsheet.dictionary.tables import PARAMETERS, Table
from xlsheet.errors import SourceError
from xlsheet.ledger.settings import Names, Settings
from xlsheet.rules.files import FILES, load_rules
from xlsheet.rules.rule import TableRules


def rules_of(
    store: object, settings: Settings, schemas: Path | None = None, tables: Sequence[Table] = tuple(FILES)
) -> list[TableRules]:
    """The rules of these tables, from `schemas`, else from the folder that the ledger's parameter names.
    A store with a `path` says where the ledger is.

    Raises SourceError where the folder is gone or a rule file is wrong.
    """
    if schemas is not None or not settings.rules_folder:
        return load_rules(schemas, tables)
    folder = _beside(store, Path(settings.rules_folder))
    if not folder.is_dir():
        raise SourceError(
            f"“{PARAMETERS.sheet}”里“{Names.rules_folder}”写的文件夹“{settings.rules_folder}”找不到"
            f"（找的是“{folder}”）。请改正；清空则用随附的规则。"
        )
    return load_rules(folder, tables)


def _beside(store: object, folder: Path) -> Path:
    """A relative folder stands beside the ledger; with a ledger that has no place yet, where we are."""
    path = getattr(store, "path", None)
    return path.parent / folder if isinstance(path, Path) else folder

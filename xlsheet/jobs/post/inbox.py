"""A folder of fetched mails: where fetching stopped, and which of its mails were merged already."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

from xlsheet.errors import OutputError, reason
from xlsheet.files import disk
from xlsheet.forms.read.sources import FETCH_STATE as STATE
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.merge.report import MergeReport
from xlsheet.stores import Store

_MAILS: Final = (".eml", ".msg")


@dataclass(slots=True)
class FetchProgress:
    """Where fetching stopped in a mailbox: the number under which its mails are counted, the number of the
    next mail, those before it that are still to be fetched, and from which day on mails were wanted. `merged`
    are the names of mails in the folder that were merged, whatever became of them."""

    mailbox: str = ""
    validity: int = 0
    next_uid: int = 1
    left: list[int] = field(default_factory=list)
    since: str = ""
    merged: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> FetchProgress:
        """What stands in a folder; the beginning where nothing does, or nothing that can be read."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            return cls(**json.loads((folder / STATE).read_text(encoding="utf-8")))
        return cls()

    def write(self, folder: Path) -> None:
        """Raises OSError."""
        disk.put(folder / STATE, json.dumps(asdict(self), ensure_ascii=False).encode())


def unmerged(folder: Path) -> list[Path]:
    """The mails in a folder that no merge has seen, those put there by hand among them."""
    known = {*FetchProgress.read(folder).merged}
    mails = (path for path in folder.glob("*") if path.suffix.lower() in _MAILS and path.is_file())
    return sorted(path for path in mails if path.name not in known)


def merge_new(store: Store, request: MergeRequest) -> MergeReport | None:
    """Merge what is new in the folders of fetched mails that `request.paths` names; None where nothing is.

    Mails count as merged once it is done and its replies are written: a killed merge sees them again. Raises
    what `merge` raises, and OutputError where a folder cannot remember that.
    """
    found = {folder: unmerged(folder) for folder in request.paths}
    mails = [mail for some in found.values() for mail in some]
    if not mails:
        return None
    report = merge(store, replace(request, paths=mails))
    if not request.dry_run and not report.not_done:
        for folder, some in found.items():
            _remember(folder, some)
    return report


def _remember(folder: Path, mails: Sequence[Path]) -> None:
    progress = FetchProgress.read(folder)
    names: Collection[str] = dict.fromkeys([*progress.merged, *(mail.name for mail in mails)])
    try:
        replace(progress, merged=list(names)).write(folder)
    except OSError as error:
        raise OutputError(f"“{folder / STATE}”写不了（{reason(error)}），下次会再看一遍这些邮件。") from error

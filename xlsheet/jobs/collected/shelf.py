"""The folder of a collection: a record of each ledger, and all rows in one dataset by city and year.

    DIR/汇总.xlsx                                          the report
    DIR/数据/tasks/city=云川市/year=2021/云川市-2021-….parquet   and so for each table
    DIR/台账/云川市-2021-….json                             the record: numbers, and what file they are from

A ledger's record and its parts are put in place together or not at all; a part that no record names is
what a killed run left, and goes. Records are the truth: the report is made from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final, Self

from xlsheet.analysis.cities.numbers import CityNumbers
from xlsheet.errors import JobError, OutputError, reason
from xlsheet.files.names import allowed
from xlsheet.files.publish import finish_or_remove, publish
from xlsheet.jobs.collected.reading import TABLES, CollectedLedger

REPORT: Final = "汇总.xlsx"
DATASET: Final = "数据"
_RECORDS: Final = "台账"
_MAKER: Final = f"xlsheet {version('xlsheet')}, 1"
"""Of records; another one's are read anew."""


def named(path: Path) -> str:
    """A ledger's file in messages."""
    return "/".join(path.parts[-2:])


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger's file as it was read: where it lay, its fingerprint and time of change in nanoseconds, and
    the city that the user said ('' for none)."""

    path: str
    fingerprint: str
    changed: int
    said_city: str

    @property
    def name(self) -> str:
        """As messages show it: every city's may have the same name, so with its folder's."""
        return named(Path(self.path))


@dataclass(frozen=True, slots=True)
class LedgerRecord:
    """What is kept of a ledger."""

    numbers: CityNumbers
    file: LedgerFile
    received: str
    maker: str = _MAKER

    @property
    def identity(self) -> tuple[str, str, int]:
        """What copies of one ledger share. A ledger copied for another city or year has kept its number."""
        return self.numbers.ledger_id, self.numbers.city, self.numbers.year

    @property
    def stem(self) -> str:
        """The name of its files."""
        mark = sha256("\0".join(map(str, self.identity)).encode()).hexdigest()[:8]
        return f"{allowed(self.numbers.city, '未知')}-{self.numbers.year}-{mark}"

    @property
    def lateness(self) -> tuple[str, str, int]:
        """By which of two copies the later one is known: the day of its 首页, the last file that came, and
        only then the file's own time, which copying changes."""
        return self.numbers.day, self.received, self.file.changed

    def part(self, table: str) -> Path:
        """Where a table's rows stand below the dataset's folder."""
        city = allowed(self.numbers.city, "未知")
        return Path(table, f"city={city}", f"year={self.numbers.year}", f"{self.stem}.parquet")

    def content(self) -> bytes:
        """The record's file; the same record gives the same bytes."""
        about = {"path": self.file.path, "fingerprint": self.file.fingerprint, "changed": self.file.changed}
        content = {
            "maker": self.maker,
            "file": about | {"said_city": self.file.said_city},
            "received": self.received,
            "numbers": self.numbers.as_json(),
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    @classmethod
    def of(cls, reading: CollectedLedger, file: LedgerFile) -> Self:
        return cls(reading.numbers, file, reading.received)

    @classmethod
    def read(cls, content: bytes) -> Self:
        """ValueError, LookupError or TypeError for what is no record."""
        kept = json.loads(content)
        numbers = CityNumbers.from_json(kept["numbers"])
        return cls(numbers, LedgerFile(**kept["file"]), kept["received"], kept["maker"])


class Shelf:
    """The records of a collection's folder, and its dataset."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputError where the folder cannot be used, JobError where a record cannot be read."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for place in (folder, folder / _RECORDS, *self._part_folders()):
                finish_or_remove(place)
            self.records = {record.identity: record for record in self._load()}
            self._tidy()
        except OSError as error:
            raise OutputError(f"“{folder}”用不了（{reason(error)}）。请核对文件夹和权限。") from error

    def known(self, file: LedgerFile) -> LedgerRecord | None:
        """The record of a file that was read before, by this make, and said to be of the same city."""
        same = (file.fingerprint, file.said_city, _MAKER)
        return next(
            (r for r in self.ordered if (r.file.fingerprint, r.file.said_city, r.maker) == same), None
        )

    @property
    def ordered(self) -> Sequence[LedgerRecord]:
        """The records by city, the latest year first."""
        return sorted(
            self.records.values(), key=lambda r: (r.numbers.city, -r.numbers.year, r.numbers.ledger_id)
        )

    def put(self, record: LedgerRecord, parts: Mapping[str, bytes]) -> None:
        """Keep a ledger, in place of an earlier copy, and of the same file under another city."""
        made = {self.folder / DATASET / record.part(name): content for name, content in parts.items()}
        publish({**made, self._path(record): record.content()}, overwrite=True)
        same = [r for r in self.records.values() if r.file.fingerprint == record.file.fingerprint]
        for old in same:
            if old.identity != record.identity:
                self._path(old).unlink(missing_ok=True)
                del self.records[old.identity]
        self.records[record.identity] = record
        if same:
            self._tidy()

    def _path(self, record: LedgerRecord) -> Path:
        return self.folder / _RECORDS / f"{record.stem}.json"

    def _load(self) -> Iterator[LedgerRecord]:
        for path in sorted((self.folder / _RECORDS).glob("*.json")):
            try:
                yield LedgerRecord.read(path.read_bytes())
            except (ValueError, LookupError, TypeError) as error:
                raise JobError(
                    f"“{path}”读不出来，不是汇总记下的样子。请删除这个文件，再把这本台账汇总一次。"
                ) from error

    def _part_folders(self) -> list[Path]:
        return [path for path in (self.folder / DATASET).glob("*/city=*/year=*") if path.is_dir()]

    def _tidy(self) -> None:
        """Take away the parts that no record names, and folders that are empty then."""
        named = {
            self.folder / DATASET / record.part(name) for record in self.records.values() for name in TABLES
        }
        for folder in self._part_folders():
            for path in folder.glob("*.parquet"):
                if path not in named:
                    path.unlink()
            with suppress(OSError):  # the rest of it is in use
                folder.rmdir()
                folder.parent.rmdir()

"""The cells of 参数 read as what they mean; what cannot be understood names its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import TypeVar

from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue, tables
from xlsheet.dictionary.findings import Code, Finding, show
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Value
from xlsheet.ledger.mailbox import Server, parse_zone
from xlsheet.ledger.reminder_rules import NumberPattern

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ParameterReader:
    """Typed access to parameters; every failure names the cell. Where `faults` are gathered, a parameter that
    cannot be understood has its default; else LedgerError."""

    cells: Mapping[str, tuple[object, str]]
    defaults: Mapping[str, Value]
    faults: list[Finding] | None = None

    def _value(self, name: str) -> object:
        return self.cells[name][0] if name in self.cells else self.defaults[name]

    def cell(self, name: str) -> str:
        """Where the parameter stands; nothing where it is absent or blank."""
        return self.cells[name][1] if name in self.cells else ""

    def _parse(self, name: str, parse: Callable[[object], _T], expected: str) -> _T:
        value = self._value(name)
        try:
            return parse(value)
        except (ValueError, TypeError):
            self.fault(catalogue.PARAMETER_WRONG, name, value, name=name, expected=expected)
            return parse(self.defaults[name])

    def fault(self, code: Code, parameter: str, value: object, **words: object) -> None:
        """Note what is wrong with a parameter; LedgerError where nobody gathers that."""
        finding = code.at(PARAMETERS.sheet, self.cell(parameter), value, **words)
        if self.faults is None:
            raise LedgerError(str(finding)) from None
        self.faults.append(finding)

    def text(self, name: str) -> str:
        return show(self._value(name)).strip()

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        def parse(value: object) -> str:
            word = show(value).strip()
            if word not in allowed:
                raise ValueError
            return word

        return self._parse(name, parse, "、".join(allowed) + "之一")

    def yes(self, name: str) -> bool:
        return self.choice(name, (tables.YES, tables.NO)) == tables.YES

    def words(self, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        def parse(value: object) -> tuple[str, ...]:
            parts = tuple(part for part in map(str.strip, show(value).split(tables.NAME_SEPARATOR)) if part)
            if not set(parts) <= set(allowed):
                raise ValueError
            return parts

        return self._parse(name, parse, f"用顿号隔开的{'、'.join(allowed)}")

    def whole(self, name: str, least: int, most: int) -> int:
        def parse(value: object) -> int:
            number = float(show(value))
            if not number.is_integer() or not least <= number <= most:
                raise ValueError
            return int(number)

        return self._parse(name, parse, f"{least} 到 {most} 的整数")

    def share(self, name: str) -> float:
        def parse(value: object) -> float:
            number = float(show(value))
            if not 0 <= number <= 1:
                raise ValueError
            return number

        return self._parse(name, parse, "0 到 1 的数")

    def month(self, name: str) -> Month:
        def parse(value: object) -> Month:
            month = Month.parse(value)
            if month is None:
                raise ValueError
            return month

        return self._parse(name, parse, "2020-05 这样的年月")

    def number_pattern(self, name: str) -> NumberPattern:
        expected = "含有 {号} 的文号，花括号里只能是 字、年、号，例如 督查{字}〔{年}〕{号}号"
        return self._parse(name, lambda value: NumberPattern.parse(show(value).strip()), expected)

    def incoming(self, name: str) -> Server | None:
        return self._parse(name, lambda value: Server.incoming(show(value)), "imap.163.com 这样的服务器名")

    def outgoing(self, name: str) -> Server | None:
        return self._parse(name, lambda value: Server.outgoing(show(value)), "smtp.163.com 这样的服务器名")

    def zone(self, name: str) -> timezone:
        return self._parse(name, lambda value: parse_zone(show(value)), "UTC+08:00 这样的时差")

    def moment(self, name: str) -> datetime:
        return self._parse(name, _moment, "2020-06-08 17:00 这样的日期和时间")

    def days(self, name: str) -> tuple[date, ...]:
        def parse(value: object) -> tuple[date, ...]:
            if isinstance(value, date):
                return (_moment(value).date(),)
            parts = show(value).replace("，", "、").replace(",", "、").split("、")
            return tuple(date.fromisoformat(part.strip()) for part in parts if part.strip())

        return self._parse(name, parse, "用顿号隔开的日期，例如 2020-07-10、2020-10-10")


def _moment(value: object) -> datetime:
    """A day without a time means the end of that day."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59))
    text = show(value).strip().replace("/", "-")
    moment = datetime.fromisoformat(text)
    return moment if ":" in text else datetime.combine(moment, time(23, 59, 59))

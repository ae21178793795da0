"""Formulas, names and charts that look at cells which move, made to look where those went."""

from __future__ import annotations

import re
from html import unescape
from typing import Final
from xml.sax.saxutils import escape

from xlsheet.xlsx.package import Package, cell_place
from xlsheet.xlsx.relocation import Relocation

_GONE: Final = "#REF!"
_FORMULA: Final = re.compile(
    r"(<(?P<tag>(?:\w+:)?(?P<kind>f|formula|formula1|formula2|definedName))\b[^<>]*>)([^<]+)(</(?P=tag)>)"
)
_HYPERLINK: Final = re.compile(r'(<(?:\w+:)?hyperlink\s[^<>]*?\blocation=")([^"]*)(")')
_REFERENCE: Final = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!]+)!)?"
    r"(?P<c1>\$?[A-Z]{1,3})(?P<r1>\$?\d+)(?::(?P<c2>\$?[A-Z]{1,3})(?P<r2>\$?\d+))?"
)
_LOOKING: Final = ("xl/worksheets/", "xl/charts/", "xl/workbook.xml")


def followed(package: Package, sheet: str, sheet_part: str, travels: Relocation) -> dict[str, bytes]:
    """The parts in which something looks at moved cells of a sheet, changed, by name."""
    changed: dict[str, bytes] = {}
    for part in package.names():
        own = part == sheet_part
        if not part.startswith(_LOOKING) or not part.endswith(".xml"):
            continue
        before = package.part(part)
        if own or escape(sheet).encode() in before or b"&#" in before:
            text = before.decode("utf-8")
            after = _looking_anew(text, _Looker(sheet, own, travels)).encode()
            if after != before:
                changed[part] = after
    return changed


class _Looker:
    """Formulas of one part: `own` says whether a reference without a sheet's name means the moved sheet."""

    def __init__(self, sheet: str, own: bool, travels: Relocation) -> None:
        self._names = {f"{sheet}!", "'" + sheet.replace("'", "''") + "'!"}
        self._own = own
        self._travels = travels

    def formula(self, text: str, *, only_fixed: bool) -> str:
        """A formula as it reads after the move; with `only_fixed`, references with a relative row stay:
        they count from the cell that they are applied to."""
        from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

        try:
            tokens = Tokenizer(f"={text}").items
        except TokenizerError:
            return text
        return "".join(
            self._reference(token.value, only_fixed=only_fixed)
            if token.type == Token.OPERAND and token.subtype == Token.RANGE
            else token.value
            for token in tokens
        )

    def _reference(self, text: str, *, only_fixed: bool) -> str:
        match = _REFERENCE.fullmatch(text)
        if match is None or not (match["sheet"] in self._names or (self._own and not match["sheet"])):
            return text
        rows = [row for row in (match["r1"], match["r2"]) if row]
        if only_fixed and not all(row.startswith("$") for row in rows):
            return text
        columns = [column for column in (match["c1"], match["c2"]) if column]
        corners = [
            cell_place(f"{column}{row}".replace("$", "")) for column, row in zip(columns, rows, strict=True)
        ]
        moved = self._travels.span(corners[0], corners[-1])
        if moved is None:
            return f"{match['sheet'] or ''}{_GONE}"
        ends = [
            f"{column}{'$' if row.startswith('$') else ''}{new}"
            for column, row, new in zip(columns, rows, moved, strict=False)
        ]
        return f"{match['sheet'] or ''}{':'.join(ends)}"


def _looking_anew(text: str, looker: _Looker) -> str:
    def anew(escaped: str, *, only_fixed: bool) -> str:
        before = unescape(escaped)
        after = looker.formula(before, only_fixed=only_fixed)
        return escaped if after == before else escape(after, {'"': "&quot;"})

    def formula(match: re.Match[str]) -> str:
        return f"{match[1]}{anew(match[4], only_fixed=match['kind'] != 'f')}{match[5]}"

    def link(match: re.Match[str]) -> str:
        return f"{match[1]}{anew(match[2], only_fixed=False)}{match[3]}"

    return _HYPERLINK.sub(link, _FORMULA.sub(formula, text))

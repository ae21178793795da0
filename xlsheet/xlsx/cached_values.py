"""The stored results of 首页's formulas, brought up to date with what was written elsewhere.

Excel works formulas out anew when it opens the ledger; previews on telephones, file managers and
reading libraries show what is stored. 首页's numbers all come from formulas that only point at a
cell, and its heads from some that join texts with parameters, so that their results are known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xlsheet.dictionary.tables import HOME_SHEET, PARAMETERS
from xlsheet.xlsx.package import Package, cell_place
from xlsheet.xlsx.sheet import SheetXml

_POINTER: Final = re.compile(
    r"<c\b(?P<attributes>[^<>]*)>(?P<formula><f[^<>]*>'?(?P<sheet>[^<>!']+)'?!\$?(?P<column>[A-Z]+)\$?(?P<row>\d+)</f>)"
    r"(?:<v>[^<]*</v>)?</c>"
)
_PARAMETER: Final = (
    rf"IFERROR\(INDEX\({PARAMETERS.sheet}!\$B\$2:\$B\$\d+,MATCH\(\"([^\"]*)\","
    rf"{PARAMETERS.sheet}!\$A\$2:\$A\$\d+,0\)\)&amp;\"\",\"\"\)"
)
_PIECE: Final = re.compile(rf"{_PARAMETER}|\"([^\"]*)\"")
_JOINED: Final = re.compile(
    r"<c\b(?P<attributes>[^<>]*)>(?P<formula><f[^<>]*>(?P<pieces>(?:{piece})(?:&amp;(?:{piece}))*)</f>)"
    r"(?:<v>[^<]*</v>)?</c>".format(piece=re.sub(r"\((?=\[)", "(?:", _PIECE.pattern))
)
"""Texts and parameters one after the other, as in `"年度："&IFERROR(INDEX(参数!…,MATCH("年度",…)))&"")`."""
_TYPE: Final = re.compile(r'\s+t="[^"]*"')
_NUMBER: Final = re.compile(r"<c\b(?![^<>]*\bt=)[^<>]*><v>([^<]*)</v></c>")
_TEXT: Final = re.compile(r'<c\b[^<>]*\bt="inlineStr"[^<>]*><is><t\b[^<>]*>([^<]*)</t></is></c>')
_EMPTY: Final = re.compile(r"<c\b[^<>]*/>")


def results_stored(package: Package, changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """首页's part with the results of its formulas that point into the `changed` parts; nothing where
    there are none."""
    home = package.sheets.get(HOME_SHEET)
    parts = {sheet: part for sheet, part in package.sheets.items() if part in changed}
    if home is None or home in changed or not parts:
        return {}
    looked_at: dict[str, SheetXml] = {}

    def refreshed(match: re.Match[str]) -> str:
        sheet = match["sheet"]
        if sheet not in parts:
            return match[0]
        if sheet not in looked_at:
            looked_at[sheet] = SheetXml.parse(changed[parts[sheet]])
        column, row = cell_place(match["column"] + match["row"])
        kind, result = _result(looked_at[sheet].rows.row(row).cells.get(column, "<c/>"))
        return f"<c{_TYPE.sub('', match['attributes'])}{kind}>{match['formula']}{result}</c>"

    before = package.part(home).decode("utf-8")
    after = _POINTER.sub(refreshed, before)
    if PARAMETERS.sheet in parts:
        values = _parameters(SheetXml.parse(changed[parts[PARAMETERS.sheet]]))
        after = _JOINED.sub(lambda match: _joined(match, values), after)
    return {home: after.encode()} if after != before else {}


def _joined(match: re.Match[str], parameters: Mapping[str, str]) -> str:
    pieces = _PIECE.finditer(match["pieces"])
    text = "".join(parameters.get(piece[1], "") if piece[1] else piece[2] for piece in pieces)
    attributes = _TYPE.sub("", match["attributes"])
    return f'<c{attributes} t="str">{match["formula"]}<v>{text}</v></c>'


def _parameters(sheet: SheetXml) -> dict[str, str]:
    """Every parameter's value by its name, both as they stand in the XML."""
    found: dict[str, str] = {}
    for number in sheet.rows.after(1):
        name, value = (_result(sheet.rows.row(number).cells.get(column, "<c/>")) for column in (1, 2))
        if name[0]:
            found.setdefault(*(part.removeprefix("<v>").removesuffix("</v>") for part in (name[1], value[1])))
    return found


def _result(cell: str) -> tuple[str, str]:
    """What a formula that points at a cell says: the type of its result, and the result; none where the
    cell is of a kind that xlsheet doesn't write."""
    if _EMPTY.fullmatch(cell):
        return "", "<v>0</v>"
    if number := _NUMBER.fullmatch(cell):
        return "", f"<v>{number[1]}</v>"
    if text := _TEXT.fullmatch(cell):
        return ' t="str"', f"<v>{text[1]}</v>"
    return "", ""

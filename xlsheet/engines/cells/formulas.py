"""Formulas: Excel's spelling on our side, Calc's tokens on the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

# com.sun.star.sheet.FormulaLanguage.XL_ENGLISH, FormulaMapGroup (all bits), AddressConvention.XL_A1
_XL_ENGLISH: Final = 4
_ALL_GROUPS: Final = 0x7FFFFFFF
_XL_A1: Final = 1
# Calc's codes for a formula that it could not even understand.
_SYNTAX_ERRORS: Final = (501, 507, 508, 509, 510, 511)

ERRORS: Final = {
    502: "#NUM!",
    503: "#NUM!",
    523: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""Calc's error codes in the words of Excel; any other is #VALUE!."""

_TEXT: Final = re.compile(r'("(?:[^"]|"")*")')
_LINK: Final = re.compile(rf"=HYPERLINK\({_TEXT.pattern},{_TEXT.pattern}\)")
_STRUCTURED: Final = re.compile(r"\w\[")
_SHEET: Final = r"('(?:[^']|'')+'|[^\W\d]\w*)"
_EXCEL_SHEET: Final = re.compile(_SHEET + "!")
_CALC_SHEET: Final = re.compile(r"\$?" + _SHEET + r"\.(?=\$?[A-Z]{1,3}\$?\d)")


class Formulas:
    """Translates formulas for one document."""

    def __init__(self, document: Any) -> None:
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.OpCodeMap = mapper.getAvailableMappings(_XL_ENGLISH, _ALL_GROUPS)
        self._parser.FormulaConvention = _XL_A1

    def tokens(self, formula: str, cell: Any) -> Any:
        """The tokens of `=SUM(Sheet2!A1:B3,2)` seen from a UNO CellAddress."""
        return self._parser.parseFormula(formula.removeprefix("="), cell)

    def text(self, tokens: Any, cell: Any) -> str:
        """The formula in Excel's spelling, with its equals sign."""
        return "=" + str(self._parser.printFormula(tokens, cell))

    def of(self, cell: Any) -> str:
        """The formula of a UNO cell in Excel's spelling."""
        own = str(cell.getFormula())
        return _in_excels_words(own) if _is_structured(own) else self.text(cell.getTokens(), cell.CellAddress)

    def put(self, cell: Any, formula: str, *, strict: bool, seen_from: Any = None) -> None:
        """Put a formula into a UNO cell; strictly, one that Excel would refuse is a ValueError.

        `seen_from` is the UNO CellAddress from which its relative references count, where that is
        not the cell itself.
        """
        if _is_structured(formula):
            cell.setFormula(_in_calcs_words(formula))
        else:
            cell.setTokens(self.tokens(formula, seen_from or cell.CellAddress))
        if strict and cell.getError() in _SYNTAX_ERRORS:
            cell.setString("")
            raise ValueError(f"公式“{formula}”写得不对，Excel 不会接受。")


def link_in_calcs_words(formula: str) -> str | None:
    """`=HYPERLINK("…","…")` as UNO takes it without its parser service; None for any other formula."""
    found = _LINK.fullmatch(formula)
    return found and f"=HYPERLINK({found[1]};{found[2]})"


def _is_structured(formula: str) -> bool:
    """Whether it names a table's column: `tblTasks[状态]`. Calc's parser service spoils those."""
    return any(_STRUCTURED.search(part) for part in _TEXT.split(formula)[::2])


def _in_calcs_words(formula: str) -> str:
    return _outside_text(formula, lambda part: _EXCEL_SHEET.sub(r"$\1.", part).replace(",", ";"))


def _in_excels_words(formula: str) -> str:
    return _outside_text(formula, lambda part: _CALC_SHEET.sub(r"\1!", part).replace(";", ","))


def _outside_text(formula: str, change: Callable[[str], str]) -> str:
    parts = _TEXT.split(formula)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)

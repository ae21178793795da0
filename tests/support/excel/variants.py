"""Values on their way between Python and a cell: what COM takes and hands out, what a format makes of it."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from typing import Any, Final

from support.excel.com import TYPE_MISMATCH, ComError
from xlsheet.engines.cells.excel_typing import as_excel_takes

EPOCH: Final = dt.datetime(1899, 12, 30)
_DAY: Final = dt.timedelta(days=1)
_LONGEST_TEXT: Final = 32767
_LONGEST_FORMULA: Final = 8192
_LONGEST_TEXT_IN_FORMULA: Final = 255
_UNSHOWN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

ERRORS: Final = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}


class ErrorValue(int):
    """An error in a cell, as the number that COM gives for it."""


class TimeType(dt.datetime):
    """`pywintypes.TimeType`."""


def is_date_format(code: str) -> bool:
    first = _UNSHOWN.sub("", code).split(";")[0].lower()
    return first != "general" and bool(set("ydh") & set(first)) and not set("0#") & set(first)


def is_money_format(code: str) -> bool:
    return bool(re.search(r"[¥￥$€]", code)) and not is_date_format(code)


def handed_out(value: Any, code: str) -> Any:
    """A cell's value as `Range.Value` gives it."""
    if isinstance(value, ErrorValue):
        return int(value)
    if isinstance(value, float) and is_date_format(code) and value >= 0:
        moment = EPOCH + round(value * _DAY / dt.timedelta(milliseconds=1)) * dt.timedelta(milliseconds=1)
        return TimeType(*moment.timetuple()[:6], moment.microsecond, tzinfo=dt.UTC)
    if isinstance(value, float) and is_money_format(code):
        return decimal.Decimal(str(round(value, 4)))
    return value


def taken_in(value: Any, code: str) -> tuple[Any, str]:
    """What a cell holds after `Range.Value = value`, and its number format then."""
    if isinstance(value, str):
        return _typed(value, code)
    if isinstance(value, dt.datetime):
        return _moment(value, code)
    return _as_text_if_so_formatted(_number(value), code), code


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        raise ComError("类型不匹配。", hresult=TYPE_MISMATCH)  # 64 bits are no type of a cell
    if isinstance(value, (int, float, decimal.Decimal)):
        if value != value or abs(value) == float("inf"):
            raise ComError("应用程序定义或对象定义错误")
        return float(value)
    raise TypeError(f"Objects of type '{type(value).__name__}' can not be converted to a COM VARIANT")


def _moment(value: dt.datetime, code: str) -> tuple[Any, str]:
    if value.tzinfo is None:
        raise TypeError("pywin32 would take the machine's time zone for this moment")
    days = (value.replace(tzinfo=None) - EPOCH) / _DAY
    if days < 0:
        raise ComError("应用程序定义或对象定义错误")
    if code == "@":
        return f"{value.year}/{value.month}/{value.day}", code
    return days, ("yyyy/m/d" if days == int(days) else "yyyy/m/d h:mm") if code == "General" else code


def _typed(text: str, code: str) -> tuple[Any, str]:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST_TEXT:
        raise ComError("应用程序定义或对象定义错误")
    if code == "@":
        return text, code
    try:
        typed = as_excel_takes(text, dt.date.today())
    except ValueError as error:
        raise ComError(str(error)) from error
    value = typed.value
    if isinstance(value, dt.datetime):
        value = (value - EPOCH) / _DAY
    if isinstance(value, dt.timedelta):
        value /= _DAY
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return value, typed.code if typed.code and code == "General" else code


def _as_text_if_so_formatted(value: Any, code: str) -> Any:
    return f"{value:.15g}" if isinstance(value, float) and code == "@" else value


def formula_fits(formula: str) -> None:
    """ComError where Excel takes no formula so long."""
    texts = re.findall(r'"((?:[^"]|"")*)"', formula)
    if len(formula) > _LONGEST_FORMULA or any(len(text) > _LONGEST_TEXT_IN_FORMULA for text in texts):
        raise ComError("公式太长，或公式里的文字超过 255 个字符。")


def shown(value: Any) -> str:
    """A value as the formula bar has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        return next(name for name, number in ERRORS.items() if number == value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)

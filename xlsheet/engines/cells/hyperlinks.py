"""Links in cells: Calc keeps them as text fields, places in the workbook in its own spelling."""

from __future__ import annotations

from typing import Any

_FIELD = "com.sun.star.text.TextField.URL"


def hyperlink_of(cell: Any) -> str:
    """The address of a UNO cell's first link; ValueError where it has none."""
    fields = cell.getTextFields().createEnumeration()
    while fields.hasMoreElements():
        field = fields.nextElement()
        if hasattr(field, "URL"):
            return _excel_address(field.URL)
    raise ValueError("这个单元格里没有链接。")


def put_hyperlink(document: Any, cell: Any, address: str, text: str) -> None:
    """Replace a UNO cell's content by a link."""
    field = document.createInstance(_FIELD)
    field.URL = address
    field.Representation = text
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)


def _excel_address(url: str) -> str:
    # `#Sheet1.A1` is Calc's spelling of `#Sheet1!A1`.
    if not url.startswith("#"):
        return url
    sheet, found, cell = url.rpartition(".")
    return f"{sheet}!{cell}" if found and "!" not in url else url

"""The workbook's door: one function a button, for xlwings' RunPython and for `python -m xlsheet.addin`.

A function works on the workbook that was clicked in, asks for what its job needs and `given` lacks,
and ends with a message. Nothing is raised: what goes wrong is shown, in Chinese.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a click that a helper does loads no more than it must
    from xlsheet.addin.click import Given


def import_notice(book: str | None = None, given: Given | None = None) -> bool:
    """导入通知: add the tasks of a notice's file. Whether it was done, here and below."""
    return _press("import_notice", book, given)


def validate(book: str | None = None, given: Given | None = None) -> bool:
    """校验: list all findings in 校验结果 and mark them at their cells."""
    return _press("validate", book, given)


def unmark(book: str | None = None, given: Given | None = None) -> bool:
    """清除标记: take away the colours and notes of the last validation."""
    return _press("unmark", book, given)


def split(book: str | None = None, given: Given | None = None) -> bool:
    """拆分下发: write a form for each reporting unit into a folder."""
    return _press("split", book, given)


def merge(book: str | None = None, given: Given | None = None) -> bool:
    """合并回收: merge the files of a folder."""
    return _press("merge", book, given)


def missing(book: str | None = None, given: Given | None = None) -> bool:
    """缺报检查: write 缺报清单 and 缺报矩阵."""
    return _press("missing", book, given)


def remind(book: str | None = None, given: Given | None = None) -> bool:
    """催报: write letters to units that did not deliver."""
    return _press("remind", book, given)


def report(book: str | None = None, given: Given | None = None) -> bool:
    """通报: write the month's bulletin."""
    return _press("report", book, given)


def undo(book: str | None = None, given: Given | None = None) -> bool:
    """撤销: take back the last change, or make it again."""
    return _press("undo", book, given)


def settings(book: str | None = None, given: Given | None = None) -> bool:
    """设置: go to the parameters."""
    return _press("settings", book, given)


def help_(book: str | None = None, given: Given | None = None) -> bool:
    """帮助: go to the guide, say where the manual is and what this machine lacks."""
    return _press("help_", book, given)


def main() -> None:
    """The program that a workbook's macro starts: `xlsheet-addin validate --book 督查台账.xlsm`."""
    from xlsheet.addin.run import run

    run()


def _press(function: str, book: str | None, given: Given | None) -> bool:
    from xlsheet.addin.click import Given
    from xlsheet.addin.press import press

    return press(function, book, given or Given())

"""The corpus: whole files as they come back (RETURNS.md, “The file”)."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import xlsxwriter
import xlwt
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile

from corpus.case import Case
from corpus.desk import MONTHS, Desk, Form, filled_on
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CONTENT, MARK_SHEET, UNIT_LABEL

PERCENT = PROGRESS.percent
TEMPLATE = Path(__file__).parents[2] / "workbook" / "template.xlsm"
HELD = {PERCENT: ...}
CONVERSIONS = {"xls": ("xls", "et"), "ods": ("ods",)}
"""Formats that LibreOffice makes of waiting .xlsx files, in one run each, and the endings they get."""


def _plain_table(form: Form) -> list[list[object]]:
    return [[f"填报单位：{form.unit}", f"填报月份：{form.month.chinese}"], *form.plain()]


def _deep(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    form.save(folder / "邮件附件" / "0609" / "新建 Microsoft Excel 工作表(2).xlsx")
    return form


def _by_tasks(desk: Desk, folder: Path) -> Form:
    """Neither mark nor unit: only one unit has to report on just these tasks."""
    form = desk.form(unit="市商务局")
    form.without_mark().head(UNIT_LABEL).value = None
    form.save(folder / "a.xlsx")
    return form


def _bytes(name: str, content: bytes):
    def build(desk: Desk, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return build


def _word(desk: Desk, folder: Path) -> None:
    document = Document()
    document.add_paragraph("5月份进展情况：已完成。")
    folder.mkdir(parents=True, exist_ok=True)
    document.save(str(folder / "进展.docx"))


def _to_convert(ending: str):
    """A form that LibreOffice makes an old or another format of, before the merge."""

    def build(desk: Desk, folder: Path) -> Form:
        form = desk.form()
        form.save(folder / f"待转{ending}.xlsx")
        return form

    return build


def _xlwt(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for r, row in enumerate(_plain_table(form)):
        for c, value in enumerate(row):
            sheet.write(r, c, value, *([day] if hasattr(value, "year") else []))
    folder.mkdir(parents=True, exist_ok=True)
    book.save(str(folder / "老版本.xls"))
    return form


def _with_macros(desk: Desk, folder: Path) -> Form:
    """A table of the unit's own making in a workbook with a macro project, the template's."""
    form = desk.form()
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(TEMPLATE) as template:
        macros = io.BytesIO(template.read("xl/vbaProject.bin"))
    with xlsxwriter.Workbook(folder / "带宏.xlsm", {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_vba_project(macros, is_stream=True)
        sheet = book.add_worksheet()
        for r, row in enumerate(_plain_table(form)):
            sheet.write_row(r, 0, row)
    return form


def _csv_text(form: Form, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(_plain_table(form))
    return text.getvalue().encode(encoding)


def _csv(encoding: str, name: str = "导出.csv"):
    def build(desk: Desk, folder: Path) -> Form:
        form = desk.form()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(_csv_text(form, encoding))
        return form

    return build


def _page(desk: Desk, folder: Path) -> Form:
    """A web page as reporting systems export it under the name .xls."""
    form = desk.form()
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in _plain_table(form)
    )
    folder.mkdir(parents=True, exist_ok=True)
    page = f'<html><head><meta charset="gbk"></head><body><table>{rows}</table></body></html>'
    (folder / "导出.xls").write_bytes(page.encode("gbk"))
    return form


def _renamed_xls(desk: Desk, folder: Path) -> Form:
    form = _xlwt(desk, folder)
    (folder / "老版本.xls").rename(folder / "改了后缀.xlsx")
    return form


def _encrypted(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    form.save(folder / "a.xlsx")
    with (folder / "a.xlsx").open("rb") as plain, (folder / "加密.xlsx").open("wb") as locked:
        OOXMLFile(plain).encrypt("123456", locked)
    (folder / "a.xlsx").unlink()


def _zip(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    folder.mkdir(parents=True, exist_ok=True)
    form.save(folder / "a.xlsx")
    with zipfile.ZipFile(folder / "各处室.zip", "w") as archive:
        archive.write(folder / "a.xlsx", "材料/填报表.xlsx")
        archive.writestr("材料/说明.txt", "材料后补")
        archive.writestr("材料/~$填报表.xlsx", b"\x05")
    (folder / "a.xlsx").unlink()
    return form


def _truncated(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    form.save(folder / "断了.xlsx")
    whole = (folder / "断了.xlsx").read_bytes()
    (folder / "断了.xlsx").write_bytes(whole[: len(whole) // 2])


def _far(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    form.sheet["XFD1048576"] = "远"
    form.save(folder / "远.xlsx")


def _duplicate(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    form.save(folder / "a.xlsx")
    (folder / "b 再发一次.xlsx").write_bytes((folder / "a.xlsx").read_bytes())
    return form


def _superseded(desk: Desk, folder: Path) -> Form:
    form = desk.form()
    later = desk.again(form)
    for i in range(len(form.rows)):
        form.put(PERCENT, 0.01, i)
        later.put(PROGRESS.filled_on, filled_on(form.month, 8), i)
    form.save(folder / "a.xlsx")
    later.save(folder / "b.xlsx")
    return later


def _mark(desk: Desk, folder: Path, column: int, value: str) -> Form:
    form = desk.form()
    for row in form.book[MARK_SHEET].iter_rows(min_row=2):
        row[column].value = value
    form.save(folder / "填报表.xlsx")
    return form


def _wrong_ledger(desk: Desk, folder: Path) -> None:
    _mark(desk, folder, 1, "2019-00000000")


def _wrong_year(desk: Desk, folder: Path) -> None:
    form = desk.form()
    form.without_mark().head("填报月份").value = "2019年5月"
    form.save(folder / "去年的.xlsx")


def _two_months(desk: Desk, folder: Path) -> None:
    """Last month's form used again, with the month written over."""
    form = desk.form()
    form.head("填报月份").value = form.month.plus(1).chinese
    form.save(folder / "沿用上月的.xlsx")


def _old_form(desk: Desk, folder: Path) -> Form:
    """A form issued while the first task read a little otherwise."""
    form = desk.form()
    form.put(CONTENT, form.tasks[0][1] + "（按原方案）")
    for row in form.book[MARK_SHEET].iter_rows(min_row=2):
        row[4].value = "1-0a1b2c3d"
    form.save(folder / "旧表.xlsx")
    return form


def _unknown_unit(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    form.without_mark().head(UNIT_LABEL).value = "市教育科学研究会"
    form.save(folder / "a.xlsx")


def _two_units(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    form.without_mark().head(UNIT_LABEL).value = "市教育局、市财政局"
    form.save(folder / "a.xlsx")


def _not_filled(desk: Desk, folder: Path) -> None:
    form = desk.form(rows=1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "空白.xlsx").write_bytes(form.path.read_bytes())


def _collected(desk: Desk, folder: Path) -> Form:
    """One table of two units' rows, each with its unit."""
    first = desk.form(month=MONTHS[1])
    second = desk.form(month=MONTHS[1])
    rows: list[list[object]] = [["单位", *first.plain()[0]]]
    rows += [[form.unit, *row] for form in (first, second) for row in form.plain()[1:]]
    text = io.StringIO()
    csv.writer(text).writerows([["填报月份：2020年6月"], *rows])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "汇总.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
    return first


def _link(desk: Desk, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    outside = desk.folder / "外面的.xlsx"
    outside.write_bytes(b"PK")
    (folder / "外面的.xlsx").symlink_to(outside)


CASES = [
    Case("file_renamed", "别的文件名，深层文件夹", "N", _deep, HELD, also=("",)),
    Case("file_renamed", "没有标记和单位，按任务认出", "N", _by_tasks, HELD),
    Case("file_not_table", "Word 文档", "F", _word),
    Case("file_not_table", "文本文件", "F", _bytes("说明.txt", "材料后补，请谅解。".encode())),
    Case("file_not_table", "PDF", "F", _bytes("扫描件.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")),
    Case("file_not_table", "照片", "F", _bytes("照片.jpg", b"\xff\xd8\xff\xe0 not a table")),
    Case("file_not_table", "gz 压缩包", "F", _bytes("材料.gz", b"\x1f\x8b\x08\x00 not a table")),
    *(
        Case("file_old_format", f".{ending}（LibreOffice）", "N", _to_convert(ending), HELD)
        for ending in ("xls", "et", "ods")
    ),
    Case("file_old_format", ".xlsm，带宏（XlsxWriter）", "N", _with_macros, HELD),
    Case("file_old_format", ".xls（xlwt）", "N", _xlwt, HELD),
    Case("file_csv", "UTF-8 带 BOM", "N", _csv("utf-8-sig"), HELD),
    Case("file_csv", "UTF-8", "N", _csv("utf-8"), HELD),
    Case("file_csv", "GBK", "N", _csv("gbk"), HELD),
    Case("file_disguised", ".xls 其实是 CSV", "N", _csv("gbk", "导出.xls"), HELD),
    Case("file_disguised", ".xls 其实是网页", "N", _page, HELD),
    Case("file_disguised", ".xlsx 其实是 .xls", "N", _renamed_xls, HELD),
    Case("file_encrypted", "打开要密码", "F", _encrypted),
    Case("file_zip", "压缩包里的填报表", "INE", _zip, HELD, also=("file_temp",)),
    Case("file_corrupt", "空文件", "F", _bytes("空的.xlsx", b"")),
    Case("file_corrupt", "断了一半", "F", _truncated),
    Case("file_bomb", "XFD1048576 有内容", "F", _far),
    Case("file_temp", "~$填报表.xlsx", "I", _bytes("~$填报表.xlsx", b"\x05")),
    Case("file_temp", "Thumbs.db", "I", _bytes("Thumbs.db", b"\xd0\xcf")),
    Case("file_link", "指向文件夹之外的链接", "I", _link),
    Case("file_duplicate", "同一文件两次", "ND", _duplicate, HELD),
    Case("file_superseded", "同月两份，后填的算", "SN", _superseded, HELD),
    Case("file_wrong_ledger", "另一本台账的表", "F", _wrong_ledger),
    Case("file_wrong_ledger", "去年的表", "F", _wrong_year),
    Case("file_wrong_month", "上月的表改了月份再用", "F", _two_months),
    Case("file_old_form", "旧版填报表", "W", _old_form, HELD),
    Case("file_unknown_unit", "名录里没有的单位", "F", _unknown_unit),
    Case("file_unknown_unit", "一格里写了两个单位", "F", _two_units),
    Case("file_not_filled", "一行也没有填", "W", _not_filled),
    Case("unit_alias", "一张汇总表，每行写单位", "NN", _collected, HELD, also=("",)),
]

"""Make 填报速查卡.docx: one page for units that fill in forms, in the product's own words.

`make pictures` makes the one in docs/, of the demo's ledger. `make_card.py 台账.xlsm 速查卡.docx` makes an
office's own, with its deadlines, its name and its contact from 参数. What the card says of ways of writing
is what the readers of returned forms do with them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from xlsheet.cells.dates import read_date
from xlsheet.cells.months import Month
from xlsheet.cells.percent import Scale, read_percent
from xlsheet.cells.statuses import read_status
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.dictionary.tables import FLAG_COPIED, FLAG_EMPTY, PARAMETERS, PROGRESS
from xlsheet.documents.official import document_bytes
from xlsheet.forms.write.guide import guide_lines
from xlsheet.jobs.merge import ledger_facts
from xlsheet.jobs.split import form_contents
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.settings import Settings, read_settings
from xlsheet.rules.intake import IntakeRules
from xlsheet.stores.file import FileStore

DOCS: Final = Path(__file__).parent
CARD: Final = DOCS / "填报速查卡.docx"
_HEAD_SHARE: Final = 0.337
"""Of the picture's width: how high its head and first task are."""

FORM_PICTURE: Final = DOCS / "pictures" / "form.png"

_PERCENTS: Final = ("60%", "60", "百分之六十", "约60%", "过半", "120%")
_STATUSES: Final = ("已办结", "正在推进", "尚未启动", "延期", "差不多了")
_DATES: Final = ("2021-07-05", "2021年7月5日", "7月5日", "7月底", "尽快")
_HOLLOW: Final = ("无", "同上", "无进展", "暂无", "/")
_FONT: Final = "微软雅黑"
_BLUE: Final = RGBColor(0x1F, 0x4E, 0x79)
_PALE_BLUE: Final = "DDEBF7"
_WIDTH: Final = Mm(182)

Reading = tuple[object, Finding | None]


def make_card(ledger: Path, target: Path, picture: Path) -> None:
    """Write the card of a ledger; `picture` shows a form."""
    with FileStore.open(ledger, writing=False) as store:
        settings = read_settings(store.read(PARAMETERS))
        month = settings.calendar.months()[0]
        content = form_contents(store, settings, month)[0]
        intake = ledger_facts(store).intake
    document = _page(settings)
    _picture(document, picture)
    _heading(document, f"怎样填（以{month.chinese}为例）")
    for number, line in enumerate(guide_lines(content), start=1):
        _paragraph(document, f"{number}. {line}", hanging=True)
    _heading(document, "怎样写能认出来")
    _table(
        document, ("栏目", "直接认出", "认得出，但会请你核对", "认不出，这一行会退回"), _ways(month, intake)
    )
    _heading(document, "什么时候报")
    _table(document, *_deadlines(settings.calendar))
    _heading(document, "找谁")
    _paragraph(document, _contact(settings))
    target.write_bytes(document_bytes(document))


def _ways(month: Month, intake: IntakeRules) -> list[tuple[str, ...]]:
    place: dict[str, Any] = {"sheet": PROGRESS.sheet, "cell": ""}

    def ways(column: str, texts: Iterable[str], read: Callable[[str], Reading]) -> tuple[str, str, str]:
        return _sorted(texts, lambda text: _gravest(column, read(text), intake))

    states = intake.statuses
    percents = ways(
        PROGRESS.percent, _PERCENTS, lambda text: read_percent(text, scale=Scale.FRACTIONS, **place)
    )
    words_for_state = ways(
        PROGRESS.status, (*states, *_STATUSES), lambda text: read_status(text, states, **place)
    )
    dates = ways(PROGRESS.filled_on, _DATES, lambda text: read_date(text, month, deadline=False, **place))
    words = "、".join(text for text in _HOLLOW if is_hollow(text))
    hollow = f"{words}：记为{FLAG_EMPTY}。和上月一样：记为{FLAG_COPIED}"
    return [
        (PROGRESS.percent, *percents),
        (PROGRESS.status, *words_for_state),
        (PROGRESS.filled_on, *dates),
        (PROGRESS.text, "写明数量、时间和到了哪一步", hollow, "—"),
    ]


def _gravest(column: str, reading: Reading, intake: IntakeRules) -> Severity:
    """What is said of a cell, by its reader or by the rules."""
    value, finding = reading
    said = [finding.severity] if finding else []
    said += [rule.at_intake for _, rule in intake.failures(PROGRESS, {column: [value]}) if rule.at_intake]
    return min(said, key=lambda severity: severity.rank, default=Severity.INFO)


def _sorted(texts: Iterable[str], judge: Callable[[str], Severity]) -> tuple[str, str, str]:
    """The texts by what is made of them: taken, taken with a warning, refused."""
    kinds: dict[Severity, list[str]] = {severity: [] for severity in Severity}
    for text in texts:
        kinds[judge(text)].append(text)
    good, doubtful, refused = (
        "、".join(kinds[severity]) or "—" for severity in (Severity.INFO, Severity.WARNING, Severity.ERROR)
    )
    return good, doubtful, refused


def _deadlines(calendar: Calendar) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    months = calendar.months()
    header = ("填报月份", *(f"{month.month}月" for month in months))
    days = ("截止日期", *(_short(calendar.due(month)) for month in months))
    return header, [days]


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _contact(settings: Settings) -> str:
    blank = "________________________（请督查室填写联系人、电话、邮箱）"
    return f"{settings.office}：{settings.office_contact or blank}"


def _page(settings: Settings) -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin = section.bottom_margin = Mm(13)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = Pt(15)  # whatever height a font has, the page holds all
    title = document.add_paragraph()
    title.paragraph_format.line_spacing = Pt(26)
    run = title.add_run("填报速查卡")
    run.bold, run.font.size, run.font.color.rgb = True, Pt(18), _BLUE
    title.add_run(f"    {settings.title}").font.color.rgb = _BLUE
    document.core_properties.title, document.core_properties.author = "填报速查卡", settings.office
    return document


def _head_of(picture: Path) -> BytesIO:
    """The form's head and its first task: what a page has room for."""
    target = BytesIO()
    with Image.open(picture) as form:
        shown = min(form.height, round(form.width * _HEAD_SHARE))
        form.crop((0, 0, form.width, shown)).save(target, "PNG")
    target.seek(0)
    return target


def _picture(document: Any, picture: Path) -> None:
    document.add_picture(_head_of(picture), width=_WIDTH - Mm(16))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.paragraphs[-1].paragraph_format.line_spacing = 1.0
    _paragraph(
        document,
        "黄色的格子由你填，灰色的供对照。在 Excel 里右边还有“检查”一列（打印时不印），都是 ✓ 就填好了。",
    )


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(9), Pt(3)
    paragraph.paragraph_format.line_spacing = Pt(18)
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(12), _BLUE


def _paragraph(document: Any, text: str, *, hanging: bool = False) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.space_after = Pt(1.5)
    if hanging:
        paragraph.paragraph_format.left_indent = Pt(15)
        paragraph.paragraph_format.first_line_indent = Pt(-15)


def _table(document: Any, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    table.autofit = False
    for number, row in enumerate((header, *rows)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
            paragraph.paragraph_format.line_spacing = Pt(12.5)
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(9), number == 0
            if number == 0:
                _shade(cell)  # before the alignment, as the schema orders them
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for column, width in zip(table.columns, _widths(len(header)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _widths(columns: int) -> list[Any]:
    """A narrow first column, the rest alike."""
    first = Mm(20)
    return [first, *[int((_WIDTH - first) / (columns - 1))] * (columns - 1)]


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _PALE_BLUE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


if __name__ == "__main__":
    make_card(Path(sys.argv[1]), Path(sys.argv[2]), FORM_PICTURE)

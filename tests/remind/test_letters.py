"""A letter says what its unit owes, in the layout of official letters, whatever stands in the ledger."""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.sandbox import SandboxedEnvironment
from pdfplumber.page import Page

from support.memory_store import MemoryStore
from support.office import convert
from support.owing import Run
from support.small_ledger import EDUCATION, assignment, task
from support.validator import problems
from xlsheet.analysis.reminders import owed_by_unit
from xlsheet.analysis.submissions import Flag, Flagged
from xlsheet.cells.months import Month
from xlsheet.cells.text import clean
from xlsheet.dictionary.tables import ASSIGNMENTS, TASKS
from xlsheet.documents.official import Style, document_bytes, official_document
from xlsheet.documents.reminders.letter import LetterContent, LetterTemplate
from xlsheet.errors import SourceError
from xlsheet.ledger.reminder_rules import NumberPattern, ReminderRules
from xlsheet.resources import LETTER_TEMPLATE

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
NASTY = "市委 & 市政府<“两城”>{{ 建设 }}{% if %}{# 办 #}'室'"


def content(unit: str = EDUCATION, text: str = "建设学校。", tasks: int = 1) -> LetterContent:
    july = Month(2020, 7)
    rules = ReminderRules(2, 3, 3, NumberPattern.parse("督查{字}〔{年}〕{号}号"), 1)
    entries = [Flagged(july, unit, i + 1, "牵头", Flag.MISSING, 3) for i in range(tasks)]
    day = july.last_day
    return LetterContent(
        owed=owed_by_unit(entries, [], july, rules, [])[0],
        contents={i + 1: text for i in range(tasks)},
        title="台账",
        year=2020,
        office="市政府督查室",
        office_contact="",
        number="督查督〔2020〕1号",
        month=july,
        due=day,
        plan_due=day,
        day=day,
        answer_by=day,
    )


def words(document: bytes) -> str:
    """All text of a .docx as an independent reader sees it, paragraphs and cells in order."""
    body = docx.Document(io.BytesIO(document)).element.body
    return "\n".join("".join(t.text for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def printed(path: Path, folder: Path) -> tuple[list[Page], str]:
    """LibreOffice's pages of a file, and their text without blanks."""
    pages = pdfplumber.open(convert(path, "pdf", folder)).pages
    return pages, "".join("".join((page.extract_text() or "").split()) for page in pages)


def sizes(pages: list[Page]) -> set[tuple[int, int]]:
    """The pages' widths and heights in millimetres."""
    return {(round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) for page in pages}


def column(page: Page, left: float, right: float) -> str:
    """The text of a column of the page's table, by its edges in millimetres."""
    mm = float(page.width) / 210
    cropped = page.crop((left * mm, 37 * mm, right * mm, (297 - 35) * mm))
    return "".join((cropped.extract_text() or "").split())


def parts(path: Path) -> dict[str, bytes]:
    """A file's parts, apart from how they are compressed on this machine."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def template_of(folder: Path, *paragraphs: str) -> Path:
    document = official_document()
    for text in paragraphs:
        document.add_paragraph(text, Style.BODY)
    path = folder / "模板.docx"
    path.write_bytes(document_bytes(document))
    return path


def test_the_letter_has_all_parts_of_an_official_letter(run: Run) -> None:
    text = words(Path(run().reminders[0].letter).read_bytes())
    parts = (
        "市政府督查室",
        "督查督〔2020〕1号",
        "关于报送2020年7月重点工作进展情况的督办通知单",
        "市财政局：",
        "应于2020年8月10日前报送2020年7月重点工作进展情况",
        "截至2020年8月12日，你单位有1项任务未报送，已连续3个月，现予督办，请立即办理。",
        "1. 完成第3批重点工程（第3项，牵头，2020年5月至7月缺报）",
        "于2020年8月17日前",
        "联系方式：督查一科，0000-6000000",
        "附件：市财政局2020年5月至7月填报表",
        "市政府督查室\n2020年8月12日",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_each_step_asks_in_its_own_words(run: Run) -> None:
    texts = [words(Path(each.letter).read_bytes()) for each in run().reminders]
    own = ("主要负责同志亲自过问", "分管负责同志过问", "现予交办")
    assert [[phrase in text for phrase in own] for text in texts] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_the_page_is_that_of_the_standard(run: Run) -> None:
    path = Path(run().reminders[0].letter)
    document = docx.Document(str(path))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    grid = page._sectPr.find(qn("w:docGrid"))
    lines = (page.page_height - page.top_margin - page.bottom_margin) / (
        int(grid.get(qn("w:linePitch"))) * 635
    )
    assert int(lines + 0.01) == 22
    body = document.styles[Style.BODY]
    assert body.font.size == Pt(16)
    assert Pt(28) <= body.paragraph_format.line_spacing <= Pt(30)
    assert body.element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert (page.page_width - page.left_margin - page.right_margin) // (Pt(16) - 5 * 635) == 28
    assert problems(path) == []


def test_fonts_are_set_for_chinese_text_and_name_their_stand_ins(run: Run) -> None:
    document = docx.Document(run().reminders[0].letter)
    faces = {Style.TITLE: "方正小标宋简体", Style.BODY: "仿宋_GB2312", Style.HEADING: "黑体"}
    for style, face in faces.items():
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == face
    table = next(r.target_part.blob for r in document.part.rels.values() if r.reltype.endswith("/fontTable"))
    assert re.search('仿宋_GB2312"><w:altName w:val="仿宋,', table.decode("utf-8"))


@pytest.mark.libreoffice
@pytest.mark.parametrize("index", range(3), ids=["supervise", "urge", "assign"])
def test_libreoffice_prints_every_character_of_each_step(run: Run, tmp_path: Path, index: int) -> None:
    path = Path(run().reminders[index].letter)
    pages, text = printed(path, tmp_path / "pdf")
    assert re.sub("—\\d+—", "", text) == "".join(words(path.read_bytes()).split())
    assert len(pages) <= 2
    with_signature = "".join((pages[-1].extract_text() or "").split())
    assert re.search("以便核对|予以通报", with_signature)  # no page of attachment and signature alone


@pytest.mark.libreoffice
def test_libreoffice_prints_a_long_table_whole_on_a4(run: Run, store: MemoryStore, tmp_path: Path) -> None:
    texts = {number: f"第{number}件：" + "加快推进重点项目建设 A&B<C>，" * 12 for number in range(4, 30)}
    store.rows[TASKS] += [task(float(n), **{TASKS.content: text}) for n, text in texts.items()]
    store.rows[ASSIGNMENTS] += [assignment(float(n), NASTY) for n in texts]
    reminder = next(each for each in run().reminders if each.owed.unit == NASTY)
    pages, text = printed(Path(reminder.letter), tmp_path / "pdf")
    contents = "".join(column(page, 28 + 14, 28 + 14 + 77) for page in pages).replace("任务内容", "")
    assert [each for each in texts.values() if "".join(each.split()) not in contents] == []
    assert "".join(NASTY.split()) in text
    assert len(pages) > 1
    assert sizes(pages) == {(210, 297)}


@pytest.mark.libreoffice
def test_libreoffice_prints_the_list_on_a4_with_its_header_on_every_page(
    run: Run, store: MemoryStore, tmp_path: Path
) -> None:
    store.rows[ASSIGNMENTS] += [assignment(2.0, f"第{i}单位") for i in range(30)]
    overview = run().overview
    assert overview is not None
    pages, text = printed(overview, tmp_path / "pdf")
    assert sizes(pages) == {(297, 210)}
    assert text.count("任务编号") == len(pages) > 1
    assert all(f"第{i}单位" in text for i in range(30))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_text_of_the_ledger_survives(text: str) -> None:
    letter = LetterTemplate(LETTER_TEMPLATE).letter(content(f"局{text}", f"办{text}"))
    shown = words(letter).replace("\n", "")
    assert clean(f"局{text}").replace("\n", "") + "：" in shown
    assert clean(f"办{text}").replace("\n", "") in shown


def test_the_same_letter_is_the_same_bytes() -> None:
    template = LetterTemplate(LETTER_TEMPLATE)
    assert template.letter(content()) == template.letter(content())


def test_a_template_is_compiled_once_however_many_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = LetterTemplate(template_of(tmp_path, "致{{ 单位 }}：请补报{{ 月份 }}的进展。"))
    template.letter(content("市财政局"))
    compiled: list[object] = []
    monkeypatch.setattr(SandboxedEnvironment, "compile", lambda *source, **_: compiled.append(source))
    assert "致市教育局：" in words(template.letter(content("市教育局")))
    assert compiled == []


def test_the_shipped_template_is_what_its_source_builds(tmp_path: Path) -> None:
    built = tmp_path / "reminder.docx"
    subprocess.run([sys.executable, ROOT / "workbook" / "src" / "reminder.py", built], check=True)
    assert parts(built) == parts(LETTER_TEMPLATE)


def test_the_office_may_write_its_own_letter(run: Run, tmp_path: Path) -> None:
    own = template_of(tmp_path, "致{{ 单位 }}：{% for 项 in 任务 %}{{ 项.编号 }}号{% endfor %}，{{ 步骤 }}")
    assert words(Path(run(template=own).reminders[0].letter).read_bytes()) == "致市财政局：3号，督办通知单"


@pytest.mark.parametrize("field", content().fields())
def test_every_field_of_a_template_stands_in_the_manual(field: str) -> None:
    assert f"`{{{{ {field} }}}}`" in MANUAL or f"`{field}`" in MANUAL


@pytest.mark.parametrize(
    ("paragraphs", "said"),
    [
        (["{{ 单位 }}{{ 单位名称 }}"], "“单位名称”不是可用的名称"),
        (["{{ 单位 }}{% for 项 in 任务 %}{{ 项.名称 }}{% endfor %}"], "“名称”不是可用的名称"),
        (["{{ 单位 }}", "{% if 重填 %}请重填"], "endif"),
        (["{{ 单位 }}，请于{{ 补报日期 前补报"], "请于{{ 补报日期"),
        (["｛｛ 单位 ｝｝"], "全角的“｛｛”"),
        (["一封没有字段的信"], "不像催报函的模板"),
        (["{{ 单位 }}{{ 年度 / 0 }}"], "算不出来"),
        (["{{ 单位 }}{{ ''.__class__.__mro__ }}"], "算不出来"),
    ],
)
def test_a_broken_template_is_explained_and_nothing_is_written(
    run: Run, tmp_path: Path, paragraphs: list[str], said: str
) -> None:
    with pytest.raises(SourceError, match=re.escape(said)) as caught:
        run(template=template_of(tmp_path, *paragraphs))
    assert "模板.docx" in str(caught.value)
    assert not (tmp_path / "催报").exists()


@pytest.mark.parametrize("content", [b"", b"not a zip", LETTER_TEMPLATE.read_bytes()[:5000]])
def test_a_file_that_is_no_word_document_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="不是 Word 文档"):
        run(template=path)


def test_a_template_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"没有模板“.*我的\.docx”"):
        run(template=tmp_path / "我的.docx")
    with pytest.raises(SourceError, match="打不开"):
        run(template=tmp_path)


def test_long_names_leave_the_table_within_the_text() -> None:
    letter = LetterTemplate(LETTER_TEMPLATE).letter(content(tasks=5))
    table = docx.Document(io.BytesIO(letter)).tables[0]
    assert sum(cell.width for cell in table.rows[0].cells) <= Mm(156)
    assert len(table.rows) == 6
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None

"""`report`: what the bulletin says in unusual months, and when it is refused."""

from datetime import date
from pathlib import Path

import docx
import pytest

from support.memory_store import MemoryStore
from support.owing import set_parameter
from support.small_ledger import ECOLOGY, EDUCATION, assignment, progress, small_ledger, task, unit
from xlsheet.analysis.spans import SpanKind
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    PROGRESS,
    RESPONSIBLE,
    STATUS_BEHIND,
    STATUS_DONE,
    TASKS,
    UNITS,
)
from xlsheet.documents import office
from xlsheet.errors import ExistsError, LedgerError, OutputError, RequestError
from xlsheet.jobs import report as job
from xlsheet.jobs.report import BulletinReport, BulletinRequest, report
from xlsheet.ledger.settings import Names

JUNE = Month(2020, 6)
DAY = date(2020, 7, 13)


def made(store: MemoryStore, folder: Path, month: Month = JUNE, **options) -> tuple[BulletinReport, str]:
    """The report and the bulletin's text, tables and all, as python-docx reads it."""
    out = folder / "通报.docx"
    found = report(store, BulletinRequest(month, out, **{"as_of": DAY, "overwrite": True, **options}))
    return found, text_of(out)


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_sound_month_is_told_in_an_offices_words(tmp_path: Path) -> None:
    store = small_ledger()
    for row in store.rows[TASKS]:
        row[TASKS.percent], row[TASKS.last_month] = 0.6, "2020-06"
    store.rows[TASKS][0][TASKS.status] = STATUS_DONE
    found, text = made(store, tmp_path)
    assert "截至6月底，3项重点工作任务中，已完成1项，占33.3%；正在推进2项，占66.7%。" in text
    assert "各项任务平均完成73.3%，比上月提高23.3个百分点，高于序时进度（50.0%）23.3个百分点。" in text
    assert "6月份2个单位应报进展3项，按时报送3项，占100.0%。2个单位全部按时报送、内容符合要求。" in text
    assert "各单位在6月份进展中没有反映问题。" in text
    assert "各单位要在2020年8月10日前报送截至7月底的进展。" in text
    assert not found.needs_attention


def test_a_bulletin_has_issue_copies_and_imprint_as_the_parameters_say(tmp_path: Path) -> None:
    store = small_ledger()
    _, text = made(store, tmp_path)
    assert "督查通报\n第2期\n市政府督查室\t2020年7月13日" in text
    assert "市政府督查室\t2020年7月13日印发" in text
    assert "抄送" not in text
    for name, value in (
        (Names.issue, "〔{年}〕{期}"),
        (Names.copies_to, "市委办公室。"),
        (Names.printed_by, "甲办"),
    ):
        set_parameter(store, name, value)
    _, text = made(store, tmp_path)
    assert "督查通报\n〔2020〕2\n" in text
    assert "抄送：市委办公室。\n甲办\t2020年7月13日印发" in text


def test_a_task_without_lead_names_its_units_as_responsible(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[ASSIGNMENTS][1][ASSIGNMENTS.role] = RESPONSIBLE
    store.rows[TASKS][0][TASKS.lead_units] = EDUCATION
    for row in store.rows[PROGRESS]:
        row[PROGRESS.status] = STATUS_BEHIND
    store.rows[TASKS][1][TASKS.leaders] = "李四"
    _, text = made(store, tmp_path, leaders=tmp_path / "专报")
    assert f"{ECOLOGY}（责任单位）" in text
    assert "牵头单位（没有牵头单位的为责任单位）要逐项分析原因" in text
    assert f"责任单位：{ECOLOGY}。完成60.0%，状态为滞后。" in text_of(tmp_path / "专报" / "李四_2020-06.docx")


def test_what_the_office_decided_is_marked(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[TASKS][0] |= {TASKS.ruling: STATUS_BEHIND, TASKS.leaders: "李四"}
    _, text = made(store, tmp_path, leaders=tmp_path / "专报")
    assert "滞后1项，占33.3%" in text
    assert "滞后（核）" in text_of(tmp_path / "专报" / "李四_2020-06.docx")


def test_the_ranking_is_explained_with_the_parameters_in_force(tmp_path: Path) -> None:
    _, text = made(small_ledger(), tmp_path)
    assert "缺报扣1分、迟报扣0.3分、空报扣0.8分、雷同扣0.5分" in text
    assert "得分相同的名次并列，没有应报任务的单位不参加排名。" in text


def test_missing_units_are_named_with_their_months_in_a_row(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS] = [row for row in store.rows[PROGRESS] if row[PROGRESS.unit] != ECOLOGY]
    found, text = made(store, tmp_path)
    assert "有缺报的单位1个，一项未报：市生态环境局。" in text
    assert "连续两个月以上缺报的单位1个：市生态环境局（连续2个月）。" in text
    assert "市生态环境局要立即补报6月份进展，并说明未按时报送的原因。" in text
    assert found.as_json()["numbers"]["missing"] == 1


def test_problems_are_quoted_whole_with_signs_and_lines(tmp_path: Path) -> None:
    store = small_ledger()
    words = "A&B标段<3个月内>无法开工\n需要市级协调。"
    store.rows[PROGRESS][-1][PROGRESS.problems] = words
    store.rows[PROGRESS][-2][PROGRESS.problems] = "暂无"
    found, text = made(store, tmp_path)
    assert "1个单位就1项任务反映了问题。" in text
    assert words in text
    assert found.as_json()["numbers"]["problems"] == 1


def test_what_went_behind_and_what_caught_up_is_told_apart(tmp_path: Path) -> None:
    store = small_ledger()
    states = {(1, "2020-05"): STATUS_BEHIND, (2, "2020-05"): STATUS_BEHIND, (2, "2020-06"): STATUS_BEHIND}
    states[3, "2020-06"] = STATUS_BEHIND
    for row in store.rows[PROGRESS]:
        key = (int(row[PROGRESS.task_no]), row[PROGRESS.month])
        row[PROGRESS.status] = states.get(key, row[PROGRESS.status])
    for row in store.rows[TASKS]:
        row[TASKS.status], row[TASKS.last_month] = states.get((int(row[TASKS.number]), "2020-06")), "2020-06"
    store.rows[TASKS][0][TASKS.status] = "推进中"
    _, text = made(store, tmp_path)
    assert "滞后任务2项（见附件1）。" in text
    assert (
        "上月已经滞后、仍未扭转的1项（第2项）；本月新增的1项（第3项）；上月滞后、本月已经扭转的1项（第1项）。"
    ) in text


def test_a_month_that_is_not_due_is_told_as_it_stands(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS].pop()
    found, text = made(store, tmp_path, as_of=date(2020, 7, 9))
    assert "报送期限是2020年7月10日，至本通报印发时尚未到期" in text
    assert "6月份2个单位应报进展3项，按时报送2项，占66.7%；尚未到期、待报1项，占33.3%。" in text
    for blame in ("缺报", "排名", "名次", "尚未报送"):
        assert blame not in text
    assert (found.as_json()["numbers"]["missing"], found.as_json()["numbers"]["pending"]) == (0, 1)
    assert "补报" not in text
    assert [finding.code for finding in found.findings] == ["month_not_due"]
    assert found.needs_attention


def test_a_month_without_any_data_says_so(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS] = []
    for row in store.rows[TASKS]:
        row[TASKS.status] = None
    found, text = made(store, tmp_path)
    assert "截至6月底，3项重点工作任务中，尚未报送进展3项，占100.0%。各单位还没有填报完成比例。" in text
    assert [finding.code for finding in found.findings] == ["month_without_data"]


def test_without_leaders_and_chapters_there_is_no_such_section(tmp_path: Path) -> None:
    _, text = made(small_ledger(), tmp_path)
    assert "责任领导任务进展" not in text
    assert "二、任务完成和滞后情况" in text


def test_a_ledger_without_leaders_makes_no_leaders_sheets(tmp_path: Path) -> None:
    found, _ = made(small_ledger(), tmp_path, leaders=tmp_path / "专报")
    assert found.leaders == ()


def test_each_leader_gets_the_tasks_in_his_charge(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[TASKS][0][TASKS.leaders] = "张三、李四"
    store.rows[TASKS][1][TASKS.leaders] = "李四"
    store.rows[TASKS][1][TASKS.status], store.rows[TASKS][1][TASKS.last_month] = STATUS_BEHIND, "2020-06"
    found, text = made(store, tmp_path, leaders=tmp_path / "专报")
    assert [(name, tasks) for name, tasks, _ in found.leaders] == [("李四", 2), ("张三", 1)]
    assert "由几位领导共同负责的1项任务，在每位领导名下各计一次。" in text
    sheet = text_of(tmp_path / "专报" / "李四_2020-06.docx")
    assert "李四同志分管的2项重点工作任务中，正在推进1项，占50.0%；滞后1项，占50.0%。" in sheet
    assert "（一）第2项：完成第2批重点工程" in sheet
    assert "施工单位进场，完成土方开挖，累计投入资金" in sheet
    assert "第3项" not in sheet


def test_a_quarter_adds_its_months_and_a_year_all(tmp_path: Path) -> None:
    store = small_ledger()
    quarter, text = made(store, tmp_path, period=SpanKind.QUARTER)
    assert quarter.as_json()["numbers"]["expected"] == 6
    assert "二季度2个单位应报进展6项" in text
    store.rows[PROGRESS] += [progress(1.0, EDUCATION, "2020-07")]
    year, text = made(store, tmp_path, Month(2020, 7), period=SpanKind.YEAR, as_of=date(2020, 8, 12))
    assert year.as_json()["numbers"]["expected"] == 9
    assert "关于2020年度重点工作任务\n进展情况的通报" in text


def test_sixty_units_with_long_names_stand_in_one_ranking(tmp_path: Path) -> None:
    names = [f"{'市推进黄河流域生态保护和高质量发展工作领导小组' * 2}第{i}办公室" for i in range(60)]
    store = small_ledger()
    store.rows[TASKS] = [task(float(i + 1)) for i in range(60)]
    store.rows[ASSIGNMENTS] = [assignment(float(i + 1), name) for i, name in enumerate(names)]
    store.rows[UNITS] = [unit(name) for name in names]
    store.rows[PROGRESS] = [progress(float(i + 1), name, "2020-06") for i, name in enumerate(names[:50])]
    found, text = made(store, tmp_path)
    assert found.as_json()["numbers"]["units"] == 60
    assert all(name in text for name in names)


def test_a_file_that_is_there_is_not_overwritten_silently(tmp_path: Path) -> None:
    out = tmp_path / "通报.docx"
    out.write_bytes(b"mine")
    with pytest.raises(ExistsError, match=r"通报.docx.*已经有了"):
        report(small_ledger(), BulletinRequest(JUNE, out, as_of=DAY))
    assert out.read_bytes() == b"mine"


def test_the_same_bulletin_again_is_no_conflict(tmp_path: Path) -> None:
    for _ in range(2):
        report(small_ledger(), BulletinRequest(JUNE, tmp_path / "通报.docx", as_of=DAY))


def test_wrong_requests_write_nothing(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="2021-01 不用报送"):
        report(small_ledger(), BulletinRequest(Month(2021, 1), tmp_path / "通报.docx"))
    with pytest.raises(RequestError, match=r"通报\.txt”不是 \.docx 或 \.pdf"):
        report(small_ledger(), BulletinRequest(JUNE, tmp_path / "通报.txt"))
    with pytest.raises(LedgerError, match="还没有任务"):
        report(MemoryStore(), BulletinRequest(JUNE, tmp_path / "通报.docx"))
    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_a_pdf_is_refused_and_nothing_written(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    with pytest.raises(OutputError, match="需要 LibreOffice"):
        report(small_ledger(), BulletinRequest(JUNE, tmp_path / "通报.docx", as_of=DAY, pdf=True))
    assert list(tmp_path.iterdir()) == []


def test_without_a_chinese_font_the_bulletin_has_no_charts_and_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(job, "has_font", lambda _texts: False)
    found, _ = made(small_ledger(), tmp_path)
    assert [finding.code for finding in found.findings] == ["chart_without_font"]

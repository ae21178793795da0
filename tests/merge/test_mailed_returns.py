"""Mails are returns: each attachment judged by itself, received when the office's server took the mail."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import pytest

from support import mails
from support.ledger_file import rows
from support.mailed_ledger import OTHER, UNIT, ledger_and_forms
from support.terminal import xlsheet
from xlsheet.dictionary.tables import EVIDENCE, PROGRESS, RECEIPTS

MAKERS = {"QQ": mails.qq, "163": mails.netease, "Outlook": mails.outlook, "Foxmail": mails.foxmail}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A ledger whose registry knows two mail addresses, and filled-in forms by unit."""
    return ledger_and_forms(tmp_path_factory.mktemp("mails"))


@pytest.fixture
def ledger(prepared: tuple[Path, dict[str, bytes]], tmp_path: Path) -> Path:
    target = tmp_path / "督查台账.xlsm"
    target.write_bytes(prepared[0].read_bytes())
    return target


@pytest.fixture
def forms(prepared: tuple[Path, dict[str, bytes]]) -> dict[str, bytes]:
    return prepared[1]


def merged(ledger: Path, *options: object, **box: bytes) -> dict[str, Any]:
    """What merge says of mails saved in 收件箱, by the names of the files."""
    inbox = ledger.parent / "收件箱"
    inbox.mkdir(exist_ok=True)
    for name, content in box.items():
        (inbox / (name if "." in name else f"{name}.eml")).write_bytes(content)
    report = xlsheet("merge", ledger, inbox, "--json", *options).json
    return {file["path"].split("收件箱/")[1]: file for file in report["files"]}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_form_attached_by_any_program_is_taken_with_its_name_and_time(
    maker: Any, ledger: Path, forms: Any
) -> None:
    name = "市教育局2021年5月进展情况（定稿）.xlsx"
    ((path, file),) = merged(ledger, a=maker([(name, forms[UNIT])])).items()
    assert path == f"a.eml/{name}"
    assert (file["verdict"], file["unit"], file["month"]) == ("accepted", UNIT, "2021-05")
    (receipt,) = rows(ledger, RECEIPTS)
    assert receipt[RECEIPTS.received] == datetime(2021, 6, 9, 9, 30)
    assert receipt[RECEIPTS.sent] == datetime(2021, 6, 9, 9, 29, 41)
    assert receipt[RECEIPTS.sender] == "jiaoyu@example.cn"
    assert receipt[RECEIPTS.subject] == "报送进展"
    assert receipt[RECEIPTS.message_id] == "<1@example.cn>"
    assert {row[PROGRESS.received] for row in rows(ledger, PROGRESS)} == {datetime(2021, 6, 9, 9, 30)}


def test_the_time_is_the_offices_whatever_zone_the_server_is_in(ledger: Path, forms: Any) -> None:
    mail = mails.qq([("a.xlsx", forms[UNIT])], received="Thu, 10 Jun 2021 17:30:00 -0000")
    merged(ledger, a=mail)
    assert rows(ledger, RECEIPTS)[0][RECEIPTS.received] == datetime(2021, 6, 11, 1, 30)


def test_a_mail_without_the_servers_line_counts_from_its_date(ledger: Path, forms: Any) -> None:
    merged(ledger, a=mails.qq([("a.xlsx", forms[UNIT])], received=""))
    assert rows(ledger, RECEIPTS)[0][RECEIPTS.received] == datetime(2021, 6, 9, 9, 29, 41)


def test_mailboxes_and_maildirs_and_zips_of_mails_are_opened(
    ledger: Path, forms: Any, tmp_path: Path
) -> None:
    one, two = (
        mails.qq([("a.xlsx", forms[UNIT])]),
        mails.netease([("发展改革委进展情况.xlsx", forms[OTHER])], sender="fagai@example.cn"),
    )
    inbox = tmp_path / "收件箱"
    for part in ("cur", "new", "tmp"):
        (inbox / "Maildir" / part).mkdir(parents=True)
    (inbox / "Maildir/dovecot-uidlist").write_text("3 V1623202200")
    (inbox / "Maildir/tmp/unfinished").write_bytes(one[:99])
    (inbox / "Maildir/cur/1623202200.M1P1.host:2,S").write_bytes(one)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("导出/一.eml", two)
    found = merged(ledger, **{"全部.mbox": mails.box(one, two), "导出.zip": packed.getvalue()})
    assert {path: file["verdict"] for path, file in found.items()} == {
        "Maildir/cur/1623202200.M1P1.host:2,S.eml/a.xlsx": "accepted",
        "全部.mbox/0001.eml/a.xlsx": "duplicate",
        "全部.mbox/0002.eml/发展改革委进展情况.xlsx": "accepted",
        "导出.zip/导出/一.eml/发展改革委进展情况.xlsx": "duplicate",
    }


def test_forwarded_mails_and_archives_in_mails_are_looked_into(ledger: Path, forms: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("教育局/表.xlsx", forms[UNIT])
    mail = mails.forwarded(mails.qq([("报送.zip", packed.getvalue()), ("b.xlsx", forms[OTHER])]))
    found = merged(ledger, a=mail)
    assert {path: (f["unit"], f["verdict"]) for path, f in found.items()} == {
        "a.eml/报送进展.eml/报送.zip/教育局/表.xlsx": (UNIT, "accepted"),
        "a.eml/报送进展.eml/b.xlsx": (OTHER, "accepted_with_warnings"),
    }


def test_a_signatures_picture_is_no_file(ledger: Path, forms: Any) -> None:
    assert list(merged(ledger, a=mails.outlook([("a.xlsx", forms[UNIT])]))) == ["a.eml/a.xlsx"]


def test_an_attachment_without_a_name_is_read(ledger: Path, forms: Any) -> None:
    mail = mails.qq([("x", forms[UNIT])]).replace(mails.word("x", "gb18030").encode(), b"")
    ((path, file),) = merged(ledger, a=mail).items()
    assert (path, file["verdict"]) == ("a.eml/附件1.xlsx", "accepted")


def test_a_correction_wins_whichever_mail_is_merged_first(ledger: Path, forms: Any, tmp_path: Path) -> None:
    first = mails.qq([("a.xlsx", forms[UNIT])], message_id="<1@x>")
    later = mails.qq(
        [("a.xlsx", forms[f"{UNIT}更正"])],
        subject=mails.word("更正：报送进展"),
        received="Wed, 09 Jun 2021 16:00:00 +0800",
        message_id="<2@x>",
    )
    other = tmp_path / "另一本" / ledger.name
    other.parent.mkdir()
    other.write_bytes(ledger.read_bytes())
    merged(ledger, a=first, b=later)
    merged(other, b=later)
    merged(other, a=first)
    for book in (ledger, other):
        assert all(str(row[PROGRESS.text]).startswith("更正") for row in rows(book, PROGRESS))
        assert {row[PROGRESS.received] for row in rows(book, PROGRESS)} == {datetime(2021, 6, 9, 9, 30)}


def test_a_mail_that_is_taken_back_does_not_count(ledger: Path, forms: Any) -> None:
    sent = mails.qq([("a.xlsx", forms[UNIT])], subject=mails.word("五月进展"))
    recall = mails.text_mail(
        "王敏将撤回邮件“五月进展”。",
        subject=mails.word("撤回: 五月进展"),
        received="Wed, 09 Jun 2021 10:00:00 +0800",
    )
    found = merged(ledger, a=sent, b=recall)
    assert [f["code"] for f in found["a.eml/a.xlsx"]["findings"]] == ["mail_recalled"]
    assert found["b.eml"]["verdict"] == "ignored"
    assert rows(ledger, PROGRESS) == []


def test_a_mail_with_nothing_to_read_goes_back_with_its_reason(ledger: Path) -> None:
    link = '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?k=1">市教育局.xlsx</a>'
    bounce = mails.text_mail("x", sender="MAILER-DAEMON@example.cn", subject=mails.word("系统退信"))
    found = merged(ledger, a=mails.text_mail("已报送", "text/plain"), b=mails.text_mail(link), c=bounce)
    told = {path: (f["verdict"], f["findings"][0]["code"]) for path, f in found.items()}
    assert told == {
        "a.eml": ("rejected", "mail_nothing"),
        "b.eml": ("rejected", "mail_linked"),
        "c.eml": ("ignored", "mail_automatic"),
    }
    assert [row[RECEIPTS.verdict] for row in rows(ledger, RECEIPTS)] == ["退回", "退回", "不处理"]


def page_of(form: bytes) -> str:
    """A form's sheet as a mail program pastes it into a text."""
    sheet = openpyxl.load_workbook(io.BytesIO(form))[PROGRESS.sheet]
    lines = (
        "".join(f"<td>{'' if c is None else c}</td>" for c in row)
        for row in sheet.iter_rows(values_only=True)
    )
    return f"<div>您好</div><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table><div>王敏</div>"


def test_a_table_pasted_into_the_text_is_read(ledger: Path, forms: Any) -> None:
    found = merged(ledger, a=mails.text_mail(page_of(forms[UNIT])))
    assert found["a.eml/正文.html"]["unit"] == UNIT
    assert found["a.eml/正文.html"]["rows_accepted"] > 0


def test_an_attached_form_stands_above_a_table_in_the_text_and_an_answers_quotation_is_not_read(
    ledger: Path, forms: Any
) -> None:
    page = page_of(forms[UNIT])
    both = mails.qq([("a.xlsx", forms[UNIT])])
    plain = mails.packed("<div>请查收</div>".encode("gb18030")).encode()
    both = both.replace(plain, mails.packed(page.encode("gb18030")).encode())
    answer = mails.text_mail(
        f"收到<div>------------------ 原始邮件 ------------------</div>{page}",
        subject=mails.word("回复：报送进展"),
    )
    found = merged(ledger, a=both, b=answer)
    assert {path: f["verdict"] for path, f in found.items()} == {
        "a.eml/a.xlsx": "accepted",
        "b.eml": "rejected",
    }


def test_an_address_of_another_unit_is_a_warning(ledger: Path, forms: Any) -> None:
    found = merged(ledger, a=mails.qq([("a.xlsx", forms[UNIT])], sender="发改委 <fagai@example.cn>"))
    (finding,) = found["a.eml/a.xlsx"]["findings"]
    assert finding["code"] == "mail_other_sender"
    assert OTHER in finding["message"]
    assert rows(ledger, RECEIPTS)[0][RECEIPTS.verdict] == "已接收（有提醒）"


def test_what_comes_beside_a_form_is_evidence_and_filed(ledger: Path, forms: Any, tmp_path: Path) -> None:
    scan = ("关于第1项任务的红头文件.pdf", b"%PDF-1.4 scan")
    mail = mails.qq([("a.xlsx", forms[UNIT]), scan, ("现场.jpg", b"\xff\xd8\xff" + b"0" * 99)])
    found = merged(ledger, "--keep", tmp_path / "佐证", a=mail)
    assert [f["verdict"] for f in found.values()] == ["accepted", "evidence", "evidence"]
    kept = {row[EVIDENCE.file]: row for row in rows(ledger, EVIDENCE)}
    assert {(r[EVIDENCE.unit], r[EVIDENCE.month], r[EVIDENCE.form]) for r in kept.values()} == {
        (UNIT, "2021-05", "a.eml/a.xlsx")
    }
    assert (tmp_path / "佐证" / UNIT / "2021-05" / scan[0]).read_bytes() == scan[1]
    assert {row[EVIDENCE.kept] for row in kept.values()} == {
        f"佐证/{UNIT}/2021-05/{name}" for name in (scan[0], "现场.jpg")
    }
    merged(ledger, "--keep", tmp_path / "佐证")
    assert len(rows(ledger, EVIDENCE)) == 2
    assert len(list((tmp_path / "佐证" / UNIT / "2021-05").iterdir())) == 2
    sheets = tmp_path / "通报" / "领导专报"
    made = ("report", ledger, "--month", "2021-05", "--as-of", "2021-06-11", "--leaders", sheets)
    assert xlsheet(*made, "--out", tmp_path / "通报" / "通报.docx").status <= 1
    led = {target for sheet in sheets.glob("*.docx") for target in links_in(sheet)}
    assert {(sheets / target).resolve() for target in led} == {
        tmp_path / "佐证" / UNIT / "2021-05" / name for name in (scan[0], "现场.jpg")
    }


def links_in(sheet: Path) -> set[str]:
    """The files that a document links to."""
    parts = docx.Document(str(sheet)).part.rels.values()
    return {unquote(part.target_ref) for part in parts if part.reltype.endswith("/hyperlink")}


def test_a_report_that_is_the_only_answer_goes_back(ledger: Path) -> None:
    found = merged(ledger, a=mails.qq([("工作汇报.pdf", b"%PDF-1.4 report")]))
    assert found["a.eml/工作汇报.pdf"]["verdict"] == "rejected"
    assert rows(ledger, EVIDENCE) == []

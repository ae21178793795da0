"""A draft opens in any mail program: addressed, readable, with letter and form attached."""

import email
import email.policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.owing import JULY, Run
from support.small_ledger import EDUCATION, FINANCE, assignment, unit
from xlsheet.dictionary.tables import ASSIGNMENTS, UNITS
from xlsheet.documents.mail import MailDraft, mail_bytes, split_addresses
from xlsheet.jobs.split import SplitRequest, split


def parsed(content: bytes) -> EmailMessage:
    """What Python's strict reader makes of a draft; every line ends as RFC 5322 wants."""
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_a_draft_is_addressed_and_says_what_is_owed(run: Run) -> None:
    message = parsed(Path(run().reminders[0].mail).read_bytes())
    assert message["X-Unsent"] == "1"
    assert message["To"] == "caizheng@example.com"
    assert message["Subject"] == "【督办通知单】请补报2020年7月重点工作进展情况（市财政局）"
    body = message.get_body()
    assert body is not None
    assert body.get_content_charset() == "utf-8"
    text = body.get_content()
    assert text.startswith("市财政局：")
    assert "第3项（牵头）：2020年5月至7月缺报" in text
    assert "请于2020年8月17日前" in text


def test_letter_and_fresh_form_are_attached(run: Run, store: MemoryStore, tmp_path: Path) -> None:
    reminder = run().reminders[0]
    files = {
        part.get_filename(): part for part in parsed(Path(reminder.mail).read_bytes()).iter_attachments()
    }
    months = [f"市财政局_2020-0{month}.xlsx" for month in (5, 6, 7)]
    assert list(files) == ["市财政局_2020-07_督办通知单.docx", *months]
    assert files["市财政局_2020-07_督办通知单.docx"].get_content() == Path(reminder.letter).read_bytes()
    form = files["市财政局_2020-07.xlsx"]
    assert form.get_content_type().endswith("spreadsheetml.sheet")
    issued = split(store, SplitRequest(JULY, tmp_path / "下发", [FINANCE])).files[0]
    assert form.get_content() == Path(issued.path).read_bytes()
    assert openpyxl.load_workbook(BytesIO(form.get_content())).sheetnames


def test_without_an_address_the_draft_is_left_to_be_addressed(run: Run, store: MemoryStore) -> None:
    store.rows[UNITS] = [unit(EDUCATION)]
    assert {parsed(Path(each.mail).read_bytes())["To"] for each in run().reminders} == {""}


def test_a_cell_may_hold_several_addresses() -> None:
    assert split_addresses("a@b.cn；c@d.cn、 e@f.cn") == (["a@b.cn", "c@d.cn", "e@f.cn"], [])


@pytest.mark.parametrize("text", ["局信箱", "a@b", "a@@b.cn", "@b.cn", "张三@教育局.cn", "a@b.cn>"])
def test_what_is_no_address_is_not_written_to(text: str) -> None:
    assert split_addresses(text) == ([], [text])


def test_no_cell_can_add_a_header(run: Run, store: MemoryStore) -> None:
    store.rows[UNITS].append(unit("乙局\nBcc: x@example.com", None, "a@b.cn\r\nBcc: y@example.com"))
    store.rows[ASSIGNMENTS].append(assignment(2.0, "乙局\nBcc: x@example.com"))
    for each in run().reminders:
        assert set(parsed(Path(each.mail).read_bytes()).keys()) == {
            "X-Unsent",
            "To",
            "Subject",
            "MIME-Version",
            "Content-Type",
        }


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80)


@given(_TEXT, _TEXT)
def test_any_subject_and_body_come_through(subject: str, body: str) -> None:
    draft = MailDraft(("a@b.cn",), subject, body + "\n", (("表.xlsx", b"PK"),))
    message = parsed(mail_bytes(draft))
    assert str(message["Subject"]).split() == subject.split()
    text = message.get_body()
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == body + "\n"
    assert mail_bytes(draft) == mail_bytes(draft)

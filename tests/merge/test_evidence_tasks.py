"""Which tasks a file of evidence is on: its name says so, or the mail's line on it, subject or text."""

from __future__ import annotations

import pytest

from support import mails
from xlsheet.dictionary import catalogue
from xlsheet.mail.letters import Envelope
from xlsheet.mail.message import open_message
from xlsheet.merge.evidence import find_evidence
from xlsheet.merge.files import JudgedFile
from xlsheet.units.registry import Registry

UNIT, MONTH, MAIL = "市教育局", "2021-05", "a.eml"
ASSIGNED = {(number, UNIT) for number in (2, 3, 5, 12)}


def tasks(names: list[str], subject: str = "", text: str = "") -> list[tuple[int, ...]]:
    """The tasks of files that came in one mail beside a sound form."""
    envelope = Envelope(MAIL, subject=subject, text=text)
    form = JudgedFile(f"{MAIL}/表.xlsx", "f", unit=UNIT, month=MONTH, within=MAIL, envelope=envelope)
    files = [JudgedFile(f"{MAIL}/{n}", n, within=MAIL, envelope=envelope) for n in names]
    for file in files:
        file.refuse(catalogue.FILE_NOT_TABLE.at(what="图片"))
    found = find_evidence([form, *files], Registry([]), ASSIGNED)
    return [kept.tasks for kept in found]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("报送第3项任务佐证", "", (3,)),
        ("报送佐证", "第三项和第5项的现场照片见附件。", (3, 5)),
        ("", "任务编号：12", (12,)),
        ("", "2号任务的照片", (2,)),
        ("", "第2季度工作总结，全年任务12项，已完成任务5个", ()),
        ("", "第7项不是我单位的", ()),
    ],
)
def test_a_file_alone_is_on_what_subject_or_text_say(
    subject: str, text: str, expected: tuple[int, ...]
) -> None:
    assert tasks(["现场.jpg"], subject, text) == [expected]


def test_the_name_comes_first_and_of_several_files_each_has_its_own_line() -> None:
    said = "附件说明：\n现场.jpg：第3项开工照片\n批复.pdf 对应任务5\n另有第12项材料"
    assert tasks(["任务2照片.jpg", "现场.jpg", "批复.pdf"], "报送进展", said) == [(2,), (3,), (5,)]
    assert tasks(["一.jpg", "二.jpg"], "", "第3项和第5项的照片") == [(), ()]
    assert tasks(["一.jpg", "二.jpg"], "第5项佐证") == [(5,), (5,)]


def test_a_mails_opening_words_leave_out_what_it_answers_and_how_it_looks() -> None:
    page = "<style>p{color:red}</style><p>第3项&nbsp;照片</p><blockquote>第5项</blockquote>"
    assert open_message(mails.text_mail(page), MAIL).envelope.text.split() == ["第3项", "照片"]
    plain = mails.text_mail("见附件\n> 第5项\n-----原始邮件-----\n第12项", "text/plain")
    assert open_message(plain, MAIL).envelope.text == "见附件"

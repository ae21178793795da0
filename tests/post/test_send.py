"""`--send` against a real SMTP server: each mail once, registered before the next, whatever breaks."""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from support import mails
from support.ledger_file import rows
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.mail_receiver import MailReceiver, mail_receiver
from support.mail_server import ACCOUNT, PASSWORD
from support.terminal import Outcome, xlsheet
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import DISPATCHES, PARAMETERS, PROGRESS, UNITS
from xlsheet.errors import JobError
from xlsheet.jobs.post.send import SendReport, SendRequest, send
from xlsheet.jobs.remind import RemindRequest
from xlsheet.jobs.remind import remind as remind_job
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.mailbox import Server
from xlsheet.ledger.settings import Names
from xlsheet.mail import smtp
from xlsheet.stores.file import FileStore

UNIT = "市教育局"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of which three units can be written to."""
    ledger = sample_ledger(tmp_path_factory.mktemp("send"))
    with FileStore.open(ledger) as store:
        units = store.read(UNITS)
        numbers = [number for number, _ in units.rows()]
        emails = [f"unit{i}@example.cn" if i < 3 else None for i in range(len(numbers))]
        edit = Edit(UNITS, {n: {UNITS.email: email} for n, email in zip(numbers, emails, strict=True)}, [])
        store.apply(Changes("试", "邮箱", [edit]))
    return ledger


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailReceiver]:
    with mail_receiver() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        monkeypatch.setenv("XLSHEET_MAIL_PASSWORD", PASSWORD)
        yield running


@pytest.fixture
def ledger(template: Path, receiver: MailReceiver, tmp_path: Path) -> Path:
    path = tmp_path / "督查台账.xlsm"
    path.write_bytes(template.read_bytes())
    configure(path, {Names.mail_out: receiver.address, Names.mail_account: ACCOUNT, Names.mail_pause: 0})
    return path


def configure(path: Path, values: dict[str, object]) -> None:
    with FileStore.open(path) as store:
        at = {row[PARAMETERS.parameter]: n for n, row in store.read(PARAMETERS).rows()}
        edit = Edit(PARAMETERS, {at[name]: {PARAMETERS.value: value} for name, value in values.items()}, [])
        store.apply(Changes("试", "参数", [edit]))


def remind(ledger: Path, *options: str) -> Outcome:
    return xlsheet(
        *("remind", ledger, "--month", "2021-05", "--as-of", "2021-06-16", "--out", ledger.parent / "催报"),
        *("--send", "--json", *options),
    )


def reminded(ledger: Path) -> SendReport:
    """The same without the terminal."""
    with FileStore.open(ledger) as store:
        day = date(2021, 6, 16)
        report = remind_job(store, RemindRequest(Month(2021, 5), ledger.parent / "催报", day))
        return send(store, SendRequest(report.outgoing, lambda _: os.environ["XLSHEET_MAIL_PASSWORD"]))


def codes(report: SendReport) -> set[str]:
    return {finding.code for finding in report.findings}


def results(ledger: Path) -> list[tuple[object, object]]:
    return [
        (r.get(DISPATCHES.recipient), r.get(DISPATCHES.result))
        for r in rows(ledger, DISPATCHES)
        if r.get(DISPATCHES.recipient)
    ]


def test_nothing_goes_out_without_a_yes_and_a_rehearsal_says_what_would(
    ledger: Path, receiver: MailReceiver
) -> None:
    refused = remind(ledger)
    assert refused.status == 1  # the letters are registered
    assert "--yes" in refused.err
    before, letters = ledger.read_bytes(), ledger.parent / "催报"
    shutil.rmtree(letters)
    planned = remind(ledger, "--dry-run").json["mails"]["would_send"]
    assert sum(bool(mail["to"]) for mail in planned) == 3
    assert (letters.exists(), ledger.read_bytes()) == (False, before)
    assert receiver.raw == []


def test_reminders_go_out_once_and_are_registered(ledger: Path, receiver: MailReceiver) -> None:
    report = remind(ledger, "--yes").json["mails"]
    assert sorted(mail["To"] for mail in receiver.mails) == [f"unit{i}@example.cn" for i in range(3)]
    assert {mail["From"] for mail in receiver.mails} == {ACCOUNT}
    assert all("X-Unsent" not in mail for mail in receiver.mails)
    assert all(list(mail.iter_attachments()) for mail in receiver.mails)
    assert {f["code"] for f in report["findings"]} == {"mail_blank"}
    registered = [row for row in rows(ledger, DISPATCHES) if row.get(DISPATCHES.sent)]
    assert {row[DISPATCHES.message_id] for row in registered} == {
        mail["Message-ID"] for mail in receiver.mails
    }
    assert {row[DISPATCHES.result] for row in registered} == {"已发送"}
    assert {row[DISPATCHES.sent].date() for row in registered} == {datetime.now().date()}
    again = reminded(ledger)
    assert (len(again.sent), len(again.before)) == (0, 3)
    assert len(receiver.raw) == 3


def test_a_refused_recipient_is_a_finding_and_the_rest_goes_on(ledger: Path, receiver: MailReceiver) -> None:
    receiver.unknown = {"unit1@example.cn"}
    report = reminded(ledger)
    assert len(report.sent) == 2
    assert "mail_refused" in codes(report)
    assert any(to == "unit1@example.cn" and "550" in str(said) for to, said in results(ledger))
    receiver.unknown = set()
    assert len(reminded(ledger).sent) == 1


def test_a_mail_that_may_have_gone_out_never_goes_again_by_itself(
    ledger: Path, receiver: MailReceiver
) -> None:
    receiver.breaks_after = 1
    report = reminded(ledger)
    assert len(report.sent) == 1
    assert codes(report) == {"mail_blank", "mail_uncertain", "mail_waiting"}
    receiver.breaks_after = None
    reminded(ledger)
    ids = [mail["Message-ID"] for mail in receiver.mails]
    assert len(ids) == len(set(ids)) == 3
    assert sorted(str(said) for _, said in results(ledger)) == ["已发送", "已发送", "正在发送"]


def test_a_killed_process_sends_nothing_twice(ledger: Path, receiver: MailReceiver) -> None:
    """It dies once the server has the second mail and nobody has told it so."""
    asked = f"--month 2021-05 --as-of 2021-06-16 --out {ledger.parent / '催报'} --send --yes".split()
    command = [sys.executable, "-m", "xlsheet", "remind", str(ledger), *asked]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    receiver.taken = lambda count: killed.kill() if count == 2 else None
    assert killed.wait(120) == -signal.SIGKILL
    receiver.taken = lambda count: None
    assert sorted(str(said) for _, said in results(ledger)) == ["已发送", "已生成", "正在发送"]
    again = reminded(ledger)
    assert (len(again.before), len(again.sent), "mail_uncertain" in codes(again)) == (1, 1, True)
    ids = [mail["Message-ID"] for mail in receiver.mails]
    assert len(ids) == len(set(ids)) == 3


def test_a_port_for_starttls_is_encrypted_before_the_password_goes_out(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_receiver(starttls=True) as receiver:
        monkeypatch.setenv("SSL_CERT_FILE", str(receiver.authority))
        configure(ledger, {Names.mail_out: f"starttls://{receiver.address}"})
        assert len(reminded(ledger).sent) == len(receiver.raw) == 3
        monkeypatch.setattr(smtplib.SMTP, "has_extn", lambda self, name: False)
        server = Server("localhost", receiver.port, encrypted_later=True)
        with pytest.raises(JobError, match="一封也没有发"), smtp.open_postman(server, ACCOUNT, PASSWORD):
            pass


def test_a_days_limit_leaves_the_rest(ledger: Path, receiver: MailReceiver) -> None:
    configure(ledger, {Names.mail_limit: 2})
    report = reminded(ledger)
    assert len(report.sent) == len(receiver.raw) == 2
    assert "上限 2 封" in "".join(finding.message for finding in report.findings)


def test_all_that_one_run_registered_is_one_step_to_undo(ledger: Path, receiver: MailReceiver) -> None:
    reminded(ledger)
    assert len(list(ledger.parent.glob("*备份/*.xlsm"))) <= 3
    xlsheet("undo", ledger)
    assert "已发送" not in {said for _, said in results(ledger)}


def test_a_wrong_password_sends_nothing(
    ledger: Path, receiver: MailReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLSHEET_MAIL_PASSWORD", "wrong-secret")
    with pytest.raises(JobError, match="授权码") as failed:
        reminded(ledger)
    assert "wrong-secret" not in str(failed.value)
    assert receiver.raw == []


def test_a_reply_answers_the_very_mail_with_the_marked_copy(ledger: Path, receiver: MailReceiver) -> None:
    (form,) = [form for form in forms_of(ledger, ledger.parent / "下发") if form.unit == UNIT]
    target = ledger.parent / "表.xlsx"
    returned(form.path, target, lambda task: {**answers(task), PROGRESS.percent: "过半"})
    inbox = ledger.parent / "收件箱"
    inbox.mkdir()
    subject = mails.word("Re: 五月\r\nBcc: all@example.cn")
    mail = mails.qq(
        [("表.xlsx", target.read_bytes())], subject=subject, message_id="<7@x.cn>", sender="wang@example.cn"
    )
    (inbox / "a.eml").write_bytes(
        mail.replace(b"MIME-Version", b"References: <5@x.cn> <6@x.cn>\r\nMIME-Version")
    )
    done = xlsheet("merge", ledger, inbox, "--replies", ledger.parent / "退回", "--send", "--yes", "--json")
    (answer,) = receiver.mails
    assert (answer["To"], answer["In-Reply-To"]) == ("wang@example.cn", "<7@x.cn>")
    assert answer["References"].split() == ["<5@x.cn>", "<6@x.cn>", "<7@x.cn>"]
    assert answer["Subject"].startswith("回复：五月")
    assert answer["Bcc"] is None
    (attached,) = answer.iter_attachments()
    assert attached.get_filename() == f"{UNIT}_2021-05_退回.xlsx"
    draft = ledger.parent / "退回" / f"{UNIT}_2021-05_退回.eml"
    assert b"X-Unsent: 1" in draft.read_bytes()
    assert len(done.json["mails"]["sent"]) == 1
    (row,) = rows(ledger, DISPATCHES)
    assert (row[DISPATCHES.unit], row[DISPATCHES.kind], row[DISPATCHES.result]) == (UNIT, "退回", "已发送")
    xlsheet("merge", ledger, inbox, "--replies", ledger.parent / "退回", "--send", "--yes", "--json")
    assert len(receiver.raw) == 1
    (chased,) = [mail for mail in reminded(ledger).sent if mail.unit == UNIT]
    assert (chased.draft.answers, chased.draft.subject[:5]) == ("<7@x.cn>", "回复：五月")
    assert chased.draft.subject.endswith(f"（{chased.kind}）")

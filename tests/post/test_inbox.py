"""A folder of mails between two merges: what is new is merged, and a recall reaches what was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import mails
from support.ledger_file import rows
from support.mailed_ledger import OTHER, UNIT, ledger_and_forms
from xlsheet.dictionary.tables import PLANS, PROGRESS, RECEIPTS, REJECTIONS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.post.inbox import merge_new
from xlsheet.jobs.undo import UndoRequest, undo
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.merge.report import MergeReport
from xlsheet.stores.file import FileStore

Forms = dict[str, bytes]
SUBJECT = mails.word("五月进展")
RECALL = mails.text_mail(
    "市教育局将撤回邮件“五月进展”。",
    subject=mails.word("撤回: 五月进展"),
    received="Wed, 09 Jun 2021 10:00:00 +0800",
    message_id="<recall@example.cn>",
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Forms]:
    return ledger_and_forms(tmp_path_factory.mktemp("inbox"))


@pytest.fixture
def ledger(prepared: tuple[Path, Forms], tmp_path: Path) -> Path:
    target = tmp_path / "督查台账.xlsm"
    target.write_bytes(prepared[0].read_bytes())
    return target


@pytest.fixture
def forms(prepared: tuple[Path, Forms]) -> Forms:
    return prepared[1]


def merged(ledger: Path, *paths: Path, again: bool = False) -> MergeReport:
    with FileStore.open(ledger) as store:
        return merge(store, MergeRequest(paths, again=again))


def new_ones(ledger: Path, **options: bool) -> MergeReport | None:
    with FileStore.open(ledger) as store:
        return merge_new(store, MergeRequest([ledger.parent / "收件箱"], **options))


def put(ledger: Path, name: str, mail: bytes) -> Path:
    inbox = ledger.parent / "收件箱"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{name}.eml").write_bytes(mail)
    return inbox / f"{name}.eml"


def sent(forms: Forms, which: str = UNIT, **headers: str) -> bytes:
    return mails.qq([("a.xlsx", forms[which])], subject=SUBJECT, **headers)


def codes(report: MergeReport) -> dict[str, list[str]]:
    return {Path(file.path).name: [f.code for f in file.all_findings()] for file in report.files}


def test_only_new_mails_are_merged_and_a_rehearsal_leaves_them_new(ledger: Path, forms: Forms) -> None:
    put(ledger, "a", sent(forms))
    rehearsed = new_ones(ledger, dry_run=True)
    assert rehearsed is not None
    first = new_ones(ledger)
    assert first is not None
    assert len(first.files) == len(rehearsed.files) == 1
    assert new_ones(ledger) is None
    put(ledger, "b", mails.qq([("b.xlsx", forms[OTHER])], sender="fagai@example.cn"))
    second = new_ones(ledger)
    assert second is not None
    assert [file.unit for file in second.files] == [OTHER]


def test_a_recall_reaches_what_an_earlier_merge_took(ledger: Path, forms: Forms) -> None:
    put(ledger, "a", sent(forms))
    new_ones(ledger)
    before, plans = rows(ledger, PROGRESS), rows(ledger, PLANS)
    count = len(before) + len(plans)
    put(ledger, "b", RECALL)
    report = new_ones(ledger)
    assert report is not None
    assert codes(report) == {"b.eml": ["mail_recall"]}
    assert report.needs_attention
    assert f"以前报来的 {count} 行已从台账退回" in report.findings[0].message
    assert f"因邮件撤回退回 {count} 行" in report.summary()
    assert rows(ledger, PROGRESS) == rows(ledger, PLANS) == []
    back = rows(ledger, REJECTIONS)
    assert {row[REJECTIONS.code] for row in back} == {"mail_recalled"}
    assert {row[REJECTIONS.source_file] for row in back} == {"a.eml/a.xlsx"}
    receipt = rows(ledger, RECEIPTS)[0]
    assert (receipt[RECEIPTS.verdict], receipt[RECEIPTS.accepted]) == ("退回", 0)
    with FileStore.open(ledger) as store:
        undo(store, UndoRequest())
    assert rows(ledger, PROGRESS) == before


def test_what_the_office_corrected_stands_and_a_stranger_recalls_nothing(ledger: Path, forms: Forms) -> None:
    a = put(ledger, "a", sent(forms))
    merged(ledger, a)
    with FileStore.open(ledger) as store:
        number, _ = next(iter(store.read(PROGRESS).rows()))
        edit = Edit(PROGRESS, {number: {PROGRESS.text: "督查室核实：已经开工"}}, [])
        store.apply(Changes("试", "改", [edit]))
    stranger = put(ledger, "c", RECALL.replace(b"jiaoyu@", b"stranger@"))
    report = merged(ledger, put(ledger, "b", RECALL), stranger)
    (refused,) = [file.refusal for file in report.files if file.refusal is not None]
    assert "没有找到这一封" in refused.message
    assert [row[PROGRESS.text] for row in rows(ledger, PROGRESS)] == ["督查室核实：已经开工"]
    assert "督查室改过的 1 行没有动" in "".join(finding.message for finding in report.findings)


def test_a_recall_counts_in_whatever_order_the_mails_are_merged(ledger: Path, forms: Forms) -> None:
    a, b = put(ledger, "a", sent(forms)), put(ledger, "b", RECALL)
    assert codes(merged(ledger, b)) == {"b.eml": ["mail_recall"]}
    assert codes(merged(ledger, a)) == {"a.xlsx": ["mail_recalled"]}
    assert rows(ledger, PROGRESS) == []
    later = put(ledger, "c", sent(forms, received="Wed, 09 Jun 2021 11:00:00 +0800", message_id="<2@x.cn>"))
    assert merged(ledger, later).inserted > 0


def test_a_corrected_form_that_comes_with_the_recall_is_taken(ledger: Path, forms: Forms) -> None:
    merged(ledger, put(ledger, "a", sent(forms)))
    count = len(rows(ledger, PROGRESS))
    b = put(ledger, "b", RECALL)
    c = put(ledger, "c", sent(forms, f"{UNIT}更正", received="Wed, 09 Jun 2021 11:00:00 +0800"))
    merged(ledger, b, c)
    texts = [str(row[PROGRESS.text]) for row in rows(ledger, PROGRESS)]
    assert len(texts) == count
    assert all(text.startswith("更正") for text in texts)


def test_what_the_recalled_mail_had_overtaken_is_named_and_can_be_brought_back(
    ledger: Path, forms: Forms
) -> None:
    first = put(ledger, "z", mails.qq([("a.xlsx", forms[UNIT])], received="Wed, 09 Jun 2021 08:00:00 +0800"))
    merged(ledger, first)
    merged(ledger, put(ledger, "a", sent(forms, f"{UNIT}更正")))
    (finding,) = merged(ledger, put(ledger, "b", RECALL)).findings
    assert "以前的“z.eml/a.xlsx”也报过" in finding.message
    assert merged(ledger, first, again=True).inserted > 0
    assert not any(str(row[PROGRESS.text]).startswith("更正") for row in rows(ledger, PROGRESS))

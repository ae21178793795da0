"""Answers to mails whose files were not wholly taken: drafts with the marked copies attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.cells.months import in_words
from xlsheet.documents.mail import MailDraft, OutgoingMail, answer_subject, split_addresses
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile

KIND: Final = "退回"
_MOST_REASONS: Final = 5


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """A reply as it is attached: the file that it answers, its name and its bytes."""

    file: JudgedFile
    name: str
    content: bytes


def answer_to(copies: Sequence[MarkedCopy], office: str, path: str) -> OutgoingMail:
    """The answer to the mail that these files came in; `path` is where its draft goes."""
    first = copies[0].file
    envelope = first.envelope
    assert envelope is not None
    units = list(dict.fromkeys(copy.file.unit for copy in copies if copy.file.unit))
    draft = MailDraft(
        to=tuple(split_addresses(envelope.sender)[0]),
        subject=answer_subject(envelope.subject),
        body=_body(copies, units, office),
        attachments=tuple((copy.name, copy.content) for copy in copies),
        answers=envelope.message_id,
        references=envelope.references,
    )
    return OutgoingMail("、".join(units), KIND, first.month, draft, path)


def _body(copies: Sequence[MarkedCopy], units: Sequence[str], office: str) -> str:
    received = copies[0].file.received
    when = f"{in_words(received.date())}发来的" if received else ""
    lines = [f"{'、'.join(units) or '您好'}：", "", f"{when}邮件里，下面的文件没有全部接收：", ""]
    for copy in copies:
        file = copy.file
        taken = f"接收 {len(file.accepted)} 行，退回 {len(file.rejected)} 行" if file.accepted else "整份退回"
        lines.append(f"{file_name(file.path).partition('/')[2] or file_name(file.path)}：{taken}")
        lines += [f"　　{reason}" for reason in _reasons(file)]
    lines += ["", "要改的地方在所附的退回件里标出来了。请在退回件里改好，直接回复本邮件。", "", office]
    return "\n".join(lines) + "\n"


def _reasons(file: JudgedFile) -> list[str]:
    """The first of what is wrong, each with its place."""
    errors = [f for f in file.all_findings() if f.severity.value == "error"]
    said = list(
        dict.fromkeys("".join(filter(None, [f.place() and f"{f.place()}：", f.message])) for f in errors)
    )
    more = [f"……共 {len(said)} 处，详见退回件。"] if len(said) > _MOST_REASONS else []
    return [*said[:_MOST_REASONS], *more]

"""The mail that goes with a reminder letter."""

from __future__ import annotations

from collections.abc import Sequence

from xlsheet.cells.months import in_words
from xlsheet.documents.mail import MailDraft
from xlsheet.documents.reminders.letter import LetterContent


def reminder_mail(letter: LetterContent, to: Sequence[str], files: Sequence[tuple[str, bytes]]) -> MailDraft:
    """The letter in short, with letter and form (`files`: names and bytes) attached."""
    owed = letter.owed
    tasks = [f"第{t.task_no}项（{t.role}）：{t.months_in_words}{t.flag_words}" for t in owed.tasks]
    lines = [
        f"{owed.unit}：",
        "",
        f"截至{in_words(letter.day)}，你单位{letter.subject}{letter.overview}。"
        f"请于{in_words(letter.answer_by)}前用所附填报表补报，直接回复本邮件即可。",
        "",
        *tasks,
        "",
        f"详见所附{owed.step.word}（{letter.number}）。",
        *([f"联系方式：{letter.office_contact}"] if letter.office_contact else []),
        "",
        letter.office,
        in_words(letter.day),
    ]
    subject = f"【{owed.step.word}】请补报{letter.subject}（{owed.unit}）"
    return MailDraft(tuple(to), subject, "\n".join(lines) + "\n", tuple(files))

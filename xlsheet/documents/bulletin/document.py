"""The bulletin (通报): a situation put into an office's words, tables and charts."""

from __future__ import annotations

from typing import Final

from xlsheet.analysis.bulletin_data import BulletinData
from xlsheet.documents.bulletin.annexes import CARE, DONE, MEASURED, MOST_ROWS, Annex, annexes_of
from xlsheet.documents.bulletin.measured import measured_annex, write_measured
from xlsheet.documents.bulletin.reporting import write_next_steps, write_problems, write_reporting
from xlsheet.documents.bulletin.tasks import write_groups, write_overall, write_progress
from xlsheet.documents.paper import Paper
from xlsheet.documents.wording import day

MARK: Final = "督查通报"


def bulletin(s: BulletinData) -> bytes:
    """The bulletin as a .docx."""
    title = f"关于{s.span.name}重点工作任务\n进展情况的通报"
    paper, annexes = Paper(title.replace("\n", ""), s.settings.office), _annexes(s)
    paper.head(MARK, s.issue, s.settings.office, day(s.as_of))
    paper.title(title, space=24)
    paper.addressee("各有关单位：")
    paper.text(
        f"根据各单位报送的进展情况，现将截至{s.span.last.chinese}底重点工作任务落实情况通报如下。",
        f"（{s.span.short}进展的报送期限是{day(s.due)}，至本通报印发时尚未到期，以下按已收到的情况统计。）"
        if s.early
        else "",
    )
    write_overall(paper, s)
    write_groups(paper, s)
    write_progress(paper, s, annexes)
    write_measured(paper, s, annexes)
    write_reporting(paper, s, annexes)
    write_problems(paper, s, annexes)
    write_next_steps(paper, s)
    if annexes:
        paper.annex_list([annex.title for annex in annexes.values()])
    for number, annex in enumerate(annexes.values(), start=1):
        paper.annex(f"附件{number}" if len(annexes) > 1 else "附件", annex.title)
        paper.table("", annex.columns, annex.rows)
        paper.note(annex.note)
    imprint = s.settings.imprint
    paper.imprint(imprint.copies_to, imprint.printed_by, day(s.as_of))
    return paper.as_bytes()


def _annexes(s: BulletinData) -> dict[str, Annex]:
    """The annexes by what they are, in the order in which the text speaks of them."""
    annexes = annexes_of(s)
    if len(s.measured) <= MOST_ROWS:
        return annexes
    first = {key: annex for key, annex in annexes.items() if key in (CARE, DONE)}
    return {**first, MEASURED: measured_annex(s), **annexes}

"""What mails bring to a merge: their files, or what is to be said of those that bring none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.forms.read.returned import Reading, ReturnedFile
from xlsheet.forms.read.sources import Source, sources_of
from xlsheet.grids import limits
from xlsheet.grids.pool import Death, map_in_workers
from xlsheet.mail.letters import Envelope, Nature, OpenedMail
from xlsheet.mail.opening import ClosedMail, UnreadMail

_TASK: Final = "xlsheet.mail.opening:open_mail"
_CHUNK: Final = 16
_CHUNK_BYTES: Final = 8 << 20
_MOST_HELD: Final = 64 << 20
"""Bytes of mails out of archives that wait to be opened together."""

_DEEPEST: Final = 3
"""How often a mail may come in an archive in a mail."""

_DEATHS: Final = {
    Death.TIME: catalogue.FILE_BOMB.at(why=f"邮件在 {limits.SECONDS:g} 秒内没有读完"),
    Death.MEMORY: catalogue.FILE_BOMB.at(why="读这封邮件要用的内存太多"),
    Death.CRASH: catalogue.FILE_CORRUPT.at(why="邮件读到一半读取程序停了，内部异常或大得异常"),
}


def with_mails(found: Iterable[Source | ClosedMail]) -> Iterator[Source]:
    """Files as they come; mails are opened when all of them are known, or when many are waiting."""
    mails: list[ClosedMail] = []
    held = 0
    for each in found:
        if isinstance(each, Source):
            yield each
            continue
        mails.append(each)
        held += len(each.content or b"")
        if held > _MOST_HELD:
            yield from sources_in(mails)
            mails, held = [], 0
    if mails:
        yield from sources_in(mails)


def sources_in(
    mails: Sequence[ClosedMail], depth: int = 0, envelope: Envelope | None = None
) -> Iterator[Source]:
    """The files that mails carry, in their order, each mail's text last. Mails that came in an archive in
    another mail count as received with that one (`envelope`)."""
    for opened in map_in_workers(_TASK, _chunks(mails), _died):
        if isinstance(opened, UnreadMail):
            found = Source(opened.envelope.mail, None, opened.finding, envelope=opened.envelope)
            yield replace(found, envelope=envelope) if envelope else found
        else:
            yield from _carried(opened, envelope or opened.envelope, depth)


def _chunks(mails: Sequence[ClosedMail]) -> Iterator[list[ClosedMail]]:
    """Mails with their bytes by the armful, loaded when they are wanted."""
    chunk: list[ClosedMail] = []
    weight = 0
    for mail in _each(mails):
        chunk.append(mail)
        weight += len(mail.content or b"")
        if len(chunk) == _CHUNK or weight > _CHUNK_BYTES:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def _each(mails: Sequence[ClosedMail]) -> Iterator[ClosedMail]:
    for mail in mails:
        try:
            yield from (each.loaded() for each in mail.each())
        except OSError:
            yield replace(mail, content=b"", file=None)  # moved away meanwhile: it is said to be empty


def _died(mail: ClosedMail, death: Death) -> UnreadMail:
    return UnreadMail(Envelope(mail.path), _DEATHS[death])


def _carried(mail: OpenedMail, envelope: Envelope, depth: int) -> Iterator[Source]:
    """A mail's files; zips among them give what is in them."""
    path = mail.envelope.mail
    count = 0
    for part in mail.parts:
        for found in sources_of(f"{path}/{part.name}", part.content):
            count += 1
            if isinstance(found, Source):
                yield replace(found, within=path, envelope=envelope)
            elif depth < _DEEPEST:
                yield from sources_in([found], depth + 1, envelope)
            else:
                yield Source(found.path, None, catalogue.FILE_ZIP.at(), within=path, envelope=envelope)
    finding, ignored = _nothing_in(mail)
    if mail.body is not None:
        label, content = f"{path}/{mail.body.name}", mail.body.content
        yield Source(label, content, finding, ignored, path, envelope, is_body=True)
    elif not count:
        yield Source(path, None, finding, ignored, path, envelope)


def settled(files: Iterable[ReturnedFile]) -> Iterator[ReturnedFile]:
    """Files as read, but for the texts of mails that say nothing beside what is attached: an attached form
    stands above a table in the text, and a text without a table is missed only where nothing else came."""
    beside: set[str] = set()
    forms: set[str] = set()
    for file in files:
        is_form = file.reading is Reading.READ
        if file.is_body and (file.within in forms or (not is_form and file.within in beside)):
            continue
        if file.within:
            beside.add(file.within)
        if is_form:
            forms.add(file.within)
        yield file


def _nothing_in(mail: OpenedMail) -> tuple[Finding, bool]:
    """What is said of a mail without a file, and whether it asks nothing of anybody."""
    if mail.nature is Nature.AUTOMATIC:
        return catalogue.MAIL_AUTOMATIC.at(value=mail.envelope.subject), True
    if mail.nature is Nature.RECALL:
        return catalogue.MAIL_RECALL.at(value=mail.recalled or mail.envelope.subject), False
    if mail.nature is Nature.LINKED:
        return catalogue.MAIL_LINKED.at(value=mail.envelope.subject), False
    return catalogue.MAIL_NOTHING.at(value=mail.envelope.subject), False

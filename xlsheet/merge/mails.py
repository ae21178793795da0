"""What mails tell of the files that they brought: when these came, and from whom."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.tables import NAME_SEPARATOR, RECEIPTS
from xlsheet.ledger.changes import Row
from xlsheet.mail.letters import Envelope
from xlsheet.merge.files import JudgedFile
from xlsheet.units.registry import Registry

_AHEAD: Final = timedelta(days=1)
"""A mail from further in the future comes from a clock that goes wrong."""

_ADDRESS: Final = re.compile(r"[^\s;,、；，<>]+@[^\s;,、；，<>]+")


def office_time(moment: datetime | None, zone: timezone) -> datetime | None:
    """A moment on the office's clock, to the second, as cells keep it."""
    if moment is None:
        return None
    local = moment.astimezone(zone) if moment.tzinfo is not None else moment
    return local.replace(tzinfo=None, microsecond=0)


def received_by_mail(envelope: Envelope | None, zone: timezone, now: datetime) -> datetime | None:
    """When a file came by mail; None where it did not, or where the mail's clock goes wrong."""
    moment = office_time(envelope.received, zone) if envelope else None
    return moment if moment is not None and moment <= now + _AHEAD else None


def mail_columns(envelope: Envelope | None, zone: timezone) -> Row:
    """The columns of 收件登记 that tell of a mail."""
    if envelope is None:
        return {}
    return {
        RECEIPTS.sender: envelope.sender or None,
        RECEIPTS.subject: envelope.subject or None,
        RECEIPTS.sent: office_time(envelope.sent, zone),
        RECEIPTS.message_id: envelope.message_id or None,
    }


def note_mails(files: Sequence[JudgedFile], registry: Registry) -> None:
    """Hold senders against the registry."""
    by_mail = [file for file in files if file.envelope is not None]
    if by_mail:
        _note_senders(by_mail, _owners(registry))


def _owners(registry: Registry) -> Mapping[str, list[str]]:
    """Mail address -> the units that have it."""
    owners: dict[str, list[str]] = defaultdict(list)
    for unit in registry.units:
        for address in _ADDRESS.findall(unit.email):
            owners[address.lower()].append(unit.name)
    return owners


def _note_senders(files: Iterable[JudgedFile], owners: Mapping[str, list[str]]) -> None:
    for file in files:
        senders = file.envelope.senders if file.envelope else ()
        units = [unit for sender in senders for unit in owners.get(sender, ())]
        if file.unit and units and file.unit not in units:
            others = NAME_SEPARATOR.join(dict.fromkeys(units))
            known = next(sender for sender in senders if sender in owners)
            file.findings.append(catalogue.MAIL_OTHER_SENDER.at(value=known, other=others, unit=file.unit))

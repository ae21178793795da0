"""Mails as Outlook keeps them: .msg with its properties, winmail.dat, pages inside compressed RTF."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from compound_file import write_compound_file
from hypothesis import given
from hypothesis import strategies as st

from support import mails
from xlsheet.dictionary.findings import Finding
from xlsheet.grids.refused import Refused
from xlsheet.mail.kinds import MailKind
from xlsheet.mail.letters import OpenedMail
from xlsheet.mail.message import open_message
from xlsheet.mail.opening import ClosedMail, open_mail
from xlsheet.mail.outlook import open_outlook
from xlsheet.mail.rtf_pages import page_in_rtf
from xlsheet.mail.tnef import unwrapped

DELIVERED = datetime(2021, 6, 9, 1, 30, tzinfo=UTC)
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def text(number: int, words: str) -> tuple[str, bytes]:
    return f"__substg1.0_{number:04X}001F", words.encode("utf-16-le")


def fixed(head: int, *properties: tuple[int, int, bytes]) -> tuple[str, bytes]:
    rows = b"".join(struct.pack("<HHI8s", kind, number, 6, value) for number, kind, value in properties)
    return "__properties_version1.0", bytes(head) + rows


def attached(name: str, content: bytes) -> dict[str, object]:
    return dict([text(0x3707, name), ("__substg1.0_37010102", content), fixed(8)])


def saved_mail(files: Sequence[tuple[str, bytes]] = (), **more: object) -> bytes:
    ticks = int((DELIVERED - EPOCH).total_seconds() * 10_000_000).to_bytes(8, "little")
    folders = {f"__attach_version1.0_#{i:08X}": attached(*file) for i, file in enumerate(files)}
    return write_compound_file(
        {
            **dict(
                [
                    text(0x0037, "报送进展"),
                    text(0x0C1A, "王敏"),
                    text(0x5D01, "Jiaoyu@Example.cn"),
                    text(0x1035, "<1@example.cn>"),
                    text(0x1000, "请查收"),
                    fixed(32, (0x0E06, 0x40, ticks)),
                ]
            ),
            **folders,
            **more,
        }
    )


def test_a_saved_mail_gives_its_files_its_sender_and_when_it_was_delivered() -> None:
    files = [("市教育局（五月）.xlsx", b"PK\x03\x04" + bytes(9000)), ("小.txt", b"x")]
    opened = open_outlook(saved_mail(files), "a.msg")
    assert [(part.name, part.content) for part in opened.parts] == files
    envelope = opened.envelope
    assert (envelope.sender, envelope.sender_name, envelope.subject) == (
        "jiaoyu@example.cn",
        "王敏",
        "报送进展",
    )
    assert envelope.received == DELIVERED
    assert envelope.message_id == "<1@example.cn>"


def test_a_mail_attached_to_a_saved_mail_is_looked_into() -> None:
    inner = {
        **dict([text(0x0037, "原邮件"), fixed(24)]),
        "__attach_version1.0_#00000000": attached("表.xlsx", b"PK"),
    }
    outer = {"__substg1.0_3701000D": inner, **dict([fixed(8)])}
    opened = open_outlook(saved_mail(**{"__attach_version1.0_#00000000": outer}), "a.msg")
    assert [part.name for part in opened.parts] == ["原邮件.eml/表.xlsx"]


def prop(kind: int, number: int, value: bytes) -> bytes:
    padded = value + bytes(-len(value) % 4)
    return struct.pack("<HHII", kind, number, 1, len(value)) + padded


def winmail(*files: tuple[str, bytes], page: str = "") -> bytes:
    def attribute(level: int, number: int, value: bytes) -> bytes:
        return (
            struct.pack("<BHHI", level, number, 6, len(value))
            + value
            + struct.pack("<H", sum(value) & 0xFFFF)
        )

    raw = b"\x78\x9f\x3e\x22\x01\x00"
    if page:
        raw += attribute(1, 0x9003, struct.pack("<I", 1) + prop(0x0102, 0x1013, page.encode()))
    for name, content in files:
        raw += attribute(2, 0x9002, bytes(14)) + attribute(2, 0x8010, b"SHORT~1.XLS" + b"\0")
        raw += attribute(2, 0x800F, content)
        named = struct.pack("<HH16sII", 0x1F, 0x8001, bytes(16), 1, 6) + "ab\0".encode("utf-16-le") + bytes(2)
        named += struct.pack("<II", 1, 4) + "x\0".encode("utf-16-le")
        properties = struct.pack("<I", 3) + named + struct.pack("<HHI", 3, 0x3705, 1)
        raw += attribute(2, 0x9005, properties + prop(0x1F, 0x3707, f"{name}\0".encode("utf-16-le")))
    return raw


def test_what_outlook_wrapped_in_winmail_dat_is_unwrapped() -> None:
    files = [("市教育局五月进展.xlsx", b"PK\x03\x04form"), ("附件.pdf", b"%PDF-")]
    opened = open_message(mails.qq([("winmail.dat", winmail(*files, page="<table></table>"))]), "a.eml")
    assert [(part.name, part.content) for part in opened.parts] == files


def packed_rtf(rtf: bytes) -> bytes:
    """Compressed as far as the format asks: nothing but single bytes."""
    body = b"".join(b"\0" + rtf[i : i + 8] for i in range(0, len(rtf), 8))
    return struct.pack("<IIII", len(body) + 12, len(rtf), 0x75465A4C, 0) + body


def test_a_page_kept_inside_rtf_comes_out_again() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg936\fromhtml1 {\fonttbl{\f0\fnil Arial;}}{\*\htmltag64 <table>}"
        rb"{\*\htmltag64 <tr><td>}\htmlrtf {\f0 \htmlrtf0 \'bd\'cc\'d3\'fd\htmlrtf }\htmlrtf0 "
        rb"{\*\htmltag72 </td></tr>}"
        rb"{\*\htmltag72 </table>}}"
    )
    assert page_in_rtf(packed_rtf(rtf)) == "<table><tr><td>教育</td></tr></table>"


def test_headers_of_absurd_length_are_read_at_once() -> None:
    for header in "From: " + "a." * 50_000, "From: " + "<" * 100_000, "Subject: =?gb2312?B?" + "A" * 100_000:
        opened = open_message(f"{header}\r\nDate: x\r\n\r\n".encode(), "a.eml")
        assert (opened.parts, opened.envelope.received) == ((), None)


@given(st.binary(max_size=400))
def test_broken_files_are_refused_or_give_what_can_be_read(noise: bytes) -> None:
    unwrapped(b"\x78\x9f\x3e\x22\x01\x00" + noise)
    unwrapped(winmail(("a.xlsx", b"PK"))[: 20 + len(noise)] + noise)
    page_in_rtf(noise)
    for kind in MailKind.MESSAGE, MailKind.OUTLOOK:
        opened = open_mail(ClosedMail("a", kind, content=noise))
        assert isinstance(opened, OpenedMail) or isinstance(opened.finding, Finding)
    whole = saved_mail([("a.xlsx", b"PK")])
    with suppress(Refused):
        open_outlook(whole[: len(noise) * 9] + noise + whole[len(noise) * 10 :], "a.msg")

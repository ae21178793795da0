"""Our reading of a VBA project agrees with pyOpenVBA's, and damage ends in an error that is meant."""

from __future__ import annotations

import random

import pytest
from pyopenvba.cfb import CFB
from pyopenvba.vba import parse_vba_project

from xlsheet.resources import TEMPLATE
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.repair.vba_sources import ERRORS, decompressed, module_sources
from xlsheet.xlsx.repair.workbook_code import PROJECT


def test_the_template_s_sources_are_what_pyopenvba_reads() -> None:
    project = Package(TEMPLATE.read_bytes()).part(PROJECT)
    theirs = {m.name: m.body for m in parse_vba_project(CFB.from_bytes(project)).modules}
    ours = module_sources(project)
    assert len(ours) > 10
    assert {name: text.split() for name, text in ours.items()} == {
        name: text.split() for name, text in theirs.items()
    }


@pytest.mark.parametrize(
    ("container", "text"),
    [  # the examples of MS-OVBA 3.2
        ("01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E", None),
        ("01 03 B0 02 61 45 00", "a" * 73),
        (
            "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F "
            "70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C",
            "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
        ),
    ],
)
def test_the_specification_s_examples(container: str, text: str | None) -> None:
    expected = text or "abcdefghijklmnopqrstuv."
    assert decompressed(bytes.fromhex(container)).decode() == expected


def test_damage_is_an_error_that_is_meant() -> None:
    project = Package(TEMPLATE.read_bytes()).part(PROJECT)
    refused = 0
    for seed in range(60):
        luck = random.Random(seed)
        damaged = bytearray(project)
        for _ in range(20):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        try:
            module_sources(bytes(damaged[: luck.randrange(len(damaged))]))
        except ERRORS:
            refused += 1
    assert refused > 20

"""What the importer understands of every made-up notice, at home and in another container."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from notices.containers import write_plain
from notices.imported import Imported, import_file
from notices.sample import Sample, all_samples
from notices.scoring import Score, score
from notices.table import samples_table
from notices.variants import VARIANTS, Variant

TABLE = Path(__file__).parents[2] / "docs" / "通知写法对照.md"
SAMPLES = all_samples()


def others() -> Iterator[tuple[Sample, Variant]]:
    """Every sample in two of the containers that can hold it, so that each container gets its share."""
    for place, sample in enumerate(SAMPLES):
        ways = [variant for variant in VARIANTS.values() if variant.of(sample)]
        for turn in (0, 1):
            yield sample, ways[(place + turn * len(ways) // 2) % len(ways)]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    folder = tmp_path_factory.mktemp("notices")
    return {sample.name: import_file(write_plain(sample, folder / sample.name)) for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_notice_is_wholly_understood(sample: Sample, imported: dict[str, Imported]) -> None:
    result = score(sample, imported[sample.name])
    assert result.perfect, (result.wrong, result.invented, result.lost)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_line_is_used_or_known_or_listed(sample: Sample, imported: dict[str, Imported]) -> None:
    source = imported[sample.name].report["source"]
    assert source["lines"] == source["used"] + source["furniture"] + source["unused"] > 0
    listed = [f for f in imported[sample.name].findings if f["code"] == "notice_unused"]
    assert bool(listed) == bool(source["unused"])


@pytest.mark.parametrize(
    ("sample", "variant"), [*others()], ids=lambda value: getattr(value, "name", str(value))
)
def test_another_container_says_the_same(sample: Sample, variant: Variant, tmp_path: Path) -> None:
    result = score(sample, import_file(variant.make(sample, tmp_path)))
    assert result.good, (result.wrong, result.invented, result.lost)


def test_nothing_is_lost_and_next_to_nothing_invented(imported: dict[str, Imported]) -> None:
    total = Score()
    for sample in SAMPLES:
        total += score(sample, imported[sample.name])
    assert total.good, str(total)


def test_the_printed_table_is_what_the_importer_makes(imported: dict[str, Imported]) -> None:
    """Written anew by `XLSHEET_WRITE_TABLE=1 pytest tests/notices -k printed_table`."""
    table = samples_table((sample, imported[sample.name]) for sample in SAMPLES)
    if os.environ.get("XLSHEET_WRITE_TABLE"):
        TABLE.write_text(table, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table

"""Templates, rule files and unit lists that hang, swell or explode cost a sentence, and soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from support.ledger_on_disk import sample_ledger
from support.terminal import Outcome, xlsheet
from xlsheet.documents.mail import split_addresses
from xlsheet.errors import SourceError
from xlsheet.notice.registry_file import read_registry
from xlsheet.rules.yaml_lines import RuleFile


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_ledger(tmp_path_factory.mktemp("limits"))


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """Nothing takes for ever; a loaded computer may take its time."""
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 60


def reminded(ledger: Path, folder: Path, *lines: str) -> Outcome:
    template = docx.Document()
    for line in ("{{ 单位 }}", *lines):
        template.add_paragraph(line)
    template.save(str(folder / "模板.docx"))
    options = ("--month", "2021-05", "--as-of", "2021-06-12", "--template", folder / "模板.docx")
    return xlsheet("remind", ledger, "--out", folder / "出", *options)


@pytest.mark.parametrize(
    "line",
    [
        "{{ 'a' * 10**9 }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
        "{% endfor %}{% endfor %}{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
    ],
)
def test_a_template_that_never_ends_is_refused(ledger: Path, tmp_path: Path, line: str) -> None:
    done = reminded(ledger, tmp_path, line)
    assert done.status == 3
    assert "模板.docx" in done.err
    assert "Traceback" not in done.err
    assert list((tmp_path / "出").glob("*")) == []


def test_a_sound_template_of_an_office_s_own_works(ledger: Path, tmp_path: Path) -> None:
    done = reminded(ledger, tmp_path, "请于{{ 补报日期 }}前补报。")
    assert done.status in (0, 1), done.err
    assert list((tmp_path / "出").glob("*.docx"))


def test_names_for_names_in_rules_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    (tmp_path / "x.yaml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceError, match=r"引用（.）太多"):
        RuleFile.open(tmp_path / "x.yaml")


def test_rules_without_bottom_or_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("[" * 20_000, encoding="utf-8")
    with pytest.raises(SourceError):
        RuleFile.open(tmp_path / "x.yaml")
    (tmp_path / "x.yaml").write_text("#" * 2_000_000, encoding="utf-8")
    with pytest.raises(SourceError, match="超过 1 MB"):
        RuleFile.open(tmp_path / "x.yaml")


def test_a_list_of_twenty_thousand_units_is_refused(tmp_path: Path) -> None:
    text = "\n".join(["单位", *(f"市第{n}局" for n in range(20_000))])
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="20000 个单位，不像单位名录"):
        read_registry(tmp_path / "x.csv")


def test_a_line_break_in_an_address_reaches_no_header() -> None:
    good, bad = split_addresses("a@b.gov.cn\nBcc: x@y.cn")
    assert all("\n" not in address and ":" not in address for address in good)
    assert "Bcc:" in bad

"""Every number of a year played by seed is what docs/口径.md says, worked out a second time."""

import ast
from pathlib import Path

import pytest

from oracle.run import check

HERE = Path(__file__).parent
PLAIN = ("book.py", "indicators.py", "reports.py", "states.py", "expected.py")


@pytest.mark.parametrize("seed", [3, 6])
def test_every_number_of_a_year_is_what_the_page_says(seed: int, tmp_path: Path) -> None:
    found = check(seed, tmp_path, months=3, days=2)

    assert found.differences == [], found.log
    assert found.numbers > 400


def test_the_oracle_shares_no_code_with_the_product() -> None:
    for name in PLAIN:
        tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            assert not any(each.startswith("xlsheet") for each in [*names, module]), name

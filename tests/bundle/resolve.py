"""Is there a wheel of everything for every computer? `python -m tests.bundle.resolve` asks pip's index, needs
some minutes, ends with 1 where a package has none, and writes the table of docs/安装包.md."""

from __future__ import annotations

import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

from xlsheet.jobs.bundle.targets import PYTHONS, TARGETS, in_wheel
from xlsheet.jobs.bundle.wheels import NoWheelError, fetch

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "安装包.md"
BEGIN: Final = "<!-- python -m tests.bundle.resolve -->"
END: Final = "<!-- end -->"
YES: Final = "有"


def requirements() -> list[str]:
    """What the project asks for, as its pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["dependencies"])


def own_names() -> set[str]:
    return {Requirement(text).name.lower() for text in requirements()}


def main() -> int:
    counts: dict[tuple[str, str], str] = {}
    names: set[str] = set()
    lacking = False
    with tempfile.TemporaryDirectory() as folder:
        for target in TARGETS:
            for python in PYTHONS:
                place = Path(folder) / f"{target.name}-{python}"
                place.mkdir()
                try:
                    wheels = fetch(requirements(), target, python, place)
                except NoWheelError as error:
                    lacking = True
                    counts[target.name, python] = f"缺 {'、'.join(error.names)}"
                else:
                    counts[target.name, python] = f"{YES}（{len(wheels)}）"
                    names |= {in_wheel(wheel)[0] for wheel in wheels}
                sys.stdout.write(f"{target.name} {python}: {counts[target.name, python]}\n")
                sys.stdout.flush()
    write_table(counts, names)
    return int(lacking)


def write_table(counts: dict[tuple[str, str], str], names: set[str]) -> None:
    """Put the table and the packages into the page."""
    titles = " | ".join(f"Python {python}" for python in PYTHONS)
    head = f"| 系统 | {titles} |\n|{'---|' * (len(PYTHONS) + 1)}\n"
    rows = [
        f"| {target.name} | {' | '.join(counts[target.name, python] for python in PYTHONS)} |\n"
        for target in TARGETS
    ]
    listed = f"\n各处合计的包：{'、'.join(sorted(names))}。\n"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{head}{''.join(rows)}{listed}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Measure xlsheet beside its floors and peers: one table on screen, the same kept in `results/`.

`make bench`, or `python -m benchmarks [SCENARIO…] [--files 1000] [--times 5] [--seed 1] [--notice FILE]`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import commands
from benchmarks.scenarios import SCENARIOS as OTHERS
from benchmarks.scenarios import Setting

SCENARIOS = {**OTHERS, "year": commands.year, "large": commands.large}
RESULTS = Path(__file__).parent / "results"
_NOTICE = Path("../shared/notice/zhengzhou-2020-key-tasks.txt")
_LIBRARIES = ("pandas", "pandera", "python-calamine", "XlsxWriter", "wolfxl", "openpyxl", "rapidfuzz")


def main() -> None:
    arguments = _arguments()
    setting = Setting(arguments.work, arguments.files, arguments.times, arguments.seed, arguments.notice)
    lines = [_machine(), ""]
    for name in arguments.scenarios or SCENARIOS:
        rows = SCENARIOS[name](setting)
        lines += [f"## {name}", "", *_table([row.cells() for row in rows]), ""]
        sys.stdout.write("\n".join([*lines[-len(rows) - 5 :], ""]))
        sys.stdout.flush()
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"{date.today()}-{'-'.join(arguments.scenarios) or 'all'}.md"
    target.write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write(f"→ {target}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(SCENARIOS))
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--notice", type=Path, default=_NOTICE, help="the real one, for `year`")
    parser.add_argument("--work", type=Path, default=Path("build/bench"))
    arguments = parser.parse_args()
    unknown = set(arguments.scenarios) - set(SCENARIOS)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return arguments


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"{machine}, Python {platform.python_version()}; {libraries}"


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    header = ("what", "CPU s", "wall s", "peak MiB", "CPU ratio", "wall ratio", "goal")
    lines = ["| " + " | ".join(cells) + " |" for cells in (header, *rows)]
    return [lines[0], "|" + "---|" * len(header), *lines[1:]]


if __name__ == "__main__":
    main()

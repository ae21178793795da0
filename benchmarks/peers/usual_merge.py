"""The script that people write today: every file by pandas and openpyxl, put together, written out.

Usage: python -m benchmarks.peers.usual_merge RETURNS OUT.xlsx
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd


def main(returns: str, out: str) -> None:
    files = sorted(Path(returns).glob("*.xlsx"))
    frames = [pd.read_excel(file, header=4, engine="openpyxl") for file in files]
    pd.concat(frames).to_excel(out, index=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

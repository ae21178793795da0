"""The least that letters or bulletins can cost: calamine reads the ledger, a finished .docx is packed anew so
many times. Usage: documents_only LEDGER OUT COUNT. Nothing is worked out, laid out or filled in.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from benchmarks.peers.read_all import main as read_all
from xlsheet.resources import LETTER_TEMPLATE


def main(ledger: str, out: Path, count: int) -> None:
    read_all(ledger)
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(LETTER_TEMPLATE) as model:
        parts = {name: model.read(name) for name in model.namelist()}
    for number in range(count):
        with zipfile.ZipFile(out / f"{number}.docx", "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts.items():
                made.writestr(name, content)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

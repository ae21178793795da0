"""A desk from its start to its first page with the ledger's numbers on it, and its end.

Usage: first_page LEDGER. The browser is a few lines of the standard library.
"""

from __future__ import annotations

import subprocess
import sys
from http.cookiejar import CookieJar
from urllib.request import HTTPCookieProcessor, build_opener


def main(ledger: str) -> None:
    command = [sys.executable, "-m", "xlsheet", "desk", ledger, "--no-window"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as desk:
        assert desk.stdout is not None
        entry = desk.stdout.readline().strip()
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        browser.open(entry).read()
        browser.open(entry.split("/enter")[0] + "/api/standing").read()
        desk.terminate()


if __name__ == "__main__":
    main(sys.argv[1])

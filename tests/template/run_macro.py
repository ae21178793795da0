"""Runs a macro of a workbook in LibreOffice, without a window: `python3 run_macro.py PROFILE BOOK MACRO…`.

A script of its own, for the Python that LibreOffice's `uno` module belongs to.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

ALWAYS_EXECUTE = 4


def main(profile: str, book: str, *macros: str) -> None:
    pipe = f"xlsheet-template-{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    try:
        desktop = connect(pipe)
        property_ = PropertyValue()
        property_.Name, property_.Value = "MacroExecutionMode", ALWAYS_EXECUTE
        document = desktop.loadComponentFromURL(Path(book).as_uri(), "_blank", 0, (property_,))
        for macro in macros:
            place = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
            document.getScriptProvider().getScript(place).invoke((), (), ())
        document.close(True)
    finally:
        office.terminate()
        office.wait(20)


def connect(pipe: str):  # type: ignore[no-untyped-def]
    """The office's desktop, as soon as it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(200):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice does not answer")


if __name__ == "__main__":
    main(*sys.argv[1:])

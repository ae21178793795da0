"""The manual's page in the user's own folder, made anew where the manual is another one."""

from __future__ import annotations

from pathlib import Path

from xlsheet.errors import OutputError, reason
from xlsheet.resources import MANUAL, user_folder


def put_manual() -> Path:
    """Where the page is. OutputError where the folder takes none."""
    page = user_folder() / "使用手册.html"
    try:
        if not page.exists() or page.stat().st_mtime < MANUAL.stat().st_mtime:
            from xlsheet.documents.manual import manual_page  # reads all pictures: late

            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(manual_page(MANUAL), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"使用手册的网页“{page}”写不进去（{reason(error)}）。手册在“{MANUAL}”。") from error
    return page

"""Whether the buttons of a ledger in some folder work, and what to do where they don't."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlsheet.engines.uno import calc_profile
from xlsheet.jobs.setup.plan import Machine

_EXAMPLE: Final = "试用"
_EXCEL: Final = "打开里面的台账时 Excel 提示宏已禁用的，点“启用内容”，按钮就能用。"


def buttons_advice(folder: Path, machine: Machine) -> str:
    """What a person has to do before the buttons of a ledger in `folder` work; empty where nothing."""
    if machine.system in ("win32", "darwin"):
        return _EXCEL
    settings = machine.profile / calc_profile.SETTINGS
    known = calc_profile.trusted(settings.read_text(encoding="utf-8")) if settings.is_file() else []
    here = folder.absolute().as_uri()
    if any(here == trusted or here.startswith(f"{trusted.rstrip('/')}/") for trusted in known):
        return ""
    ours = machine.folder.as_uri() in known
    first = "" if ours else "先运行 xlsheet install，再"
    return (
        "LibreOffice 只运行受信任文件夹里的宏，这里的台账按钮点不动。"
        f"想点按钮练习，请{first}把示例做进台账文件夹："
        f'xlsheet demo "{machine.folder / _EXAMPLE}"'
    )

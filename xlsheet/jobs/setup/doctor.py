"""What this machine and a ledger have and lack, and the one step that mends it."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from xlsheet import __version__, resources
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import TABLES
from xlsheet.documents.office import find_soffice
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcMissingError
from xlsheet.errors import LedgerError
from xlsheet.grids.archives import unpackers
from xlsheet.jobs.setup.plan import Machine, bridge_steps
from xlsheet.jobs.setup.programs import excel
from xlsheet.jobs.setup.steps import SetupStep
from xlsheet.stores.file import FileStore
from xlsheet.warm.client import end_all

PACKAGES: Final = (
    "pandas",
    "pandera",
    "openpyxl",
    "python-calamine",
    "XlsxWriter",
    "python-docx",
    "pdfplumber",
    "olefile",
    "py7zr",
    "xlwings",
    "starlette",
    "uvicorn",
)
_INSTALL: Final = "运行 xlsheet install"
_MODULES: Final = {
    "python-calamine": "python_calamine",
    "XlsxWriter": "xlsxwriter",
    "python-docx": "docx",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked for. `remedy` says what to do; empty where nothing needs doing."""

    name: str
    found: str
    required: bool
    remedy: str = ""

    @property
    def ok(self) -> bool:
        return not self.remedy


@dataclass(frozen=True, slots=True)
class DoctorRequest:
    """`machine`: another than this one. `write`: put back what a ledger has lost. `trouble` says why the
    ledger could not be opened at all. `end_helpers`: end the processes that wait for clicks; whoever is one
    must not ask for it."""

    machine: Machine | None = None
    write: bool = True
    trouble: str = ""
    end_helpers: bool = False


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All checks, in the order they were made."""

    checks: tuple[Check, ...]

    @property
    def needs_attention(self) -> bool:
        return any(check.required and not check.ok for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {
            "checks": [
                {
                    "name": c.name,
                    "found": c.found,
                    "required": c.required,
                    "ok": c.ok,
                    "remedy": c.remedy,
                }
                for c in self.checks
            ]
        }

    @property
    def _optional(self) -> bool:
        return any(not check.ok for check in self.checks)

    def summary(self) -> str:
        lacking = [check.name for check in self.checks if check.required and not check.ok]
        if lacking:
            return f"缺少必需的：{'、'.join(lacking)}。请按“怎么办”一列处理。"
        return "可以使用。" + ("标“可选”的缺了不影响命令行。" if self._optional else "")

    def listings(self) -> Sequence[Listing]:
        rows = [(c.name, c.found or "没有", "正常" if c.ok else _level(c), c.remedy) for c in self.checks]
        return [Listing("检查", ("项目", "找到的", "结论", "怎么办"), rows)]


def _level(check: Check) -> str:
    return "缺少" if check.required else "可选"


def doctor(store: FileStore | None, request: DoctorRequest) -> DoctorReport:
    """Look at a ledger, if there is one, and at Python, packages, shipped files and the spreadsheet programs.

    Of a ledger: whether its tables can be read, and its macros and ribbon are whole; what another
    program lost of these is put back.
    """
    ledger = [_tables(store), _history(store), _macros(store, write=request.write)] if store else []
    if request.trouble:
        ledger = [Check("台账", "", required=True, remedy=request.trouble)]
    packages, door = map(_package, PACKAGES), _door(request.machine or Machine.here())
    helpers = [_helpers()] if request.end_helpers else []
    return DoctorReport((*ledger, _python(), *packages, *_shipped(), _archives(), *door, *helpers))


def _tables(store: FileStore) -> Check:
    try:
        rows = sum(len(store.read(table)) for table in TABLES)
    except LedgerError as error:
        return Check("台账各表", "", required=True, remedy=str(error))
    return Check("台账各表", f"{len(TABLES)} 张表，{rows} 行", required=True)


def _history(store: FileStore) -> Check:
    try:
        changes, undoable = store.history()
    except LedgerError as error:
        return Check("备份记录", "", required=True, remedy=str(error))
    return Check("备份记录", f"{len(changes)} 次改动，可以撤销 {undoable} 次", required=True)


def _macros(store: FileStore, *, write: bool) -> Check:
    name, lost, added = "台账的宏和功能区", "、".join(store.lost()), "、".join(store.added)
    foreign = "、".join(store.foreign_modules())
    found = f"含有自己的宏（{foreign}），不改动" if foreign else "和模板一致"
    if not lost and not added:
        return Check(name, found, required=False)
    if not write:
        wrong = "，".join([f"{lost}丢了"] * bool(lost) + [f"早先的版本没有{added}"] * bool(added))
        return Check(name, "", required=True, remedy=f"{wrong}，去掉 --no-write 再运行一次即可补上")
    done = [f"补回别的程序保存时丢的{lost}"] * bool(lost) + [f"补上早先的版本没有的{added}"] * bool(added)
    summary = "，".join(done)
    store.mend("检查", summary)
    return Check(name, f"已{summary}；{found}", required=True)


def _python() -> Check:
    found = f"{platform.python_version()}（xlsheet {__version__}）"
    remedy = "" if sys.version_info >= (3, 11) else "安装 Python 3.11 或更新版本"
    return Check("Python", found, required=True, remedy=remedy)


def _package(name: str) -> Check:
    if importlib.util.find_spec(_MODULES.get(name, name)) is None:
        return Check(name, "", required=True, remedy="运行 pip install --upgrade xlsheet")
    return Check(name, version(name), required=True)


def _shipped() -> list[Check]:
    mend = "重新安装 xlsheet"
    files = (("台账模板", resources.TEMPLATE), ("校验规则", resources.SCHEMAS))
    return [
        Check(name, path.name if path.exists() else "", required=True, remedy="" if path.exists() else mend)
        for name, path in files
    ]


def _archives() -> Check:
    """What unpacks the archives in which units send their forms."""
    programs = "、".join(program.stem for program in unpackers())
    if programs:
        return Check("解压 .rar", programs, required=False)
    remedy = "要直接合并 .rar，请安装 7-Zip、WinRAR 的 unrar 或 libarchive-tools；.zip 和 .7z 不需要"
    return Check("解压 .rar", "", required=False, remedy=remedy)


def _door(machine: Machine) -> list[Check]:
    """What a click on a button needs; the command line works without."""
    checks = [_program("LibreOffice", find_soffice(), "读取 .doc 通知时需要，可从 LibreOffice 官网安装")]
    if machine.system in ("win32", "darwin"):
        checks.append(_program("Excel", excel(), "在 Excel 里使用时需要，请先安装 Excel"))
    else:
        checks += [_uno(), _chinese_font()]
    usual = Machine.here().folder == machine.folder
    remedy = _INSTALL if usual else f'{_INSTALL} --folder "{machine.folder}"'
    return [*checks, *(_step(step, remedy) for step in bridge_steps(machine))]


def _step(step: SetupStep, remedy: str) -> Check:
    if step.is_done():
        return Check(step.purpose, step.place, required=False)
    return Check(step.purpose, "", required=False, remedy=remedy)


def _helpers() -> Check:
    """The next click starts a new one, which is free of whatever went wrong in the old one."""
    ended = end_all()
    found = [f"结束了 {ended.now} 个，下次点按钮时重新启动"] * bool(ended.now)
    found += [f"{ended.later} 个正在执行，执行完就结束"] * bool(ended.later)
    return Check("按钮的后台程序", "；".join(found) or "没有在运行", required=False)


def _uno() -> Check:
    """Whether LibreOffice's Python interface fits this Python; the error says what to install."""
    try:
        bridge.uno()
    except CalcMissingError as error:
        return Check("python3-uno", "", required=False, remedy=str(error))
    return Check("python3-uno", "可以连接 Calc", required=False)


def _chinese_font() -> Check:
    program = shutil.which("fc-list")
    if program is None:
        return Check("中文字体", "", required=False, remedy="运行 sudo apt install fontconfig fonts-noto-cjk")
    done = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, check=False)
    families = sorted({line.split(",")[0] for line in done.stdout.decode("utf-8", "replace").splitlines()})
    remedy = "" if families else "运行 sudo apt install fonts-noto-cjk"
    return Check("中文字体", "、".join(families[:2]), required=False, remedy=remedy)


def _program(name: str, path: Path | str | None, remedy: str) -> Check:
    return Check(name, str(path or ""), required=False, remedy="" if path else remedy)

"""What this machine has for xlsheet, what it lacks, and the one step that mends it."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from xlsheet import __version__, resources
from xlsheet.jobs.reports import Listing
from xlsheet.notice.office import find_soffice

PACKAGES: Final = (
    "pandas",
    "pandera",
    "openpyxl",
    "python-calamine",
    "XlsxWriter",
    "python-docx",
    "pdfplumber",
)
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

    def summary(self) -> str:
        lacking = [check.name for check in self.checks if check.required and not check.ok]
        if lacking:
            return f"缺少必需的：{'、'.join(lacking)}。请按“怎么办”一列处理。"
        return "必需的都有，可以使用。"

    def listings(self) -> Sequence[Listing]:
        rows = [(c.name, c.found or "没有", "有" if c.ok else _level(c), c.remedy) for c in self.checks]
        return [Listing("本机环境", ("项目", "找到的", "结论", "怎么办"), rows)]


def _level(check: Check) -> str:
    return "缺少" if check.required else "可选"


def doctor() -> DoctorReport:
    """Look at Python, packages, shipped files and the spreadsheet programs."""
    return DoctorReport((_python(), *map(_package, PACKAGES), *_shipped(), *_spreadsheet_programs()))


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


def _spreadsheet_programs() -> list[Check]:
    checks = [_program("LibreOffice", find_soffice(), "读取 .doc 通知时需要，可从 LibreOffice 官网安装")]
    if sys.platform in ("win32", "darwin"):
        checks.append(_program("Excel", excel(), "在 Excel 里使用时需要"))
        found = importlib.util.find_spec("xlwings") is not None
        remedy = "" if found else "运行 pip install xlwings，再运行 xlwings addin install"
        checks.append(Check("xlwings", version("xlwings") if found else "", required=False, remedy=remedy))
    return checks


def _program(name: str, path: Path | str | None, remedy: str) -> Check:
    return Check(name, str(path or ""), required=False, remedy="" if path else remedy)


def excel() -> Path | None:
    """Excel's program in its usual places."""
    roots = [os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)")]
    usual = [rf"{root}\Microsoft Office\root\Office16\EXCEL.EXE" for root in roots if root]
    return next((Path(p) for p in ("/Applications/Microsoft Excel.app", *usual) if Path(p).exists()), None)

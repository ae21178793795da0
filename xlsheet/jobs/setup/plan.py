"""What `xlsheet install` does on each system: a list of steps, worked out from the machine's places alone."""

from __future__ import annotations

import importlib.util
import locale
import os
import plistlib
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final, Self

from xlsheet.commands import LAUNCHER, TAB_LABEL
from xlsheet.engines.uno import bridge, calc_profile
from xlsheet.jobs.setup import background
from xlsheet.jobs.setup.excel_steps import InstallAddIn, SetOption, TrustFolder, is_our_old_setting
from xlsheet.jobs.setup.programs import find_spreadsheet
from xlsheet.jobs.setup.steps import ChangeCalc, EndHelpers, MakeLedger, PutFile, RemoveFile, SetupStep
from xlsheet.warm.client import alive

LEDGER_NAME: Final = f"{TAB_LABEL}.xlsm"
MODULE: Final = "xlsheet.addin"
OPENING: Final = "xlsheet.addin.opening"
_XLWINGS_INSTALL: Final = ("-c", "from xlwings.cli import main; main()", "addin", "install")
_ADDIN: Final = "xlwings.xlam"
TOLD: Final = 3
"""The status of a click that could not be done and has said so."""
_NOT_STARTED: Final = (
    "按钮没有执行：Python 没有启动起来。请运行 xlsheet doctor 检查，或重新运行 xlsheet install。"
)
_SETTINGS: Final = "xlwings.conf"
_WINDOWS_SETTINGS: Final = ".xlwings"
_MAC_SETTINGS: Final = "Library/Containers/com.microsoft.Excel/Data"
_MAC_STARTUP: Final = (
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where things are for the user who runs the command. `system` is as `sys.platform` says; `pipe` is
    the one on which Calc is to listen, `profile` the folder of Calc's settings, `code_page` the one in which
    VBA reads files. `desk`: the icon opens the desk instead of a spreadsheet program; `watched` is the folder
    whose files are to be merged as they come."""

    system: str
    home: Path
    python: PurePath
    appdata: Path
    desktop: Path
    profile: Path
    folder: Path
    pipe: str = bridge.PIPE
    code_page: str = "utf-8"
    desk: bool = False
    watched: Path | None = None

    @classmethod
    def here(
        cls, folder: Path | None = None, *, desk: bool | None = None, watched: Path | None = None
    ) -> Self:
        """This machine; ledgers are kept in `folder`, or in one of their own in the user's home. `desk`: None
        asks whether a program is there in which the ledger's buttons work."""
        home = Path.home()
        return cls(
            system=sys.platform,
            home=home,
            python=Path(sys.executable),
            appdata=Path(os.environ.get(LAUNCHER.windows_home, home / "AppData" / "Roaming")),
            desktop=_desktop(home),
            profile=home / calc_profile.DEFAULT_PROFILE,
            folder=(folder or home / TAB_LABEL).absolute(),
            code_page=locale.getencoding(),
            desk=find_spreadsheet() is None if desk is None else desk,
            watched=watched.absolute() if watched else None,
        )

    @property
    def ledger(self) -> Path:
        """The ledger that the shortcut opens: one that is in the folder, else one to be made."""
        usual = self.folder / LEDGER_NAME
        others = sorted(path for path in self.folder.glob("*.xlsm") if path.name[0] not in "~.")
        return usual if usual.exists() or not others else others[0]

    @property
    def launcher(self) -> Path:
        """The program that the ledger's macros start where the xlwings add-in is missing."""
        if self.system == "win32":
            return self.appdata / Path(*PureWindowsPath(LAUNCHER.windows_file).parts[1:])
        return self.home / LAUNCHER.unix_file.lstrip("/")

    @property
    def opener(self) -> Path:
        """On Linux, the program behind the icon."""
        return self.launcher.with_name("open")

    @property
    def addin(self) -> Path:
        """Where Excel looks for the xlwings add-in."""
        if self.system == "win32":
            return self.appdata / "Microsoft" / "Excel" / "XLSTART" / _ADDIN
        return self.home / _MAC_STARTUP / _ADDIN


def installing(machine: Machine) -> list[SetupStep]:
    """The steps that make the buttons work and put a ledger on the desktop."""
    made = [*bridge_steps(machine), MakeLedger("新建一个空台账", machine.ledger), *_shortcuts(machine)]
    return [*made, _watch(machine, machine.watched)] if machine.watched else made


def bridge_steps(machine: Machine) -> list[SetupStep]:
    """The steps without which a click in the ledger does not reach Python."""
    if machine.system == "win32":
        return [_launcher(machine, windows_launcher(machine)), *_excel(machine)]
    if machine.system == "darwin":
        return _excel(machine)
    return [_launcher(machine, unix_launcher(machine)), *_calc(machine)]


def removing(machine: Machine) -> list[SetupStep]:
    """The steps that take all of that back, but for ledgers and the xlwings add-in, which others may use."""
    files = [step for step in installing(machine) if isinstance(step, PutFile)]
    steps: list[SetupStep] = [RemoveFile(f"移除：{file.purpose}", file.path) for file in files]
    left = {
        "移除：守着文件夹收件的服务": _watch(machine, machine.folder).path,
        "移除：打开窗口的图标": machine.desktop / f"{TAB_LABEL}.command",
    }
    steps += [RemoveFile(purpose, path) for purpose, path in left.items() if path.exists()]
    if alive():
        steps.append(EndHelpers("结束：等着下一次点按钮的后台程序"))
    excel = machine.system in ("win32", "darwin")
    return [*steps, *(_excel_as_before(machine) if excel else _calc_as_before(machine))]


def _watch(machine: Machine, folder: Path) -> PutFile:
    """What starts `xlsheet watch`, for the user to switch on."""
    command = background.watch_command(machine.python, machine.ledger, folder)
    if machine.system == "win32":
        path, content = machine.appdata / "xlsheet" / background.TASK, background.windows_task(command)
    elif machine.system == "darwin":
        path = machine.home / "Library" / "LaunchAgents" / background.AGENT
        content = background.mac_agent(command)
    else:
        path = machine.home / ".config" / "systemd" / "user" / background.UNIT
        content = background.systemd_unit(command).encode()
    on = background.SWITCH_ON.get(machine.system, background.SWITCH_ON["linux"])
    return PutFile(f"守着文件夹收件的服务（{on}）", path, content)


def _launcher(machine: Machine, content: str) -> PutFile:
    return PutFile(
        "启动程序，台账里的按钮由它找到 Python", machine.launcher, content.encode(), executable=True
    )


def unix_launcher(machine: Machine) -> str:
    """A shell script; what Python has to say when it cannot even start goes to a file, which is shown."""
    return (
        f'#!/bin/sh\n{_shell_quoted(str(machine.python))} -m {MODULE} "$@" 2>"$0.log"\nended=$?\n'
        f'[ $ended -eq 0 ] || [ $ended -eq {TOLD} ] || {{ echo "{_NOT_STARTED}" >>"$0.log"; '
        'xdg-open "$0.log" >/dev/null 2>&1; }\nexit $ended\n'
    )


def unix_opener(machine: Machine) -> str:
    """A shell script: what Calc lost when it saved the ledger last is put back before it opens it."""
    python = _shell_quoted(str(machine.python))
    return f'#!/bin/sh\n{python} -m {OPENING} "$1" >/dev/null 2>&1\nexec soffice --calc "$1"\n'


def windows_launcher(machine: Machine) -> str:
    """A batch file, in UTF-8, since a user's folder may have a Chinese name."""
    python = str(machine.python).replace("%", "%%")
    return (
        f'@chcp 65001 >nul\r\n@"{python}" -m {MODULE} %* 2>"%~f0.log"\r\n'
        f"@if %errorlevel%==0 exit /b 0\r\n@if %errorlevel%=={TOLD} exit /b {TOLD}\r\n"
        f'@echo {_NOT_STARTED}>>"%~f0.log"\r\n@start "" notepad "%~f0.log"\r\n'
    )


def _calc(machine: Machine) -> list[SetupStep]:
    folder = machine.folder.as_uri()
    return [
        ChangeCalc(
            "LibreOffice 设置：让 xlsheet 能连上 Calc",
            machine.profile,
            lambda settings: calc_profile.listening(settings, machine.pipe),
        ),
        ChangeCalc(
            "LibreOffice 设置：台账文件夹里的宏可以运行",
            machine.profile,
            lambda settings: calc_profile.trusting(settings, folder),
        ),
    ]


def _calc_as_before(machine: Machine) -> list[SetupStep]:
    folder = machine.folder.as_uri()

    def deaf(settings: str) -> str:
        ours = calc_profile.address(settings) == calc_profile.pipe_address(machine.pipe)
        return calc_profile.listening(settings, None) if ours else settings

    return [
        ChangeCalc("LibreOffice 设置：不再让 xlsheet 连上 Calc", machine.profile, deaf),
        ChangeCalc(
            "LibreOffice 设置：台账文件夹里的宏不再特别允许",
            machine.profile,
            lambda settings: calc_profile.trusting(settings, folder, trust=False),
        ),
    ]


def _excel(machine: Machine) -> list[SetupStep]:
    """The xlwings add-in by xlwings' own command, and which Python it is to run for this user."""
    command = [str(machine.python), *_XLWINGS_INSTALL]
    shipped = _xlwings_folder() / "addin" / _ADDIN
    steps: list[SetupStep] = [
        InstallAddIn("xlwings 加载项，Excel 由它调用 Python", command, machine.addin, shipped),
        _interpreter(machine, "xlwings 设置：用哪个 Python（只对本用户，别的设置不动）", str(machine.python)),
    ]
    beside = machine.folder / _SETTINGS
    if is_our_old_setting(beside):
        steps.append(RemoveFile("移除：旧版放在台账旁边的 xlwings 设置，它会妨碍别人使用", beside))
    if machine.system == "win32":
        steps.append(TrustFolder("Excel 受信任位置：这个文件夹里的宏可以运行", machine.folder))
    return steps


def _interpreter(machine: Machine, purpose: str, value: str) -> SetOption:
    windows = machine.system == "win32"
    return SetOption(
        purpose,
        machine.home / (_WINDOWS_SETTINGS if windows else _MAC_SETTINGS) / _SETTINGS,
        "INTERPRETER_WIN" if windows else "INTERPRETER_MAC",
        value,
        machine.code_page,
        "\r\n" if windows else "\n",
        ours=str(machine.python),
    )


def _excel_as_before(machine: Machine) -> list[SetupStep]:
    steps: list[SetupStep] = [_interpreter(machine, "移除：xlwings 设置里的 Python", "")]
    if machine.system == "win32":
        purpose = "移除：Excel 受信任位置里的这个文件夹"
        steps.append(TrustFolder(purpose, machine.folder, trust=False))
    return steps


def _xlwings_folder() -> Path:
    """Where xlwings is, without importing it."""
    found = importlib.util.find_spec("xlwings")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _shortcuts(machine: Machine) -> list[SetupStep]:
    """Something to click on that opens the ledger."""
    purpose = "桌面上打开台账的图标"
    if machine.system == "win32":
        icon = machine.desktop / f"{TAB_LABEL}.cmd"
        old = icon.with_suffix(".url")
        gone = [RemoveFile("移除：旧版的图标，Windows 打不开它", old)] if old.exists() else []
        words = windows_desk(machine) if machine.desk else windows_shortcut(machine.python, machine.ledger)
        return [PutFile(purpose, icon, words.encode()), *gone]
    if machine.system == "darwin" and machine.desk:
        script = f"#!/bin/sh\nexec {_shell_quoted(str(machine.python))} -m xlsheet desk "
        script += f"{_shell_quoted(str(machine.ledger))}\n"
        return [PutFile(purpose, machine.desktop / f"{TAB_LABEL}.command", script.encode(), executable=True)]
    if machine.system == "darwin":
        content = plistlib.dumps({"URL": machine.ledger.as_uri()})
        return [PutFile(purpose, machine.desktop / f"{TAB_LABEL}.fileloc", content)]
    entry = (desk_entry(machine) if machine.desk else desktop_entry(machine.opener, machine.ledger)).encode()
    menu = machine.home / ".local/share/applications/xlsheet.desktop"
    steps: list[SetupStep] = [
        PutFile(
            "打开台账的程序，先补回上次保存时丢的按钮", machine.opener, unix_opener(machine).encode(), True
        ),
        PutFile("应用程序菜单里打开台账的图标", menu, entry),
    ]
    if machine.desktop.is_dir():
        steps.append(PutFile(purpose, machine.desktop / "xlsheet.desktop", entry, executable=True))
    return steps


def windows_shortcut(python: PurePath, ledger: PurePath) -> str:
    """A batch file in UTF-8: Windows opens no `file:` address with a Chinese name in it. What another program
    than Excel lost of the buttons is put back first."""
    program, path = (str(word).replace("%", "%%") for word in (python, ledger))
    return f'@chcp 65001 >nul\r\n@"{program}" -m {OPENING} "{path}" >nul 2>nul\r\n@start "" "{path}"\r\n'


def windows_desk(machine: Machine) -> str:
    """A batch file that opens the desk; by the Python that needs no black window."""
    python = machine.python.with_name("pythonw.exe")
    words = [str(path).replace("%", "%%") for path in (python, machine.ledger)]
    return f'@chcp 65001 >nul\r\n@start "" "{words[0]}" -m xlsheet desk "{words[1]}"\r\n'


def desktop_entry(opener: PurePath, ledger: PurePath) -> str:
    """An entry as freedesktop.org describes it, that opens the ledger in Calc."""
    return _entry(f"{_in_exec(opener)} {_in_exec(ledger)}", "libreoffice-calc")


def desk_entry(machine: Machine) -> str:
    """The same, that opens the desk."""
    command = f"{_in_exec(machine.python)} -m xlsheet desk {_in_exec(machine.ledger)}"
    return _entry(command, "x-office-spreadsheet")


def _in_exec(path: PurePath) -> str:
    """In Exec, quotes and percent signs have marks of their own."""
    text = str(path)
    for mark in '\\"`$':
        text = text.replace(mark, f"\\{mark}")
    return '"' + text.replace("\\", "\\\\").replace("%", "%%") + '"'


def _entry(command: str, icon: str) -> str:
    return (
        "[Desktop Entry]\nType=Application\n"
        f"Name={TAB_LABEL}\nExec={command}\nIcon={icon}\n"
        "Terminal=false\nCategories=Office;Spreadsheet;\n"
    )


def _shell_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _desktop(home: Path) -> Path:
    """The user's desktop, which may have a Chinese name or lie in a cloud drive's folder."""
    if sys.platform == "win32":
        import winreg

        key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as folders:
            return Path(os.path.expandvars(winreg.QueryValueEx(folders, "Desktop")[0]))
    names = home / ".config" / "user-dirs.dirs"
    if names.exists():
        for line in names.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            if name == "XDG_DESKTOP_DIR":
                return Path(value.strip('"').replace("$HOME", str(home)))
    return home / "Desktop"

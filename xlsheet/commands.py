"""The buttons' one list: from it come the ribbon, the VBA macros, the home sheet's buttons and the guide.

A command's `function` is its job's name in `xlsheet.addin`; `command_line` is what does the same in
a terminal, empty where only the workbook's window can do it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """One button. `label`, `screentip`, `supertip` and `group` are for people; all else is ASCII.

    `image_mso` names one of Excel's own icons; `macro` is the VBA procedure that the button runs,
    `ribbon_macro` the one that the ribbon calls with its control; `keytip` is pressed after Alt, Y.
    """

    id: str
    label: str
    group: str
    screentip: str
    supertip: str
    image_mso: str
    macro: str
    function: str
    command_line: str
    keytip: str

    @property
    def ribbon_macro(self) -> str:
        return f"Ribbon{self.macro}"


TAB_LABEL: Final = "督查台账"
TAB_KEYTIP: Final = "Y"

_TASKS, _FORMS, _MISSING, _TOOLS = "任务", "填报", "缺报与通报", "工具"

COMMANDS: Final = (
    Command(
        id="import",
        label="导入通知",
        group=_TASKS,
        screentip="把通知里的任务加进台账",
        supertip="选择通知文件（txt、docx、pdf），任务、责任领导和单位分工自动填入。"
        "已有的任务不会被悄悄改写，有变化的逐条列出。",
        image_mso="GetExternalDataFromText",
        macro="ImportNotice",
        function="import_notice",
        command_line="xlsheet import 台账.xlsm 通知.docx",
        keytip="I",
    ),
    Command(
        id="validate",
        label="校验",
        group=_TASKS,
        screentip="检查台账各表",
        supertip="按规则检查每一行，结果写进“校验结果”，点单元格地址可直接跳过去。"
        "有问题的单元格标上底色和批注，改好再校验一次就清除。",
        image_mso="DataValidationCircleInvalid",
        macro="ValidateLedger",
        function="validate",
        command_line="xlsheet validate 台账.xlsm",
        keytip="V",
    ),
    Command(
        id="split",
        label="拆分下发",
        group=_FORMS,
        screentip="生成各单位的填报表",
        supertip="选择月份和文件夹，每个报送单位生成一份填报表，只含本单位的任务，并带上月情况。",
        image_mso="SplitCells",
        macro="SplitForms",
        function="split",
        command_line="xlsheet split 台账.xlsm --month 2020-06 --out 下发",
        keytip="S",
    ),
    Command(
        id="merge",
        label="合并回收",
        group=_FORMS,
        screentip="把收回的填报表合并进台账",
        supertip="选择收到的文件所在的文件夹，或者从邮箱收取；文件名不限，压缩包不用解。每个文件都登记在“收件登记”，"
        "没有接收的行连同原因列在“退回清单”，什么都不会丢。",
        image_mso="MergeCells",
        macro="MergeReturns",
        function="merge",
        command_line="xlsheet merge 台账.xlsm 回收",
        keytip="M",
    ),
    Command(
        id="missing",
        label="缺报检查",
        group=_MISSING,
        screentip="查缺报、迟报、空报和雷同",
        supertip="对照应报单位和截止日期，写出“缺报清单”和“缺报矩阵”，并标明连续缺报几个月。",
        image_mso="TraceError",
        macro="CheckMissing",
        function="missing",
        command_line="xlsheet missing 台账.xlsm",
        keytip="C",
    ),
    Command(
        id="remind",
        label="催报",
        group=_MISSING,
        screentip="给缺报单位写催报函和邮件",
        supertip="选择月份和文件夹，每个缺报单位生成一份催报函（Word）和一封邮件草稿，列明缺报的任务。不会自动发送。",
        image_mso="FileSendAsAttachment",
        macro="SendReminders",
        function="remind",
        command_line="xlsheet remind 台账.xlsm --month 2020-06 --out 催报",
        keytip="R",
    ),
    Command(
        id="report",
        label="通报",
        group=_MISSING,
        screentip="生成月度通报",
        supertip="选择月份，生成通报初稿（Word）：总体进展、滞后任务、报送情况和图表。",
        image_mso="PivotTableReport",
        macro="WriteBulletin",
        function="report",
        command_line="xlsheet report 台账.xlsm --month 2020-06 --out 通报.docx",
        keytip="B",
    ),
    Command(
        id="undo",
        label="撤销",
        group=_TOOLS,
        screentip="撤销上一次改动",
        supertip="把台账恢复到上一个命令之前，撤错了还能恢复。有几份备份就能撤几次。",
        image_mso="Undo",
        macro="UndoLast",
        function="undo",
        command_line="xlsheet undo 台账.xlsm",
        keytip="U",
    ),
    Command(
        id="settings",
        label="设置",
        group=_TOOLS,
        screentip="打开参数表",
        supertip="报送口径、截止日、预警幅度等都在“参数”里，改了就生效。",
        image_mso="ApplicationOptionsDialog",
        macro="OpenSettings",
        function="settings",
        command_line="",
        keytip="T",
    ),
    Command(
        id="help",
        label="帮助",
        group=_TOOLS,
        screentip="怎样使用",
        supertip="回到首页的步骤说明，在浏览器里打开带图的使用手册，告诉你本机缺什么。",
        image_mso="Help",
        macro="ShowHelp",
        function="help_",
        command_line="xlsheet doctor",
        keytip="H",
    ),
)
"""All commands, in the order in which a month uses them; commands of a group stand together."""


def groups() -> dict[str, tuple[Command, ...]]:
    """The commands by group, both in their order."""
    labels = dict.fromkeys(command.group for command in COMMANDS)
    return {label: tuple(c for c in COMMANDS if c.group == label) for label in labels}


@dataclass(frozen=True, slots=True)
class Launcher:
    """Where a macro looks for the program that starts `python -m xlsheet.addin`: `variable` names an
    environment variable with its path; then a file under the folder that `windows_home` or `unix_home`
    names; then, where the xlwings add-in is not there either, `program` on the PATH."""

    variable: str = "XLSHEET_LAUNCHER"
    windows_home: str = "APPDATA"
    windows_file: str = "\\xlsheet\\launcher.cmd"
    unix_home: str = "HOME"
    unix_file: str = "/.local/share/xlsheet/launcher"
    program: str = "xlsheet-addin"


LAUNCHER: Final = Launcher()

"""Carry out an installation's plan, step by step, and say what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from xlsheet.dictionary.reports import Listing
from xlsheet.errors import XlsheetError, reason
from xlsheet.jobs.setup.plan import Machine, installing, removing
from xlsheet.jobs.setup.steps import SetupStep


class State(StrEnum):
    """What stands with a step; for people, see `_WORDS`."""

    PLANNED = "planned"
    ALREADY = "already"
    DONE = "done"
    FAILED = "failed"


_WORDS = {State.PLANNED: "要做", State.ALREADY: "已有", State.DONE: "完成", State.FAILED: "没有做成"}


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """A step and what became of it; `message` says in Chinese why it failed, or is empty."""

    step: SetupStep
    state: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class InstallReport:
    """All steps in their order, and what is left for the user to do."""

    outcomes: tuple[StepOutcome, ...]
    advice: tuple[str, ...]

    @property
    def needs_attention(self) -> bool:
        return any(outcome.state is State.FAILED for outcome in self.outcomes)

    @property
    def to_do(self) -> bool:
        """Whether any step is still to be carried out."""
        return any(outcome.state is State.PLANNED for outcome in self.outcomes)

    def as_json(self) -> dict[str, Any]:
        steps = [
            {"purpose": o.step.purpose, "place": o.step.place, "state": o.state, "message": o.message}
            for o in self.outcomes
        ]
        return {"steps": steps, "advice": list(self.advice)}

    def summary(self) -> str:
        if self.to_do:
            return "将做下面标“要做”的各项："
        failed = sum(outcome.state is State.FAILED for outcome in self.outcomes)
        words = f"有 {failed} 项没有做成，照“说明”处理后可以再运行一次。" if failed else "都做好了。"
        return "\n".join([words, *self.advice])

    def listings(self) -> Sequence[Listing]:
        rows = [(_WORDS[o.state], o.step.purpose, o.step.place, o.message) for o in self.outcomes]
        return [Listing("安装", ("结果", "项目", "位置", "说明"), rows)]


def plan(machine: Machine, *, remove: bool = False) -> InstallReport:
    """What would be done, with nothing done."""
    steps = removing(machine) if remove else installing(machine)
    states = (State.ALREADY if step.is_done() else State.PLANNED for step in steps)
    return InstallReport(tuple(map(StepOutcome, steps, states)), () if remove else _advice(machine))


def carry_out(planned: InstallReport) -> InstallReport:
    """Do what is planned. A step that fails stops none of the others, and all can be run again."""
    return InstallReport(tuple(map(_carried_out, planned.outcomes)), planned.advice)


def _carried_out(outcome: StepOutcome) -> StepOutcome:
    if outcome.state is not State.PLANNED:
        return outcome
    try:
        outcome.step.carry_out()
    except XlsheetError as error:
        return StepOutcome(outcome.step, State.FAILED, str(error))
    except OSError as error:
        return StepOutcome(outcome.step, State.FAILED, f"写不进去（{reason(error)}），请核对权限。")
    return StepOutcome(outcome.step, State.DONE)


def _advice(machine: Machine) -> tuple[str, ...]:
    ledger = Path(machine.ledger)
    if machine.system in ("win32", "darwin"):
        return (
            f"打开“{ledger.name}”后，Excel 若提示宏已禁用，请点“启用内容”，只需点一次。",
            "别人发来的台账若提示“已阻止宏运行”，先关闭它，在文件上点右键“属性”，勾选“解除锁定”再打开。",
            "第一次打开前请把 Excel 完全关闭，再重新打开。",
        )
    return (f"请把台账放在“{ledger.parent}”里：这个文件夹里的宏可以运行，按钮才有用。",)

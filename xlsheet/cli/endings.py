"""How a command ends: its exit status, and a message in Chinese for whatever went wrong; with `--json` one
object `{"error": {"code", "message"}}` on stdout too.

1 instead of 3 once a ledger was changed: then nothing may say that nothing was.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable

import click

from xlsheet.cli.terminal import forget_what_was_printed, print_failure, say
from xlsheet.errors import ExistsError, OutputError, XlsheetError, reason
from xlsheet.stores import committed

_ATTENTION, _NOT_DONE = 1, 3


def status_of(command: Callable[[], object]) -> int:
    """Run a command, all that it prints included; its exit status."""
    committed.forget()
    forget_what_was_printed()
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
        return 0
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)
        say(words.getvalue().rstrip("\n"))
        print_failure("usage", error.format_message())
        return error.exit_code
    except XlsheetError as error:
        hint = "请换一个文件夹；确定要覆盖的话，加 --overwrite。" if isinstance(error, ExistsError) else ""
        return _failed(f"{error}{hint}", error.code, error.exit_status)
    except (click.Abort, KeyboardInterrupt):
        return _stopped()
    except OSError as error:
        _close_stdout()
        what = f"“{os.fsdecode(error.filename)}”" if isinstance(error.filename, str | bytes) else "输出"
        return _failed(f"{what}用不了（{reason(error)}）。请核对后再试。", OutputError.code, _NOT_DONE)
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        unchanged = "" if committed.changes() else "，台账没有改动"
        return _failed(f"程序出错{unchanged}。详情记在 {log_error()}，请转给技术人员。", "program", _NOT_DONE)
    return status if isinstance(status, int) else 0


def _failed(message: str, code: str, status: int) -> int:
    done = committed.changes()
    if not done:
        say(f"未完成：{message}")
        print_failure(code, message)
        return status
    # what the message says of the ledger was said of the next step
    message = message.replace("，台账没有改动", "").replace("台账没有改动。", "")
    words = f"{''.join(change.words() for change in done)}这一步以后没有做完：{message}"
    say(words)
    print_failure(code, words)
    return _ATTENTION


def _stopped() -> int:
    done = committed.changes()
    words = f"已中止。{''.join(change.words() for change in done)}" if done else "已中止，台账没有改动。"
    say(words)
    print_failure("stopped", words)
    return _ATTENTION if done else _NOT_DONE


def _close_stdout() -> None:
    """What is still waiting to be printed can't be; Python would say so in English on its way out."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

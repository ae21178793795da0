"""The engine's edge: UNO's exceptions become ordinary ones, and what is missing says its name."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, NoReturn, TypeVar

from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcError, CalcGoneError
from xlsheet.errors import OutputError

Kind = TypeVar("Kind", bound=type)

_NO_BRIDGE = "illegal object given"
"""What UNO says of any object once the process behind it has died."""


def at_the_edge(kind: Kind) -> Kind:
    """Decorate a class of the engine that implements one of xlwings' abstract classes.

    Methods and properties of its own raise no UNO exception any more. Members that xlwings asks
    for and the class lacks raise `NotImplementedError` with the member's name in it.
    """
    for name, member in list(vars(kind).items()):
        if isinstance(member, property):
            setattr(kind, name, _guarded_property(kind, name, member))
        elif isinstance(member, FunctionType) and name != "__init__":
            setattr(kind, name, _guarded(member, f"{kind.__name__}.{name}"))
    for name, member in inspect.getmembers_static(kind):
        if name not in vars(kind) and _only_raises(member):
            setattr(kind, name, _missing(member, f"{kind.__name__}.{name}"))
    return kind


def _guarded_property(kind: type, name: str, member: property) -> property:
    label = f"{kind.__name__}.{name}"
    getter, setter = member.fget, member.fset
    if setter is None and _can_be_set(kind, name):
        setter = _refusal(f"{label} = …")
    return property(
        getter and _guarded(getter, label),
        setter and _guarded(setter, label),
        doc=member.__doc__,
    )


def _can_be_set(kind: type, name: str) -> bool:
    """Whether xlwings' abstract class has that property with a setter."""
    found = (vars(base).get(name) for base in kind.__mro__[1:])
    return any(isinstance(member, property) and member.fset is not None for member in found)


def _guarded(function: Callable[..., Any], label: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except bridge.uno_exception() as error:
            raise translated(error, label) from error

    return call


def translated(error: Exception, label: str) -> Exception:
    """The ordinary exception that stands for a UNO one; `label` is the member that met it."""
    name = type(error).__name__.rpartition(".")[2]
    if name == "DisposedException" or _NO_BRIDGE in str(error):
        return CalcGoneError("LibreOffice Calc 已经关闭或失去响应。请重新打开台账后再试。")
    if name == "NoSuchElementException":
        return KeyError(str(error))
    if name == "IndexOutOfBoundsException":
        return IndexError(str(error))
    if name.endswith("IOException"):
        return OutputError("LibreOffice Calc 无法读写文件。请检查磁盘空间和文件夹权限后再试。")
    return CalcError(f"LibreOffice Calc 没有完成这一步（{label}）。请确认工作簿仍然打开、没有被保护后再试。")


def _only_raises(member: object) -> bool:
    """Whether an abstract member does nothing but raise NotImplementedError."""
    functions = [member.fget, member.fset] if isinstance(member, property) else [member]
    found = [f for f in functions if isinstance(f, FunctionType)]
    return bool(found) and all(f.__code__.co_names == ("NotImplementedError",) for f in found)


def _missing(member: object, label: str) -> Any:
    refuse = _refusal(label)
    return property(refuse, refuse) if isinstance(member, property) else refuse


def _refusal(label: str) -> Callable[..., NoReturn]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"LibreOffice Calc 引擎没有 {label}。")

    return refuse

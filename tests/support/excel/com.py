"""Objects as pywin32 hands them out: every member asked for must be in Excel's type library and be used
as it says; one that this model has not is an error too, never a silent None."""

from __future__ import annotations

from typing import Any, Final

from support.excel.type_library import Member, type_library

RANGE_IID: Final = "{00020846-0000-0000-C000-000000000046}"
_FAILED: Final = -2147352567
_CALL_FAILED: Final = -2146827284
TYPE_MISMATCH: Final = -2147352571
NO_SUCH_INDEX: Final = -2147352565

_ANYTHING: Final = ("any", "Sheet")

strays: list[str] = []
"""What was asked for and does not exist; a test that leaves something here has failed."""


class ComError(Exception):
    """`pywintypes.com_error`: what Excel answers where it won't."""

    def __init__(self, text: str, hresult: int = _FAILED, scode: int = _CALL_FAILED) -> None:
        information = (0, "Microsoft Excel", text, "xlmain11.chm", 0, scode)
        super().__init__(hresult, "发生意外。", information, None)
        self.hresult, self.strerror, self.excepinfo, self.argerror = self.args


class StrayError(Exception):
    """A member that Excel hasn't got, or not so. No AttributeError: xlwings would ask for ever."""

    def __init__(self, text: str) -> None:
        strays.append(text)
        super().__init__(text)


class _Dispatch:
    """The pointer behind an object, as far as xlwings looks at it."""

    def __init__(self, owner: ComObject) -> None:
        self.owner = owner
        self.iid = RANGE_IID if type(owner).__name__ == "Range" else ""

    def GetIDsOfNames(self, locale: int, name: str) -> int:
        raise ComError(f"Unknown name {name}", hresult=-2147352570)

    def GetTypeInfo(self) -> _Dispatch:
        return self

    GetTypeAttr = GetTypeInfo


class ComObject:
    """A class of this name in the type library. Members that begin with a capital letter are Excel's."""

    @property
    def _oleobj_(self) -> _Dispatch:
        return _Dispatch(self)

    def __init_subclass__(cls) -> None:
        for name, found in list(vars(cls).items()):
            if name[0].isupper():
                member = type_library().member(cls.__name__, name)
                if member is None:
                    raise TypeError(f"Excel's {cls.__name__} has no {name}")
                held = _held_property if isinstance(found, property) else _held_method
                setattr(cls, name, held(found, member))

    def __getattr__(self, name: str) -> Any:
        if not name[0].isupper():
            raise AttributeError(name)
        known = type_library().member(type(self).__name__, name)
        raise StrayError(f"{type(self).__name__}.{name} {'is not modelled' if known else 'does not exist'}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0].isupper() and not isinstance(getattr(type(self), name, None), property):
            raise StrayError(f"{type(self).__name__}.{name} cannot be set")
        object.__setattr__(self, name, value)


def _held_property(found: property, member: Member) -> property:
    """A property that gives what the library says, and is set only if the library says so."""
    wanted = member.returns.partition("<")[0].rpartition(".")[2]

    def get(owner: ComObject) -> Any:
        value = _ours(lambda: found.fget(owner))
        fits = not isinstance(value, ComObject) or type(value).__name__ == wanted or wanted in _ANYTHING
        assert fits, (member, value)
        return value

    def put(owner: ComObject, value: Any) -> None:
        if not member.writable or found.fset is None:
            raise StrayError(f"{type(owner).__name__}.{member.name} cannot be set")
        _ours(lambda: found.fset(owner, bare(value)))

    return property(get, put)


def _held_method(method: Any, member: Member) -> Any:
    """A method that is called with as many arguments as the library says."""

    def call(owner: ComObject, *values: Any, **named: Any) -> Any:
        if not member.takes(len(values), tuple(named)):
            raise StrayError(f"{type(owner).__name__}.{member.name} takes no {len(values)} + {sorted(named)}")
        return _ours(lambda: method(owner, *map(bare, values), **{k: bare(v) for k, v in named.items()}))

    return call


def _ours(work: Any) -> Any:
    """A slip in this model's own code is no missing member of Excel's."""
    try:
        return work()
    except AttributeError as error:
        raise RuntimeError(f"the model of Excel is at fault: {error!r}") from error


def called(owner: ComObject, *values: Any) -> tuple[Any, ...]:
    """The arguments of `owner(…)`, where the library says that it can be called with so many."""
    member = type_library().classes[type(owner).__name__].get("")
    if member is None or not member.takes(len(values)):
        raise StrayError(f"{type(owner).__name__}(…) takes no {len(values)}")
    return tuple(map(bare, values))


def bare(value: Any) -> Any:
    """The object in what xlwings wraps around it."""
    pointer = (
        getattr(value, "_oleobj_", None) if not isinstance(value, (str, int, float, list, tuple)) else None
    )
    return value if pointer is None else pointer.owner

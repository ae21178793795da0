"""Excel's type library, read from its TypeScript edition: what each class offers, and with which arguments.

The package is `@types/activex-excel`, with `@types/activex-office` for the ribbon and the dialogs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MODULES: Final = Path(__file__).parents[3] / "node_modules" / "@types"
SOURCES: Final = tuple(_MODULES / f"activex-{name}" / "index.d.ts" for name in ("excel", "office"))
MISSING: Final = "Excel's type library is not on this machine (npm install puts it into node_modules)"

_CLASS: Final = re.compile(r"    (?:interface|class) (\w+)(?:<[^{]*>)? \{")
_ALIAS: Final = re.compile(r"    type (\w+) = (\w+);")
_ENUM: Final = re.compile(r"    const enum (\w+) \{")
_CONSTANT: Final = re.compile(r"        (\w+) = (-?\w+),")
_MEMBER: Final = re.compile(r"(readonly )?(\w*)(?:<.*?>)?\s*([(:?].*)", re.DOTALL)
_ALL_OPTIONAL: Final = {"AutoFilter"}
"""Where the TypeScript asks for more than Excel does: a Field without Criteria1 shows all of it again."""
_ACCESSORS: Final = ("Get", "Set")
"""What pywin32 puts before a property with arguments, such as GetAddress."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a member: the names of its arguments, and how many of them are needed."""

    arguments: tuple[str, ...]
    needed: int

    def takes(self, count: int, names: Sequence[str] = ()) -> bool:
        given = {*self.arguments[:count], *names}
        return count + len(names) <= len(self.arguments) and given >= set(self.arguments[: self.needed])


@dataclass(frozen=True, slots=True)
class Member:
    """A property or method. `returns` is the type as the library spells it."""

    name: str
    writable: bool
    signatures: tuple[Signature, ...]
    returns: str

    def takes(self, count: int, names: Sequence[str] = ()) -> bool:
        """Whether it can be called so; a property without arguments can be read only."""
        ways = self.signatures or (Signature((), 0),)
        return any(way.takes(count, names) and {*names} <= {*way.arguments} for way in ways)


Members = Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class TypeLibrary:
    """All classes by name, each with its members by name, and all constants. What a class is called
    with, as in `Workbooks(1)`, is the member without a name."""

    classes: Mapping[str, Members]
    constants: Mapping[str, int]

    def member(self, owner: str, name: str) -> Member | None:
        """A member of a class, also under the name that pywin32 gives a property with arguments."""
        members = self.classes[owner]
        bare = name[3:] if name.startswith(_ACCESSORS) and name not in members else name
        return members.get(bare)


@functools.cache
def type_library() -> TypeLibrary:
    """The library as it is in node_modules; FileNotFoundError where nobody installed it."""
    classes: dict[str, dict[str, Member]] = {}
    constants: dict[str, int] = {}
    for source in SOURCES:
        _read(source.read_text(encoding="utf-8"), classes, constants)
    return TypeLibrary(classes, constants)


def _read(text: str, classes: dict[str, dict[str, Member]], constants: dict[str, int]) -> None:
    aliases = dict(_ALIAS.findall(text))
    for header, body in _blocks(text):
        if found := _CLASS.match(header):
            members = classes.setdefault(found[1], {})
            for statement in _statements(body):
                _add(members, statement)
        elif _ENUM.match(header):
            constants |= {name: int(value, 0) for name, value in _CONSTANT.findall(body)}
    classes |= {alias: classes[name] for alias, name in aliases.items() if name in classes}


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The declarations of a namespace: the line that opens one, and what stands in its braces."""
    for part in re.split(r"\n(?=    (?:interface|class|const enum) )", text)[1:]:
        header, _, rest = part.partition("\n")
        yield header, rest.partition("\n    }")[0]


def _statements(body: str) -> Iterator[str]:
    """The members of a class, each on one line, without comments; what stands deeper goes with its member."""
    bare = re.sub(r"/\*.*?\*/|//[^\n]*", "", body, flags=re.DOTALL)
    lines = "\n".join(line for line in bare.splitlines() if line.strip())
    for statement in re.split(r";\n {8}(?=\S)", lines):
        if text := " ".join(statement.split()).removesuffix(";"):
            yield text


def _add(members: dict[str, Member], statement: str) -> None:
    found = _MEMBER.fullmatch(statement)
    if found is None or statement.startswith("private"):
        return
    name, declared = found[2], found[3]
    if declared.startswith("("):
        arguments, returns = _split_call(declared)
        way = _signature(arguments)
        ways = (Signature(way.arguments, 0) if name in _ALL_OPTIONAL else way,)
    else:
        # Range.Value is a property that may also be given what kind of value is wanted.
        returns, (_, with_argument, rest) = declared.lstrip("?: "), declared.partition("((")
        ways = (Signature((), 0), _signature(rest.partition(")")[0])) if with_argument else ()
    before = members.get(name)
    known = before.signatures if before else ()
    members[name] = Member(name, not found[1] and not declared.startswith("("), (*known, *ways), returns)


def _split_call(declared: str) -> tuple[str, str]:
    """Arguments and result of `(a: b, c?: d): e`."""
    depth = 0
    for place, sign in enumerate(declared):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return declared[1:place], declared[place + 1 :].lstrip(": ")
    raise ValueError(declared)


def _signature(arguments: str) -> Signature:
    depth, parts, start = 0, [], 0
    for place, sign in enumerate(arguments):
        depth += (sign in "([{<") - (sign in ")]}") - (sign == ">" and arguments[place - 1] != "=")
        if sign == "," and depth == 0:
            parts.append(arguments[start:place])
            start = place + 1
    parts = [part.strip() for part in [*parts, arguments[start:]] if part.strip()]
    names = [part.partition(":")[0].strip() for part in parts]
    needed = sum(not name.endswith("?") for name in names)
    return Signature(tuple(name.rstrip("?") for name in names), needed)

"""A YAML file that knows on which line each part of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from xlsheet.errors import SourceError, reason

_ROOT_LINE: Final = 1
_MOST_BYTES: Final = 1 << 20
_MOST_PARTS: Final = 100_000
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML came with it: every merge reads rules."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file's content, with the line on which each part of it stands."""

    path: Path
    content: dict[str, Any]
    node: yaml.Node

    @classmethod
    def open(cls, path: Path) -> RuleFile:
        """Read a rule file; SourceError says what is wrong with it as text or as YAML."""
        return cls.of(path, rule_text(path))

    @classmethod
    def of(cls, path: Path, text: str) -> RuleFile:
        """A rule file with this text; SourceError says what is wrong with it as YAML."""
        try:
            node, content = _parsed(text)
        except yaml.MarkedYAMLError as error:
            raise SourceError(f"{path} {_explain(error, text)}") from None
        except RecursionError:
            raise SourceError(
                f"{path}：层次或引用（*）太多，不像规则文件。请参照随附的规则文件，把内容写全。"
            ) from None
        except yaml.YAMLError:
            raise SourceError(f"{path}：里面有 YAML 不允许的字符。请用纯文本编辑器检查。") from None
        if not isinstance(content, dict) or node is None:
            raise SourceError(f"{path}：不是规则文件。请参照随附的规则文件，从 columns: 写起。")
        file = cls(path, content, node)
        file._refuse_repeated_keys(node)
        return file

    def error(self, what: str, *place: str | int) -> SourceError:
        """An error that names file and line, to be raised."""
        return SourceError(f"{self.path} 第 {self.line(place)} 行：{what}")

    def line(self, place: Sequence[str | int]) -> int:
        """The 1-based line of the deepest part of a place that the file has."""
        node, line = self.node, _ROOT_LINE
        for step in place:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def _refuse_repeated_keys(self, node: yaml.Node) -> None:
        """YAML lets the last of two equal keys win without a word: a rule would silently be gone."""
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise SourceError(f"{self.path} 第 {line} 行：“{key.value}”写了两次。请合并或删去一个。")
                seen.add(key.value)
                self._refuse_repeated_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._refuse_repeated_keys(item)


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many parts a document has once names are replaced by what they stand for: a few lines of names for
    names may stand for more than any computer holds. One that stands for itself has too many."""
    if id(node) not in known:
        known[id(node)] = _MOST_PARTS + 1
        parts = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else []
        parts = node.value if isinstance(node, yaml.SequenceNode) else parts
        known[id(node)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(node)]


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """A document as its parts, which know where they stand, and as values; parsed once for both."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        if node is not None and _size(node, {}) > _MOST_PARTS:
            raise RecursionError
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def rule_text(path: Path) -> str:
    """What stands in a rule file; SourceError says why it can't be read as text."""
    try:
        if path.exists() and (not path.is_file() or path.stat().st_size > _MOST_BYTES):
            raise SourceError(f"校验规则“{path}”不是文件，或者超过 1 MB。请参照随附的规则文件。")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(
            f"校验规则“{path}”打不开（{reason(error)}）。请检查文件是否存在、有没有权限。"
        ) from None
    except UnicodeDecodeError:
        raise SourceError(f"校验规则“{path}”不是 UTF-8 编码。请另存为 UTF-8 编码。") from None


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _explain(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return "YAML 写法有误。"
    line = text.splitlines()[mark.line] if mark.line < len(text.splitlines()) else ""
    if "\t" in line:
        return f"第 {mark.line + 1} 行：用了 Tab 键缩进。请改用空格。"
    quoted = f"（{line.strip()[:40]}）" if line.strip() else ""
    return (
        f"第 {mark.line + 1} 行附近：YAML 写法有误{quoted}。"
        "请检查缩进是否对齐、冒号后有没有空格、引号和括号是否成对。"
    )

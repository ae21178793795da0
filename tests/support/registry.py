"""Windows' registry, as far as xlsheet asks it: a stand-in for winreg where there is none."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Iterator


class Registry(types.ModuleType):
    """winreg, as far as it is asked: keys are paths."""

    HKEY_CURRENT_USER, REG_SZ, REG_DWORD = 1, 1, 4

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, object]] = {}

    @contextlib.contextmanager
    def OpenKey(self, root: int, path: str) -> Iterator[str]:  # noqa: N802
        if not any(key == path or key.startswith(f"{path}\\") for key in self.keys):
            raise FileNotFoundError(path)
        yield path

    @contextlib.contextmanager
    def CreateKey(self, root: int, path: str) -> Iterator[str]:  # noqa: N802
        self.keys.setdefault(path, {})
        yield path

    def DeleteKey(self, root: int, path: str) -> None:  # noqa: N802
        del self.keys[path]

    def SetValueEx(self, key: str, name: str, _: int, kind: int, value: object) -> None:  # noqa: N802
        self.keys[key][name] = value

    def QueryValueEx(self, key: str, name: str) -> tuple[object, int]:  # noqa: N802
        if name not in self.keys[key]:
            raise FileNotFoundError(name)
        return self.keys[key][name], self.REG_SZ

    def _children(self, key: str) -> list[str]:
        return [path.removeprefix(f"{key}\\") for path in self.keys if path.startswith(f"{key}\\")]

    def QueryInfoKey(self, key: str) -> tuple[int]:  # noqa: N802
        return (len(self._children(key)),)

    def EnumKey(self, key: str, number: int) -> str:  # noqa: N802
        return self._children(key)[number]

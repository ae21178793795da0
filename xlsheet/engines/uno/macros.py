"""Run a Basic macro that an open document carries."""

from __future__ import annotations

from typing import Any, Final

_URL: Final = "vnd.sun.star.script:{library}.{module}.{name}?language=Basic&location=document"


def run_macro(document: Any, name: str, args: tuple[Any, ...]) -> Any:
    """What the macro returns; `name` is `Module.Name`, or `Name` alone; KeyError where there is none."""
    module, _, macro = name.rpartition(".")
    library, module = _place(document, module, macro)
    url = _URL.format(library=library, module=module, name=macro)
    result, _, _ = document.getScriptProvider().getScript(url).invoke(args, (), ())
    return result


def _place(document: Any, module: str, macro: str) -> tuple[str, str]:
    """Library and module of a macro. Workbooks of Excel keep theirs in the library VBAProject."""
    libraries = document.BasicLibraries
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        modules = libraries.getByName(library)
        for found in modules.ElementNames:
            source = modules.getByName(found).lower()
            wanted = not module or found.lower() == module.lower()
            if wanted and any(f"{kind} {macro.lower()}" in source for kind in ("sub", "function")):
                return library, found
    raise KeyError(f"工作簿里没有宏“{macro}”。")

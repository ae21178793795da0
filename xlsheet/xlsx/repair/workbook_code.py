"""The template's macros, code names, ribbon and buttons, put back where a program lost them on saving.

LibreOffice Calc writes the VBA project anew, with references that the template does not have, and drops
the code names that tie the workbook and its sheets to the project's modules, and the colours of lines that
conditional formats draw. A ledger is known to have
been through that by its workbook having no code name. ONLYOFFICE drops ribbon and buttons.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from xlsheet.dictionary.tables import HOME_SHEET, TABLES, Table
from xlsheet.resources import TEMPLATE
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.repair.border_colors import lines_colored
from xlsheet.xlsx.repair.home_buttons import buttons_put_back, has_calc_buttons, has_no_buttons

PROJECT: Final = "xl/vbaProject.bin"
_WORKBOOK: Final = "xl/workbook.xml"
_WORKBOOK_LINKS: Final = "xl/_rels/workbook.xml.rels"
_ROOT_LINKS: Final = "_rels/.rels"
_APPLICATION: Final = "docProps/app.xml"
_EXCEL: Final = b"<Application>Microsoft"
_TYPES: Final = "[Content_Types].xml"
_STYLES: Final = "xl/styles.xml"

_WITH_MACROS: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PROJECT_TYPE: Final = (
    b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
)
_PROJECT_LINK: Final = (
    b'<Relationship Id="rIdMacros" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
    b' Target="vbaProject.bin"/>'
)
_CODE_NAME: Final = re.compile(rb'<(?:workbookPr|sheetPr)\b[^<>]*\bcodeName="(\w+)"')
_PROPERTIES: Final = re.compile(rb"<(workbookPr|sheetPr)\b")
_BEFORE_PROPERTIES: Final = re.compile(
    rb"<(?:workbook|worksheet)\b[^<>]*>\s*(?:<fileVersion\b[^<>]*/>\s*)?(?:<fileSharing\b[^<>]*/>\s*)?"
)
_RIBBON_LINK: Final = re.compile(rb'<Relationship\b[^<>]*ui/extensibility" Target="([^"]+)"/>')

_EARLIER: Final = frozenset({"fc78d24edf55f83f48cd48d4c4fef031e49a96bf935e601d16b30ff04fbf175d"})
"""SHA-256 of the modules of earlier templates, which are ours as well: Bridge, until clicks had a helper."""

MACROS, NAMES, RIBBON, BUTTONS = "宏", "代码名", "功能区", "首页按钮"


def lost(package: Package) -> list[str]:
    """What a program that saved the ledger lost of the template, in words for people; nothing for a
    workbook without macros, which is no ledger of ours to mend."""
    return list(_lost(package)) if _WITH_MACROS in package.part(_TYPES) else []


def mended(package: Package) -> Package:
    """The workbook with what was lost put back; the same one where nothing was.

    A VBA project that holds anything of the user's is never replaced (`foreign_modules`).
    """
    missing = lost(package)
    if not missing:
        return package
    changed: dict[str, bytes] = {}
    gone: set[str] = set()
    if BUTTONS in missing:
        changed, gone = buttons_put_back(*_homes(package))
    if NAMES in missing:
        for part, name in _code_names(package):
            changed[part] = _named(changed.get(part) or package.part(part), name)
        styles = package.part(_STYLES)
        colored = lines_colored(styles, _template().part(_STYLES))
        changed |= {_STYLES: colored} if colored != styles else {}
    if MACROS in missing:
        changed |= _project_put_back(package)
    if RIBBON in missing:
        changed |= _ribbon_put_back(package)
    types = changed.get(_TYPES) or package.part(_TYPES)
    for part in gone:
        types = re.sub(rb'<Override PartName="/%s"[^<>]*/>' % re.escape(part.encode()), b"", types)
    changed[_TYPES] = types
    return Package(package.rewritten(changed, gone))


def foreign_modules(package: Package) -> list[str]:
    """The modules with code that isn't the template's. A project that cannot be read counts as foreign."""
    if PROJECT not in package.names():
        return []
    from xlsheet.xlsx.repair.vba_sources import ERRORS  # olefile: late, as few ledgers need it

    ours = _sources(_template().part(PROJECT))
    try:
        found = _sources(package.part(PROJECT))
    except ERRORS:
        return [PROJECT]
    theirs = {name: source for name, source in found.items() if source and ours.get(name) != source}
    return sorted(name for name, source in theirs.items() if _digest(source) not in _EARLIER)


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def template_part(name: str) -> bytes:
    """A part of the template."""
    return _template().part(name)


def code_name(table: Table) -> str:
    """The name that a table's sheet has in the template's VBA project."""
    place = _template().place(table)
    name = _CODE_NAME.search(_template().part(place.sheet_part)) if place else None
    return name[1].decode() if name else ""


def _lost(package: Package) -> Iterator[str]:
    names = package.names()
    nameless = not _CODE_NAME.search(package.part(_WORKBOOK))
    if PROJECT not in names or (nameless and _rewritten(package)):
        yield MACROS
    if nameless:
        yield NAMES
    if HOME_SHEET in package.sheets and _lost_buttons(package, nameless):
        yield BUTTONS
    links = package.part(_ROOT_LINKS)
    if any(part not in names or part.encode() not in links for part in _ribbon()):
        yield RIBBON


def _lost_buttons(package: Package, nameless: bool) -> bool:
    """Whether Calc changed the home sheet's buttons, or another program left all of them out. Buttons that
    are gone from a workbook that Excel saved are its user's doing."""
    if nameless and has_calc_buttons(*_homes(package)):
        return True
    by_excel = _APPLICATION not in package.names() or _EXCEL in package.part(_APPLICATION)
    return not by_excel and has_no_buttons(package, package.sheets[HOME_SHEET])


def _homes(package: Package) -> tuple[Package, str, Package, str]:
    """The workbook with its home sheet's part, and the template with its."""
    return package, package.sheets[HOME_SHEET], _template(), _template().sheets[HOME_SHEET]


def _rewritten(package: Package) -> bool:
    """Whether the project is another program's version of the template's, and nobody else's."""
    return package.part(PROJECT) != _template().part(PROJECT) and not foreign_modules(package)


def _code_names(package: Package) -> Iterator[tuple[str, bytes]]:
    """The parts that lack a code name, and the name that the template gives them."""
    pairs = [(_WORKBOOK, _WORKBOOK)]
    if HOME_SHEET in package.sheets:
        pairs.append((package.sheets[HOME_SHEET], _template().sheets[HOME_SHEET]))
    for table in TABLES:
        place, original = package.place(table), _template().place(table)
        if place is not None and original is not None:
            pairs.append((place.sheet_part, original.sheet_part))
    for part, original_part in pairs:
        name = _CODE_NAME.search(_template().part(original_part))
        if name and not _CODE_NAME.search(package.part(part)):
            yield part, name[1]


def _named(part: bytes, name: bytes) -> bytes:
    changed, count = _PROPERTIES.subn(rb'<\1 codeName="%s"' % name, part, count=1)
    if count:
        return changed
    element = b"workbookPr" if b"<workbook" in part else b"sheetPr"
    return _BEFORE_PROPERTIES.sub(rb'\g<0><%s codeName="%s"/>' % (element, name), part, count=1)


def _project_put_back(package: Package) -> dict[str, bytes]:
    changed = {PROJECT: _template().part(PROJECT)}
    types, links = package.part(_TYPES), package.part(_WORKBOOK_LINKS)
    if b"vnd.ms-office.vbaProject" not in types:
        changed[_TYPES] = types.replace(b"</Types>", _PROJECT_TYPE + b"</Types>")
    if b"relationships/vbaProject" not in links:
        changed[_WORKBOOK_LINKS] = links.replace(b"</Relationships>", _PROJECT_LINK + b"</Relationships>")
    return changed


def _ribbon_put_back(package: Package) -> dict[str, bytes]:
    """Both editions' parts, where they are missing, and the links that lead to them."""
    links, template_links = package.part(_ROOT_LINKS), _template().part(_ROOT_LINKS)
    changed = {part: _template().part(part) for part in _ribbon() if part not in package.names()}
    wanted = [m[0] for m in _RIBBON_LINK.finditer(template_links) if m[1] not in links]
    changed[_ROOT_LINKS] = links.replace(b"</Relationships>", b"".join(wanted) + b"</Relationships>")
    return changed


def _ribbon() -> list[str]:
    return [name for name in _template().names() if name.startswith("customUI/")]


@cache
def _template() -> Package:
    return Package(TEMPLATE.read_bytes())


def _sources(project: bytes) -> dict[str, str]:
    """Module -> its source; line ends and blanks at lines' ends make no difference."""
    from xlsheet.xlsx.repair.vba_sources import module_sources

    sources = module_sources(project)
    return {
        name: "\n".join(line.rstrip() for line in source.splitlines()).strip()
        for name, source in sources.items()
    }

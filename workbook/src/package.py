"""Finish the package that XlsxWriter made: put the ribbon in, and write every part the same way each time."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from ribbon import EDITIONS, ribbon_xml

_ROOT_RELATIONSHIPS: Final = "_rels/.rels"
_HOME_PART: Final = "xl/worksheets/sheet1.xml"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CALIBRI, _YAHEI = 'face="Calibri"', 'face="微软雅黑"'


def finish(raw: Path, target: Path) -> None:
    """Write the package `raw` to `target`, with the ribbon's two parts."""
    with zipfile.ZipFile(raw) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for number, (part, (namespace, relationship)) in enumerate(EDITIONS.items(), start=1):
        link = f'<Relationship Id="rIdRibbon{number}" Type="{relationship}" Target="{part}"/>'
        parts[_ROOT_RELATIONSHIPS] = parts[_ROOT_RELATIONSHIPS].replace(
            b"</Relationships>", link.encode() + b"</Relationships>"
        )
        parts[part] = ribbon_xml(namespace)
    parts[_HOME_PART] = _without_results(parts[_HOME_PART])
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            package.writestr(info, _buttons_in_chinese(name, content))


def _without_results(sheet: bytes) -> bytes:
    """Formulas without a stored result: LibreOffice shows a stored one as it is, and ours are only
    XlsxWriter's zeros."""
    return re.sub(rb"</f><v>[^<]*</v>", b"</f>", sheet)


def _buttons_in_chinese(name: str, content: bytes) -> bytes:
    """XlsxWriter gives every button's text a font that has no Chinese characters."""
    if "vmlDrawing" in name:
        return content.replace(_CALIBRI.encode(), _YAHEI.encode())
    return content

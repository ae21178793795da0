"""Packages whose workbook is not in `xl/`: legal, written by some programs, and unknown to readers."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from xlsheet.grids.packages import UntrustedPackage

_ROOT: Final = "_rels/.rels"
_WORKBOOK: Final = re.compile(rb"""<[^<>]*Type=["'][^"']*/officeDocument["'][^<>]*>""")
_TARGET: Final = re.compile(rb"""Target=["']/?([^"']+)["']""")
_ABSOLUTE: Final = re.compile(rb"""((?:PartName|Target)=["'])/(?!docProps/|_rels/)""")
_STAYS: Final = ("[Content_Types].xml", _ROOT, "docProps/")


def with_usual_names(raw: bytes, package: UntrustedPackage) -> bytes:
    """The package with its workbook in `xl/`, the same bytes where it is there. Raises Refused."""
    if "xl/workbook.xml" in package.names or "xl/workbook.bin" in package.names or _ROOT not in package.names:
        return raw
    relations = package.part(_ROOT)
    relation = _WORKBOOK.search(relations)
    target = _TARGET.search(relation[0]) if relation else None
    if target is None or target[1].decode("utf-8", "replace") not in package.names:
        return raw
    folder = target[1].decode().rpartition("/")[0]
    old = f"{folder}/" if folder else ""
    moved = io.BytesIO()
    with zipfile.ZipFile(moved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in package.names:
            if name.endswith("/"):
                continue
            part = package.part(name)
            stays = name.startswith(_STAYS) or not name.startswith(old)
            if name.endswith((".rels", "[Content_Types].xml")):
                part = _ABSOLUTE.sub(rb"\1/xl/", part.replace(f'"/{old}'.encode(), b'"/'))
            if name == _ROOT:
                part = relations.replace(target[0], b'Target="xl/workbook.xml"')
            archive.writestr(name if stays else f"xl/{name.removeprefix(old)}", part)
    return moved.getvalue()

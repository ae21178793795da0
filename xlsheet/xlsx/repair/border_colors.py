"""The colours of lines that conditional formats draw: Calc leaves them out on saving, and they turn black."""

from __future__ import annotations

import re
from typing import Final

_FORMATS: Final = re.compile(rb"<dxfs\b.*?</dxfs>", re.DOTALL)
_COLOR: Final = re.compile(rb'<(?:left|right|top|bottom) style="\w+"><color rgb="(\w+)"/>')
_COLORLESS: Final = re.compile(rb'<(left|right|top|bottom) style="(\w+)"(?:/>|></\1>)')


def lines_colored(styles: bytes, template_styles: bytes) -> bytes:
    """The styles with the template's colour wherever a conditional format draws a line without one."""
    found = _FORMATS.search(template_styles)
    color = _COLOR.search(found[0]) if found else None
    if color is None:
        return styles
    line = rb'<\1 style="\2"><color rgb="%s"/></\1>' % color[1]
    return _FORMATS.sub(lambda formats: _COLORLESS.sub(line, formats[0]), styles, count=1)

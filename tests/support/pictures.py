"""Small pictures to put into workbooks."""

from __future__ import annotations

import io


def red_square() -> io.BytesIO:
    """A picture of a few pixels."""
    from PIL import Image as Pixels

    content = io.BytesIO()
    Pixels.new("RGB", (4, 4), "red").save(content, "PNG")
    content.seek(0)
    return content

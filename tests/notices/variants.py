"""The ways in which one and the same notice reaches an office: encodings, pages, Word's own devices."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx

from notices import containers, word
from notices.sample import Sample

_WIDTH, _LINES_A_PAGE = 30, 22
_FOOTERS = ("- {n} -", "第{n}页 共{all}页", "{n} / {all}", "{n}", "—{n}—")
_INDENT = "　　"

Write = Callable[[Sample, Path], None]


@dataclass(frozen=True)
class Variant:
    """A way to keep a notice; `of` tells which samples can be kept so."""

    name: str
    suffix: str
    write: Write
    of: Callable[[Sample], bool]

    def make(self, sample: Sample, folder: Path) -> Path:
        path = folder / f"{sample.name}-{self.name}.{self.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write(sample, path)
        return path


def _is_text(sample: Sample) -> bool:
    return not sample.has_tables and not sample.raw


def _not_raw(sample: Sample) -> bool:
    """Whether it goes into a container with paragraphs: lines broken in their midst are none."""
    return not sample.raw and sample.head.get("broken_lines") != "yes"


def _merged_nowhere(sample: Sample) -> bool:
    """Whether plain text says it all: in a .csv nobody sees that a cell reached further down."""
    return sample.raw or "| ^ |" not in sample.source


def _can_count(sample: Sample) -> bool:
    return _is_text_of_paragraphs(sample) and sample.code != "number_in_text"


def _is_text_of_paragraphs(sample: Sample) -> bool:
    return _is_text(sample) and _not_raw(sample)


def _in_rows(sample: Sample) -> bool:
    """Whether the tasks stand in tables and nowhere else."""
    return sample.has_tables and not sample.raw


def _encoded(encoding: str) -> Write:
    def write(sample: Sample, path: Path) -> None:
        text = sample.source if sample.raw else containers.as_text(sample)
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))

    return write


def _lines(sample: Sample, *, wrapped: bool) -> list[str]:
    """The lines as a page has them, each paragraph's first one indented where they are wrapped."""
    lines = []
    for paragraph in sample.source.split("\n"):
        text = paragraph.strip()
        if not wrapped or not text:
            lines.append(paragraph)
            continue
        text = _INDENT + text
        lines += [text[i : i + _WIDTH] for i in range(0, len(text), _WIDTH)]
    return lines


def _paged(sample: Sample, lines: list[str], footer: str) -> str:
    """On pages, each with its number below and, from the second on, the title above."""
    title = next(line.strip() for line in lines if line.strip())
    pages = [lines[i : i + _LINES_A_PAGE] for i in range(0, len(lines), _LINES_A_PAGE)]
    text = []
    for n, page in enumerate(pages, start=1):
        text += [*([title] if n > 1 else []), *page, "", footer.format(n=n, all=len(pages)), ""]
    return "\n".join(text)


def _on_pages(*, wrapped: bool) -> Write:
    def write(sample: Sample, path: Path) -> None:
        footer = _FOOTERS[sum(map(ord, sample.name)) % len(_FOOTERS)]
        path.write_text(_paged(sample, _lines(sample, wrapped=wrapped), footer), encoding="utf-8")

    return write


def _blank_lines(sample: Sample, path: Path) -> None:
    path.write_text("\n\n".join(sample.source.split("\n")), encoding="utf-8")


def _zipped(sample: Sample, path: Path) -> None:
    inner = containers.write_plain(sample, path.with_name(f"{path.stem}-inner"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, f"通知/{inner.name}")
    inner.unlink()


def _docx(change: Callable[[docx.document.Document], None]) -> Write:
    """A plain .docx, to which something is done."""

    def write(sample: Sample, path: Path) -> None:
        containers.write(sample, path)
        document = docx.Document(str(path))
        change(document)
        document.save(str(path))

    return write


def _moved_down(sample: Sample, path: Path) -> None:
    """A workbook whose table begins at C4, below a title and a unit's line, with a hidden helper sheet."""
    shifted = [
        line if not line.startswith("|") else f"| | | {line.strip().strip('|')} |"
        for line in sample.source.split("\n")
    ]
    text = "\n".join(["填报单位：督查室", "", *shifted])
    containers.write(Sample(sample.name, sample.head, text, sample.truth), path)


VARIANTS = {
    variant.name: variant
    for variant in (
        Variant("gbk", "txt", _encoded("gb18030"), _merged_nowhere),
        Variant("utf16", "txt", _encoded("utf-16"), _merged_nowhere),
        Variant("bom", "txt", _encoded("utf-8-sig"), _merged_nowhere),
        Variant("wrapped", "txt", _on_pages(wrapped=True), _is_text),
        Variant("pages", "txt", _on_pages(wrapped=False), _is_text),
        Variant("blank_lines", "txt", _blank_lines, _is_text),
        Variant("docx", "docx", containers.write, _not_raw),
        Variant("auto_numbers", "docx", _docx(word.number_automatically), _can_count),
        Variant("tracked", "docx", _docx(word.track_changes), _not_raw),
        Variant("controls", "docx", _docx(word.put_into_controls), _not_raw),
        Variant("text_boxes", "docx", _docx(word.put_into_text_boxes), _is_text_of_paragraphs),
        Variant("split_runs", "docx", _docx(word.split_runs), _not_raw),
        Variant("xlsx", "xlsx", containers.write, _not_raw),
        Variant("xls", "xls", containers.write, _in_rows),
        Variant("et", "et", lambda s, p: containers.WRITERS["xls"](s, p), _in_rows),
        Variant("csv", "csv", containers.write, lambda s: _in_rows(s) and _merged_nowhere(s)),
        Variant("html", "html", containers.write, _not_raw),
        Variant("moved", "xlsx", _moved_down, _in_rows),
        Variant("zip", "zip", _zipped, lambda _: True),
    )
}
CONVERTED = {
    "doc": ("docx", "doc", _not_raw),
    "wps": ("docx", "doc", _not_raw),
    "rtf": ("docx", "rtf", _not_raw),
    "odt": ("docx", "odt", _not_raw),
    "ods": ("xlsx", "ods", _in_rows),
    "pdf": ("docx", "pdf", _not_raw),
    "sheet_pdf": ("xlsx", "pdf", _in_rows),
}
"""Ending -> what LibreOffice makes it of, and in which of its formats."""

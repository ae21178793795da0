"""Findings about tables written for other systems."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import WARNING, Code

EXPORT_FORMULA: Final = Code(
    "export_formula",
    WARNING,
    "文字会被当成公式",
    "“{column}”有 {count} 格文字以 =、+、-、@ 开头，原样写进了 CSV；直接双击打开，Excel 会当成公式。"
    "给 Excel 用时请从“数据—从文本/CSV”导入，并把这一列设为文本。",
)

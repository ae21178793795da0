"""Findings about a returned value."""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Code

PERCENT_UNCLEAR: Final = Code(
    "percent_forms",
    WARNING,
    "百分比写法",
    "“{value}”按{taken}理解，请核对；建议写成 100% 或 1% 的样子。",
)
PERCENT_TINY: Final = Code(
    "percent_forms",
    WARNING,
    "百分比写法",
    "这一格是{taken}，已照此接收。请核对是不是{meant}：在百分比格式的格子里填 0.6 就是 0.6%，应填 60%。",
)
PERCENT_NORMALISED: Final = Code("percent_forms", INFO, "百分比写法", "“{value}”已理解为{taken}。")
PERCENT_VAGUE: Final = Code(
    "percent_vague", WARNING, "百分比不确切", "“{value}”取{taken}。请填确切的数字，例如 60%。"
)
PERCENT_NOT_NUMBER: Final = Code(
    "percent_vague", ERROR, "百分比不确切", "“{value}”不是百分比，请填 0–100 的数字，例如 60%。"
)
DATE_NORMALISED: Final = Code("date_forms", INFO, "日期写法", "“{value}”已理解为{taken}。")
DATE_VAGUE: Final = Code(
    "date_vague", WARNING, "日期不确切", "“{value}”{taken}。请填确切的日期，例如 2020-07-05。"
)
DATE_WRONG: Final = Code(
    "date_wrong", ERROR, "日期不对", "“{value}”不是合理的日期，请填 2020-07-05 这样的日期。"
)
STATUS_NORMALISED: Final = Code("status_words", INFO, "状态写法", "“{value}”已理解为“{taken}”。")
TEXT_COPIED: Final = Code(
    "text_copied", WARNING, "雷同", "进展情况与{other}有{share}相同，记为雷同。请写本月的新进展。"
)
TEXT_TOO_LONG: Final = Code(
    "text_long",
    ERROR,
    "文字过长",
    "“{column}”有 {length} 字，一个单元格最多放 {limit} 字，此行未接收。请精简。",
)
TEXT_STRUCK: Final = Code(
    "text_struck",
    WARNING,
    "有划掉的字",
    "“{column}”里的“{value}”画了删除线，没有接收，接收的是“{left}”。请核对。",
)
TEXT_ALL_STRUCK: Final = Code(
    "text_struck",
    WARNING,
    "有划掉的字",
    "“{column}”整格“{value}”画了删除线，已照原样接收。如果是作废的，请删去或改正后重新报送。",
)
TEXT_DIRTY: Final = Code("text_dirty", INFO, "有看不见的字符", "“{column}”里的{what}已去掉，存为“{taken}”。")
NUMBER_TEXT: Final = Code("number_text", INFO, "数字存成文字", "“{column}”里的“{value}”存为文字“{taken}”。")
FORMULA_LIKE: Final = Code(
    "formula_like", INFO, "像公式的文字", "“{value}”以“{start}”开头，按文字保存，不会当公式计算。"
)
FORMULA_ERROR: Final = Code("formula", ERROR, "公式", "“{column}”是公式，结果是 {value}。请改成文字或数字。")
FORMULA_UNSTORED: Final = Code(
    "formula",
    ERROR,
    "公式",
    "“{column}”是公式（{value}），文件里没有存它的结果。请改成文字或数字，或用 Excel 打开、保存后重新报送。",
)
FORMULA_STORED: Final = Code("formula", INFO, "公式", "“{column}”是公式，按它的结果“{value}”接收。")

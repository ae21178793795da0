"""What stands under the last task and belongs to the letter: 主办：, 抄送：, date and printing line."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = "主办 督办 承办 抄送 抄报 主送 分送 报送 发送 附件 附表 联系人 联系电话".split()
_LABELLED: Final = "|".join("[ \n]*".join(word) for word in _WORDS)
_FIGURES: Final = "[0-9０-９〇○零一二三四五六七八九十]"
_DATE: Final = f"{_FIGURES}{{4}} ?年 ?{_FIGURES}{{1,3}} ?月 ?{_FIGURES}{{1,3}} ?日"
_TAIL: Final = re.compile(
    rf"\n(?:(?:{_LABELLED})[ \n]*(?:[：:]|\d)"
    rf"|(?:[^\n]{{2,20}}(?:办公厅|办公室|人民政府|委员会)(?:\n| +))?{_DATE} ?(?:印发)?[ \n]*(?:\n|$)"
    r"|（此件[^\n]{2,12}）)"
)


def cut_tail(text: str) -> str:
    """The last field without the letter's tail, as far as there is one."""
    match = _TAIL.search(text)
    return text[: match.start()] if match else text

"""Whether words can be the name of a unit at all: what can't is for a person to read, never a unit."""

from __future__ import annotations

import re
from typing import Final

from xlsheet.units.names import is_bare_place, is_complete

LONGEST: Final = 26
"""Letters of the longest name that is believed without a registry; bodies with a purpose in it take more."""
_LONGEST_BODY: Final = 44

_BODY: Final = re.compile("(?:领导小组|指挥部|委员会|联席会议|专班).{0,10}$")
_NO_BODY: Final = re.compile("[外内干全各]部$|[机社协大]?会议$|(?:议|机)会$|[^、]院落$")

_MARKS: Final = re.compile(r"[。．.！？!?：:；;“”\"《》〈〉…%％+=*#@~～\d０-９①-⑳|｜]")
_BRACKETS: Final = str.maketrans("(〔[【)〕]】", "（（（（））））")
_ALIAS: Final = re.compile("（[^（）]*）$")
_LATIN: Final = re.compile("[A-Za-z]")
_BEGINS: Final = re.compile(
    "^(?:完成|加快|推进|推动|实现|确保|建立|建成|新建|改建|扩建|开展|落实|力争|按照?|将|把|并|对|"
    "及时|持续|全面|全力|深入|进一步|大力|积极|"
    "不断|努力|加大|加强|做好|抓好|制定|制订|出台|启动|组织|引导|支持|鼓励|争取|提升|提高|打造|"
    "优化|完善|健全|严格|在|于|每|其中|同时|通过|"
    "根据|围绕|结合|年底|年内|月底|长期|全年|上半年|下半年|第[一二三四]季度|一季度|二季度|三季度|"
    "四季度|到|以|与|和|及|等|的|是|为|已|未|暂|无|待|"
    "如|应|需|要|请|这|该|此|本项|本表|注|共|约|达|超过|不少于|不低于|由|会同|经|从|至)"
)
_SENTENCE: Final = re.compile(
    "[的了]|(?:前|底|末)完成|完成|(?:达到|超过|增长|下降|不少于|不低于|以上|以下|左右|以内|"
    "按时序|进行|负责|牵头|配合|协办|尚未|已经|应当|必须|力争)"
)
_CORE: Final = re.compile(
    "(?:[局委办厅院署会]|[^外内干全]部|公司|集团|政府|管委会|中心|[支总大]队|[^各]股|法院|检察院|"
    "大学|学院|学校|研究[院所]|医院|银行|指挥部|领导小组|专班|"
    "街道|镇|乡|开发区|高新区|园区|新区|妇联|文联|残联|侨联|工商联|科协|红十字会|海关|协会|联社)$"
)
_SHORT_NAMES: Final = frozenset(
    "移动 联通 电信 铁塔 邮政 人行 供电 税务 气象 消防 公安 交警 城管 环保 水务 工会 科协 "
    "妇联 残联 工商联 团委 "
    "人大 政协 纪委 监委 法院 检察院 武装部 统计 国资 电力 燃气 中国移动 中国联通 中国电信 中国铁塔 中国邮政 "
    "三大运营商 通信运营商 运营商 银保监 烟草 石油 中石油 中石化 国网 南网 农行 工行 建行 中行 "
    "农发行 国开行 农商行".split()
)
_LEVEL: Final = re.compile("^(?:全?[省市县区州旗镇乡盟]|自治[区州县旗]|国家|中央|各)")
_MORE_ENDS: Final = re.compile(
    "(?:分局|[^门百]科|股|联|村|屯|社区|乡镇|镇街|专班|基地|联盟|电信|移动|联通|邮政|电力|铁塔|"
    "税务|消防|口岸|海关|学院|学校|医院|[协商]会|联社|高校|铁路|港|机场|车站|景区|片区|城|湾|岛|学|报)$"
)


def plausible(name: str) -> bool:
    """Whether a name may be that of a unit: no sentence, number, verb or half of a bracket is in it."""
    bare = name.translate(_BRACKETS)
    if bare.count("（") != bare.count("）"):
        return False
    bare = _ALIAS.sub("", bare) or bare
    if not 2 <= len(bare) <= LONGEST and not (len(bare) <= _LONGEST_BODY and _BODY.search(bare)):
        return False
    if _MARKS.search(bare) or _NO_BODY.search(bare):
        return False
    if bare in _SHORT_NAMES:
        return True
    if _BEGINS.match(bare) or _SENTENCE.search(bare):
        return bool(_CORE.search(bare)) and not _SENTENCE.search(bare) and len(bare) <= 14
    if is_complete(bare) or is_bare_place(bare) or _MORE_ENDS.search(bare):
        return True
    return bool(_LEVEL.match(bare)) and len(bare) <= 10 and not _LATIN.search(bare)


def surely(name: str) -> bool:
    """Whether a name standing alone, with nothing that says so, is that of a unit (市教育局, 金水区政府)."""
    bare = _ALIAS.sub("", name.translate(_BRACKETS))
    return plausible(name) and bool(_CORE.search(bare)) and not _BEGINS.match(bare)

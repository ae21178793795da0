"""Names of leaders in a printed field."""

from __future__ import annotations

import re
from typing import Final

_DIVIDERS: Final = re.compile("[、，,；;/\\s]+")
_CJK: Final = re.compile("[\u3400-\u9fff]")
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅"
    "方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原"
    "燕楚鄢木扶奚皮郜宣栗伏昌海"
)
_BESIDE: Final = re.compile("[（(][^（）()]*[）)]$|(?:副?[市县区州省镇乡]长|副?书记|副?主任|局长|秘书长)$")
_ONLY_TITLE: Final = re.compile(
    "[^、，,]{0,12}(?:[市县区州省镇乡]长|书记|主任|局长|部长|主席|秘书长|调研员|巡视员|常委|党组成员|党委委员)"
)
_TITLE: Final = re.compile(
    "^(?:中共)?(?:[\u4e00-\u9fff]{0,4}?(?:市|县|区|州|省|镇)?(?:委|政府|人大|政协))?(?:党委|"
    "党组)?(?:常委会?|常务|党组)?(?:成员)?、?"
    "(?:副?(?:市|县|区|州|省|镇|乡|盟|旗)长|副?书记|副?主任|副?主席|副?秘书长|副?局长|副?部长|"
    "部长|处长|科长|院长|校长|经理|同志|总督学|巡视员|调研员)"
)


def person(word: str) -> str:
    """The name of a person in a piece of a list (副市长韩晓同志 -> 韩晓), empty where it is none's."""
    name = _BESIDE.sub("", _TITLE.sub("", word.strip())).removesuffix("同志")
    if "·" in name:
        return name if len(name) <= 15 else ""
    long_enough = 2 <= len(name) <= 3 or (len(name) == 4 and name[:2] in ("欧阳", "司马", "上官", "诸葛"))
    return name if long_enough and name[0] in _SURNAMES and all(_CJK.match(c) for c in name) else ""


def split_leaders(text: str) -> tuple[str, ...]:
    """The names, in their order. 王 伟 is one name: two-character names are often set wide."""
    names: list[str] = []
    half = False
    text = re.sub("[（(][^（）()]*[）)]", "", text)
    for word in filter(None, _DIVIDERS.split(text.strip("。 "))):
        single = len(word) == 1 and bool(_CJK.match(word))
        if single and half:
            names[-1] += word
        else:
            names.append(word)
        half = single and not half
    told = (person(name) or name for name in names if not _ONLY_TITLE.fullmatch(name))
    return tuple(dict.fromkeys(told))

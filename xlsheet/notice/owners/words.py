"""The words by which notices label what they say of a task: in lines, brackets and headers of columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from itertools import product
from typing import Final


class Field(Enum):
    """What a label or a column's header announces."""

    NUMBER = "number"
    SECTION = "section"
    COARSE = "content, the coarser one where there are two"
    CONTENT = "content"
    LEADERS = "leaders"
    LEAD = "lead units"
    RESPONSIBLE = "responsible units"
    OWNERS = "units, told apart by verbs"
    DEADLINE = "deadline"
    GOAL = "overall goal"
    MEASURES = "measures"
    STAGES = "stage goals"
    NOTE = "another thing, kept with its label"


UNIT_FIELDS: Final = (Field.LEAD, Field.RESPONSIBLE, Field.OWNERS)
PROSE_FIELDS: Final = (Field.MEASURES, Field.STAGES, Field.GOAL, Field.NOTE)
OWNER_FIELDS: Final = (*UNIT_FIELDS, Field.LEADERS, Field.DEADLINE)

_BODIES: Final = (
    "单位 办公室 部门 科室 处室 股室 站所 站办 办所 村居 村 社区 处 "
    "机构 主体 局办 委办局 局委办 乡镇 镇街 地区 市州 "
    "市直部门 县直部门 区直部门".split()
)
_LEADING: Final = (
    "牵头 牵头责任 责任牵头 总牵头 主办 主责 主要责任 首要责任 第一责任 牵头领导 牵头负责 主要牵头 "
    "牵头整改 整改牵头 牵头办理"
).split()
_WORKING: Final = (
    "责任 办理 整改 配合 协办 协同 协助 协作 参加 参与 实施 落实 承办 承担 执行 会办 联办 配合责任 责任配合 "
    "具体责任 实施责任 责任落实 落实责任 承办责任 相关责任 协同责任 主管 行业主管 具体实施 组织实施 "
    "完成 建设 负责 参与配合 配合参与 相关 成员 任务 具体承办 直接责任 协同配合"
).split()
_PERSONS: Final = (
    "领导 负责人 责任人 负责同志 负责领导 责任领导 市领导 县领导 区领导 州领导 省领导 "
    "副市长 副县长 副区长".split()
)
_OVERSEEING: Final = (
    "|责任|牵头|分管|主管|包保|领办|领衔|挂联|包联|包抓|包干|挂点|挂钩|挂帅|市级|县级|区级|州级|省级|镇级|市|县|"
    "区|州|主抓|配合|第一|直接|"
    "具体|主要|督办|挂牌|市级责任|县级责任|区级责任|市级分管|县级分管|区级分管|市级牵头|县级牵头|"
    "区级牵头|分管市|分管县|分管区|"
    "牵头市|牵头县|牵头区|市级包保|县级包保|区级包保|市级包联|县级包联|单位|部门"
).split("|")
_NO_LEADERS: Final = frozenset(
    "领导 市领导 县领导 区领导 州领导 省领导 负责人 副市长 副县长 副区长 负责同志".split()
)
_WHEN_DONE: Final = (
    "|完成|办结|办理|时间|时限|预计|计划|竣工|预计完成|计划完成|进度|整改|要求完成|最终完成|落实|交付|建成|"
    "答复|办复"
).split("|")
_TIMES: Final = "时限 时间 期限 节点 限期 日期 时限要求 时间要求 时间节点 时间安排".split()
_NO_TIMES: Final = frozenset("时间 日期 节点 时间时间 进度时间".split())

_WORDS: Final = {
    Field.NUMBER: "督办编号 交办编号 督办序号 "
    "序号 编号 任务编号 任务序号 项目编号 事项编号 序 项目序号 总序号 分序号",
    Field.SECTION: "类别 任务类别 工作类别 领域 工作领域 所属领域 板块 工作板块 篇章 章节 分类 "
    "任务分类 类型 项目类别 "
    "事项类别 一级任务 工作分类 方面 任务来源类别 项目类型 指标类别 重点领域",
    Field.COARSE: "项目名称 任务名称 事项名称 工作名称 重点工作 重点任务 工作事项 重点事项 实事项目 "
    "民生实事 实事名称 "
    "重点项目 主要工作 二级任务 工作项目 项目 事项 重点工作任务 实事事项 总体任务 任务 工作任务 "
    "督办事项 议定事项 改革事项 "
    "反馈问题 问题描述 具体问题 主要问题 问题表现 整改事项 整改任务 "
    "批示内容 考核内容 考核项目 考核指标 评价内容 测评内容 "
    "主要任务 目标任务 指标 指标名称 主要指标 任务事项 重大项目 重点工作事项 任务分工事项 "
    "案由 建议名称 提案名称",
    Field.CONTENT: "具体任务 任务内容 主要内容 具体内容 建设内容 工作内容 具体要求 具体事项 "
    "年度目标 年度任务 "
    "年度目标任务 具体工作 具体工作任务 工作要求 细化任务 三级任务 项目内容 实事内容 "
    "主要建设内容 建设内容及规模 "
    "建设规模及内容 任务描述 工作要点 内容 事项内容 具体目标任务 目标任务内容 年度工作任务 "
    "分解任务 工作目标任务 任务要求 "
    "项目建设内容 改革内容 任务分解 具体任务内容 重点任务内容 工作任务内容 年度建设内容 "
    "年度建设任务 主要任务内容",
    Field.GOAL: "工作目标 总体目标 目标 预期目标 预期成效 目标要求 年度工作目标 目标值 年度目标值 "
    "成果形式 预期成果 "
    "工作成效 完成标准 工作标准 验收标准 绩效目标 整改目标 整改要求",
    Field.MEASURES: "工作措施 主要措施 具体措施 推进措施 落实措施 保障措施 举措 工作举措 具体举措 "
    "主要举措 重点举措 措施 整改措施 改进措施 帮扶措施 "
    "推进计划 工作计划 实施步骤 工作步骤 推进举措 落实举措 主要工作措施 具体工作措施 "
    "工作思路 方法步骤 实施计划",
    Field.STAGES: "阶段目标 阶段性目标 进度安排 进度计划 时间进度 序时进度 季度目标 节点目标 年度计划 "
    "季度安排 工作进度 "
    "阶段任务 阶段性任务 进度目标 推进进度 时序进度 工作进度安排 季度进度 分季度目标 阶段安排 "
    "进度要求 时间进度安排 "
    "年度进度安排 分阶段目标 推进时序 工作节点 关键节点",
    Field.OWNERS: "部门分工 责任分工 任务分工 职责分工 工作分工 分工 责任单位及分工 分工安排 牵头及责任单位 "
    "牵头和责任单位 牵头和配合单位 牵头及配合单位 牵头（责任）单位 牵头（配合）单位 责任单位和分工",
    Field.DEADLINE: "时限 期限 时限要求 时间要求 时间节点 时间安排 完成节点 进度时限",
    Field.LEADERS: "督办领导 责任领导 分管领导 包抓领导 挂钩领导 联系领导 配合领导 责任人 第一责任人 负责人 "
    "市领导 县领导 区领导 州领导 省领导 镇领导 旗领导",
    Field.LEAD: "牵头 主责",
    Field.RESPONSIBLE: "配合 协办 参与 责任",
    Field.NOTE: "备注 说明 联系人 联络员 联系电话 电话 联系方式 项目地点 建设地点 投资 总投资 资金来源 "
    "完成情况 进展情况 "
    "目前进展 督办单位 督导单位 督查单位 责任督查 来源 任务来源 依据 开工时间 启动时间 存在问题 "
    "填报人 权重 分值 考核单位 评分办法 考核部门 交办日期 交办时间 办理结果 办理情况 "
    "反馈时限 反馈时间 反馈日期 "
    "报送时限 报送时间 上报时间 启动时限 "
    "建设性质 建设年限 实施地点 资金渠道 所需资金",
}
_BY_END: Final = (
    (("措施", "举措"), Field.MEASURES),
    (("内容", "要求"), Field.CONTENT),
    (("任务", "事项", "项目", "实事", "工程", "工作", "要点"), Field.COARSE),
    (("单位", "部门", "科室"), Field.RESPONSIBLE),
    (("领导", "责任人", "负责人"), Field.LEADERS),
    (("时限", "期限", "完成时间"), Field.DEADLINE),
    (("目标",), Field.GOAL),
)
"""What a header's last word tells where the whole is not known (攻坚任务, 改革举措)."""
_COUNT: Final = re.compile("(?:单位|部门|任务|项目|事项)(?:个|总)?数量?$")
"""How a column's header ends that counts: 牵头单位数 names none."""

_LONGEST_BY_END: Final = 8
_OVERSEERS: Final = re.compile("督办|督查|督导|监督|填报|报送|联系|协调|审核|评价|来源|批示|交办|签批|签发")
_UNITS_LABEL: Final = re.compile(
    "(?![本以上述各该这此])(?=.*(?:牵头|主办|主责|责任|办理|整改|承办|落实|配合|协同|协办))"
    "[\u4e00-\u9fff]{2,6}(?:单位|部门|科室|处室|站所|办所)"
)
_GRADES: Final = {"具体": 3, "细化": 3, "分解": 3, "三级": 3, "内容": 2, "要求": 2, "年度": 2}
_BLANKS: Final = re.compile(r"\s+")
_BESIDE: Final = re.compile(
    "（[^（）]*）$|^(?:20\\d\\d年度?|全年|本年度?|今年)(?=.)|[:*＊]|^[（(]?[一二三四五六1-6][)）、.]"
)
_STAGE_HEADER: Final = re.compile(
    "(?:第?[一二三四1-4]季度|[上下]半年|\\d{1,2}[-—~至]\\d{1,2}月份?|\\d{1,2}月(?:份|"
    "底)?)(?:.{0,2}(?:目标|计划|任务|进度|安排|节点|工作|完成).{0,6})?"
)
_LONGEST_NOTE: Final = 80
_NOTE: Final = re.compile(
    "注|说明|备注|[（(]注|(?:[（(](?=.*[）)][。.]?$))?(?:其中|以下|以上|本表|各?任务|每项|各项|上述|凡|责任单位|牵头单位|括号|排)"
)
_FIRST_LEADS: Final = re.compile(
    "[（(，,；;]?\\s*(?:排名|排|列|居)?(?:在|于)?(?:首位|第一位?|首个|最前面?)(?:的|者|责任|单位|"
    "部门)*(?:为|是|即为)?"
    "(?:牵头|主办|主责)(?:责任)?(?:单位|部门)?[）)]?"
)


ROLE_WORDS: Final = {
    **dict.fromkeys(("牵头", "牵头单位", "主办", "主办单位", "主责", "牵头部门", "主责单位"), Field.LEAD),
    **dict.fromkeys(
        (
            "配合 配合单位 责任 责任单位 协办 协办单位 参与 参加 协助 承办 承办单位 落实 实施 "
            "参与单位 配合部门 责任部门"
        ).split(),
        Field.RESPONSIBLE,
    ),
}
"""What a cell of its own says of the unit that stands beside it."""

ASSISTING: Final = re.compile("^(?:协同)?(?:配合|协办|协同|协助|协作|参加|参与|会办|联办)")
"""How labels begin that name who helps: whoever stands beside them leads."""


def _pairs(first: list[str], second: list[str]) -> Iterator[str]:
    return (a + b for a, b in product(first, second))


def _vocabulary() -> dict[str, Field]:
    words: dict[str, Field] = {}
    words |= dict.fromkeys((w for w in _pairs(_OVERSEEING, _PERSONS) if w not in _NO_LEADERS), Field.LEADERS)
    words |= dict.fromkeys((w for w in _pairs(_WHEN_DONE, _TIMES) if w not in _NO_TIMES), Field.DEADLINE)
    words |= dict.fromkeys(_pairs(_WORKING, _BODIES), Field.RESPONSIBLE)
    words |= dict.fromkeys(_pairs(_LEADING, _BODIES), Field.LEAD)
    for field, listed in _WORDS.items():
        words |= dict.fromkeys(listed.split(), field)
    return words


WORDS: Final = _vocabulary()
"""A label -> what it announces."""

IN_LISTS: Final = WORDS | {"主办": Field.LEAD, "承办": Field.RESPONSIBLE}
"""What a label within a cell or bracket announces; on a line of its own 主办： is the letter's."""

_LINE_ONLY: Final = frozenset(
    "内容 目标 任务 项目 事项 指标 方面 领域 类型 类别 序 时间 分工 说明 投资 电话 来源 依据 "
    "板块 分类 措施 举措 "
    "任务单位 相关单位 相关部门 成员单位 建设单位 完成单位 主管部门 行业主管部门".split()
)
"""Words that are labels as a column's header or at the start of a line, and ordinary words elsewhere."""

INLINE_WORDS: Final = tuple(sorted((w for w in WORDS if w not in _LINE_ONLY), key=len, reverse=True))
LINE_WORDS: Final = tuple(sorted(WORDS, key=len, reverse=True))


def plain_label(text: str) -> str:
    """A header or label without blanks, brackets beside it and years: `责任单位（首位牵头）` as 责任单位."""
    label = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).replace("(", "（").replace(")", "）")
    if label in WORDS:
        return label
    for _ in range(3):
        label = _BESIDE.sub("", label).strip('、：:—-_ “”"《》【】[]')
    return label


def unit_label(word: str) -> Field | None:
    """What a label announces; one that isn't listed where it can only name units: 办理单位, 牵头整改单位."""
    if word in WORDS or not _UNITS_LABEL.fullmatch(word) or _OVERSEERS.search(word):
        return WORDS.get(word)
    return Field.LEAD if re.search("牵头|主办|主责", word) else Field.RESPONSIBLE


@lru_cache(maxsize=4096)
def field_of(text: str) -> Field | None:
    """What a column's header announces, None where it is none of the known words."""
    label = plain_label(text)
    if not label or len(label) > 24:
        return None
    if label in WORDS or _COUNT.search(label):
        return WORDS.get(label)
    if _STAGE_HEADER.fullmatch(label):
        return Field.STAGES
    return _by_parts(label)


def _by_parts(label: str) -> Field | None:
    """Two words joined (完成时限及要求, 牵头单位/责任人): the first that is known; then what it ends with."""
    parts = [part for part in re.split("[/、及和与（）|]", label) if part]
    if len(parts) > 1:
        fields = [WORDS.get(part) for part in parts]
        if Field.LEAD in fields and Field.RESPONSIBLE in fields:
            return Field.OWNERS
        known = [field for field in fields if field is not None]
        if known:
            return known[0]
    for word in LINE_WORDS:
        if len(word) > 3 and (label.endswith(word) or label.startswith(word)) and len(label) <= len(word) + 4:
            return WORDS[word]
    if len(label) <= _LONGEST_BY_END and not _OVERSEERS.search(label):
        return next((field for ends, field in _BY_END if label.endswith(ends)), None)
    return None


def grade_of(text: str) -> int:
    """How fine a column of contents is: the finest is the task, coarser ones its section."""
    label = plain_label(text)
    of_word = max((grade for part, grade in _GRADES.items() if part in label), default=1)
    return of_word if field_of(text) is Field.CONTENT else min(of_word, 1) if of_word == 1 else of_word - 1


def first_leads(text: str) -> bool:
    """Whether a label or note says that the unit that comes first leads."""
    return bool(_FIRST_LEADS.search(_BLANKS.sub("", text)))


def is_note_on_order(text: str) -> bool:
    """Whether a whole paragraph says, for all that follows, that the unit that comes first leads."""
    said = _BLANKS.sub("", text)
    return len(said) <= _LONGEST_NOTE and bool(_NOTE.match(said)) and first_leads(said)


def holds_note_on_order(text: str) -> bool:
    """Whether a paragraph says so in a bracket or a sentence of its own: …（排在首位的为牵头单位，下同）。"""
    parts = re.findall("[（(]([^（）()]*)[）)]", text) + re.split("[。；;]", text)
    return any(is_note_on_order(part) and not re.search("[：:]", part) for part in parts)


def without_first_leads(text: str) -> str:
    """The text without the words that say so."""
    return _FIRST_LEADS.sub("", text)

"""The words by which a notice sets targets: measures, qualifiers, verbs, states."""

from __future__ import annotations

from typing import Final

KIND_TARGET: Final = "目标"
KIND_SCALE: Final = "规模"
KIND_CONDITION: Final = "门槛"
KINDS: Final = (KIND_TARGET, KIND_SCALE, KIND_CONDITION)

REACH: Final = "达到"
GROW: Final = "增长"
FALL: Final = "下降"
CAP: Final = "不超过"
DONE: Final = "完成"
DIRECTIONS: Final = (REACH, GROW, FALL, CAP, DONE)

YES_OR_NO: Final = "是否完成"
"""The unit of measure of a target without a number: 1 when it is done."""

PERCENT: Final = "%"
POINTS: Final = "个百分点"
RANK: Final = "位"

RATES: Final = (PERCENT, "‰", POINTS, "百分点", "倍")
"""Measures of a share or a rate: one month's is not added to the last one's."""

COUNTS: Final = tuple(
    "个|家|条|座|所|处|项|辆|台|部|架|艘|件|份|次|场|届|间|栋|幢|片|块|段|对|组|支|册|本|篇|门|类|种|起|"
    "宗|例|班|席|只|头|株|棵|口|眼|孔|盏|根|面|套|户|人|名|位|张|人次|户次|批次|批|款|枚|尊|节|例次|车次|艘次|辆次|头次|页|卷|"
    "列|班次|架次|标箱|标准箱|床|村|镇|社区|车位|泊位|学位|机位|床位|单|宗地|例数|笔|期|轮|幅|桶|瓶|箱|袋|"
    "扇|樘|杆|亩次|人份|剂|剂次|场次|站次|台套|件次|篇次|趟|趟次|航次|工位|卡位|机柜|标准机架|厂|店|馆|园|站|点".split(
        "|"
    )
)
"""Counting words: what has them is counted piece by piece."""

_SIZES: Final = tuple(
    "平方公里|平方千米|平方米|立方米|平方|立方|方|公里|千米|米|公顷|亩|万亩|吨标准煤|吨标煤|吨|公吨|公斤|"
    "千克|公担|担|斤|克|微克|毫克|升|千瓦时|千瓦|兆瓦|吉瓦|瓦|千伏安|千伏|伏|度|蒸吨|兆帕|摄氏度|TEU|teu|"
    "km|KM|kW|KW|kw|MW|mw|GW|kV|KV|kv|GWh|MWh|kWh|GWH|MWH|㎡|m2|m²|m³|㎥|P|PFlops|Gbps|Mbps|GB|TB|PB|分贝|"
    "当量|人民币|自然间".split("|")
)
_MONEY: Final = ("元人民币", "人民币", "美元", "欧元", "港元", "元")

MEASURES: Final = tuple(
    sorted({*COUNTS, *_SIZES, *_MONEY, *RATES} - {"人民币"}, key=lambda word: (-len(word), word))
)

BEFORE: Final = tuple(
    sorted(
        (
            "不少于 不低于 不高于 不超过 不突破 不大于 不小于 不得低于 不得超过 至少 最少 最多 最低 "
            "最高 突破 超过 超 达到 达 高于 低于 大于 小于 优于 约 近 ≥ ≤ > < 力争 在 为 到 至 控制在 "
            "保持在 稳定在 维持在 提高到 提升到 增加到 上升到 扩大到 增长到 发展到 降到 下降到 降低到 "
            "减少到 压减到 压缩到 缩短到 提高至 提升至 增加至 增至 上升至 扩大至 降至 下降至 降低至 "
            "减少至 减至 压减至 压缩至 缩短至 压降至 压降到 控制到 稳定达到 首次突破 分别达到 分别为 "
            "分别在 各 均 再 将近 逾"
        ).split(),
        key=lambda word: (-len(word), word),
    )
)
"""What may stand between an indicator's name and its number."""

QUALIFIERS_BEFORE: Final = (
    "不少于 不低于 不高于 不超过 不突破 不大于 不小于 不得低于 不得超过 至少 最少 最多 突破 超过 超 达到 "
    "达 高于 低于 大于 小于 约 近 逾 各 ≥ ≤ > <"
).split()
QUALIFIERS_AFTER: Final = ("及以上", "及以下", "以上", "以下", "左右", "上下", "以内", "之内")

CAPPING: Final = (
    "不高于 不超过 不突破 不大于 不得超过 最多 最高 低于 小于 优于 ≤ < 控制在 控制到 降到 下降到 降低到 "
    "减少到 压减到 压缩到 缩短到 降至 下降至 降低至 减少至 减至 压减至 压缩至 缩短至 压降至 压降到 以下 "
    "及以下 以内 之内"
).split()

GROWING: Final = "增长 增幅 增速 增加 提高 提升 上升 扩大 增收 递增".split()
FALLING: Final = "下降 降低 减少 压减 压缩 削减 缩减 缩短 降幅 减排 下浮 压降 消减".split()

ACTIONS: Final = (
    "新建 建成 建设 改建 扩建 改扩建 新改建 新增 增加 改造 完成 开工 竣工 完工 投用 投产 投运 引进 招引 "
    "签约 培育 培养 创建 打造 认定 设立 成立 组建 发放 发展 举办 承办 开展 组织 实施 绿化 抚育 建立 选取 "
    "选定 遴选 培训 安置 回迁 分配 筹集 网签 供应 出让 治理 修复 整治 拆除 淘汰 关闭 压减 减少 转移 实现 "
    "达到 突破 超过 争取 确保 力争 累计 迁建 提升 推广 布局 建好 落地 储备 谋划 申报 获批 帮扶 资助 救助 "
    "筛查 推出 上线 凝练 攻克 研发 转化 评选 录用 招聘 招录 配备 安装 更新 购置 投放 开通 新开 清理 化解 "
    "盘活 收储 流转 走访 排查 检查 监测 整改 办理 办结 增资 减免 降低 新设 入库 上市 挂牌 孵化 吸纳 吸引 "
    "集聚 接待 生产 保持 稳定 控制 栽植 种植 植树 造林 出栏 增长 下降 提高 铺设 疏浚 加固 新铺 增设 设置 "
    "布设 创作 征集 输送 召开 编制 制定 出台 发行 落实 就业 招生 补充 引入 促成 对接 推进 加快 办好 帮助 "
    "指导 服务 输出 建"
).split()

PROCESS: Final = (
    "推进 推动 加快 加大 加强 抓好 做好 抓实 统筹 深化 围绕 提升 巩固 持续 强化 用好 优化 完善 支持 服务 "
    "聚焦 依托 进行 管好 保障 做强 做优 协调 督促 谋划推进"
).split()
"""Verbs of work on something, which set no number to reach by themselves."""

COMPLETION: Final = (
    "开工 动工 完工 竣工 投产 投用 投运 达产 建成 通车 完成 投入使用 投入运营 运营 开通 落地 签约 入驻 "
    "上市 挂牌 达标 达到 实现 办成 可办 通过 摘帽 退出 验收 封顶 交付 回迁 脱贫 清零 全部 全覆盖 上线 "
    "开业 开放 启用 入库 见效 试点 办理 办结 销号 贯通 通水 通气 并网 拆除 关停 退城 淘汰 转型"
).split()

TOTALS: Final = (
    "总投资 计划投资 投资总额 概算投资 估算投资 计划总投资 总投资额 总面积 占地 总建筑面积 建筑面积 总长 "
    "全长 总长度 总规模 总库容 年产 产能 服务人口 覆盖人口 现有 已有 原有 目前 已建成 已完成 年产能 "
    "设计能力 日处理"
).split()
"""Words before a number that say how big a thing is, or how it was before."""

EFFECTS: Final = "涉及 惠及 受益 服务群众 服务居民 带动 辐射 覆盖人口".split()
"""Verbs before a number of those who profit, with who they are between."""

CONDITIONS: Final = (
    "投资 总投资 单体投资 固定资产投资 产值 年产值 营收 营业收入 年营业收入 主营业务收入 销售收入 "
    "年销售额 税收 年纳税 纳税 注册资本 市值 估值 面积 收入 年收入 亩均税收 投资额 总投资额"
).split()
"""Words before a number that each of the things counted has to fulfil."""

"""Which unit a name means."""

import pytest

from xlsheet.dictionary.tables import UNITS
from xlsheet.ledger.table import table_data
from xlsheet.units.names import COUNTIES, DEPARTMENTS, ZONES, careful_key, guess_kind
from xlsheet.units.registry import Registry, Unit

UNITS_OF_A_CITY = [
    Unit("市发展改革委", ("市发展和改革委员会",), "市政府部门"),
    Unit("市教育局", (), "市政府部门"),
    Unit("市市场监管局", (), "市政府部门"),
    Unit("市退役军人局", ("市退役军人事务局",), "市政府部门"),
    Unit("金水区政府", (), "县（市、区）", (COUNTIES,)),
    Unit("新郑市政府", (), "县（市、区）", (COUNTIES,)),
    Unit("郑州高新区管委会", (), "开发区", (ZONES,)),
    Unit("郑州经开区管委会", (), "开发区", (ZONES,)),
    Unit("自贸区郑州片区管委会", (), "功能区管理机构"),
]


@pytest.fixture
def registry() -> Registry:
    return Registry(UNITS_OF_A_CITY)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("市教育局", "市教育局"),
        (" 市 教育局　", "市教育局"),
        ("郑州市教育局", "市教育局"),
        ("河南省郑州市教育局", "市教育局"),
        ("教育局", "市教育局"),
        ("市发展和改革委员会", "市发展改革委"),
        ("郑州市发展和改革委员会", "市发展改革委"),
        ("郑州市市场监管局", "市市场监管局"),
        ("市场监管局", "市市场监管局"),
        ("市退役军人事务局", "市退役军人局"),
        ("金水区人民政府", "金水区政府"),
        ("郑州市金水区人民政府", "金水区政府"),
        ("金水区", "金水区政府"),
        ("新郑市人民政府", "新郑市政府"),
        ("郑州高新区管理委员会", "郑州高新区管委会"),
        ("高新区管委会", "郑州高新区管委会"),
        ("高新区", "郑州高新区管委会"),
        ("自贸区郑州片区管委会", "自贸区郑州片区管委会"),
    ],
)
def test_other_ways_to_name_a_unit(registry: Registry, name: str, unit: str) -> None:
    assert registry.canonical(name) == unit


@pytest.mark.parametrize(
    "name",
    ["", "　", "市文物局", "新郑市教育局", "开封市教育局", "金水区教育局", "管委会", "政府", "局", "市"],
)
def test_another_unit_is_not_guessed(registry: Registry, name: str) -> None:
    assert registry.canonical(name) is None


def test_a_name_that_two_units_claim_means_neither() -> None:
    registry = Registry([Unit("市教育局", ("教育局",)), Unit("东湖区教育局", ("教育局",))])
    assert registry.canonical("教育局") is None
    assert registry.canonical("市教育局") == "市教育局"
    assert registry.clashes == {"教育局": ["东湖区教育局", "市教育局"]}


def test_nearest_names_help_with_slips(registry: Registry) -> None:
    assert registry.nearest("市叫育局")[0] == "市教育局"
    assert registry.nearest("市发展改个委", n=1) == ["市发展改革委"]
    assert registry.nearest("xyz") == []
    assert len(registry.nearest("市政府", n=3)) <= 3


def test_members_by_group_and_by_kind(registry: Registry) -> None:
    assert registry.members(COUNTIES) == ["金水区政府", "新郑市政府"]
    assert registry.members("各区县（市）人民政府") == ["金水区政府", "新郑市政府"]
    assert registry.members(ZONES) == ["郑州高新区管委会", "郑州经开区管委会"]
    assert registry.members(DEPARTMENTS) == ["市发展改革委", "市教育局", "市市场监管局", "市退役军人局"]
    by_kind = Registry([Unit("东湖区政府", (), "县市区"), Unit("云川高新区管委会", (), "开发区")])
    assert (by_kind.members(COUNTIES), by_kind.members(ZONES)) == (["东湖区政府"], ["云川高新区管委会"])


def test_from_the_ledgers_sheet() -> None:
    header = [*UNITS.columns, "备注"]
    rows = [
        ["市教育局", "教委、市教委", "市政府部门", None, "张三", 86001000.0, None, "x"],
        [None, "孤儿", None, None, None, None, None, None],
        ["金水区政府", None, None, "各县（市、区）政府、沿黄县区", None, None, None, None],
    ]
    registry = Registry.from_table(table_data(UNITS, header, rows, [2, 3, 4]))
    assert registry.names == ["市教育局", "金水区政府"]
    assert registry.canonical("教委") == "市教育局"
    unit = registry.get("市教育局")
    assert unit is not None
    assert unit.phone == "86001000"
    assert registry.members("沿黄县区") == registry.members(COUNTIES) == ["金水区政府"]


def test_an_empty_registry_knows_nobody() -> None:
    registry = Registry()
    assert registry.canonical("市教育局") is None
    assert registry.nearest("市教育局") == registry.members(COUNTIES) == registry.names == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市发展改革委", "市发展和改革委员会"),
        ("市资源规划局", "市资源和规划局"),
        ("市地铁集团", "市地铁集团公司"),
        ("市地铁集团", "市地铁集团有限公司"),
        ("市退役军人局", "市退役军人事务局"),
        ("中牟县政府", "中牟县人民政府"),
        ("市政府外事办", "市人民政府外事办公室"),
    ],
)
def test_long_and_short_spellings_are_one(one: str, other: str) -> None:
    assert careful_key(one) == careful_key(other)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市教育局", "市政府部门（待核）"),
        ("市发展和改革委员会", "市政府部门（待核）"),
        ("市妇联", "党群部门"),
        ("市委宣传部", "党群部门"),
        ("中牟县政府", "县（市、区）"),
        ("郑东新区管委会", "开发区"),
        ("自贸区郑州片区管委会", "其他单位"),
        ("市地铁集团公司", "企业"),
        ("市重点项目建设领导小组办公室", "议事协调机构"),
        ("市政府", "其他单位"),
    ],
)
def test_kind_is_read_off_the_name_only_where_it_says_so(name: str, kind: str) -> None:
    assert guess_kind(name) == kind

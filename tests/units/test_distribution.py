"""From printed fields to assignments: who is named, who comes by a group, what stays open."""

from pathlib import Path

import pytest

from xlsheet.dictionary.tables import LEAD, RESPONSIBLE, SOURCE_GROUP, SOURCE_NAMED
from xlsheet.notice import Notice, parse_notice, read_registry, read_source
from xlsheet.resources import DATA
from xlsheet.units.distribution import Distribution, Printed, distribute
from xlsheet.units.mentions import MentionKind, parse_unit_list
from xlsheet.units.names import COUNTIES, DEPARTMENTS, ZONES
from xlsheet.units.registry import Registry, Unit

CITY = Registry(
    [
        Unit("市教育局", (), "市政府部门"),
        Unit("市财政局", (), "市政府部门"),
        Unit("市妇联", (), "党群部门"),
        Unit("东湖区政府", (), "县（市、区）", (COUNTIES,)),
        Unit("西山区政府", (), "县（市、区）", (COUNTIES, "沿江县区")),
        Unit("云川高新区管委会", (), "开发区", (ZONES,)),
    ],
    city="云川",
)


def shares(lead: str, responsible: str, registry: Registry = CITY) -> list[tuple[str, str, str]]:
    done = distribute([Printed(1, lead, responsible)], registry)
    return [(s.unit, s.role, s.source) for s in done.tasks[1].shares]


def codes_of(distribution: Distribution) -> list[str]:
    of_tasks = [f for t in distribution.tasks.values() for f in [*t.undecided.values(), *t.findings]]
    return [f.code for f in [*distribution.findings, *of_tasks]]


def test_a_group_adds_no_unit_that_the_task_names() -> None:
    assert shares("东湖区政府", "市教育局，各县（市、区）政府") == [
        ("东湖区政府", LEAD, SOURCE_NAMED),
        ("市教育局", RESPONSIBLE, SOURCE_NAMED),
        ("西山区政府", RESPONSIBLE, SOURCE_GROUP),
    ]


def test_a_unit_named_in_both_fields_has_both_roles_once() -> None:
    assert shares("市教育局", "市教育局、市财政局、市教育局") == [
        ("市教育局", LEAD, SOURCE_NAMED),
        ("市教育局", RESPONSIBLE, SOURCE_NAMED),
        ("市财政局", RESPONSIBLE, SOURCE_NAMED),
    ]


def test_departments_are_those_of_the_registry() -> None:
    assert [unit for unit, _, _ in shares("", DEPARTMENTS)] == ["市教育局", "市财政局"]


def test_a_group_of_the_offices_own() -> None:
    assert shares("", "沿江县区") == [("西山区政府", RESPONSIBLE, SOURCE_GROUP)]


def test_an_open_expression_that_the_office_made_a_group() -> None:
    registry = Registry([Unit("市教育局", (), "", ("学校建设领导小组成员单位",)), Unit("市财政局")])
    assert shares("", "学校建设领导小组成员单位", registry) == [("市教育局", RESPONSIBLE, SOURCE_GROUP)]


def test_a_unit_that_the_registry_lacks_is_added_with_a_hint() -> None:
    done = distribute([Printed(7, "市叫育局", "市园林局")], CITY)
    unknown = [f for f in done.findings if f.code == "unit_unknown"]
    assert [f.value for f in unknown] == ["市叫育局", "市园林局"]
    assert "第7项" in unknown[0].message
    assert "市教育局" in unknown[0].message
    assert {"市叫育局", "市园林局"} <= set(done.registry.names)


def test_a_misspelt_county_joins_no_group() -> None:
    done = distribute([Printed(1, "", "东胡区政府，各县（市、区）政府")], CITY)
    assert done.registry.members(COUNTIES) == ["东湖区政府", "西山区政府"]


def test_without_members_a_group_asks_for_them() -> None:
    done = distribute([Printed(1, "市教育局", "各县（市、区）政府")], Registry())
    assert codes_of(done) == ["group_empty"]
    assert "所属组" in done.tasks[1].undecided[COUNTIES].message


def test_without_a_registry_spellings_are_joined_and_told() -> None:
    done = distribute(
        [
            Printed(1, "市发展改革委", "云川市教育局"),
            Printed(2, "市发展和改革委员会", "市教育局、市环保局"),
            Printed(4, "", "教育局、教育局、教育局"),
            Printed(3, "市发展改革委", "市教育局、市生态环境局"),
        ],
        Registry(city="云川"),
    )
    assert done.registry.names == ["市发展改革委", "市教育局", "市生态环境局"]
    assert {f.value: f.message for f in done.findings}.keys() == {
        "市发展和改革委员会",
        "云川市教育局",
        "教育局",
        "市环保局",
    }
    assert {f.code for f in done.findings} == {"unit_alias"}


def test_an_old_name_alone_is_not_renamed() -> None:
    assert distribute([Printed(1, "市环保局", "")], Registry()).registry.names == ["市环保局"]


def test_look_alikes_stay_apart_and_are_told() -> None:
    done = distribute([Printed(1, "市住建局", "市住房城乡建设局")], Registry())
    assert len(done.registry) == 2
    assert codes_of(done) == ["unit_maybe_same"]


def test_a_bare_place_is_no_whole_name() -> None:
    done = distribute([Printed(1, "市教育局", "东湖区、市财政局")], Registry())
    assert [(f.code, f.value) for f in done.findings] == [("unit_unclear", "东湖区")]


def test_the_cell_reads_with_registered_names() -> None:
    done = distribute(
        [Printed(1, "云川市教育局", "东湖区、西山区等相关县（市、区）人民政府，市教育局等有关部门")], CITY
    )
    assert done.tasks[1].cells == {
        LEAD: "市教育局",
        RESPONSIBLE: "东湖区政府、西山区政府等相关县（市、区）人民政府、市教育局等有关部门",
    }


# --- the real notice -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def notice(real_notice: Path) -> Notice:
    return parse_notice(read_source(real_notice))


def of_notice(notice: Notice, registry: Registry) -> Distribution:
    return distribute([Printed(t.number, t.lead_text, t.responsible_text) for t in notice.tasks], registry)


@pytest.fixture(scope="module", params=["without a registry", "with the shipped registry"])
def real(request: pytest.FixtureRequest, notice: Notice) -> Distribution:
    rows = read_registry(DATA / "units-zhengzhou-2020.csv") if "shipped" in request.param else []
    return of_notice(notice, Registry.from_rows(rows, notice.city))


def test_real_notice_names_77_units_in_94_spellings(notice: Notice, real: Distribution) -> None:
    texts = [text for task in notice.tasks for text in (task.lead_text, task.responsible_text)]
    spellings = {m.printed for t in texts for m in parse_unit_list(t) if m.kind is MentionKind.NAMED}
    assert len(spellings) == 94
    named = {s.unit for t in real.tasks.values() for s in t.shares if s.source == SOURCE_NAMED}
    assert len(named) == 77
    assert sorted(named) == sorted(real.registry.names)


def test_real_notice_leads(real: Distribution) -> None:
    leads = [[s.unit for s in t.shares if s.role == LEAD] for t in real.tasks.values()]
    assert len({unit for units in leads for unit in units}) == 44
    assert [len(units) for units in leads].count(2) == 11
    assert [len(units) for units in leads].count(0) == 7


def test_real_notice_groups(notice: Notice, real: Distribution) -> None:
    assert len(real.registry.members(COUNTIES)) == 12
    assert sorted(real.registry.members(ZONES)) == sorted(
        ["郑州航空港区管委会", "郑东新区管委会", "郑州经开区管委会", "郑州高新区管委会"]
    )
    standing = {
        group: sum(
            any(m.kind is MentionKind.GROUP and m.name == group for m in parse_unit_list(t.responsible_text))
            for t in notice.tasks
        )
        for group in (COUNTIES, ZONES)
    }
    assert standing == {COUNTIES: 99, ZONES: 112}
    by_county = [s for s in real.tasks[9].shares if s.source == SOURCE_GROUP]
    assert len(by_county) == 16


def test_real_notice_aliases(real: Distribution) -> None:
    for spelling, unit in (
        ("市发展和改革委员会", "市发展改革委"),
        ("市资源和规划局", "市资源规划局"),
        ("市环保局", "市生态环境局"),
        ("市地铁集团公司", "市地铁集团"),
        ("市退役军人事务局", "市退役军人局"),
    ):
        assert real.registry.canonical(spelling) == unit


def test_real_notice_leaves_39_expressions_to_a_person(notice: Notice) -> None:
    bare = of_notice(notice, Registry(city=notice.city))
    undecided = {n: list(t.undecided) for n, t in bare.tasks.items() if t.undecided}
    assert sum(map(len, undecided.values())) == 39
    assert len(undecided) == 37
    assert sum(DEPARTMENTS in words for words in undecided.values()) == 11
    told_info = [f for t in bare.tasks.values() for f in t.findings]
    assert {f.code for f in told_info} == {"group_after_open"}
    assert len(told_info) == 13


def test_a_registry_settles_the_departments(notice: Notice) -> None:
    rows = read_registry(DATA / "units-zhengzhou-2020.csv")
    done = of_notice(notice, Registry.from_rows(rows, notice.city))
    assert sum(len(t.undecided) for t in done.tasks.values()) == 28
    assert not any(DEPARTMENTS in t.undecided for t in done.tasks.values())
    assert {f.code for f in done.findings} == {"group_members"}
    last = {s.unit for s in done.tasks[146].shares}
    assert len(last) == 38 + 12 + 4


def test_real_notice_named_before_open(real: Distribution) -> None:
    five = [s.unit for s in real.tasks[77].shares if "等相关县" in s.wording]
    assert five == ["管城回族区政府", "新郑市政府", "登封市政府", "荥阳市政府", "巩义市政府"]
    assert not any(s.source == SOURCE_GROUP for s in real.tasks[51].shares)

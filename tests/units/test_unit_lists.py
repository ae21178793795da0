"""What a printed list of units says by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.units.mentions import Mention, MentionKind, parse_unit_list, split_names
from xlsheet.units.names import COUNTIES, DEPARTMENTS, ZONES


def told(text: str) -> list[str]:
    """Units by name, groups as [group], open parts as ?words."""
    marks = {MentionKind.NAMED: "{}", MentionKind.GROUP: "[{}]", MentionKind.OPEN: "?{}"}
    return [marks[mention.kind].format(mention.name) for mention in parse_unit_list(text)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "郑东新区、郑州高新区、郑州航空港区管委会，金水区政府",
            "郑东新区管委会 郑州高新区管委会 郑州航空港区管委会 金水区政府",
        ),
        (
            "市商务局、市城建局，二七区、金水区、管城回族区政府",
            "市商务局 市城建局 二七区政府 金水区政府 管城回族区政府",
        ),
        (
            "管城回族区、新郑市政府，郑州航空港区管委会",
            "管城回族区政府 新郑市政府 郑州航空港区管委会",
        ),
        (
            "郑州经开区、自贸区郑州片区管委会，郑州国际陆港公司",
            "郑州经开区管委会 自贸区郑州片区管委会 郑州国际陆港公司",
        ),
        ("东湖区、西山区人民政府", "东湖区政府 西山区人民政府"),
        ("市文化广电和旅游局、市粮食和储备局", "市文化广电和旅游局 市粮食和储备局"),
        ("市财政局和市审计局", "市财政局 市审计局"),
        ("市教育局、市财政局以及市发展和改革委员会", "市教育局 市财政局 市发展和改革委员会"),
        ("市市场监管局，市市场发展中心", "市市场监管局 市市场发展中心"),
        ("市委组织部；市妇联，市消防救援支队。", "市委组织部 市妇联 市消防救援支队"),
        ("市财政局、市人社局按职责分工负责", "市财政局 市人社局"),
        # A place borrows only from the places next to it.
        ("金水区、市财政局、郑东新区管委会", "金水区 市财政局 郑东新区管委会"),
        ("市教育局、\n市财\n政局", "市教育局 市财政局"),
    ],
)
def test_named_units(text: str, units: str) -> None:
    assert told(text) == units.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市政府各部门，各县（市、区）政府，开发区管委会", [DEPARTMENTS, COUNTIES, ZONES]),
        ("各县(市、区)政府、开发区管委会", [COUNTIES, ZONES]),
        ("各区县（市）人民政府，各开发区管委会", [COUNTIES, ZONES]),
        ("各县（市）区政府和各开发区管理委员会", [COUNTIES, ZONES]),
        ("各县（市、区）、开发区管委会", [COUNTIES, ZONES]),
        ("市直各部门，各县区政府", [DEPARTMENTS, COUNTIES]),
        ("各区、县（市）政府，各开发区（功能区）管委会", [COUNTIES, ZONES]),
        ("各县(市)、区人民政府", [COUNTIES]),
    ],
)
def test_groups_and_the_separators_inside_them(text: str, expected: list[str]) -> None:
    assert told(text) == [f"[{group}]" for group in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("相关县（市、区）政府，开发区管委会", ["?相关县（市、区）政府", f"[{ZONES}]"]),
        ("市工信局、市科技局等相关政府部门", ["市工信局", "市科技局", "?等相关政府部门"]),
        ("市公安局等市政府相关部门", ["市公安局", "?等市政府相关部门"]),
        ("市供电公司等有关部门，各县（市、区）政府", ["市供电公司", "?等有关部门", f"[{COUNTIES}]"]),
        ("市脱贫攻坚小组成员单位", ["?市脱贫攻坚小组成员单位"]),
        ("市政府相关部门", ["?市政府相关部门"]),
        ("各有关单位", ["?各有关单位"]),
        (
            "管城回族区、新郑市等相关县（市、区）人民政府",
            ["管城回族区政府", "新郑市政府", "?等相关县（市、区）人民政府"],
        ),
        (
            "郑东新区、郑州经开区等开发区管委会",
            ["郑东新区管委会", "郑州经开区管委会", "?等开发区管委会"],
        ),
        ("市教育局、市财政局等", ["市教育局", "市财政局", "?等"]),
        ("市教育局等6个部门", ["市教育局", "?等6个部门"]),
        ("云川高等专科学校", ["云川高等专科学校"]),
    ],
)
def test_what_is_named_is_taken_and_the_rest_stays_open(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_each_mention_keeps_the_expression_it_came_from() -> None:
    wordings = [
        m.wording for m in parse_unit_list("市工信局，郑东新区、郑州高新区管委会，市科技局等相关部门")
    ]
    zones, rest = "郑东新区、郑州高新区管委会", "市科技局等相关部门"
    assert wordings == ["市工信局", zones, zones, rest, rest]


def test_registered_names_are_taken_whole() -> None:
    names = {"市委、市政府督查室", "市财政局和审计局联合办公室"}
    found = parse_unit_list("市委、市政府督查室、市财政局和审计局联合办公室、市教育局", names.__contains__)
    assert [mention.name for mention in found] == [*sorted(names), "市教育局"]


def test_an_empty_list_names_nobody() -> None:
    assert parse_unit_list("") == parse_unit_list(" 、，") == []


def test_names_in_a_cell_are_split_outside_brackets() -> None:
    assert split_names("各县（市、区）政府、沿黄县区\n山区县") == ["各县（市、区）政府", "沿黄县区", "山区县"]


STEMS = st.text("东南西北江河湖海山川云石金木", min_size=2, max_size=4)
BUREAUS = st.builds("市{}局".format, STEMS)
COUNTY = st.builds("{}{}政府".format, STEMS, st.sampled_from("区县市"))
ZONE = st.builds("{}区管委会".format, STEMS)


def printed(units: list[str], commas: list[str]) -> str:
    """As an office prints it: neighbours that share 政府 or 管委会 say it once, at the end."""
    text = ""
    for i, unit in enumerate(units):
        suffix = next((s for s in ("政府", "管委会") if unit.endswith(s)), "")
        shared = suffix and i + 1 < len(units) and units[i + 1].endswith(suffix)
        text += (unit.removesuffix(suffix) if shared else unit) + commas[i % len(commas)]
    return text[:-1]


@given(
    st.lists(st.one_of(BUREAUS, COUNTY, ZONE), min_size=1, max_size=12, unique=True),
    st.lists(st.sampled_from("、，,；"), min_size=1, max_size=5),
)
def test_units_printed_with_shared_suffixes_come_back(units: list[str], commas: list[str]) -> None:
    text = printed(units, commas)
    found = parse_unit_list(text)
    assert [mention.name for mention in found] == units
    assert all(mention.kind is MentionKind.NAMED for mention in found)
    assert all(mention.printed in mention.wording and mention.wording in text for mention in found)


def test_mentions_tell_printed_from_understood() -> None:
    first, second = parse_unit_list("东湖区、西山区政府")
    whole = "东湖区、西山区政府"
    assert first == Mention(MentionKind.NAMED, "东湖区", "东湖区政府", whole)
    assert second == Mention(MentionKind.NAMED, "西山区政府", "西山区政府", whole)

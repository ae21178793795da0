"""A registry of units comes as .csv or .xlsx."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from xlsheet.dictionary.tables import UNITS
from xlsheet.errors import SourceError
from xlsheet.notice import read_registry
from xlsheet.resources import DATA
from xlsheet.units.names import COUNTIES, DEPARTMENTS, ZONES
from xlsheet.units.registry import Registry

HEADER = "单位,别名,类别,所属组,联系人,电话,邮箱\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名录.csv"
    path.write_bytes(
        (HEADER + "市教育局,市教委、教育局,市政府部门,,张三,0000-123,a@b.example\n").encode(encoding)
    )
    (row,) = read_registry(path)
    assert row == {
        UNITS.unit: "市教育局",
        UNITS.aliases: "市教委、教育局",
        UNITS.kind: "市政府部门",
        UNITS.groups: None,
        UNITS.contact: "张三",
        UNITS.phone: "0000-123",
        UNITS.email: "a@b.example",
    }


def test_only_the_unit_column_is_required_and_order_is_free(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("备注,电话,单位\nx,0371,市教育局\n,,\n,,市财政局\n", encoding="utf-8")
    rows = read_registry(path)
    assert [row[UNITS.unit] for row in rows] == ["市教育局", "市财政局"]
    assert rows[0][UNITS.phone] == "0371"
    assert set(rows[0]) == set(UNITS.columns)


def test_xlsx_with_a_title_above_on_any_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("名录")
    for line in (["2022年单位名录"], [], ["单位 ", "电话"], ["市教育局", 86001000.0], ["市财政局", None]):
        sheet.append(line)
    path = tmp_path / "u.xlsx"
    book.save(path)
    rows = read_registry(path)
    assert [(row[UNITS.unit], row[UNITS.phone]) for row in rows] == [
        ("市教育局", "86001000"),
        ("市财政局", None),
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "名称,电话\n市教育局,1\n".encode(), "表头“单位”"),
        ("a.csv", HEADER.encode(), "没有单位"),
        ("a.xlsx", b"PK\x03\x04 broken", "打不开"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "另存为"),
    ],
)
def test_files_that_are_no_registry(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=expected):
        read_registry(path)


def test_missing_registry_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="找不到"):
        read_registry(tmp_path / "没有.csv")


def test_shipped_registries_are_sound() -> None:
    real = Registry.from_rows(read_registry(DATA / "units-zhengzhou-2020.csv"))
    assert len(real) == 77
    assert real.clashes == {}
    assert [len(real.members(group)) for group in (COUNTIES, ZONES)] == [12, 4]
    assert "自贸区郑州片区管委会" not in real.members(ZONES)
    assert len(real.members(DEPARTMENTS)) == 38
    assert not any(unit.contact or unit.phone or unit.email for unit in real.units)
    sample = Registry.from_rows(read_registry(DATA / "sample-units.csv"))
    assert sample.clashes == {}
    assert [len(sample.members(group)) for group in (COUNTIES, ZONES, DEPARTMENTS)] == [4, 2, 9]

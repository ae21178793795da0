"""Ranges: where they are, how they grow, what moves when cells come and go."""

from __future__ import annotations

import pytest
import xlwings as xw


def test_cells_are_named_by_address_tuple_or_corners_in_any_order(sheet: xw.Sheet) -> None:
    expected = sheet["B2:C4"]
    assert sheet.range("C4:B2") == expected
    assert sheet.range((2, 2), (4, 3)) == expected
    assert sheet.range((4, 3), (2, 2)) == expected
    assert sheet.range((4, 2), (2, 3)) == expected
    assert sheet.range("C2", "B4") == expected
    assert sheet.range(sheet["C4"], sheet["B2"]) == expected
    assert sheet[1:4, 1:3] == expected


def test_addresses_are_excels(sheet: xw.Sheet) -> None:
    cells = sheet["B2:C4"]
    assert cells.address == "$B$2:$C$4"
    assert cells.get_address(False, False) == "B2:C4"
    assert cells.get_address(True, False) == "B$2:C$4"
    assert sheet["A:C"].address == "$A:$C"
    assert sheet["1:3"].address == "$1:$3"
    assert cells.get_address(include_sheetname=True) == f"'{sheet.name}'!$B$2:$C$4"
    assert cells.get_address(external=True) == f"'[{sheet.book.name}]{sheet.name}'!$B$2:$C$4"


def test_shape_row_column_and_places_within(sheet: xw.Sheet) -> None:
    cells = sheet["B2:C4"]
    assert (cells.row, cells.column, cells.shape, len(cells)) == (2, 2, (3, 2), 6)
    assert cells.last_cell == sheet["C4"]
    assert cells(1, 2) == sheet["C2"]
    assert cells(3) == sheet["B3"]
    assert cells.offset(1, 1) == sheet["C3:D5"]
    assert cells.offset(-1, -1) == sheet["A1:B3"]
    assert cells.resize(1, 5) == sheet["B2:F2"]
    assert [row.address for row in cells.rows] == ["$B$2:$C$2", "$B$3:$C$3", "$B$4:$C$4"]


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_a_place_off_the_sheet_is_an_index_error(sheet: xw.Sheet, place: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        sheet.range(place)


def test_an_unknown_name_is_refused_by_name(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="没有这个名称"):
        sheet.range("没有这个名称")


def test_expand_stops_at_the_first_gap(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["甲", "乙", None, "丁"], [1, 2, 3, 4], [5, None, 7, 8], [None, 1, 1, 1]]
    assert sheet["B2"].expand().address == "$B$2:$C$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    assert sheet["B3"].expand("right").address == "$B$3:$E$3"
    assert sheet["H9"].expand().address == "$H$9"


def test_end_goes_where_ctrl_and_arrow_go(sheet: xw.Sheet) -> None:
    sheet["B2"].options(transpose=True).value = [1, 2, 3, None, None, 6]
    assert sheet["B2"].end("down").row == 4
    assert sheet["B4"].end("down").row == 7
    assert sheet["B7"].end("down").row == 1_048_576
    assert sheet["B7"].end("up").row == 4
    assert sheet["B4"].end("up").row == 2
    assert sheet["B2"].end("up").row == 1
    assert sheet["A2"].end("right").column == 2
    assert sheet["F2"].end("left").column == 2
    with pytest.raises(ValueError, match="diagonal"):
        sheet["B2"].end("diagonal")


def test_used_range_and_current_region(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["B2"].value = [[1, 2], [3, 4]]
    sheet["F9"].value = 5
    assert sheet.used_range.last_cell.address == "$F$9"
    assert sheet["C3"].current_region.address == "$B$2:$C$3"


def test_clearing_contents_keeps_format_and_note_and_clearing_takes_all(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    cell.number_format, cell.value = "@", "001"
    cell.add_note("批注")
    cell.clear_contents()
    assert (cell.value, cell.number_format, cell.note.text) == (None, "@", "批注")
    cell.value = "001"
    cell.clear_formats()
    assert cell.number_format == "General"
    cell.clear()
    assert (cell.value, cell.note) == (None, None)


def test_rows_and_columns_can_be_inserted_and_deleted(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["1:1"].insert("down")
    assert sheet["A1:B3"].value == [[None, None], [1.0, 2.0], [3.0, 4.0]]
    sheet["A:A"].insert("right")
    assert sheet["B2"].value == 1.0
    sheet["A:A"].delete()
    sheet["1:1"].delete()
    assert sheet["A1:B2"].value == [[1.0, 2.0], [3.0, 4.0]]
    sheet["A1"].delete("up")
    assert sheet["A1:B2"].value == [[3.0, 2.0], [None, 4.0]]
    sheet["A1"].insert("right")
    assert sheet["A1:C1"].value == [None, 3.0, 2.0]


def test_merged_cells_keep_the_first_value(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["甲", "乙"], ["丙", "丁"]]
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["A1"].merge_cells
    assert sheet["A1:C1"].merge_cells is None
    assert not sheet["C1"].merge_cells
    sheet["A1:B2"].unmerge()
    assert sheet["A1:B2"].value == [["甲", None], [None, None]]


def test_copying_carries_values_formulas_and_formats(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "=A1+1"]]
    sheet["A1"].number_format = "0.00"
    sheet["A1:B1"].copy(sheet["A3"])
    assert sheet["A3:B3"].value == [1.0, 2.0]
    assert sheet["B3"].formula == "=A3+1"
    assert sheet["A3"].number_format == "0.00"


def test_a_link_is_added_and_read(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink(f"#{sheet.name}!B7", "去看")
    assert sheet["A1"].value == "去看"
    assert sheet["A1"].hyperlink == f"#{sheet.name}!B7"
    sheet["A2"].formula = f'=HYPERLINK("#{sheet.name}!B7","B7")'
    assert sheet["A2"].value == "B7"
    assert sheet["A2"].hyperlink == f"#{sheet.name}!B7"
    with pytest.raises(ValueError, match="没有链接"):
        _ = sheet["A3"].hyperlink


def test_notes_are_added_changed_listed_and_deleted(sheet: xw.Sheet) -> None:
    note = sheet["B2"].add_note("第一条")
    sheet["A1"].add_note("第二条")
    note.text = "改过"
    assert {found.location.address: found.text for found in sheet.notes} == {"$A$1": "第二条", "$B$2": "改过"}
    note.delete()
    assert sheet["B2"].note is None
    assert [found.text for found in sheet.notes] == ["第二条"]


def test_rows_and_columns_hide_and_show(sheet: xw.Sheet) -> None:
    sheet["2:3"].rows.hidden = True
    assert sheet["A2:A3"].rows.hidden
    assert sheet["A1:A3"].rows.hidden is None
    sheet["B:B"].columns.hidden = True
    assert sheet["B1"].columns.hidden
    sheet["B:B"].columns.hidden = False
    assert not sheet["B1"].columns.hidden


def test_the_selection_is_what_was_selected(calc: xw.App, sheet: xw.Sheet) -> None:
    sheet["B2:C3"].select()
    assert calc.selection == sheet["B2:C3"]

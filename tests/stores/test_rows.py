"""A sheet's rows as different programs write them: what changes is found, what doesn't keeps its bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.xlsx.rows import Row, SheetRows
from xlsheet.xlsx.sheet import SheetXml

HEAD, TAIL = b"<worksheet><sheetData>", b"</sheetData></worksheet>"


def _text(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (number, number, number)


def _bytes(rows: SheetRows) -> bytes:
    return b"".join(rows.pieces())


def _rows(text: bytes) -> SheetRows:
    return SheetRows(HEAD + text + TAIL, len(HEAD), len(HEAD + text))


@given(st.sets(st.integers(1, 40)), st.dictionaries(st.integers(1, 40), st.booleans()))
def test_rows_changed_put_and_removed_stand_in_order_among_the_old_bytes(
    there: set[int], done: dict[int, bool]
) -> None:
    rows = _rows(b"".join(_text(number) for number in sorted(there)))
    expected = {number: _text(number) for number in there}
    for number, stays in done.items():
        if stays:
            rows.row_to_change(number).cells[1] = "<c/>"
            expected[number] = b'<row r="%d"><c/></row>' % number
        else:
            rows.remove(number)
            expected.pop(number, None)
    assert {number for number in range(1, 41) if number in rows} == set(expected)
    assert rows.after(20) == sorted(number for number in expected if number > 20)
    assert _bytes(rows) == b"".join(expected[number] for number in sorted(expected))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (b"<row><c><v>1</v></c></row><row><c><v>2</v></c></row>", [1, 2]),
        (b'<row r="4"/><row/><row spans="1:2" r="9"><c/></row>', [4, 5, 9]),
        (b'\n  <row r="2">\n</row>\n  <row r="3"/>\n', [2, 3]),
        (b"", []),
    ],
    ids=["no numbers", "some numbers", "indented", "none"],
)
def test_rows_are_known_however_they_say_where_they_stand(text: bytes, numbers: list[int]) -> None:
    rows = _rows(text)
    assert rows.after(0) == numbers
    assert _bytes(rows).strip() == text.strip()


def test_rows_out_of_order_are_put_into_it() -> None:
    assert _bytes(_rows(_text(5) + _text(2) + _text(9))) == _text(2) + _text(5) + _text(9)


def test_rows_added_are_made_when_the_part_is_written_and_stand_where_they_should() -> None:
    made: list[int] = []

    def new(numbers: range) -> Iterator[str]:
        for number in numbers:
            made.append(number)
            yield _text(number).decode()

    rows = _rows(_text(1) + _text(6))
    rows.add(2, new(range(2, 5)))
    rows.put(8, Row("", {}))
    assert made == []
    assert _bytes(rows) == b"".join(map(_text, [1, 2, 3, 4, 6])) + b'<row r="8"/>'


@pytest.mark.parametrize("mark", [b"shared", b"<v>6"])
def test_rows_that_hold_something_are_found_unless_they_were_changed(mark: bytes) -> None:
    holding = b'<row r="%d"><c r="A3"><f t="shared"/><v>6</v></c><c><f t="shared"/></c></row>'
    rows = _rows(_text(1) + holding % 3 + _text(4) + holding % 7 + holding % 8)
    rows.row_to_change(7)
    assert list(rows.holding(mark)) == [3, 8]


@pytest.mark.parametrize(
    "part",
    [
        HEAD + _text(1) + _text(3) + TAIL,
        b"<worksheet><sheetData/></worksheet>",
        b'<?xml version="1.0"?>\n<worksheet>\n<sheetData >' + _text(2) + b"</sheetData>\n</worksheet>",
    ],
    ids=["rows", "no rows", "blanks"],
)
def test_a_part_taken_apart_and_put_together_holds_the_same(part: bytes) -> None:
    sheet = SheetXml.parse(part)
    again = sheet.bytes()
    assert SheetXml.parse(again).rows.after(0) == sheet.rows.after(0)
    assert again.startswith(part[: part.index(b"<sheetData")])
    assert again.endswith(part[-len(b"</worksheet>") :])


def test_a_part_without_rows_of_any_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not found"):
        SheetXml.parse(b"<worksheet/>")

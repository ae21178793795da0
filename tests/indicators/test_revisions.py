"""A revised notice changes what the program read, never what a person corrected."""

from xlsheet.dictionary.tables import INDICATORS, TARGET_CHECKED
from xlsheet.indicators.rows import revise, target_rows
from xlsheet.ledger.changes import Row

BEFORE = "新建公园20个、广场5个，改造道路30公里。"
AFTER = "新建公园25个、广场5个，绿化提升12万平方米。"


def placed(rows: list[Row]) -> list[tuple[int, Row]]:
    return list(enumerate(rows, start=2))


def test_what_changed_is_changed_added_and_taken_away() -> None:
    done = revise(7, placed(target_rows(7, BEFORE)), BEFORE, AFTER)
    assert [row[INDICATORS.target] for row in done.updated.values()] == [25]
    assert [row[INDICATORS.measure] for row in done.added] == ["万平方米"]
    assert done.removed == [4]
    assert len(done.said) == 3


def test_an_unchanged_text_changes_nothing() -> None:
    done = revise(7, placed(target_rows(7, BEFORE)), BEFORE, BEFORE)
    assert (done.updated, done.added, done.removed, done.said) == ({}, [], [], [])


def test_a_corrected_row_stands() -> None:
    rows = target_rows(7, BEFORE)
    rows[0] = {**rows[0], INDICATORS.target: 22}
    done = revise(7, placed(rows), BEFORE, AFTER)
    assert 2 not in done.updated
    assert any("人工改过" in said for said in done.said)


def test_a_row_that_was_looked_at_stands() -> None:
    rows = [{**row, INDICATORS.checked: TARGET_CHECKED} for row in target_rows(7, BEFORE)]
    done = revise(7, placed(rows), BEFORE, "另做安排。")
    assert (done.updated, done.removed) == ({}, [])


def test_a_row_that_a_person_took_away_does_not_come_back() -> None:
    rows = placed(target_rows(7, BEFORE))[:2]
    done = revise(7, rows, BEFORE, BEFORE + "新增路灯100盏。")
    assert [row[INDICATORS.measure] for row in done.added] == ["盏"]


def test_an_indicator_that_units_report_on_is_not_taken_away() -> None:
    done = revise(7, placed(target_rows(7, BEFORE)), BEFORE, "另做安排。", measured={1})
    assert done.removed == [3, 4]


def test_places_are_never_used_again() -> None:
    rows = target_rows(7, BEFORE)
    done = revise(7, placed(rows), BEFORE, "新增路灯100盏。")
    assert [row[INDICATORS.place] for row in done.added] == [4]

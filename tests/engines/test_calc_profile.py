"""Calc's settings change by the items that are ours, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.engines.uno import calc_profile

OTHERS = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    '<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse">'
    "<value>true</value></prop></item>\n"
    '<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">'
    "<value>一 &amp; 二</value></prop></item>\n</oor:items>\n"
)
FOLDER = "file:///home/%E5%BC%A0/%E5%8F%B0%E8%B4%A6"
folders = st.lists(st.sampled_from([FOLDER, "file:///a", "file:///b%20&c", "$(work)"]), unique=True)


@pytest.mark.parametrize("settings", ["", OTHERS])
def test_calc_listens_after_the_change_and_the_rest_is_as_it_was(settings: str) -> None:
    changed = calc_profile.listening(settings, "xlsheet")
    assert calc_profile.address(changed) == "pipe,name=xlsheet;urp;"
    assert calc_profile.listening(changed, "xlsheet") == changed
    if settings:
        assert calc_profile.listening(changed, None) == settings


def test_another_address_is_replaced_where_it_stands() -> None:
    before = calc_profile.listening(OTHERS, "other")
    assert calc_profile.listening(before, "xlsheet") == before.replace("name=other;", "name=xlsheet;")


@given(folders)
def test_a_folder_joins_the_trusted_ones_and_leaves_them(known: list[str]) -> None:
    settings = OTHERS
    for folder in known:
        settings = calc_profile.trusting(settings, folder)
    assert calc_profile.trusted(settings) == known
    trusting = calc_profile.trusting(settings, FOLDER)
    assert calc_profile.trusted(trusting) == [*(f for f in known if f != FOLDER), FOLDER]
    less = calc_profile.trusting(trusting, FOLDER, trust=False)
    assert calc_profile.trusted(less) == [f for f in known if f != FOLDER]
    if FOLDER not in known:
        assert less == settings


def test_nothing_of_ours_to_take_out_changes_nothing() -> None:
    for settings in ("", OTHERS):
        assert calc_profile.listening(settings, None) == settings
        assert calc_profile.trusting(settings, FOLDER, trust=False) == settings

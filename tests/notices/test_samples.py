"""The made-up notices themselves: whole, and enough of each kind."""

from __future__ import annotations

from collections import Counter

import pytest

from notices.sample import LEADERS, Sample, all_samples, squeezed

SAMPLES = all_samples()
CODES = set(
    """
    lines bracket_labels bracket_verbs bracket_later sentence_owner table table_text by_unit indicators
    number_styles number_restart number_missing number_in_text heading_long several_parts
    words_lead words_responsible_alone words_leader words_deadline words_content words_plan words_same_below
    words_first_leads words_nobody words_open words_prefix words_levels words_and words_alias words_mixed
    words_judged field
    """.split()
)


def test_each_kind_has_at_least_two_samples() -> None:
    counts = Counter(sample.code for sample in SAMPLES)
    assert {code for code, count in counts.items() if count >= 2} == CODES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_truth_of_a_sample_stands_in_its_notice(sample: Sample) -> None:
    source = squeezed(sample.source.replace("\\n", ""))
    assert sample.tasks
    for task in sample.tasks:
        assert sample.raw or squeezed(task.content) in source
        assert all(name in source for name in task.all(LEADERS))
        assert all(squeezed(wording) in source for wording in task.open_duties)

"""A folder that nothing can be written to: said in a sentence, nothing changed, and done when it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stops.cohort_state import CohortState, between, read_state
from tests.stops.command import mark_here
from tests.stops.mounts import read_only

pytestmark = pytest.mark.kills


@pytest.mark.parametrize("name", [".", "autograded", ".mentorlab"])
def test_a_read_only_folder_stops_it_in_a_sentence(
    name: str, work: Path, before: CohortState, after: CohortState
) -> None:
    with read_only(work / name):
        code, said = mark_here(work)
    assert read_state(work) == before
    assert code == (1 if name == "autograded" else 2) and len(said.splitlines()) == 1
    assert ("Read-only" in said or "Permission denied" in said) and "Nothing was marked." in said
    assert mark_here(work)[0] == 1
    assert read_state(work) == after


def test_one_learner_s_folder_that_cannot_be_changed_stops_it_before_the_gradebook_says_more(
    work: Path, before: CohortState, after: CohortState
) -> None:
    with read_only(work / "autograded" / "learner-000002"):
        code, said = mark_here(work)
        assert code == 1 and "learner-000002" in said
        assert not list(between(read_state(work), before, after))
    assert mark_here(work)[0] == 1
    assert read_state(work) == after

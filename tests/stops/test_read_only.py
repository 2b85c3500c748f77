"""A folder that nothing can be written to: said in a sentence, nothing changed, and done when it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from stops.command import mark
from stops.mounts import read_only
from stops.standing import Standing, standing


@pytest.mark.parametrize("name", [".", "autograded", ".mentorlab"])
def test_a_read_only_folder_stops_it_in_a_sentence(
    name: str, work: Path, before: Standing, after: Standing
) -> None:
    with read_only(work / name):
        code, said = mark(work)
    assert standing(work) == (after if name == ".mentorlab" and code == 1 and not said else before)
    assert code in (1, 2) and ("Read-only" in said or "Permission denied" in said)
    assert len([line for line in said.splitlines() if "Read-only" in line or "denied" in line]) == 1
    assert mark(work)[0] == 1
    assert standing(work) == after


def test_one_learner_s_folder_that_cannot_be_changed_stops_it_before_the_gradebook_says_more(
    work: Path, before: Standing, after: Standing
) -> None:
    from stops.standing import between

    with read_only(work / "autograded" / "learner-000002"):
        code, said = mark(work)
        assert code == 1 and "learner-000002" in said
        assert not list(between(standing(work), before, after))
    assert mark(work)[0] == 1
    assert standing(work) == after

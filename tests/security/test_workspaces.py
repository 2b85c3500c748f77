"""Two learners whose responses come from one workspace are named; nothing else changes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from mentorlab.marking.intake.workspaces import Workspaces, workspace_in
from tests.helpers.course_samples import MODULE
from tests.security.case import RESPONSES
from tests.security.hostile_cohort import FULL, hand_in
from tests.security.in_files import holding
from tests.security.ways import WAYS

SENTENCE = "it comes from the same workspace as the responses of"


@pytest.fixture
def cohort(hostile_cohort: Path, tmp_path: Path) -> Path:
    cohort = tmp_path / "spring"
    shutil.copytree(hostile_cohort, cohort)
    for student in ("ada", "ben", "zoe"):
        hand_in(cohort, student)
    return cohort


def copy_file(cohort: Path, source: str, target: str) -> None:
    shutil.copy(cohort / "submitted" / source / MODULE / RESPONSES, cohort / "submitted" / target / MODULE)


@pytest.mark.parametrize("way", WAYS)
def test_both_are_named_and_their_marks_stay(way: str, cohort: Path) -> None:
    copy_file(cohort, "ada", "ben")
    scene = WAYS[way](cohort)
    assert f"{RESPONSES}: {SENTENCE} ben" in scene.about("ada")
    assert f"{RESPONSES}: {SENTENCE} ada" in scene.about("ben")
    assert SENTENCE not in scene.about("zoe")
    assert [scene.points(student) for student in ("ada", "ben", "zoe")] == [FULL] * 3


@pytest.mark.parametrize("way", WAYS)
def test_a_file_copied_from_somebody_marked_earlier_is_noticed(way: str, cohort: Path) -> None:
    WAYS[way](cohort)
    hand_in(cohort, "eva")
    copy_file(cohort, "ada", "eva")
    assert f"{SENTENCE} ada" in WAYS[way](cohort).about("eva")


@pytest.mark.parametrize("way", WAYS)
def test_who_hands_in_again_is_nobody_s_double(way: str, cohort: Path) -> None:
    assert not WAYS[way](cohort).about("ada")
    folder = cohort / "submitted" / "ada" / MODULE
    (folder / "timestamp.txt").write_text("2026-11-02 10:00:00.000000 UTC", encoding="utf-8")
    scene = WAYS[way](cohort)
    assert not [line for line in scene.said if SENTENCE in line]


def test_an_index_holds_a_learner_once() -> None:
    index = Workspaces({"ada": "one", "ben": "two"})
    index.note("ben", "one")
    assert list(index.about("ada")) and list(index.about("ben"))
    index.note("ben", "three")
    assert not list(index.about("ada")) and not list(index.about("ben"))
    index.note("cem", "")
    index.note("dan", "")
    assert not list(index.about("cem")), "no workspace is not one workspace"


def test_a_class_of_copies_is_said_in_one_short_sentence() -> None:
    index = Workspaces({f"learner-{number:04}": "one" for number in range(1_000)})
    (sentence,) = index.about("learner-0500")
    assert "and 994 more" in sentence and len(sentence) < 300


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(holding({}, workspace="abc"), id="as-written"),
        pytest.param(b'{"items": {}, "workspace": "abc", "version": 1}', id="in-another-order"),
        pytest.param(
            json.dumps({"version": 1, "workspace": "abc", "items": {}}, indent=8).encode(), id="indented"
        ),
        pytest.param(b'{"version": 1, "workspace": "\\u0061bc", "items": {}}', id="spelt-out"),
        pytest.param(b" " * 500 + holding({}, workspace="abc"), id="far-down"),
    ],
)
def test_the_id_is_found_wherever_it_stands(data: bytes, tmp_path: Path) -> None:
    (tmp_path / RESPONSES).write_bytes(data)
    assert workspace_in(tmp_path / RESPONSES) == "abc"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"workspace": 3}', b" " * 2_000_000])
def test_where_none_can_be_read_there_is_none(data: bytes, tmp_path: Path) -> None:
    (tmp_path / RESPONSES).write_bytes(data)
    assert workspace_in(tmp_path / RESPONSES) == ""
    assert workspace_in(tmp_path / "nothing") == ""


def test_it_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(holding({}, workspace="abc"))
    (tmp_path / RESPONSES).symlink_to(tmp_path / "real.json")
    assert workspace_in(tmp_path / RESPONSES) == ""
    (tmp_path / RESPONSES).unlink()
    os.mkfifo(tmp_path / RESPONSES)
    assert workspace_in(tmp_path / RESPONSES) == ""

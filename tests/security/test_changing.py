"""A file that changes while it is read, at the worst of all moments: when it was looked at, and is opened next.

The moment is caught by Python's own audit hook, which is told of every file before it is opened.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from traitlets.config import Config

from mentorlab.files import read_plain
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import autograde, submission
from tests.security.case import NOTEBOOK, RESPONSES, Scene
from tests.security.hostile_cohort import FULL, hand_in
from tests.security.in_files import NOT_MARKED
from tests.security.ways import WAYS

MIB = 1024 * 1024
_watch: list[Callable[[str], None]] = []  # an audit hook can never be taken off again: it is told to rest


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watch and event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        _watch[0](os.fsdecode(arguments[0]))


sys.addaudithook(_hook)


class Moment:
    """Acts once, just before the n-th opening of a file in Mallory's submission."""

    def __init__(self, name: str, act: Callable[[Path], None], opening: int = 1) -> None:
        self.name, self.act, self.opening = name, act, opening
        self.done = False

    def __call__(self, path: str) -> None:
        if self.done or not path.endswith(f"submitted/mal/{MODULE}/{self.name}"):
            return
        self.opening -= 1
        if self.opening == 0:
            self.done = True
            self.act(Path(path))


@pytest.fixture
def moment() -> Iterator[Callable[[Moment], None]]:
    yield _watch.append
    _watch.clear()


@pytest.fixture
def cohort(hostile_cohort: Path, tmp_path: Path) -> Path:
    cohort = tmp_path / "spring"
    shutil.copytree(hostile_cohort, cohort)
    hand_in(cohort, "ada")
    (submission(cohort, "mal") / RESPONSES).write_bytes(b'{"version": 1, "workspace": "", "items": {}}')
    hand_in(cohort, "zoe")
    return cohort


def becomes_ada_s(file: Path) -> None:
    file.unlink()
    file.symlink_to(Path("../../ada") / MODULE / file.name)


def becomes_the_key(file: Path) -> None:
    file.unlink()
    file.symlink_to(Path("../../../source") / MODULE / NOTEBOOK)


def becomes_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def grows(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(1024 * MIB)


def is_half_written(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20])


def goes_away(file: Path) -> None:
    file.unlink()


CHANGES = [becomes_ada_s, becomes_the_key, becomes_a_pipe, grows, is_half_written, goes_away]


def test_nbgrader_s_way_follows_a_link_that_comes_late(
    cohort: Path, moment: Callable[[Moment], None]
) -> None:
    config = Config()
    config.CourseDirectory.course_id = "spring"
    late = Moment(RESPONSES, becomes_ada_s)
    moment(late)
    run = autograde(cohort, config=config)
    assert late.done
    assert Scene(cohort, run.said).points("mal") == FULL


# How often each way opens the file: nbgrader's looks for workspaces, checks it, and copies it.
OPENINGS = [
    ("nbgrader autograde", 1),
    ("nbgrader autograde", 2),
    ("nbgrader autograde", 3),
    ("cohort mark", 1),
]


def test_no_way_was_forgotten() -> None:
    assert {way for way, _ in OPENINGS} == set(WAYS)


@pytest.mark.parametrize(("way", "opening"), OPENINGS)
@pytest.mark.parametrize("change", CHANGES)
def test_ours_takes_what_was_there_or_nothing(
    change: Callable[[Path], None],
    way: str,
    opening: int,
    cohort: Path,
    moment: Callable[[Moment], None],
) -> None:
    late = Moment(RESPONSES, change, opening)
    moment(late)
    scene = WAYS[way](cohort)
    assert late.done
    assert scene.points("mal") in (0.0, None)
    assert scene.points("mal") is not None or NOT_MARKED in scene.about("mal")
    assert scene.points("ada") == scene.points("zoe") == FULL
    kept = scene.marked("mal") / RESPONSES
    assert not kept.exists() or kept.stat().st_size < 2 * MIB
    assert (
        not kept.exists()
        or kept.read_bytes() != (cohort / "submitted" / "ada" / MODULE / RESPONSES).read_bytes()
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_notebook_that_becomes_a_link_is_not_shown(
    way: str, cohort: Path, moment: Callable[[Moment], None]
) -> None:
    secret = cohort / "source" / "secret.ipynb"
    text = '{"cells": [{"cell_type": "raw", "source": "the trainer\'s own notes"}]}'
    secret.write_text(text, encoding="utf-8")

    def becomes_a_link(file: Path) -> None:
        file.unlink()
        file.symlink_to(secret)

    late = Moment(NOTEBOOK, becomes_a_link)
    moment(late)
    scene = WAYS[way](cohort)
    assert late.done
    assert "own notes" not in scene.copy("mal")
    assert scene.points("zoe") == FULL


def test_what_is_no_file_is_closed_again(tmp_path: Path) -> None:
    """Else a thousand submissions whose notebook is a folder use up all that the marker may open."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("folder", "pipe"):
        for _ in range(5):
            with pytest.raises(OSError, match="it is not a file"):
                read_plain(tmp_path / name, 10)
    assert len(list(Path("/proc/self/fd").iterdir())) == before

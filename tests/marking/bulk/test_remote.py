"""Submissions at an address: the same marks, the same sentences, and links are still refused where there are folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import mark_in_bulk, submission
from tests.stops.cohort_state import read_state
from tests.stops.command import mark_here

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
RESPONSES = f"{MODULE}.responses.json"


@pytest.fixture
def handed(cohort: Path, built: Path) -> Path:
    for student in ("ada", "ben", "cem", "dan"):
        answer(submission(cohort, student), built / SOURCE, model, reflection=student)
    (cohort / "submitted" / "ben" / MODULE / RESPONSES).write_bytes(b"x" * (2 * 1024**2))
    (cohort / "submitted" / "cem" / MODULE / RESPONSES).unlink()
    (cohort / "submitted" / "dan" / MODULE / f"{MODULE}.ipynb").unlink()
    return cohort


@pytest.fixture
def store(handed: Path) -> Iterator[str]:
    """The same submissions in a store that is no folder."""
    files: Any = fsspec.filesystem("memory")
    for path in (handed / "submitted").rglob("*"):
        if path.is_file():
            files.pipe(f"/store/{path.relative_to(handed / 'submitted').as_posix()}", path.read_bytes())
    yield "memory://store"
    files.rm("/store", recursive=True)


def test_an_address_is_marked_as_a_folder_is(handed: Path, store: str, tmp_path: Path) -> None:
    other = shutil.copytree(handed, tmp_path / "other" / "spring")
    wanted = mark_in_bulk(other)
    shutil.rmtree(handed / "submitted")
    run = mark_in_bulk(handed, submitted=store)
    assert (run.marked, run.said) == (wanted.marked, wanted.said) == (3, wanted.said)
    assert read_state(handed) == read_state(other)
    assert mark_in_bulk(handed, submitted=store).marked == 0


def test_a_folder_that_is_written_as_an_address_is_a_folder(handed: Path, tmp_path: Path) -> None:
    place = (handed / "submitted").rename(tmp_path / "store")
    (place / "ada" / MODULE / RESPONSES).unlink()
    (place / "ada" / MODULE / RESPONSES).symlink_to(place / "dan" / MODULE / RESPONSES)
    run = mark_in_bulk(handed, submitted=f"file://{place}/")
    assert run.marked == 2 and "it is a link" in run.about("ada")


@pytest.mark.parametrize("address", ["nothing://here", "memory://nothing-there"])
def test_an_address_with_nothing_is_said(address: str, handed: Path) -> None:
    code, said = mark_here(handed, "--submitted", address)
    assert (code, bool(said)) == ((2, True) if address.startswith("nothing") else (0, False))
    assert not read_state(handed).rows

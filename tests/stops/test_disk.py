"""A disk that is full at some moment, and a file that may not grow."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from mentorlab.marking.intake.gradebook_file import Fault
from tests.stops.cohort_state import CohortState, between, done, read_state
from tests.stops.command import mark, mark_here
from tests.stops.mounts import grow, small_disk

pytestmark = pytest.mark.kills

WHOLE = 64 * 1024**2


def used(folder: Path) -> int:
    """Bytes on a disk that is counted in pages."""
    return sum(-(-path.stat().st_size // 4096) * 4096 or 4096 for path in folder.rglob("*"))


def test_a_full_disk_at_any_moment_loses_nothing(
    prepared: Path, before: CohortState, after: CohortState, tmp_path: Path
) -> None:
    found, sentences = [], set()
    with small_disk(tmp_path / "disk", WHOLE) as disk:
        for room in (0, 8, 40, 150, 400, 650, 850):  # KiB that are free
            work = Path(shutil.copytree(prepared, disk / "spring"))
            taken = WHOLE - _free(disk)
            grow(disk, taken + room * 1024)
            code, said = mark_here(work)
            now = read_state(work)
            assert not list(between(now, before, after))
            found.append((room, code, *done(now, before, after)))
            sentences.update(line for line in said.splitlines() if "No space" in line or "full" in line)
            grow(disk, WHOLE)
            assert mark_here(work)[0] == 1  # two of them are refused
            assert read_state(work) == after
            shutil.rmtree(work)
    print(found, sentences)
    stopped = [room for room, code, before_, _ in found if before_]
    assert len(stopped) >= 5 and len(sentences) >= 2
    assert all("again" in sentence or "Nothing was marked" in sentence for sentence in sentences)


def _free(disk: Path) -> int:
    return shutil.disk_usage(disk).free


@pytest.mark.parametrize("limit", [0, 60_000, None], ids=["nothing", "no-copy", "no-row"])
def test_a_limit_on_what_a_file_may_hold_stops_it_in_a_sentence(
    limit: int | None, work: Path, before: CohortState, after: CohortState
) -> None:
    """The write itself fails, whoever one is. None: the gradebook may not grow."""
    limit = (work / "gradebook.db").stat().st_size if limit is None else limit
    code, said = mark(work, first=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert code in (1, 2) and ("File too large" in said or Fault.FULL.value in said)
    now = read_state(work)
    assert not list(between(now, before, after)) and done(now, before, after)[1] == 0
    assert mark_here(work)[0] == 1
    assert read_state(work) == after

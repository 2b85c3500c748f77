"""A cohort with work of every sort to do: new, newer than marked and read by a person, as before, and refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.submissions import MODULE, make_cohort
from tests.helpers.nbgrader_runs import mark_in_bulk

LEARNERS = 16
NEWER, AS_BEFORE, SPOILT = range(5), range(5, 8), (4, 9)
LATER = "2026-11-20 10:00:00.000000 UTC"


def make_work(folder: Path, learners: int = LEARNERS) -> Path:
    """Sixteen learners: 0 to 4 were marked, read and handed in again, 5 to 7 were marked; 4 and 9 are spoilt."""
    make_cohort(folder, learners)
    names = sorted(path.name for path in (folder / "submitted").iterdir())
    earlier = tuple(names[at] for at in (*NEWER, *AS_BEFORE))
    assert mark_in_bulk(folder, students=earlier).marked == len(earlier)
    with closing(sqlite3.connect(folder / "gradebook.db")) as book, book:
        book.execute("UPDATE grade SET manual_score = 2 WHERE cell_id IN (SELECT id FROM task_cells)")
        book.execute(
            "UPDATE comment SET manual_comment = 'Well seen.' WHERE cell_id IN (SELECT id FROM task_cells)"
        )
    for at in NEWER:
        handed = folder / "submitted" / names[at] / MODULE
        (handed / "timestamp.txt").write_text(LATER, encoding="utf-8")
        other = folder / "submitted" / names[at + learners // 2] / MODULE
        responses = f"{MODULE}.responses.json"
        (handed / responses).write_bytes((other / responses).read_bytes())
    for at in SPOILT:
        (folder / "submitted" / names[at] / MODULE / f"{MODULE}.responses.json").write_text(
            "{", encoding="utf-8"
        )
    return folder

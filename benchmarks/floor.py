"""The floor: read what marking reads, write and copy what it writes, insert the rows that it inserts; think nothing.

    python -m benchmarks.floor COHORT MARKED

`COHORT` has submissions and is not marked; `MARKED` is the same after marking, for its copies and its rows.
Prints the seconds that it took, and those for which it held a core, without the start of Python and without reading `MARKED`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import create_engine, insert, select

from benchmarks.submissions import MODULE

TABLES = [
    table.__table__
    for table in (api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment)
]
BATCH = 1000


def main(cohort: Path, marked: Path) -> None:
    """Does it once, and prints the seconds."""
    rows = _rows(marked)
    students = sorted(os.listdir(cohort / "submitted"))
    copy = (marked / "autograded" / students[0] / MODULE / f"{MODULE}.ipynb").read_bytes()
    engine = create_engine(f"sqlite:///{cohort / 'gradebook.db'}")
    begun, busy = time.perf_counter(), time.process_time()
    for at in range(0, len(students), BATCH):
        for student in students[at : at + BATCH]:
            _files(f"{cohort}/submitted/{student}/{MODULE}", f"{cohort}/autograded/{student}", copy)
        with engine.begin() as connection:
            for table, found in rows:
                each = len(found) // len(students)
                connection.execute(insert(table), found[at * each : (at + BATCH) * each])
    print(time.perf_counter() - begun, time.process_time() - busy)


def _files(handed: str, learner: str, copy: bytes) -> None:
    os.makedirs(f"{learner}/{MODULE}")
    for name in os.listdir(handed):
        with open(f"{handed}/{name}", "rb") as file:
            data = file.read()
        place = f"{learner}/{MODULE}/{name}"
        with open(place, "wb") as file:
            file.write(copy if name.endswith(".ipynb") else data)
        os.chmod(place, 0o444)


def _rows(marked: Path) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The rows that marking wrote, as it would hand them over; the assignment's own are the same in both."""
    engine = create_engine(f"sqlite:///{marked / 'gradebook.db'}")
    with engine.connect() as connection:
        return [
            (table, [dict(row) for row in connection.execute(select(table)).mappings()]) for table in TABLES
        ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

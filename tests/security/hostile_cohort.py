"""The course, the cohort and the honest learners among whom the hostile ones are marked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from mentorlab.cohort.new import new_cohort
from mentorlab.notebooks.course import build_course
from tests.helpers.course_samples import EXERCISES, MODULE, answer, model, write_content
from tests.helpers.nbgrader_runs import submission
from tests.helpers.samples import sources
from tests.security.case import RESPONSES, Case

KINDS = ("choice", "match", "slider", "extended-text")  # few, because the shipped way runs each in a kernel
FULL = 6.0  # points by rule
HONEST = ("ada", "ben", "zoe")  # marked before, among and after the others; the attacks aim at Ben
SOURCE = f"source/{MODULE}/{MODULE}.ipynb"
STAMP = 1_793_527_200  # seconds: when all of them handed in


def make_hostile_cohort(folder: Path) -> Path:
    """A cohort, to be copied, with a small assignment of the same cells as every other."""
    project = folder / "project"
    content = write_content(project / "content")
    chosen = "\n".join(sources()[kind] for kind in KINDS)
    (content / MODULE / "exercises.md").write_text(EXERCISES + chosen, encoding="utf-8")
    for talk in ("third",):
        (content / MODULE / "talks" / f"{talk}-missed-deadline.md").unlink()
    build_course(content, project)
    new_cohort(folder / "spring", project)
    return folder / "spring"


def cohort_of(cases: Iterable[Case], hostile_cohort: Path, cohort: Path, *, smaller: bool = False) -> Path:
    """A copy of the hostile cohort with the honest learners in it, and a submission of each case."""
    shutil.copytree(hostile_cohort, cohort)
    for honest in HONEST:
        hand_in(cohort, honest)
    for case in cases:
        folder = submission(cohort, case.name)
        (case.smaller if smaller and case.smaller else case.make)(folder)
    return cohort


def hand_in(cohort: Path, student: str) -> Path:
    """A submission that earns everything."""
    folder = submission(cohort, student)
    answer(folder, cohort / SOURCE, model, reflection="I asked Ben.")
    os.utime(folder / RESPONSES, (STAMP, STAMP))
    return folder

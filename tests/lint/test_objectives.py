"""The table that holds a course together: each objective is taught, judged and, where it is a skill, shown."""

from __future__ import annotations

import re

import pytest
from rich.console import Console
from typer.testing import CliRunner

from mentorlab.cli import application
from mentorlab.content.load import Course, load_course
from mentorlab.lint.modules import FIRST, table
from mentorlab.lint.tables import objectives_table, readings
from tests.helpers.places import CONTENT


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(CONTENT)


def test_every_objective_is_taught_and_judged_once_in_the_lesson_and_twice_in_the_assignment(
    course: Course,
) -> None:
    Console(width=200).print(objectives_table(course))  # `pytest -rP tests/lint/test_objectives.py` shows it
    rows = table(course)
    assert {row.module for row in rows} == {module.id for module in course.modules}
    for row in rows:
        assert row.taught, row
        if row.module != FIRST:
            assert len(row.lesson) >= 1 and len(row.assignment) >= 2, row
        assert all(row.talk.values()), row


def test_every_module_s_talk_shows_something_that_its_lesson_teaches(course: Course) -> None:
    for module in course.modules:
        shown = [row.objective for row in table(course) if row.module == module.id and row.talk]
        assert module.id == FIRST or len(shown) >= 2, module.id


def test_the_commands_print_both_tables() -> None:
    printed = CliRunner().invoke(
        application(), ["lint", "--objectives", "--content", str(CONTENT)], env={"COLUMNS": "200"}
    )
    assert printed.exit_code == 0 and "08-feedback" in printed.output and "noticing ×" in printed.output
    printed = CliRunner().invoke(
        application(), ["lint", "--reading", "--content", str(CONTENT)], env={"COLUMNS": "200"}
    )
    assert printed.exit_code == 0 and "Flesch-Kincaid" in printed.output


def test_how_hard_a_lesson_reads_is_reckoned_from_its_own_prose(course: Course) -> None:
    found = list(readings(course))
    assert [reading.module for reading in found] == [module.id for module in course.modules]
    for reading in found:
        lines = (
            next(one for one in course.modules if one.id == reading.module).sources["lesson.md"].split("\n")
        )
        said = " ".join(lines[reading.line - 1 : reading.line + 3])
        first = re.findall(r"\w+", reading.hardest)[0]
        assert first in said and 0 < reading.grade < 14

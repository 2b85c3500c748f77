"""The course as it is, through nbgrader: its models earn everything, blanks nothing, each option what it should."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mentorlab.cohort.new import new_cohort
from mentorlab.item.model import canary, to_points
from mentorlab.marking.copy.answer_page import AnswerPage
from mentorlab.notebooks.course import build_course
from mentorlab.responses.file import Entry
from tests.helpers.course_samples import answer, marks_in, model, reflections_in
from tests.helpers.nbgrader_runs import autograde, feedback, marks, waiting
from tests.helpers.places import PROJECT

MODULES = sorted(path.parent.name for path in (PROJECT / "content").glob("*/exercises.md"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("course")
    build_course(PROJECT / "content", project)
    return project


def keys(course: Path, module: str) -> Path:
    return course / "solutions" / module / f"{module}.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_models_earn_everything_and_blanks_nothing_through_nbgrader(
    module: str, course: Path, tmp_path: Path
) -> None:
    cohort = new_cohort(tmp_path / "spring", course, [module]).folder
    for student in ("full", "blank"):
        folder = cohort / "submitted" / student / module
        folder.mkdir(parents=True)
        shutil.copy(cohort / "release" / module / f"{module}.ipynb", folder)
    source = keys(course, module)
    answer(cohort / "submitted" / "full" / module, source, model, reflection="On Tuesday I asked.")
    assert not autograde(cohort, module=module).failed
    full = {id: item.points for id, (item, _) in marks_in(source).items()}
    reflections = {item.id for item in reflections_in(source)}
    found = marks(cohort, module)
    assert found["full"] == {**full, **dict.fromkeys(reflections)}
    assert found["blank"] == {**dict.fromkeys(full, 0.0), **dict.fromkeys(reflections)}
    assert waiting(cohort, "blank", module) == reflections
    assert not feedback(cohort, level="model", module=module).failed
    canaries = [canary(id).encode() for id in {*full, *reflections}]
    for folder in ("release", "submitted", "autograded", "feedback"):
        for path in (cohort / folder).rglob("*"):
            assert not path.is_file() or not any(found in path.read_bytes() for found in canaries), path


@pytest.mark.parametrize("module", MODULES)
def test_each_option_of_a_choice_earns_its_worth(module: str, course: Path) -> None:
    source = keys(course, module)
    cells = {
        cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"])
        for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]
    }
    tried = 0
    for id, (item, key) in marks_in(source).items():
        if item.kind != "choice" or item.many:
            continue
        for option in item.options:
            entry = Entry(response={"chosen": [option.id]}, first="", last="", digest="")
            shown = AnswerPage({id: entry}).show(cells[id])
            assert shown.points == to_points(key.worth[option.id], item.points)
            tried += 1
    assert tried or all(item.kind != "choice" or item.many for item, _ in marks_in(source).values())


@pytest.mark.parametrize("module", MODULES)
def test_an_assessed_talk_is_none_that_a_lesson_plays(module: str, course: Path) -> None:
    from mentorlab.item.cells import parse_cell

    played = set()
    for lesson in (course / "course").glob("[0-9]*.ipynb"):
        for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]:
            shape = parse_cell("".join(cell["source"]))
            item = json.loads(shape[1][0]) if shape else {}
            if item.get("kind") == "talk":
                played.add(item["talk"]["id"])
    assessed = {item.talk.id for item, _ in marks_in(keys(course, module)).values() if item.kind == "talk"}
    assert played and not played & assessed

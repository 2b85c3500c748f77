"""`00-start-here` as it ships has a lesson and nothing else; the course works around what it does not have."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mentorlab.cohort.new import CohortError, new_cohort
from mentorlab.content.load import Exercise, load_module
from mentorlab.item import keys, kind
from mentorlab.item.kinds import traits
from mentorlab.item.model import as_json
from mentorlab.learner.progress import course_progress
from mentorlab.learner.workspace import prepare
from mentorlab.lint.modules import FIRST
from mentorlab.notebooks.course import build_course
from mentorlab.responses.file import Responses
from mentorlab.views.controls.home import HomeControl
from tests.helpers import course_samples
from tests.helpers.places import CONTENT

OTHER = course_samples.MODULE
README = "<!-- modules: written by `make build` -->\n<!-- end of modules -->\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of the first module and one other, built."""
    top = tmp_path_factory.mktemp("project")
    content = course_samples.write_content(top / "content")
    shutil.copytree(CONTENT / FIRST, content / FIRST)
    shutil.copy(CONTENT / "references.bib", content)
    (content / "plan.yaml").write_text(
        f"- {{id: {FIRST}, title: Find your way, core: true}}\n- {{id: {OTHER}, title: Feedback}}\n"
    )
    (top / "README.md").write_text(README)
    build_course(content, top)
    return top


def lesson() -> list[Exercise]:
    return [piece for piece in load_module(CONTENT / FIRST).lesson if isinstance(piece, Exercise)]


def test_it_is_a_talk_a_rating_and_a_goal_and_has_no_assignment_and_no_guide() -> None:
    module = load_module(CONTENT / FIRST)
    assert [one.item.kind for one in lesson()] == ["talk", "rating", "composed"]
    assert not module.assignment
    assert set(module.documents) == {"lesson.md", "talks/start-the-seven.md"}


def test_it_is_built_as_a_lesson_alone_and_the_table_says_no_more(project: Path) -> None:
    assert (project / "course" / f"{FIRST}.ipynb").is_file()
    assert not (project / "exercises" / FIRST).exists()
    assert not (project / "solutions" / FIRST).exists()
    row = next(line for line in (project / "README.md").read_text().splitlines() if FIRST in line)
    assert row.endswith("| finished: lesson of 15 minutes, one talk |")
    assert not build_course(project / "content", project, check=True).differs


def test_a_cohort_takes_the_assignments_that_there_are(project: Path, tmp_path: Path) -> None:
    assert new_cohort(tmp_path / "all", project).modules == (OTHER,)
    with pytest.raises(CohortError, match=f"no module “{FIRST}” with an assignment. There are: {OTHER}"):
        new_cohort(tmp_path / "first", project, [FIRST])
    assert not (tmp_path / "first").exists()


def test_the_first_page_begins_with_it_and_goes_on_to_the_next_module(project: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my-mentoring"
    prepare(project, mine)
    assert not (mine / "exercises" / FIRST).exists()
    assert [module.id for module in course_progress(mine)] == [FIRST, OTHER]
    assert course_progress(mine)[0].exercises is None
    said = HomeControl(mine).static
    assert "Begin with the lesson" in said
    assert said.index(f'href="course/{FIRST}.ipynb"') < said.index(f'href="course/{OTHER}.ipynb"')
    assert "0 of 3 questions answered, about 15 minutes in all" in said
    for one in lesson():
        response = as_json(kind(one.item.kind).model(one.item, one.key))
        Responses.open(FIRST, mine / "course").put(one.item.id, response, one.item.digest)
    said = HomeControl(mine).static
    assert "3 of 3 questions answered." in said and "1 of 4 endings seen" in said
    assert f'Next, the lesson: <a href="course/{OTHER}.ipynb">' in said


def test_its_rating_is_kept_under_its_id_and_has_no_value_whatever_is_chosen() -> None:
    one = next(one for one in lesson() if one.item.kind == "rating")
    assert one.item.id == "start-four-weeks"
    assert not traits(one.item).by_rule
    for step in one.item.steps:  # type: ignore[attr-defined]
        rated = {statement.id: step.id for statement in one.item.statements}  # type: ignore[attr-defined]
        score = keys.score(one.item, one.key, keys.parse_response(one.item, {"rated": rated}))
        assert score.value is None and score.complete
        assert all(part.right is None and part.share == 0 for part in score.parts)


def test_its_rating_asks_about_every_core_module_that_has_exercises() -> None:
    one = next(one for one in lesson() if one.item.kind == "rating")
    said = " ".join(one.key.explanations.values())
    for number in ("03", "04", "05", "06", "07", "08", "09", "11", "15"):
        assert f"Module {number}," in said

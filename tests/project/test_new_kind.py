"""A new exercise kind is three files and nothing else: `ranking`, from a folder of its own, works everywhere."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from mentorlab.cohort.new import new_cohort
from mentorlab.content.load import Exercise, load_course
from mentorlab.content.minutes import reckon_minutes
from mentorlab.dialect.attributes import KINDS
from mentorlab.dialect.read import read
from mentorlab.item import keys, read_item
from mentorlab.item.answer import Answer
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, as_json
from mentorlab.lint.bots import BLIND, BOTS, score_exercise
from mentorlab.lint.options import explained, unexplained
from mentorlab.notebooks.course import build_course
from mentorlab.responses.file import Responses
from mentorlab.views.controls import kinds as control_kinds
from mentorlab.views.controls.forms import Form
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.pages import kinds as page_kinds
from mentorlab.views.pages.exercise_page import render_form, render_mark
from mentorlab.views.pages.text import inline
from tests.helpers.course_samples import MODULE, answer, model, write_content
from tests.helpers.nbgrader_runs import autograde, mark_in_bulk, marks, submission
from tests.helpers.places import PROJECT

item_kinds = importlib.import_module("mentorlab.item.kinds")  # mentorlab.item has a function of that name
FILES = PROJECT / "tests" / "examples" / "ranking"
PACKAGES = {"item": item_kinds, "page": page_kinds, "controls": control_kinds}
FOUND = (item_kinds.kinds, page_kinds.kind_pages, control_kinds.kind_controls)


@pytest.fixture(autouse=True)
def ranking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kind's three files, found beside those that ship."""
    for name, package in PACKAGES.items():
        folder = tmp_path / "kinds" / name
        folder.mkdir(parents=True)
        shutil.copy(FILES / f"{name}.py", folder / "ranking.py")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    importlib.invalidate_caches()
    for found in FOUND:
        found.cache_clear()
    yield
    for package in PACKAGES.values():
        sys.modules.pop(f"{package.__name__}.ranking", None)
        vars(package).pop("ranking", None)
    for found in FOUND:
        found.cache_clear()


def ranked() -> tuple[Item, Key]:
    """The example's item and key."""
    document = read((FILES / "exercise.md").read_text("utf-8"), "exercises.md", KINDS | {"ranking"})
    return read_item(document, document.sections[-1:], module=MODULE)


def placed() -> Exercise:
    """The example as content/ holds it."""
    return Exercise(*ranked(), line=1)


def test_it_is_read_scored_and_shown() -> None:
    item, key = ranked()
    best = kind("ranking").model(item, key)
    half: Any = {"ranked": {"question": "rank-1", "plan": "rank-2"}}
    assert keys.score(item, key, best).value == 1.0
    assert keys.score(item, key, keys.parse_response(item, half)).value == 0.5
    page = render_mark(Answer.read(item, half), keys.score(item, key, keys.parse_response(item, half)), key)
    assert page.count("Right") == 2
    assert "2 of 4 ranks are right" in page
    assert inline("Nobody asked for any.") in page
    assert "A new plan with dates" in render_form(Answer.read(item, as_json(best)))


def test_its_form_is_filled_in_saved_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item, key = ranked()
    workspace = tmp_path / "my-mentoring"
    (workspace / ".mentorlab").mkdir(parents=True)
    (workspace / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    monkeypatch.chdir(workspace)
    form = Form(IpywidgetsToolkit(), item, key, Responses.open(item.module), practice=True)
    assert form.check.description == "Check my ranks"
    for (id, rank), one in zip(kind("ranking").model(item, key).ranked.items(), form.fields.control.children):  # type: ignore[attr-defined] # noqa: B905
        (shown,) = [
            part for part in (one, *getattr(one, "children", ())) if isinstance(part, ipywidgets.Dropdown)
        ]
        shown.value = rank
        assert Responses.open(item.module).get(item.id).response["ranked"][id] == rank  # type: ignore[union-attr]
    form.check.click()
    assert Responses.open(item.module).get(item.id).attempts == 1  # type: ignore[union-attr]


def test_its_minutes_its_explanations_and_its_looks_are_its_own_to_say(content: Path) -> None:
    one = placed()
    assert reckon_minutes([one]) == 20  # five for each of four options
    assert unexplained(one) == ()
    bare = one.key.model_copy(update={"explanations": {"plan": "It helps."}})
    assert unexplained(Exercise(one.item, bare, 1)) == ("question", "reminder", "advice")
    earned = {bot.name: score_exercise(bot, one) for bot in (*BOTS, BLIND)}
    # The longest is the first and right, and so are the two that stand lowest; the shortest leaves one of those.
    assert (earned["always the longest"], earned["always the shortest"]) == (0.75, 0.25)
    # And lint sees it in a course.
    text = (FILES / "exercise.md").read_text("utf-8").replace("  > Sam knows.\n", "")
    with (content / MODULE / "exercises.md").open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    said = [finding for finding in explained(load_course(content)) if "“reminder”" in finding.what]
    assert len(said) == 1


def test_it_is_marked_in_bulk_and_by_nbgrader_alike(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content")
    with (content / MODULE / "exercises.md").open("a", encoding="utf-8") as file:
        file.write("\n" + (FILES / "exercise.md").read_text("utf-8"))
    project = tmp_path / "project"
    build_course(content, project)
    keys_of = project / "solutions" / MODULE / f"{MODULE}.ipynb"
    found = {}
    for name, mark in (("bulk", mark_in_bulk), ("nbgrader", autograde)):
        cohort = tmp_path / name
        new_cohort(cohort, project)
        answer(submission(cohort, "ada"), keys_of, model)
        answer(
            submission(cohort, "ben"),
            keys_of,
            lambda item, key: {"ranked": {"question": "rank-1"}} if item.id == "what-helps" else None,
        )
        run = mark(cohort)
        assert not run.failed, run.said
        found[name] = marks(cohort)
    assert found["bulk"] == found["nbgrader"]
    assert (found["bulk"]["ada"]["what-helps"], found["bulk"]["ben"]["what-helps"]) == (2.0, 0.5)
    page = (tmp_path / "bulk" / "autograded" / "ben" / MODULE / f"{MODULE}.ipynb").read_text("utf-8")
    assert "What helps Sam most now?" in page

"""Every form of every module is answered, checked, left and found again; nothing is lost on the way.

The talks are among them: each is played to an ending.
"""

from __future__ import annotations

from typing import Any

import pytest

from mentorlab.content.load import Exercise, Module, load_module
from mentorlab.item.keys import parse_response
from mentorlab.item.kinds import kind, kinds
from mentorlab.item.model import as_json
from mentorlab.notebooks.cells import practice
from tests.browser.answers import BY_KIND, check, give
from tests.browser.learner_server import LearnerServer
from tests.browser.looking import faults
from tests.browser.visit import Visit, becomes, settled
from tests.helpers.places import CONTENT
from tests.helpers.samples import sample

pytestmark = pytest.mark.browser
FAULTLESS = {
    "00-start-here",
    "08-feedback",
}  # pages that axe-core looks at once all is answered; most kinds are there
MODULES = sorted(folder.parent.name for folder in CONTENT.glob("*/lesson.md"))


@pytest.fixture(scope="module", params=MODULES)
def module(request: pytest.FixtureRequest) -> Module:
    return load_module(CONTENT / request.param)


def exercises(pieces: Any) -> list[Exercise]:
    return [piece for piece in pieces if isinstance(piece, Exercise)]


# What is typed, of each kind that is answered by typing.
TYPED = {
    "composed": ("fields",),
    "extended-text": ("text",),
    "pairing": ("argument",),
    "slider": ("low", "high"),
    "text-entry": ("text",),
}


def typed(item: Any, response: dict[str, Any]) -> list[Any]:
    """The typed part of a response."""
    return [response[field] for field in TYPED[item.kind]]


def arrived(visit: Visit, path: str, item: Any, wanted: list[Any]) -> None:
    """Wait for the last letters: the form says “Saved” after the first."""
    becomes(lambda: typed(item, visit.learner_server.responses(path)[item.id]["response"]), wanted)


def answer_all(visit: Visit, path: str, asked: list[Exercise], *, faultless: bool) -> None:
    """Give the model response to everything, check what can be checked, come back, and look."""
    visit.open(path)
    assert list(visit.learner_server.forms(path)) == [one.item.id for one in asked]
    assert visit.learner_server.responses(path) == {}, "opening a form writes nothing"
    for one in asked:
        form = visit.form(one.item.id)
        model = kind(one.item.kind).model(one.item, one.key)
        give(form, one.item, model)
        if one.item.kind in TYPED:
            arrived(visit, path, one.item, typed(one.item, as_json(model)))
        if form.locator("button.ml-main").is_visible():
            check(form)
    kept = settled(lambda: visit.learner_server.responses(path))
    for one in asked:
        given = parse_response(one.item, kept[one.item.id]["response"])
        assert kind(one.item.kind).missing(one.item, given) == ()
        score = kind(one.item.kind).score(one.item, one.key, given)
        assert score.value in (None, 1.0), f"{one.item.id} was not answered as the model answers it"
    if faultless:
        for summary in visit.page.locator(".mentorlab details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        assert faults(visit.page) == []
    shown = {one.item.id: visit.on_the_page(one.item.id) for one in asked}

    visit.reopen()

    becomes(lambda: {one.item.id: visit.on_the_page(one.item.id) for one in asked}, shown)
    assert visit.learner_server.responses(path) == kept, "coming back changes nothing"


def test_everything_in_the_lesson_is_answered_and_there_again(visit: Visit, module: Module) -> None:
    answer_all(visit, f"course/{module.id}.ipynb", exercises(module.lesson), faultless=module.id in FAULTLESS)


def test_everything_in_the_assignment_is_answered_and_there_again(visit: Visit, module: Module) -> None:
    if module.assignment:
        path = f"exercises/{module.id}/{module.id}.ipynb"
        answer_all(visit, path, exercises(module.assignment), faultless=module.id in FAULTLESS)


def test_a_kind_that_no_module_uses_is_answered_all_the_same(
    visit: Visit, learner_server: LearnerServer
) -> None:
    modules = [load_module(CONTENT / name) for name in MODULES]
    used = {one.item.kind for module in modules for one in exercises((*module.lesson, *module.assignment))}
    others = [Exercise(*sample(name), line=1) for name in sorted(set(kinds()) - used)]
    if others:
        path = learner_server.write(
            "course/other-kinds.ipynb", [practice(one.item, one.key) for one in others]
        )
        answer_all(visit, path, others, faultless=True)
    assert used | {one.item.kind for one in others} == set(kinds()) == set(BY_KIND)

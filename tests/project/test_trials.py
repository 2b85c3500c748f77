"""Blind papers hold no key, answers on them are scored as the forms' are, and the page of figures is up to date."""

from __future__ import annotations

import importlib.util
import string
from types import ModuleType
from typing import Any

import pytest

from mentorlab.content.load import Module, load_module
from mentorlab.item import keys
from mentorlab.item.kinds import kind
from tests.helpers.places import PROJECT

MODULES = sorted(folder.parent.name for folder in (PROJECT / "content").glob("*/exercises.md"))


@pytest.fixture(scope="module")
def trial() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trial", PROJECT / "tools" / "trial.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module", params=MODULES)
def module(request: pytest.FixtureRequest) -> Module:
    return load_module(PROJECT / "content" / request.param)


def on_paper(trial: ModuleType, item: Any, model: Any) -> Any:
    """A response as somebody would write it on the paper."""
    letters = {
        one.id: letter for letter, one in zip(string.ascii_uppercase, trial._lettered(item), strict=False)
    }
    if item.kind == "choice":
        chosen = [letters[id] for id in model.chosen]
        return chosen if item.many else chosen[0]
    if item.kind in ("match", "gap-match"):
        rows = item.entries if item.kind == "match" else item.gaps
        given = model.placed if item.kind == "match" else model.filled
        return {str(n): letters[given[one.id]] for n, one in enumerate(rows, 1)}
    if item.kind == "order":
        return [letters[id] for id in model.order]
    if item.kind == "hottext":
        return [n for n, one in enumerate(item.passages, 1) if one.id in model.marked]
    return [model.low, model.high] if item.kind == "slider" else model.text


def test_a_paper_asks_everything_and_holds_no_key(trial: ModuleType, module: Module) -> None:
    paper = trial.paper(module)
    asked = trial.on_paper(module)
    assert len(asked) >= 6
    for exercise in asked:
        assert exercise.item.id in paper and exercise.item.stem in paper
        assert exercise.key.canary not in paper
        for said in exercise.key.explanations.values():
            assert said not in paper
    assert "[x]" not in paper


def test_the_model_answers_agree_with_the_keys_and_others_do_not(trial: ModuleType, module: Module) -> None:
    asked = trial.on_paper(module)
    right, wrong = {}, {}
    for exercise in asked:
        found = kind(exercise.item.kind)
        right[exercise.item.id] = on_paper(trial, exercise.item, found.model(exercise.item, exercise.key))
        wrong[exercise.item.id] = [] if exercise.item.kind in ("hottext", "order", "choice") else {}
        if exercise.item.kind in ("slider", "text-entry"):
            wrong[exercise.item.id] = [0, 0] if exercise.item.kind == "slider" else "nothing of the kind"
    figures = trial.figures(module, [{"after": right, "before": wrong}])
    assert [row["exercise"] for row in figures] == [exercise.item.title for exercise in asked]
    assert {row["after"] for row in figures} == {"1.00"}
    assert {row["before"] for row in figures} == {"0.00"}
    assert all(row["otherwise"] == [] for row in figures)


def test_what_the_paper_does_not_offer_is_said(trial: ModuleType, module: Module) -> None:
    exercise = next(one for one in trial.on_paper(module) if one.item.kind in ("choice", "match"))
    answer = "Z" if exercise.item.kind == "choice" else {"1": "Z"}
    with pytest.raises(ValueError, match=exercise.item.id):
        trial.response(exercise.item, answer)
    assert keys.score(exercise.item, exercise.key, kind(exercise.item.kind).Response()).value == 0.0


def test_the_page_of_figures_is_what_is_kept(trial: ModuleType) -> None:
    page = (PROJECT / "docs" / "trials.md").read_text(encoding="utf-8")
    assert trial.report(page) == page

"""Pages put together from pieces are the pages that are made as a whole, whatever was answered before."""

from __future__ import annotations

import random
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.item import kind
from mentorlab.item.kinds import kinds, taking_apart
from mentorlab.item.model import Item, Key, as_json
from mentorlab.marking.copy.answer_page import AnswerPage, Call, Shown
from mentorlab.marking.copy.page_cache import CachedPage, ItemCells, PageCache, group_by_item
from mentorlab.responses.file import Entry
from tests.helpers import made_items, samples
from tests.helpers.course_samples import marks_in
from tests.helpers.places import PROJECT

KINDS = ("gap-match", "hottext", "match", "order")
TIME = "2026-11-01T10:00:00+00:00"


def work(item: Item, response: dict[str, Any]) -> AnswerPage:
    """One learner's work on one item; the look has been fetched along."""
    entry = Entry(response=response, first=TIME, last=TIME, digest=item.digest)
    return AnswerPage({item.id: entry}, dressed=True)


def spoilt(draw: st.DrawFn, response: dict[str, Any]) -> dict[str, Any]:
    """A complete response, or one with something changed that no form would send."""
    (name, value), *_ = response.items()
    strange = draw(st.sampled_from(["gone", "", 1, True, None, [], ["gone"], {}]))
    match draw(st.sampled_from(["", "", "", "", "more", "less", "twice", "field", "instead", "reversed"])):
        case "more":
            value = {**value, "gone": "gone"} if isinstance(value, dict) else [*value, strange]
        case "less":
            value = dict(list(value.items())[1:]) if isinstance(value, dict) else value[1:]
        case "twice":
            value = dict.fromkeys(value, next(iter(value.values()))) if isinstance(value, dict) else value * 2
        case "field":
            return {**response, "more": strange}
        case "instead":
            value = dict.fromkeys(value, strange) if isinstance(value, dict) else [strange, *value[1:]]
        case "reversed":
            value = dict(reversed(value.items())) if isinstance(value, dict) else value[::-1]
    return {name: value}


@st.composite
def cohorts(draw: st.DrawFn, name: str) -> tuple[Item, Key, list[dict[str, Any]]]:
    """An item, and what several learners made of it, one after another."""
    item, key = draw(made_items.made(name))
    chance = random.Random(draw(st.integers(0, 2**32)))
    made = [as_json(kind(name).guess(item, chance)) for _ in range(draw(st.integers(4, 10)))]
    made += [as_json(kind(name).model(item, key))] * draw(st.integers(0, 2))
    return item, key, [spoilt(draw, response) for response in made]


@pytest.mark.parametrize("name", KINDS)
def test_a_page_from_pieces_is_the_page_made_as_a_whole(name: str) -> None:
    ready = 0

    @settings(deadline=None)
    @given(cohorts(name))
    def same(cohort: tuple[Item, Key, list[dict[str, Any]]]) -> None:
        nonlocal ready
        item, key, responses = cohort
        take_apart = taking_apart(item, key)
        assert take_apart is not None
        calls = [Call(item), Call(item, key)]
        pieces = [PageCache(call) for call in calls]
        for response in responses:
            apart = take_apart(response)
            if apart is None:
                continue
            for call, made in zip(calls, pieces, strict=True):
                found, whole = made.show(work(item, response), apart), work(item, response).show(call)
                ready += isinstance(found, CachedPage)
                assert (b"".join(found.in_json), found.points) == (b"".join(whole.in_json), whole.points)

    same()
    assert ready > 20  # pages that were put together and not only made


def complete(item: Any) -> list[dict[str, Any]]:
    """Every complete answer to a sample."""
    match item.kind:
        case "order":
            return [{"order": list(order)} for order in permutations(step.id for step in item.steps)]
        case "hottext":
            ids = [passage.id for passage in item.passages if passage.markable]
            return [{"marked": list(some)} for n in range(1, len(ids) + 1) for some in combinations(ids, n)]
        case "match":
            field, things, places = "placed", item.entries, item.categories
        case _:
            field, things, places = "filled", item.gaps, item.phrases
    ways = product([place.id for place in places], repeat=len(things))
    return [{field: {thing.id: way for thing, way in zip(things, chosen, strict=True)}} for chosen in ways]


@pytest.mark.parametrize("name", KINDS)
def test_every_complete_answer_to_a_sample_gets_its_own_page(name: str) -> None:
    item, key = samples.sample(name)
    take_apart = taking_apart(item, key)
    assert take_apart is not None
    calls = [Call(item), Call(item, key)]
    pieces = [PageCache(call) for call in calls]
    answers = complete(item)
    random.Random(name).shuffle(answers)
    ready = 0
    for answer in answers:
        apart = take_apart(answer)
        assert apart is not None
        for call, made in zip(calls, pieces, strict=True):
            found, whole = made.show(work(item, answer), apart), work(item, answer).show(call)
            ready += isinstance(found, CachedPage)
            assert (b"".join(found.in_json), found.points) == (b"".join(whole.in_json), whole.points)
    assert ready > len(answers) / 4


@pytest.mark.parametrize("name", KINDS)
def test_answers_of_which_something_is_missing_or_strange_are_not_taken_apart(name: str) -> None:
    @settings(deadline=None)
    @given(made_items.made(name))
    def none(made: tuple[Item, Key]) -> None:
        item, key = made
        take_apart = taking_apart(item, key)
        assert take_apart is not None
        (field, value), *_ = as_json(kind(name).model(item, key)).items()
        assert take_apart({field: value}) is not None
        for strange in (None, 1, "x", [], {}, [[]], {"gone": []}, [*value, "gone"], [*value, *value]):
            assert take_apart({field: strange}) is None
        assert take_apart({field: value, "more": 1}) is None
        if isinstance(value, dict):
            assert take_apart({field: {name: ["x"] for name in value}}) is None

    none()


def test_every_kind_that_says_so_is_tried_here() -> None:
    assert {name for name, module in kinds().items() if hasattr(module, "answer_parts")} == set(KINDS)


@pytest.mark.parametrize("notebook", sorted(PROJECT.glob("solutions/*/*.ipynb")), ids=lambda path: path.stem)
def test_of_two_learners_who_answer_alike_the_second_gets_pieces(notebook: Path) -> None:
    chance = random.Random(8)
    for item, key in marks_in(notebook).values():
        if taking_apart(item, key) is None:
            continue
        answer = as_json(kind(item.kind).guess(item, chance))
        [way] = group_by_item([Call(item), Call(item, key)])
        first, second = shown(way, work(item, answer)), shown(way, work(item, answer))
        for one, other in zip(first, second, strict=True):
            assert isinstance(one, Shown) and isinstance(other, CachedPage), f"{notebook.stem}: {item.id}"
            assert (b"".join(one.in_json), one.points) == (b"".join(other.in_json), other.points)


def shown(way: ItemCells, one: AnswerPage) -> list[Shown | CachedPage]:
    pages: list[Shown | CachedPage] = [CachedPage([], None)] * len(way.cells)
    way.show(one, pages)
    return pages

"""What holds for every kind of exercise: over the samples in the author's guide, and over made-up items."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from statistics import mean
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlab.item import dump, kind, kinds, parse_item, parse_key, parse_response, score
from mentorlab.item.facts import AnswersGone, Fact
from mentorlab.item.kinds import choice, slider, talk, traits
from mentorlab.item.model import Item, Key, Option, Response, canary, to_points
from mentorlab.item.score_explanation import AboveChance, Mean, Net, Sum, Whole
from tests.helpers import made_items, samples
from tests.helpers.places import CONTENT

NAMES = sorted(kinds())
# The ones that a machine marks.
MARKED = [name for name in NAMES if kind(name).TRAITS.by_rule]
EXERCISES = CONTENT / "08-feedback" / "exercises.md"
DRAWS = 4000

slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
every_kind = pytest.mark.parametrize("name", NAMES)
every_marked_kind = pytest.mark.parametrize("name", MARKED)


def value(item: Item, key: Key, response: Response) -> float:
    """The score's value, of a kind that a machine marks."""
    found = score(item, key, response).value
    assert found is not None
    return found


def holds_for(name: str, check: Any) -> None:
    """Run a check over a kind's sample and over made-up items."""
    check(*samples.sample(name))

    @slowly
    @given(made_items.made(name))
    def over_made_items(made: made_items.Made) -> None:
        check(*made)

    over_made_items()


def test_the_guide_holds_one_sample_of_every_kind_and_no_other() -> None:
    assert sorted(samples.sources()) == NAMES


def test_every_kind_has_a_strategy_that_makes_items_of_it() -> None:
    assert sorted(made_items.STRATEGIES) == NAMES


@every_kind
def test_a_kind_offers_all_that_is_asked_of_one(name: str) -> None:
    found = kind(name)
    assert name == found.NAME
    assert found.Item.model_fields["kind"].default == name
    for function in ("read", "score", "missing", "model", "everything", "guess"):
        assert callable(getattr(found, function))
    assert found.Response() == found.Response.model_validate({}), "a blank response says nothing"


@every_marked_kind
def test_the_model_response_earns_exactly_everything(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        found = score(item, key, kind(name).model(item, key))
        assert found.value == 1.0
        assert found.complete
        assert found.missing == ()
        assert all(part.right is not False for part in found.parts)

    holds_for(name, check)


@every_marked_kind
def test_a_blank_response_earns_nothing_and_says_what_is_missing(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        found = score(item, key, kind(name).Response())
        assert found.value == 0.0
        assert not found.complete
        assert found.missing and all(isinstance(fact, Fact) for fact in found.missing)

    holds_for(name, check)


@every_marked_kind
def test_ticking_everything_earns_nothing(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        response = kind(name).everything(item)
        assert response is None or value(item, key, response) == 0.0

    holds_for(name, check)


@every_kind
def test_permuting_what_is_shown_changes_no_mark(name: str) -> None:
    offered = kind(name)

    @slowly
    @given(made_items.made(name), st.randoms(use_true_random=False), st.data())
    def check(made: made_items.Made, draw: random.Random, data: st.DataObject) -> None:
        item, key = made
        other = permuted(item, draw)
        for response in (
            offered.Response(),
            offered.model(item, key),
            offered.guess(item, draw),
            offered.everything(item) or offered.Response(),
            parse_response(item, data.draw(made_items.responses(item))),
        ):
            before, after = score(item, key, response), score(other, key, response)
            assert after.value == before.value
            assert after.complete == before.complete
            if name != "talk":  # whose parts stand in the order of the play
                assert {part.id: part for part in after.parts} == {part.id: part for part in before.parts}

    check()


@every_kind
def test_any_response_that_validates_is_scored_within_bounds(name: str) -> None:
    @slowly
    @given(made_items.made(name), st.data())
    def check(made: made_items.Made, data: st.DataObject) -> None:
        item, key = made
        response = parse_response(item, data.draw(made_items.responses(item)))
        found = score(item, key, response)
        assert found.value is None or (type(found.value) is float and 0.0 <= found.value <= 1.0)
        assert found.complete == (not found.missing)
        assert found.missing == kind(name).missing(item, response)
        assert 0.0 <= to_points(found.value, item.points) <= item.points
        for part in found.parts:
            assert 0.0 <= part.share <= 1.0
            assert part.right is None or part.right == (part.share == 1.0)
            assert part.label
        assert len({part.id for part in found.parts}) == len(found.parts)

    check()


def worked_out(how: Sum) -> float:
    """What the facts of a sum come to, worked out anew."""
    match how:
        case Whole(worth=worth):
            return worth
        case AboveChance(right=right, whole=whole, chance=chance):
            return float((Fraction(right, whole) - chance) / (1 - chance)) if right < whole else 1.0
        case Net(right=right, of_right=of_right, wrong=wrong, of_wrong=of_wrong):
            return right / of_right - wrong / of_wrong
        case Mean(shares=shares):
            return mean(shares)
        case slider.EstimateJudged(holds=holds, too_wide=too_wide, low=low, high=high):
            return float(holds and not too_wide and low <= high)
        case choice.SeveralChosen() | talk.NotPlayedOut():
            return 0.0
        case talk.NothingDecided():
            return 1.0
    raise AssertionError(f"{how} cannot be worked out")


@pytest.mark.parametrize("name", MARKED)
def test_the_sum_that_explains_a_score_gives_that_score(name: str) -> None:
    @slowly
    @given(made_items.made(name), st.randoms(use_true_random=False))
    def check(made: made_items.Made, draw: random.Random) -> None:
        item, key = made
        found = score(item, key, kind(name).guess(item, draw))
        assert found.value is not None and found.how is not None
        value = worked_out(found.how)
        assert found.value == pytest.approx(max(0.0, value))
        assert found.how.comes_to is None or found.how.comes_to == pytest.approx(value)

    check()


def test_an_estimate_is_judged_by_whether_it_holds_the_value_and_is_not_too_wide() -> None:
    item, key = samples.sample("slider")
    answer: Any = key
    low, wide = answer.answer, item.width
    for start, end, holds, too_wide in (
        (low - wide / 2, low + wide / 2, True, False),
        (low - wide, low + wide, True, True),
        (low + wide / 4, low + wide / 2, False, False),
    ):
        found = score(item, key, parse_response(item, {"low": start, "high": end}))
        assert isinstance(found.how, slider.EstimateJudged)
        assert (found.how.holds, found.how.too_wide) == (holds, too_wide)
        assert found.value == float(holds and not too_wide)


@every_kind
def test_nothing_is_said_of_how_a_blank_was_counted(name: str) -> None:
    item, key = samples.sample(name)
    assert score(item, key, kind(name).Response()).how is None


@every_kind
def test_a_guess_is_a_complete_response(name: str) -> None:
    @slowly
    @given(made_items.made(name), st.randoms(use_true_random=False))
    def check(made: made_items.Made, draw: random.Random) -> None:
        item, key = made
        found = score(item, key, kind(name).guess(item, draw))
        assert found.complete
        assert kind(name).guess(item, random.Random(3)) == kind(name).guess(item, random.Random(3))

    check()


@pytest.mark.parametrize("name", [name for name in MARKED if name not in {"slider", "text-entry"}])
def test_a_response_whose_ids_no_longer_exist_is_kept_said_and_not_marked(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        found = score(renamed(item), key, kind(name).model(item, key))
        assert found.value == 0.0
        assert not found.complete
        lost = [part for part in found.parts if part.id == "gone"]
        assert len(lost) == 1
        assert lost[0].right is None
        assert isinstance(lost[0].given, (AnswersGone, talk.PlaysGone)) and lost[0].notes

    holds_for(name, check)


@every_kind
def test_item_key_and_response_come_back_from_their_json(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        assert parse_item(dump(item)) == item
        assert parse_key(item, dump(key)) == key
        response = kind(name).model(item, key)
        assert parse_response(item, dump(response)) == response
        assert dump(parse_item(dump(item))) == dump(item)
        assert "\n" not in dump(item)

    holds_for(name, check)


@every_kind
def test_a_key_carries_its_canary_and_the_item_does_not(name: str) -> None:
    def check(item: Item, key: Key) -> None:
        assert key.item == item.id
        assert canary(item.id) in dump(key)
        assert "canary" not in dump(item)

    holds_for(name, check)


@every_kind
def test_an_item_holds_nothing_of_its_key(name: str) -> None:
    item, key = samples.sample(name)
    text = dump(item)
    for explanation in [*key.explanations.values(), key.note]:
        assert not explanation or explanation not in text
    closed = set(type(key).model_fields) - {"item"}
    assert not closed & set(type(item).model_fields)
    for word in (
        "worth",
        "right",
        "explanations",
        "accepted",
        "answer",
        "baseline",
        "hints",
        "skills",
        "repair",
        "note",
    ):
        assert f'"{word}"' not in text


@every_kind
def test_a_digest_changes_with_the_public_part_alone(name: str) -> None:
    item, _ = samples.sample(name)
    assert item.digest == parse_item(dump(item)).digest
    assert item.model_copy(update={"stem": "Otherwise."}).digest != item.digest


def test_parts_say_what_a_trainer_reads() -> None:
    for name in NAMES:
        item, key = samples.sample(name)
        blank, model = score(item, key, kind(name).Response()), score(item, key, kind(name).model(item, key))
        for part in (*blank.parts, *model.parts):
            assert part.label
            assert isinstance(part.given, Fact), "what was given is known, even where it is nothing"
        explained = any(part.why or part.notes for part in model.parts)
        assert explained or name in {"text-entry", "pairing", "extended-text", "take-away"}


@every_marked_kind
def test_blind_guessing_is_worth_little(name: str) -> None:
    item, key = samples.sample(name)
    mean = guessed(item, key, DRAWS if name != "talk" else 400)
    print(f"blind guessing at the sample of {name}: {mean:.3f}")
    # A talk has no chance to take off, and the guide's is two decisions long; the module's bound is below.
    assert mean < (0.9 if name == "talk" else 0.55)


@pytest.mark.skipif(not EXERCISES.exists(), reason="the assignment of module 08 is not written yet")
def test_blind_guessing_earns_at_most_a_fifth_of_module_08() -> None:
    from mentorlab.content.load import Exercise, load_module

    module = load_module(EXERCISES.parent)
    earned = total = 0.0
    for piece in module.assignment:
        if isinstance(piece, Exercise) and piece.item.kind in MARKED:
            mean = guessed(piece.item, piece.key, 400)
            print(f"{piece.item.id} ({piece.item.kind}, {piece.item.points:g} points): {mean:.3f}")
            earned, total = earned + mean * piece.item.points, total + piece.item.points
    assert total > 0
    print(f"blind guessing at module 08: {earned / total:.3f} of {total:g} points")
    assert earned / total <= 0.20, f"blind guessing earns {earned / total:.3f} of what a machine marks"


def test_every_exercise_of_the_course_keeps_what_its_kind_promises() -> None:
    from mentorlab.content.load import Exercise, load_course

    pieces = [
        piece
        for module in load_course(EXERCISES.parents[1]).modules
        for piece in (*module.lesson, *module.assignment)
        if isinstance(piece, Exercise)
    ]
    assert pieces
    for piece in pieces:
        item, key, found = piece.item, piece.key, kind(piece.item.kind)
        everything = found.everything(item)
        expected = (None, None) if not traits(item).by_rule else (1.0, 0.0)
        assert score(item, key, found.model(item, key)).value == expected[0], item.id
        assert score(item, key, found.model(item, key)).complete, item.id
        assert score(item, key, found.Response()).value == expected[1], item.id
        assert everything is None or score(item, key, everything).value == 0.0, item.id
        assert parse_item(dump(item)) == item
        assert parse_key(item, dump(key)) == key


def test_items_are_imported_in_a_blink() -> None:
    """DESIGN: under 150 ms more than pydantic; on a machine where pydantic alone takes over 50, three times as long.

    The least of several runs, in processor time: others use this machine.
    """
    code = (
        "import time; start = time.process_time(); import pydantic; between = time.process_time(); "
        "import mentorlab.talk, mentorlab.item; print(between - start, time.process_time() - between)"
    )
    pydantic, ours = [], []
    for _ in range(8):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        theirs, more = map(float, done.stdout.split())
        pydantic.append(theirs)
        ours.append(more)
    assert min(ours) < max(0.150, 3 * min(pydantic))


def test_a_kind_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KeyError, match=r"“riddle”; there are choice, composed"):
        kind("riddle")


def guessed(item: Item, key: Key, draws: int) -> float:
    """What blind guessing earns on average."""
    draw = random.Random(item.id)
    return sum(value(item, key, kind(item.kind).guess(item, draw)) for _ in range(draws)) / draws


def permuted(item: Item, draw: random.Random) -> Item:
    """The item with every list of options, and every list of replies, in another order."""
    update: dict[str, Any] = {}
    for name in type(item).model_fields:
        entries = getattr(item, name)
        if isinstance(entries, tuple) and entries and isinstance(entries[0], Option):
            update[name] = tuple(draw.sample(entries, len(entries)))
    if item.kind == "talk":
        talk = item.talk  # type: ignore[attr-defined]
        scenes = [
            scene.model_copy(update={"replies": tuple(draw.sample(scene.replies, len(scene.replies)))})
            for scene in talk.scenes
        ]
        rest = draw.sample(scenes[1:], len(scenes) - 1)
        update["talk"] = talk.model_copy(update={"scenes": (scenes[0], *rest)})
    return item.model_copy(update=update)


def renamed(item: Item) -> Item:
    """The item with every option and every reply under another id."""
    update: dict[str, Any] = {}
    for name in type(item).model_fields:
        entries = getattr(item, name)
        if isinstance(entries, tuple) and entries and isinstance(entries[0], Option):
            update[name] = tuple(one.model_copy(update={"id": f"{one.id}-2"}) for one in entries)
    if item.kind == "talk":
        talk = item.talk  # type: ignore[attr-defined]
        scenes = tuple(
            scene.model_copy(
                update={"replies": tuple(r.model_copy(update={"id": f"{r.id}-2"}) for r in scene.replies)}
            )
            for scene in talk.scenes
        )
        update["talk"] = talk.model_copy(update={"scenes": scenes})
    return item.model_copy(update=update)

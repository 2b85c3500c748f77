"""What each response earns: the samples of the author's guide, scored by hand."""

from __future__ import annotations

import random
from itertools import permutations, product
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.item import kind, parse_response, score, to_points
from mentorlab.item.arithmetic import above_chance, net, ratio
from mentorlab.item.facts import AnswersGone, Given, Picked, Placed
from mentorlab.item.kinds import composed, pairing, slider, talk
from mentorlab.item.model import Score, as_json
from mentorlab.item.pairs import best_pairs
from mentorlab.item.text_match import alike, fold, word_of
from mentorlab.talk import replay, start
from tests.helpers import samples


def earned(name: str, data: dict[str, Any]) -> Score:
    """The score of a response to a kind's sample."""
    item, key = samples.sample(name)
    return score(item, key, parse_response(item, data))


def item_of(source: str) -> Any:
    """A function that scores responses to this exercise."""
    item, key = samples.item_of(source)
    return lambda data: score(item, key, parse_response(item, data))


MANY = """\
## Which? {choice #which pick=many}

- [x] a {#a}
- [x] b {#b}
- [ ] c {#c}
- [ ] d {#d}
- [ ] e {#e}
"""

CASES: list[tuple[str, dict[str, Any], float]] = [
    ("choice", {"chosen": ["what-got-in-the-way"]}, 1),
    ("choice", {"chosen": ["next-one"]}, 0.5),
    ("choice", {"chosen": ["plan-better"]}, 0),
    ("choice", {"chosen": ["at-home"]}, 0),
    ("choice", {"chosen": ["what-got-in-the-way", "next-one"]}, 0),
    ("choice", {"chosen": ["what-got-in-the-way", "what-got-in-the-way"]}, 1),
    ("choice", {"chosen": ["what-got-in-the-way", "no-longer-there"]}, 1),
    ("choice", {"chosen": ["no-longer-there"]}, 0),
    # Two categories: half right is chance.
    ("match", {"placed": {"spoke-over": "behaviour", "respect": "judgement"}}, 0),
    ("match", {"placed": {"spoke-over": "behaviour", "respect": "judgement", "no-source": "behaviour"}}, 0.5),
    ("match", {"placed": dict.fromkeys(["spoke-over", "respect", "no-source", "rushed"], "behaviour")}, 0),
    ("match", {"placed": {"spoke-over": "behaviour", "respect": "behaviour", "no-source": "behaviour", "rushed": "judgement"}}, 0.5),
    ("match", {"placed": {"spoke-over": "no-longer-there", "respect": "judgement", "no-source": "behaviour", "rushed": "judgement"}}, 0.5),
    # Four fixed steps are six pairs; half of them is chance.
    ("order", {"order": ["name-it", "noticed", "ask", "agree", "water"]}, 1),
    ("order", {"order": ["water", "name-it", "noticed", "ask", "agree"]}, 1),
    ("order", {"order": ["noticed", "name-it", "ask", "water", "agree"]}, 2 / 3),
    ("order", {"order": ["agree", "ask", "noticed", "name-it", "water"]}, 0),
    ("order", {"order": ["noticed", "name-it", "agree", "ask", "water"]}, 1 / 3),
    ("order", {"order": ["name-it", "noticed", "ask"]}, 0),
    # Four phrases: a quarter is chance.
    ("gap-match", {"filled": {"late": "two-days-after-we-agreed", "effect": "rang-me-twice-to-ask"}}, (2 / 3 - 1 / 4) / (3 / 4)),
    ("gap-match", {"filled": {"late": "two-days-after-we-agreed"}}, (1 / 3 - 1 / 4) / (3 / 4)),
    ("gap-match", {"filled": {"late": "lost-all-confidence-in-us"}}, 0),
    ("hottext", {"marked": ["all-had"]}, 0.5),
    ("hottext", {"marked": ["all-had", "be-fine"]}, 1),
    ("hottext", {"marked": ["all-had", "be-fine", "tired"]}, 0.5),
    ("hottext", {"marked": ["all-had", "tired"]}, 0),
    ("hottext", {"marked": ["tired"]}, 0),
    ("slider", {"low": 30, "high": 50}, 1),
    ("slider", {"low": 38, "high": 38}, 1),
    ("slider", {"low": 30, "high": 50.01}, 0),
    ("slider", {"low": 18, "high": 37.9}, 0),
    ("slider", {"low": 40, "high": 30}, 0),
    ("slider", {"low": 38}, 0),
    ("text-entry", {"text": "sandwich"}, 1),
    ("text-entry", {"text": "  A  SANDWÍCH "}, 1),
    ("text-entry", {"text": "burger"}, 0),
    ("text-entry", {"text": "a roll"}, 0),
    ("text-entry", {"text": "  "}, 0),
    ("composed", {"fields": {"noticed": "On Friday it came late.", "effect": "We waited.", "ask": "What now?"}}, 1),
    ("composed", {"fields": {"noticed": "It came late.", "effect": "We waited.", "ask": "What now?"}}, 2 / 3),
    ("composed", {"fields": {"noticed": "It came late.", "effect": "…", "ask": "Mend it."}}, 0),
    ("composed", {"fields": {"ask": "What do you ask of Sam?", "effect": "what did it lead to?"}}, 0),
    ("composed", {"fields": {"gone": "On Friday?"}}, 0),
    ("pairing", {"pairs": {"tom": "dmitri", "wei": "aylin", "ada": "rosa"}}, 1),
    ("pairing", {"pairs": {"tom": "rosa", "wei": "aylin", "ada": "dmitri"}}, 1),
    ("pairing", {"pairs": {"tom": "aylin", "wei": "rosa", "ada": "dmitri"}}, 0),
    ("pairing", {"pairs": {"tom": "rosa", "wei": "rosa", "ada": "rosa"}}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "value"), CASES)
def test_a_response_earns_what_it_should(name: str, data: dict[str, Any], value: float) -> None:
    assert earned(name, data).value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "chosen", [list(c) for n in range(6) for c in permutations("abcde", n) if list(c) == sorted(c)]
)
def test_many_earns_the_share_of_right_ones_less_the_share_of_wrong_ones(chosen: list[str]) -> None:
    right, wrong = len(set(chosen) & set("ab")) / 2, len(set(chosen) & set("cde")) / 3
    assert item_of(MANY)({"chosen": chosen}).value == pytest.approx(max(0.0, right - wrong))


def test_many_says_of_every_option_whether_it_was_right_to_choose_or_leave_it() -> None:
    parts = item_of(MANY)({"chosen": ["a", "c"]}).parts
    assert [(part.id, part.given, part.right) for part in parts] == [
        ("a", Given.CHOSEN, True),
        ("b", Given.LEFT_OUT, False),
        ("c", Given.CHOSEN, False),
        ("d", Given.LEFT_OUT, True),
        ("e", Given.LEFT_OUT, True),
    ]


def test_one_says_only_what_was_chosen_and_why() -> None:
    (part,) = earned("choice", {"chosen": ["next-one"]}).parts
    assert part.label == '"How will you make sure of the next one?"'
    assert (part.given, part.right, part.share) == (Given.CHOSEN, False, 0.5)
    assert part.why.startswith("A good question, one step early")


def test_an_answer_that_is_no_longer_there_is_said_and_does_not_count() -> None:
    found = earned("choice", {"chosen": ["what-got-in-the-way", "x", "y"]})
    assert found.complete
    assert found.parts[-1].given == AnswersGone(2)
    assert found.parts[-1].right is None
    lost = earned("match", {"placed": {"spoke-over": "behavior", "x": "behaviour"}})
    assert lost.parts[0].given == Given.NO_LONGER_HERE
    assert lost.parts[-1].given == AnswersGone(1)


def test_a_free_step_is_neither_right_nor_wrong() -> None:
    parts = {
        part.id: part
        for part in earned("order", {"order": ["noticed", "name-it", "ask", "water", "agree"]}).parts
    }
    assert parts["water"].right is None
    assert parts["water"].given == Placed(4)
    assert (parts["ask"].right, parts["ask"].share) == (True, 1.0)
    assert (parts["noticed"].right, parts["noticed"].share) == (False, pytest.approx(2 / 3))


def test_a_wrong_phrase_says_its_own_explanation_before_the_gaps() -> None:
    found = earned("gap-match", {"filled": {"effect": "lost-all-confidence-in-us"}})
    part = next(part for part in found.parts if part.id == "effect")
    assert part.why == "A guess about what the client feels.\n\nAn effect that somebody noticed."


def test_spare_categories_count_in_the_correction_for_chance_and_explain_themselves() -> None:
    run = item_of(samples.spare_categories())
    spare = "next-time-close-them-in"
    found = run({"placed": {"hana": "tomorrow-at-seven-with-coffee", "ivo": spare}})
    assert found.value == pytest.approx((1 / 2 - 1 / 3) / (2 / 3))
    assert found.complete
    assert found.parts[1].why.startswith("It may be right.") and found.parts[1].why.endswith(
        "cannot laugh at."
    )
    assert "It may be right" not in found.parts[0].why


def test_an_estimate_is_said_with_its_unit() -> None:
    (part,) = earned("slider", {"low": 30, "high": 50.5}).parts
    assert part.given == slider.EstimateGiven(30, 50.5, "%")
    assert part.label == slider.EstimateLabel(20, "%")
    assert part.notes == (slider.TrueValue(38, "%"),)
    assert earned("slider", {"low": 40, "high": 30}).missing == (slider.EstimateFault.UPSIDE_DOWN,)


@pytest.mark.parametrize(("low", "width"), [(0.1, 0.2), (0.7, 0.1), (1e6, 0.3)])
def test_an_estimate_exactly_as_wide_as_allowed_counts(low: float, width: float) -> None:
    run = item_of(f"## How? {{slider #how low=0 high=2000000 width={width} answer={low}}}\nGuess.\n")
    assert run({"low": low, "high": low + width}).value == 1.0


def test_a_wrong_form_says_its_explanation() -> None:
    (part,) = earned("text-entry", {"text": "Burger"}).parts
    assert part.id == "burger"
    assert part.why.startswith("Close.")


def test_a_fair_form_earns_half() -> None:
    run = item_of("## Name it {text-entry #name}\n\n- [x] sandwich {#a}\n- [ ] sarnie {fair #b}\n")
    with pytest.raises(AssertionError):
        assert run({"text": "sarnie"}).value == 1
    assert run({"text": "Sarnie"}).value == 0.5


def test_a_number_may_be_written_with_a_point_or_a_comma() -> None:
    run = item_of("## How many? {text-entry #many}\n\n- [x] 2.5 {#a}\n- [x] 1000 {#b}\n")
    for text in ("2.5", "2,5", "2,50", "+2.5", "02.5", "1000", "1,000", "1 000", "1000.0"):
        assert run({"text": text}).value == 1.0, text
    for text in ("25", "2.05", "1,00", "2 and a half", "1.000"):
        assert run({"text": text}).value == 0.0, text


def test_composed_says_what_was_looked_for_and_the_hint() -> None:
    found = earned("composed", {"fields": {"noticed": "It came late.", "effect": "We waited."}})
    noticed, effect, ask = found.parts
    assert noticed.why == 'Name the day: "recently" cannot be looked up.'
    assert (noticed.found, noticed.lacking) == ((), ("date",))
    assert (effect.found, effect.lacking) == (("filled",), ())
    assert found.verdict == composed.RulesVerdict(1, 3)
    assert (effect.right, effect.why) == (True, "")
    assert (ask.given, ask.right) == (Given.NOTHING, False)
    assert found.missing == (composed.FieldsOpen(("What do you ask of Sam?",)),)


def test_comparing_earns_nothing_and_costs_nothing() -> None:
    item, _ = samples.sample("composed")
    fields = {"noticed": "On Friday it came late.", "effect": "We waited.", "ask": "What now?"}
    for answer in (True, False):
        compared = dict.fromkeys(item.questions, answer)  # type: ignore[attr-defined]
        found = earned("composed", {"fields": fields, "compared": compared})
        assert found.value == 1.0
        assert found.complete


def test_a_field_without_a_rule_is_read_by_nobody_but_the_mentor() -> None:
    source = samples.sources()["composed"].replace(" rule=filled", "")
    found = item_of(source)({"fields": {"noticed": "On Friday.", "ask": "What now?"}})
    assert found.value == 1.0
    assert found.parts[1].right is None
    assert not found.complete


def test_every_field_counts_the_same_however_many_rules_it_has() -> None:
    source = samples.sources()["composed"].replace("rule=date", "rule=date names=report")
    source = source.replace("looked for your report", "looked for the report")
    run = item_of(source)
    assert run({"fields": {"noticed": "On Friday", "effect": "a", "ask": "b?"}}).value == pytest.approx(5 / 6)


def test_broken_constraints_say_why() -> None:
    found = earned("pairing", {"pairs": {"tom": "aylin", "wei": "rosa", "ada": "rosa"}, "argument": "So."})
    tom, wei, ada = found.parts
    assert tom.why == "Tom must not be paired with Aylin. She is his line manager."
    assert (tom.given, tom.right) == (Picked("Aylin, ward manager"), False)
    assert (wei.right, wei.why, wei.notes) == (False, "", (pairing.NoPlace("Rosa"),))
    assert not ada.right
    assert found.complete


def test_the_argument_is_asked_for_where_there_are_hopes_and_earns_nothing() -> None:
    found = earned("pairing", {"pairs": {"tom": "dmitri", "wei": "aylin", "ada": "rosa"}})
    assert found.missing == (pairing.NoArgument(),)
    assert found.value == 1.0


def test_the_baseline_is_what_random_pairings_keep() -> None:
    item, key = samples.sample("pairing")
    assert isinstance(item, pairing.Item)
    assert isinstance(key, pairing.Key)
    never = {(tie.mentee, tie.mentor) for tie in item.nevers}
    people = [mentee.id for mentee in item.mentees]
    kept = [
        len(people) + sum(pair not in zip(people, mentors, strict=True) for pair in never)
        for mentors in permutations(mentor.id for mentor in item.mentors)
    ]
    assert key.baseline == pytest.approx(mean(kept) / (len(people) + len(never)))


@given(
    st.integers(1, 5),
    st.integers(1, 2),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8),
)
def test_the_best_pairing_is_the_best_of_all(
    size: int, places: int, never: set[tuple[int, int]], hoped: set[tuple[int, int]]
) -> None:
    mentors = [f"m{n}" for n in range(size)]
    mentees = [f"e{n}" for n in range(min(4, size * places))]
    forbidden = {(f"e{a}", f"m{b}") for a, b in never}
    wished = {(f"e{a}", f"m{b}") for a, b in hoped} - forbidden
    found = best_pairs(mentees, mentors, places, forbidden, wished)
    every = [
        sum(pair in wished for pair in zip(mentees, chosen, strict=True))
        for chosen in product(mentors, repeat=len(mentees))
        if not any(pair in forbidden for pair in zip(mentees, chosen, strict=True))
        and all(chosen.count(mentor) <= places for mentor in chosen)
    ]
    if not every:
        assert found is None
        return
    assert found is not None
    assert sorted(found) == mentees
    assert not any((a, b) in forbidden for a, b in found.items())
    assert all(list(found.values()).count(mentor) <= places for mentor in mentors)
    assert sum(pair in wished for pair in found.items()) == max(every)


# --- talks --------------------------------------------------------------------------------------------------


def plays(*runs: list[str]) -> dict[str, Any]:
    """A response of these plays."""
    told, _ = samples.talk()
    return {"plays": [start(told).model_copy(update={"replies": tuple(run)}).model_dump() for run in runs]}


def test_a_talk_has_a_part_for_every_decision_that_a_trainer_can_read() -> None:
    found = earned("talk", plays(["plan-better", "jumped-in", "what-would-help"]))
    assert found.complete
    first = found.parts[0]
    assert first.label == "Sam: I missed it again. Sorry."
    assert first.given == Picked('"You need to plan better."')
    assert first.right is False
    assert first.share == 0.5, "the repair gives half of it back"
    assert first.why.startswith("It may be true, and it is still not heard.")
    assert first.notes == (talk.TalkNote.MENDED,)
    assert [part.right for part in found.parts[1:]] == [True, True]
    assert found.value == pytest.approx((0.5 + 1 + 1) / 3)


def test_the_first_complete_play_counts_and_later_ones_are_practice() -> None:
    weak, good = ["plan-better", "dates"], ["wait", "what-would-help"]
    assert earned("talk", plays(weak, good)).value == earned("talk", plays(weak)).value == 0.0
    assert earned("talk", plays(good, weak)).value == 1.0
    assert earned("talk", plays(["plan-better"], good)).value == 1.0, "the first did not reach an ending"


def test_a_play_that_no_longer_replays_is_passed_over_and_said() -> None:
    found = earned("talk", plays(["no-longer-there"], ["wait", "what-would-help"]))
    assert found.value == 1.0
    assert found.parts[-1].given == talk.PlaysGone(1)
    alone = earned("talk", plays(["no-longer-there"]))
    assert alone.value == 0.0
    assert alone.missing == (talk.PlayOn.AGAIN,)


def test_a_talk_that_has_no_ending_yet_says_so() -> None:
    assert earned("talk", plays([])).missing == (talk.PlayOn.BEGIN,)
    assert earned("talk", plays(["wait"])).missing == (talk.PlayOn.GO_ON,)
    assert earned("talk", plays(["wait"])).value == 0.0


def test_thoughts_are_not_in_what_a_trainer_reads_as_said() -> None:
    found = earned("talk", plays(["wait", "what-would-help"]))
    assert "telling-off" not in found.parts[1].label


def test_a_guess_at_a_talk_ends_it() -> None:
    item, _ = samples.sample("talk")
    talk, _ = samples.talk()
    for seed in range(20):
        (play,) = kind("talk").guess(item, random.Random(seed)).plays  # type: ignore[attr-defined]
        assert replay(talk, play).ended


# --- the sums ------------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0, 1))
def test_above_chance_stays_within_bounds_and_gives_nothing_for_chance(share: float, chance: float) -> None:
    value = above_chance(share, chance)
    assert 0.0 <= value <= 1.0
    assert share < 1 or value == 1.0
    assert share > chance or share >= 1 or value == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_net_stays_within_bounds(right: float, wrong: float) -> None:
    assert 0.0 <= net(right, wrong) <= 1.0
    assert net(right, 0.0) == right
    assert ratio(0, 0) == 0.0


@given(
    st.one_of(st.none(), st.booleans(), st.floats(), st.floats(0, 1)),
    st.one_of(st.floats(0.01, 1000), st.integers(1, 100)),
)
def test_points_are_a_plain_float_within_bounds_and_of_four_places(
    value: float | None, points: float
) -> None:
    found = to_points(value, points)
    assert type(found) is float
    assert 0.0 <= found <= points
    assert found == round(found, 4)


@pytest.mark.parametrize("points", [-1.0, 0.0, float("nan"), float("inf"), float("-inf")])
def test_points_that_are_none_earn_nothing(points: float) -> None:
    assert to_points(1.0, points) == 0.0


def test_rounding_never_passes_the_maximum() -> None:
    assert to_points(1.0, 0.66666) == 0.6666
    assert to_points(1 / 3, 4) == 1.3333
    assert to_points(1.0, 4) == 4.0


# --- words ---------------------------------------------------------------------------------------------------


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("café", "CAFE"),
        ("straße", "STRASSE"),
        ("don’t", "don't"),
        ("a  b", " a b "),
        ("Ελλάδα", "ελλαδα"),
        ("é", "e\u0301"),
        ("ｆｕｌｌ", "full"),
        ("3,5", "3.5"),
    ],
)
def test_case_accents_and_spaces_make_no_two_forms(one: str, two: str) -> None:
    assert alike(one, two)


@pytest.mark.parametrize(
    ("one", "two"), [("की", "का"), ("a", "b"), ("1,000", "1"), ("1000", "1.000"), ("", "0")]
)
def test_other_words_and_other_numbers_are_other_forms(one: str, two: str) -> None:
    assert not alike(one, two)


@given(st.text())
def test_a_word_made_of_a_text_is_a_word(text: str) -> None:
    word = word_of(text)
    assert word
    assert len(word) <= 40
    assert set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert word == word_of(text.upper()) or not text.isascii()


def test_a_talk_s_score_says_how_sure_it_is_and_skills_from_four_decisions_up() -> None:
    item, key = samples.sample("talk")
    play = start(item.talk).model_copy(update={"replies": ("plan-better", "jumped-in", "take-the-week")})
    found = score(item, key, parse_response(item, {"plays": [as_json(play)]}))
    assert found.margin is not None
    assert (found.margin.value, found.margin.decisions) == (found.value, 3)
    assert found.margin.margin == pytest.approx(1 / 6)
    assert found.skills == ()
    assert earned("choice", {"chosen": ["plan-better"]}).margin is None

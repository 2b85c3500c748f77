"""Each fact of an answer and its score in words; here alone these sentences are asserted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mentorlab.item import parse_response, score
from mentorlab.item.facts import AnswersGone, Changed, Fact, Given, Label, Picked, Placed, Typed, Written
from mentorlab.item.kinds import (
    choice,
    composed,
    extended_text,
    gap_match,
    hottext,
    kinds,
    match,
    order,
    pairing,
    rating,
    slider,
    take_away,
    talk,
    text_entry,
)
from mentorlab.item.model import Part
from mentorlab.item.score_explanation import Sum
from mentorlab.views.pages import feedback, score_words
from tests.helpers import samples

TWO = ("Ask first.", "Then wait.")
GUESS = "so guessing is taken off:"
WORDS: list[tuple[Fact, str]] = [
    (Given.CHOSEN, "You chose this."),
    (Given.CHOSEN_WITH_OTHERS, "You chose this, and others."),
    (Given.LEFT_OUT, "You left this out."),
    (Given.MARKED, "You marked this."),
    (Given.NOT_MARKED, "You left this unmarked."),
    (Given.NOTHING, "You did not answer this."),
    (Given.NO_LONGER_HERE, "What you answered is no longer in this exercise."),
    (Placed(2), "You put this in place 2."),
    (Picked("Behaviour"), "You answered: Behaviour"),
    (Typed(" a\nb "), "You answered: a b"),
    (Written("a\nb"), "You answered: a\nb"),
    (AnswersGone(1), "You gave 1 answer that it no longer has a place for."),
    (
        Changed.EXERCISE,
        "The exercise has changed since. What is no longer in it does not count, for or against.",
    ),
    (Label.ANSWER, "Your answer"),
    (Label.REFLECTION, "Your reflection"),
    (Label.GONE, "No longer in this exercise"),
    (choice.Choose.ONE, "Choose one option."),
    (choice.Choose.ALL, "Choose all that apply."),
    (choice.Choose.ONE_ONLY, "Choose one option only."),
    (choice.OneChosen(0.5), "The option that was chosen earns half"),
    (
        choice.SeveralChosen(),
        "More than one option was chosen where one was asked for, and that earns nothing",
    ),
    (
        choice.ChosenSum(1, 2, 1, 3),
        "Chosen were 1 of the 2 that fit and 1 of the 3 that do not; the second share is taken off the first: "
        "1/2 − 1/3 = 0.167",
    ),
    (composed.FieldsOpen(TWO), "Write something for “Ask first.” and “Then wait.”."),
    (composed.RulesVerdict(3, 3), "The facts that a rule can look up are there"),
    (composed.RulesVerdict(1, 3), "The facts that a rule can look up are there in part: 1 of 3"),
    (composed.RulesVerdict(0, 3), "The facts that a rule can look up are not there"),
    (composed.BeyondRules(), "Whether it can be heard, no rule can tell"),
    (composed.RulesKept((1.0,), 1, 1), "1 of 1 rule is kept: 1"),
    (
        composed.RulesKept((1.0, 0.5), 2, 3),
        "2 of 3 rules are kept, and each field with a rule counts the same: (1 + 0.5) ÷ 2 = 0.75",
    ),
    (extended_text.NothingWritten(), "Write your reflection."),
    (gap_match.GapsOpen(TWO[:1]), "Fill the gap in “Ask first.”."),
    (
        gap_match.FilledSum(1, 4, Fraction(1, 12)),
        f"1 of 4 is right. With 12 phrases a blind guess gets one in 12, {GUESS} (1/4 − 1/12) ÷ (1 − 1/12) = 0.182",
    ),
    (hottext.NothingMarked(), "Mark at least one passage."),
    (
        hottext.MarkedSum(1, 2, 3, 4),
        "Marked were 1 of the 2 passages to mark and 3 of the 4 to leave; the second share is taken off the first: "
        "1/2 − 3/4 = −0.25, and less than nothing counts as 0",
    ),
    (match.EntriesOpen(TWO), "Sort “Ask first.” and “Then wait.”."),
    (
        match.SortedSum(4, 4, Fraction(1, 2)),
        f"4 of 4 are right. With 2 categories a blind guess gets one in two, {GUESS} 4/4 = 1",
    ),
    (order.NothingOrdered(), "Put the steps in order, or confirm the order they stand in."),
    (order.StepsOpen(TWO[:1]), "Give “Ask first.” a place."),
    (
        order.OrderedSum(5, 6, Fraction(1, 2)),
        "Taken two by two, 5 of 6 pairs of steps stand the right way round. A blind guess gets half of them, "
        f"{GUESS} (5/6 − 1/2) ÷ (1 − 1/2) = 0.667",
    ),
    (
        pairing.MenteesOpen(("Tom", "Wei", "Ada", "Kim")),
        "Choose a mentor for “Tom”, “Wei”, “Ada” and 1 more.",
    ),
    (pairing.NoArgument(), "Say why you paired them so."),
    (pairing.NoPlace("Rosa"), "Rosa has no place for so many."),
    (
        pairing.PairedSum(0, 0, Fraction(2, 3)),
        "0 of 0 demands are kept: everybody has a mentor with a place for them, and nothing that must not be. "
        f"A pairing drawn blindly keeps 2/3 of them on average, {GUESS} 0",
    ),
    (rating.StatementsOpen(TWO[:1]), "Choose a step for “Ask first.”."),
    (rating.NobodyCounts(), "Nothing here is right or wrong, and nobody counts it"),
    (slider.EstimateFault.OPEN, "Give a low and a high estimate."),
    (slider.EstimateFault.UPSIDE_DOWN, "Your low estimate is above your high one."),
    (slider.TooWide(20, "%"), "No further apart than 20%: narrow it."),
    (slider.EstimateLabel(3, "weeks"), "An estimate no wider than 3 weeks"),
    (slider.EstimateGiven(30, 50.5, "%"), "You answered: from 30% to 50.5%"),
    (slider.EstimateGiven(None, 1000, ""), "You answered: from nothing to 1,000"),
    (slider.TrueValue(0.123456, ""), "It is 0.123456."),
    (
        slider.EstimateJudged(30, 60, 20, "%", holds=True, too_wide=True),
        "All or nothing: an estimate earns everything where it holds the true value and is no wider than 20%. "
        "This one is 30% wide, which is too much, and holds it",
    ),
    (
        slider.EstimateJudged(60, 30, 20, "%", holds=False, too_wide=False),
        "All or nothing: an estimate earns everything where it holds the true value and is no wider than 20%. "
        "Here the low end stands above the high one",
    ),
    (take_away.NobodyMarks(), "Nobody marks this: it is yours"),
    (talk.PlayOn.BEGIN, "Play the talk to an ending."),
    (talk.PlayOn.GO_ON, "Play the talk on to an ending."),
    (talk.PlayOn.AGAIN, "The talk has changed since you played it. Play it once more to an ending."),
    (talk.TalkNote.MENDED, "You mended this later, and half of what it lost came back."),
    (
        talk.TalkNote.CHANGED,
        "The talk has changed since. A play whose replies no longer exist is kept, and not marked.",
    ),
    (talk.PlaysGone(2), "You have 2 plays of the talk as it was."),
    (talk.NotPlayedOut(), "Only a talk that was played to an ending counts, and none was"),
    (talk.NothingDecided(), "The talk came to an end, and nothing in it had to be decided"),
    (
        talk.DecisionsMean((0.5, 1.0, 1.0), mended=1, repeated=False),
        "Each decision counts against the best reply offered there; one that you mended later has half of what was "
        "lost back: (0.5 + 1 + 1) ÷ 3 = 0.833",
    ),
    (
        talk.DecisionsMean((1.0,), mended=2, repeated=True),
        "Each decision counts against the best reply offered there; two that you mended later have half of what was "
        "lost back; one that came up again counts as the mean of both times: 1",
    ),
    (text_entry.NothingTyped(), "Type an answer."),
    (text_entry.TypedWhole(0.25), "An answer is taken whole: this one earns 0.25"),
]


@pytest.mark.parametrize(
    ("fact", "words"), WORDS, ids=lambda one: type(one).__name__ if isinstance(one, Fact) else ""
)
def test_a_fact_is_worded(fact: Fact, words: str) -> None:
    assert score_words.in_words(fact) == words


def test_every_fact_of_every_kind_is_worded_here() -> None:
    kinds()
    # By name, because a dataclass with slots is made a second time, and Python lists both.
    made: set[str] = set()
    parents = {"Detail", "Open", "Sum", "AboveChance", "Net", "Mean", "Whole"}
    waiting = [Fact]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            # A test elsewhere adds a kind of its own; its page has its words.
            of_ours = one.__module__.startswith("mentorlab.") and not one.__module__.endswith(".ranking")
            if of_ours and one.__name__ not in parents:
                made.add(f"{one.__module__}.{one.__name__}")
    assert {f"{type(fact).__module__}.{type(fact).__name__}" for fact, _ in WORDS} == made


@pytest.mark.parametrize(
    ("how", "points", "words"),
    [
        (match.SortedSum(3, 4, Fraction(1, 2)), 4, "(3/4 − 1/2) ÷ (1 − 1/2) = 0.5, times 4 points."),
        (match.SortedSum(3, 4, Fraction(1, 2)), None, "(3/4 − 1/2) ÷ (1 − 1/2) = 0.5."),
        (hottext.MarkedSum(0, 2, 1, 2), 4, "and less than nothing counts as 0."),
        (text_entry.TypedWhole(1.0), 4, "this one earns everything."),
        (None, 4, ""),
    ],
)
def test_points_are_told_where_there_is_a_sum_to_multiply(
    how: Sum | None, points: float | None, words: str
) -> None:
    assert score_words.counted(how, points).endswith(words)


@pytest.mark.parametrize(
    "typed",
    ["chosen", "left out", "marked", "not marked", "no answer", "place 2", "chosen, with others", "2 answers",
     "no longer in this exercise"],
)  # fmt: skip
def test_what_somebody_types_is_told_as_typed_whatever_it_says(typed: str) -> None:
    item, key = samples.sample("text-entry")
    page = feedback.explained(item, key, score(item, key, parse_response(item, {"text": typed}))).html
    assert f"You answered: {typed}" in page
    assert not [words for fact, words in WORDS if isinstance(fact, (Given, Placed)) and words in page]


def test_an_explanation_stands_before_what_else_is_known() -> None:
    part = Part("a", "A", Given.NOTHING, why="Because.", notes=(talk.TalkNote.MENDED,))
    assert score_words.reasons(part).startswith("Because. You mended")
    assert score_words.reasons(part._replace(why="", notes=())) == ""


def test_a_rule_that_nobody_knows_is_shown_as_it_was_written() -> None:
    assert score_words.looked_for("date") == "a day, a date or a time"
    assert (score_words.looked_for("names=Sam"), score_words.looked_for("later")) == (
        "the word “Sam”",
        "“later”",
    )

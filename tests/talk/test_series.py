"""A series: what a meeting keeps, what the next begins with, and each explored from every state it can begin with."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings

from mentorlab.dialect.tree import DialectError
from mentorlab.lint.memory import replies
from mentorlab.talk import Play, Talk, TalkKey, Unplayable, choose, replay, restart, score_play, start, undo
from mentorlab.talk.explore import best_play, random_walk
from mentorlab.talk.model import Begun
from mentorlab.talk.play import begin_with
from mentorlab.talk.series import (
    BrokenSeries,
    begun_after,
    explore_series,
    graph_in_series,
    graph_with,
    leaves,
    meetings_up_to,
)
from mentorlab.talk.turning import turning
from tests.helpers.talk_samples import guide_series, talk_of, talks

(SEPTEMBER, SEPTEMBER_KEY), (DECEMBER, DECEMBER_KEY) = guide_series()
BOTH = {talk.id: talk for talk in (SEPTEMBER, DECEMBER)}


def played(talk: Talk, *given: str, began: Begun | None = None) -> Play:
    play = start(talk, began=began)
    for reply in given:
        play = choose(talk, play, reply)
    return play


def test_an_ended_meeting_keeps_what_it_declares_with_meters_in_three_bands():
    assert played(SEPTEMBER, "a-tuesday", "first-line").kept == Begun(facts=("hers",), meters={"trust": 5})
    late = played(SEPTEMBER, "write-for-you", "your-letter", "leave-out")
    assert late.kept == Begun(facts=("letter-promised", "hers"), meters={"trust": 1})
    assert played(SEPTEMBER, "a-tuesday").kept is None
    assert undo(late).kept is None and restart(late).kept is None


def test_the_next_meeting_begins_with_it():
    kept = played(SEPTEMBER, "write-for-you", "by-friday").kept
    assert kept is not None
    began = begin_with(DECEMBER, kept)
    state = replay(DECEMBER, start(DECEMBER, began=began))
    assert state.facts == {"letter-promised"} and state.meters == {"trust": 3}
    assert [line.text for line in state.turns[0].lines] == ["Did they answer you?"]
    assert len(state.card) == 2 and len(replay(DECEMBER, start(DECEMBER)).card) == 1


def test_a_meeting_is_marked_from_itself_alone():
    began = Begun(facts=("hers",), meters={"trust": 1})
    play = played(DECEMBER, "do-now", began=began)
    assert score_play(DECEMBER, DECEMBER_KEY, play)[1] == 1.0
    assert replay(DECEMBER, play).ending.id == "odd", "trust was low"
    again = Play.model_validate_json(play.model_dump_json())
    assert again == play and replay(DECEMBER, again) == replay(DECEMBER, play)


@pytest.mark.parametrize(
    ("talk", "began"),
    [
        (DECEMBER, Begun(facts=("window",))),
        (DECEMBER, Begun(meters={"warmth": 3})),
        (SEPTEMBER, Begun(facts=("hers",))),
    ],
)
def test_what_a_play_says_it_began_with_is_checked(talk, began):
    with pytest.raises(Unplayable, match=r"cannot have begun|begins with nothing"):
        replay(talk, start(talk, began=began))


def test_a_play_outside_a_series_says_nothing_of_it():
    assert set(start(SEPTEMBER).model_dump()) == {"talk", "digest", "seed", "replies"}


def test_it_begins_with_the_play_that_counts_and_in_practice_with_the_last():
    first, last = (
        played(SEPTEMBER, "write-for-you", "by-friday"),
        played(SEPTEMBER, "a-tuesday", "first-line"),
    )
    answered = [
        {"chosen": ["x"]},
        {"plays": [played(SEPTEMBER, "a-tuesday").model_dump(), first.model_dump(), {"talk": 3}]},
        {"plays": [last.model_dump()]},
    ]
    assert begun_after(DECEMBER, answered, counting=True) == Begun(
        facts=("letter-promised",), meters={"trust": 3}
    )
    assert begun_after(DECEMBER, answered, counting=False) == Begun(facts=("hers",), meters={"trust": 5})
    assert begun_after(DECEMBER, answered[:1], counting=True) is None
    assert begun_after(SEPTEMBER, answered, counting=True) is None


def test_what_turned_a_meeting_depends_on_what_it_began_with():
    low = played(DECEMBER, "do-now", began=Begun(meters={"trust": 1}))
    assert turning(DECEMBER, low).point is None, "nothing could have ended otherwise"
    high = turning(DECEMBER, played(DECEMBER, "do-now", began=Begun(meters={"trust": 5})))
    assert high.point is not None and high.point.reply.id == "do-now"


def test_the_guides_series_is_sound_from_every_state_and_its_second_meeting_alone_is_not():
    first, second = explore_series([SEPTEMBER, DECEMBER])
    assert len(first.begins) == 1 and len(second.begins) > 3
    for meeting in (first, second):
        assert meeting.found.exhaustive and meeting.found.complaints() == ()
    assert replies(SEPTEMBER_KEY, graph_in_series(BOTH, SEPTEMBER)) == []
    assert replies(DECEMBER_KEY, graph_in_series(BOTH, DECEMBER)) == []
    alone = explore_series([DECEMBER])[0].found
    assert alone.lines_unsaid and alone.complaints()


def tried(talk: Talk, begins: tuple[Begun, ...]) -> set[Begun]:
    """Everything that a meeting can leave, by trying everything."""
    found: set[Begun] = set()
    open_ = [start(talk, began=begun) for begun in begins]
    while open_:
        play = open_.pop()
        if play.kept is not None:
            found.add(play.kept)
        open_ += [choose(talk, play, reply.id) for reply in replay(talk, play).offered]
    return found


def test_what_a_meeting_can_leave_is_what_trying_everything_leaves():
    own = (Begun(),)
    assert leaves(SEPTEMBER, own, graph_with(SEPTEMBER, own)) == tried(SEPTEMBER, own)


@settings(max_examples=25, deadline=None)
@given(talks(forward=True))
def test_so_it_is_in_any_meeting(case: tuple[Talk, TalkKey]):
    talk = case[0].model_copy(
        update={
            "series": "s",
            "follows": "before",
            "keeps": ("promised", "trust"),
            "facts": ("promised", "told"),
        }
    )
    begins = tuple(
        Begun(facts=facts, meters={"trust": trust})
        for facts, trust in product([(), ("promised",), ("told",)], [1, 5])
    )
    assert leaves(talk, begins, graph_with(talk, begins)) == tried(talk, begins)


FRONT = "---\ntitle: T\npeople: {{Sam: mentee, You: mentor}}\nfacts: [told]\n{more}---\n# opening\nSam: So.\n\n- A. -> b {{#a1 good set=told}}\n\n# b {{end}}\nYes.\n"


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("keeps: [told]\n", "no series is named"),
        ("follows: before\n", "no series is named"),
        ("series: One\n", "is no name"),
        ("series: one\nkeeps: [hers]\n", "neither a fact nor a meter"),
    ],
)
def test_a_fault_in_the_front_matter_is_said(more, what):
    with pytest.raises(DialectError, match=what):
        talk_of(FRONT.format(more=more))


def test_a_meeting_keeps_at_most_twelve_things():
    facts = ", ".join(f"f{n}" for n in range(13))
    with pytest.raises(DialectError, match="keeps 13 things"):
        talk_of(
            FRONT.format(more=f"series: one\nkeeps: [{facts}]\n").replace("[told]", f"[told, {facts}]", 1)
        )


def test_a_series_that_goes_round_or_nowhere_is_refused():
    round_ = SEPTEMBER.model_copy(update={"follows": "orla-december"})
    for talks_, talk, why in (
        ({"orla-december": DECEMBER}, DECEMBER, "missing"),
        (
            {**BOTH, "orla-september": SEPTEMBER.model_copy(update={"series": "other"})},
            DECEMBER,
            "other-series",
        ),
        ({"orla-september": round_, "orla-december": DECEMBER}, DECEMBER, "round"),
    ):
        with pytest.raises(BrokenSeries) as caught:
            meetings_up_to(talks_, talk)
        assert caught.value.why == why
    assert meetings_up_to(BOTH, DECEMBER) == (SEPTEMBER, DECEMBER)


def test_bots_and_models_play_a_meeting_by_itself():
    import random

    assert replay(DECEMBER, best_play(DECEMBER, DECEMBER_KEY)).ended
    assert random_walk(DECEMBER, random.Random(1)).began is None

"""What a play earns."""

from __future__ import annotations

import pytest

from mentorlab.talk import Play, Talk, TalkKey, Unplayable, score_play, start
from mentorlab.talk.score import shares_by_scene, shares_by_skill
from tests.helpers.talk_samples import guide_talk, short_talk

TALK, KEY = guide_talk()


def total(*replies: str, of: tuple[Talk, TalkKey] = (TALK, KEY)) -> float:
    talk, key = of
    return score_play(talk, key, start(talk).model_copy(update={"replies": replies}))[1]


def test_only_good_replies_earn_everything_whichever_they_are():
    assert total("what-got-in-the-way", "what-would-help") == 1.0
    assert total("wait", "take-the-week") == 1.0


def test_only_weak_replies_earn_nothing():
    assert total("plan-better", "dates") == 0.0


def test_a_repair_gives_back_half_of_what_the_slip_lost():
    decisions, value = score_play(
        TALK, KEY, start(TALK).model_copy(update={"replies": ("plan-better", "jumped-in", "take-the-week")})
    )
    assert [(d.scene, d.reply, d.worth, d.best, d.share, d.repaired) for d in decisions] == [
        ("opening", "plan-better", 0.0, 1.0, 0.0, 0.5),
        ("told", "jumped-in", 1.0, 1.0, 1.0, 0.0),
        ("asked", "take-the-week", 1.0, 1.0, 1.0, 0.0),
    ]
    assert [d.counts for d in decisions] == [0.5, 1.0, 1.0]
    assert value == pytest.approx(2.5 / 3)


def test_a_play_that_has_not_ended_earns_nothing_and_shows_its_decisions():
    decisions, value = score_play(TALK, KEY, start(TALK).model_copy(update={"replies": ("wait",)}))
    assert value == 0.0
    assert [d.share for d in decisions] == [1.0]
    assert total() == 0.0


def test_a_play_that_does_not_replay_raises():
    with pytest.raises(Unplayable):
        score_play(TALK, KEY, Play(talk="deadline", digest="", replies=("gone",)))


LONG = short_talk(
    """\
# one
- Good. -> two {#g1 good}
- Fair. -> two {#f1 fair}
- Weak. -> two {#w1 weak}

# two
- Good. -> three {#g2 good}
- Fair. -> three {#f2 fair}
- Mend. -> three {repair #m2 good}

# three
- Good. -> four {#g3 good}
- Weak. -> four {#w3 weak}
- Mend. -> four {repair #m3 good}
- Mend badly. -> four {repair #mb3 weak}

# four
- Good. -> closed {#g4 good}
- Mend. -> closed {repair #m4 fair}

# closed {end}
"""
)


def shares(*replies: str) -> list[float]:
    talk, key = LONG
    decisions, _ = score_play(talk, key, start(talk).model_copy(update={"replies": replies}))
    return [d.counts for d in decisions]


def test_fair_earns_half():
    assert shares("f1", "g2", "g3", "g4") == [0.5, 1, 1, 1]


def test_a_repair_where_nothing_was_lost_gives_nothing_and_costs_nothing():
    assert shares("g1", "m2", "m3", "g4") == [1, 1, 1, 1]


def test_a_repair_mends_the_latest_slip_and_the_next_one_the_slip_before_it():
    assert shares("w1", "f2", "m3", "g4") == [0, 0.75, 1, 1]
    assert shares("w1", "f2", "m3", "m4") == [0.5, 0.75, 1, 0.5]


def test_a_slip_is_mended_once():
    assert shares("w1", "m2", "m3", "g4") == [0.5, 1, 1, 1]


def test_a_repair_never_mends_itself_and_counts_by_its_own_worth():
    assert shares("w1", "g2", "mb3", "g4") == [0.5, 1, 0, 1]
    assert shares("g1", "g2", "mb3", "m4") == [1, 1, 0.5, 0.5]


def test_a_longer_way_is_not_worth_more():
    of = short_talk(
        """\
# one
- Short. -> closed {#short good}
- Long. -> two {#long good}
- Weak. -> closed {#weak weak}

# two
- Yes. -> closed {#yes good}
- No. -> closed {#no weak}

# closed {end}
"""
    )
    assert total("short", of=of) == total("long", "yes", of=of) == 1.0


def test_going_round_after_a_slip_does_not_wash_it_out():
    of = short_talk(
        """\
# one
- Slip. -> two {#slip weak}
- Good. -> two {#good good}

# two
- Round. -> two {#round good}
- On. -> closed {#on good}
- Off. -> closed {#off weak}

# closed {end}
"""
    )
    assert total("slip", "on", of=of) == 0.5
    assert total("slip", *["round"] * 50, "on", of=of) == 0.5


def test_where_only_one_thing_can_be_said_nothing_was_decided():
    of = short_talk(
        "# one\n- Weak. -> two {#weak weak}\n- Good. -> two {#good good}\n\n# two\n- On. -> closed {#on good}\n\n# closed {end}\n"
    )
    assert total("weak", "on", of=of) == 0.0
    assert total("good", "on", of=of) == 1.0


def test_meters_never_enter_a_mark():
    of = short_talk(
        "# one\n- Up. -> closed {#up good trust+3}\n- Down. -> closed {#down good trust-3}\n- No. -> closed {#no weak}\n\n# closed {end}\n"
    )
    assert total("up", of=of) == total("down", of=of) == 1.0


def test_where_nothing_good_is_offered_the_best_there_is_earns_everything():
    talk, key = LONG
    fairest = {id: reply.model_copy(update={"worth": "fair" if reply.worth == "good" else "weak"})
               for id, reply in key.replies.items()}  # fmt: skip
    assert total("g1", "g2", "g3", "g4", of=(talk, key.model_copy(update={"replies": fairest}))) == 1.0


def test_a_reply_that_the_key_does_not_know_is_worth_nothing():
    talk, key = LONG
    known = {id: reply for id, reply in key.replies.items() if id != "w1"}
    assert shares("w1", "g2", "g3", "g4") == [0, 1, 1, 1]
    assert total("w1", "g2", "g3", "g4", of=(talk, key.model_copy(update={"replies": known}))) == 0.75


def test_a_skill_is_judged_where_a_best_reply_shows_it():
    play = start(TALK).model_copy(update={"replies": ("plan-better", "jumped-in", "take-the-week")})
    decisions, _ = score_play(TALK, KEY, play)
    assert shares_by_skill(TALK, KEY, decisions) == {
        "open-question": [0.5, 1.0],  # slipped in the opening and mended; in “asked” advice was as good
        "silence": [0.5],
        "repair": [1.0],
        "advice": [1.0],
    }


def test_the_shares_of_scenes_make_the_total():
    play = start(TALK).model_copy(update={"replies": ("plan-better", "jumped-in", "take-the-week")})
    decisions, value = score_play(TALK, KEY, play)
    shares = shares_by_scene(decisions)
    assert sum(shares.values()) / len(shares) == value

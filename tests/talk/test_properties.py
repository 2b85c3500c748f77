"""What holds for any talk and any play of it."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.talk import (
    Endless,
    Play,
    Talk,
    TalkKey,
    Unplayable,
    choose,
    habits_shown,
    plays_still,
    replay,
    score_play,
    skills_shown,
    start,
    transcript,
    undo,
)
from mentorlab.talk.explore import random_walk
from tests.helpers.talk_samples import talks

Case = tuple[Talk, TalkKey]


@settings(deadline=None)
@given(talks(), st.integers(0, 2**32 - 1))
def test_any_walk_replays_to_the_same_state_and_undo_takes_back_one_choice(case: Case, seed: int):
    talk, _ = case
    draw = random.Random(seed)
    play = start(talk, seed)
    try:
        state = replay(talk, play)
    except Endless:
        return
    for _ in range(12):
        if not state.offered:
            break
        reply = draw.choice(state.offered).id
        try:
            longer = choose(talk, play, reply)
        except Endless:
            assert replay(talk, play) == state
            break
        assert longer.replies == (*play.replies, reply)
        assert undo(longer) == play
        assert replay(talk, undo(longer)) == state
        after = replay(talk, longer)
        assert after == replay(talk, Play.model_validate_json(longer.model_dump_json()))
        assert after.turns[: len(state.turns) - 1] == state.turns[:-1]
        assert all(0 <= value <= 6 for value in after.meters.values())
        assert after.visited == {turn.scene.id for turn in after.turns}
        play, state = longer, after


@settings(deadline=None)
@given(talks(), st.integers(0, 2**32 - 1))
def test_the_transcript_of_a_beginning_is_the_beginning_of_the_transcript(case: Case, seed: int):
    talk, key = case
    whole = random_walk(talk, random.Random(seed), longest=10)
    if not plays_still(talk, whole):
        return
    told = transcript(talk, key, whole).passages
    for length in range(len(whole.replies)):
        begun = transcript(talk, key, whole.model_copy(update={"replies": whole.replies[:length]})).passages
        last = len(begun) - 1
        assert begun[:last] == told[:last]
        assert (begun[last].scene, begun[last].lines) == (told[last].scene, told[last].lines)
        assert begun[last].reply is None and begun[last].others == ()
    assert [passage.reply.id for passage in told if passage.reply] == list(whole.replies)


@settings(deadline=None)
@given(talks(), st.integers(0, 2**32 - 1))
def test_scores_are_from_zero_to_one_and_skills_come_from_the_replies(case: Case, seed: int):
    talk, key = case
    play = random_walk(talk, random.Random(seed))
    try:
        decisions, total = score_play(talk, key, play)
    except Unplayable:
        return
    assert 0 <= total <= 1
    for decision in decisions:
        assert 0 <= decision.worth <= decision.best <= 1
        assert 0 <= decision.share <= decision.counts <= 1
        assert decision.repaired <= (1 - decision.share) / 2
    assert skills_shown(talk, key, play).total() == sum(len(key.replies[id].skills) for id in play.replies)
    assert habits_shown(talk, key, play).total() == sum(len(key.replies[id].habits) for id in play.replies)


@settings(deadline=None)
@given(talks(), st.integers(0, 2**32 - 1), st.data())
def test_a_damaged_play_replays_or_says_why_not(case: Case, seed: int, data: st.DataObject):
    talk, key = case
    replies = list(random_walk(talk, random.Random(seed), longest=10).replies)
    known = [reply.id for scene in talk.scenes for reply in scene.replies]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(replies)))
        match data.draw(st.sampled_from(["cut", "drop", "insert", "strange"])):
            case "cut":
                replies = replies[:place]
            case "drop":
                replies = replies[:place] + replies[place + 1 :]
            case "insert":
                replies.insert(place, data.draw(st.sampled_from(known)))
            case _:
                replies.insert(place, data.draw(st.text(st.characters(), max_size=80)))
    play = start(talk).model_copy(update={"replies": tuple(replies)})
    for act in (replay, lambda t, p: transcript(t, key, p), lambda t, p: score_play(t, key, p)):
        try:
            act(talk, play)
        except Unplayable as said:
            assert str(said).endswith(".") and "\n" not in str(said)
            assert not plays_still(talk, play)
        else:
            assert plays_still(talk, play)

"""A talk with numbered states in place of meters plays as it did, and its cell tells less."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.talk import Play, Talk, TalkKey, replay, score_play, start
from mentorlab.talk.explore import random_walk
from mentorlab.talk.model import METER_HIGH, METER_LOW
from mentorlab.talk.numbered import meters_told, numbered
from mentorlab.talk.released import BOUND, advantages, released
from tests.helpers.talk_samples import guide_series, guide_talk, short_talk, talk_of, talks, written_talks


def same_play(talk: Talk, key: TalkKey, play: Play) -> None:
    """Assert that a play is the same in the numbered talk, from what is said to what it earns."""
    other, other_key = numbered(talk, key)
    told = replay(talk, play)
    again_play = start(other, play.seed).model_copy(update={"replies": play.replies})
    again = replay(other, again_play)
    assert [turn.scene.id for turn in told.turns] == [turn.scene.id for turn in again.turns]
    assert [[line.text for line in turn.lines] for turn in told.turns] == [
        [line.text for line in turn.lines] for turn in again.turns
    ]
    assert score_play(talk, key, play) == score_play(other, other_key, again_play)
    assert meters_told(talk, key, told) == meters_told(other, other_key, again)


@settings(deadline=None, max_examples=60)
@given(talks(forward=True), st.randoms(use_true_random=False))
def test_a_numbered_talk_plays_alike(made: tuple[Talk, TalkKey], draw: random.Random) -> None:
    same_play(*made, random_walk(made[0], draw))


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_the_talks_of_the_course_play_alike_when_numbered(path) -> None:
    talk, key = talk_of(path.read_text(encoding="utf-8"), id=path.stem)
    draw = random.Random(0)
    for _ in range(20):
        same_play(talk, key, random_walk(talk, draw))


def test_a_numbered_talk_holds_no_meter_and_without_a_key_tells_none() -> None:
    talk, key = guide_talk()
    other, other_key = numbered(talk, key)
    public = json.dumps(other.model_dump(mode="json"))
    assert "trust" not in public and other.meters == {}
    play = start(other).model_copy(update={"replies": ("what-got-in-the-way", "what-would-help")})
    assert meters_told(other, None, replay(other, play)) == {}
    assert meters_told(other, other_key, replay(other, play)) == {"trust": [3, 4, 4]}


def test_values_that_nothing_tells_apart_are_one_state() -> None:
    talk, key = short_talk(
        "# one\n- A. -> two {#a good trust+1}\n- B. -> two {#b weak trust-1}\n\n# two {end}\n"
        "Sam: Yes. {if trust >= 4}\n\nSam: No. {if trust < 4}\n"
    )
    other, _ = numbered(talk, key)
    states = {other.state, *(to for reply in other.scenes[0].replies for to in reply.moves.values())}
    values = METER_HIGH - METER_LOW + 1
    assert 1 < len(states) <= values
    without, key_without = short_talk(
        "# one\n- A. -> two {#a good trust+1}\n- B. -> two {#b weak}\n\n# two {end}\nSo.\n"
    )
    assert numbered(without, key_without)[0].state == 0


LEAKY = (
    "".join(
        f"# s{n}\n- A. -> s{n + 1} {{#aa{n} good trust+1}}\n- B. -> s{n + 1} {{#bb{n} weak trust-1}}\n\n"
        for n in range(4)
    )
    + "# s4 {end}\nSam: Yes. {if trust >= 4}\n\nSam: No. {if trust < 4}\n"
)


def test_a_talk_whose_meters_tell_which_reply_is_good_is_released_with_states() -> None:
    talk, key = short_talk(LEAKY)
    best = advantages(talk, key)[0]
    assert best.player.name.startswith("the largest sum of meters") or best.player.reads_meters
    assert best.earns == 1.0 and best.lead > BOUND
    other, other_key = released(talk, key)
    assert other.state and not other.meters
    assert not any(
        one.player.reads_meters and "meter" in one.player.name for one in advantages(other, other_key)
    )
    assert other.scenes[0].id == talk.scenes[0].id
    assert {scene.id for scene in other.scenes} == {scene.id for scene in talk.scenes}
    assert released(talk, key) == (other, other_key)


def test_a_talk_whose_meters_tell_nothing_keeps_them() -> None:
    talk, key = short_talk(LEAKY.replace(" trust+1", "").replace(" trust-1", ""))
    assert released(talk, key)[0].meters == {"trust": 3}


def test_what_the_place_of_a_scene_tells_is_gone_in_the_release() -> None:
    scenes = (
        "".join(
            f"# s{n}\n- A. -> s{n + 1} {{#ax{n} good}}\n- B. -> w{n + 1} {{#bx{n} weak}}\n\n"
            for n in range(5)
        )
        + "# s5 {end}\nSo.\n\n"
        + "".join(
            f"# w{n}\n- A. -> s{n + 1} {{#ay{n} good}}\n- B. -> w{n + 1} {{#by{n} weak}}\n\n"
            for n in range(1, 5)
        )
        + "# w5 {end}\nNo.\n"
    )
    talk, key = short_talk(scenes)
    places = [one for one in advantages(talk, key) if one.player.goes_by_place]
    before = max(one.lead for one in places)
    assert before > BOUND
    after = max(one.lead for one in advantages(*released(talk, key)) if one.player.goes_by_place)
    assert after < before / 2


def test_a_card_that_asks_about_a_meter_is_read_alike_when_numbered() -> None:
    talk, key = short_talk(
        "# you {card}\nYou know. {if trust >= 3}\n\nYou do not. {if trust < 3}\n\n# opening\nSam: So.\n\n"
        "- A. -> b {#a1 good trust+1}\n- B. -> b {#b1 weak trust-1}\n\n# b {end}\nYes. {if trust > 3}\n\nNo. {if trust <= 3}\n"
    )
    other, _ = numbered(talk, key)
    assert other.meters == {} and other.state
    assert [line.text for line in replay(other, start(other)).card] == ["You know."]


def test_a_meeting_of_a_series_keeps_the_meters_that_pass_between_meetings() -> None:
    for talk, key in guide_series():
        assert numbered(talk, key) == (talk, key)

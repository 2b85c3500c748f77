"""Plays: everything is recomputed from the ordered reply ids."""

from __future__ import annotations

from collections import Counter

import pytest
from pydantic import ValidationError

from mentorlab.talk import (
    Endless,
    Play,
    Reply,
    Scene,
    Talk,
    Unplayable,
    changed,
    choose,
    endings_reached,
    habits_shown,
    offered,
    plays_still,
    replay,
    restart,
    skills_shown,
    start,
    transcript,
    undo,
)
from mentorlab.talk.play import MAX_REPLIES
from tests.helpers.talk_samples import guide_talk, guide_text, short_talk, talk_of

TALK, KEY = guide_talk()


def played(*replies: str, talk: Talk = TALK, seed: int = 0) -> Play:
    play = start(talk, seed)
    for reply in replies:
        play = choose(talk, play, reply)
    return play


def test_a_new_play_stands_in_the_first_scene():
    state = replay(TALK, start(TALK))
    assert state.scene.id == "opening"
    assert state.meters == {"trust": 3}
    assert not state.ended and state.ending is None
    assert {reply.id for reply in state.offered} == {"what-got-in-the-way", "plan-better", "wait"}


def test_a_reply_moves_the_meters_and_the_next_scene_speaks_accordingly():
    warm = replay(TALK, played("what-got-in-the-way"))
    cool = replay(TALK, played("wait"))
    assert (warm.meters["trust"], cool.meters["trust"]) == (4, 3)
    assert [line.text for line in warm.turns[-1].lines][1:] == [
        "My mother is ill. I have been writing at night."
    ]
    assert [line.text for line in cool.turns[-1].lines][1:] == ["A lot on."]
    first = warm.turns[0]
    assert (first.meters_before["trust"], first.meters_after["trust"]) == (3, 4)
    assert first.reply is not None and first.reply.id == "what-got-in-the-way"


def test_a_reply_lands_elsewhere_where_its_condition_fails_and_is_offered_all_the_same():
    low = played("plan-better", "jumped-in")
    assert replay(TALK, low).meters["trust"] == 2
    assert "what-would-help" in {reply.id for reply in replay(TALK, low).offered}
    assert replay(TALK, choose(TALK, low, "what-would-help")).scene.id == "shrug"
    assert replay(TALK, played("wait", "what-would-help")).scene.id == "agreed"


def test_a_condition_on_a_reply_is_asked_before_it_moves_a_meter():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good trust+2 else=cool if trust >= 4}\n\n# warm {end}\n\n# cool {end}\n"
    )
    state = replay(talk, played("wait", talk=talk))
    assert (state.scene.id, state.meters["trust"]) == ("cool", 5)


def test_meters_stay_within_zero_and_six():
    talk, _ = short_talk(
        "# opening\n- Up. -> opening {#up good trust+5}\n- Down. -> opening {#down weak trust-5}\n"
    )
    assert replay(talk, played("up", talk=talk)).meters["trust"] == 6
    assert replay(talk, played("up", "down", "down", talk=talk)).meters["trust"] == 0
    assert replay(talk, played("up", "down", "down", "up", talk=talk)).meters["trust"] == 5


def test_a_scene_is_entered_only_where_its_condition_holds():
    talk, _ = short_talk(
        "# opening\n- Up. -> warm {#up good trust+1}\n- Stay. -> warm {#stay good}\n\n"
        "# warm {end else=cool if trust >= 4}\n\n# cool {end}\n"
    )
    assert replay(talk, played("up", talk=talk)).scene.id == "warm"
    cool = replay(talk, played("stay", talk=talk))
    assert cool.scene.id == "cool" and "warm" not in cool.visited


def test_scenes_with_next_are_turns_of_their_own():
    talk, _ = short_talk(
        "# opening\n- Wait. -> tea {#wait good}\n\n# tea {next=later}\nSam: Tea?\n\n"
        "# later\nSam: So. {if tea}\n\n- Yes. -> closed {#yes good}\n\n# closed {end}\nSam goes.\n"
    )
    state = replay(talk, played("wait", talk=talk))
    assert [turn.scene.id for turn in state.turns] == ["opening", "tea", "later"]
    assert [turn.reply.id if turn.reply else None for turn in state.turns] == ["wait", None, None]
    assert state.turns[-1].lines[0].text == "So."
    assert undo(played("wait", talk=talk)).replies == ()


def test_a_line_asks_about_the_scenes_before_this_one_so_that_it_can_be_said_once():
    talk, _ = short_talk(
        "# opening\nSam: First. {if not opening}\n\nSam: Again. {if opening}\n\n- Back. -> opening {#back good}\n"
    )
    assert [line.text for line in replay(talk, start(talk)).turns[-1].lines] == ["First."]
    assert [line.text for line in replay(talk, played("back", talk=talk)).turns[-1].lines] == ["Again."]


def test_the_order_on_the_page_differs_by_play_and_stays_with_it():
    opening = TALK.scene("opening")
    orders = {tuple(reply.id for reply in offered(TALK, opening, seed)) for seed in range(40)}
    assert len(orders) == 6
    assert offered(TALK, opening, 7) == offered(TALK, opening, 7) == replay(TALK, start(TALK, 7)).offered
    turned = opening.model_copy(update={"replies": opening.replies[::-1]})
    assert offered(TALK, turned, 7) == offered(TALK, opening, 7)


def test_undo_and_restart_take_back_and_leave_the_order_of_replies():
    play = played("plan-better", "jumped-in", seed=5)
    assert undo(play) == played("plan-better", seed=5)
    assert undo(start(TALK)) == start(TALK)
    assert restart(play) == start(TALK, 5)


def test_a_play_is_stored_and_resumed_as_plain_data():
    play = played("plan-better", "jumped-in", seed=5)
    stored = play.model_dump_json()
    assert stored == (
        f'{{"talk":"deadline","digest":"{TALK.digest}","seed":5,"replies":["plan-better","jumped-in"]}}'
    )
    resumed = Play.model_validate_json(stored)
    assert replay(TALK, resumed) == replay(TALK, play)


def test_choosing_what_is_not_offered_is_refused_with_a_sentence():
    with pytest.raises(Unplayable, match=r"“dates” is not one of the replies offered here\."):
        choose(TALK, start(TALK), "dates")
    with pytest.raises(Unplayable, match="not one of the replies"):
        choose(TALK, played("wait", "take-the-week"), "wait")


def test_an_ending_is_named():
    state = replay(TALK, played("wait", "take-the-week"))
    assert state.ended and state.ending == TALK.scene("agreed") and state.offered == ()


def test_a_play_survives_a_mended_typo_and_says_that_the_wording_has_changed():
    play = played("plan-better", "dates")
    mended, _ = talk_of(guide_text().replace("You need to plan better", "You must plan better"), "deadline")
    assert changed(mended, play) and not changed(TALK, play)
    assert plays_still(mended, play)
    assert replay(mended, play).scene.id == "shrug"


def test_a_play_whose_reply_is_gone_cannot_be_played_and_says_so():
    play = played("plan-better", "dates")
    shorter, _ = talk_of(guide_text().replace("#dates", "#calendar"), "deadline")
    assert not plays_still(shorter, play)
    with pytest.raises(Unplayable, match="the reply “dates” is no longer in it"):
        replay(shorter, play)
    assert play.replies == ("plan-better", "dates"), "the caller still has it"


def test_a_reply_that_moved_to_another_scene_is_said():
    play = start(TALK).model_copy(update={"replies": ("dates",)})
    with pytest.raises(Unplayable, match="“dates” is no longer offered in the scene “opening”"):
        replay(TALK, play)


def test_a_play_that_goes_on_after_an_ending_is_said():
    play = played("wait", "take-the-week").model_copy(update={"replies": ("wait", "take-the-week", "wait")})
    with pytest.raises(Unplayable, match="goes on where the talk now ends"):
        replay(TALK, play)


def test_a_play_of_another_talk_is_said():
    with pytest.raises(Unplayable, match="belongs to another talk, “other”"):
        replay(TALK, Play(talk="other", digest=""))


def test_a_message_never_repeats_a_page_of_rubbish():
    with pytest.raises(Unplayable) as caught:
        replay(TALK, Play(talk="deadline", digest="", replies=("x\n" * 5000,)))
    assert len(str(caught.value)) < 200 and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "stored",
    [
        '{"talk": "deadline"}',
        '{"talk": "deadline", "digest": "", "replies": "wait"}',
        '{"talk": "deadline", "digest": "", "seed": -1}',
        '{"talk": "deadline", "digest": "", "state": "__import__"}',
        '{"talk": "deadline", "digest": "", "replies": [' + ",".join(['"wait"'] * (MAX_REPLIES + 1)) + "]}",
    ],
)
def test_what_is_not_a_play_is_refused_as_it_is_read(stored):
    with pytest.raises(ValidationError):
        Play.model_validate_json(stored)


def test_a_play_may_not_grow_for_ever():
    talk, _ = short_talk("# opening\n- Again. -> opening {#again good}\n")
    full = Play(talk="short", digest=talk.digest, replies=("again",) * MAX_REPLIES)
    assert len(replay(talk, full).turns) == MAX_REPLIES + 1
    with pytest.raises(Unplayable, match="Start again"):
        choose(talk, full, "again")


# --- talks that are themselves at fault, as data from outside can be


def broken(*scenes: Scene) -> Talk:
    return Talk(id="broken", title="Broken", people={"You": "mentor"}, scenes=scenes)


def test_a_talk_without_scenes_is_unplayable():
    with pytest.raises(Unplayable, match="has no scenes"):
        replay(broken(), Play(talk="broken", digest=""))


def test_a_scene_that_is_not_there_is_unplayable():
    talk = broken(Scene(id="a", title="a", replies=(Reply(id="r", text="r", to="nowhere"),)))
    with pytest.raises(Unplayable, match="“nowhere”, that it does not have"):
        choose(talk, start(talk), "r")


def test_a_condition_that_cannot_be_read_is_unplayable():
    talk = broken(
        Scene(id="a", title="a", next="b", condition="((", otherwise="b"), Scene(id="b", title="b", end=True)
    )
    with pytest.raises(Unplayable, match="condition that cannot be read"):
        replay(talk, start(talk))


def test_scenes_that_go_round_for_ever_are_said_and_the_play_is_left_whole():
    ring = (Scene(id="b", title="b", next="c"), Scene(id="c", title="c", next="b"))
    talk = broken(
        Scene(id="a", title="a", replies=(Reply(id="r", text="r", to="b"), Reply(id="s", text="s", to="d"))),
        *ring,
        Scene(id="d", title="d", end=True),
    )
    with pytest.raises(Endless, match="round for ever") as caught:
        choose(talk, start(talk), "r")
    assert set(caught.value.scenes) == {"b", "c"}
    assert replay(talk, choose(talk, start(talk), "s")).ended
    other = transcript(talk, None, choose(talk, start(talk), "s")).passages[0].others[0]
    assert (other.reply.id, other.scene) == ("r", None)


def test_scenes_that_send_each_other_on_for_ever_are_said():
    talk = broken(
        Scene(id="a", title="a", condition="z", otherwise="b", end=True),
        Scene(id="b", title="b", condition="z", otherwise="a", end=True),
    )
    with pytest.raises(Endless, match="a → b → a"):
        replay(talk, start(talk))


def test_a_ring_that_opens_the_second_time_round_is_no_ring():
    talk = broken(
        Scene(id="a", title="a", next="b"),
        Scene(id="b", title="b", next="c"),
        Scene(id="c", title="c", condition="c", otherwise="d", end=True),
        Scene(id="d", title="d", condition="not d", otherwise="e", next="b"),
        Scene(id="e", title="e", end=True),
    )
    assert [turn.scene.id for turn in replay(talk, start(talk)).turns] == ["a", "b", "d", "b", "e"]


# --- transcript, skills, endings


def test_the_transcript_tells_what_was_said_thought_chosen_and_noted():
    told = transcript(TALK, KEY, played("plan-better", "jumped-in", "take-the-week"))
    assert [passage.scene.id for passage in told.passages] == ["opening", "told", "asked", "agreed"]
    opening, _, asked, end = told.passages
    assert opening.note == "It may be true, and it is still not heard."
    assert asked.lines[0].thinks and asked.lines[0].text == "I was ready for a telling-off."
    assert asked.skills == ("advice",)
    assert end.reply is None and end.others == ()
    assert told.ending == TALK.scene("agreed")
    assert told.skills == Counter({"repair": 1, "advice": 1})
    assert told.habits == Counter({"advice-first": 1})
    assert told.meters == {"trust": 2}


def test_the_transcript_tells_where_other_replies_would_have_led_as_things_stood():
    high = transcript(TALK, KEY, played("wait", "take-the-week")).passages[1].others
    low = transcript(TALK, KEY, played("plan-better", "jumped-in", "take-the-week")).passages[2].others
    assert [(other.reply.id, other.scene.id) for other in high if other.scene] == [
        ("what-would-help", "agreed")
    ]
    assert [(other.reply.id, other.scene.id) for other in low if other.scene] == [
        ("what-would-help", "shrug")
    ]
    assert low[0].line is not None and low[0].line.text.startswith('Sam says "fine"')
    assert low[0].key is not None and low[0].key.worth == "good"
    first = transcript(TALK, KEY, played("plan-better")).passages[0].others
    by_reply = {other.reply.id: other.line.text for other in first if other.line}
    assert by_reply == {
        "what-got-in-the-way": "I was ready for a telling-off.",
        "wait": "I was ready for a telling-off.",
    }


def test_the_other_replies_are_not_told_before_the_mentor_has_chosen():
    told = transcript(TALK, KEY, played("wait"))
    assert told.passages[-1].reply is None and told.passages[-1].others == ()


def test_without_a_key_the_transcript_judges_nothing():
    told = transcript(TALK, None, played("plan-better", "dates"))
    assert told.ending == TALK.scene("shrug")
    assert all(passage.key is None and passage.note == "" for passage in told.passages)
    assert all(other.key is None for passage in told.passages for other in passage.others)
    assert not told.skills and not told.habits


def test_skills_and_habits_are_counted():
    play = played("what-got-in-the-way", "what-would-help")
    assert skills_shown(TALK, KEY, play) == Counter({"open-question": 2})
    assert habits_shown(TALK, KEY, played("plan-better", "dates")) == Counter({"advice-first": 2})


def test_the_endings_reached_are_gathered_over_plays_and_unplayable_ones_are_passed_over():
    plays = [
        played("wait", "take-the-week"),
        played("plan-better", "dates"),
        played("wait"),
        Play(talk="deadline", digest="", replies=("gone",)),
    ]
    assert endings_reached(TALK, plays) == {"agreed", "shrug"}
    assert endings_reached(TALK, []) == set()

"""What a talk remembers: replies given and facts that they set, on lines, replies and scenes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from mentorlab.talk import Play, Talk, TalkKey, Unplayable, choose, replay, start, undo
from mentorlab.talk.condition import holds, names
from mentorlab.talk.explore import explore, said_and_unsaid
from mentorlab.talk.moments import Steering, every_moment
from tests.helpers.talk_samples import guide_sample, short_talk, talk_of, talks

WINDOW, WINDOW_KEY = guide_sample("Memory")


def played(talk: Talk, *replies: str) -> Play:
    play = start(talk)
    for reply in replies:
        play = choose(talk, play, reply)
    return play


def heard(talk: Talk, *replies: str) -> list[str]:
    """What is said in the last scene."""
    return [line.text for line in replay(talk, played(talk, *replies)).turns[-1].lines]


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("said wait", True),
        ("not said wait", False),
        ("said ask", False),
        ("told", True),
        ("not told", False),
        ("hers or said wait", True),
        ("told and not said ask and trust >= 2", True),
        ("told and said ask or opening", True),
        ("wait", False),  # a reply is no scene
    ],
)
def test_a_condition_asks_about_replies_facts_scenes_and_meters(text, true):
    assert holds(text, {"trust": 2}, {"opening"}, {"told", "said wait"}) is true


def test_what_a_condition_names_is_told_apart():
    assert names("told and not said 3-times or trust > 2") == ({"told"}, {"3-times"}, {"trust"})


def test_the_guides_talk_remembers_the_reply_in_what_is_said_later():
    assert heard(WINDOW, "the-three")[1].startswith("All three said")
    assert heard(WINDOW, "to-the-door")[1].startswith("It's warm")
    assert heard(WINDOW, "see-to-it")[1].startswith("Nobody has come")


def test_a_fact_is_set_by_its_reply_and_taken_back_with_it():
    promised = played(WINDOW, "see-to-it")
    assert replay(WINDOW, promised).facts == {"window-promised"}
    assert replay(WINDOW, undo(promised)).facts == set()
    assert replay(WINDOW, played(WINDOW, "the-three")).facts == set()


def test_a_reply_lands_otherwise_because_of_one_before_it():
    assert replay(WINDOW, played(WINDOW, "see-to-it", "not-rung")).ending.id == "closed"
    assert replay(WINDOW, played(WINDOW, "the-three", "not-rung")).ending.id == "told-off"


def test_a_reply_does_not_know_of_itself_and_the_scene_after_it_does():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- Wait. -> a {#wait good else=b if not said wait}\n\n"
        "# a {end else=b if said wait}\nSam: Yes. {if said wait}\n\nSam: No. {if not said wait}\n\n# b {end}\n"
    )
    state = replay(talk, played(talk, "wait"))
    assert state.scene.id == "a" and [line.text for line in state.turns[-1].lines] == ["Yes."]


def test_a_scene_is_entered_because_of_a_fact():
    front = "---\ntitle: T\npeople: {Sam: mentee, You: mentor}\nfacts: [told]\n---\n"
    talk, _ = talk_of(
        front + "# opening\n- A. -> warm {#a good set=told}\n- B. -> warm {#b weak}\n\n"
        "# warm {end else=cold if told}\n\n# cold {end}\n"
    )
    assert replay(talk, played(talk, "a")).scene.id == "warm"
    assert replay(talk, played(talk, "b")).scene.id == "cold"
    assert explore(talk).endings == ("warm", "cold")


def test_a_play_made_before_a_talk_remembered_anything_still_replays():
    before = WINDOW.model_copy(
        update={
            "facts": (),
            "scenes": tuple(
                scene.model_copy(
                    update={
                        "lines": tuple(line.model_copy(update={"condition": ""}) for line in scene.lines),
                        "replies": tuple(
                            reply.model_copy(update={"sets": (), "condition": "", "otherwise": ""})
                            for reply in scene.replies
                        ),
                    }
                )
                for scene in WINDOW.scenes
            ),
        }
    )
    old = played(before, "see-to-it", "not-rung")
    assert replay(WINDOW, old).ended


def test_a_released_talk_holds_what_replay_needs_and_no_worth_skill_or_note():
    public = WINDOW.model_dump_json()
    again = Talk.model_validate_json(public)
    assert again == WINDOW and heard(again, "see-to-it") == heard(WINDOW, "see-to-it")
    for closed in ("weak", "candour", "rescuing", "Now it is your window", WINDOW_KEY.canary):
        assert closed not in public


def test_lines_alone_steer_nothing():
    steers = {id: (need.words, need.meters) for id, need in Steering(WINDOW).alive.items()}
    assert steers["opening"] == ({"window-promised"}, set())
    assert steers["closed"] == (set(), set())


def test_a_line_that_no_way_makes_true_is_found_though_it_steers_nothing():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- A. -> b {#a1 good}\n- B. -> b {#a2 good}\n\n"
        "# b\nSam: Never. {if said a1 and said a2}\n\nSam: Now and then. {if said a1}\n\n"
        "Sam: Always. {if said a1 or said a2}\n\n- C. -> c {#c1 good}\n\n# c {end}\n"
    )
    assert explore(talk).lines_unsaid == (("b", 0),)
    assert said_and_unsaid(every_moment(talk)) == {
        ("b", 0): {False},
        ("b", 1): {True, False},
        ("b", 2): {True},
    }


@settings(max_examples=60, deadline=None)
@given(talks(forward=True))
def test_each_line_is_said_and_left_unsaid_as_trying_everything_finds(case: tuple[Talk, TalkKey]):
    talk, _ = case
    found: dict[tuple[str, int], set[bool]] = {}
    open_ = [start(talk)]
    while open_:
        play = open_.pop()
        state = replay(talk, play)
        turn = state.turns[-1]
        for turn in state.turns:
            for place, line in enumerate(turn.scene.lines):
                if line.condition:
                    spoken = any(line is one for one in turn.lines)
                    found.setdefault((turn.scene.id, place), set()).add(spoken)
        open_ += [choose(talk, play, reply.id) for reply in state.offered]
    assert said_and_unsaid(every_moment(talk)) == found


@settings(max_examples=60, deadline=None)
@given(talks())
def test_two_plays_at_one_moment_go_on_alike(case: tuple[Talk, TalkKey]):
    talk, _ = case
    graph = every_moment(talk)
    for stop_moment, ways in graph.ways.items():
        replies = {way.reply.id: way.after for way in ways}
        play = start(talk).model_copy(update={"replies": graph.came[stop_moment]})
        for id, after in replies.items():
            try:
                state = replay(talk, play.model_copy(update={"replies": (*play.replies, id)}))
            except Unplayable:
                pytest.fail("a way of the graph does not replay")
            assert state.scene.id == after[0]

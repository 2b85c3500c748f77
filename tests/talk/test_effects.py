"""What replies do: traces of weak ones, replies that do the same, moments in which nothing is said."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.dialect.read import read
from mentorlab.talk import Play, Talk, TalkKey, choose, read_talk, replay, start
from mentorlab.talk.effects import one_place, same_effect, same_words, silences, traceless
from mentorlab.talk.explore import random_walk
from mentorlab.talk.moments import every_moment
from mentorlab.talk.play import plays_still
from tests.helpers.places import PROJECT
from tests.helpers.talk_samples import guide_sample, guide_talk, short_talk, talk_of, talks

TWO = (
    "# opening\nSam: So.\n\n- A. -> {a} {{#ask good}}\n- B. -> {b} {{#tell weak{effect}}}\n\n"
    "# hurt\nSam: Ouch.\n\n- Sorry. -> later {{#sorry good}}\n- Well. -> later {{#well good}}\n\n"
    "# later\nSam: In March, then. {{if {line}}}\n\nSam: Yes.\n\n- C. -> closed {{#cc good}}\n- D. -> other {{#dd fair}}\n\n"
    "# closed {{end{closed}}}\nHe comes.\n\n# other {{end}}\nHe writes.\n"
)


def two(
    a: str = "later",
    b: str = "hurt",
    effect: str = "",
    line: str = "trust > 5 or not later",
    closed: str = "",
) -> tuple[Talk, TalkKey]:
    return short_talk(TWO.format(a=a, b=b, effect=effect, line=line, closed=closed))


def lost(case: tuple[Talk, TalkKey]) -> list[str]:
    talk, key = case
    return [one.reply for one in traceless(key, every_moment(talk))]


def test_a_weak_reply_that_only_hurts_at_once_leaves_no_trace():
    assert lost(two()) == ["tell"]


@pytest.mark.parametrize(
    "what",
    [
        {"line": "said tell"},
        {"line": "not said ask"},
        {"line": "hurt"},
        {"effect": " trust-1", "line": "trust < 3"},
        {"closed": " else=other if not said tell"},
        {"closed": " else=other if trust >= 3", "effect": " trust-1"},
        {"b": "other"},
    ],
    ids=lambda what: ", ".join(f"{name}={text}".strip() for name, text in what.items()),
)
def test_a_line_an_ending_or_a_scene_that_knows_of_it_is_a_trace(what):
    assert lost(two(**what)) == []


def test_a_condition_that_can_never_tell_is_no_trace():
    assert lost(two(effect=" trust-1", line="trust > 4")) == ["tell"]
    assert lost(two(line="said ask or said tell")) == ["tell"]


def test_the_guides_talks_leave_a_trace_of_every_weak_reply():
    for talk, key in (guide_talk(), guide_sample("Memory"), guide_sample("Media and time")):
        assert traceless(key, every_moment(talk)) == ()
        assert silences(every_moment(talk)) == same_effect(talk) == same_words(talk) == one_place(talk) == ()


def test_replies_that_nothing_tells_apart_do_the_same():
    assert [one.replies for one in same_effect(two(b="later")[0])] == [("ask", "tell"), ("sorry", "well")]
    assert [one.replies for one in same_effect(two(b="later", line="said tell")[0])] == [("sorry", "well")]
    moved = two(b="later", effect=" trust-1", line="hurt")[0]
    assert [one.replies for one in same_effect(moved)] == [("ask", "tell"), ("sorry", "well")], (
        "nobody asks about trust"
    )


def test_every_reply_leads_to_one_place_unless_that_place_tells_them_apart():
    assert one_place(two(b="later")[0]) == ("opening", "hurt")
    assert one_place(two(b="later", line="said tell")[0]) == ("hurt",)
    assert one_place(two(b="later", effect=" trust-1", line="trust > 2")[0]) == ("hurt",)


@pytest.mark.parametrize(("name", "place"), [("silent_moment", ("asked", ("what-got",)))])
def test_a_moment_in_which_nothing_is_said_is_found_with_the_way_to_it(name, place):
    text = (PROJECT / "tests" / "examples" / "dialect" / f"{name}.md").read_text(encoding="utf-8")
    talk, _ = read_talk(read(text, name), name)
    assert silences(every_moment(talk)) == (place,)


def test_a_thought_or_a_scene_without_a_line_says_nothing_and_what_goes_on_by_itself_is_one_moment():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- A. -> quiet {#a1 good}\n- B. -> through {#b1 good}\n\n"
        "# quiet\nSam (thinks): Hm.\n\n- C. -> closed {#c1 good}\n\n# through {next=told}\n\n# told\nSam: Well.\n\n"
        "- D. -> empty {#d1 good}\n\n# empty {end}\n\n# closed {end}\nYes.\n"
    )
    assert [one.scene for one in silences(every_moment(talk))] == ["quiet", "empty"]


def test_same_words_are_found_whatever_their_capitals_and_blanks():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- Go  on. -> a {#a1 good}\n- go on. -> b {#b1 weak}\n\n# a {end}\nA.\n\n# b {end}\nB.\n"
    )
    assert same_words(talk) == (("opening", ("a1", "b1")),)


@settings(max_examples=25, deadline=None)
@given(talks(forward=True), st.integers(0, 2**32 - 1))
def test_where_nothing_is_said_in_a_play_it_was_found(case: tuple[Talk, TalkKey], seed: int):
    talk, _ = case
    found = {one.scene for one in silences(every_moment(talk))}
    for one in silences(every_moment(talk)):
        assert one.scene in {turn.scene.id for turn in replay(talk, _played(talk, one.way)).turns}
    play = random_walk(talk, random.Random(seed))
    if not plays_still(talk, play):
        return
    before = 0
    for length in range(len(play.replies) + 1):
        turns = replay(talk, play.model_copy(update={"replies": play.replies[:length]})).turns
        move, before = turns[before:], len(turns)
        if not any(not line.thinks for turn in move for line in turn.lines):
            assert move[0].scene.id in found


def _played(talk: Talk, way: tuple[str, ...]) -> Play:
    play = start(talk)
    for reply in way:
        play = choose(talk, play, reply)
    return play


def test_a_talk_of_a_thousand_ways_is_told_apart_line_by_line():
    scenes = "".join(
        f"# s{n}\nSam: {n}.\n\n- A. -> s{n + 1} {{#a{n} good}}\n- B. -> s{n + 1} {{#b{n} weak}}\n\n"
        for n in range(10)
    ).replace("# s0", "# opening")
    lines = "".join(f"Sam: Of {n}. {{if said b{n}}}\n\n" for n in range(9))
    talk, key = talk_of(
        "---\ntitle: T\npeople: {Sam: mentee, You: mentor}\n---\n" + scenes + "# s10 {end}\nYes.\n\n" + lines
    )
    graph = every_moment(talk)
    assert len(graph.ways) == 11
    assert [one.reply for one in traceless(key, graph)] == ["b9"]

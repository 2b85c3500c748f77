"""The map: what it shows to whom, what it holds, and where its scenes stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings

from mentorlab.notebooks.layout import WIDEST, lay_out
from mentorlab.talk import Play, Talk, TalkKey, choose, start
from mentorlab.talk.graph import Seen, bend, chart, seen, ways
from tests.helpers.talk_samples import guide_talk, guide_text, short_talk, talk_of, talks

TALK, _ = guide_talk()
HALF = choose(TALK, start(TALK), "plan-better")


def test_ways_are_named_once_with_all_their_replies():
    found = {(way.source, way.target): way for way in ways(TALK)}
    assert set(found) == {
        ("opening", "asked"),
        ("opening", "told"),
        ("asked", "agreed"),
        ("asked", "shrug"),
        ("told", "asked"),
        ("told", "shrug"),
    }
    assert found["opening", "asked"].replies == ("what-got-in-the-way", "wait")
    assert found["asked", "shrug"].conditional and not found["asked", "agreed"].conditional


def test_a_way_to_a_scene_with_a_condition_goes_to_where_that_scene_sends_it_too():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good}\n\n# warm {else=cool next=cool if trust > 3}\n\n# cool {end}\n"
    )
    found = {(way.source, way.target): way for way in ways(talk)}
    assert set(found) == {("opening", "warm"), ("opening", "cool"), ("warm", "cool")}
    assert found["opening", "warm"].conditional and found["opening", "cool"].conditional
    assert found["warm", "cool"].replies == () and not found["warm", "cool"].conditional
    play = choose(talk, start(talk), "wait")
    assert seen(talk, [play]).taken == {("opening", "cool")}


def test_what_was_seen_is_gathered_over_plays_and_unplayable_ones_add_nothing():
    gone = Play(talk="deadline", digest="", replies=("gone",))
    assert seen(TALK, [HALF, gone]) == Seen(frozenset({"opening", "told"}), frozenset({("opening", "told")}))
    assert seen(TALK, []) == Seen(frozenset(), frozenset())


# --- where scenes stand


def rows_of(layout: dict[str, tuple[float, float]]) -> dict[float, list[tuple[float, str]]]:
    rows: dict[float, list[tuple[float, str]]] = {}
    for name, (x, y) in layout.items():
        rows.setdefault(y, []).append((x, name))
    return {y: sorted(row) for y, row in rows.items()}


@settings(max_examples=80, deadline=None)
@given(talks())
def test_a_layout_places_every_scene_apart_from_the_others_and_within_the_sheet(case: tuple[Talk, TalkKey]):
    talk, _ = case
    layout = lay_out(talk)
    assert {scene.id for scene in talk.scenes} == {name for name in layout if " " not in name}
    assert layout[talk.scenes[0].id][1] == 0
    assert min(x for x, _ in layout.values()) == 0
    for row in rows_of(layout).values():
        assert sum(" " not in name for _, name in row) <= WIDEST
        for (x, name), (after, other) in itertools.pairwise(row):
            room = (0.5 if " " not in name else 0.15) + (0.5 if " " not in other else 0.15)
            assert after - x >= room - 0.011, "a scene or a passing way stands too near"


@settings(max_examples=80, deadline=None)
@given(talks())
def test_a_long_way_has_a_point_in_every_row_that_it_passes(case: tuple[Talk, TalkKey]):
    talk, _ = case
    layout = lay_out(talk)
    for edge in chart(talk, layout).edges:
        top, bottom = layout[edge.source][1], layout[edge.target][1]
        if bottom > top:
            assert [y for _, y in edge.bends] == [top + n for n in range(1, int(bottom - top))]
        else:
            assert edge.bends == ()


def test_a_layout_is_the_same_each_time_and_words_do_not_move_it():
    mended, _ = talk_of(
        guide_text().replace("Sorry", "I am sorry").replace("good +silence", "weak"), "deadline"
    )
    assert lay_out(TALK) == lay_out(TALK) == lay_out(mended)


def test_on_the_way_to_an_ending_rows_only_go_down():
    layout = lay_out(TALK)
    assert [layout[id][1] for id in ("opening", "told", "asked", "agreed", "shrug")] == [0, 1, 2, 3, 3]


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"opening": (0.0, 0.0)},
        {scene.id: (float("nan"), 0.0) for scene in TALK.scenes},
        {scene.id: (1e12, 0.0) for scene in TALK.scenes},
    ],
    ids=["none", "some", "nan", "far"],
)
def test_a_layout_that_does_not_fit_is_passed_over(layout: dict[str, tuple[float, float]]):
    assert chart(TALK, layout) == chart(TALK)
    rows = {node.id: node.y for node in chart(TALK).nodes}
    assert rows == {"opening": 0, "asked": 1, "told": 1, "agreed": 2, "shrug": 2}


def test_a_bend_is_never_taken_for_a_scene():
    talk, _ = short_talk(
        "# opening\n- A. -> a {#to-a good}\n- C. -> c {#to-c good}\n\n"
        "# a\n- B. -> b {#to-b good}\n\n# b\n- C. -> c {#b-c good}\n\n# c {end}\n"
    )
    layout = lay_out(talk)
    assert set(layout) == {"opening", "a", "b", "c", bend("opening", "c", 1), bend("opening", "c", 2)}
    assert len(chart(talk, layout).nodes) == 4

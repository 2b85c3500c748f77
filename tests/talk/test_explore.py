"""Exploring: exhaustive where the talk allows it, seeded random walks where not, and best plays."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from mentorlab.talk import Line, Reply, Scene, Talk, TalkKey, Unplayable, choose, replay, score_play, start
from mentorlab.talk.explore import LONGEST, best_play, explore, random_walk, walk
from tests.helpers.talk_samples import guide_talk, short_talk, talk_of, talks, written_talks


def test_the_guides_talk_is_explored_whole():
    found = explore(guide_talk()[0])
    assert found.exhaustive
    assert found.scenes == ("opening", "asked", "told", "agreed", "shrug")
    assert found.endings == ("agreed", "shrug")
    assert (found.shortest, found.longest, found.ways) == (2, 3, 7)
    assert found.covered == 1.0
    assert found.complaints() == ()
    assert found.ways_in["shrug"] == ("plan-better", "dates")


def test_an_unreachable_scene_is_met_by_no_way():
    talk, _ = short_talk(
        "# opening\n- Wait. -> closed {#wait good}\n\n# attic\n- Hm. -> closed {#hm good}\n\n# closed {end}\n"
    )
    found = explore(talk)
    assert found.unmet == ("attic",) and found.replies_unmet == ("hm",)
    assert found.covered == pytest.approx(2 / 3)
    assert [c.scene for c in found.complaints()] == ["attic"]
    assert "can be reached in no way" in found.complaints()[0].what


def test_a_scene_that_only_its_condition_closes_is_unreachable_too():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good}\n\n# warm {end else=closed if trust >= 5}\n\n# closed {end}\n"
    )
    assert explore(talk).unmet == ("warm",)
    assert explore(talk.model_copy(update={"meters": {"trust": 5}})).unmet == ("closed",)


def test_a_loop_with_no_way_out_is_a_trap_and_says_how_one_gets_there():
    talk, _ = short_talk(
        "# opening\n- In. -> round {#in good}\n- Out. -> closed {#out good}\n\n"
        "# round\n- On. -> about {#on good}\n\n# about\n- Back. -> round {#back good}\n\n# closed {end}\n"
    )
    found = explore(talk)
    assert found.traps == ("round", "about")
    assert "you come here by in → on" in found.complaints()[1].mend
    assert found.ways is None and found.longest is None and found.shortest == 1


def test_a_loop_with_a_way_out_is_no_trap():
    talk, _ = short_talk(
        "# opening\n- Round. -> opening {#round good}\n- Out. -> closed {#out good}\n\n# closed {end}\n"
    )
    found = explore(talk)
    assert found.traps == () and found.ways is None and found.complaints() == ()


def test_a_trap_that_opens_only_when_a_meter_has_fallen_is_found():
    talk, _ = short_talk(
        "# opening\n- Push. -> opening {#push weak trust-1}\n- Ask. -> closed {#ask good else=opening if trust >= 1}\n\n"
        "# closed {end}\n"
    )
    found = explore(talk)
    assert found.traps == ("opening",)
    assert found.endings == ("closed",)


def test_dead_ends_and_endless_rings_in_talks_from_outside_are_said():
    talk = Talk(
        id="t",
        title="T",
        people={"You": "mentor"},
        scenes=(
            Scene(
                id="a",
                title="a",
                replies=tuple(
                    Reply(id=f"to-{to}", text="x", to=to) for to in ("wall", "ring", "gone", "closed")
                ),
            ),
            Scene(id="wall", title="wall"),
            Scene(id="ring", title="ring", next="ring"),
            Scene(id="closed", title="closed", end=True),
        ),
    )
    found = explore(talk)
    assert found.dead_ends == ("wall",) and found.traps == ()
    assert len(found.faults) == 2
    assert any("round for ever" in fault for fault in found.faults)
    assert any("“gone”" in fault for fault in found.faults)
    assert explore(talk, limit=1).dead_ends == ("wall",)


def test_a_talk_that_faults_at_once_is_reported_and_not_raised():
    talk = Talk(id="t", title="T", people={"You": "mentor"}, scenes=(Scene(id="a", title="a", next="a"),))
    for found in (explore(talk), explore(talk, limit=0)):
        assert found.faults and found.endings == ()
    assert explore(talk.model_copy(update={"scenes": ()})).complaints()


def test_lines_and_landings_that_never_come_are_named():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\nSam: Never. {if trust > 5}\n\n"
        "- Wait. -> closed {#wait good else=cold if trust > 1}\n\n# closed {end}\n\n# cold {end}\n"
    )
    found = explore(talk)
    assert found.lines_unsaid == (("opening", 1),)
    assert found.landings_unmet == (("wait", "cold"),)
    said = " ".join(complaint.what for complaint in found.complaints())
    assert "paragraph 2 is never said" in said and "never leads to “cold”" in said


def ladder(rungs: int, steers: bool = False) -> Talk:
    """A talk in which each choice is remembered by a line at the end; with `steers`, by which ending it has.

    Where every choice steers, there are 2**rungs moments on the last rung.
    """
    scenes = []
    for n in range(rungs):
        onward = f"s{n + 1}"
        for side in "ab" if n else "a":
            replies = tuple(
                Reply(id=f"s{n}{side}-{to}", text="x", to=f"{onward}{to}" if n + 1 < rungs else "closed")
                for to in "ab"
            )
            scenes.append(Scene(id=f"s{n}{side}", title="x", replies=replies))
    lines = tuple(Line(text="x", condition=f"s{n}b") for n in range(1, rungs))
    all_of_them = " and ".join(f"s{n}b" for n in range(1, rungs)) if steers else ""
    other = "other" if steers else ""
    scenes.append(
        Scene(id="closed", title="x", lines=lines, end=True, condition=all_of_them, otherwise=other)
    )
    if steers:
        scenes.append(Scene(id="other", title="other", end=True))
    return Talk(id="ladder", title="Ladder", people={"You": "mentor"}, scenes=tuple(scenes))


def test_where_there_is_too_much_random_walks_take_over_and_say_so():
    talk = ladder(16, steers=True)
    found = explore(talk, limit=1000, walks=300)
    assert not found.exhaustive and found.ways is None
    assert "other" in found.endings and found.unfinished == 0
    assert found.shortest == 16
    assert found == explore(talk, limit=1000, walks=300), "the same seed walks the same ways"
    assert explore(ladder(6)).ways == explore(ladder(6, steers=True)).ways == 64


def test_what_lines_alone_remember_makes_no_more_moments():
    assert [explore(ladder(rungs)).moments for rungs in (4, 8, 16)] == [8, 16, 32]
    assert [explore(ladder(rungs, steers=True)).moments for rungs in (4, 8)] == [17, 257]


def test_random_walks_that_go_round_for_ever_are_counted():
    talk, _ = short_talk("# opening\n- Round. -> opening {#round good}\n\n# closed {end}\n")
    found = explore(talk, limit=0, walks=5)
    assert found.unfinished == 5
    assert "was met in none of many random plays" in found.complaints()[0].what


def test_a_walk_picks_among_what_is_offered_in_the_order_of_its_page():
    talk, _ = guide_talk()
    first = walk(talk, lambda replies: replies[0], seed=3)
    state = replay(talk, first)
    assert state.ended
    assert all(turn.reply == turn.offered[0] for turn in state.turns if turn.offered)
    talk, _ = short_talk("# opening\n- Round. -> opening {#round good}\n")
    assert len(walk(talk, lambda replies: replies[0]).replies) == LONGEST


def test_a_random_walk_is_the_draws_alone():
    talk, _ = guide_talk()
    assert random_walk(talk, random.Random(4)) == random_walk(talk, random.Random(4))
    seen = {random_walk(talk, random.Random(n)).replies for n in range(200)}
    assert len(seen) == 7


def test_the_best_play_takes_the_first_and_shortest_of_the_good_ways():
    talk, key = guide_talk()
    best = best_play(talk, key)
    assert best.replies == ("what-got-in-the-way", "what-would-help")
    assert best == best_play(talk, key)


def test_a_talk_whose_good_replies_never_end_has_no_best_play():
    talk, key = short_talk(
        "# opening\n- Round. -> opening {#round good}\n- Out. -> closed {#out weak}\n\n# closed {end}\n"
    )
    with pytest.raises(Unplayable, match="best replies lead to no ending"):
        best_play(talk, key)


def brute(talk: Talk) -> list[tuple[str, ...]]:
    """Every play to an ending, by trying everything."""
    ways, open_ = [], [start(talk)]
    while open_:
        play = open_.pop()
        state = replay(talk, play)
        if state.ended:
            ways.append(play.replies)
        open_ += [choose(talk, play, reply.id) for reply in state.offered]
    return ways


@settings(max_examples=60, deadline=None)
@given(talks(forward=True))
def test_exploring_finds_what_trying_everything_finds(case: tuple[Talk, TalkKey]):
    talk, key = case
    ways = brute(talk)
    found = explore(talk)
    assert found.exhaustive and found.ways == len(ways)
    assert (found.shortest, found.longest) == (min(map(len, ways)), max(map(len, ways)))
    plays = [start(talk).model_copy(update={"replies": way}) for way in ways]
    states = [replay(talk, play) for play in plays]
    turns = [turn for state in states for turn in state.turns]
    assert set(found.scenes) == {turn.scene.id for turn in turns}
    assert set(found.endings) == {state.scene.id for state in states}
    said = {
        (turn.scene.id, n) for turn in turns for n, line in enumerate(turn.scene.lines) if line in turn.lines
    }
    unsaid = {
        (scene.id, n) for scene in talk.scenes if scene.id in found.scenes for n in range(len(scene.lines))
    }
    assert set(found.lines_unsaid) >= unsaid - said
    assert found.traps == () and found.dead_ends == () and found.faults == ()
    best = [play for play in plays if score_play(talk, key, play)[1] == 1.0]
    assert best_play(talk, key).replies in {play.replies for play in best}


@settings(max_examples=100, deadline=None)
@given(talks())
def test_exploring_never_fails_and_walks_meet_nothing_that_it_did_not(case: tuple[Talk, TalkKey]):
    talk, _ = case
    whole, walked = explore(talk), explore(talk, limit=0, walks=30)
    assert whole.exhaustive and not walked.exhaustive
    assert set(walked.scenes) <= set(whole.scenes)
    assert set(walked.endings) <= set(whole.endings)
    assert set(walked.dead_ends) <= set(whole.dead_ends)
    assert set(walked.faults) == set() or whole.faults
    if walked.unfinished == 0:
        assert walked.endings
    for scene, way in whole.ways_in.items():
        play = start(talk).model_copy(update={"replies": way})
        try:
            assert scene in {turn.scene.id for turn in replay(talk, play).turns}
        except Unplayable:
            assert whole.faults


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_a_talk_of_the_course_is_sound_and_can_be_played_perfectly(path):
    talk, key = talk_of(path.read_text(encoding="utf-8"), path.stem, path.name)
    found = explore(talk)
    assert found.exhaustive
    assert [complaint.what for complaint in found.complaints()] == []
    assert len(found.endings) >= 3
    assert score_play(talk, key, best_play(talk, key))[1] == 1.0

"""What decided a play: on every talk of the course and a thousand plays each, choosing otherwise there would have."""

from __future__ import annotations

import random
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.talk import Play, Talk, TalkKey, choose, replay, start
from mentorlab.talk.explore import random_walk
from mentorlab.talk.moments import Graph, Steering, every_moment
from mentorlab.talk.play import plays_still, retrace
from mentorlab.talk.turning import Choice, turning
from tests.helpers.talk_samples import guide_sample, guide_talk, short_talk, talk_of, talks, written_talks

WINDOW, _ = guide_sample("Memory")


def played(talk: Talk, *replies: str) -> Play:
    play = start(talk)
    for reply in replies:
        play = choose(talk, play, reply)
    return play


def test_the_turning_point_is_the_last_decision_before_which_another_ending_was_open():
    talk, _ = guide_talk()
    found = turning(talk, played(talk, "plan-better", "jumped-in", "take-the-week"))
    assert found.point is not None
    assert (found.point.reply.id, found.point.scene.id) == ("take-the-week", "asked")
    assert (found.point.before, found.point.after) == (("agreed", "shrug"), ("agreed",))
    assert [(reply.id, open_) for reply, open_ in found.point.others] == [("what-would-help", ("shrug",))]


def test_it_may_lie_before_the_last_decision():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- A. -> a {#a1 good}\n- B. -> b {#b1 weak}\n\n"
        "# a\nSam: And?\n\n- C. -> warm {#c1 good}\n- D. -> warm {#d1 good}\n\n# warm {end}\nYes.\n\n"
        "# b\nSam: And?\n\n- E. -> cold {#e1 good}\n- F. -> cool {#f1 good}\n\n# cold {end}\nNo.\n\n# cool {end}\nHm.\n"
    )
    found = turning(talk, played(talk, "a1", "c1"))
    assert found.point is not None and found.point.reply.id == "a1" and found.point.place == 0
    assert found.closed_most is not None and found.closed_most.closed == ("cold", "cool")
    late = turning(talk, played(talk, "b1", "e1"))
    assert late.point is not None and late.point.reply.id == "e1"
    assert late.closed_most is not None and late.closed_most.reply.id == "b1", (
        "the first of two that closed one"
    )


def test_memory_decides_too():
    found = turning(WINDOW, played(WINDOW, "the-three", "not-rung"))
    assert found.point is not None and found.point.reply.id == "not-rung"
    assert {reply.id: open_ for reply, open_ in found.point.others} == {
        "who-can": ("closed",),
        "old-house": ("told-off",),
    }


def test_none_is_named_where_nothing_could_have_ended_otherwise_or_nothing_has_ended():
    talk, _ = short_talk(
        "# opening\nSam: So.\n\n- A. -> a {#a1 good}\n- B. -> a {#b1 weak}\n\n# a {end}\nYes.\n"
    )
    found = turning(talk, played(talk, "a1"))
    assert found.point is None and found.closed_most is None
    assert turning(WINDOW, played(WINDOW, "the-three")).point is None


class Ways:
    """Where a talk can still go, tried out apart from what `turning` says."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.steering = talk, Steering(talk)
        self.graph: Graph = every_moment(talk)
        self.tried: set[tuple[object, str]] = set()

    def onward(self, play: Play, ending: str) -> Play | None:
        """The play, brought to this ending; None where no way leads there."""
        first = self.steering.moment(retrace(self.talk, play)[-1][0])
        queue, met = deque([(first, play.replies)]), {first}
        while queue:
            moment, replies = queue.popleft()
            if moment[0] == ending:
                return play.model_copy(update={"replies": replies})
            for way in self.graph.ways[moment]:
                if way.after not in met:
                    met.add(way.after)
                    queue.append((way.after, (*replies, way.reply.id)))
        return None

    def check(self, play: Play) -> None:
        state = replay(self.talk, play)
        found = turning(self.talk, play).point
        if not state.ended:
            assert found is None
            return
        assert state.ending is not None
        reached = state.ending.id
        before = retrace(self.talk, play)[found.place if found else 0][0]
        if (key := (self.steering.moment(before), found.reply.id if found else "")) in self.tried:
            return
        self.tried.add(key)
        if found is None:
            endings = [scene.id for scene in self.talk.scenes if scene.end and scene.id != reached]
            assert all(self.onward(start(self.talk), ending) is None for ending in endings)
            return
        assert found.after == (reached,)
        self.otherwise(play, found, reached)

    def otherwise(self, play: Play, found: Choice, reached: str) -> None:
        given = sum(turn.reply is not None for turn in replay(self.talk, play).turns[: found.place])
        begun = play.model_copy(update={"replies": play.replies[:given]})
        other = next(
            (reply, ending) for reply, open_ in found.others for ending in open_ if ending != reached
        )
        again = self.onward(choose(self.talk, begun, other[0].id), other[1])
        assert again is not None
        ended = replay(self.talk, again).ending
        assert ended is not None and ended.id == other[1] != reached


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_choosing_otherwise_at_the_turning_point_reaches_another_ending(path):
    talk, _ = talk_of(path.read_text(encoding="utf-8"), path.stem, path.name)
    ways, draw = Ways(talk), random.Random(path.stem)
    for _ in range(1000):
        ways.check(random_walk(talk, draw))
    assert len(ways.tried) > 1


@settings(max_examples=20, deadline=None)
@given(talks(), st.integers(0, 2**32 - 1))
def test_so_it_is_in_any_talk(case: tuple[Talk, TalkKey], seed: int):
    talk, _ = case
    play = random_walk(talk, random.Random(seed), longest=12)
    if plays_still(talk, play):
        Ways(talk).check(play)

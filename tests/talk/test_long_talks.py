"""The largest talks have few moments: how many is counted, so that nothing here depends on a machine's speed."""

from __future__ import annotations

import pytest

from mentorlab.talk.effects import silences, traceless
from mentorlab.talk.explore import explore
from mentorlab.talk.moments import every_moment
from mentorlab.talk.series import explore_series
from tests.helpers.long_talks import long_series, long_talk


@pytest.mark.parametrize("decisions", [4, 6, 8])
def test_a_talk_that_remembers_every_slip_has_few_moments_and_is_explored_whole(decisions):
    talk, key = long_talk(decisions, scenes=4 * decisions + 8)
    graph = every_moment(talk)
    found = explore(talk, graph=graph)
    assert found.exhaustive and found.ways == 3**decisions
    assert found.moments <= 16 * decisions < 3**decisions * 2
    assert traceless(key, graph) == () and silences(graph) == ()
    assert found.complaints() == ()


def test_two_decisions_more_add_moments_and_do_not_multiply_them():
    counts = [explore(long_talk(n, scenes=4 * n + 8)[0]).moments for n in (6, 8, 10)]
    assert counts[2] - counts[1] <= 2 * (counts[1] - counts[0])


def test_a_talk_of_the_largest_size_is_within_the_limit():
    talk, _ = long_talk(12)
    assert len(talk.scenes) == 60
    found = explore(talk)
    assert found.exhaustive and found.ways == 531_441 and found.moments < 200


def test_a_series_is_explored_whole_from_every_state_and_its_moments_do_not_grow_with_the_states():
    meetings = explore_series([talk for talk, _ in long_series(4, 4, scenes=24, facts=8)])
    begins = [len(meeting.begins) for meeting in meetings]
    moments = [meeting.found.moments for meeting in meetings]
    assert begins == sorted(begins) and begins[-1] > 50
    assert all(meeting.found.exhaustive and meeting.found.complaints() == () for meeting in meetings)
    assert max(moments) <= 4 * moments[0]

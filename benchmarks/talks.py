"""How long it takes to explore the largest talks that an author writes: `python benchmarks/talks.py`.

A talk of 60 scenes and 9 to 12 decisions whose every weak reply leaves a trace, and a series of six such meetings.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mentorlab.talk.effects import same_effect, silences, traceless
from mentorlab.talk.explore import explore
from mentorlab.talk.moments import every_moment
from mentorlab.talk.series import explore_series
from tests.helpers.long_talks import long_series, long_talk


def main() -> None:
    """Print a row for each talk, and one for the series."""
    for decisions in range(9, 13):
        talk, key = long_talk(decisions)
        began = time.process_time()
        graph = every_moment(talk)
        found = explore(talk, graph=graph)
        explored = time.process_time() - began
        lost = traceless(key, graph), silences(graph), same_effect(talk)
        whole = time.process_time() - began
        naive = (3 ** (decisions + 1) - 1) // 2
        print(
            f"{decisions} decisions, {len(talk.scenes)} scenes, {found.ways:,} ways: {found.moments:,} moments "
            f"(kept naively {naive:,}); explored in {explored:.2f} s, with traces {whole:.2f} s; "
            f"{len(lost[0])} without a trace, {len(found.complaints())} complaints"
        )
    talks = [talk for talk, _ in long_series(6, 9)]
    began = time.process_time()
    meetings = explore_series(talks)
    took = time.process_time() - began
    states = ", ".join(f"{len(meeting.begins):,}" for meeting in meetings)
    moments = ", ".join(f"{meeting.found.moments:,}" for meeting in meetings)
    whole = all(meeting.found.exhaustive for meeting in meetings)
    print(
        f"six meetings: begin in {states} states, have {moments} moments; explored in {took:.2f} s, whole: {whole}"
    )
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

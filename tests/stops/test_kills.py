"""Kill -9 at sixty drawn moments: nothing is ever between, and the next run completes it.

`python -m benchmarks.faults` does it two hundred times.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.places import PROJECT
from tests.stops.cohort_state import NOTHING, CohortState, between, done

pytestmark = pytest.mark.kills

OLD, NEW = CohortState({"ada": (1,)}, {"ada": (b"1",)}), CohortState({"ada": (2,)}, {"ada": (b"2",)})


@pytest.mark.slow
def test_sixty_kills_leave_nothing_between_and_the_next_run_completes_it(
    prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.stops.kills", str(prepared), "--kills", "60", "--commands", "6"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    figures = json.loads(run.stdout)
    with capsys.disabled():
        print(f"\n{figures}")
    assert figures["faults"] == [] and run.returncode == 0
    assert figures["kills"] == sum(figures["fell"].values()) == 60
    assert figures["fell"]["the real command"] == 6 and len(figures["fell"]) >= 5
    assert figures["before"] and figures["after"] and figures["midway"]


def test_the_check_itself_sees_what_is_between() -> None:
    assert not list(between(OLD, OLD, NEW)) and not list(between(NEW, OLD, NEW))
    assert not list(between(replace(NEW, copies={}), OLD, NEW))
    assert done(OLD, OLD, NEW) == (1, 0) and done(NEW, OLD, NEW) == (0, 1)
    for rows in (NOTHING, (1, 2), (3,)):
        assert "neither before nor after" in "".join(between(replace(OLD, rows={"ada": rows}), OLD, NEW))
    assert "two versions" in "".join(between(replace(OLD, copies=NEW.copies), OLD, NEW))
    assert "two versions" in "".join(between(replace(NEW, copies=OLD.copies), OLD, NEW))
    assert "the copy is neither" in "".join(between(replace(OLD, copies={"ada": (b"",)}), OLD, NEW))
    assert "neither before nor after" in "".join(
        between(replace(OLD, rows={"ada": (1,), "ben": (1,)}), OLD, NEW)
    )

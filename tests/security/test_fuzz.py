"""Two thousand mutated submissions, in bulk; a few of them in both ways, which must agree. `make bench` tries more."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.places import PROJECT
from tests.security.case import Scene
from tests.security.fuzz import Fuzzer
from tests.security.ways import WAYS, in_bulk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fuzz")]  # one fuzzer for all of them

SEED, COUNT, IN_BOTH = 20261101, 2_000, 40


@pytest.fixture(scope="module")
def fuzzer(_cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    return Fuzzer(_cohort, tmp_path_factory.mktemp("fuzz"))


def test_mutated_submissions(fuzzer: Fuzzer) -> None:
    report = fuzzer.round(in_bulk, SEED, range(COUNT), fuzzer.expected(in_bulk))
    print(report)
    assert not report.faults, f"{report}\n" + "\n".join(report.faults[:20])
    assert min(report.states["marked"], report.states["refused"], report.above_zero) > COUNT // 10, str(
        report
    )


def test_both_ways_give_the_same_marks_and_refuse_the_same(fuzzer: Fuzzer) -> None:
    numbers = range(COUNT, COUNT + IN_BOTH)
    reports = {}
    for name, way in WAYS.items():
        report = fuzzer.round(way, SEED, numbers, fuzzer.expected(in_bulk))
        reports[name] = (report.marks, report.states)
        # nbgrader logs lines of its own beside our sentences.
        assert not [fault for fault in report.faults if not fault.startswith("said: ")], report.faults
    first, second = reports.values()
    assert first == second


def test_a_marker_that_gives_points_for_nothing_is_caught(fuzzer: Fuzzer) -> None:
    """The sieves themselves: one point too many, wherever it is, and a file too many, are seen."""

    def generous(cohort: Path) -> Scene:
        scene = in_bulk(cohort)
        with sqlite3.connect(cohort / "gradebook.db") as book:
            book.execute("UPDATE grade SET auto_score = 1.0 WHERE auto_score = 0.0")
        (cohort.parent / "outside" / "more").write_text("", encoding="utf-8")
        return scene

    faults = "\n".join(fuzzer.round(generous, SEED, range(200), fuzzer.expected(in_bulk)).faults)
    for words in ("where nobody answered", "before its notebook was touched", "no answer stands in the file"):
        assert words in faults
    assert "outside/more was changed" in faults


def test_a_marker_that_gives_too_much_or_no_number_is_caught(fuzzer: Fuzzer) -> None:
    def broken(cohort: Path) -> Scene:
        scene = in_bulk(cohort)
        with sqlite3.connect(cohort / "gradebook.db") as book:
            book.execute("UPDATE grade SET auto_score = 1e9 WHERE auto_score > 0")
        scene.said.append("ada, x: it could not be marked, and it is our fault (ZeroDivisionError).")
        return scene

    faults = "\n".join(fuzzer.round(broken, SEED, range(100), fuzzer.expected(in_bulk)).faults)
    assert "1000000000.0 of" in faults and "ZeroDivisionError" in faults


def test_the_command_says_its_seed_and_ends_well() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", "--seed", "7", "--count", "20"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("seed 7\n") and "20 mutated submissions" in done.stdout
    assert done.stdout.endswith("0 faults\n")

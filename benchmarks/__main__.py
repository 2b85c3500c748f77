"""Ways of marking the same submissions of module 08, as whole commands, in one run on this machine.

`make bench` prints every run, then medians with their spread and the ratios. A command's cost for each
submission is its time less the time that it takes with one submission, divided by the number of the others.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.command import BIN, Done, run
from benchmarks.submissions import MODULE, make_cohort

SHIPPED, OURS, CEILING = "nbgrader as shipped", "nbgrader with our steps", "the same, scoring nothing"
ONE, ALL, FLOOR = "cohort mark, one core", "cohort mark, all cores", "the floor"
STARTS = 3  # commands that mark one submission, whose median is what starting costs
NO_CONFIGURATION = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
NO_SCORER = """
steps = list(c.Autograde.autograde_preprocessors)
steps[0] = "benchmarks.nothing.Nothing"
c.Autograde.autograde_preprocessors = steps
"""


@dataclass
class Figures:
    """Milliseconds for each submission, run by run, of each way at each size: by the clock, and holding a core."""

    busy: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    found: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    memory: dict[tuple[str, int], float] = field(default_factory=dict)

    def add(self, way: str, size: int, milliseconds: float, busy: float, done: Done | None = None) -> None:
        self.found.setdefault((way, size), []).append(milliseconds)
        self.busy.setdefault((way, size), []).append(busy)
        if done is not None:
            self.memory[way, size] = max(done.memory, self.memory.get((way, size), 0.0))
        whole = f"; whole command {done.seconds:.2f} s, {done.memory:.0f} MB" if done else ""
        print(f"  {way}, {size:,}: {milliseconds:.3f} ms, busy {busy:.3f}{whole}", flush=True)


def main() -> None:
    """Measures, and prints."""
    wanted = _arguments()
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, load {load}; Python {platform.python_version()}, "
        f"nbgrader {version('nbgrader')}, SQLAlchemy {version('sqlalchemy')}, pydantic {version('pydantic')}"
    )
    figures = Figures()
    # Nothing is deleted before the end: for some minutes after many files were, ext4 takes ten times as long to
    # make a new one, because it passes over every number that has just become free.
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        for number in range(wanted.runs):
            top = Path(name) / str(number)
            print(f"Run {number + 1} of {wanted.runs}", flush=True)
            if wanted.submissions:
                _nbgrader(top, wanted.submissions, figures, shipped=number < wanted.shipped_runs)
            for size in wanted.sizes:
                _bulk(top, size, figures, opened=wanted.opened)
    _report(figures, wanted.submissions, wanted.sizes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--submissions", type=int, default=200, help="for nbgrader's ways; 0 leaves them out")
    parser.add_argument("--sizes", type=int, nargs="*", default=[500, 5000, 50_000], help="for ours")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--shipped-runs", type=int, default=1, help="how often the slowest way is measured")
    parser.add_argument(
        "--opened", action="store_true", help="notebooks as JupyterLab saves them after a run"
    )
    parser.add_argument("--folder", type=Path, default=None, help="where the cohorts are made")
    parser.add_argument("--quick", action="store_true", help="small numbers, in some minutes")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.submissions, wanted.sizes, wanted.runs = 10, [500, 2000], 1
    return wanted


def _nbgrader(top: Path, size: int, figures: Figures, *, shipped: bool) -> None:
    cohort = make_cohort(top / f"nbgrader-{size}", size)
    for number, way in enumerate((SHIPPED, OURS, CEILING)):
        if way == SHIPPED and not shipped:
            continue
        copy = shutil.copytree(cohort, top / f"nbgrader-{size}-{number}", copy_function=os.link)
        for own in ("gradebook.db", "nbgrader_config.py"):  # a link would be written through
            (copy / own).unlink()
            shutil.copy(cohort / own, copy / own)
        config = copy / "nbgrader_config.py"
        if way == SHIPPED:
            config.write_text(NO_CONFIGURATION, encoding="utf-8")
        elif way == CEILING:
            config.write_text(config.read_text(encoding="utf-8") + NO_SCORER, encoding="utf-8")
        done = run([sys.executable, "-m", "nbgrader", "autograde", MODULE], copy)
        figures.add(way, size, done.seconds / size * 1000, done.busy / size * 1000, done)


def _bulk(top: Path, size: int, figures: Figures, *, opened: bool) -> None:
    cohort = make_cohort(top / f"cohort-{size}", size, opened=opened)
    fresh = (cohort / "gradebook.db").read_bytes()
    bare = top / f"bare-{size}"
    if size <= 5000:
        shutil.copytree(cohort, bare, copy_function=os.link)
        (bare / "gradebook.db").unlink()  # a link would be written through
        (bare / "gradebook.db").write_bytes(fresh)
    mark = [sys.executable, str(BIN / "mentorlab"), "cohort", "mark", MODULE]
    for way, jobs in ((ONE, ["--jobs", "1"]), (ALL, [])):
        starts = [run([*mark, *jobs, "--student", f"learner-{n:06d}"], cohort) for n in range(STARTS)]
        done = run([*mark, *jobs], cohort)
        each = 1000 / (size - STARTS)
        clock = done.seconds - statistics.median(start.seconds for start in starts)
        busy = done.busy - statistics.median(start.busy for start in starts)
        figures.add(way, size, clock * each, busy * each, done)
        if way == ONE and bare.exists():
            output = run([sys.executable, "-m", "benchmarks.floor", str(bare), str(cohort)], top).output
            figures.add(FLOOR, size, *(float(figure) / size * 1000 for figure in output.split()))
        (cohort / "autograded").rename(top / f"marked-{size}-{len(jobs)}")
        (cohort / "gradebook.db").write_bytes(fresh)


def _report(figures: Figures, submissions: int, sizes: list[int]) -> None:
    print(
        "\n| way | submissions | ms each, median | spread | holding a core | memory, MB |\n|---|---|---|---|---|---|"
    )
    for (way, size), found in figures.found.items():
        memory = f"{figures.memory[way, size]:.0f}" if (way, size) in figures.memory else ""
        print(
            f"| {way} | {size:,} | {statistics.median(found):.3f} | {min(found):.3f} to {max(found):.3f} "
            f"| {statistics.median(figures.busy[way, size]):.3f} | {memory} |"
        )
    print("\n| ratio | by the clock | holding a core | wanted |\n|---|---|---|---|")
    for name, slow, fast, wanted in _ratios(submissions, sizes):
        if slow in figures.found and fast in figures.found:
            clock, busy = (
                statistics.median(kind[slow]) / statistics.median(kind[fast])
                for kind in (figures.found, figures.busy)
            )
            print(f"| {name} | {clock:,.2f} | {busy:,.2f} | {wanted} |")


def _ratios(
    submissions: int, sizes: list[int]
) -> Iterator[tuple[str, tuple[str, int], tuple[str, int], str]]:
    """What is divided by what, and what it should come to."""
    shipped = (SHIPPED, submissions)
    yield "shipped to our steps", shipped, (OURS, submissions), "at least 5"
    yield "shipped to the ceiling of our steps", shipped, (CEILING, submissions), ""
    for size in sizes:
        yield f"shipped to one core, {size:,}", shipped, (ONE, size), "at least 1,000"
    for size in sizes:
        yield f"one core to the floor, {size:,}", (ONE, size), (FLOOR, size), "at most 4"
        yield (
            f"one core to all {os.cpu_count()}, {size:,}",
            (ONE, size),
            (ALL, size),
            "at least 1.7 of two, by the clock",
        )
    if len(sizes) > 1:
        yield f"{sizes[-1]:,} to {sizes[0]:,}, one core", (ONE, sizes[-1]), (ONE, sizes[0]), "0.8 to 1.2"


if __name__ == "__main__":
    main()

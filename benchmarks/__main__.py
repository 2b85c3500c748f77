"""nbgrader's way of marking (a kernel for each submission) against ours, as whole commands, in turn.

Both mark the same submissions of module 08 in a cohort made for the purpose: `nbgrader autograde` in our
configuration, and the same with nbgrader's own `Execute` where ours has `Mark`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from mentorlab.cohort.new import new_cohort
from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item
from mentorlab.item.kinds import kind
from mentorlab.item.model import as_json
from mentorlab.responses.file import Responses
from mentorlab.responses.place import ENDING

PROJECT = Path(__file__).resolve().parent.parent
MODULE = "08-feedback"
BIN = Path(sys.executable).parent
EXECUTE = """
steps = list(c.Autograde.autograde_preprocessors)
steps[0] = "nbgrader.preprocessors.Execute"
c.Autograde.autograde_preprocessors = steps
"""


def main() -> None:
    """Print the figures of every run, their medians, and the ratio pair by pair."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--submissions", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"nbgrader {version('nbgrader')}; {wanted.submissions} submissions of {MODULE}, whole commands, seconds"
    )
    times: dict[str, list[float]] = {"with a kernel": [], "ours": []}
    with tempfile.TemporaryDirectory() as name:
        for run in range(wanted.runs):
            for way, found in times.items():
                cohort = _cohort(Path(name) / f"{run}-{len(found)}-{way[:4]}", wanted.submissions)
                if way != "ours":
                    with (cohort / "nbgrader_config.py").open("a", encoding="utf-8") as config:
                        config.write(EXECUTE)
                found.append(_autograde(cohort))
                shutil.rmtree(cohort)
                print(f"  {way}: {found[-1]:.2f}", flush=True)
    for way, found in times.items():
        each = statistics.median(found) / wanted.submissions
        print(
            f"{way}: median {statistics.median(found):.2f}, {min(found):.2f} to {max(found):.2f}; "
            f"{each * 1000:.0f} ms a submission"
        )
    ratios = [slow / fast for slow, fast in zip(times["with a kernel"], times["ours"], strict=True)]
    print(f"ratio: median {statistics.median(ratios):.1f}, {min(ratios):.1f} to {max(ratios):.1f}")


def _cohort(folder: Path, submissions: int) -> Path:
    """A cohort whose learners handed in complete responses, right wherever chance had it so."""
    new_cohort(folder, PROJECT, [MODULE])
    release = folder / "release" / MODULE / f"{MODULE}.ipynb"
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    shapes = [parse_cell("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    items = [parse_item(arguments[0]) for call, arguments in filter(None, shapes) if call == "mark"]
    for number in range(submissions):
        handed = folder / "submitted" / f"learner-{number:05d}" / MODULE
        handed.mkdir(parents=True)
        shutil.copy(release, handed)
        (handed / "timestamp.txt").write_text("2026-11-01 10:00:00.000000 UTC", encoding="utf-8")
        draw = random.Random(number)
        responses = Responses(handed / f"{MODULE}{ENDING}", workspace=f"{number:032x}")
        for item in items:
            responses.put(item.id, as_json(kind(item.kind).guess(item, draw)), item.digest)
    return folder


def _autograde(cohort: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", MODULE],
        cwd=cohort,
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")])},
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

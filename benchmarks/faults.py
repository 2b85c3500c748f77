"""Kill -9 at two hundred drawn moments of marking, and what each left: `python -m benchmarks.faults`.

How it is done, and what must hold after each, stands in tests/stops/kills.py. The same seed draws the same moments.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures, and every fault; returns 1 where there was one."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from tests.stops.work import LEARNERS, make_work

    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--commands", type=int, default=20, help="how many of them meet the real command")
    parser.add_argument("--seed", type=int, default=20261126)
    wanted = parser.parse_args(arguments)
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load}; {LEARNERS} learners", flush=True)
    with tempfile.TemporaryDirectory(prefix="mentorlab-faults-") as name:
        cohort = make_work(Path(name) / "cohort")
        words = [sys.executable, "-m", "tests.stops.kills", str(cohort)]
        for option in ("kills", "commands", "seed"):
            words += [f"--{option}", str(getattr(wanted, option))]
        run = subprocess.run(words, cwd=PROJECT / "tests", stdout=subprocess.PIPE, text=True)
    if not run.stdout:
        return run.returncode
    figures = json.loads(run.stdout)
    print(f"seed {figures['seed']}: {figures['kills']} kills in {figures['seconds']:,.0f} s")
    for part, count in sorted(figures["fell"].items(), key=lambda found: -found[1]):
        print(f"  {count:4} {part}")
    print(
        f"submissions before {figures['before']:,}, after {figures['after']:,}, between {len(figures['faults'])}; "
        f"{figures['midway']} kills left some before and some after"
    )
    for fault in figures["faults"]:
        print(f"FAULT {fault}")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())

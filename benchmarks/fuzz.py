"""Mutated submissions of module 08, many of them, marked in bulk and looked at: `python -m benchmarks.fuzz`.

What must hold of each, and how they are made, stands in tests/security/fuzz.py. The seed is printed; the same seed
makes the same submissions, so that one of them can be looked at alone:

    python -m benchmarks.fuzz --seed 20261101 --only 451
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ROUND = 2_000  # submissions of one cohort: what lies on the disk at once
MOST_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures, and every fault; returns 1 where there was one."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from mentorlab.cohort.new import new_cohort
    from tests.helpers.course_samples import MODULE
    from tests.security.fuzz import Fuzzer, Report
    from tests.security.ways import in_bulk

    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument(
        "--seed", type=int, default=None, help="a number; without it, one of its own is drawn"
    )
    parser.add_argument(
        "--only", type=int, default=None, help="mark this one alone, and say what becomes of it"
    )
    wanted = parser.parse_args(arguments)
    seed = wanted.seed if wanted.seed is not None else time.time_ns() % 10**8
    numbers = range(wanted.count) if wanted.only is None else range(wanted.only, wanted.only + 1)
    print(f"seed {seed}", flush=True)
    begun = time.perf_counter()
    report = Report(seed)
    with tempfile.TemporaryDirectory(prefix="mentorlab-fuzz-") as name:
        new_cohort(Path(name) / "spring", PROJECT, [MODULE])
        fuzzer = Fuzzer(Path(name) / "spring", Path(name) / "work")
        expected = fuzzer.expected(in_bulk)
        for start in range(0, len(numbers), ROUND):
            report.add(fuzzer.round(in_bulk, seed, numbers[start : start + ROUND], expected))
            print(f"  {report.count:,}, {len(report.faults):,} faults", flush=True)
    print(f"{report}; {time.perf_counter() - begun:,.0f} s")
    for fault in report.faults[:MOST_SHOWN]:
        print(f"FAULT {fault}")
    print(f"{len(report.faults):,} faults")
    return int(bool(report.faults))


if __name__ == "__main__":
    sys.exit(main())

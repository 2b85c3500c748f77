"""Kill -9 during marking, again and again, and look at what is left: `python -m tests.stops.kills COHORT`.

A process of its own, because it forks: a child that has everything loaded costs a twentieth of a command, and
pytest's process has threads. A share of the kills meets the real command. The child says through a pipe where
it is, so that a moment can be drawn in every part of a run, however short: an occurrence of a part, and a
share of the time that it took in an undisturbed run. Under load a kill may fall later; what is counted is where it
fell. Only the process that gave the command is killed: those that mark beside it must end by themselves, while the
next run is under way already.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from mentorlab.cli.marking import mark_cohort
from mentorlab.marking.bulk import run as running
from mentorlab.marking.bulk.gradebook_rows import GradebookRows
from tests.stops.cohort_state import CohortState, between, done, read_state

BATCH, CHUNK = 4, 2
PARTS = {
    "b": "start-up",
    "m": "marking",
    "a": "moving earlier copies aside",
    "w": "writing rows",
    "c": "committing",
    "p": "putting copies in place",
    "t": "tidying up",
}
COMMAND = "the real command"
ENDED = "e"


@dataclass
class Figures:
    """What is reported."""

    seed: int
    kills: int = 0
    fell: dict[str, int] = field(default_factory=dict)  # a part of a run -> kills
    before: int = 0  # submissions, summed over all kills
    after: int = 0
    midway: int = 0  # kills after which some submissions stood before and some after
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Kill so often, print the figures as JSON; 1 where something was left between."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cohort", type=Path, help="as stops.work makes it; it is copied, not changed")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--commands", type=int, default=20, help="how many of them meet the real command")
    parser.add_argument("--seed", type=int, default=20261126)
    wanted = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=wanted.cohort.parent) as name:
        figures = Killer(wanted.cohort, Path(name) / "spring", wanted.seed).kill(
            wanted.kills, wanted.commands
        )
    figures.seconds = round(time.monotonic() - begun, 1)
    print(json.dumps(asdict(figures)))
    return int(bool(figures.faults))


class Killer:
    """One cohort, put back to what it was before every kill or after a few of them."""

    def __init__(self, template: Path, place: Path, seed: int) -> None:
        self.template, self.place = template, place
        self.figures = Figures(seed)
        self.before = read_state(template)
        self.parts: list[tuple[str, int, float]] = []  # a part, its how-manieth occurrence, seconds
        self.after = self._undisturbed()

    def _undisturbed(self) -> CohortState:
        self._restore()
        with Path(os.devnull).open("w") as silence, redirect_stdout(silence), redirect_stderr(silence):
            mark_cohort(self.place, (), dry_run=True, jobs=1)  # what it loads and prepares, every fork has
        child = Child(self.place, jobs=2)
        counts: Counter[str] = Counter()
        last: tuple[str, float] | None = None
        while (heard := child.hear()) != "":
            now = time.monotonic()
            if last is not None:
                self.parts.append((last[0], counts[last[0]], now - last[1]))
            counts[heard] += 1
            last = heard, now
        assert child.wait() == 1, "two of them are refused"
        found = read_state(self.place)
        assert done(self.before, self.before, found)[0] > 10
        return found

    def kill(self, kills: int, commands: int) -> Figures:
        """So many kills that met a living process, `commands` of them the real command."""
        length = self._length_of_the_command() if commands else 0.0
        for number in range(kills):
            draw = random.Random(self.figures.seed * 1_000_003 + number)
            if number == 0 or draw.random() < 0.7:  # else it goes on from what the last kill left
                self._complete(f"kill {number - 1}") if number else None
                self._restore()
            if number * commands // kills != (number + 1) * commands // kills:
                self._count(
                    number, COMMAND, self._until_killed(lambda d: self._kill_command(d, length), draw)
                )
            else:
                self._count(number, "", self._until_killed(self._kill_child, draw))
        self._complete(f"kill {kills - 1}")
        return self.figures

    def _until_killed(self, kill: Callable[[random.Random], str], draw: random.Random) -> str:
        """Where the kill fell; a run that ended before it is begun anew from the start."""
        for _ in range(50):
            fell = kill(draw)
            if fell != ENDED:
                return fell
            self._restore()
        raise AssertionError("no kill met a living process")

    def _kill_child(self, draw: random.Random) -> str:
        kind = draw.choice(sorted({part for part, _, _ in self.parts if part in PARTS}))
        part, nth, length = draw.choice([found for found in self.parts if found[0] == kind])
        child = Child(self.place, jobs=draw.choice((1, 2)))
        count, heard = 0, ""
        while count < nth:
            heard = child.hear()
            if heard == "":  # it had less to do than the undisturbed run
                child.wait()
                return ENDED
            count += heard == part
        time.sleep(draw.uniform(0.0, length))
        return child.kill(heard)

    def _kill_command(self, draw: random.Random, length: float) -> str:
        command = self._command()
        time.sleep(draw.uniform(0.1, length))
        command.kill()
        command.wait()
        return COMMAND if command.returncode == -signal.SIGKILL else ENDED

    def _command(self) -> subprocess.Popen[bytes]:
        words = [
            sys.executable,
            "-m",
            "mentorlab",
            "cohort",
            "mark",
            "--cohort",
            str(self.place),
            "--jobs",
            "2",
        ]
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _length_of_the_command(self) -> float:
        self._restore()
        begun = time.monotonic()
        code = self._command().wait()
        assert code == 1 and read_state(self.place) == self.after, "the command and its function agree"
        return time.monotonic() - begun

    def _count(self, number: int, kind: str, fell: str) -> None:
        figures = self.figures
        figures.kills += 1
        what = kind or PARTS[fell]
        figures.fell[what] = figures.fell.get(what, 0) + 1
        try:
            now = read_state(self.place)
        except AssertionError as error:
            figures.faults.append(f"kill {number} ({what}): the database is not whole {error}")
            return
        before, after = done(now, self.before, self.after)
        figures.before, figures.after = figures.before + before, figures.after + after
        figures.midway += bool(before and after)
        figures.faults += [
            f"kill {number} ({what}): {fault}" for fault in between(now, self.before, self.after)
        ]

    def _complete(self, what: str) -> None:
        code = Child(self.place, jobs=1).wait()
        if code != 1:
            self.figures.faults.append(f"{what}: the next run ended with {code}")
        elif (found := read_state(self.place)) != self.after:
            wrong = [
                student for student in self.after.rows if found.rows.get(student) != self.after.rows[student]
            ]
            self.figures.faults.append(
                f"{what}: the next run did not complete it ({', '.join(wrong) or 'copies'})"
            )
        elif left := [path.name for path in (self.place / "autograded").glob(f"{running.STAGING}*")]:
            self.figures.faults.append(f"{what}: the next run left {left[0]} behind")

    def _restore(self) -> None:
        if self.place.exists():
            _remove(self.place)
        shutil.copytree(self.template, self.place, copy_function=shutil.copy, dirs_exist_ok=True)


class Child:
    """A fork that marks the cohort, and says through a pipe in which part of the run it is."""

    def __init__(self, cohort: Path, jobs: int) -> None:
        self.ear, mouth = os.pipe()
        sys.stdout.flush()
        self.id = os.fork()
        if not self.id:
            os.close(self.ear)
            code = 70
            try:
                code = _mark(cohort, jobs, lambda part: os.write(mouth, part.encode()))
                os.write(mouth, ENDED.encode())
            finally:
                os._exit(code)
        os.close(mouth)
        self._status: int | None = None

    def hear(self) -> str:
        """The next part; "" when the run has ended."""
        said = os.read(self.ear, 1).decode()
        return "" if said == ENDED else said

    def kill(self, heard: str) -> str:
        """Kill it at once; the last part that it had said, or that it had ended by itself."""
        os.kill(self.id, signal.SIGKILL)
        _, status = os.waitpid(self.id, 0)
        # Its workers may still hold the pipe open, and are not waited for.
        while select.select([self.ear], [], [], 0)[0] and (more := os.read(self.ear, 4096)):
            heard = more.decode()[-1]
        os.close(self.ear)
        return ENDED if heard == ENDED or not os.WIFSIGNALED(status) else heard

    def wait(self) -> int:
        """Let it end; its exit code."""
        while os.read(self.ear, 4096):
            pass
        os.close(self.ear)
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])


def _mark(cohort: Path, jobs: int, say: Callable[[str], Any]) -> int:
    """`mentorlab cohort mark` with small batches, and what it says of where it is."""
    say("b")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    running.BATCH, running.CHUNK = BATCH, CHUNK
    _say_at(running.Run, "_settle", lambda: None, lambda: say("m"))
    _say_at(running.Run, "go", lambda: say("m"), lambda: say("t"))
    _say_at(running, "_move_aside", lambda: say("a"), lambda: None)
    _say_at(GradebookRows, "write", lambda: say("w"), lambda: say("p"))
    event.listen(Engine, "commit", lambda connection: say("c"))
    return mark_cohort(cohort, (), jobs=jobs)


def _say_at(place: Any, name: str, first: Callable[[], Any], then: Callable[[], Any]) -> None:
    real = getattr(place, name)

    def said(*words: Any, **named: Any) -> Any:
        first()
        found = real(*words, **named)
        then()
        return found

    setattr(place, name, said)


def _remove(folder: Path) -> None:
    """Take a cohort away while workers of a killed run may still be putting something down in it."""
    for _ in range(200):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())

"""A fuzzer of whole submissions: thousands of them, mutated, marked in one cohort, and looked at afterwards.

What must hold of every one
---------------------------
- Marking ends, and nothing but a sentence is said: each is marked, or refused by name.
- A mark is a finite number from 0 to the item's points.
- No mark for nothing. Three sieves, the finest first: where nothing of the responses was touched, the marks are those
  of the submission before it was mutated; where nobody answered and no mutation hands in another's answers, all
  marks are 0; and an item has a mark above 0 only if its response, read from the file by a reader that is not ours,
  holds anything at all.
- No file is touched but in the cohort's gradebook, `autograded/` and `.mentorlab/`.

Everything is drawn from `seed` and the submission's number, so that one of them can be made again alone.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, as_json
from mentorlab.names import visible
from tests.helpers.course_samples import MODULE, answer, marks_in, model
from tests.helpers.nbgrader_runs import submission
from tests.security.case import NOTEBOOK, RESPONSES, Scene
from tests.security.in_files import NOT_MARKED
from tests.security.mutations import ALL, ANSWERS, OF_THE_RESPONSES
from tests.security.tree import tree

MAY_CHANGE = ("gradebook.db", "autograded", ".mentorlab")
IDS = (
    "m-{}",
    "M {}",
    "李-{}",
    "m.{}@example.org",
    "'; DROP TABLE grade;-- {}",
    "m-{}-\udcff",
    "=m{}",
    "m\u202e{}",
    "-{}",
)
Marks = Mapping[str, float]


@dataclass(frozen=True)
class Mutant:
    """One submission: what it was before, and what was done to it."""

    number: int
    student: str
    base: str
    mutations: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"number {self.number} ({visible(self.student)}; {self.base}, then {', '.join(self.mutations)})"
        )


@dataclass
class Report:
    """What became of them, and everything that should not have."""

    seed: int
    count: int = 0
    states: Counter[str] = field(default_factory=Counter)
    above_zero: int = 0
    marks: dict[str, tuple[tuple[str, float, float], ...]] = field(default_factory=dict)  # of one round
    faults: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Take in the report of another round."""
        self.count += other.count
        self.states += other.states
        self.above_zero += other.above_zero
        self.faults += other.faults

    def __str__(self) -> str:
        states = ", ".join(f"{number:,} {state}" for state, number in sorted(self.states.items()))
        return f"seed {self.seed}: {self.count:,} mutated submissions, {states}; {self.above_zero:,} with a mark above 0"


class Fuzzer:
    """A cohort to be copied, and the submissions from which the mutated ones are made."""

    def __init__(self, cohort: Path, top: Path) -> None:
        self.cohort, self.top = cohort, top
        self.items = marks_in(cohort / "source" / MODULE / NOTEBOOK)
        self.bases = {name: self._base(name, respond) for name, respond in _bases().items()}

    def _base(self, name: str, respond: Callable[[Item, Key], Any]) -> Path:
        """A folder with one submission, made by the one writer of responses, and marked when it is asked for."""
        place = self.top / "bases" / name
        shutil.copytree(self.cohort / "release", place / "release")
        folder = submission(place, name)
        answer(
            folder,
            self.cohort / "source" / MODULE / NOTEBOOK,
            respond,
            reflection="I asked." * (name != "blank"),
        )
        return folder

    def expected(self, way: Callable[[Path], Scene]) -> dict[str, Marks]:
        """What each base earns as it is."""
        cohort = self.top / "expected"
        shutil.copytree(self.cohort, cohort)
        for name, folder in self.bases.items():
            shutil.copytree(folder, cohort / "submitted" / name / MODULE)
        way(cohort)
        found = {
            student: {id: points for id, points, _ in rows} for student, rows in marks_of(cohort).items()
        }
        shutil.rmtree(cohort)
        return found

    def make(self, cohort: Path, seed: int, number: int) -> Mutant:
        """Mutant `number` of a seed, put into a cohort."""
        draw = random.Random(f"{seed} {number}")
        base = draw.choice(("blank", *self.bases))
        weights = [weight for weight, _ in ALL.values()]
        mutations = draw.choices(list(ALL), weights, k=draw.choice([1, 1, 1, 2, 3]))
        student = (draw.choice(IDS) if draw.random() < 0.1 else "m-{}").format(number)
        folder = cohort / "submitted" / student / MODULE
        shutil.copytree(self.bases[base], folder)
        for name in mutations:
            ALL[name][1](draw, folder)
        return Mutant(number, student, base, tuple(mutations))

    def round(
        self, way: Callable[[Path], Scene], seed: int, numbers: Sequence[int], expected: Mapping[str, Marks]
    ) -> Report:
        """Make these, mark them, look at all of it, and take it away again."""
        around = self.top / "round"
        shutil.rmtree(around, ignore_errors=True)  # of a round that ended in an error
        cohort = around / "spring"
        shutil.copytree(self.cohort, cohort)
        _outside(around / "outside", self.bases["full"])
        shutil.copytree(self.bases["full"], cohort / "submitted" / "ada" / MODULE)
        mutants = [self.make(cohort, seed, number) for number in numbers]
        before = _all_but_ours(around)
        scene = way(cohort)
        report = Report(seed, len(mutants))
        changed = {path for path, _ in before.items() ^ _all_but_ours(around).items()}
        report.faults += [f"{visible(path)} was changed" for path in sorted(changed)]
        self._look(mutants, scene, expected, report)
        shutil.rmtree(around)
        return report

    def _look(
        self, mutants: Sequence[Mutant], scene: Scene, expected: Mapping[str, Marks], report: Report
    ) -> None:
        marks = marks_of(scene.cohort)
        report.marks = {student: tuple(sorted(rows)) for student, rows in marks.items()}
        refused = [line for line in scene.said if NOT_MARKED in line]
        report.faults += [f"said: {visible(line)[:300]}" for line in scene.said if not _is_a_sentence(line)]
        starts = [{line[:at] for at in range(1, len(line)) if line[at : at + 2] == ", "} for line in refused]
        named = set().union(*starts)  # a learner's name may hold ", " too
        for mutant in mutants:
            found = marks.get(mutant.student)
            if found is None:
                report.states["refused"] += 1
                if visible(mutant.student) not in named:
                    report.faults.append(f"{mutant}: neither marked nor refused")
                continue
            report.states["marked"] += 1
            report.above_zero += any(points > 0 for _, points, _ in found)
            folder = scene.cohort / "submitted" / mutant.student / MODULE
            report.faults += [
                f"{mutant}: {fault}" for fault in _faults(mutant, folder, found, expected[mutant.base])
            ]


def _faults(
    mutant: Mutant, folder: Path, found: Sequence[tuple[str, float, float]], before: Marks
) -> list[str]:
    """What is wrong with the marks of one submission."""
    faults = []
    answered = answered_in(folder / RESPONSES)
    untouched = not OF_THE_RESPONSES.keys() & set(mutant.mutations)
    for id, points, most in found:
        if not (isinstance(points, float) and math.isfinite(points) and 0 <= points <= most):
            faults.append(f"{id} has {points!r} of {most}")
        elif untouched and points != before[id]:
            faults.append(f"{id} has {points}, and had {before[id]} before its notebook was touched")
        elif points > 0 and mutant.base == "blank" and not ANSWERS & set(mutant.mutations):
            faults.append(f"{id} has {points} where nobody answered")
        elif points > 0 and id not in answered:
            faults.append(f"{id} has {points}, and no answer stands in the file")
    return faults


def answered_in(file: Path) -> set[str]:
    """The items in whose response there is anything at all, read by Python's own reader and no rule of ours."""
    try:
        items = json.loads(file.read_text(encoding="utf-8-sig"))["items"]
        return {
            id for id, entry in items.items() if isinstance(entry, dict) and _anything(entry.get("response"))
        }
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return set()


def _anything(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_anything, value.values() if isinstance(value, dict) else value))
    return value not in (None, "", False)


def marks_of(cohort: Path) -> dict[str, list[tuple[str, float, float]]]:
    """Learner -> item, mark and maximum of all that rules marked, straight from the tables."""
    query = """
        SELECT a.student_id, c.name, g.auto_score, k.max_score
        FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id
        JOIN submitted_assignment a ON n.assignment_id = a.id
        JOIN grade_cells k ON g.cell_id = k.id JOIN base_cell c ON c.id = k.id
        WHERE g.auto_score IS NOT NULL"""
    found: dict[str, list[tuple[str, float, float]]] = {}
    with sqlite3.connect(cohort / "gradebook.db") as book:
        for student, name, points, most in book.execute(query):
            found.setdefault(student, []).append((name, points, most))
    return found


def _bases() -> dict[str, Callable[[Item, Key], Any]]:
    draw = random.Random(1)
    return {
        "blank": lambda item, key: None,
        "full": model,
        "guessed": lambda item, key: as_json(kind(item.kind).guess(item, draw)),
        "partial": lambda item, key: model(item, key) if draw.random() < 0.5 else None,
    }


def _outside(folder: Path, full: Path) -> None:
    """What links may lead to, and nobody may touch."""
    folder.mkdir()
    shutil.copy(full / RESPONSES, folder)
    (folder / "key.txt").write_text("mentorlab-canary", encoding="utf-8")


def _all_but_ours(around: Path) -> dict[str, tuple[int, int, int]]:
    ours = tuple(f"spring/{name}" for name in MAY_CHANGE)
    return {path: seen for path, seen in tree(around).items() if not path.startswith(ours)}


def _is_a_sentence(line: str) -> bool:
    """One line that can be printed; nbgrader's own and ours alike, and never what Python says of an error."""
    return line.isprintable() and "Traceback" not in line and "could not be marked, and" not in line

"""A whole assignment marked in bulk: submissions in, marks into the gradebook, copies into `autograded/`.

Order, and why
--------------
For each batch of submissions:

1. workers mark, and put each marked copy down, whole, in a folder of this run's own beside `autograded/`'s
   learners (`.marking-…`, which neither nbgrader nor Formgrader sees);
2. copies that are to be replaced are moved out of `autograded/` into that folder;
3. one transaction writes the batch into the gradebook;
4. the new copies are renamed into their places.

So a folder in `autograded/` exists only if the gradebook knows its marks, and it comes into being by one
rename. Whatever stops a run between two steps (a kill, a full disk, a locked database), a submission's rows are
all there or none is, and a submission that is not done has no folder in `autograded/`, or one with an earlier
time: that is what nbgrader itself goes by, so the next run, ours or nbgrader's, does it again. Doing it again
is harmless: the same answers give the same rows, a row that is there is changed and never doubled, and an
earlier mark of a person's is set aside by comparing the time of handing in with the gradebook's, which is the
same the second time. The other order would leave copies whose marks nobody ever writes.

No decision looks at the clock, so it may go backwards: times of handing in are compared with each other, and
what is left behind by a run that was killed is removed by the next, under a lock that dies with its process.
A power cut may leave a copy without its contents, because nothing waits for the disk but the database; mark
again with --force after one.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import uuid4

from sqlalchemy.exc import DBAPIError

from mentorlab.marking.bulk.gradebook_rows import GradebookRows
from mentorlab.marking.bulk.model import KEPT, MARKED, REFUSED, Order, Outcome, Scheduler, Terms, Unwritable
from mentorlab.marking.intake.gradebook_file import GradebookError, fault_of
from mentorlab.marking.intake.refusal import Refused
from mentorlab.marking.intake.workspaces import Workspaces
from mentorlab.responses.place import ENDING

STAGING = ".marking-"
CHUNK = 50  # submissions that a worker takes at once
# Submissions, and seconds, until what is marked is written to the gradebook. Its ids are random, so in a large
# gradebook a large batch touches hardly more of an index's pages than a small one; one that is stopped is marked
# again. The first are small: workers go on marking while they are written, and for the last batch nobody does.
FIRST, BATCH, LONGEST = 250, 4000, 5.0


class Stopped(Exception):
    """A run could not go on; the message says why. What is marked stays marked, and the next run does the rest."""


@dataclass
class Tally:
    """Counts what became of the submissions of an assignment."""

    marked: int = 0
    refused: int = 0
    kept: int = 0
    remarked: int = 0  # of those that were marked, how many have a remark

    @property
    def all(self) -> int:
        """Counts how many have been looked at."""
        return self.marked + self.refused + self.kept


@dataclass
class Run:
    """Marks one assignment: hands out chunks, and writes each batch in the order above.

    Parameters
    ----------
    gradebook_rows : None to write nothing at all
    create : whether somebody whom the gradebook does not know is added to it
    tell : called with every sentence; `step` with the number of submissions that are done
    """

    terms: Terms
    gradebook_rows: GradebookRows | None
    scheduler: Scheduler
    create: bool = True
    tell: Callable[[str], None] = print
    step: Callable[[int], None] = lambda count: None
    keep_copy: Callable[[], str] = lambda: (
        ""
    )  # of the gradebook, before it is first written to; a sentence, or ""
    tally: Tally = field(default_factory=Tally)
    workspaces: Workspaces = field(default_factory=Workspaces)  # of all that has been looked at so far
    new: set[str] = field(default_factory=set)  # whom this run has marked

    def go(self, orders: Iterator[Order]) -> Tally:
        """Marks all of these submissions; raises `Stopped` where the rest must wait for the trainer."""
        batch: list[tuple[Order, Outcome]] = []
        begun = time.monotonic()
        try:
            for chunk, outcomes in _together(self.scheduler, self.terms, orders):
                batch += zip(chunk, outcomes, strict=True)
                enough = min(BATCH, max(FIRST, self.tally.all // 4))
                if len(batch) >= enough or time.monotonic() - begun > LONGEST:
                    self._settle(batch)
                    batch, begun = [], time.monotonic()
            self._settle(batch)
        except Unwritable as error:
            raise Stopped(f"{error} {_AGAIN}") from None
        return self.tally

    def _settle(self, batch: Sequence[tuple[Order, Outcome]]) -> None:
        """Steps 2 to 4 for what has been marked."""
        try:
            batch = self._without_strangers(batch)
        except DBAPIError as error:
            raise _unwritten(error) from None
        marked = [(order, outcome) for order, outcome in batch if outcome.state == MARKED]
        remarks: dict[str, list[str]] = {}
        if self.gradebook_rows is not None and self.terms.staging:
            old = f"{self.terms.staging}/{uuid4().hex}.old"
            replaced = [order for order, outcome in batch if outcome.replaces and outcome.state != KEPT]
            aside = _move_aside(replaced, old)
            remarks = self._write(batch, aside)
            for order, outcome in marked:
                _put_in_place(outcome.copy or f"{self.terms.staging}/{order.student}", order.marked)
            shutil.rmtree(old, ignore_errors=True)  # what stays is removed with the folder it lies in
        for _, outcome in batch:
            self.workspaces.note(outcome.student, outcome.workspace)
            self.new |= {outcome.student} if outcome.state == MARKED else set()
        for _, outcome in batch:
            sentences = [*remarks.get(outcome.student, outcome.remarks), *self._doubles(outcome.student)]
            for sentence in sentences:
                self.tell(sentence)
            if outcome.state == MARKED:
                self.tally.marked += 1
                self.tally.remarked += bool(sentences)
            elif outcome.state == REFUSED:
                self.tally.refused += 1
            else:
                self.tally.kept += 1
        self.step(len(batch))

    def _write(
        self, batch: Sequence[tuple[Order, Outcome]], aside: Sequence[tuple[str, str]]
    ) -> dict[str, list[str]]:
        """Step 3; where nothing was written, the earlier copies are put back."""
        assert self.gradebook_rows is not None
        marked = [outcome for _, outcome in batch if outcome.state == MARKED]
        listed = [outcome.student for _, outcome in batch if outcome.listed] if self.create else []
        begun: list[bool] = []
        if not marked and not listed:
            return {}
        fault, self.keep_copy = self.keep_copy(), lambda: ""
        if fault:
            self.tell(fault)
        try:
            return self.gradebook_rows.write(marked, listed, lambda: begun.append(True))
        except BaseException as error:
            refused = isinstance(error, DBAPIError) and not error.connection_invalidated
            # Interrupted while it was committing, or cut off from the database: nobody knows whether the rows are
            # there. Without its copy a submission is done again; beside new rows an old copy might stay.
            if refused or not begun:
                _move_back(aside)
            if isinstance(error, DBAPIError):
                raise _unwritten(error) from None
            raise

    def _doubles(self, student: str) -> Iterator[str]:
        """The sentence about a workspace that two learners share, where one of them was marked in this run."""
        if self.new.intersection((student, *self.workspaces.others(student))):
            for sentence in self.workspaces.about(student):
                yield f"{student}, {self.terms.definition.notebooks[0][0]}{ENDING}: {sentence}"

    def _without_strangers(self, batch: Sequence[tuple[Order, Outcome]]) -> Sequence[tuple[Order, Outcome]]:
        """Where the configuration adds nobody, whoever is not in the gradebook is refused."""
        if self.create or self.gradebook_rows is None:
            return batch
        known = self.gradebook_rows.known([order.student for order, _ in batch])
        what = "nobody of this id is in the gradebook, and the configuration adds nobody (create_student)."
        assignment = self.terms.definition.assignment
        return [
            (order, outcome)
            if order.student in known or outcome.state != MARKED
            else (order, Outcome(order.student, REFUSED, (str(Refused(order.student, assignment, what)),)))
            for order, outcome in batch
        ]


_AGAIN = "What was marked so far is in the gradebook; run it again and it goes on."


def _unwritten(error: DBAPIError) -> Stopped:
    return Stopped(f"{GradebookError(fault_of(error))} {_AGAIN}")


def _together(
    scheduler: Scheduler, terms: Terms, orders: Iterator[Order]
) -> Iterator[tuple[list[Order], list[Outcome]]]:
    """Chunks beside what became of them; schedulers give chunks back in the order in which they took them."""
    taken: list[list[Order]] = []

    def chunks() -> Iterator[list[Order]]:
        while chunk := list(islice(orders, CHUNK)):
            taken.append(chunk)
            yield chunk

    for outcomes in scheduler(terms, chunks()):
        yield taken.pop(0), outcomes


def _move_aside(orders: Sequence[Order], old: str) -> list[tuple[str, str]]:
    """Move marked copies that are to be replaced into a folder; from where and to where."""
    moved: list[tuple[str, str]] = []
    try:
        if orders:
            os.mkdir(old)
        for order in orders:
            aside = f"{old}/{order.student}"
            os.rename(order.marked, aside)
            moved.append((order.marked, aside))
    except OSError as error:
        _move_back(moved)
        raise Unwritable(f"{error.filename}: {error.strerror}.") from None
    return moved


def _move_back(moved: Sequence[tuple[str, str]]) -> None:
    for marked, aside in moved:
        os.rename(aside, marked)


def _put_in_place(copy: str, place: str) -> None:
    try:
        os.rename(copy, place)
    except OSError as error:
        raise Unwritable(f"{place}: {error.strerror}.") from None


def make_staging(autograded: Path) -> Path:
    """Makes the folder for marked copies on their way, and removes what killed runs left behind."""
    try:
        autograded.mkdir(parents=True, exist_ok=True)
        for left in autograded.glob(f"{STAGING}*"):
            _remove(left)
        staging = autograded / f"{STAGING}{uuid4().hex}"
        staging.mkdir()
    except OSError as error:
        raise Stopped(f"{error.filename}: {error.strerror}. Nothing was marked.") from None
    return staging


def _remove(left: Path) -> None:
    """Remove a killed run's folder, into which its workers may be writing until they notice that they are alone."""
    for _ in range(100):
        try:
            return shutil.rmtree(left)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.ENOENT):
                raise
            time.sleep(0.02)
    return shutil.rmtree(left)

"""What `mentorlab cohort mark` shows: a bar on a terminal, every sentence, and a summary."""

from __future__ import annotations

import shlex
import time
from pathlib import Path

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from mentorlab.cli.disagreements import worded
from mentorlab.cli.terminal import Terminal
from mentorlab.cohort.check import Disagreement, check_cohort
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.mark import Job, Stopped, Tally, Wanted, marking
from mentorlab.cohort.new import CohortError
from mentorlab.cohort.privacy import close_cohort, cohort_is_open
from mentorlab.marking.bulk.cluster import Unreachable
from mentorlab.marking.bulk.lock import Busy
from mentorlab.marking.bulk.remote import NoAddress
from mentorlab.wording import number

_UNHEARD = (Disagreement.MARKS_WITHOUT_WORK, Disagreement.LOOK_ALIKE)
_MOST = 20  # sentences before a run
DONE, REFUSED, NOT_STARTED, INTERRUPTED = 0, 1, 2, 130


def mark_cohort(
    folder: Path,
    assignments: tuple[str, ...],
    *,
    students: tuple[str, ...] = (),
    force: bool = False,
    dry_run: bool = False,
    jobs: int = 0,
    cluster: str = "",
    submitted: str = "",
) -> int:
    """Marks a cohort, shows how it goes, and returns the exit code."""
    out, err = (
        Terminal(highlight=False, soft_wrap=True),
        Terminal(stderr=True, highlight=False, soft_wrap=True),
    )
    wanted = Wanted(students, force, dry_run, jobs, cluster, submitted)
    try:
        cohort = find_cohort(folder)
        if not dry_run and close_cohort(cohort):
            out.print("Other accounts of this machine could look into this cohort; now they no longer can.")
        if cohort_is_open(cohort):
            err.print(
                f"Other accounts of this machine can look into {cohort.path}, where keys and marks lie. Close it to "
                f"them: chmod 700 {shlex.quote(str(cohort.path))}",
                markup=False,
            )
        with marking(cohort) as found:
            todo = found.jobs(assignments, wanted)
            if not any(job.students for job in todo):
                out.print("Nothing has been handed in yet.")
                return DONE
            if not submitted:
                _tell_disagreements(folder, [job.assignment for job in todo], err)
            codes = [_mark(job, wanted, out, err) for job in todo]
    except (CohortError, Busy, Unreachable, NoAddress) as error:
        err.print(str(error), markup=False)
        return NOT_STARTED
    return max(codes)


def _tell_disagreements(folder: Path, assignments: list[str], err: Terminal) -> None:
    """Say what nobody would hear of while the run goes on: it names what it refuses and what it marks again."""
    found = [one for one in check_cohort(find_cohort(folder), assignments) if one.what in _UNHEARD]
    for one in found[:_MOST]:
        err.print(worded(one), markup=False)
    if len(found) > _MOST:
        err.print(f"There are {len(found) - _MOST} more: mentorlab cohort check", markup=False)


def _mark(job: Job, wanted: Wanted, out: Terminal, err: Terminal) -> int:
    begun = time.monotonic()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
    task = progress.add_task(job.assignment, total=len(job.students))

    def tell(sentence: str) -> None:
        progress.console.print(sentence, markup=False)

    code = DONE
    with progress:
        try:
            job.mark(wanted, tell, lambda count: progress.advance(task, count))
            code = REFUSED if job.tally.refused else DONE
        except Stopped as error:
            tell(str(error))
            code = REFUSED
        except KeyboardInterrupt:
            tell("Interrupted. What was marked so far is in the gradebook; run it again and it goes on.")
            code = INTERRUPTED
    out.print(_summary(job.assignment, job.tally, time.monotonic() - begun, wanted), markup=False)
    return code


def _summary(assignment: str, tally: Tally, seconds: float, wanted: Wanted) -> str:
    done = "would be marked" if wanted.dry_run else "marked"
    counts = [f"{number(tally.marked)} {done}"]
    if tally.remarked:
        counts[0] += f" ({number(tally.remarked)} with a remark)"
    if tally.refused:
        counts.append(f"{number(tally.refused)} refused")
    if tally.kept:
        counts.append(f"{number(tally.kept)} as before, because nothing newer was handed in")
    rate = f", {number(tally.all / seconds, 0)} a second" if seconds > 1 else ""
    return f"{assignment}: {', '.join(counts)}; {number(seconds, 1)} s{rate}."


class _Rate(ProgressColumn):
    """`812 a second`."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{number(speed, 0)} a second", style="progress.data.speed")

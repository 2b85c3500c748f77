"""What `mentorlab cohort restore` does and says."""

from __future__ import annotations

from mentorlab.cli.terminal import say
from mentorlab.cohort.earlier import restore_submission
from mentorlab.cohort.folder import Folder
from mentorlab.cohort.restore import kept_copies, restore_gradebook
from mentorlab.names import command
from mentorlab.wording import clock, day


def list_copies(cohort: Folder) -> None:
    """Prints the copies of the gradebook that are kept, the newest last."""
    for name, time in kept_copies(cohort):
        say(f"{name}  as it was on {day(time)}, {clock(time)} UTC")
    say("Bring one back with: mentorlab cohort restore --gradebook --copy NAME")


def put_back_gradebook(cohort: Folder, copy: str) -> None:
    """Puts a copy in the gradebook's place, and prints what to do next; raises `CohortError`."""
    restored, aside = restore_gradebook(cohort, copy)
    say(f"The gradebook is {restored} again.{f' What stood there before is {aside}.' if aside else ''}")
    say("Next: mentorlab cohort check, then mentorlab cohort mark: what was marked since is marked again.")
    say("Marks and comments that people gave since then are not in it.")


def put_back_submission(cohort: Folder, student: str, assignment: str, number: int | None) -> None:
    """Puts a submission that was replaced back into submitted/, and prints what to do next; raises `CohortError`."""
    done = restore_submission(cohort, student, assignment, number)
    aside = f" What was there is in {done.aside}." if done.aside else ""
    say(f"{done.restored} is in submitted/ again.{aside}")
    say("Next: " + command("mentorlab", "cohort", "mark", done.module))

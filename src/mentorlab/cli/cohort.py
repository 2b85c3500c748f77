"""`mentorlab cohort`: for trainers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorlab.cli.terminal import say
from mentorlab.names import command, visible

if TYPE_CHECKING:
    from mentorlab.cohort.roster import Learner

app = typer.Typer(help="For trainers: cohorts of learners, marked with nbgrader.", no_args_is_help=True)


@app.callback()
def _cohort() -> None:
    """For trainers: cohorts of learners, marked with nbgrader."""


def _read(roster: Path) -> tuple[Learner, ...]:
    """The learners of a roster; what was guessed on the way is printed, so that somebody can look at it."""
    from mentorlab.cohort.roster import Note, read_roster

    words = {
        Note.WINDOWS: "It is not UTF-8 and was read as Windows-1252. Look at names with accents, or save it as “CSV UTF-8”.",
        Note.ID_FROM_ADDRESS: "Where no id stands, the e-mail address serves as id.",
    }
    found = read_roster(roster)
    for note in found.notes:
        say(f"{roster}: {words[note]}")
    return found.learners


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or an empty one.")],
    module: Annotated[
        list[str] | None,
        typer.Option(help="An assignment, such as 08-feedback; repeat it for more. Without it: all."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(help="A CSV file with a column id, and if you like first_name, last_name, email."),
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The course's folder, built; this one, if you stand in it.")
    ] = None,
) -> None:
    """Make a cohort: an nbgrader course folder with its assignments generated."""
    # Imported here, so that asking for help does not wait for nbgrader.
    from mentorlab.cohort.new import CohortError, new_cohort
    from mentorlab.cohort.roster import RosterError
    from mentorlab.learner.study import StudyError, find_project

    try:
        learners = _read(roster) if roster is not None else ()
        project = course if course is not None else find_project(Path.cwd())
        made = new_cohort(folder, project, module or (), learners)
    except (CohortError, RosterError, StudyError) as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    first = made.modules[0]
    people = {0: "", 1: ", 1 learner"}.get(made.learners, f", {made.learners} learners")
    say(f"Made {made.folder} ({', '.join(made.modules)}{people}).")
    say(f"Next: {command('cd', str(made.folder))}")
    say(
        f"Then, with an exchange: nbgrader release_assignment {first}. By e-mail: mentorlab cohort collect FOLDER."
    )
    say("All the steps are in its README.md.")


@app.command()
def add(
    folder: Annotated[Path, typer.Argument(help="The cohort's folder; . if you stand in it.")],
    roster: Annotated[Path, typer.Option(help="A CSV file with a column id, as for “cohort new”.")],
) -> None:
    """Add learners who came later, and mend names; nobody is taken out."""
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError
    from mentorlab.cohort.people import add_people
    from mentorlab.cohort.privacy import close_cohort
    from mentorlab.cohort.roster import RosterError

    try:
        found = find_cohort(folder)
        close_cohort(found)
        new, changed = add_people(found, _read(roster))
    except (CohortError, RosterError) as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    for what, ids in (("Added", new), ("Names mended", changed)):
        if ids:
            say(f"{what}: {', '.join(map(visible, ids))}.")
    if not new and not changed:
        say("Everybody was there already.")


@app.command()
def collect(
    paths: Annotated[
        list[Path], typer.Argument(help="Folders, zip files or files, as they arrived.", show_default=False)
    ],
    add: Annotated[
        bool, typer.Option("--add", help="Add whoever is not in the roster, and do not refuse them.")
    ] = False,
    fewer: Annotated[
        bool,
        typer.Option("--fewer", help="Take what was answered later even where it holds fewer answers."),
    ] = False,
    table: Annotated[
        Path | None, typer.Option(help="Write the account of every file to this CSV file.")
    ] = None,
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Take in what learners sent: folders, zip files, saved mails (.eml), downloads from Moodle or Canvas.

    Every file is accounted for. Ends with 1 if one was refused or a question is open.
    """
    import sys

    from mentorlab.cli.collecting import asking, show
    from mentorlab.cohort.collecting import collect_files
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError
    from mentorlab.cohort.privacy import close_cohort

    try:
        ask = asking(fewer, sys.stdin.isatty() and sys.stdout.isatty())
        found = find_cohort(cohort or Path.cwd())
        close_cohort(found)
        collection = collect_files(found, paths, add=add, ask=ask)
        code = show(collection, table)
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        say(f"{error.filename or 'The cohort'}: {error.strerror}.", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


@app.command()
def restore(
    student: Annotated[str, typer.Argument(help="A learner's id.")] = "",
    assignment: Annotated[str, typer.Argument(help="Such as 08-feedback.")] = "",
    number: Annotated[
        int | None,
        typer.Argument(help="Which: the number in earlier/LEARNER/ASSIGNMENT-NUMBER; the last, if not said."),
    ] = None,
    gradebook: Annotated[
        bool, typer.Option("--gradebook", help="Bring back a kept copy of the gradebook instead.")
    ] = False,
    copy: Annotated[str, typer.Option(help="With --gradebook: which copy; the newest, if not said.")] = "",
    copies: Annotated[
        bool,
        typer.Option("--copies", help="Say which copies of the gradebook there are, and change nothing."),
    ] = False,
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Put back a submission that was replaced, or the gradebook as it was; what is there now is kept."""
    from mentorlab.cli.restoring import list_copies, put_back_gradebook, put_back_submission
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError

    try:
        found = find_cohort(cohort or Path.cwd())
        if copies:
            list_copies(found)
        elif gradebook:
            put_back_gradebook(found, copy)
        elif student and assignment:
            put_back_submission(found, student, assignment, number)
        else:
            raise CohortError("Name a learner and an assignment, or say --gradebook.")
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None


@app.command()
def mark(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ASSIGNMENT]...", help="Such as 08-feedback; all of them, if none is named."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Mark again what is marked already.")] = False,
    student: Annotated[
        list[str] | None, typer.Option(help="A learner's id; repeat it for more. Without it: everybody.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be marked or refused, and write nothing.")
    ] = False,
    jobs: Annotated[int, typer.Option(help="Processes that mark; 0: as many as there are cores.", min=0)] = 0,
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Mark on a dask.distributed cluster, such as tcp://10.0.0.5:8786."
        ),
    ] = "",
    submitted: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where submissions lie if not in submitted/: s3://…")
    ] = "",
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Mark all new and newer submissions, into nbgrader's own gradebook and autograded/.

    Ends with 0 if all are marked, 1 if one was refused or the run had to stop, 2 if it could not start.
    """
    from mentorlab.cli.marking import mark_cohort

    code = mark_cohort(
        cohort or Path.cwd(),
        tuple(assignments or ()),
        students=tuple(student or ()),
        force=force,
        dry_run=dry_run,
        jobs=jobs,
        cluster=scheduler,
        submitted=submitted,
    )
    raise typer.Exit(code)


@app.command()
def check(
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Compare what was handed in, what was marked and the gradebook; ends with 1 if they disagree."""
    from mentorlab.cli.disagreements import worded
    from mentorlab.cohort.check import check_cohort
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError

    try:
        found = check_cohort(find_cohort(cohort or Path.cwd()))
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    for one in found:
        say(worded(one), err=True)
    if found:
        raise typer.Exit(1)
    say("The folders and the gradebook agree.")


@app.command()
def explain(
    student: Annotated[str, typer.Argument(help="A learner's id.")],
    exercise: Annotated[str, typer.Argument(help="An exercise's id, or its title.")],
    assignment: Annotated[
        str, typer.Option(help="Such as 08-feedback, where the title stands in more than one.")
    ] = "",
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Say how a mark came about: the answer, the key, part by part, the sum, and what a person added."""
    from mentorlab.cli.account import show
    from mentorlab.cohort.explain import explain as account_of
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError

    try:
        account = account_of(find_cohort(cohort or Path.cwd()), student, exercise, assignment)
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    show(account)


@app.command()
def lab(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where JupyterLab listens.")] = None,
    browser: Annotated[bool, typer.Option(" /--no-browser", help="Only print the address.")] = True,
    stop: Annotated[bool, typer.Option("--stop", help="Stop a JupyterLab that was left open.")] = False,
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Open Formgrader in JupyterLab, set so that opening a learner's notebook runs nothing that lies beside it."""
    from mentorlab.cli.learner import busy, interruptible, show, stopped_at_the_end
    from mentorlab.cli.terminal import Terminal
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.lab import open_lab
    from mentorlab.cohort.new import CohortError
    from mentorlab.learner import server

    console = Terminal(highlight=False, markup=False, soft_wrap=True)
    try:
        found = find_cohort(cohort or Path.cwd())
        if stop:
            running = server.find(found.path)
            stopped = running is None or running.stop()
            console.print(
                "JupyterLab is not open."
                if running is None
                else "Stopped."
                if stopped
                else "It does not answer."
            )
            raise typer.Exit(0 if stopped else 1)
        with interruptible():
            with busy(console) as tell:
                running = open_lab(found, port, say=tell)
            with stopped_at_the_end(running, console, "Open it again with: mentorlab cohort lab"):
                console.print(f"\nJupyterLab is here:\n\n    {running.url}\n")
                console.print("In it: menu Nbgrader, Formgrader.")
                show(running, console, browser, "mentorlab cohort lab --stop")
    except (CohortError, server.StudyError) as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("\nStopped before it was open.")
        raise typer.Exit(130) from None

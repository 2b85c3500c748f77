"""`mentorlab cohort`: for trainers."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="For trainers: cohorts of learners, marked with nbgrader.", no_args_is_help=True)


@app.callback()
def _cohort() -> None:
    """For trainers: cohorts of learners, marked with nbgrader."""


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
    from mentorlab.cohort.roster import RosterError, read_roster
    from mentorlab.learner.study import StudyError, find_project

    try:
        learners = read_roster(roster) if roster is not None else ()
        project = course if course is not None else find_project(Path.cwd())
        made = new_cohort(folder, project, module or (), learners)
    except (CohortError, RosterError, StudyError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    first = made.modules[0]
    people = {0: "", 1: ", 1 learner"}.get(made.learners, f", {made.learners} learners")
    typer.echo(f"Made {made.folder} ({', '.join(made.modules)}{people}).")
    typer.echo(f"Next: cd {shlex.quote(str(made.folder))}")
    typer.echo(
        f"Then, with an exchange: nbgrader release_assignment {first}. By e-mail: mentorlab cohort collect FOLDER."
    )
    typer.echo("All the steps are in its README.md.")


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
    from mentorlab.cohort.roster import RosterError, read_roster

    try:
        found = find_cohort(folder)
        close_cohort(found)
        new, changed = add_people(found, read_roster(roster))
    except (CohortError, RosterError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for what, ids in (("Added", new), ("Names mended", changed)):
        if ids:
            typer.echo(f"{what}: {', '.join(ids)}.")
    if not new and not changed:
        typer.echo("Everybody was there already.")


@app.command()
def collect(
    paths: Annotated[
        list[Path], typer.Argument(help="Folders, zip files or files, as they arrived.", show_default=False)
    ],
    add: Annotated[
        bool, typer.Option("--add", help="Add whoever is not in the roster, and do not refuse them.")
    ] = False,
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Take in what learners sent by mail: one folder a learner, or LEARNER.responses.json."""
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.mail import collect_mail
    from mentorlab.cohort.new import CohortError
    from mentorlab.cohort.privacy import close_cohort

    try:
        found = find_cohort(cohort or Path.cwd())
        close_cohort(found)
        report = collect_mail(found, paths, add=add)
    except CohortError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    for sentence in (*report.taken, *report.kept):
        typer.echo(sentence)
    for sentence in report.refused:
        typer.echo(f"Not taken: {sentence}", err=True)
    for module, learners in report.nothing_from.items():
        if learners:
            typer.echo(f"{module}: nothing yet from {', '.join(learners)}.")
    if not (report.taken or report.kept or report.refused):
        typer.echo("No responses file was found there. Its name ends in .responses.json.", err=True)
        raise typer.Exit(1)
    for module in report.modules:
        typer.echo(f"Next: mentorlab cohort mark {module}")
    if report.refused:
        raise typer.Exit(1)


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
        typer.echo(str(error), err=True)
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
    from rich.console import Console

    from mentorlab.cli.learner import busy, interruptible, show, stopped_at_the_end
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.lab import open_lab
    from mentorlab.cohort.new import CohortError
    from mentorlab.learner import server

    console = Console(highlight=False, markup=False, soft_wrap=True)
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
            with busy(console) as say:
                running = open_lab(found, port, say=say)
            with stopped_at_the_end(running, console, "Open it again with: mentorlab cohort lab"):
                console.print(f"\nJupyterLab is here:\n\n    {running.url}\n")
                console.print("In it: menu Nbgrader, Formgrader.")
                show(running, console, browser, "mentorlab cohort lab --stop")
    except (CohortError, server.StudyError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("\nStopped before it was open.")
        raise typer.Exit(130) from None

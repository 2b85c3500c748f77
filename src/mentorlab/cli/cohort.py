"""`mentorlab cohort`: for trainers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorlab.cli.terminal import say
from mentorlab.names import command, visible

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
    from mentorlab.cohort.roster import RosterError, read_roster

    try:
        new, changed = add_people(find_cohort(folder), read_roster(roster))
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
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Take in what learners sent by mail: one folder a learner, or LEARNER.responses.json."""
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.mail import collect_mail
    from mentorlab.cohort.new import CohortError

    try:
        report = collect_mail(find_cohort(cohort or Path.cwd()), paths, add=add)
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    for sentence in (*report.taken, *report.kept):
        say(sentence)
    for sentence in report.refused:
        say(f"Not taken: {sentence}", err=True)
    for module, learners in report.nothing_from.items():
        if learners:
            say(f"{module}: nothing yet from {', '.join(map(visible, learners))}.")
    if not (report.taken or report.kept or report.refused):
        say("No responses file was found there. Its name ends in .responses.json.", err=True)
        raise typer.Exit(1)
    for module in report.modules:
        say(f"Next: {command('mentorlab', 'cohort', 'mark', module)}")
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
def restore(
    gradebook: Annotated[
        bool, typer.Option("--gradebook", help="Bring back a kept copy of the gradebook.")
    ] = False,
    copy: Annotated[str, typer.Option(help="Which one, by its name; the newest, if not said.")] = "",
    show: Annotated[
        bool, typer.Option("--list", help="Say which copies there are, and change nothing.")
    ] = False,
    cohort: Annotated[
        Path | None, typer.Option(help="The cohort's folder, if you do not stand in it.")
    ] = None,
) -> None:
    """Put a copy of the gradebook in its place, as it was before one of the last runs that wrote to it."""
    from mentorlab.cohort.folder import find_cohort
    from mentorlab.cohort.new import CohortError
    from mentorlab.cohort.restore import kept_copies, restore_gradebook

    try:
        found = find_cohort(cohort or Path.cwd())
        if show or not gradebook:
            for name, time in kept_copies(found):
                say(f"{name}  {time:%Y-%m-%d %H:%M} UTC")
            say("Bring one back with: mentorlab cohort restore --gradebook --copy NAME")
            return
        restored, aside = restore_gradebook(found, copy)
    except CohortError as error:
        say(error, err=True)
        raise typer.Exit(1) from None
    say(f"The gradebook is {restored} again.{f' What stood there before is {aside}.' if aside else ''}")
    say("Next: mentorlab cohort check, then mentorlab cohort mark: what was marked since is marked again.")
    say("Marks and comments that people gave since then are not in it.")


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

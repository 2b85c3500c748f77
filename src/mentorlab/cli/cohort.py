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
    typer.echo(f"Next: cd {shlex.quote(str(made.folder))} && nbgrader release_assignment {first}")
    typer.echo("All the steps are in its README.md.")

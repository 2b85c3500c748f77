"""The author's commands: build, lint, ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mentorlab.cli.terminal import Terminal, say
from mentorlab.dialect.tree import DialectError
from mentorlab.wording import count

app = typer.Typer(help="For authors.", add_completion=False)

Content = Annotated[
    Path | None,
    typer.Option("--content", help="The folder with the modules; content/ of this course, if not said."),
]


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what differs.")] = False,
    content: Content = None,
    project: Annotated[
        Path | None, typer.Option(help="Where course/, exercises/ and solutions/ stand.")
    ] = None,
) -> None:
    """Write course/, solutions/ and exercises/ from content/."""
    # Imported here, so that lint and ids do not wait for nbgrader.
    from mentorlab.notebooks.course import BuildError, build_course
    from mentorlab.notebooks.release import ReleaseError

    content = _content(content)
    try:
        report = build_course(content, project or content.resolve().parent, check)
    except (DialectError, ReleaseError, BuildError) as error:
        _stop(str(error))
    for name in (*report.written, *report.removed):
        say(f"{'differs' if check else 'wrote' if name in report.written else 'removed'}  {name}")
    if check and report.differs:
        _stop("What is committed is not what content/ says. Run `make build`.")
    count = len(report.written) + report.unchanged
    say(
        f"{count} files, {len(report.written)} of them changed."
        if report.differs
        else f"{count} files, all as they should be."
    )


@app.command()
def lint(
    content: Content = None,
    objectives: Annotated[
        bool,
        typer.Option("--objectives", help="Print where each objective is taught, judged and shown instead."),
    ] = False,
    reading: Annotated[
        bool,
        typer.Option("--reading", help="Print how hard the lessons are to read instead: advice, no rule."),
    ] = False,
    tells: Annotated[
        bool,
        typer.Option("--tells", help="Print what a reader of words and form alone would earn instead."),
    ] = False,
    second_reader: Annotated[
        bool,
        typer.Option(
            "--second-reader", help="Once a release: add what another reader earns to docs/second-reader.md."
        ),
    ] = False,
) -> None:
    """Read everything and say what is wrong, with file and line."""
    from mentorlab.lint import lint_course

    if tells or second_reader:
        _tells(_content(content), second=second_reader)
        return
    if objectives or reading:
        _tables(_content(content), objectives=objectives, reading=reading)
        return
    findings = lint_course(_content(content))
    for finding in findings:
        say(finding)
    errors = sum(finding.is_error for finding in findings)
    warnings = len(findings) - errors
    if findings:
        say()
    say(f"{count(errors, 'error')}, {count(warnings, 'warning')}.")
    if errors:
        raise typer.Exit(1)


def _tables(content: Path, *, objectives: bool, reading: bool) -> None:

    from mentorlab.content.load import load_course
    from mentorlab.lint.tables import objectives_table, reading_table

    try:
        course = load_course(content)
        if objectives:
            Terminal().print(objectives_table(course))
        if reading:
            Terminal().print(reading_table(course))
    except (DialectError, ImportError) as error:
        _stop(str(error))


def _tells(content: Path, *, second: bool) -> None:
    """Print what betrays good replies and options; or, once a release, add what the second reader earns."""
    from mentorlab import __version__
    from mentorlab.content.load import load_course
    from mentorlab.lint import tell_tables
    from mentorlab.lint.tells import lead, read_course
    from mentorlab.lint.word_reader import letters_and_places, words_and_form

    look = letters_and_places if second else words_and_form
    try:
        course = load_course(content)
        found = list(read_course(course, look)._asdict().items())
    except (DialectError, ImportError) as error:
        _stop(str(error))
    if second:
        docs = content.resolve().parent / "docs"
        docs.mkdir(exist_ok=True)
        file = tell_tables.record(docs, __version__, date.today(), found)
        say(f"Added to {file.parent.name}/{file.name}, whatever it says: keep it.")
        return
    console = Terminal()
    for what, earned in found:
        console.print(tell_tables.sentence(what.capitalize(), lead(earned)), soft_wrap=True)
        console.print(tell_tables.earned_table(earned))
    console.print(tell_tables.structure_table(course))


@app.command()
def ids(
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help="Write down all ids in content/published-ids.txt: they stay for ever."
        ),
    ] = False,
    content: Content = None,
) -> None:
    """Write the ids that are missing into content/, and change nothing else there."""
    from mentorlab.content.ids import write_missing
    from mentorlab.content.load import load_course
    from mentorlab.content.published import publish as write_list

    folder = _content(content)
    try:
        written, faults = write_missing(folder)
        for line in written:
            say(line)
        if faults:
            more = f" There are {len(faults) - 1} more: see `mentorlab lint`." if len(faults) > 1 else ""
            _stop(f"{faults[0]}{more}")
        if publish:
            added = write_list(load_course(folder))
            say(f"{count(added, 'id')} added to {folder.name}/published-ids.txt.")
    except DialectError as error:
        _stop(str(error))
    if not written and not publish:
        say("No id is missing.")


def _content(content: Path | None) -> Path:
    from mentorlab.learner.study import StudyError, find_project

    if content is None:
        try:
            content = find_project(Path.cwd()) / "content"
        except StudyError as error:
            _stop(str(error))
    if not content.is_dir():
        _stop(f"There is no folder {content}. Say where the modules are: --content FOLDER.")
    return content


def _stop(sentence: str) -> NoReturn:
    say(sentence, err=True)
    raise typer.Exit(1)

"""The learner's commands: `mentorlab study`, which `make study` calls."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorlab.cli.terminal import Terminal
from mentorlab.learner.server import Running, StudyError
from mentorlab.learner.study import find_project, find_running, launch

app = typer.Typer(help="For learners.", add_completion=False)


@app.command()
def study(
    workspace: Annotated[
        Path | None, typer.Option(help="Your own folder; my-mentoring in the course's folder, if not said.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Where JupyterLab listens.")] = None,
    browser: Annotated[bool, typer.Option(" /--no-browser", help="Only print the address.")] = True,
    stop: Annotated[bool, typer.Option("--stop", help="Stop a course that was left open.")] = False,
) -> None:
    """Open the course in your browser. What you write stays in your workspace, on this machine."""
    console = Terminal(highlight=False, markup=False, soft_wrap=True)
    try:
        project = find_project(Path.cwd())
        place = (workspace or project / "my-mentoring").resolve()
        if stop:
            _stop(place, console)
            return
        with interruptible():
            with busy(console) as say:
                running = launch(project, place, port, say=say)
            with stopped_at_the_end(running, console, _again(running)):
                _tell(running, console)
                show(running, console, browser)
    except StudyError as error:
        Terminal(stderr=True, highlight=False, markup=False, soft_wrap=True).print(str(error))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("\nStopped before it was open. Nothing is lost.")
        raise typer.Exit(130) from None


def _again(running: Running) -> str:
    return f"What you wrote is in {running.workspace}; open it again with: make study"


def _tell(running: Running, console: Terminal) -> None:
    console.print("\nThe course is here:\n")
    console.print(f"    {running.url}\n")
    console.print(
        f"What you write is kept in {running.workspace} and leaves this machine only if you send it."
    )


def show(running: Running, console: Terminal, browser: bool, stop: str = "mentorlab study --stop") -> None:
    """Opens the browser, after the address is on the screen, and says what to do where it does not open."""
    if browser and running.show():
        console.print("Your browser shows it in a moment. If it does not, copy the address into it.")
    else:
        console.print("Copy the address into your browser.")
    if running.process is None:
        console.print(f"To stop it, press Ctrl+C where you started it, or: {stop}")
    else:
        console.print("Leave this window open. To stop, press Ctrl+C here.")


@contextlib.contextmanager
def stopped_at_the_end(running: Running, console: Terminal, farewell: str) -> Iterator[None]:
    """Tells about a JupyterLab, then waits until somebody stops it, here or from its own menu.

    To be used in `interruptible`. Where an earlier start made the server, it is left alone.
    """
    try:
        yield
        if running.process is not None:
            running.process.wait()
            console.print(f"\nJupyterLab was closed. {farewell}")
    except KeyboardInterrupt:
        if running.process is not None:
            running.stop()
            console.print(f"\nStopped. {farewell}")


def _stop(workspace: Path, console: Terminal) -> None:
    running = find_running(workspace)
    if running is None:
        console.print("The course is not open.")
    elif running.stop():
        console.print(f"Stopped. What you wrote is in {workspace}.")
    else:
        raise StudyError("JupyterLab does not answer. Close the window in which you started it.")


@contextlib.contextmanager
def busy(console: Terminal) -> Iterator[Any]:
    """Shows something that moves while we wait, at a terminal; each step that is told stays on the screen."""
    with console.status("One moment …") if console.is_terminal else contextlib.nullcontext():
        yield console.print


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Lets Ctrl+C, a closed terminal and a polite kill interrupt us once.

    What comes after the first is ignored, so that whoever presses Ctrl+C twice does not interrupt the stopping of
    the server, and no server stays behind.
    """
    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def interrupt(number: int, frame: object) -> None:
        for name in names:
            signal.signal(name, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = [(name, signal.signal(name, interrupt)) for name in names]
    try:
        yield
    finally:
        for name, handler in before:
            signal.signal(name, handler)

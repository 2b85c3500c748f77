"""The learner's commands: `mentorlab study`, which `make study` calls."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from mentorlab.cli.terminal import Terminal
from mentorlab.learner.study import Running, StudyError, can_open_browser, find_project, find_running, launch

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
        with _interruptible(), _busy(console) as say:
            running = launch(project, place, port, open_browser=browser, say=say)
        _tell(running, console, browser)
        if running.process is not None:
            _stay(running, running.process, console)
    except StudyError as error:
        Terminal(stderr=True, highlight=False, markup=False, soft_wrap=True).print(str(error))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("\nStopped before it was open. Nothing is lost.")
        raise typer.Exit(130) from None


def _tell(running: Running, console: Terminal, browser: bool) -> None:
    console.print("\nThe course is here:\n")
    console.print(f"    {running.url}\n")
    if browser and can_open_browser():
        console.print("Your browser shows it in a moment. If it does not, copy the address into it.")
    else:
        console.print("Copy the address into your browser.")
    console.print(
        f"What you write is kept in {running.workspace} and leaves this machine only if you send it."
    )
    if running.process is None:
        console.print("To stop it, press Ctrl+C where you started it, or: mentorlab study --stop")
    else:
        console.print("Leave this window open. To stop, press Ctrl+C here.")


def _stay(running: Running, process: subprocess.Popen[bytes], console: Terminal) -> None:
    """Wait until the learner stops the course, here or from JupyterLab's own menu."""
    again = f"What you wrote is in {running.workspace}; open it again with: make study"
    try:
        with _interruptible():
            process.wait()
        console.print(f"\nJupyterLab was closed. {again}")
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it twice would cut the farewell short
        running.stop()
        console.print(f"\nStopped. {again}")


def _stop(workspace: Path, console: Terminal) -> None:
    running = find_running(workspace)
    if running is None:
        console.print("The course is not open.")
    elif running.stop():
        console.print(f"Stopped. What you wrote is in {workspace}.")
    else:
        raise StudyError("JupyterLab does not answer. Close the window in which you started it.")


@contextlib.contextmanager
def _busy(console: Terminal) -> Iterator[Any]:
    """Something that moves while we wait, at a terminal; each step said once stays on the screen."""
    with console.status("One moment …") if console.is_terminal else contextlib.nullcontext():
        yield console.print


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """A closed terminal and a polite kill stop the course as Ctrl+C does, so that no server stays behind."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    names = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [(name, signal.signal(name, interrupt)) for name in names]
    try:
        yield
    finally:
        for name, handler in before:
            signal.signal(name, handler)

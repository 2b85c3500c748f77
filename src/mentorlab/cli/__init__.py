"""The command `mentorlab`. Each command's module is imported when it is asked for, and no sooner.

So `mentorlab study` does not wait for nbgrader, and `mentorlab lint` does not wait for a web server.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import typer

# Command -> the module here that has it, in the order of the help. The last two are groups of commands.
COMMANDS = {
    "study": "learner",
    "build": "author",
    "lint": "author",
    "ids": "author",
    "talk": "talk",
    "cohort": "cohort",
}
GROUPS = {"talk", "cohort"}


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Builds the command line with the one command that the arguments begin with, or with all of them."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_mentorlab)
    first = arguments[0] if arguments else ""
    wanted = [first] if first in COMMANDS else list(COMMANDS)
    for name in dict.fromkeys(COMMANDS[name] for name in wanted):
        module = importlib.import_module(f"mentorlab.cli.{name}")
        if name in GROUPS:
            app.add_typer(module.app, name=name)
        else:
            app.registered_commands.extend(module.app.registered_commands)
    return app


def main() -> None:
    """Runs the command line. What goes wrong is said in a sentence, and the exit code is 1.

    With MENTORLAB_DEBUG set, an error that nobody foresaw shows where it happened.
    """
    try:
        application(sys.argv[1:])(prog_name="mentorlab")
    except Exception as error:
        if os.environ.get("MENTORLAB_DEBUG"):
            raise
        from mentorlab.cli.terminal import say

        say(_said(error), err=True)
        raise SystemExit(1) from None


def _mentorlab() -> None:
    """A course that trains mentors: study it, write it, mark it."""


def _said(error: Exception) -> str:
    """A sentence about an error that no command expected; a library's own message is for programmers."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return (
        f"This should not have happened ({type(error).__name__}), and it is our fault. "
        "Set MENTORLAB_DEBUG=1 and run it again to see where; please send us what it shows."
    )

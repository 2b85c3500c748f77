"""nbgrader's own commands in a cohort: its gradebook is looked at before they open it, and never made anew in silence."""

from __future__ import annotations

import sys
from functools import wraps
from pathlib import Path
from typing import Any

from nbgrader import api

from mentorlab.marking.intake.gradebook_file import GradebookError, file_of, look


def guard(cohort: Path) -> None:
    """Let nbgrader open a cohort's gradebook only where `look` finds nothing wrong; done once in a process.

    `nbgrader export` of a cohort whose gradebook was lost would otherwise write an empty table, and Formgrader show
    nobody. nbgrader has no setting for it.
    """
    opens = api.Gradebook.__init__
    if getattr(opens, "mentorlab", None) == cohort:
        return
    opens = getattr(opens, "__wrapped__", opens)

    @wraps(opens)
    def careful(self: Any, db_url: str, *arguments: Any, **named: Any) -> None:
        try:
            file = file_of(db_url)
            if file is not None and file.absolute().is_relative_to(
                cohort
            ):  # a release is made beside one for a moment
                look(db_url, cohort)
        except GradebookError as error:
            raise _told(error) from None
        opens(self, db_url, *arguments, **named)

    careful.mentorlab = cohort  # type: ignore[attr-defined]
    api.Gradebook.__init__ = careful


def _told(error: GradebookError) -> BaseException:
    """What ends a command with this sentence, or a page with it."""
    server = sys.modules.get("jupyter_server.serverapp")
    if server is not None and server.ServerApp.initialized():
        from tornado.web import HTTPError

        return HTTPError(500, "%s", str(error), reason="The gradebook cannot be used")
    if "nbgrader.apps.nbgraderapp" in sys.modules:
        return SystemExit(str(error))
    return error

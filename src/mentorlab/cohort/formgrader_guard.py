"""Formgrader shows this cohort and no other folder.

nbgrader's `/formgrader?path=FOLDER` runs the `nbgrader_config.py` of any folder, and one click on a link is enough: a
learner who hands in such a file and writes such a link would run code as the trainer. A Jupyter server extension, which
`mentorlab cohort lab` turns on.
"""

from __future__ import annotations

from typing import Any


def _load_jupyter_server_extension(server: Any) -> None:
    """Takes from Formgrader's address the power to load another folder's configuration."""
    from nbgrader.server_extensions.formgrader.handlers import FormgraderHandler
    from tornado import web

    show = FormgraderHandler.get

    def show_this_cohort(handler: Any) -> Any:
        if handler.get_argument("path", ""):
            raise web.HTTPError(
                403, "Formgrader shows the cohort in which “mentorlab cohort lab” was started."
            )
        return show(handler)

    FormgraderHandler.get = show_this_cohort

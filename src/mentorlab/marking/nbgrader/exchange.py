"""nbgrader's exchange, where there is one; where there is none, a sentence that says the two ways on.

The exchange is a folder that a trainer and all learners can write to. On one laptop there is none, and
nbgrader ends in a traceback or tells the trainer to contact the instructor.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeReleaseAssignment, ExchangeReleaseFeedback

from mentorlab import private


class CheckedExchange:
    """Mixin before one of nbgrader's exchange classes: a fault of the exchange's folder ends in our sentence."""

    instead = ""  # what to do by e-mail in the place of this command
    makes_root = False  # whether this step may make the folder itself
    root: str
    coursedir: Any
    fail: Any

    def start(self) -> None:
        """Checks the folder, then does what nbgrader does."""
        fault = "nbgrader has none on Windows" if sys.platform == "win32" else self._root_fault()
        if fault:
            self._stop(fault)
        # Learners have accounts on this machine: the exchange is for them, the cohort with its keys is not.
        shared = self.coursedir.groupshared
        private.close([Path(self.coursedir.root)], private.OTHERS if shared else private.GROUP_AND_OTHERS)
        try:
            super().start()  # type: ignore[misc]
        except OSError as error:
            self._stop(f"{error.strerror or error}: {error.filename}" if error.filename else str(error))

    def _root_fault(self) -> str:
        """Why the folder cannot be used, as half of a sentence; "" where it may."""
        root = Path(self.root)
        try:
            there = root.is_dir()
        except OSError as error:
            return error.strerror or str(error)
        cohort = Path(self.coursedir.root).resolve()
        if root.resolve().is_relative_to(cohort):
            return "it lies in the cohort's own folder, which is closed to learners"
        if there:
            return "" if os.access(root, os.W_OK | os.X_OK) else "you may not write to it"
        above = next((folder for folder in root.parents if folder.exists()), root)
        if not self.makes_root:
            return "there is no such folder"
        return "" if above.is_dir() and os.access(above, os.W_OK) else f"{above} is not yours to write to"

    def _stop(self, fault: str) -> None:
        self.fail(
            f"The exchange {self.root} cannot be used: {fault}. Either name a folder that you and every learner can "
            f'write to, with c.Exchange.root = "/some/shared/folder" in nbgrader_config.py; or work by e-mail, '
            f"where this command is not needed: {self.instead} The cohort's README.md has the steps."
        )


class Release(CheckedExchange, ExchangeReleaseAssignment):  # type: ignore[misc]
    """`nbgrader release_assignment`, with our sentence where the exchange cannot be used."""

    instead = "whoever has the course has the assignment, in my-mentoring/exercises/."
    makes_root = True


class ReleaseFeedback(CheckedExchange, ExchangeReleaseFeedback):  # type: ignore[misc]
    """`nbgrader release_feedback`, with our sentence where the exchange cannot be used."""

    instead = "send each learner the page in feedback/."

"""The first page with a button that looks again."""

from __future__ import annotations

from pathlib import Path

from mentorlab.learner.progress import course_progress, unreadable_lessons
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.error_guard import SORRY, guarded
from mentorlab.views.pages import exercise_page
from mentorlab.views.pages.home_page import render_home


class HomeControl:
    """The first page of a workspace.

    Attributes
    ----------
    static : the page as HTML, as it was when last looked at
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._page: Control | None = None
        self.static = self._draw()

    def control(self, toolkit: Toolkit) -> Control:
        """Make the live page."""
        self._page = toolkit.html(self.static)
        apologise = guarded(lambda _: self._show(exercise_page.sentence(SORRY)))
        again = toolkit.button("Look again", apologise(self._again), "ml-plain")
        return toolkit.column([self._page, again], "mentorlab")

    def _again(self) -> None:
        self.static = self._draw()
        self._show(self.static)

    def _show(self, html: str) -> None:
        if self._page is not None:
            self._page.value = html

    def _draw(self) -> str:
        modules = course_progress(self._folder)
        return render_home(modules, self._folder, unreadable_lessons(self._folder, modules))

"""The first page: the modules that are here, how far one has come in each, and the next thing to do."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from mentorlab import wording as words
from mentorlab.learner.progress import ModuleProgress, NotebookProgress, ToolUse
from mentorlab.views.pages import exercise_page
from mentorlab.views.pages.feedback import count_points
from mentorlab.views.pages.mark_status import ALONE
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import count, number

NO_LESSONS = "There are no lessons here yet. Open the course with: make study."


def render_home(modules: Sequence[ModuleProgress], folder: Path, unreadable: Sequence[str] = ()) -> str:
    """Render the first page as it stands in `folder`, to which its links are relative.

    Parameters
    ----------
    unreadable : the names of lessons that are there and cannot be read
    """
    if not modules and not unreadable:
        return exercise_page.sentence(NO_LESSONS)
    lost = "".join(f'<p class="ml-fault">{escape(_unreadable(name))}</p>' for name in unreadable)
    sections = "".join(_module(module, folder) for module in modules)
    heading = '<h1 class="ml-title">Your course</h1>'
    return exercise_page.page(
        f"{heading}{_next(modules, folder)}{lost}{_total(modules)}{sections}", "ml-home"
    )


def _unreadable(name: str) -> str:
    return (
        f"course/{name} cannot be read. Stop the course and start it again: the file is then put aside, and a fresh "
        "copy takes its place. What you answered is kept."
    )


def _next(modules: Sequence[ModuleProgress], folder: Path) -> str:
    begun = any(notebook.begun for module in modules for notebook in module.notebooks)
    for module in modules:
        for notebook, name in zip(module.notebooks, ("the lesson", "the exercises"), strict=False):
            if not notebook.done:
                first = "Next," if begun else "Begin with"
                return _do(f"{'Go on with' if notebook.begun else first} {name}", notebook, folder)
    return (
        '<div class="ml-ending"><p class="ml-title">You have answered everything that is here.</p>'
        "<p>What will you try in your next conversation?</p></div>"
    )


def _do(verb: str, notebook: NotebookProgress, folder: Path) -> str:
    first = ""
    if notebook.begun and notebook.first_open:
        first = f"<p>First to answer there: “{escape(plain(notebook.first_open))}”.</p>"
    link = _link(notebook, folder, notebook.title, notebook.first_open)
    return (
        '<div class="ml-ending"><p class="ml-soft">What to do next</p>'
        f'<p class="ml-title">{escape(verb)}: {link}</p>{first}</div>'
    )


def _module(module: ModuleProgress, folder: Path) -> str:
    names = ("The lesson", "The exercises")
    entries = "".join(
        f"<li>{_line(notebook, name, folder)}</li>"
        for notebook, name in zip(module.notebooks, names, strict=False)
    )
    title = escape(plain(module.lesson.title))
    return f'<section><h2 class="ml-title">{title}</h2><ul class="ml-parts">{entries}</ul></section>'


def _line(notebook: NotebookProgress, name: str, folder: Path) -> str:
    total = len(notebook.items)
    state = f"{notebook.answered} of {count(total, 'question')} answered" if total else "to read"
    if notebook.minutes and not notebook.done:
        state += f", about {notebook.minutes} minutes in all"
    bar = ""
    if total:
        width = 100 * notebook.answered // total
        bar = f'<div class="ml-bar" aria-hidden="true"><span style="width:{width}%"></span></div>'
    talks = "".join(
        f'<p class="ml-soft">{escape(plain(talk.title))}: {talk.reached} of {count(talk.total, "ending")} seen</p>'
        for talk in notebook.endings
    )
    tools = "".join(_tool(notebook, tool, folder) for tool in notebook.tools)
    return f"<p>{_link(notebook, folder, name)}: {state}.</p>{bar}{talks}{tools}"


def _tool(notebook: NotebookProgress, tool: ToolUse, folder: Path) -> str:
    state = f"last changed {_day(tool)}" if tool.used else "a tool to fill in when you need it"
    link = _link(notebook, folder, tool.title, tool.title, always=True)
    return f'<p class="ml-soft">{link}: {escape(state)}</p>'


def _day(tool: ToolUse) -> str:
    day = tool.changed
    return "on a day that cannot be read" if day is None else f"on {words.day(day)}"


def _link(
    notebook: NotebookProgress, folder: Path, text: str, heading: str = "", *, always: bool = False
) -> str:
    path = quote(Path(os.path.relpath(notebook.file, folder)).as_posix())
    if (notebook.begun or always) and heading:  # JupyterLab goes to a heading by its words
        path += "#" + quote(plain(heading).replace(" ", "-"))
    return f'<a href="{escape(path)}">{escape(plain(text))}</a>'


def _total(modules: Sequence[ModuleProgress]) -> str:
    """The running total of somebody who studies alone; "" where a trainer marks."""
    notebooks = [module.exercises for module in modules if module.exercises is not None]
    points = sum(notebook.points for notebook in notebooks)
    if not points:
        return ""
    earned = sum(notebook.earned for notebook in notebooks)
    return (
        f"<p>{ALONE} In the exercises you have {number(earned)} of {count_points(points)} so far, for what you "
        "have checked.</p>"
    )

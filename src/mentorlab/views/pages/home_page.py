"""The first page: the modules that are here, how far one has come in each, and the next thing to do.

It reads the notebooks beside it, parsed and never run, and the responses beside them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mentorlab.item import keys
from mentorlab.item.cells import parse_cell
from mentorlab.item.kinds import NOT_BY_RULE, TOOLS, kind
from mentorlab.item.model import Item, to_points
from mentorlab.responses.file import Entry, Responses, ResponsesError
from mentorlab.talk.play import endings_reached
from mentorlab.views.controls.marks import ALONE
from mentorlab.views.error_guard import SORRY, calmly
from mentorlab.views.pages import exercise_page
from mentorlab.views.pages.feedback import count_points
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import count, day, number

_LARGEST = 20 * 1024 * 1024  # bytes of a notebook that is read


@dataclass(frozen=True)
class Page:
    """One notebook: a lesson or its exercises."""

    file: Path
    title: str
    items: tuple[Item, ...]
    answered: int
    begun: int
    open: str  # the title of the first thing that is not answered; "" where there is none
    earned: float  # points for what was checked and what was played to an end, where keys are found
    points: float  # points there are to be had by rule
    endings: tuple[tuple[str, int, int], ...]  # a talk's title, endings reached, endings there are
    minutes: int = 0  # how long all of it takes; 0 where the notebook does not say
    tools: tuple[tuple[str, Entry | None], ...] = ()  # a take-away's title, and what is kept of it

    @property
    def done(self) -> bool:
        """Whether everything in it is answered; a page without questions is done once that can be said of it."""
        return self.answered == len(self.items)


@dataclass(frozen=True)
class Module:
    """A lesson and the exercises that belong to it, where there are any."""

    id: str
    lesson: Page
    exercises: Page | None


class Home:
    """The first page of a workspace."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._page: Any = None
        self.static = self._draw()

    def widget(self) -> Any:
        """The page with a button that looks again."""
        from mentorlab.views.controls.kinds import _widgets as w

        self._page = w.html(self.static)
        again = w.button("Look again", calmly(self._tell)(self._again), "ml-plain")
        return w.column([self._page, again], "mentorlab")

    def _again(self) -> None:
        self.static = self._draw()
        self._page.value = self.static

    def _tell(self, _: str) -> None:
        self._page.value = exercise_page.sentence(SORRY)

    def _draw(self) -> str:
        found = modules(self._folder)
        if not found:
            return exercise_page.sentence("There are no lessons here yet. Open the course with: make study.")
        shown = "".join(self._module(module) for module in found)
        heading = '<h1 class="ml-title">Your course</h1>'
        return exercise_page.page(f"{heading}{self._next(found)}{_total(found)}{shown}", "ml-home")

    def _next(self, found: list[Module]) -> str:
        begun = any(page.begun for module in found for page in _pages(module))
        for module in found:
            for page, name in zip(_pages(module), ("the lesson", "the exercises"), strict=False):
                if not page.done:
                    first = "Next," if begun else "Begin with"
                    return self._do(f"{'Go on with' if page.begun else first} {name}", page)
        return (
            '<div class="ml-ending"><p class="ml-title">You have answered everything that is here.</p>'
            "<p>What will you try in your next conversation?</p></div>"
        )

    def _do(self, verb: str, page: Page) -> str:
        here = ""
        if page.begun and page.open:
            here = f"<p>First to answer there: “{escape(plain(page.open))}”.</p>"
        return (
            '<div class="ml-ending"><p class="ml-soft">What to do next</p>'
            f'<p class="ml-title">{escape(verb)}: {self._link(page, page.title, page.open)}</p>{here}</div>'
        )

    def _module(self, module: Module) -> str:
        entries = f"<li>{self._line(module.lesson, 'The lesson')}</li>"
        if module.exercises is not None:
            entries += f"<li>{self._line(module.exercises, 'The exercises')}</li>"
        return f'<section><h2 class="ml-title">{escape(plain(module.lesson.title))}</h2><ul class="ml-parts">{entries}</ul></section>'

    def _line(self, page: Page, name: str) -> str:
        total = len(page.items)
        said = f"{page.answered} of {count(total, 'question')} answered" if total else "to read"
        if page.minutes and not page.done:
            said += f", about {page.minutes} minutes in all"
        bar = ""
        if total:
            bar = f'<div class="ml-bar" aria-hidden="true"><span style="width:{100 * page.answered // total}%"></span></div>'
        talks = "".join(
            f'<p class="ml-soft">{escape(plain(title))}: {reached} of {count(there, "ending")} seen</p>'
            for title, reached, there in page.endings
        )
        tools = "".join(self._tool(page, title, entry) for title, entry in page.tools)
        return f"<p>{self._link(page, name)}: {said}.</p>{bar}{talks}{tools}"

    def _tool(self, page: Page, title: str, entry: Entry | None) -> str:
        said = "a tool to fill in when you need it" if entry is None else f"last changed {day_of(entry)}"
        return f'<p class="ml-soft">{self._link(page, title, title, always=True)}: {escape(said)}</p>'

    def _link(self, page: Page, text: str, heading: str = "", *, always: bool = False) -> str:
        path = quote(Path(os.path.relpath(page.file, self._folder)).as_posix())
        if (page.begun or always) and heading:  # JupyterLab goes to a heading by its words
            path += "#" + quote(plain(heading).replace(" ", "-"))
        return f'<a href="{escape(path)}">{escape(plain(text))}</a>'


def modules(folder: Path) -> list[Module]:
    """The modules of a workspace, in their order; notebooks that cannot be read are left out."""
    found = []
    if not (folder / "course").is_dir():  # this page as it lies in the project, beside the lessons
        folder = folder.parent
    for file in sorted((folder / "course").glob("*.ipynb")):
        if file.stem == "home" or ".before-" in file.name:
            continue
        lesson = page(file, file.stem)
        if lesson is None:
            continue
        work = folder / "exercises" / file.stem / file.name
        found.append(Module(file.stem, lesson, page(work, file.stem) if work.is_file() else None))
    return found


def page(file: Path, module: str) -> Page | None:
    """What a notebook asks, and what of it is answered; None where it cannot be read."""
    try:
        if file.stat().st_size > _LARGEST:
            return None
        document = json.loads(file.read_text("utf-8"))
        cells = document["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    title = next(
        (text.splitlines()[0][2:] for type, text in sources if type == "markdown" and text[:2] == "# "),
        module,
    )
    calls = {parsed[0] for type, text in sources if type == "code" and (parsed := parse_cell(text))}
    found = tuple(item for type, text in sources if type == "code" and (item := _item(text)) is not None)
    entries = _entries(module, file.parent, found)
    items = tuple(item for item in found if item.kind not in TOOLS)
    tools = tuple((item.title, entries[item.id]) for item in found if item.kind in TOOLS)
    complete = [item for item in items if _complete(item, entries[item.id])]
    endings = tuple(_endings(item, entries[item.id]) for item in items if item.kind == "talk")
    begun = sum(entries[item.id] is not None for item in items)
    done = {item.id for item in complete}
    first = next((item.title for item in items if item.id not in done), "")
    earned, points = _points(items, entries) if "exercise" in calls else (0.0, 0.0)
    minutes = _minutes(document)
    return Page(file, title, items, len(complete), begun, first, earned, points, endings, minutes, tools)


def day_of(entry: Entry) -> str:
    """`on 22 November 2026`, in the learner's own time."""
    try:
        then = datetime.fromisoformat(entry.last).astimezone()
    except ValueError:
        return "on a day that cannot be read"
    return f"on {day(then)}"


def _minutes(document: dict[str, Any]) -> int:
    """What the builder wrote into the notebook; 0 where somebody has changed it into something else."""
    try:
        said = document["metadata"]["mentorlab"]["minutes"]
    except (KeyError, TypeError):
        return 0
    return said if isinstance(said, int) else 0


def _points(items: tuple[Item, ...], entries: dict[str, Entry | None]) -> tuple[float, float]:
    """What was earned, and what there is to earn, of the items whose keys this learner may have."""
    earned = points = 0.0
    for item in items:
        key = keys.find_key(item.id)
        if key is None or item.kind in NOT_BY_RULE:
            continue
        points += item.points
        entry = entries[item.id]
        if entry is not None and entry.attempts:
            score = keys.score(item, key, exercise_page.read_response(item, entry)[0])
            earned += to_points(score.value, item.points)
    return earned, points


def _total(found: list[Module]) -> str:
    """The running total of somebody who studies alone; "" where a trainer marks."""
    pages = [module.exercises for module in found if module.exercises is not None]
    points = sum(page.points for page in pages)
    if not points:
        return ""
    earned = sum(page.earned for page in pages)
    return (
        f"<p>{ALONE} In the exercises you have {number(earned)} of {count_points(points)} so far, for what you "
        "have checked.</p>"
    )


def _item(source: str) -> Item | None:
    parsed = parse_cell(source)
    if parsed is None or parsed[0] not in ("practice", "exercise"):
        return None
    try:
        return keys.parse_item(parsed[1][0])
    except Exception:  # a notebook that somebody edited: what cannot be read is not counted
        return None


def _entries(module: str, folder: Path, items: tuple[Item, ...]) -> dict[str, Entry | None]:
    try:
        responses = Responses.open(module, folder)
    except ResponsesError:
        return dict.fromkeys((item.id for item in items), None)
    return {item.id: responses.get(item.id) for item in items}


def _complete(item: Item, entry: Entry | None) -> bool:
    if entry is None:
        return False
    response, problem = exercise_page.read_response(item, entry)
    return not problem and not kind(item.kind).missing(item, response)


def _endings(item: Any, entry: Entry | None) -> tuple[str, int, int]:
    response: Any = exercise_page.read_response(item, entry)[0]
    there = sum(scene.end for scene in item.talk.scenes)
    return item.title, len(endings_reached(item.talk, response.plays)), there


def _pages(module: Module) -> list[Page]:
    return [module.lesson] + ([module.exercises] if module.exercises else [])

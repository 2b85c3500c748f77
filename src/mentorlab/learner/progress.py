"""How far a learner has come: derived, at each look, from the notebooks in their folder and their responses.

The notebooks are parsed and never run; what cannot be read in them is left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.cells import parse_cell
from mentorlab.item.kinds import talk_of, traits
from mentorlab.item.model import Item, to_points
from mentorlab.responses.file import Entry, Responses, ResponsesError
from mentorlab.talk.play import endings_reached

PUT_ASIDE = (".before-", ".damaged-")  # what the names of copies have in them that `prepare` has replaced
_LARGEST = 20 * 1024 * 1024  # bytes of a notebook that is read


@dataclass(frozen=True)
class EndingsSeen:
    """How many of a talk's endings were reached, in whatever plays."""

    title: str
    reached: int
    total: int


@dataclass(frozen=True)
class ToolUse:
    """A take-away: a tool that counts as neither answered nor unanswered.

    Attributes
    ----------
    changed : when it was last changed, in the learner's own time; None if that cannot be read
    used : whether anything was filled in
    """

    title: str
    used: bool
    changed: datetime | None


@dataclass(frozen=True)
class NotebookProgress:
    """One notebook: a lesson or its exercises.

    Attributes
    ----------
    answered, begun : how many items are complete, and of how many anything is saved
    first_open : the title of the first item that is not complete; "" where there is none
    earned, points : of what keys are found for: points for what was checked or played to an end, and points in all
    minutes : how long all of it takes; 0 where the notebook does not say
    """

    file: Path
    title: str
    items: tuple[Item, ...]
    answered: int
    begun: int
    first_open: str
    earned: float
    points: float
    endings: tuple[EndingsSeen, ...]
    minutes: int = 0
    tools: tuple[ToolUse, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything in it is answered; a notebook without questions always is."""
        return self.answered == len(self.items)


@dataclass(frozen=True)
class ModuleProgress:
    """A lesson and the exercises that belong to it, where there are any."""

    id: str
    lesson: NotebookProgress
    exercises: NotebookProgress | None

    @property
    def notebooks(self) -> tuple[NotebookProgress, ...]:
        """Its notebooks, in the order in which they are worked through."""
        return (self.lesson,) if self.exercises is None else (self.lesson, self.exercises)


def course_progress(folder: Path) -> list[ModuleProgress]:
    """Read the modules in a workspace, in their order; those that cannot be read: `unreadable_lessons`."""
    found = []
    for file in _lessons(folder):
        folder = file.parent.parent
        lesson = notebook_progress(file, file.stem)
        if lesson is None:
            continue
        exercises = folder / "exercises" / file.stem / file.name
        found.append(
            ModuleProgress(
                file.stem, lesson, notebook_progress(exercises, file.stem) if exercises.is_file() else None
            )
        )
    return found


def unreadable_lessons(folder: Path, modules: Sequence[ModuleProgress]) -> list[str]:
    """List the lessons that are there and not among those read, so that no module vanishes without a word."""
    read = {module.id for module in modules}
    return [file.name for file in _lessons(folder) if file.stem not in read]


def _lessons(folder: Path) -> list[Path]:
    if not (folder / "course").is_dir():  # the first page as it lies in the project, beside the lessons
        folder = folder.parent
    return [
        file
        for file in sorted((folder / "course").glob("*.ipynb"))
        if file.stem != "home" and not any(mark in file.name for mark in PUT_ASIDE)
    ]


def notebook_progress(file: Path, module: str) -> NotebookProgress | None:
    """Read what a notebook asks and what of it is answered; None where it cannot be read."""
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
    items = tuple(item for item in found if not traits(item).tool)
    complete = {item.id for item in items if _complete(item, entries[item.id])}
    earned, points = _points(items, entries) if "exercise" in calls else (0.0, 0.0)
    return NotebookProgress(
        file=file,
        title=title,
        items=items,
        answered=len(complete),
        begun=sum(entries[item.id] is not None for item in items),
        first_open=next((item.title for item in items if item.id not in complete), ""),
        earned=earned,
        points=points,
        endings=tuple(_endings(item, entries[item.id]) for item in items if talk_of(item)),
        minutes=_minutes(document),
        tools=tuple(_tool(item, entries[item.id]) for item in found if traits(item).tool),
    )


def local_time(stamp: str) -> datetime | None:
    """Read a time as responses hold it, in the learner's own time zone; None if it cannot be read."""
    try:
        return datetime.fromisoformat(stamp).astimezone()
    except (ValueError, OverflowError, OSError):  # the year 1 has no time in zones to the west
        return None


def _minutes(document: dict[str, Any]) -> int:
    """What the builder wrote into the notebook; 0 where somebody has changed it into something else."""
    try:
        minutes = document["metadata"]["mentorlab"]["minutes"]
    except (KeyError, TypeError):
        return 0
    return minutes if isinstance(minutes, int) else 0


def _points(items: tuple[Item, ...], entries: dict[str, Entry | None]) -> tuple[float, float]:
    """What was earned, and what there is to earn, of the items whose keys this learner may have."""
    earned = points = 0.0
    for item in items:
        key = keys.find_key(item.id)
        if key is None or not traits(item).by_rule:
            continue
        points += item.points
        entry = entries[item.id]
        if entry is not None and entry.attempts:
            earned += to_points(_answer(item, entry).score(key).value, item.points)
    return earned, points


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


def _answer(item: Item, entry: Entry | None) -> Answer:
    return Answer.read(item, None if entry is None else entry.response)


def _complete(item: Item, entry: Entry | None) -> bool:
    return entry is not None and _answer(item, entry).complete


def _endings(item: Any, entry: Entry | None) -> EndingsSeen:
    response: Any = _answer(item, entry).response
    total = sum(scene.end for scene in item.talk.scenes)
    return EndingsSeen(item.title, len(endings_reached(item.talk, response.plays)), total)


def _tool(item: Item, entry: Entry | None) -> ToolUse:
    return ToolUse(item.title, entry is not None, None if entry is None else local_time(entry.last))

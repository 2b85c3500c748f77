"""`content/published-ids.txt`: the ids that are out in the world, in learners' files and trainers' gradebooks.

A published id never changes and is never used for something else. One line each, `kind path`; what was given
up on purpose gets ` gone` at the end of its line, by hand, and its id stays taken for ever:

    choice 08-feedback/say-first
    part 08-feedback/say-first/plan-better gone
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mentorlab.content.load import Course, Exercise, Module

FILE = "published-ids.txt"
GONE = " gone"


def ids_of(course: Course) -> dict[str, str]:
    """Return every id that a learner's file or a gradebook may hold: path -> kind."""
    return dict(pair for module in course.modules for pair in _module(module))


def read_published(content: Path) -> dict[str, tuple[str, bool, int]]:
    """Read what was published: path -> (kind, gone, line in the file); empty where nothing was."""
    path = content / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            kind, _, rest = line.strip().partition(" ")
            found[rest.removesuffix(GONE).strip()] = (kind, rest.endswith(GONE), number)
    return found


def publish(course: Course) -> int:
    """Add what is new to the list; what stands there stays as it is. Returns how many were added."""
    published = read_published(course.folder)
    new = {path: (kind, False, 0) for path, kind in ids_of(course).items() if path not in published}
    lines = [
        f"{kind} {path}{GONE if gone else ''}" for path, (kind, gone, _) in sorted((published | new).items())
    ]
    head = "# Published ids: they never change and are never used again. `mentorlab ids --publish` adds to them.\n"
    (course.folder / FILE).write_text(head + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return len(new)


def _module(module: Module) -> Iterator[tuple[str, str]]:
    yield module.id, "module"
    for name, (talk, _) in module.talks.items():
        yield f"{module.id}/talks/{name}", "talk"
        for scene in talk.scenes:
            for reply in scene.replies:
                yield f"{module.id}/talks/{name}/{reply.id}", "reply"
    for piece in (*module.lesson, *module.assignment):
        if isinstance(piece, Exercise):
            yield f"{module.id}/{piece.item.id}", piece.item.kind
            # A talk's replies stand under the talk, wherever it is placed.
            for part in sorted(set(_parts(piece.item.model_dump(exclude={"id", "talk"})))):
                yield f"{module.id}/{piece.item.id}/{part}", "part"


def _parts(data: Any) -> Iterator[str]:
    """Every id in an item's public part, whatever its kind."""
    if isinstance(data, dict):
        if isinstance(data.get("id"), str) and data["id"]:
            yield data["id"]
        for value in data.values():
            yield from _parts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _parts(value)

"""A small course made of the author's guide: its content folder, built, and responses written from its keys."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item, parse_key
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, as_json
from mentorlab.responses.file import Responses
from tests.helpers.samples import guide, sources

MODULE = "08-feedback"
Respond = Callable[[Item, Key], Mapping[str, Any] | None]
LESSON = """\
---
title: Give feedback that is heard and used
minutes: 30
objectives:
  notice: say what someone in the room noticed, before you say what it means
  ask: ask for the story before you judge it
take-away: one sentence to begin with
---

## A moment {#moment}

Sam has missed a second deadline, and the client noticed.

More than a third of the feedback tried in experiments made people do worse [@kluger1996effects].

## The idea {#idea}

Say what you noticed. `[@not-a-citation]` in code is left as it is.

"""
EXERCISES = """\
---
title: Feedback
minutes: 40
objectives:
  notice: say what someone in the room noticed, before you say what it means
  ask: ask for the story before you judge it
---

"""
REFERENCES = """\
@article{kluger1996effects,
  author  = {Kluger, Avraham N. and DeNisi, Angelo},
  title   = {The effects of feedback interventions on performance},
  journal = {Psychological Bulletin},
  year    = {1996},
  volume  = {119},
  doi     = {10.1037/0033-2909.119.2.254},
}

@article{hattie2007power,
  author  = {Hattie, John and Timperley, Helen},
  title   = {The power of feedback},
  journal = {Review of Educational Research},
  year    = {2007},
}
"""


def write_content(content: Path) -> Path:
    """The guide's talk and one exercise of every kind, as a content folder with one module."""
    folder = content / MODULE
    (folder / "talks").mkdir(parents=True)
    talk = guide().split("\n## Talks\n", 1)[1].split("```markdown\n", 1)[1].split("\n```\n", 1)[0]
    practice = "\n".join(
        [
            "## Try it first {choice #try-it objective=ask}\n",
            "What do you say?\n",
            '- [x] "What got in the way?" {#try-way}\n  > It asks first.',
            '- [ ] "You need to plan better." {#try-plan}\n  > It is true, and it is not heard.\n',
            "## Play it {talk #first-deadline file=second-missed-deadline}\n",
            "Play it to an ending.\n",
        ]
    )
    (folder / "talks" / "second-missed-deadline.md").write_text(talk + "\n", encoding="utf-8")
    (folder / "talks" / "third-missed-deadline.md").write_text(talk + "\n", encoding="utf-8")
    (folder / "lesson.md").write_text(LESSON + practice, encoding="utf-8")
    marked = [text for name, text in sources().items() if not kind(name).TRAITS.lessons_alone]
    exercises = "\n".join(marked).replace("file=second-", "file=third-")
    (folder / "exercises.md").write_text(EXERCISES + exercises, encoding="utf-8")
    (content / "references.bib").write_text(REFERENCES, encoding="utf-8")
    return content


def marks_in(notebook: Path) -> dict[str, tuple[Item, Key]]:
    """Item and key of every mark cell of a source notebook, by item id."""
    found = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        shape = parse_cell("".join(cell["source"]))
        if shape is not None and shape[0] == "mark":
            item = parse_item(shape[1][0])
            found[item.id] = (item, parse_key(item, shape[1][1]))
    return found


def reflections_in(notebook: Path) -> list[Item]:
    """The items whose mark a person gives."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shapes = [parse_cell("".join(cell["source"])) for cell in cells]
    items = [parse_item(shape[1][0]) for shape in shapes if shape is not None and shape[0] == "exercise"]
    return [item for item in items if item.kind == "extended-text"]


def answer(
    folder: Path,
    notebook: Path,
    respond: Respond,
    *,
    digest: Callable[[Item], str] = lambda item: item.digest,
    reflection: str = "",
) -> None:
    """Answer an assignment that lies in `folder`, through the one writer of responses.

    Parameters
    ----------
    notebook : the source notebook, whose keys `respond` may look at
    respond : the response to an item, or None to leave it alone
    """
    responses = Responses(folder / f"{notebook.stem}.responses.json")
    for item, key in marks_in(notebook).values():
        response = respond(item, key)
        if response is not None:
            responses.put(item.id, response, digest(item))
    for item in reflections_in(notebook):
        if reflection:
            responses.put(item.id, {"text": reflection}, digest(item))


def model(item: Item, key: Key) -> dict[str, Any]:
    """The response that earns everything."""
    return as_json(kind(item.kind).model(item, key))


def nothing(item: Item, key: Key) -> None:
    """No response."""


def everything(item: Item, key: Key) -> Mapping[str, Any] | None:
    ticked = kind(item.kind).everything(item)
    return None if ticked is None else as_json(ticked)


def some(seed: int) -> Respond:
    """The model for some items, a guess for others, nothing for the rest."""
    draw = random.Random(seed)

    def respond(item: Item, key: Key) -> Mapping[str, Any] | None:
        way = draw.choice(["model", "guess", "guess", "nothing"])
        if way == "guess":
            return as_json(kind(item.kind).guess(item, draw))
        return model(item, key) if way == "model" else None

    return respond


def guessed(seed: int) -> Respond:
    draw = random.Random(seed)
    return lambda item, key: as_json(kind(item.kind).guess(item, draw))


def partly(item: Item, key: Key) -> Mapping[str, Any] | None:
    """The model with half of each answer taken out again."""
    response = model(item, key)
    for name, value in response.items():
        if isinstance(value, dict) and len(value) > 1:
            response[name] = dict(list(value.items())[: len(value) // 2])
        elif isinstance(value, list) and len(value) > 1 and name != "plays":
            response[name] = value[: len(value) // 2]
    return response

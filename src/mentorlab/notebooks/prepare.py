"""Text and exercises on their way into a notebook: citations in words, maps laid out, nothing nbgrader would cut."""

from __future__ import annotations

from mentorlab.content.load import Exercise
from mentorlab.dialect.tree import DialectError, Document
from mentorlab.item.keys import dump
from mentorlab.item.kinds import kind, talk_of
from mentorlab.item.model import Item, Key, as_json
from mentorlab.notebooks.cells import forbidden
from mentorlab.notebooks.citations import Citations, UnknownReference
from mentorlab.notebooks.layout import lay_out


def rendered(text: str, document: Document, line: int, citations: Citations) -> str:
    """Render Markdown as it stands in a cell; raises `DialectError` at the line where it goes wrong."""
    lines = text.split("\n")
    for at, one in enumerate(lines):
        if forbidden(one):
            raise _cut(document, line + at, forbidden(one))
    try:
        return citations.render(text)
    except UnknownReference as error:
        at = next((at for at, one in enumerate(lines) if f"@{error.key}" in one), 0)
        raise _unknown(document, line + at, error.key) from None


def prepared(exercise: Exercise, document: Document, shown: Citations, closed: Citations) -> tuple[Item, Key]:
    """Make the item and the key as their cells hold them; what each of them cites is remembered apart."""
    offered = kind(exercise.item.kind)
    word = forbidden(dump(exercise.item)) or forbidden(dump(exercise.key))
    if word:
        raise _cut(document, exercise.line, word)
    try:
        item = offered.Item.model_validate(shown.render_data(as_json(exercise.item)))
        key = offered.Key.model_validate(closed.render_data(as_json(exercise.key)))
    except UnknownReference as error:
        raise _unknown(document, exercise.line, error.key) from None
    if (talk := talk_of(item)) is not None:
        item = item.model_copy(update={"layout": lay_out(talk)})
    return item, key


def _unknown(document: Document, line: int, key: str) -> DialectError:
    return document.error(
        line, f"There is no reference “{key}”.", "Add its record to content/references.bib, or mend the key."
    )


def _cut(document: Document, line: int, word: str) -> DialectError:
    return document.error(
        line, f"“{word}” is a command of nbgrader, which would cut the text there.", "Say it otherwise."
    )

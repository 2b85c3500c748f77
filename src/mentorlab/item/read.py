"""From a heading whose attribute list names an exercise kind to its item and key."""

from __future__ import annotations

from typing import Any

from mentorlab.dialect.tree import Document, Section
from mentorlab.item.kinds import kind, kinds
from mentorlab.item.model import Item, Key


def is_exercise(section: Section) -> bool:
    """Whether a heading places an exercise."""
    return section.attributes.kind in kinds()


def read_item(
    document: Document, sections: tuple[Section, ...], module: str = "", **context: Any
) -> tuple[Item, Key]:
    """The item and the key of one exercise.

    Parameters
    ----------
    sections : the exercise's own heading, then all those beneath it
    module : the folder's name, such as 08-feedback
    context : `talks`, a mapping from the name of a file in talks/ to (Talk, TalkKey)

    Raises
    ------
    DialectError : names the file, the line and the mend
    """
    heading = sections[0]
    if not is_exercise(heading):
        problem = (
            f"“{heading.attributes.kind}” is" if heading.attributes.kind else "No kind is said, which is"
        )
        raise document.error(
            heading.line,
            f"The heading “{heading.title}” is no exercise: {problem} not a kind of exercise.",
            f"Write one of {', '.join(sorted(kinds()))} in its attribute list.",
        )
    return kind(heading.attributes.kind).read(document, sections, module=module, **context)

"""The front matter of a module's files, held to a schema; what is wrong with it is said with its line."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from mentorlab.dialect.tree import DialectError, Document

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Minutes = Annotated[int, Field(gt=0, le=600)]


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LessonFront(_Front):
    """lesson.md: what the module is called, how long it takes, and what one can do at its end."""

    title: Sentence
    minutes: Minutes
    objectives: Annotated[dict[Word, Sentence], Field(min_length=1)]
    take_away: Annotated[Sentence, Field(alias="take-away")] = ""
    edition: Literal[1, 2] = 1  # 2: the rules of the second edition hold for this module


class ExercisesFront(_Front):
    """exercises.md: a title and minutes of its own; objectives only as lesson.md has them."""

    title: Sentence = ""
    minutes: Minutes | None = None
    objectives: dict[Word, Sentence] = {}


class GuideFront(_Front):
    """facilitate.md: a title, and the minutes of the live session."""

    title: Sentence = ""
    minutes: Minutes | None = None


_EXAMPLES = {
    "title": "title: Give feedback that is heard and used",
    "minutes": "minutes: 30",
    "objectives": "objectives: and beneath it, indented, a word: and a sentence, for each of them",
    "edition": "edition: 2",
    "take-away": "take-away: A card with three openers",
}

Front = TypeVar("Front", bound=_Front)


def read_front(document: Document, schema: type[Front]) -> Front:
    """Read the front matter as this schema; DialectError for the first thing wrong with it."""
    try:
        return schema.model_validate(dict(document.meta))
    except ValidationError as error:
        raise _said(document, schema, error) from None


def _said(document: Document, schema: type[_Front], error: ValidationError) -> DialectError:
    first = error.errors()[0]
    key = str(first["loc"][0])
    line = document.meta_lines.get(key, 1)
    known = [field.alias or name for name, field in schema.model_fields.items()]
    if first["type"] == "extra_forbidden":
        return document.error(
            line, f"“{key}” is not known in the front matter.", f"Take it out; there are {', '.join(known)}."
        )
    what = "is missing" if first["type"] == "missing" else "is not as it should be"
    return document.error(
        line, f"“{key}” {what} in the front matter.", f"Write for instance {_EXAMPLES[key]}."
    )

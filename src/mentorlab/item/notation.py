"""What the notations of all kinds share: heading, stem, list, notes and ids, and how a fault is said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorlab.dialect.tree import (
    EMPTY,
    Attributes,
    Block,
    DialectError,
    Document,
    List,
    ListItem,
    Paragraph,
    Quote,
    Section,
)
from mentorlab.item.model import canary
from mentorlab.wording import shorten

IDS = "Run `mentorlab ids`, which writes the missing ones."
_COMMON = {"points", "objective"}
_POINTS = re.compile(r"\d{1,3}(\.\d{1,2})?")


@dataclass(frozen=True)
class ExerciseParts:
    """An exercise's sections taken apart.

    `shared` holds the fields that every `Item` has, `closed` those that every `Key` has; `entries` is the
    last list under the heading, `parts` the sections beneath it.
    """

    document: Document
    heading: Section
    shared: dict[str, Any]
    closed: dict[str, Any]
    options: Mapping[str, str]
    entries: tuple[ListItem, ...]
    ordered: bool
    parts: tuple[Section, ...]

    @property
    def id(self) -> str:
        """The exercise's id."""
        return str(self.shared["id"])

    def error(self, line: int, what: str, mend: str) -> DialectError:
        """A fault in this exercise's file."""
        return self.document.error(line, what, mend)

    def fault(self, what: str, mend: str) -> DialectError:
        """A fault that belongs to the exercise as a whole: it is said at the heading."""
        return self.error(self.heading.line, what, mend)

    def under(self, kind: str) -> tuple[Section, ...]:
        """The sections beneath the heading whose attribute list says this kind."""
        return tuple(part for part in self.parts if part.attributes.kind == kind)


def open_exercise(
    document: Document,
    sections: tuple[Section, ...],
    context: Mapping[str, Any],
    *,
    options: Collection[str] = (),
    parts: Collection[str] = (),
    listed: bool = True,
) -> ExerciseParts:
    """Take an exercise apart and refuse what no exercise of its kind may hold.

    Parameters
    ----------
    options : the keys that this kind's heading takes besides `points` and `objective`
    parts : the kinds that a heading beneath it may carry
    listed : whether the last list under the heading is the exercise's own (if not, it is part of the stem)
    """
    heading, beneath = sections[0], sections[1:]
    attributes = heading.attributes
    if not attributes.id:
        raise document.error(heading.line, f"The exercise “{heading.title}” has no id.", IDS)
    check_attributes(
        document, heading.line, attributes, kinds=(attributes.kind,), options={*_COMMON, *options}, named=True
    )
    for part in beneath:
        if part.attributes.kind not in parts:
            mend = (
                f"Write one of {', '.join(sorted(parts))}, in braces at its end, or make it a paragraph."
                if parts
                else "Make it a paragraph of the question."
            )
            raise document.error(
                part.line,
                f"The heading “{part.title}” has no place in “{heading.title}” ({attributes.kind}).",
                mend,
            )
    blocks = heading.blocks
    last = max((n for n, block in enumerate(blocks) if isinstance(block, List)), default=-1) if listed else -1
    own = blocks[last] if last >= 0 else None
    stem, after = (blocks[:last], blocks[last + 1 :]) if own is not None else _split_note(blocks, beneath)
    # What a sample's own `>` says is about that sample alone.
    after += tuple(b for part in beneath if part.attributes.kind != "sample" for b in _after_list(part))
    for block in after:
        if not isinstance(block, Quote):
            raise document.error(
                block.line,
                "A paragraph stands after the list.",
                "Put it before the list, or begin it with > if it is to be read once the exercise is answered.",
            )
    for block in stem:
        if isinstance(block, Paragraph) and block.attributes != EMPTY:
            raise document.error(
                block.line,
                "An attribute list stands at the end of a paragraph, where it means nothing.",
                "Put it on the heading or on an entry of the list; to keep it as text, write \\{.",
            )
    return ExerciseParts(
        document=document,
        heading=heading,
        shared={
            "module": str(context.get("module", "")),
            "id": attributes.id,
            "title": heading.title,
            "stem": "\n\n".join(_markdown(block) for block in stem),
            "points": _points(document, heading),
            "objective": attributes.options.get("objective", ""),
        },
        closed={
            "item": attributes.id,
            "canary": canary(attributes.id),
            "note": "\n\n".join(flow(block.text) for block in after if isinstance(block, Quote)),
        },
        options=attributes.options,
        entries=own.items if isinstance(own, List) else (),
        ordered=isinstance(own, List) and own.ordered,
        parts=beneath,
    )


def check_attributes(
    document: Document,
    line: int,
    attributes: Attributes,
    *,
    kinds: Collection[str] = ("",),
    options: Collection[str] = (),
    worth: Collection[str] = (),
    named: bool = False,
) -> None:
    """Refuse what an attribute list says and nobody would read."""
    what = ""
    if attributes.kind not in kinds:
        what = f"“{attributes.kind}”"
    elif attributes.worth is not None and attributes.worth not in worth:
        what = f"“{attributes.worth}”"
    elif unknown := sorted(set(attributes.options) - set(options)):
        what = f"“{unknown[0]}=”"
    elif attributes.plus or attributes.minus:
        what = f"“{'+' if attributes.plus else '-'}{(attributes.plus or attributes.minus)[0]}”"
    elif attributes.meters:
        what = f"a meter (“{next(iter(attributes.meters))}”)"
    elif attributes.condition:
        what = f"“if {attributes.condition}”"
    elif attributes.flags:
        what = f"“{attributes.flags[0]}”"
    if what:
        known = ", ".join(f"{key}=" for key in sorted(options))
        mend = "Take it out" + (f"; {known} may stand here." if known else ".")
        if not named:
            mend = mend[:-1] + ", or write \\{ to keep it as text."
        raise document.error(line, f"The attribute list says {what}, which means nothing here.", mend)


def ids_of(exercise: ExerciseParts, entries: Iterable[ListItem], what: str) -> None:
    """Refuse entries without an id, and two with the same one. `what` names one of them: "option"."""
    seen: dict[str, int] = {}
    for entry in entries:
        if not entry.attributes.id:
            raise exercise.error(entry.line, f"The {what} “{shorten(entry.text)}” has no id.", IDS)
        if entry.attributes.id in seen:
            raise exercise.error(
                entry.line,
                f"The id #{entry.attributes.id} is already taken in line {seen[entry.attributes.id]}.",
                f"Give this {what} an id of its own.",
            )
        seen[entry.attributes.id] = entry.line


def unmarked(exercise: ExerciseParts) -> None:
    """Refuse points where nobody marks."""
    if "points" in exercise.options:
        kind = exercise.heading.attributes.kind
        raise exercise.fault(f"A {kind} has no points.", "Take points= out: nobody marks it.")


def sample_ids(exercise: ExerciseParts) -> None:
    """Refuse samples without an id, and two with the same one."""
    seen = set()
    for part in exercise.under("sample"):
        if not part.attributes.id:
            raise exercise.error(part.line, f"The sample “{part.title}” has no id.", IDS)
        if part.attributes.id in seen:
            raise exercise.error(
                part.line,
                f"The id #{part.attributes.id} is already taken.",
                "Give this sample an id of its own.",
            )
        seen.add(part.attributes.id)


def list_under(exercise: ExerciseParts, part: Section) -> tuple[ListItem, ...]:
    """The entries of the one list that a section beneath the heading holds."""
    if not part.blocks or not isinstance(part.blocks[0], List):
        raise exercise.error(
            part.line, f"Under “{part.title}” there is no list.", "Write one entry a line, each after a dash."
        )
    return part.blocks[0].items


def no_box(exercise: ExerciseParts, entry: ListItem) -> None:
    """Refuse a box where boxes mean nothing."""
    if entry.box is not None:
        raise exercise.error(
            entry.line,
            f"A box means nothing in {exercise.heading.attributes.kind}.",
            "Take it out, or write \\[ to keep it as text.",
        )


def entry_text(entry: ListItem) -> str:
    """An entry's text on one line, where an arrow in it is text like any other."""
    return flow(f"{entry.text} -> {entry.target}" if entry.target else entry.text)


def explained(entries: Iterable[ListItem]) -> dict[str, str]:
    """Each entry's id with the `>` lines beneath it, for those that have any."""
    return {entry.attributes.id: flow(entry.note) for entry in entries if entry.note.strip()}


def flow(text: str) -> str:
    """Paragraphs each on one line: an author's line breaks are for the author's eyes."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    return "\n\n".join(re.sub(r"[ \t]*\n[ \t]*", " ", paragraph).strip() for paragraph in paragraphs)


def number_of(exercise: ExerciseParts, key: str) -> float:
    """The number that the heading's attribute list gives for this key."""
    written = exercise.options.get(key, "")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", written, re.ASCII):
        raise exercise.fault(
            f"“{key}={written}” is not a number."
            if written
            else f"The attribute list does not say “{key}=”.",
            f"Write a number, such as {key}=20.",
        )
    return float(written)


def _points(document: Document, heading: Section) -> float:
    written = heading.attributes.options.get("points", "1")
    if not _POINTS.fullmatch(written) or not 0 < float(written) <= 100:
        raise document.error(
            heading.line, f"“points={written}” is not a number of points.", "Write a number such as points=2."
        )
    return float(written)


def _split_note(
    blocks: tuple[Block, ...], beneath: tuple[Section, ...]
) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Without a list, the quotations at the very end of the exercise are its note; others are prose."""
    end = len(blocks)
    while not beneath and end > 0 and isinstance(blocks[end - 1], Quote):
        end -= 1
    return blocks[:end], blocks[end:]


def _after_list(part: Section) -> tuple[Block, ...]:
    """What follows the last list of a section beneath the heading. Without a list the section is prose."""
    last = max((n for n, block in enumerate(part.blocks) if isinstance(block, List)), default=-1)
    return part.blocks[last + 1 :] if last >= 0 else ()


def _markdown(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Quote):
        return "\n".join(f"> {line}".rstrip() for line in block.text.split("\n"))
    boxes = {True: "[x] ", False: "[ ] ", None: ""}
    return "\n".join(
        f"{f'{number}.' if block.ordered else '-'} {boxes[entry.box]}{entry_text(entry)}"
        for number, entry in enumerate(block.items, 1)
    )

"""What is said and told in a scene: paragraphs, lists and quotations as the lines of a talk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

from mentorlab.dialect.tree import Block, Document, List, ListItem, Paragraph, Quote
from mentorlab.talk._speech import Speech, almost_speech, split_speech
from mentorlab.talk.model import Line

_VERBATIM = ("```", "~~~", "|")  # fences and tables: a name and a colon in them is no speech


class LineReader:
    """Reads the lines of one talk.

    Parameters
    ----------
    people : who speaks in it
    known_condition : refuses a condition that names what is not there; called with its text and its line
    """

    def __init__(
        self, document: Document, people: dict[str, str], known_condition: Callable[[str, int], None]
    ) -> None:
        self._document, self._people, self._known_condition = document, people, known_condition

    def read(self, blocks: Sequence[Block], medium: str) -> tuple[Line, ...]:
        """The lines of a scene. In a mail, paragraphs after the writer's name go on with it."""
        lines: list[Line] = []
        writer = ""
        for block in blocks:
            if isinstance(block, Paragraph) and self._is_comment(block):
                continue
            line = self._line(block, medium)
            if medium == "mail" and writer and not line.speaker and not line.thinks and line.text:
                line = line.model_copy(update={"speaker": writer})
            elif line.speaker and not line.thinks:
                writer = line.speaker
            lines.append(line)
        return tuple(lines)

    def refuse_comment(self, text: str, line: int) -> None:
        """A comment is left out where it is a paragraph of its own, and would be read by learners elsewhere."""
        if "<!--" in text or "-->" in text:
            self._fail(
                line,
                "A comment stands inside a text, where learners would read it.",
                "Make it a paragraph of its own without empty lines, or take it out.",
            )

    def _is_comment(self, block: Paragraph) -> bool:
        text = block.text.strip()
        if block.attributes or not (text.startswith("<!--") and text.endswith("-->")):
            return False
        return text.count("<!--") == text.count("-->") == 1

    def _line(self, block: Block, medium: str) -> Line:
        if isinstance(block, Quote):
            self.refuse_comment(block.text, block.line)
            return Line(text="\n".join(f"> {row}".rstrip() for row in block.text.split("\n")))
        if isinstance(block, List):
            for item in block.items:
                self.refuse_comment(item.text, item.line)
                if item.attributes:
                    self._fail(
                        item.line,
                        "A list that is read takes no attribute list.",
                        "Leave out the {…} at its end.",
                    )
            return Line(
                text="\n".join(_listed(item, n, block.ordered) for n, item in enumerate(block.items, 1))
            )
        return self._speech(block, medium)

    def _speech(self, block: Paragraph, medium: str) -> Line:
        then = self._then(block, medium)
        condition = block.attributes.condition
        if not block.text:
            if not then:
                self._fail(
                    block.line,
                    "An attribute list stands alone here.",
                    "Put it at the end of the line it belongs to.",
                )
            return Line(text="", condition=condition, then=then)
        if not block.text.lstrip().startswith(_VERBATIM):
            self.refuse_comment(block.text, block.line)
            self._refuse_almost_speech(block)
        speech = split_speech(block.text, self._people)
        if speech is None:
            return Line(text=block.text, condition=condition, then=then)
        self._check(speech, block.line, medium)
        return Line(
            text=speech.text,
            speaker=speech.speaker,
            thinks=speech.thinks,
            condition=condition,
            gesture=speech.gesture,
            at=speech.at,
            then=then,
        )

    def _then(self, block: Paragraph, medium: str) -> Literal["", "beat", "cut"]:
        """What follows the line, from its attribute list, which is checked."""
        given, line = block.attributes, block.line
        if given.worth or given.plus or given.minus or given.meters:
            mend = "They belong in the attribute list of a reply."
            self._fail(line, "A line has no worth, skills or meters.", mend)
        for name in given.options:
            self._fail(line, f"A line has no {name}=.", "Leave it out.")
        if given.kind not in ("", "beat", "cut") or given.id or given.flags:
            mend = "Only {if …}, {beat} and, in a call, {cut} are known here."
            self._fail(line, "A line of a talk has neither id nor kind.", mend)
        self._known_condition(given.condition, line)
        if given.kind == "cut" and medium != "call":
            self._fail(line, "Only a call can be cut off.", "Mark the scene {call}, or write {beat}.")
        return "beat" if given.kind == "beat" else "cut" if given.kind == "cut" else ""

    def _refuse_almost_speech(self, block: Paragraph) -> None:
        for below, row in enumerate(block.text.split("\n")):
            if below and split_speech(row, self._people):
                self._fail(
                    block.line + below, "Two speeches stand together.", "Put an empty line between them."
                )
            if found := almost_speech(row, self._people):
                name, head = found
                mend = f"Write “{name}: …”, “{name} (thinks): …” or “{name} [nods]: …”."
                self._fail(block.line + below, f"“{head.strip()}” is not read as speech.", mend)

    def _check(self, speech: Speech, line: int, medium: str) -> None:
        if not speech.text and not speech.gesture:
            self._fail(line, f"{speech.speaker} says nothing.", "Write what is said after the colon.")
        if speech.thinks and speech.aside:
            self._fail(line, "A thought has no gesture.", "Put the gesture into a line of speech.")
        if speech.at and medium != "chat":
            self._fail(
                line, "A time stands in a chat alone.", "Mark the scene {chat}, or leave the time out."
            )

    def _fail(self, line: int, what: str, mend: str) -> NoReturn:
        raise self._document.error(line, what, mend)


def _listed(item: ListItem, number: int, ordered: bool) -> str:
    """An entry of a list that is read, not chosen from, as its author wrote it."""
    box = {None: "", True: "[x] ", False: "[ ] "}[item.box]
    arrow = f" -> {item.target}" if item.target else ""
    note = "".join(f"\n  > {row}" for row in item.note.split("\n")) if item.note else ""
    return f"{f'{number}.' if ordered else '-'} {box}{item.text}{arrow}{note}"


def split_questions(
    blocks: Sequence[Block], say: bool, fail: Callable[[int, str, str], NoReturn]
) -> tuple[tuple[str, ...], list[Block]]:
    """The yes/no questions about one's own words, each on a line that begins with `? `, and the other blocks."""
    found: list[str] = []
    heard: list[Block] = []
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.text.startswith("? "):
            heard.append(block)
            continue
        if not say:
            fail(
                block.line,
                "A question about one's own words stands in a scene without say.",
                "Write say into the scene's attribute list, or leave the ? out.",
            )
        for row in block.text.split("\n"):
            if not row.startswith("? ") or not row[2:].strip():
                fail(block.line, "Not every line here begins with “? ”.", "Write one question a line.")
            found.append(row[2:].strip())
    return tuple(found), heard

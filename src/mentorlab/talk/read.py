"""From the neutral tree to a talk and its key. Every fault names file, line and mend.

Only what would make a talk unreadable or unplayable is refused here. Whether every scene can be reached, and
whether a weak reply can be mended, is for lint to say, which plays the talk with `explore`.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

from mentorlab.dialect.tree import (
    Attributes,
    Block,
    DialectError,
    Document,
    List,
    ListItem,
    Paragraph,
    Section,
)
from mentorlab.talk import condition
from mentorlab.talk._front import read_front
from mentorlab.talk._lines import LineReader, split_questions
from mentorlab.talk.model import METER_HIGH, METER_LOW, Line, Reply, ReplyKey, Scene, Talk, TalkKey
from mentorlab.wording import shorten

_WORD = re.compile(r"[a-z][a-z0-9-]*\Z")
_COMPARED = re.compile(r"[<>=]=?\s*(\d+)")
_MEDIA = ("mail", "chat", "call")
_LATER = re.compile(r"[1-9]\d{0,2}-(?:minute|hour|day|week|month|year)s?\Z")


def read_talk(document: Document, id: str) -> tuple[Talk, TalkKey]:
    """The talk that a document tells, and its key. `id` is the file's name in `talks/`.

    Raises `DialectError` for the first fault.
    """
    return _Reader(document, id).read()


class _Reader:
    """One reading of one document; it remembers where things stand, for the messages."""

    def __init__(self, document: Document, id: str) -> None:
        self._document, self._id = document, id
        self._people: dict[str, str] = {}
        self._meters: dict[str, int] = {}
        self._facts: tuple[str, ...] = ()
        self._replies: frozenset[str] = frozenset()
        self._keys: dict[str, ReplyKey] = {}
        self._scene_lines: dict[str, int] = {}
        self._reply_lines: dict[str, int] = {}

    def read(self) -> tuple[Talk, TalkKey]:
        front = read_front(self._document)
        self._people, self._meters, self._facts = front.people, front.meters, front.facts
        self._lines = LineReader(self._document, self._people, self._known_condition)
        sections = self._scene_sections()
        card = sections.pop(0) if sections[0].attributes.kind == "card" and len(sections) > 1 else None
        for section in sections:
            self._register(section)
        # A condition may ask about a reply that stands further down.
        self._replies = frozenset(item.attributes.id for section in sections for item in _entries(section))
        scenes = tuple(self._scene(section) for section in sections)
        if not self._keys:
            self._fail(sections[0].line, "Nobody can reply in this talk.", "Write a scene with replies.")
        self._refuse_rings(scenes)
        shown = self._card(card) if card is not None else ()
        talk = Talk(
            id=self._id,
            title=front.title,
            people=self._people,
            meters=self._meters,
            coach=front.coach,
            scenes=scenes,
            facts=self._facts,
            card=shown,
            series=front.series,
            follows=front.follows,
            keeps=front.keeps,
        )
        return talk, TalkKey(talk=self._id, canary=_canary(self._id), replies=self._keys)

    # --- scenes

    def _scene_sections(self) -> list[Section]:
        scenes = []
        for section in self._document.sections:
            if section.level == 0:
                if section.blocks:
                    line = section.blocks[0].line
                    self._fail(
                        line,
                        "Text stands before the first scene.",
                        "Put a heading such as # opening above it.",
                    )
                continue
            if section.level != 1:
                self._fail(
                    section.line,
                    f"“{shorten(section.title)}” is a smaller heading, and a talk has scenes alone.",
                    "Begin it with one # if it is a scene.",
                )
            scenes.append(section)
        if not scenes:
            self._fail(
                1,
                "The talk has no scenes.",
                "Write a heading such as # opening, and beneath it what is said.",
            )
        return scenes

    def _register(self, section: Section) -> None:
        id = self._scene_id(section)
        if id in self._scene_lines:
            self._fail(
                section.line,
                f"There are two scenes “{id}”; the first is in line {self._scene_lines[id]}.",
                "Give one of them another id, such as {#" + id + "-again}.",
            )
        if id in self._facts:
            self._fail(section.line, f"“{id}” is a scene and a fact.", "Give one of them another name.")
        self._scene_lines[id] = section.line

    def _scene_id(self, section: Section) -> str:
        if section.attributes.id:
            return section.attributes.id
        if not _WORD.match(section.title):
            self._refuse_unread_attributes(section.title, section.line)
            self._fail(
                section.line,
                f"The scene “{shorten(section.title)}” has no id.",
                "Write one such as {#closed} at the end of the line, or run mentorlab ids.",
            )
        return section.title

    def _card(self, section: Section) -> tuple[Line, ...]:
        """What this mentor has done and knows; a condition in it can ask about what the talk begins with alone."""
        attributes, line = section.attributes, section.line
        self._refuse_judgement(attributes, line, "A card")
        self._refuse_options(attributes, line, "A card", ())
        if attributes.condition or attributes.flags:
            self._fail(line, "A card has neither condition nor medium.", "Leave {card} alone there.")
        lines = self._lines.read(section.blocks, "")
        for one in lines:
            if one.then or one.gesture or one.thinks:
                self._fail(line, "A card is read, and nobody acts in it.", "Write it as plain paragraphs.")
            asked = condition.names(one.condition) if one.condition else None
            if asked and (asked.replies or asked.words - set(self._facts)):
                mend = "Ask about facts and meters there."
                self._fail(line, "A card is read before anything was said or visited.", mend)
        return lines

    def _scene(self, section: Section) -> Scene:
        section = self._with_way_out(section)
        attributes, line = section.attributes, section.line
        id = self._scene_id(section)
        end = attributes.kind == "end"
        if attributes.kind == "card":
            self._fail(line, "A card stands after a scene.", "Put it first, above the opening.")
        if attributes.kind and not end:
            self._fail(line, f"A scene cannot be “{attributes.kind}”.", "Only {end} is known here.")
        self._refuse_judgement(attributes, line, "A scene")
        self._refuse_options(attributes, line, "A scene", ("next", "else", "later"))
        media = [flag for flag in attributes.flags if flag in _MEDIA]
        if len(media) > 1:
            self._fail(line, f"The scene “{id}” is {' and '.join(media)}.", "Keep one of them.")
        medium = media[0] if media else ""
        later = attributes.options.get("later", "")
        if later and not _LATER.match(later):
            example = "Write for instance later=3-weeks: minutes, hours, days, weeks, months or years."
            self._fail(line, f"“later={shorten(later)}” is no time that passes.", example)
        heard, listed = self._divide(section, choice=not end and "next" not in attributes.options)
        say = "say" in attributes.flags
        questions, heard = split_questions(heard, say, self._fail)
        if say and not (listed and listed.items):
            self._fail(
                line, f"In the scene “{id}” there is nothing to say first.", "Write replies, or take say out."
            )
        if medium == "mail":
            subject, heard = self._subject(heard, line)
        else:
            subject = ""
        lines = self._lines.read(heard, medium)
        replies = tuple(self._reply(item) for item in listed.items) if listed else ()
        onward = attributes.options.get("next", "")
        ways = [name for name, there in (("{end}", end), ("next=", onward), ("replies", replies)) if there]
        if not ways:
            self._fail(
                line, f"The scene “{id}” neither ends nor goes on.", "Write replies, {next=scene} or {end}."
            )
        if len(ways) > 1:
            self._fail(line, f"The scene “{id}” has {' and '.join(ways)}.", "Keep one of them.")
        if onward:
            self._known_scene(onward, line)
        otherwise = self._condition_and_else(attributes, line, "scene")
        if otherwise == id:
            self._fail(
                line, f"The scene “{id}” leads to itself where its condition fails.", "Name another scene."
            )
        if listed and all(self._keys[reply.id].worth != "good" for reply in replies):
            self._fail(
                listed.line, f"No reply in “{id}” is good.", "Every choice offers at least one that is."
            )
        return Scene(
            id=id,
            title=section.title,
            lines=lines,
            replies=replies,
            next=onward,
            end=end,
            condition=attributes.condition,
            otherwise=otherwise,
            medium=medium,
            say=say,
            questions=questions,
            subject=subject,
            later=later,
        )

    def _subject(self, blocks: list[Block], line: int) -> tuple[str, list[Block]]:
        """What a mail is about, and the rest of it."""
        first = blocks[0] if blocks else None
        head = first.text.partition(":") if isinstance(first, Paragraph) else ("", "", "")
        if head[0].strip().casefold() != "subject" or not head[2].strip() or "\n" in head[2].strip():
            mend = "Write Subject: and a few words as its first paragraph."
            self._fail(first.line if first else line, "This mail has no subject.", mend)
        if isinstance(first, Paragraph) and first.attributes:
            self._fail(first.line, "The subject of a mail takes no attribute list.", "Leave out the {…}.")
        return head[2].strip(), blocks[1:]

    def _with_way_out(self, section: Section) -> Section:
        """The section, its last paragraph read as part of its attribute list where that is {next=…} or {end} alone."""
        last = section.blocks[-1] if section.blocks else None
        if (
            not isinstance(last, Paragraph)
            or last.text
            or last.attributes
            not in (
                Attributes(kind="end"),
                Attributes(options={"next": last.attributes.options.get("next", "")}),
            )
        ):
            return section
        way = last.attributes
        if (way.kind and section.attributes.kind) or not way.options.keys().isdisjoint(
            section.attributes.options
        ):
            self._fail(
                last.line, "The heading of this scene says already how it goes on.", "Keep one of them."
            )
        attributes = replace(
            section.attributes,
            kind=section.attributes.kind or way.kind,
            options={**section.attributes.options, **way.options},
        )
        return replace(section, attributes=attributes, blocks=section.blocks[:-1])

    def _divide(self, section: Section, choice: bool) -> tuple[list[Block], List | None]:
        """What is said, and the list of replies: the last list, where the scene is a choice or has arrows."""
        blocks = list(section.blocks)
        place = next((n for n in range(len(blocks) - 1, -1, -1) if isinstance(blocks[n], List)), None)
        if place is None:
            return blocks, None
        listed = blocks[place]
        assert isinstance(listed, List)
        if not choice and not any(item.target for item in listed.items):
            return blocks, None  # an agenda, say: a list that is read, in a scene without replies
        for item in listed.items:
            if not item.target:
                self._fail(
                    item.line,
                    f"The reply “{shorten(item.text)}” leads nowhere.",
                    "End it with -> and a scene.",
                )
        if place + 1 < len(blocks):
            self._fail(
                blocks[place + 1].line,
                "Something stands after the replies.",
                "Put it above them; a coach's note is indented beneath its reply.",
            )
        return blocks[:place], listed

    # --- replies

    def _reply(self, item: ListItem) -> Reply:
        attributes, line = item.attributes, item.line
        self._lines.refuse_comment(f"{item.text}{item.note}", line)
        if not item.text:
            self._fail(line, "A reply says nothing.", "Write what the mentor says before the arrow.")
        if item.box is not None:
            self._fail(
                line,
                f"The reply “{shorten(item.text)}” has a box.",
                "Leave it out, and write good, fair or weak.",
            )
        if attributes.flags:
            self._fail(
                line, f"A reply cannot be “{attributes.flags[0]}”.", "Mark the scene that it leads to."
            )
        if attributes.kind not in ("", "repair"):
            self._fail(line, f"A reply cannot be “{attributes.kind}”.", "Only {repair} is known here.")
        self._refuse_unread_attributes(item.target, line)
        if not attributes.id:
            self._fail(
                line,
                f"The reply “{shorten(item.text)}” has no id.",
                "Write one such as {#wait}, or run mentorlab ids.",
            )
        if attributes.id in self._reply_lines:
            self._fail(
                line,
                f"There are two replies “{attributes.id}”; the first is in line {self._reply_lines[attributes.id]}.",
                "Give this one another id.",
            )
        self._reply_lines[attributes.id] = line
        if attributes.worth is None:
            self._fail(
                line,
                f"Nothing says what “{attributes.id}” is worth.",
                "Write good, fair or weak in its attribute list.",
            )
        self._refuse_options(attributes, line, "A reply", ("else", "set"))
        self._known_scene(item.target, line)
        for name, change in attributes.meters.items():
            self._known_meter(name, line)
            if abs(change) > METER_HIGH - METER_LOW:
                self._fail(line, f"{name}{change:+} is more than the whole meter.", "Meters go from 0 to 6.")
        otherwise = self._condition_and_else(attributes, line, "reply")
        self._keys[attributes.id] = ReplyKey(
            worth=attributes.worth,
            skills=tuple(attributes.plus),
            habits=tuple(attributes.minus),
            note=item.note.strip(),
            repair=attributes.kind == "repair",
        )
        return Reply(
            id=attributes.id,
            text=item.text,
            to=item.target,
            otherwise=otherwise,
            condition=attributes.condition,
            meters=dict(attributes.meters),
            sets=self._known_facts(attributes.options["set"], line) if "set" in attributes.options else (),
        )

    # --- what is named must be there

    def _condition_and_else(self, attributes: Attributes, line: int, what: str) -> str:
        otherwise = attributes.options.get("else", "")
        if attributes.condition and not otherwise:
            self._fail(
                line,
                f"This {what} has a condition, and nothing says what happens where it fails.",
                "Write else= and a scene before the if.",
            )
        if otherwise and not attributes.condition:
            self._fail(line, f"This {what} has else={otherwise} and no condition.", "Write if … at its end.")
        if otherwise:
            self._known_scene(otherwise, line)
            self._known_condition(attributes.condition, line)
        return otherwise

    def _known_scene(self, id: str, line: int, asked: bool = False) -> None:
        if id in self._scene_lines:
            return
        what, known = ("scene", [*self._scene_lines])
        mend = f"Write a scene # {shorten(id)}, or name another."
        if asked:
            what, known = "scene and no fact", [*known, *self._facts]
            mend = "Name another, or declare the fact in the front matter: facts: [" + shorten(id) + "]."
        near = difflib.get_close_matches(id, known, n=1)
        self._fail(
            line, f"There is no {what} “{shorten(id)}”.", f"Did you mean “{near[0]}”?" if near else mend
        )

    def _known_reply(self, id: str, line: int) -> None:
        if id not in self._replies:
            near = difflib.get_close_matches(id, sorted(self._replies), n=1)
            mend = f"Did you mean “said {near[0]}”?" if near else "Name the id of a reply of this talk."
            self._fail(line, f"There is no reply “#{shorten(id)}”, so nobody ever said it.", mend)

    def _known_facts(self, listed: str, line: int) -> tuple[str, ...]:
        facts = tuple(listed.split(","))
        for name in facts:
            if name not in self._facts:
                near = difflib.get_close_matches(name, self._facts, n=1)
                example = f"Declare it in the front matter: facts: [{shorten(name)}]."
                mend = f"Did you mean “{near[0]}”?" if near else example
                self._fail(line, f"No fact “{shorten(name)}” is declared.", mend)
        return tuple(dict.fromkeys(facts))

    def _known_meter(self, name: str, line: int) -> None:
        if name not in self._meters:
            there = ", ".join(self._meters) or "none yet"
            self._fail(
                line, f"There is no meter “{name}”.", f"Name it under meters: in the front matter ({there})."
            )

    def _known_condition(self, text: str, line: int) -> None:
        if not text:
            return
        try:
            asked = condition.names(text)
        except ValueError as fault:
            what, _, mend = str(fault).rpartition(": ")
            self._fail(line, f"{what}.", f"{mend[:1].upper()}{mend[1:]}")
        for word in sorted(asked.words - set(self._facts)):
            self._known_scene(word, line, asked=True)
        for reply in sorted(asked.replies):
            self._known_reply(reply, line)
        for meter in sorted(asked.meters):
            self._known_meter(meter, line)
        for number in _COMPARED.findall(text):
            if len(number) > 1 or not METER_LOW <= int(number) <= METER_HIGH:
                self._fail(line, f"No meter ever stands at {number}.", "Meters go from 0 to 6.")

    def _refuse_unread_attributes(self, text: str, line: int) -> None:
        """Where a scene's name ends in braces, somebody meant an attribute list, and it did not parse."""
        found = re.search(r"\{[^{}]*\}\Z", text)
        if found:
            form = "{kind #id good|fair|weak +skill -habit meter+1 key=value if …}"
            self._fail(
                line, f"“{found[0]}” cannot be read as an attribute list.", f"An attribute list is {form}."
            )

    def _refuse_judgement(self, attributes: Attributes, line: int, what: str) -> None:
        if attributes.worth or attributes.plus or attributes.minus or attributes.meters:
            self._fail(
                line,
                f"{what} has no worth, skills or meters.",
                "They belong in the attribute list of a reply.",
            )

    def _refuse_options(self, attributes: Attributes, line: int, what: str, known: tuple[str, ...]) -> None:
        for name in attributes.options:
            if name not in known:
                there = " or ".join(f"{option}=" for option in known)
                self._fail(
                    line,
                    f"{what} has no {name}=.",
                    f"Only {there} is known here." if known else "Leave it out.",
                )

    def _refuse_rings(self, scenes: tuple[Scene, ...]) -> None:
        """Refuse scenes that go on by themselves and never come to a reply or an ending, whatever is so."""
        rests = {scene.id for scene in scenes if not scene.next}
        goes_on = {scene.id: [scene.next] for scene in scenes if scene.next}
        for scene in scenes:
            if scene.otherwise:
                goes_on.setdefault(scene.id, []).append(scene.otherwise)
        grown = True
        while grown:
            more = {id for id, onward in goes_on.items() if id not in rests and rests.intersection(onward)}
            rests |= more
            grown = bool(more)
        for scene in scenes:
            if scene.id not in rests:
                self._fail(
                    self._scene_lines[scene.id],
                    f"From “{scene.id}” the talk goes on by itself for ever.",
                    "Let one of the scenes that it leads to have replies or {end}.",
                )

    def _fail(self, line: int, what: str, mend: str) -> NoReturn:
        raise DialectError(self._document.file, line, what, mend)


def _entries(section: Section) -> Iterator[ListItem]:
    """Every entry of every list in a scene."""
    for block in section.blocks:
        if isinstance(block, List):
            yield from block.items


def _canary(talk_id: str) -> str:
    return "mentorlab-canary-" + hashlib.sha256(f"canary:talk:{talk_id}".encode()).hexdigest()[:20]

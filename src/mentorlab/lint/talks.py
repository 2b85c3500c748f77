"""Talks: every scene can be reached and left, everybody who speaks is known, and slips can be mended."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from mentorlab.content.load import Course
from mentorlab.dialect.tree import Paragraph
from mentorlab.item.kinds import talk_of
from mentorlab.lint.finding import Finding, error, warning
from mentorlab.lint.places import PlacedTalk, exercises, talks
from mentorlab.talk.explore import explore
from mentorlab.talk.model import Reply, Talk, TalkKey
from mentorlab.talk.moments import TooMany

_SPEAKER = re.compile(r"([^\s:][^:\n]{0,40}?)\s*:(?=\s|\Z)")
_NAME = re.compile(r"[A-ZÀ-ÞŠŽ][\w.'’-]*(?: [A-ZÀ-ÞŠŽ][\w.'’-]*)?(?: \(\w+\))?\Z")
ALIKE = 0.6  # of difflib: “Sma” and “Sam” are 0.67


def ways(course: Course) -> Iterator[Finding]:
    """Find unreachable scenes, dead ends, circles without a way out, conditions that never hold."""
    for placed in talks(course):
        try:
            found = explore(placed.talk, graph=placed.graph)
        except TooMany:
            found = explore(placed.talk)
        say = error if found.exhaustive else warning
        for complaint in found.complaints():
            line = placed.replies.get(complaint.reply) or placed.scenes.get(complaint.scene, 1)
            yield say(placed.document, line, complaint.what, complaint.mend)


def speakers(course: Course) -> Iterator[Finding]:
    """Find lines that begin like a speech of nobody in `people`, and are read as narration."""
    for placed in talks(course):
        for section in placed.document.sections:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield from _speakers(placed, block)


def _speakers(placed: PlacedTalk, paragraph: Paragraph) -> Iterator[Finding]:
    for n, line in enumerate(paragraph.text.split("\n")):
        match = _SPEAKER.match(line.strip())
        if match is None or _known(match[1], placed.talk.people):
            continue
        meant = _near(match[1], placed.talk.people)
        if meant or (not n and _NAME.match(match[1])):
            yield warning(
                placed.document,
                paragraph.line + n,
                f"“{match[1]}:” is nobody in people, so this is not read as speech.",
                f"Write “{meant}: …” or “{meant} (thinks): …” if {meant} speaks."
                if meant
                else f"If {match[1]} speaks, name them under people: in the front matter.",
                line,
            )


def _known(name: str, people: dict[str, str]) -> bool:
    return any(name in (person, f"{person} (thinks)") for person in people)


def _near(name: str, people: dict[str, str]) -> str:
    """The person whom this beginning of a line comes close to; "" where it is like nobody's name."""
    folded = {person.casefold(): person for person in people}
    first = re.split(r"[\s(,]", name.casefold())[0]
    if first in folded:
        return folded[first]
    if len(name.split()) > 1:
        return ""
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=ALIKE)
    return folded[near[0]] if near else ""


def repair(course: Course) -> Iterator[Finding]:
    """Check that after a weak reply there is, somewhere before an ending, a reply that mends."""
    for placed in talks(course):
        mending = _leads_to_repair(placed.talk, placed.key)
        for scene in placed.talk.scenes:
            lost = [
                reply.id
                for reply in scene.replies
                if placed.key.replies[reply.id].worth == "weak" and not mending & _targets(reply)
            ]
            if lost:
                yield warning(
                    placed.document,
                    placed.replies[lost[0]],
                    f"After {', '.join('#' + id for id in lost)} nothing can be mended before the talk ends.",
                    "Offer a {repair …} on some way on from there, if a slip here should be mended.",
                )


def _leads_to_repair(talk: Talk, key: TalkKey) -> set[str]:
    """The scenes from which some way, conditions left aside, comes to a reply that repairs."""
    found = {
        scene.id for scene in talk.scenes if any(key.replies[reply.id].repair for reply in scene.replies)
    }
    while True:
        more = {
            scene.id
            for scene in talk.scenes
            if scene.id not in found
            and found
            & {
                scene.next,
                scene.otherwise,
                *(target for reply in scene.replies for target in _targets(reply)),
            }
        }
        if not more:
            return found
        found |= more


def _targets(reply: Reply) -> set[str]:
    return {target for target in (reply.to, reply.otherwise) if target}


def placed_talks(course: Course) -> Iterator[Finding]:
    """Check that every talk is played somewhere, and none in a lesson and an assignment: practice is not the test."""
    for module in course.modules:
        where = {
            file: {
                talk.id: exercise.line
                for exercise in exercises(module, file)
                if (talk := talk_of(exercise.item)) is not None
            }
            for file in ("lesson.md", "exercises.md")
        }
        for name in module.talks:
            if not any(name in played for played in where.values()):
                yield warning(
                    module.documents[f"talks/{name}.md"],
                    1,
                    "Nobody plays this talk.",
                    f"Place it in a lesson or an assignment: ## … {{talk #… file={name}}}.",
                )
            elif all(name in played for played in where.values()):
                yield error(
                    module.documents["exercises.md"],
                    where["exercises.md"][name],
                    f"The talk “{name}” is assessed here and practised in the lesson.",
                    "Write another talk for the assignment.",
                )

"""What every module has: its parts, and for each objective a section that teaches it and enough to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mentorlab.content.load import Course, Module, Prose
from mentorlab.dialect.tree import List
from mentorlab.item.kinds import talk_of, traits
from mentorlab.lint.finding import Finding, error, warning
from mentorlab.lint.places import exercises

# Headings of a lesson by their ids, and what stands under each. Their titles are the author's.
PARTS = {
    "tried": "“What happened when you tried it?”, two minutes on the last module's one thing",
    "otherwise": "where this would be done otherwise",
    "out-loud": "ten minutes of practice with the voice",
    "key-points": "“When X, try Y, unless Z”",
    "try": "one thing to try this week",
}
# The first module teaches the controls: it has no marks, no session, and no module before it.
FIRST = "00-start-here"
FIRST_PARTS = ("try",)
IN_LESSON, IN_ASSIGNMENT = 1, 2


def parts(course: Course) -> Iterator[Finding]:
    """Check that a module has the opening, the talk, the practice aloud, the key points, the one thing; exercises, reflection, guide."""
    for module in course.modules:
        document = module.documents["lesson.md"]
        headings = {section.attributes.id: section for section in document.sections}
        for id, what in PARTS.items():
            if id not in headings and (module.id != FIRST or id in FIRST_PARTS):
                yield error(
                    document, 1, f"The lesson has no part “{id}” ({what}).", f"Write a heading {{#{id}}}."
                )
        if not module.incomplete and not any(talk_of(one.item) for one in exercises(module, "lesson.md")):
            yield error(document, 1, "The lesson has no talk to play.", "Place one: ## … {talk #… file=…}.")
        if module.id != FIRST:
            yield from _assignment(module)
        for block in headings["key-points"].blocks if "key-points" in headings else ():
            for item in block.items if isinstance(block, List) else ():
                if not re.match(r"When\b.*\bunless\b", item.text, re.DOTALL):
                    yield warning(
                        document,
                        item.line,
                        "This key point has no exception.",
                        "Write “When X, try Y, unless Z”: no technique is always right.",
                        item.text,
                    )


def _assignment(module: Module) -> Iterator[Finding]:
    lesson = module.documents["lesson.md"]
    if "facilitate.md" not in module.documents:
        yield error(lesson, 1, "The module has no session guide.", "Write facilitate.md beside the lesson.")
    if "exercises.md" not in module.documents:
        yield error(lesson, 1, "The module has no assignment.", "Write exercises.md beside the lesson.")
        return
    declared = [traits(one.item) for one in exercises(module, "exercises.md")]
    document = module.documents["exercises.md"]
    if module.incomplete:
        return  # what could not be read may be what is missing
    if not any(one.marked_by == "person" for one in declared):
        yield error(document, 1, "The assignment has no reflection.", "Add an extended-text with a rubric.")
    if not any(one.own_words for one in declared):
        yield error(
            document,
            1,
            "Nothing in the assignment is done in the mentor's own words or turns.",
            "Add an assessed talk, or a composed answer.",
        )


@dataclass(frozen=True)
class ObjectiveRow:
    """One objective of a module, and every place where it is taught, judged and shown.

    Attributes
    ----------
    taught : the titles of the lesson's sections that teach it
    lesson, assignment : the titles of the exercises that judge it
    talk : move -> how many good replies of the lesson's talks make it
    """

    module: str
    objective: str
    taught: tuple[str, ...]
    lesson: tuple[str, ...]
    assignment: tuple[str, ...]
    talk: dict[str, int]


def table(course: Course) -> list[ObjectiveRow]:
    """Return every objective of the course."""
    return [_row(module, objective) for module in course.modules for objective in module.objectives]


def _row(module: Module, objective: str) -> ObjectiveRow:
    sections = [piece for piece in module.lesson if isinstance(piece, Prose) and piece.objective == objective]
    moves = [
        skill
        for piece in exercises(module, "lesson.md")
        if (talk := talk_of(piece.item)) is not None
        for reply in module.talks[talk.id][1].replies.values()
        if reply.worth == "good"
        for skill in reply.skills
    ]
    skills = [skill for section in sections for skill in section.skills]
    titles = tuple(section.text.split("\n")[0].lstrip("# ") for section in sections)
    shown = {skill: moves.count(skill) for skill in dict.fromkeys(skills)}
    return ObjectiveRow(
        module.id,
        objective,
        titles,
        _judging(module, "lesson.md", objective),
        _judging(module, "exercises.md", objective),
        shown,
    )


def _judging(module: Module, file: str, objective: str) -> tuple[str, ...]:
    """The titles of the exercises in lesson.md or exercises.md that judge an objective."""
    return tuple(one.item.title for one in exercises(module, file) if one.item.objective == objective)


def taught(course: Course) -> Iterator[Finding]:
    """Check that each objective is taught under a heading that says so, and the moves named there are made in the talk."""
    for module in course.modules:
        document = module.documents["lesson.md"]
        if module.incomplete:
            continue
        for objective in module.objectives:
            row = _row(module, objective)
            if not row.taught:
                yield error(
                    document,
                    document.meta_lines.get("objectives", 1),
                    f"No section of the lesson says that it teaches “{objective}”.",
                    f"Write objective={objective} into the attribute list of the heading that does.",
                )
            for piece in module.lesson:
                if isinstance(piece, Prose) and piece.objective == objective:
                    for skill in piece.skills:
                        if not row.talk[skill]:
                            yield error(
                                document,
                                piece.line,
                                f"No good reply of the lesson's talk is marked +{skill}.",
                                "Let the talk show it, or take it out of skills=.",
                            )


def objectives(course: Course) -> Iterator[Finding]:
    """Check that each objective has a judgement to make in the lesson, and at least two in the assignment."""
    for module in course.modules:
        document = module.documents["lesson.md"]
        line = document.meta_lines.get("objectives", 1)
        needed = {"lesson.md": IN_LESSON, "exercises.md": IN_ASSIGNMENT if module.id != FIRST else 0}
        for file, least in needed.items():
            if file not in module.documents or module.incomplete:
                continue
            for objective in module.objectives:
                judged = len(_judging(module, file, objective))
                if judged < least:
                    yield error(
                        document,
                        line,
                        f"The objective “{objective}” has {judged or 'no'} "
                        f"{'judgement' if judged < 2 else 'judgements'} in {file}.",
                        f"Give it at least {least}: an exercise with objective={objective}.",
                    )

"""Ids: unique in the course, and once published for ever; and attribute lists that were meant and are none."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course
from mentorlab.content.published import FILE, ids_of, read_published
from mentorlab.dialect.attributes import KINDS, almost_attributes
from mentorlab.item.kinds import kinds
from mentorlab.lint.finding import Finding, error, warning
from mentorlab.lint.places import exercises, talks


def unique(course: Course) -> Iterator[Finding]:
    """Check that no two exercises, and no two talks, of the whole course have the same id."""
    items: dict[str, str] = {}
    for module in course.modules:
        for file in ("lesson.md", "exercises.md"):
            for exercise in exercises(module, file) if file in module.documents else ():
                id, here = exercise.item.id, f"{module.documents[file].file}, line {exercise.line}"
                if id in items:
                    yield error(
                        module.documents[file],
                        exercise.line,
                        f"The exercise #{id} is there already, in {items[id]}.",
                        "Give one of them another id, unless it is published.",
                    )
                items.setdefault(id, here)
    files: dict[str, str] = {}
    for placed in talks(course):
        if placed.talk.id in files:
            yield error(
                placed.document,
                1,
                f"The talk “{placed.talk.id}” is there already, in {files[placed.talk.id]}.",
                "Give one of the files another name, unless it is published.",
            )
        files.setdefault(placed.talk.id, placed.document.file)


def published(course: Course) -> Iterator[Finding]:
    """Check that published ids are still there, mean the same kind of thing, and are not used again once given up."""
    here = ids_of(course)
    file = f"{course.folder.resolve().name}/{FILE}"
    broken = _incomplete(course)
    for path, (kind, gone, line) in read_published(course.folder).items():
        if gone and path in here:
            yield Finding(
                file,
                line,
                f"“{path}” was given up, and is used again.",
                "Choose another id: learners' files may still hold the old one.",
            )
        elif gone:
            continue
        elif path not in here and path.split("/")[0] not in broken:
            yield Finding(
                file,
                line,
                f"The {kind} “{path}” is published, and is gone.",
                "Bring the id back; or, if it was given up on purpose, write “gone” at the end of this line.",
            )
        elif here.get(path, kind) != kind:
            yield Finding(
                file,
                line,
                f"“{path}” was published as {kind}, and is now {here[path]}.",
                "Give the new one another id.",
            )


def _incomplete(course: Course) -> set[str]:
    """Modules of which some part could not be read: what is missing there is said already."""
    return {module.id for module in course.modules if module.incomplete}


def almost(course: Course) -> Iterator[Finding]:
    """Find braces at the end of a line that hold part of an attribute list and do not parse whole, so that they are text."""
    known = KINDS | set(kinds())
    for module in course.modules:
        for name, source in module.sources.items():
            fenced = False
            for number, line in enumerate(source.split("\n"), 1):
                fenced ^= line.lstrip().startswith(("```", "~~~"))
                if not fenced and (braces := almost_attributes(line.rstrip("\r"), known)):
                    yield warning(
                        module.documents[name],
                        number,
                        f"“{braces}” is not read as an attribute list, because not all of it is one.",
                        r"Mend it, or write \{ if it is text.",
                        line,
                    )

"""An honest time: what the front matter promises is held against what there is to read, to decide and to write."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course
from mentorlab.content.minutes import reckon_minutes
from mentorlab.lint.finding import Finding, error


def minutes(course: Course) -> Iterator[Finding]:
    """Find lessons and assignments that take longer than their front matter says, or say nothing."""
    for module in course.modules:
        for file, pieces in (("lesson.md", module.lesson), ("exercises.md", module.assignment)):
            document = module.documents.get(file)
            if document is None or module.incomplete:
                continue
            promised = document.meta.get("minutes")
            takes = reckon_minutes(pieces, unaided=file == "exercises.md")
            if not isinstance(promised, int):
                what = "The front matter does not say how long these exercises take."
            elif promised < takes:
                what = f"This says {promised} minutes; by what there is to read and to do, it takes about {takes}."
            else:
                continue
            line = document.meta_lines.get("minutes", 1)
            yield error(document, line, what, f"Write “minutes: {takes}”, or cut.")

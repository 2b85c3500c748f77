"""Whatever a learner may choose is explained: explanations teach, verdicts do not."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course, Exercise
from mentorlab.item.kinds import kind
from mentorlab.item.traits import WHOLE
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import exercises, parts


def explained(course: Course) -> Iterator[Finding]:
    """Find options without an explanation."""
    for module in course.modules:
        for file in ("lesson.md", "exercises.md"):
            if file not in module.documents:
                continue
            document = module.documents[file]
            for exercise in exercises(module, file):
                lines = parts(document, exercise)
                for id in unexplained(exercise):
                    if id == WHOLE:
                        yield error(
                            document,
                            exercise.line,
                            f"Nothing is explained in “{exercise.item.title}”.",
                            "Write a line beginning with > beneath its entries, or at its end for the whole of it.",
                        )
                    else:
                        yield error(
                            document,
                            lines.get(id, exercise.line),
                            f"Nothing explains “{id}” in “{exercise.item.title}”.",
                            "Write a line beginning with > beneath it: why it works or does not, here.",
                        )


def unexplained(exercise: Exercise) -> tuple[str, ...]:
    """List the parts that want an explanation and have none; `WHOLE` where nothing at all is explained."""
    item, key = exercise.item, exercise.key
    explained = {id for id, why in key.explanations.items() if why}
    if key.note or key.explanations:
        explained.add(WHOLE)
    return tuple(id for id in kind(item.kind).to_explain(item, key) if id not in explained)

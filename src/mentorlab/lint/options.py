"""Whatever a learner may choose is explained: explanations teach, verdicts do not."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course, Exercise
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import exercises, parts

# Kinds in which every option needs words of its own: each tempts somebody for another reason.
EACH = {"choice", "hottext"}
# Kinds in which what is said about the whole exercise may stand for them.
SHARED = {"match", "gap-match", "order", "slider"}


def explained(course: Course) -> Iterator[Finding]:
    """Options without an explanation."""
    for module in course.modules:
        for file in ("lesson.md", "exercises.md"):
            if file not in module.documents:
                continue
            document = module.documents[file]
            for exercise in exercises(module, file):
                lines = parts(document, exercise)
                for id in _unexplained(exercise):
                    yield error(
                        document,
                        lines.get(id, exercise.line),
                        f"Nothing explains “{id}” in “{exercise.item.title}”.",
                        "Write a line beginning with > beneath it: why it works or does not, here.",
                    )
                if exercise.item.kind in SHARED and not exercise.key.note and not exercise.key.explanations:
                    yield error(
                        document,
                        exercise.line,
                        f"Nothing is explained in “{exercise.item.title}”.",
                        "Write a line beginning with > beneath its entries, or at its end for the whole of it.",
                    )


def _unexplained(exercise: Exercise) -> Iterator[str]:
    item, key = exercise.item, exercise.key
    if item.kind == "choice":
        ids = [option.id for option in item.options]  # type: ignore[attr-defined]
    elif item.kind == "hottext":
        ids = [passage.id for passage in item.passages if passage.markable]  # type: ignore[attr-defined]
    elif item.kind == "text-entry":
        # A form that is accepted needs no words; one that somebody was expected to type wrongly does.
        accepted = key.accepted  # type: ignore[attr-defined]
        ids = [id for form, id in key.ids.items() if accepted.get(form, 0) < 1]  # type: ignore[attr-defined]
    elif item.kind in ("match", "gap-match") and not key.note:
        ids = list(key.right)  # type: ignore[attr-defined]
    else:
        ids = []
    return (id for id in ids if not key.explanations.get(id))

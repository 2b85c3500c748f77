"""What `mentorlab cohort check` says, and `cohort mark` before it begins."""

from __future__ import annotations

from mentorlab.cohort.check import Disagreement, Found
from mentorlab.names import command, visible

_SENTENCES = {
    Disagreement.COPY_WITHOUT_MARKS: "it was marked, and the gradebook holds no marks of it. It is marked again by: {mark}",
    Disagreement.MARKS_WITHOUT_COPY: "the gradebook has marks, and there is no marked copy. It is marked again by: {mark}",
    Disagreement.MARKS_WITHOUT_WORK: "the gradebook has marks, and nothing lies in submitted/ or autograded/. The marks stay.",
    Disagreement.NOT_IN_THE_GRADEBOOK: "the gradebook does not know it. Run: {generate}",
    Disagreement.NOT_AN_ID: "{detail}",
    Disagreement.LOOK_ALIKE: "this id and {detail} are told apart by no reader. Look whose marks are whose.",
}


def worded(found: Found) -> str:
    """One disagreement as a sentence."""
    sentence = _SENTENCES[found.what].format(
        mark=command("mentorlab", "cohort", "mark", found.assignment),
        generate=command("nbgrader", "generate_assignment", found.assignment),
        detail=visible(found.detail),
    )
    whose = ", ".join(visible(name) for name in (found.student, found.assignment) if name)
    return f"{whose}: {sentence}"

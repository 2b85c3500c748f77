"""What is said of a submission that is not as it was given out: sentences, and none of it changes a mark.

Both ways of marking, `nbgrader autograde` and `mentorlab cohort mark`, take their sentences from here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from mentorlab.marking.intake.submission import HandedNotebook
from mentorlab.names import command, visible
from mentorlab.responses.place import ENDING
from mentorlab.wording import count, number


def about_the_notebook(
    student: str,
    notebook: str,
    handed: HandedNotebook,
    given_out: Sequence[str],
    names: Iterable[str],
    again: str,
) -> list[str]:
    """Lists files that were nearly named right, then what differs from the notebook as it was given out.

    Parameters
    ----------
    given_out : the grade ids of the assignment's cells
    names : the files in the submission's folder
    again : the command that marks this assignment once more
    """
    file = f"{notebook}{ENDING}"
    remarks = [
        f"{student}, {visible(near)}: its name is not {file}, so it was not marked. If it is the one to mark, put it in "
        f"that one's place and run {again}."
        for near in near_names(names, file)
    ]
    return remarks + [
        f"{student}, {notebook}.ipynb: {sentence}" for sentence in differences(handed, given_out)
    ]


def about_the_responses(
    student: str, notebook: str, there: bool, answered: Collection[str], ids: Collection[str]
) -> list[str]:
    """Remarks that the responses file is missing, or answers something else.

    Parameters
    ----------
    there : whether there is a file
    answered, ids : the items that it answers, and those that are marked
    """
    file = f"{notebook}{ENDING}"
    if not there:
        return [f"{student}, {file}: there is no such file, so every exercise counts as not answered."]
    if not any(id in answered for id in ids):
        return [f"{student}, {file}: {wrong_file(notebook)}"]
    return []


def differences(handed: HandedNotebook, given_out: Sequence[str]) -> list[str]:
    """Describes what is not as it was given out; nothing of it changes a mark."""
    if handed.fault:
        return [f"{handed.fault}. The responses file was marked all the same."]
    sentences = []
    missing = set(given_out) - set(handed.grade_ids)
    met = Counter(handed.grade_ids)
    twice = [grade_id for grade_id in given_out if met[grade_id] > 1]
    if missing:
        sentences.append(
            f"{count(len(missing), 'cell')} of the assignment had been deleted, and came back from the gradebook."
        )
    if twice:
        sentences.append(f"{count(len(twice), 'cell')} stood in it more than once; one was kept.")
    if handed.added:
        sentences.append(
            f"{count(len(handed.added), 'cell')} had been added; they are shown to you and not marked."
        )
    return sentences


def wrong_file(module: str) -> str:
    """Words the remark about a responses file in which nothing answers this assignment."""
    return (
        "it holds no answer to this assignment, so every exercise counts as not answered. The lesson's file has "
        f"the same name: ask for the one beside the assignment, my-mentoring/exercises/{module}/{module}{ENDING}."
    )


def near_names(names: Iterable[str], file: str) -> list[str]:
    """Finds names that are nearly that of the responses file, such as `08-feedback.responses (1).json`."""
    nearly = _nearly(file)
    return sorted(
        name for name in names if name != file and ".damaged-" not in name and nearly.fullmatch(name)
    )


@lru_cache(maxsize=64)
def _nearly(file: str) -> re.Pattern[str]:
    start = re.escape(file.removesuffix(ENDING))
    return re.compile(rf"(?i).{{0,40}}{start}.{{0,40}}responses.{{0,40}}json.{{0,8}}")


def not_in_the_roster(student: str, assignment: str, submitted: str) -> str:
    """Words the remark about somebody whom neither the roster nor the gradebook knows."""
    remove = command("nbgrader", "db", "student", "remove", student, "--force")
    return (
        f"{visible(student)}, {assignment}: nobody of this id is in the roster. If it is a slip, rename the folder in "
        f"{submitted}/ and run: {remove}. Otherwise: mentorlab cohort add . --roster FILE"
    )


def marked_again(student: str, assignment: str) -> str:
    """What to say of work whose marked copy is there while its marks are not in the gradebook."""
    return (
        f"{student}, {assignment}: its copy in autograded/ was marked, and the gradebook holds no marks of it; perhaps "
        "an older gradebook was put back. It is marked again."
    )


def no_longer_counts(student: str, grade_id: str, given: str) -> str:
    """Words the remark about a person's mark that was given for a text which has been handed in anew."""
    return (
        f"{student}, {grade_id}: it was handed in again, so the earlier mark ({given}) no longer counts, and the "
        f"earlier comment begins with “{EARLIER}”. Read it again in Formgrader."
    )


EARLIER = "From an earlier version"


def set_aside(manual_score: float | None, manual_comment: str | None) -> tuple[str, str] | None:
    """Ends a person's mark that was about an earlier text, and says in its comment that it is old.

    Returns
    -------
    The comment as it is to stand, and what had been given, in words; None where nothing had been said.
    """
    if manual_score is None and not manual_comment:
        return None
    given = "not marked" if manual_score is None else f"given {number(manual_score)}"
    comment = manual_comment or "no comment."
    return comment if comment.startswith(EARLIER) else f"{EARLIER} ({given}): {comment}", given

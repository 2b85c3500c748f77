"""How a mark came about: what was answered, what the key says, the rule's arithmetic, and what people added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.new import CohortError
from mentorlab.item.answer import Answer
from mentorlab.item.kinds import kind
from mentorlab.item.model import Part, Score, to_points
from mentorlab.marking.copy.answer_page import Call, NotOurs, read_call
from mentorlab.marking.copy.source_cells import read_source_cells
from mentorlab.marking.copy.summary import band
from mentorlab.names import Alike, command, to_id, visible
from mentorlab.responses.file import Submitted, read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import ResponsesError
from mentorlab.views.pages import feedback
from mentorlab.views.pages.exercise_page import word_answer
from mentorlab.views.pages.kinds import Row, kind_page
from mentorlab.views.pages.score_words import counted
from mentorlab.views.pages.text import plain
from mentorlab.wording import number


@dataclass(frozen=True)
class Account:
    """Everything that is to be said of one mark.

    Attributes
    ----------
    answer, key : in words, row by row; what was answered, and an answer that earns everything
    parts : each part that was judged; empty where a person marks
    counted : the rule and its arithmetic
    sums : sentences, from what the rule gives to what the gradebook has
    """

    who: str
    assignment: str
    title: str
    question: str
    answer: tuple[Row, ...]
    key: tuple[Row, ...]
    parts: tuple[Part, ...]
    verdict: str
    counted: str
    sums: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    assignment: str
    form: Call
    mark: Call | None  # None where a person marks


def explain(cohort: Folder, student: str, exercise: str, assignment: str = "") -> Account:
    """Explains how this learner's mark for this exercise came about.

    Parameters
    ----------
    student : an id
    exercise : an id, or a title
    assignment : where an exercise's title stands in more than one

    Raises
    ------
    CohortError : nobody or nothing of this name, or not marked yet
    """
    coursedir = CourseDirectory(config=cohort.configuration(), root=str(cohort.path))
    with cohort.gradebook() as book:
        learner = _learner(book, student)
        student = str(learner.id)
        found = _exercise(book, exercise, assignment)
        handed = _handed(book, coursedir, found, student)
        name = " ".join(filter(None, (learner.first_name, learner.last_name)))
        try:
            grade = book.find_grade(found.form.item.id, found.assignment, found.assignment, student)
        except MissingEntry:
            raise CohortError(
                f"“{exercise}” is newer than what {student} handed in. {_again(found, student)} --force"
            ) from None
        return _account(
            f"{name} ({student})" if name else student,
            found,
            _entries(coursedir, found, student),
            grade,
            handed,
        )


def _account(who: str, found: _Found, entries: Submitted, grade: Any, handed: Any) -> Account:
    item, mark = found.form.item, found.mark
    entry = entries.get(item.id)
    answer = word_answer(Answer.read(item, None if entry is None else entry.response))
    key = mark.key if mark is not None else None
    score = Score(None) if key is None else answer.answer.score(key)
    rule = to_points(score.value, item.points)
    return Account(
        who=who,
        assignment=found.assignment,
        title=plain(item.title),
        question=plain(item.stem),
        answer=answer.rows,
        key=kind_page(item).answer_rows(item, kind(item.kind).model(item, key)) if key is not None else (),
        parts=score.parts,
        verdict=answer.problem
        or (feedback.verdict(score, item.points, final=True) if key is not None else ""),
        counted=counted(score.how, item.points),
        sums=tuple(_sums(item, rule if key is not None else None, grade, handed)),
    )


def _sums(item: Any, rule: float | None, grade: Any, handed: Any) -> list[str]:
    of = feedback.count_points(item.points)
    lines = []
    if rule is not None:
        lines.append(f"By the rule: {number(rule)} of {of}.")
        if grade.auto_score != rule:
            has = "nothing yet" if grade.auto_score is None else number(grade.auto_score)
            lines.append(
                f"The gradebook has {has} from the last marking: the exercise or its key has changed since. Mark it "
                "again with --force."
            )
    if grade.manual_score is not None:
        instead = "" if rule is None else ", which counts in the rule's place"
        given = (
            f"{number(grade.manual_score)} of {of}"
            if rule is not None
            else band(item, grade.manual_score, item.points)
        )
        lines.append(f"A person gave {given}{instead}.")
    elif rule is None:
        lines.append(f"A person reads this and gives up to {of}; nobody has yet.")
    if grade.needs_manual_grade and (rule is not None or grade.manual_score is not None):
        lines.append("It waits to be looked at in Formgrader.")
    if grade.extra_credit:
        lines.append(f"Extra credit: {number(grade.extra_credit)}.")
    lines.append(f"It counts {number(grade.score)} of {of}.")
    penalty = handed.late_submission_penalty or 0.0
    if penalty:
        lines.append(
            f"The whole assignment came late: {number(penalty)} of its {number(handed.score)} points were taken off."
        )
    elif handed.total_seconds_late > 0:
        lines.append("The whole assignment came late, and nothing was taken off for it.")
    return lines


def _learner(book: Gradebook, student: str) -> Any:
    for name in dict.fromkeys((student, to_id(student))):
        try:
            return book.find_student(name)
        except MissingEntry:
            continue
    known = [str(one.id) for one in book.students]
    alike = Alike(known).to(to_id(student))
    raise CohortError(_nobody("learner", student, alike or known, exact=bool(alike)))


def _exercise(book: Gradebook, exercise: str, assignment: str) -> _Found:
    names = [str(one.name) for one in book.assignments]
    if assignment and assignment not in names:
        raise CohortError(_nobody("assignment", assignment, names))
    found, known = [], []
    for name in [assignment] if assignment else names:
        for one in _calls(book, name):
            known += [one.form.item.id, one.form.item.title]
            if exercise.casefold() in (one.form.item.id.casefold(), one.form.item.title.casefold()):
                found.append(one)
    if not found:
        raise CohortError(_nobody("exercise", exercise, known))
    if len(found) > 1:
        places = ", ".join(f"{one.assignment} ({one.form.item.id})" for one in found)
        raise CohortError(
            f"“{exercise}” stands more than once: {places}. Name its id, or the assignment with --assignment."
        )
    return found[0]


def _calls(book: Gradebook, assignment: str) -> list[_Found]:
    forms: dict[str, Call] = {}
    marks: dict[str, Call] = {}
    for notebook in book.find_assignment(assignment).notebooks:
        for cell in read_source_cells(book, notebook.name, assignment):
            if cell.cell_type == "code":
                try:
                    call = read_call(cell.source)
                except NotOurs:
                    continue
                (forms if call.key is None else marks)[call.item.id] = call
    return [_Found(assignment, form, marks.get(id)) for id, form in forms.items()]


def _handed(book: Gradebook, coursedir: CourseDirectory, found: _Found, student: str) -> Any:
    again = _again(found, student)
    marked = Path(coursedir.format_path(coursedir.autograded_directory, student, found.assignment))
    handed = Path(coursedir.format_path(coursedir.submitted_directory, student, found.assignment))
    if not handed.is_dir() and not marked.is_dir():
        raise CohortError(f"{student} has handed in nothing for {found.assignment}.")
    try:
        known = book.find_submission(found.assignment, student)
    except MissingEntry:
        raise CohortError(f"{student}'s {found.assignment} is not marked yet. {again}") from None
    if not marked.is_dir():
        raise CohortError(f"What {student} handed in last for {found.assignment} is not marked yet. {again}")
    return known


def _again(found: _Found, student: str) -> str:
    return "Run first: " + command("mentorlab", "cohort", "mark", found.assignment, "--student", student)


def _entries(coursedir: CourseDirectory, found: _Found, student: str) -> Submitted:
    """What was marked: the copy, and not what may have come since."""
    marked = Path(coursedir.format_path(coursedir.autograded_directory, student, found.assignment))
    try:
        return read_for_marking(marked / f"{found.assignment}{ENDING}")
    except ResponsesError as error:
        raise CohortError(f"{student}, {error}") from None


def _nobody(what: str, name: str, known: Sequence[str], *, exact: bool = False) -> str:
    """Say that there is none of this name, and which ones were perhaps meant; `exact` where these are all of them."""
    near = list(known) if exact else get_close_matches(name, list(dict.fromkeys(known)), n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(f'“{visible(one)}”' for one in near)}?" if near else ""
    return f"There is no {what} “{visible(name)}” in this cohort.{hint}"


__all__ = ["Account", "explain"]

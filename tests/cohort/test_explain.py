"""`mentorlab cohort explain`: a trainer who is asked “why 2 of 4?” can answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.explain import explain
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.new import CohortError
from mentorlab.item.keys import parse_item
from tests.helpers.course_samples import MODULE, answer, marks_in, model
from tests.helpers.nbgrader_runs import gradebook, mark_in_bulk, marks, submission

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
THREE_OF_FOUR = {
    "spoke-over": "behaviour",
    "respect": "judgement",
    "no-source": "behaviour",
    "rushed": "behaviour",
}


@pytest.fixture
def marked(cohort: Path, built: Path) -> Path:
    def respond(item, key):
        return {"placed": THREE_OF_FOUR} if item.id == "hear-it" else model(item, key)

    with gradebook(cohort) as book:
        book.add_student("ada", first_name="Ada", last_name="[red]Lovelace")
        book.add_student("nobody")
    answer(submission(cohort, "ada"), built / SOURCE, respond, reflection="I asked [bold]Ben[/bold].")
    submission(cohort, "blank")
    assert not mark_in_bulk(cohort).failed
    return cohort


def said(cohort: Path, *words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["explain", *words, "--cohort", str(cohort)], env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def test_it_says_the_answer_the_key_each_part_and_the_sum(marked: Path) -> None:
    shown = said(marked, "ada", "hear-it")
    assert "What did you just hear?" in shown and "Ada [red]Lovelace (ada), 08-feedback" in shown
    for section in ("The answer", "An answer that earns everything", "Part by part", "The sum"):
        assert f"\n{section}" in shown
    assert "✗ Not right: " in shown and shown.count("✓ Right: ") == 3
    assert "3 of 4 are right." in shown and "(3/4 − 1/2) ÷ (1 − 1/2) = 0.5, times 4 points." in shown
    assert "By the rule: 2 of 4 points." in shown and "It counts 2 of 4 points." in shown
    assert "behaviour" in shown and "judgement" in shown


def test_the_title_does_as_well_as_the_id(marked: Path) -> None:
    assert said(marked, "ada", "what did you just hear?") == said(marked, "ada", "hear-it")


def test_every_exercise_s_sum_is_what_the_gradebook_has(marked: Path, built: Path) -> None:
    found = marks(marked)
    for student in ("ada", "blank"):
        for id, (item, _) in marks_in(built / SOURCE).items():
            account = explain(find_cohort(marked), student, id)
            of = f"{item.points:g} point{'s' if item.points != 1 else ''}"
            assert account.sums[0] == f"By the rule: {found[student][id]:g} of {of}."
            assert "The gradebook has" not in " ".join(account.sums)
            assert account.parts or student == "blank"


def test_what_was_not_answered_says_so(marked: Path) -> None:
    shown = said(marked, "blank", "hear-it")
    assert "Nothing was answered." in shown and "It counts 0 of 4 points." in shown


def test_a_reflection_shows_the_text_as_it_was_written_and_its_band(marked: Path) -> None:
    shown = said(marked, "ada", "look-back")
    assert "I asked [bold]Ben[/bold]." in shown and "nobody has yet" in shown
    with gradebook(marked) as book:
        grade = book.find_grade("look-back", MODULE, MODULE, "ada")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    shown = said(marked, "ada", "look-back")
    assert "A person gave Ready (3 of 4)." in shown and "nobody has yet" not in shown


def test_a_person_s_mark_extra_credit_and_a_late_penalty_are_said(marked: Path) -> None:
    with gradebook(marked) as book:
        grade = book.find_grade("hear-it", MODULE, MODULE, "ada")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.5, 0.25, False
        book.find_submission_notebook(MODULE, MODULE, "ada").late_submission_penalty = 2.0
        book.db.commit()
    shown = said(marked, "ada", "hear-it")
    assert "By the rule: 2 of 4 points." in shown
    assert "A person gave 3.5 of 4 points, which counts in the rule's place." in shown
    assert "Extra credit: 0.25." in shown and "It counts 3.75 of 4 points." in shown
    assert "came late: 2 of its 23.75 points were taken off." in shown


def test_a_mark_of_another_key_is_said(marked: Path) -> None:
    with gradebook(marked) as book:
        book.find_grade("hear-it", MODULE, MODULE, "ada").auto_score = 4.0
        book.db.commit()
    assert "The gradebook has 4 from the last marking" in said(marked, "ada", "hear-it")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("adda", "hear-it"), "There is no learner “adda” in this cohort. Did you mean “ada”?"),
        (("ada", "hear-its"), "There is no exercise “hear-its” in this cohort. Did you mean “hear-it”"),
        (("ada", "hear-it", "--assignment", "9"), "There is no assignment “9” in this cohort."),
        (("nobody", "hear-it"), "nobody has handed in nothing for 08-feedback."),
    ],
)
def test_what_there_is_not_is_said_in_a_sentence(words: tuple[str, ...], sentence: str, marked: Path) -> None:
    assert sentence in said(marked, *words, code=1)


def test_what_is_not_marked_yet_is_said_with_the_command(marked: Path, built: Path) -> None:
    answer(submission(marked, "late"), built / SOURCE, model)
    with gradebook(marked) as book:
        book.add_student("late")
    expected = "not marked yet. Run first: mentorlab cohort mark 08-feedback --student late"
    assert expected in said(marked, "late", "hear-it", code=1)
    shutil.rmtree(marked / "autograded" / "ada")
    assert "is not marked yet" in said(marked, "ada", "hear-it", code=1)


def test_a_title_that_stands_twice_asks_for_the_assignment(
    marked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mentorlab.cohort import explain as module

    real = module._calls

    def twice(book, assignment):
        found = real(book, assignment)
        item = found[0].form.item.model_copy(update={"title": found[1].form.item.title})
        assert parse_item(item.model_dump_json()).id == found[0].form.item.id
        return [module._Found(assignment, module.Call(item), found[0].mark), *found[1:]]

    title = real_title(marked)
    monkeypatch.setattr(module, "_calls", twice)
    with pytest.raises(CohortError, match=r"stands more than once.*--assignment"):
        explain(find_cohort(marked), "ada", title)


def real_title(cohort: Path) -> str:
    from mentorlab.cohort import explain as module

    with gradebook(cohort) as book:
        return module._calls(book, MODULE)[1].form.item.title


def test_what_a_learner_wrote_is_no_command_to_the_terminal(marked: Path) -> None:
    """An answer's escape sequences went through to the trainer's terminal."""
    file = marked / "autograded" / "ada" / MODULE / f"{MODULE}.responses.json"
    file.chmod(0o644)
    file.write_text(
        file.read_text(encoding="utf-8").replace("I asked", "\\u001b]0;owned\\u001b[2J I asked"),
        encoding="utf-8",
    )
    shown = said(marked, "ada", "look-back")
    assert "\x1b" not in shown and "\\x1b]0;owned\\x1b[2J I asked" in shown

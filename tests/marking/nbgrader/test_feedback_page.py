"""What a learner gets back: at three levels, without code, and asking nothing of anybody."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mentorlab.views.pages.feedback import MODEL_ANSWER
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import autograde, feedback, gradebook, submission

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
HOSTILE = "I asked. <script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))"
WHY, OTHER_WHY = "It asks for the story before it judges", "Kindly meant, and it guesses"
SAMPLE = "in the lift, with two others there"
MODEL = MODEL_ANSWER


class Tags(HTMLParser):
    """The names of all tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture
def marked(cohort: Path, built: Path) -> Path:
    def respond(item, key):
        return {"chosen": ["plan-better"]} if item.id == "say-first" else model(item, key)

    answer(submission(cohort, "ada"), built / SOURCE, respond, reflection=HOSTILE)
    submission(cohort, "cem")
    assert not autograde(cohort).failed
    return cohort


def page(cohort: Path, level: str = "", student: str = "ada") -> str:
    run = feedback(cohort, level=level)
    assert not run.failed, run.said
    return (cohort / "feedback" / student / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")


def test_explanations_are_given_unless_the_trainer_says_otherwise(marked: Path) -> None:
    assert page(marked) == page(marked, "explanations")
    shown = page(marked)
    assert "It may be true, and it is still not heard." in shown
    assert WHY in shown and OTHER_WHY in shown
    assert MODEL not in shown and SAMPLE not in shown


def test_marks_alone_say_right_or_not_and_no_reason(marked: Path) -> None:
    shown = page(marked, "marks")
    assert "0 of 1 point" in shown and "4 of 4 points" in shown and "✓ Right" in shown and "✗" in shown
    assert WHY not in shown and OTHER_WHY not in shown and "still not heard" not in shown
    assert MODEL not in shown and SAMPLE not in shown


def test_the_model_shows_a_good_answer_and_the_samples_too(marked: Path) -> None:
    shown = page(marked, "model")
    assert WHY in shown and MODEL in shown and SAMPLE in shown


def test_what_was_not_answered_is_not_explained_away(marked: Path) -> None:
    shown = page(marked, "model", student="cem")
    assert WHY not in shown and "Not answered." in shown and "not answered yet" not in shown


@pytest.mark.parametrize("level", ["marks", "explanations", "model"])
def test_a_page_has_no_code_no_script_and_no_address(level: str, marked: Path) -> None:
    shown = page(marked, level)
    assert "mentorlab.views" not in shown and "HIDDEN TESTS" not in shown and "MARK SCHEME" not in shown
    found = Tags(shown)
    assert {"main", "h3", "table", "style"} <= found.names
    assert not found.names & {"script", "iframe", "link", "img", "object", "embed", "base", "form", "svg"}
    assert not found.attributes & {"src", "href", "action", "srcset", "data", "background"}
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not re.findall(r"url\(|@import|https?://", shown)
    assert "default-src 'none'" in shown


def test_a_learner_s_words_stand_there_as_they_wrote_them(marked: Path) -> None:
    shown = page(marked)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "&lt;img src=x onerror=alert(2)&gt;" in shown or "&lt;img src=x" in shown


def test_a_reflection_that_waits_says_so_and_is_not_a_zero(marked: Path) -> None:
    shown = page(marked)
    assert "Your trainer has not marked this yet." in shown
    assert "Look back, read by a person: waiting for your trainer" in shown


def test_a_trainer_s_own_mark_and_comment_are_shown(marked: Path) -> None:
    with gradebook(marked) as book:
        for id, points in (("look-back", 3.0), ("hear-it", 1.5)):
            grade = book.find_grade(id, MODULE, MODULE, "ada")
            grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("look-back", MODULE, MODULE, "ada").manual_comment = "Which Tuesday?"
        book.db.commit()
    shown = page(marked)
    assert "Look back, read by a person: Ready (3 of 4)" in shown and "Which Tuesday?" in shown
    assert "Marked by rule: 20.5 of 24 points" in shown  # 24, less 1 for an option, less 2.5 by the trainer
    assert "Your trainer's mark: 1.5 of 4 points" in shown
    assert "has not marked" not in shown


@pytest.mark.parametrize(
    ("points", "said"),
    [(0.0, "0 of 4"), (1.0, "Not yet (1 of 4)"), (2.5, "Beginning (2.5 of 4)"), (4.0, "Rich (4 of 4)")],
)
def test_a_reflection_s_points_are_said_as_its_band(points: float, said: str, marked: Path) -> None:
    with gradebook(marked) as book:
        grade = book.find_grade("look-back", MODULE, MODULE, "ada")
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()
    shown = page(marked)
    assert f"Look back, read by a person: {said}<" in shown
    assert "Marked by rule: 23 of 24 points" in shown


def test_the_page_says_whose_it_is_of_what_and_when(marked: Path) -> None:
    with gradebook(marked) as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="<Lovelace>")
    top = page(marked).partition('class="total"')[0]
    assert "Ada &lt;Lovelace&gt; (ada)" in top and "<dd>spring</dd>" in top
    assert f"<dd>{MODULE}</dd>" in top and "<dd>1 November 2026</dd>" in top
    assert "<dd>cem</dd>" in page(marked, student="cem")


def test_a_note_that_a_learner_added_stands_on_their_page(cohort: Path, built: Path) -> None:
    folder = submission(cohort, "ada")
    answer(folder, built / SOURCE, model)
    file = folder / f"{MODULE}.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    note = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["A note of mine, <b>bold</b>"]}
    notebook["cells"].insert(2, note)
    file.write_text(json.dumps(notebook), encoding="utf-8")
    assert not autograde(cohort).failed
    assert "A note of mine, &lt;b&gt;bold" in page(cohort)


def test_a_level_that_is_none_is_said_in_a_sentence(marked: Path) -> None:
    run = feedback(marked, level="everything")
    assert run.failed
    assert "c.Explain.level is “everything”" in run.said[-1]
    assert "marks, explanations, model" in run.said[-1]


def test_making_feedback_warns_of_nothing(marked: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = feedback(marked)
    assert not [said for said in (*run.said, *caplog.messages) if "not recognized" in said]

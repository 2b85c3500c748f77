"""What a learner gets back: at three levels, without code, and asking nothing of anybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from course_samples import MODULE, answer, model
from nbgrader_runs import autograde, feedback, gradebook, submission

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
HOSTILE = "I asked. <script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))"
WHY, OTHER_WHY = "It asks for the story before it judges", "Kindly meant, and it guesses"
SAMPLE = "in the lift, with two others there"
MODEL = "One answer that earns everything"


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
    assert WHY not in shown and "not answered yet" in shown


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
    assert "So far: your trainer has not marked everything yet." in shown


def test_a_trainer_s_own_mark_and_comment_are_shown(marked: Path) -> None:
    with gradebook(marked) as book:
        for id, points in (("look-back", 3.0), ("hear-it", 1.5)):
            grade = book.find_grade(id, MODULE, MODULE, "ada")
            grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("look-back", MODULE, MODULE, "ada").manual_comment = "Which Tuesday?"
        book.db.commit()
    shown = page(marked)
    assert "3 of 4 points" in shown and "Which Tuesday?" in shown
    assert "Your trainer's mark: 1.5 of 4 points" in shown
    assert "has not marked" not in shown


def test_an_unknown_level_is_refused(marked: Path) -> None:
    from traitlets import TraitError

    with pytest.raises(TraitError, match="explanations"):
        feedback(marked, level="everything")

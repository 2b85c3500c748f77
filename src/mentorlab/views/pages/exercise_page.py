"""Question, response and marks as plain HTML that needs no kernel, no script and no file from elsewhere.

It stands beside every live form, for whoever opens the notebook without running it, and it is all that
marking shows. Everything in it is escaped; it imports the standard library and our own data only.
"""

from __future__ import annotations

from dataclasses import dataclass

from mentorlab.item.answer import Answer
from mentorlab.item.model import Item, Key, Score, to_points
from mentorlab.item.parts import GONE
from mentorlab.views.pages import feedback
from mentorlab.views.pages.kinds import Row, kind_page
from mentorlab.views.pages.score_words import in_words
from mentorlab.views.pages.style import TAG
from mentorlab.views.pages.text import Page, blocks, escape, inline, items
from mentorlab.wording import number


def page(body: str, *classes: str, look: bool = True) -> str:
    """Wrap HTML in our look; `body` is safe already. `look=False` beneath a page that has brought it along."""
    return _framed(Page((body,)), *classes, look=look).html


def _framed(body: Page, *classes: str, look: bool) -> Page:
    begun = f'<div class="{" ".join(("mentorlab", *classes))}">'
    return body.within((TAG, begun) if look else (begun,), ("</div>",))


def sentence(text: str) -> str:
    """Render one sentence in our look, for whatever could not be shown."""
    return page(f"<p>{escape(text)}</p>")


def question(item: Item, level: int = 3) -> str:
    """Render the title and the question."""
    return f'<h{level} class="ml-title">{inline(item.title)}</h{level}>{blocks(item.stem)}'


@dataclass(frozen=True)
class WordedAnswer:
    """An answer and its rows in plain text, made once for its form and its mark."""

    answer: Answer
    rows: tuple[Row, ...]

    @property
    def problem(self) -> str:
        """Why what was saved cannot be read, as a sentence; "" where it can."""
        return "" if self.answer.fault is None else str(self.answer.fault)


def word_answer(answer: Answer) -> WordedAnswer:
    """Words an answer row by row, as its kind's page does."""
    return WordedAnswer(answer, kind_page(answer.item).answer_rows(answer.item, answer.response))


def render_form(answer: Answer, *, final: bool = False) -> str:
    """Render the question and what was answered; `final` where it was handed in."""
    return form_page(word_answer(answer), final=final).html


def form_page(worded: WordedAnswer, *, final: bool = False, look: bool = True) -> Page:
    """Render the form of an answer that has been worded; its parts are the rows of the answer."""
    if worded.problem:
        body = Page((f"<p>{escape(worded.problem)}</p>",))
    else:
        body = feedback.table(worded.rows, final=final)
    asked = question(worded.answer.item) + '<p class="ml-label">Your answer</p>'
    return _framed(body.within((asked,), ()), "ml-form", look=look)


def render_mark(
    answer: Answer,
    score: Score | None,
    key: Key | None = None,
    points: float | None = None,
    *,
    explain: bool = True,
    model: bool = True,
) -> str:
    """Render the marks, part by part; with the key the explanations, and after an attempt one good answer.

    Of an exercise that was left blank nothing is said but that.

    Parameters
    ----------
    score : what was scored; None where nothing may be scored, and then only what is missing is said
    points : what the marker gave; `score` on the item's points if not said
    explain, model : whether the key's explanations, and its model response, may be shown
    """
    return mark_page(word_answer(answer), score, key, points, explain=explain, model=model).html


def mark_page(
    worded: WordedAnswer,
    score: Score | None,
    key: Key | None = None,
    points: float | None = None,
    *,
    explain: bool = True,
    model: bool = True,
    look: bool = True,
) -> Page:
    """Render the marks of an answer that has been worded; its parts are those of the score."""
    item = worded.answer.item
    if worded.problem:
        return _framed(Page((f"<p>{escape(worded.problem)}</p>",)), "ml-mark", look=look)
    if score is None:
        return _framed(Page((still_missing(worded.answer),)), "ml-mark", look=look)
    earned = to_points(score.value, item.points) if points is None else points
    first = (f'<p class="ml-verdict">{escape(earned_words(item, score, earned))}</p>',)
    if not answered(worded, score):
        return _framed(Page((*first, "<p>Not answered.</p>")), "ml-mark", look=look)
    if explain and key is not None:
        body = feedback.explained(item, key, score, final=True).within(first, ())
    else:
        body = feedback.parts(score).within((*first, feedback.how(score, item.points)), ())
    last = (feedback.model_answer(item, key),) if model and key is not None else ()
    return _framed(body.within((), last), "ml-mark", look=look)


def earned_words(item: Item, score: Score, points: float) -> str:
    """Word what was earned: `2.67 of 4 points.`"""
    if score.value is None and score.verdict:
        return f"{in_words(score.verdict)}."
    if score.value is None:
        return f"A person reads this, and gives up to {feedback.count_points(item.points)}."
    return " ".join(
        filter(
            None,
            (
                f"{number(points)} of {feedback.count_points(item.points)}.",
                feedback.margin_words(score.margin, item.points),
            ),
        )
    )


def still_missing(answer: Answer) -> str:
    """Render what is still to be answered."""
    missing = [in_words(fact) for fact in answer.missing]
    if not missing:
        return "<p>Nothing is missing here.</p>"
    if len(missing) == 1:
        return f'<p class="ml-soft">Still to do: {escape(missing[0])}</p>'
    return f'<p class="ml-soft">Still to do:</p><ul>{items(escape(one) for one in missing)}</ul>'


def answered(worded: WordedAnswer, score: Score) -> bool:
    """Tell whether there is an answer at all; explanations and model responses come after one, never before."""
    return any(row.given.strip() for row in worded.rows) or any(part.id == GONE for part in score.parts)

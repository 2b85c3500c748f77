"""Question, response and marks as plain HTML that needs no kernel, no script and no file from elsewhere.

It stands beside every live form, for whoever opens the notebook without running it, and it is all that
marking shows. Everything in it is escaped; it imports the standard library and our own data only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorlab.item import keys
from mentorlab.item.json_limits import ResponseError
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, Response, Score, to_points
from mentorlab.item.parts import GONE
from mentorlab.responses.file import Entry
from mentorlab.views.pages import feedback
from mentorlab.views.pages.kinds import Row, kind_page
from mentorlab.views.pages.style import TAG
from mentorlab.views.pages.text import Page, blocks, escape, inline, items, number


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


def read_response(item: Item, entry: Entry | None) -> tuple[Response, str]:
    """Read the response in an entry, and return a sentence where it cannot be read; then the response is the blank one."""
    return _read(item, None if entry is None else entry.response)


def _read(item: Item, said: str | Mapping[str, Any] | None) -> tuple[Response, str]:
    if said is None:
        return kind(item.kind).Response(), ""
    try:
        if isinstance(said, str):
            return keys.parse_small(item, said), ""
        return keys.parse_response(item, said), ""
    except ResponseError as error:
        return kind(item.kind).Response(), str(error)


@dataclass(frozen=True)
class Answer:
    """What was answered to an item, read once for its form and its mark.

    Attributes
    ----------
    response : the blank one where what was saved cannot be read, which `problem` then says
    rows : the response in plain text, as its kind puts it
    """

    item: Item
    response: Response
    problem: str
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, item: Item, entry: Entry | None) -> Answer:
        """Read the answer in an entry."""
        return cls.of(item, None if entry is None else entry.response)

    @classmethod
    def of(cls, item: Item, said: str | Mapping[str, Any] | None) -> Answer:
        """Read the answer in plain data, or in what `small_json` made of it; None where there is none."""
        response, problem = _read(item, said)
        return cls(item, response, problem, kind_page(item).answer_rows(item, response))


def render_form(item: Item, entry: Entry | None, *, final: bool = False) -> str:
    """Render the question and what was answered; `final` where it was handed in."""
    return form_page(Answer.read(item, entry), final=final).html


def form_page(answer: Answer, *, final: bool = False, look: bool = True) -> Page:
    """Render the form of an answer that has been read; its parts are the rows of the answer."""
    if answer.problem:
        said = Page((f"<p>{escape(answer.problem)}</p>",))
    else:
        said = feedback.table(answer.rows, final=final)
    asked = question(answer.item) + '<p class="ml-label">Your answer</p>'
    return _framed(said.within((asked,), ()), "ml-form", look=look)


def render_mark(
    item: Item,
    score: Score | None,
    entry: Entry | None,
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
    return mark_page(Answer.read(item, entry), score, key, points, explain=explain, model=model).html


def mark_page(
    answer: Answer,
    score: Score | None,
    key: Key | None = None,
    points: float | None = None,
    *,
    explain: bool = True,
    model: bool = True,
    look: bool = True,
) -> Page:
    """Render the marks of an answer that has been read; its parts are those of the score."""
    item = answer.item
    if answer.problem:
        return _framed(Page((f"<p>{escape(answer.problem)}</p>",)), "ml-mark", look=look)
    if score is None:
        return _framed(Page((still_missing(item, answer.response),)), "ml-mark", look=look)
    earned = to_points(score.value, item.points) if points is None else points
    first = (f'<p class="ml-verdict">{escape(earned_words(item, score, earned))}</p>',)
    if not answered(answer, score):
        return _framed(Page((*first, "<p>Not answered.</p>")), "ml-mark", look=look)
    if explain and key is not None:
        said = feedback.explained(item, key, score, final=True).within(first, ())
    else:
        said = feedback.parts(score).within((*first, feedback.how(score, item.points)), ())
    last = (feedback.model_answer(item, key),) if model and key is not None else ()
    return _framed(said.within((), last), "ml-mark", look=look)


def earned_words(item: Item, score: Score, points: float) -> str:
    """Word what was earned: `2.67 of 4 points.`"""
    if score.value is None and score.verdict:
        return f"{score.verdict}."
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


def still_missing(item: Item, response: Response) -> str:
    """Render what is still to be answered."""
    missing = kind(item.kind).missing(item, response)
    if not missing:
        return "<p>Nothing is missing here.</p>"
    if len(missing) == 1:
        return f'<p class="ml-soft">Still to do: {escape(missing[0])}</p>'
    return f'<p class="ml-soft">Still to do:</p><ul>{items(escape(one) for one in missing)}</ul>'


def answered(answer: Answer, score: Score) -> bool:
    """Tell whether there is an answer at all; explanations and model responses come after one, never before."""
    return any(row.given.strip() for row in answer.rows) or any(part.id == GONE for part in score.parts)

"""`choice`: one of several, or all that apply."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.choice import Choose, ChosenSum, OneChosen, SeveralChosen
from mentorlab.views.pages.fact_words import all_or_half, fact_words, net
from mentorlab.views.pages.kinds import Row, listed, texts


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the options."""
    return texts(item.options)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the options chosen, in the order of the page."""
    return listed(item.options, response.chosen)


@fact_words.register
def _(fact: Choose) -> str:
    return _STILL_TO_CHOOSE[fact]


@fact_words.register
def _(how: OneChosen) -> str:
    return f"The option that was chosen earns {all_or_half(how.worth)}"


@fact_words.register
def _(how: SeveralChosen) -> str:
    return "More than one option was chosen where one was asked for, and that earns nothing"


@fact_words.register
def _(how: ChosenSum) -> str:
    return (
        f"Chosen were {how.right} of the {how.of_right} that fit and {how.wrong} of the {how.of_wrong} that do not; "
        f"the second share is taken off the first: {net(how)}"
    )


_STILL_TO_CHOOSE = {
    Choose.ONE: "Choose one option.",
    Choose.ALL: "Choose all that apply.",
    Choose.ONE_ONLY: "Choose one option only.",
}

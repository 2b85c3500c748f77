"""`gap-match`: a phrase for every gap."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import plain

NAME, CHECKS, ASKS_CONFIDENCE = "gap-match", "Check my answer", True
BLANK = "Choose a phrase…"


def labels(item: Any, key: Any) -> dict[str, str]:
    """The sentences with their gaps, then the phrases."""
    return {**texts(item.phrases), **texts(item.gaps)}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """Each sentence and the phrase put into it."""
    phrases = texts(item.phrases)
    return tuple(
        Row(plain(gap.text), plain(phrases.get(response.filled.get(gap.id, ""), ""))) for gap in item.gaps
    )


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """A drop-down list for each gap, and the whole message as it reads now."""
    from mentorlab.views.controls.kinds import _widgets as w
    from mentorlab.views.pages.text import escape

    phrases = texts(item.phrases)
    options = [(BLANK, ""), *((phrase.text, phrase.id) for phrase in item.phrases)]
    message = w.html()

    def reads() -> str:
        said = []
        for gap in item.gaps:
            before, _, after = plain(gap.text).partition("___")
            phrase = phrases.get(lists[gap.id].value, "")
            inside = (
                f"<strong>{escape(plain(phrase))}</strong>" if phrase else '<span class="ml-gap">…</span>'
            )
            said.append(f"{escape(before)}{inside}{escape(after)}")
        return f'<div class="ml-box"><p class="ml-soft">It reads:</p><p>{" ".join(said)}</p></div>'

    def filled() -> None:
        message.value = reads()
        sitting.changed(False)

    lists = {
        gap.id: w.choose(gap.text, options, response.filled.get(gap.id, ""), filled) for gap in item.gaps
    }
    message.value = reads()
    return Fields(
        w.column([*lists.values(), message]),
        lambda: {"filled": {id: one.value for id, one in lists.items() if one.value}},
    )

"""What a mentor said first, in their own words, beside what they chose; and the nearest reply, which is a guess."""

from __future__ import annotations

from collections.abc import Sequence

from mentorlab.talk.model import Reply
from mentorlab.talk.own_words import OwnWords
from mentorlab.views.pages.text import escape, inline, items, lines, plain

YOURS = "In your own words"
ALOUD = "You said it aloud."
UNLIKE = "None of the replies was like it, you said."


def render_own_words(own: OwnWords | None, questions: Sequence[str] = ()) -> str:
    """What was said first, and the author's yes/no questions about it; "" where nothing was."""
    if own is None:
        return ""
    html = f'<p class="ml-label">{YOURS}</p>'
    html += f"<p>{lines(own.text)}</p>" if own.text.strip() else f"<p>{ALOUD}</p>"
    if own.unlike:
        html += f'<p class="ml-soft">{UNLIKE}</p>'
    if questions:
        html += f'<p class="ml-soft">Ask of it, yes or no:</p><ul>{items(map(inline, questions))}</ul>'
    return f'<div class="ml-own">{html}</div>'


def guess_words(reply: Reply | None) -> str:
    """Which reply is nearest, said to be a guess; "" where none is."""
    if reply is None:
        return ""
    return f"A guess, from the words alone: nearest may be <q>{escape(plain(reply.text))}</q>. It decides nothing."

"""The words of the other seat: moments to guess at, what was thought, and moves beside the author's."""

from __future__ import annotations

from collections.abc import Sequence

from mentorlab.talk.model import Talk
from mentorlab.talk.other_seat import Observed, Thought
from mentorlab.views.pages import skill_names, talk_lines
from mentorlab.views.pages.text import escape, inline

GUESS = "Guess what they thought"
OBSERVE = "Watch it: which moves do you see?"
WHAT = "What do they think, and do not say?"
SEE = "See what they thought"
COMPARE = "Compare with the author's"
NOT_YET = "Choose…"
NO_MOVE = "none of these"
FIRST_GUESS = '<p class="ml-notice" role="alert">Write a guess first: a few words will do.</p>'


def render_moment(talk: Talk, moment: Thought) -> str:
    """What was said, and what could be seen and heard after it."""
    heard = "".join(talk_lines.render_line(talk, line) for line in moment.heard)
    return talk_lines.render_reply(talk, moment.reply) + heard


def render_thoughts(talk: Talk, moment: Thought) -> str:
    """What they thought."""
    return "".join(talk_lines.render_line(talk, line) for line in moment.thoughts)


def move_words(move: str) -> str:
    """A move as an observer reads it: `asked a question that leaves room`."""
    return skill_names.SKILLS.get(move) or skill_names.HABITS.get(move) or move.replace("-", " ")


def render_comparison(seen: Sequence[Observed], agreed: int, coded: int) -> str:
    """Every reply that was coded, the author's moves beside the observer's, and how many agree."""
    if not coded:
        return "<p>Choose a move for at least one reply.</p>"
    rows = "".join(
        f"<tr><td>{inline(one.reply.text)}</td><td>{_moves(one.coded)}</td><td>{_moves(one.author)}</td></tr>"
        for one in seen
        if one.coded is not None
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("You said", "You saw", "The author saw"))
    return (
        f"<p>You and the author agree on {agreed} of {coded}. Where you do not, either may be right.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _moves(found: Sequence[str]) -> str:
    return escape("; ".join(map(move_words, found)) or NO_MOVE)

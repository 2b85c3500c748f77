"""The lines of a talk as HTML, the same in the player, in the debrief and on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mentorlab.talk.model import Line, Reply, Talk, TalkKey
from mentorlab.talk.play import Turn
from mentorlab.views.pages.text import blocks, escape, inline, plain
from mentorlab.wording import listed


def mentor_name(talk: Talk) -> str:
    """Return the name of the person whom the learner plays."""
    return next((name for name, role in talk.people.items() if role == "mentor"), "You")


def render_line(talk: Talk, line: Line) -> str:
    """Render narration, speech, or a thought, which says in words that it is one."""
    if not line.speaker:
        return f'<p class="ml-told">{inline(line.text)}</p>'
    if line.thinks:
        return f'<p class="ml-thought">{_who(f"{line.speaker} thinks:")}{inline(line.text)}</p>'
    tone = "ml-mine" if line.speaker == mentor_name(talk) else "ml-line"
    return f'<p class="{tone}">{_who(f"{line.speaker}:")}{inline(line.text)}</p>'


def render_reply(talk: Talk, reply: Reply) -> str:
    """Render what the mentor said or did."""
    return f'<p class="ml-mine">{_who(f"{mentor_name(talk)}:")}{inline(reply.text)}</p>'


def coach_note(text: str) -> str:
    """Render the coach's note; "" where there is none."""
    if not text.strip():
        return ""
    return f'<div class="ml-coach"><span class="ml-who">Coach:</span>{_unwrapped(text)}</div>'


def render_turns(
    talk: Talk, told: Iterable[Turn], key: TalkKey | None, *, thoughts: bool, before: str = ""
) -> tuple[str, str]:
    """Render the turns, each reaction before the coach speaks; return, beside, the id of a reply whose note still waits.

    Parameters
    ----------
    key : with it, coach's notes are shown; without, none
    thoughts : whether thoughts are shown
    before : the reply that led to the first of these turns, if its note is still to be shown
    """
    parts: list[str] = []
    waiting = before
    for turn in told:
        parts += [render_line(talk, line) for line in turn.lines if thoughts or not line.thinks]
        if turn.reply is not None:
            parts += [coach_note_on(key, waiting), render_reply(talk, turn.reply)]
            waiting = turn.reply.id
    return "".join(parts), waiting


def coach_note_on(key: TalkKey | None, reply_id: str) -> str:
    """Render the coach's note on a reply; "" without a key, a reply, or a note."""
    found = key.replies.get(reply_id) if key is not None else None
    return coach_note(found.note) if found else ""


def ending_title(text: str) -> str:
    """Render how a talk ended, as a title."""
    return f'<p class="ml-title">{inline(text)}</p>'


def joined(names: Collection[str]) -> str:
    """Join names as one says them: `Sam`, `Sam and Lee`."""
    return listed([plain(name) for name in names])


def _who(text: str) -> str:
    return f'<span class="ml-who">{escape(plain(text))}</span>'


def _unwrapped(text: str) -> str:
    """One paragraph stands beside the word Coach; more stand below it."""
    html = blocks(text)
    return inline(text) if html.count("<p>") == 1 and html.startswith("<p>") else html

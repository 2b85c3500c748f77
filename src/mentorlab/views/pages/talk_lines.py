"""The lines of a talk as HTML, the same in the player, in the debrief and on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mentorlab.talk.model import Line, Reply, Talk, TalkKey
from mentorlab.talk.play import Turn
from mentorlab.views.pages.text import blocks, escape, inline, plain
from mentorlab.wording import listed


def mentor(talk: Talk) -> str:
    """The name of the person whom the learner plays."""
    return next((name for name, role in talk.people.items() if role == "mentor"), "You")


def line(talk: Talk, said: Line) -> str:
    """Narration, speech, or a thought, which says in words that it is one."""
    if not said.speaker:
        return f'<p class="ml-told">{inline(said.text)}</p>'
    if said.thinks:
        return f'<p class="ml-thought">{_who(f"{said.speaker} thinks:")}{inline(said.text)}</p>'
    tone = "ml-mine" if said.speaker == mentor(talk) else "ml-line"
    return f'<p class="{tone}">{_who(f"{said.speaker}:")}{inline(said.text)}</p>'


def reply(talk: Talk, said: Reply) -> str:
    """What the mentor said or did."""
    return f'<p class="ml-mine">{_who(f"{mentor(talk)}:")}{inline(said.text)}</p>'


def note(text: str) -> str:
    """The coach's note; "" where there is none."""
    if not text.strip():
        return ""
    return f'<div class="ml-coach"><span class="ml-who">Coach:</span>{_unwrapped(text)}</div>'


def turns(
    talk: Talk, told: Iterable[Turn], key: TalkKey | None, *, thoughts: bool, before: str = ""
) -> tuple[str, str]:
    """The turns as HTML, each reaction before the coach speaks; and the id of a reply whose note still waits.

    Parameters
    ----------
    key : with it, coach's notes are shown; without, none
    thoughts : whether thoughts are shown
    before : the reply that led to the first of these turns, if its note is still to be shown
    """
    parts: list[str] = []
    waiting = before
    for turn in told:
        parts += [line(talk, said) for said in turn.lines if thoughts or not said.thinks]
        if turn.reply is not None:
            parts += [coached(key, waiting), reply(talk, turn.reply)]
            waiting = turn.reply.id
    return "".join(parts), waiting


def coached(key: TalkKey | None, reply_id: str) -> str:
    """The coach's note on a reply; "" without a key, a reply, or a note."""
    found = key.replies.get(reply_id) if key is not None else None
    return note(found.note) if found else ""


def ending_title(text: str) -> str:
    """How a talk ended, as a title."""
    return f'<p class="ml-title">{inline(text)}</p>'


def named(names: Collection[str]) -> str:
    """`Sam`, `Sam and Lee`."""
    return listed([plain(name) for name in names])


def _who(text: str) -> str:
    return f'<span class="ml-who">{escape(plain(text))}</span>'


def _unwrapped(text: str) -> str:
    """One paragraph stands beside the word Coach; more stand below it."""
    said = blocks(text)
    return inline(text) if said.count("<p>") == 1 and said.startswith("<p>") else said

"""The lines of a talk as HTML, the same in the player, in the debrief and on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from mentorlab.talk.model import Line, Reply, Scene, Talk, TalkKey
from mentorlab.talk.play import Turn
from mentorlab.views.pages import talk_media
from mentorlab.views.pages.talk_media import CARD, CUT_OFF
from mentorlab.views.pages.text import blocks, escape, inline, plain


def mentor(talk: Talk) -> str:
    """The name of the person whom the learner plays."""
    return next((name for name, role in talk.people.items() if role == "mentor"), "You")


def line(talk: Talk, said: Line, named: bool = True) -> str:
    """Narration, speech, or a thought, which says in words that it is one; and what follows it.

    `named`: whether it says who speaks; in a mail only the first paragraph does.
    """
    after = f'<p class="ml-told ml-cut">{CUT_OFF}</p>' if said.then == "cut" else ""
    if not said.speaker:
        return (f'<p class="ml-told">{inline(said.text)}</p>' if said.text else "") + after
    if said.thinks:
        return f'<p class="ml-thought">{_who(f"{said.speaker} thinks:")}{inline(said.text)}</p>'
    tone = "ml-mine" if said.speaker == mentor(talk) else "ml-line"
    who = _who(f"{talk_media.speaker(said)}{':' if said.text else ''}") if named else ""
    return f'<p class="{tone}">{who}{inline(said.text)}</p>{after}'


def scene(talk: Talk, where: Scene, lines: Iterable[Line], *, thoughts: bool = True) -> str:
    """What is said in a scene, under the time that has passed and the medium, where there is any."""
    parts = [f'<p class="ml-told ml-medium">{inline(text)}</p>' for text in talk_media.headings(where)]
    writer = ""
    for said in lines:
        if said.thinks and not thoughts:
            continue
        parts.append(line(talk, said, named=where.medium != "mail" or said.speaker != writer))
        writer = said.speaker if not said.thinks else writer
    return "".join(parts)


def card(talk: Talk, lines: Sequence[Line]) -> str:
    """What this mentor has done and knows; "" where nothing is said of it."""
    if not lines:
        return ""
    said = "".join(line(talk, one) for one in lines)
    return f'<div class="ml-card"><p class="ml-label">{CARD}</p>{said}</div>'


def before_pause(turns: Sequence[Turn], passed: int) -> tuple[tuple[Turn, ...], bool]:
    """The turns as far as they are told once somebody has ended so many pauses; and whether one still waits."""
    told: list[Turn] = []
    for turn in turns:
        for place, said in enumerate(turn.lines):
            if said.then == "beat":
                if not passed:
                    return (*told, turn._replace(lines=turn.lines[: place + 1])), True
                passed -= 1
        told.append(turn)
    return tuple(told), False


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
        parts.append(scene(talk, turn.scene, turn.lines, thoughts=thoughts))
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
    shown = [plain(name) for name in names]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def _who(text: str) -> str:
    return f'<span class="ml-who">{escape(plain(text))}</span>'


def _unwrapped(text: str) -> str:
    """One paragraph stands beside the word Coach; more stand below it."""
    said = blocks(text)
    return inline(text) if said.count("<p>") == 1 and said.startswith("<p>") else said

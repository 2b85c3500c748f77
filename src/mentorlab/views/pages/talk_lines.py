"""The lines of a talk as HTML, the same in the player, in the debrief and on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from mentorlab.talk.model import Line, Reply, Scene, Talk, TalkKey
from mentorlab.talk.play import Turn
from mentorlab.views.pages import talk_media
from mentorlab.views.pages.talk_media import CARD, CUT_OFF
from mentorlab.views.pages.text import blocks, escape, inline, plain
from mentorlab.wording import listed


def mentor_name(talk: Talk) -> str:
    """Return the name of the person whom the learner plays."""
    return next((name for name, role in talk.people.items() if role == "mentor"), "You")


def render_line(talk: Talk, line: Line, named: bool = True) -> str:
    """Render narration, speech, or a thought, which says in words that it is one; and what follows it.

    `named`: whether it says who speaks; in a mail only the first paragraph does.
    """
    after = f'<p class="ml-told ml-cut">{CUT_OFF}</p>' if line.then == "cut" else ""
    if not line.speaker:
        return (f'<p class="ml-told">{inline(line.text)}</p>' if line.text else "") + after
    if line.thinks:
        return f'<p class="ml-thought">{_who(f"{line.speaker} thinks:")}{inline(line.text)}</p>'
    tone = "ml-mine" if line.speaker == mentor_name(talk) else "ml-line"
    who = _who(f"{talk_media.speaker(line)}{':' if line.text else ''}") if named else ""
    return f'<p class="{tone}">{who}{inline(line.text)}</p>{after}'


def render_scene(talk: Talk, scene: Scene, lines: Iterable[Line], *, thoughts: bool = True) -> str:
    """Render what is said in a scene, under the time that has passed and the medium, where there is any."""
    parts = [f'<p class="ml-told ml-medium">{inline(text)}</p>' for text in talk_media.headings(scene)]
    writer = ""
    for line in lines:
        if line.thinks and not thoughts:
            continue
        parts.append(render_line(talk, line, named=scene.medium != "mail" or line.speaker != writer))
        writer = writer if line.thinks else line.speaker
    return "".join(parts)


def render_card(talk: Talk, lines: Sequence[Line]) -> str:
    """Render what this mentor has done and knows; "" where nothing is told of it."""
    if not lines:
        return ""
    told = "".join(render_line(talk, line) for line in lines)
    return f'<div class="ml-card"><p class="ml-label">{CARD}</p>{told}</div>'


def before_pause(turns: Sequence[Turn], passed: int) -> tuple[tuple[Turn, ...], bool]:
    """Cut the turns at the first pause that nobody has ended yet; return, beside, whether there is one.

    `passed`: how many pauses were ended.
    """
    told: list[Turn] = []
    for turn in turns:
        for place, line in enumerate(turn.lines):
            if line.then == "beat":
                if not passed:
                    return (*told, turn._replace(lines=turn.lines[: place + 1])), True
                passed -= 1
        told.append(turn)
    return tuple(told), False


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
        parts.append(render_scene(talk, turn.scene, turn.lines, thoughts=thoughts))
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

"""At the terminal: saying it first, and after an ending the other seat."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text

from mentorlab.cli.terminal import Terminal
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.other_seat import agreement, coded, guessed, moves, observed, thoughts
from mentorlab.talk.own_words import nearest
from mentorlab.talk.play import Play, State, own_words, say_first
from mentorlab.views.pages import other_seat as words
from mentorlab.views.pages.own_words import ALOUD, UNLIKE, YOURS

Line = Callable[[], str | None]  # what somebody types; None where the input has ended


def wants_words(state: State, play: Play) -> bool:
    """Whether the mentor says it first here, and has not yet."""
    return bool(state.offered) and state.scene.say and own_words(play, len(play.replies)) is None


def ask_words(console: Terminal, state: State, play: Play, line: Line) -> Play:
    """The play with what is typed, and a guess at which reply is nearest."""
    console.print(
        Text("Say it first, in your own words (Enter alone: you said it aloud): ", style="dim"), end=""
    )
    play = say_first(play, (line() or "").strip())
    own = own_words(play, len(play.replies))
    near = nearest(state.offered, own.text) if own is not None else None
    if near is not None:
        place = state.offered.index(near) + 1
        console.print(
            Text(f"A guess, from the words alone: nearest may be {place}. It decides nothing.", style="dim")
        )
    return play


def tell_words(console: Terminal, play: Play) -> None:
    """What was said first, for the debrief."""
    for own in sorted(play.own, key=lambda one: one.turn):
        told = f"{YOURS}, turn {own.turn + 1}: {own.text or ALOUD}"
        console.print(Text(f"{told} {UNLIKE}" if own.unlike else told, style="cyan"))


def guess(console: Terminal, talk: Talk, play: Play, line: Line) -> Play:
    """Ask at three moments what they thought, then say it."""
    found = thoughts(talk, play)
    if not found:
        console.print(Text("Nobody's thoughts are told in this play.", style="yellow"))
    for moment in found:
        console.print(Text(f"You: {moment.reply.text}", style="bold"))
        for heard in moment.heard:
            console.print(Text(f"{heard.speaker}: {heard.text}" if heard.speaker else heard.text))
        console.print(Text(f"{words.WHAT} ", style="dim"), end="")
        typed = line()
        if typed is None:
            break
        play = guessed(play, moment.turn, typed.strip())
        for thought in moment.thoughts:
            console.print(Text(f"{thought.speaker} (thinks): {thought.text}", style="italic"))
    return play


def observe(console: Terminal, talk: Talk, key: TalkKey, play: Play, line: Line) -> Play:
    """Ask of every reply which move it makes, then say what the author saw."""
    known = moves(key)
    for number, move in enumerate(known, 1):
        console.print(Text(f"  {number}. {words.move_words(move)}"))
    for one in observed(talk, key, play):
        console.print(Text(f"You: {one.reply.text}", style="bold"))
        console.print(Text("Its moves, by number (Enter alone: none of these): ", style="dim"), end="")
        typed = line()
        if typed is None:
            break
        chosen = [int(part) for part in typed.replace(",", " ").split() if part.isascii() and part.isdigit()]
        play = coded(play, one.turn, [known[number - 1] for number in chosen if 1 <= number <= len(known)])
        author = "; ".join(map(words.move_words, one.author)) or words.NO_MOVE
        console.print(Text(f"The author saw: {author}.", style="italic"))
    agreed, whole = agreement(observed(talk, key, play))
    console.print(
        Text(f"You and the author agree on {agreed} of {whole}. Where you do not, either may be right.")
    )
    return play

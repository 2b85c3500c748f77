"""The words for what stands around the lines of a talk: time that passes, mail, chat, a call, a pause."""

from __future__ import annotations

from mentorlab.talk.model import Line, Scene
from mentorlab.wording import plural

GO_ON = "Go on"
CUT_OFF = "The call is cut off."
CARD = "Who you are here"
_MEDIA = {"mail": "By mail", "chat": "In the chat", "call": "On the telephone"}
_NUMBERS = (
    "",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def time_passed(later: str) -> str:
    """`3-weeks` as “Three weeks later”; "" where no time passes."""
    if not later:
        return ""
    number, _, unit = later.partition("-")
    passed = int(number)
    words = _NUMBERS[passed] if passed < len(_NUMBERS) else number
    return f"{words} {plural(passed, unit.rstrip('s'))} later"


def headings(scene: Scene) -> tuple[str, ...]:
    """What is read above a scene's lines: how much later it is, by which medium, and a mail's subject."""
    found = (
        time_passed(scene.later),
        _MEDIA.get(scene.medium, ""),
        f"Subject: {scene.subject}" if scene.subject else "",
    )
    return tuple(text for text in found if text)


def speaker(line: Line) -> str:
    """Who says it, with the time of a message and what they do: “Sam, 21:40” or “Sam [turns his cup]”."""
    who = f"{line.speaker}, {line.at}" if line.at else line.speaker
    return f"{who} [{line.gesture}]" if line.gesture else who

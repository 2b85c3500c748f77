"""What a mentor put in their own words during a play. None of it enters a mark; replay does not look at it.

Where the author marks a scene with `say`, the mentor says it first: types it, or says it aloud to the room, and
nothing is recorded. Then the replies appear, and one is chosen to go on with. Which of them is nearest is a guess
from the words that both have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from mentorlab.talk.model import Reply, Strict

MAX_WORDS = 2000  # characters of one thing that was typed
ALIKE = 0.3  # below this share of words nothing is called near
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that every second sentence has: that both have them says nothing.
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "did",
        "do",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "i",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "that",
        "the",
        "their",
        "them",
        "then",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)

Place = Annotated[int, Field(ge=0, lt=1000)]
Typed = Annotated[str, Field(max_length=MAX_WORDS)]


class OwnWords(Strict):
    """What was typed before one reply.

    Attributes
    ----------
    turn : how many replies had been given before
    text : "" where it was said aloud
    unlike : the mentor said that none of the replies is like it
    """

    turn: Place
    text: Typed = ""
    unlike: bool = False


class Guess(Strict):
    """What the mentor thinks that the other person thought, after so many replies."""

    turn: Place
    text: Typed = ""


class Coding(Strict):
    """The moves that an observer sees in one reply of a played talk; none is an answer too."""

    turn: Place
    moves: tuple[Annotated[str, Field(max_length=80)], ...] = Field(default=(), max_length=40)


def quotable(responses: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What was typed first in any play that these responses hold, each once, in order.

    They are plain data that anybody may have written: what is not as it should be is passed over.
    """
    found: dict[str, None] = {}
    for response in responses:
        for play in _listed(response, "plays"):
            for own in _listed(play, "own"):
                text = own.get("text") if isinstance(own, Mapping) else None
                if isinstance(text, str) and text.strip():
                    found[text.strip()[:MAX_WORDS]] = None
    return tuple(found)


def _listed(data: Any, name: str) -> Sequence[Any]:
    value = data.get(name) if isinstance(data, Mapping) else None
    return value if isinstance(value, list | tuple) else ()


def nearest(replies: Sequence[Reply], text: str) -> Reply | None:
    """The reply that shares most words with a text; None where none shares enough to be worth a guess."""
    own = _words(text)
    shares = [(_alike(own, _words(reply.text)), -place) for place, reply in enumerate(replies)]
    best, place = max(shares, default=(0.0, 0))
    return replies[-place] if best >= ALIKE else None


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Twice the words that both have, of all that either has (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _words(text: str) -> frozenset[str]:
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return frozenset(word for word in words if word not in _COMMON)

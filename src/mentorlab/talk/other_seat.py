"""The other seat, after an ending: what the other person thought, and what an observer sees. Nothing here is a mark.

Both are found in what the script already holds: thoughts are lines of it, and the moves of every reply are in its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mentorlab.talk.model import Line, Reply, Talk, TalkKey
from mentorlab.talk.own_words import Coding, Guess
from mentorlab.talk.play import Play, replay

MOMENTS = 3


class Thought(NamedTuple):
    """A moment at which the other person thought something.

    Attributes
    ----------
    turn : how many replies had been given
    reply : the reply after which it was thought
    heard : what could be heard or seen then
    thoughts : what was thought
    """

    turn: int
    reply: Reply
    heard: tuple[Line, ...]
    thoughts: tuple[Line, ...]


class Observed(NamedTuple):
    """One reply of a played talk as an observer coded it, beside the author's own."""

    turn: int
    reply: Reply
    coded: tuple[str, ...] | None  # None while it is not coded yet
    author: tuple[str, ...]


def thoughts(talk: Talk, play: Play, count: int = MOMENTS) -> tuple[Thought, ...]:
    """Some moments of a play at which somebody thought something, spread over it, the first and the last among them."""
    found: list[Thought] = []
    reply: Reply | None = None
    turn = 0
    for entered in replay(talk, play).turns:
        inner = tuple(line for line in entered.lines if line.thinks)
        if reply is not None and inner:
            heard = tuple(line for line in entered.lines if not line.thinks)
            found.append(Thought(turn, reply, heard, inner))
        if entered.reply is not None:
            reply, turn = entered.reply, turn + 1
    if len(found) <= count:
        return tuple(found)
    places = sorted({round(place * (len(found) - 1) / max(count - 1, 1)) for place in range(count)})
    return tuple(found[place] for place in places)


def moves(key: TalkKey) -> tuple[str, ...]:
    """Every skill and habit that the author names in this talk, from which an observer chooses."""
    return tuple(sorted({move for reply in key.replies.values() for move in (*reply.skills, *reply.habits)}))


def observed(talk: Talk, key: TalkKey, play: Play) -> tuple[Observed, ...]:
    """Every reply of a play with what the observer coded and what the author wrote."""
    coded = {one.turn: one.moves for one in play.codings}
    found = []
    turn = 0
    for entered in replay(talk, play).turns:
        if entered.reply is None:
            continue
        own = key.replies.get(entered.reply.id)
        author = (*own.skills, *own.habits) if own is not None else ()
        found.append(Observed(turn, entered.reply, coded.get(turn), tuple(sorted(author))))
        turn += 1
    return tuple(found)


def agreement(seen: Iterable[Observed]) -> tuple[int, int]:
    """On how many of the replies that were coded both agree, and how many were coded.

    They agree where everything that the observer saw is among what the author saw, or where both saw nothing.
    """
    pairs = [(set(one.coded), set(one.author)) for one in seen if one.coded is not None]
    return sum(saw <= wrote and bool(saw) == bool(wrote) for saw, wrote in pairs), len(pairs)


def guessed(play: Play, turn: int, text: str) -> Play:
    """The play with a guess at what was thought after so many replies; a new one takes the place of an old one."""
    kept = tuple(one for one in play.guesses if one.turn != turn)
    return play.model_copy(update={"guesses": (*kept, Guess(turn=turn, text=text))})


def coded(play: Play, turn: int, chosen: Iterable[str]) -> Play:
    """The play with one reply coded; a new coding takes the place of an old one."""
    kept = tuple(one for one in play.codings if one.turn != turn)
    return play.model_copy(update={"codings": (*kept, Coding(turn=turn, moves=tuple(sorted(set(chosen)))))})

"""Meters turned into numbered states: the talk plays alike, and no figure in it says what is better.

A released talk travels with the meters of its replies, and whoever always takes the largest sum of them plays it
well. Here the values that meters can have become states with numbers that mean nothing: a reply says from which
state it leads to which, a condition names the states in which it holds. What the meters were goes into the key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from mentorlab.talk import condition
from mentorlab.talk._move import STATE, bounded, conditions
from mentorlab.talk.model import METER_LOW, Line, Reply, Scene, Talk, TalkKey
from mentorlab.talk.play import State

_NEVER = f"{STATE} = 0"  # states are numbered from 1

Values = tuple[int, ...]


def numbered(talk: Talk, key: TalkKey) -> tuple[Talk, TalkKey]:
    """The talk with states in place of meters, and the key that knows the meters; as it is where there are none.

    Values that nothing ever tells apart are one state. The numbers are the same on every machine.
    """
    if not talk.meters or talk.follows or not talk.meters.keys().isdisjoint(talk.keeps):
        return talk, key  # what passes from one meeting of a series to the next goes by its name
    states = _States(talk)
    scenes = tuple(states.scene(scene) for scene in talk.scenes)
    card = states.lines(talk.card)
    changes = {reply.id: reply.meters for scene in talk.scenes for reply in scene.replies}
    replies = {
        id: reply.model_copy(update={"meters": dict(changes.get(id, {}))})
        for id, reply in key.replies.items()
    }
    return (
        talk.model_copy(update={"meters": {}, "state": states.first, "scenes": scenes, "card": card}),
        key.model_copy(update={"meters": dict(talk.meters), "replies": replies}),
    )


class _States:
    """The states of a talk: every combination of values that can come about, those that are alike together."""

    def __init__(self, talk: Talk) -> None:
        terms = sorted({term for text in conditions(talk) for group in _groups(text) for term in group})
        self._terms = [term for term in terms if _meters_of(term)]
        self._names = tuple(sorted({name for term in self._terms for name in _meters_of(term)}))
        first = tuple(bounded(talk.meters.get(name, METER_LOW)) for name in self._names)
        self._changes = sorted({self._change(reply) for scene in talk.scenes for reply in scene.replies})
        reached, waiting = {first}, [first]
        while waiting:
            values = waiting.pop()
            for change in self._changes:
                if (after := _moved(values, change)) not in reached:
                    reached.add(after)
                    waiting.append(after)
        self._numbers = _shuffled(talk.id, self._told_apart(sorted(reached)))
        self.first = self._numbers[first] if self._names else 0

    def _told_apart(self, reached: list[Values]) -> dict[Values, int]:
        """A number for each combination, the same for those in which every condition holds alike, now and later."""

        def partition(sign: Callable[[Values], tuple[object, ...]]) -> dict[Values, int]:
            known: dict[tuple[object, ...], int] = {}
            return {values: known.setdefault(sign(values), len(known)) for values in reached}

        blocks = partition(lambda values: tuple(self._holds(term, values) for term in self._terms))
        while True:
            finer = partition(
                lambda values, blocks=blocks: (  # type: ignore[misc]
                    blocks[values],
                    *(blocks[_moved(values, change)] for change in self._changes),
                )
            )
            if len(set(finer.values())) == len(set(blocks.values())):
                return blocks
            blocks = finer

    def scene(self, scene: Scene) -> Scene:
        """The scene with states in its conditions and replies."""
        lines = self.lines(scene.lines)
        replies = tuple(self._reply(reply) for reply in scene.replies)
        return scene.model_copy(
            update={"condition": self._condition(scene.condition), "lines": lines, "replies": replies}
        )

    def lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """These lines with states in their conditions."""
        return tuple(line.model_copy(update={"condition": self._condition(line.condition)}) for line in lines)

    def _reply(self, reply: Reply) -> Reply:
        change = self._change(reply)
        moves = {
            str(number): self._numbers[_moved(values, change)] for values, number in self._numbers.items()
        }
        moved = {number: to for number, to in sorted(moves.items()) if number != str(to)}
        return reply.model_copy(
            update={"meters": {}, "moves": moved, "condition": self._condition(reply.condition)}
        )

    def _condition(self, text: str) -> str:
        """The condition with the states in which its meters stand so; "" where it always holds."""
        if not text or not any(_meters_of(term) for group in _groups(text) for term in group):
            return text
        groups: list[str] = []
        for group in _groups(text):
            asked = [term for term in group if _meters_of(term)]
            rest = [term for term in group if not _meters_of(term)]
            held = {
                number
                for values, number in self._numbers.items()
                if all(self._holds(term, values) for term in asked)
            }
            if held == set(self._numbers.values()):
                if not rest:
                    return ""
                groups.append(" and ".join(rest))
            else:
                groups += [" and ".join([f"{STATE} = {number}", *rest]) for number in sorted(held)]
        return " or ".join(dict.fromkeys(groups)) or _NEVER

    def _change(self, reply: Reply) -> Values:
        return tuple(reply.meters.get(name, 0) for name in self._names)

    def _holds(self, term: str, values: Values) -> bool:
        return condition.holds(term, dict(zip(self._names, values, strict=True)), ())


def meters_told(talk: Talk, key: TalkKey | None, state: State) -> dict[str, list[int]]:
    """Each meter's values at the start and after each reply of a play.

    Of a numbered talk they are worked out from what the key knows; without it they are nobody's business.
    """
    replies = [turn.reply for turn in state.turns if turn.reply is not None]
    starts, changes = talk.meters, {reply.id: reply.meters for reply in replies}
    if key is not None and key.meters:
        starts, changes = key.meters, {id: reply.meters for id, reply in key.replies.items()}
    told = {name: [bounded(value)] for name, value in starts.items()}
    for name, values in told.items():
        for reply in replies:
            values.append(bounded(values[-1] + changes.get(reply.id, {}).get(name, 0)))
    return told


def _shuffled(salt: str, blocks: dict[Values, int]) -> dict[Values, int]:
    """The blocks numbered from 1 in an order that a hash decides."""

    def place(block: int) -> bytes:
        return hashlib.sha256(f"{salt}:{block}".encode()).digest()

    order = sorted(set(blocks.values()), key=place)
    numbers = {block: number for number, block in enumerate(order, 1)}
    return {values: numbers[block] for values, block in blocks.items()}


def _groups(text: str) -> list[list[str]]:
    """The terms of a condition: joined by `and` within a group, the groups by `or`."""
    return [re.split(r"\s+and\s+", group.strip()) for group in re.split(r"\s+or\s+", text.strip()) if group]


def _meters_of(term: str) -> frozenset[str]:
    try:
        return frozenset(condition.names(term).meters)
    except ValueError:  # playing meets it, and says it
        return frozenset()


def _moved(values: Values, change: Values) -> Values:
    return tuple(bounded(value + by) for value, by in zip(values, change, strict=True))

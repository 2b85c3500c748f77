"""How a talk moves: from a reply to the scene that waits for the next one. Everything else is built on this.

A condition on a line asks about the scenes visited *before* this one, so `{if not here}` is said the first
time only. A condition on a reply is asked before the reply moves any meter; a condition on a scene and the
lines in it are asked after. So it is with facts and with `said`: a reply's own condition does not know of the
reply yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mentorlab.talk import condition
from mentorlab.talk.model import METER_HIGH, METER_LOW, Begun, Line, Reply, Scene, Talk
from mentorlab.wording import shorten

STATE = "state"  # what a moment calls its numbered state, in a talk that has no meters


class Unplayable(ValueError):
    """A play, or its talk, cannot be carried on; the message is a sentence for the person who plays."""


class Endless(Unplayable):
    """Scenes that lead to one another without ever waiting for a reply. `scenes` are their ids, in order."""

    def __init__(self, message: str, scenes: tuple[str, ...]) -> None:
        self.scenes = scenes
        super().__init__(message)


class Stop(NamedTuple):
    """A scene that the play has entered, with what was so at that moment."""

    scene: Scene
    meters: Mapping[str, int]
    before: frozenset[str]  # scenes visited before this one
    known: frozenset[str] = frozenset()  # facts, and `said` of the replies that any condition asks about

    @property
    def visited(self) -> frozenset[str]:
        """The scenes visited, this one included."""
        return self.before | {self.scene.id}


class Script:
    """A talk, indexed for playing. Data from outside is welcome: what does not fit raises `Unplayable`."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        asked = replies_asked(talk)
        self._scenes = {scene.id: scene for scene in talk.scenes}
        self._replies = {
            scene.id: {reply.id: reply for reply in reversed(scene.replies)} for scene in talk.scenes
        }
        self._changing = {scene.id for scene in talk.scenes if any(line.condition for line in scene.lines)}
        self._news = {  # reply -> what is known once it is given; most replies leave nothing
            reply.id: news
            for scene in talk.scenes
            for reply in scene.replies
            if (news := _news(reply, asked))
        }

    def reply(self, scene: Scene, id: str) -> Reply | None:
        """The reply of this id in a scene; None where it has none, or ends the talk."""
        return None if scene.end else self._replies[scene.id].get(id)

    def opening(self, begun: Begun | None = None) -> tuple[Stop, ...]:
        """The scenes entered before the first reply; the last one waits for it, or ends the talk.

        `begun`: what a meeting of a series begins with, checked against what the talk declares.
        """
        if not self.talk.scenes:
            raise Unplayable(f"“{self.talk.title}” has no scenes.")
        meters = {name: bounded(value) for name, value in self.talk.meters.items()}
        if self.talk.state:
            meters[STATE] = self.talk.state
        known: frozenset[str] = frozenset()
        if begun is not None:
            self._check(begun)
            meters |= {name: bounded(value) for name, value in begun.meters.items()}
            known = frozenset(begun.facts)
        return self._enter(self.talk.scenes[0].id, meters, frozenset(), known)

    def _check(self, begun: Begun) -> None:
        """Refuse what a talk could not have begun with."""
        strange = [
            *(fact for fact in begun.facts if fact not in self.talk.facts),
            *(name for name in begun.meters if name not in self.talk.meters),
        ]
        if strange:
            raise Unplayable(f"“{self.talk.title}” cannot have begun with “{shorten(strange[0])}”.")
        if not self.talk.follows and (begun.facts or begun.meters):
            raise Unplayable(f"“{self.talk.title}” follows no other talk, and begins with nothing.")

    def card(self, first: Stop) -> tuple[Line, ...]:
        """What is read before the opening, as the talk begins."""
        return tuple([line for line in self.talk.card if self.says(first, line)])

    def after(self, stop: Stop, reply: Reply) -> tuple[Stop, ...]:
        """The scenes entered after this reply; the last one waits for the next reply, or ends the talk."""
        meters = dict(stop.meters)
        for name, change in reply.meters.items():
            meters[name] = bounded(meters.get(name, METER_LOW) + change)
        if reply.moves:
            meters[STATE] = reply.moves.get(str(stop.meters.get(STATE, 0)), stop.meters.get(STATE, 0))
        news = self._news.get(reply.id)
        known = stop.known | news if news else stop.known
        return self._enter(self.target(stop, reply), meters, stop.visited, known)

    def news(self, reply: Reply) -> frozenset[str]:
        """What is known once this reply is given: the facts it sets, and that it was said if that is asked."""
        return self._news.get(reply.id, frozenset())

    def target(self, stop: Stop, reply: Reply) -> str:
        """The scene that this reply names as things stand; whether that one lets the talk in is another matter."""
        if reply.otherwise and not self._holds(reply.condition, stop.meters, stop.visited, stop.known):
            return reply.otherwise
        return reply.to

    def lines(self, stop: Stop) -> tuple[Line, ...]:
        """What is said in this scene, as things stand."""
        scene = stop.scene
        if scene.id not in self._changing:  # as in most
            return scene.lines
        return tuple([line for line in scene.lines if self.says(stop, line)])

    def says(self, stop: Stop, line: Line) -> bool:
        """Whether this line of the scene is said, as things stand."""
        return self._holds(line.condition, stop.meters, stop.before, stop.known)

    def _enter(
        self, id: str, meters: Mapping[str, int], visited: frozenset[str], known: frozenset[str]
    ) -> tuple[Stop, ...]:
        """Enter a scene and go on by itself as long as scenes have a `next` and no replies."""
        stops: list[Stop] = []
        met: set[tuple[str, frozenset[str]]] = set()
        while True:
            scene = self._admitted(id, meters, visited, known)
            if (scene.id, visited) in met:
                raise _endless([stop.scene.id for stop in stops] + [scene.id])
            met.add((scene.id, visited))
            stop = Stop(scene, meters, visited, known)
            stops.append(stop)
            if scene.end or scene.replies or not scene.next:
                return tuple(stops)
            id, visited = scene.next, stop.visited

    def _admitted(
        self, id: str, meters: Mapping[str, int], visited: frozenset[str], known: frozenset[str]
    ) -> Scene:
        """The scene that is entered when the talk turns to `id`: itself, or where its `else=` leads."""
        tried: list[str] = []
        while True:
            scene = self._scenes.get(id)
            if scene is None:
                raise Unplayable(
                    f"“{self.talk.title}” leads to a scene, “{shorten(id)}”, that it does not have."
                )
            if not scene.otherwise or self._holds(scene.condition, meters, visited, known):
                return scene
            if id in tried:
                raise _endless([*tried, id])
            tried.append(id)
            id = scene.otherwise

    def _holds(
        self, text: str, meters: Mapping[str, int], visited: frozenset[str], known: frozenset[str]
    ) -> bool:
        if not text:  # as most are
            return True
        try:
            return condition.holds(text, meters, visited, known)
        except ValueError:
            raise Unplayable(
                f"“{self.talk.title}” has a condition that cannot be read: “{shorten(text)}”."
            ) from None


def conditions(talk: Talk) -> Iterator[str]:
    """Every condition of the talk, wherever it stands."""
    for scene in talk.scenes:
        yield from (line.condition for line in scene.lines if line.condition)
        yield from (reply.condition for reply in scene.replies if reply.condition)
        if scene.condition:
            yield scene.condition
    yield from (line.condition for line in talk.card if line.condition)


def replies_asked(talk: Talk) -> frozenset[str]:
    """The replies that some condition asks about with `said`."""
    asked: frozenset[str] = frozenset()
    for text in conditions(talk):
        if "said" in text and condition.parses(text):  # one that does not parse is said when it is played
            asked |= condition.names(text).replies
    return asked


def _news(reply: Reply, asked: frozenset[str]) -> frozenset[str]:
    return frozenset(reply.sets) | ({condition.reply_given(reply.id)} if reply.id in asked else set())


def bounded(value: int) -> int:
    """A meter never leaves its scale."""
    return min(max(value, METER_LOW), METER_HIGH)


def _endless(chain: list[str]) -> Endless:
    ring = tuple(chain[chain.index(chain[-1]) :])
    return Endless(
        f"The talk goes round for ever without waiting for a reply: {shorten(' → '.join(ring), 200)}.",
        ring[:-1],
    )

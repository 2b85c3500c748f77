"""What decided how a play ended, found by playing it again and never written down by an author."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mentorlab.talk.identity_key import IdentityKey
from mentorlab.talk.model import Begun, Reply, Scene, Talk
from mentorlab.talk.moments import Graph, Moment, Steering, TooMany, every_moment, graph_of, opening_with
from mentorlab.talk.play import Play, retrace


class Choice(NamedTuple):
    """One decision of a play, and the endings that it left open. Endings are ids, in the author's order."""

    place: int  # of its turn in the play's state
    scene: Scene
    reply: Reply
    before: tuple[str, ...]  # endings that could still be reached when it came
    after: tuple[str, ...]  # and after the reply
    others: tuple[tuple[Reply, tuple[str, ...]], ...]  # the replies not chosen, with what they left open

    @property
    def closed(self) -> tuple[str, ...]:
        """The endings that could be reached before the reply, and not after it."""
        return tuple(ending for ending in self.before if ending not in self.after)


@dataclass(frozen=True, slots=True)
class Turning:
    """What decided a play. Both are None where the talk left nothing to decide, or the play has not ended."""

    point: Choice | None = None  # the last decision before which another ending was still open
    closed_most: Choice | None = None  # the decision that closed the most endings; the first of several


def turning(talk: Talk, play: Play) -> Turning:
    """What decided this play; `Unplayable` as in `replay`."""
    run = retrace(talk, play)
    last = run[-1][0].scene
    if not last.end:
        return Turning()
    try:
        endings = _endings(IdentityKey(talk), play.began)
    except TooMany:  # lint says so to the author
        return Turning()
    choices = [
        _choice(endings, place, run[place][0].scene, reply, endings.steering.moment(run[place][0]))
        for place, (_, reply) in enumerate(run)
        if reply is not None
    ]
    point = next((choice for choice in reversed(choices) if choice.before != (last.id,)), None)
    most = max(choices, key=lambda choice: len(choice.closed), default=None)
    return Turning(point, most if most is not None and most.closed else None)


class _Endings:
    """For every moment of a talk, the endings that can still be reached."""

    def __init__(self, graph: Graph) -> None:
        self.steering = Steering(graph.talk)
        self.ways = graph.ways
        self.order = [scene.id for scene in graph.talk.scenes if scene.end]
        self._open: dict[Moment, set[str]] = {moment: set() for moment in graph.ways}
        back: dict[Moment, list[Moment]] = {}
        for moment, ways in graph.ways.items():
            for way in ways:
                back.setdefault(way.after, []).append(moment)
        for end in graph.ends:
            todo = [end]
            while todo:
                moment = todo.pop()
                if end[0] not in self._open[moment]:
                    self._open[moment].add(end[0])
                    todo += back.get(moment, ())

    def open(self, moment: Moment) -> tuple[str, ...]:
        """The endings that can be reached from here."""
        return tuple(id for id in self.order if id in self._open[moment])


@lru_cache(maxsize=8)
def _endings(this: IdentityKey[Talk], began: Begun | None) -> _Endings:
    if began is None:
        return _Endings(graph_of(this.it))
    return _Endings(every_moment(this.it, openings=[opening_with(began)]))


def _choice(endings: _Endings, place: int, scene: Scene, reply: Reply, moment: Moment) -> Choice:
    open_to = {way.reply.id: endings.open(way.after) for way in endings.ways[moment]}
    others = tuple((other, open_to.get(other.id, ())) for other in scene.replies if other.id != reply.id)
    return Choice(place, scene, reply, endings.open(moment), open_to.get(reply.id, ()), others)

"""The moments of a talk, each met once, and the ways between them.

Two moments of a play are the same where the scene is, and all that can still steer: what a condition on a
reply or a scene that may yet come asks about. Conditions on lines steer nothing, so they are left out here;
`Unfolding` follows what some of them ask about along the ways, a few at a time. So a talk that remembers every
slip in some later line has no more moments than one that forgets them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from mentorlab.talk import condition
from mentorlab.talk._move import STATE, Endless, Script, Stop, Unplayable, bounded, conditions
from mentorlab.talk.identity_key import IdentityKey
from mentorlab.talk.model import METER_LOW, Begun, Reply, Scene, Talk

LIMIT = 20_000  # moments; some seconds

Moment = tuple[str, tuple[int, ...], frozenset[str]]


class TooMany(Exception):
    """There are more moments than the limit allows."""


class Asked(NamedTuple):
    """What conditions ask about: scenes, facts and `reply_given(…)` as words, and meters."""

    words: frozenset[str] = frozenset()
    meters: frozenset[str] = frozenset()

    def __or__(self, other: Asked) -> Asked:
        return Asked(self.words | other.words, self.meters | other.meters)


NOTHING = Asked()


def asked(texts: Iterable[str]) -> Asked:
    """What these conditions ask about; what is none is passed over, for playing meets it and says it."""
    found = NOTHING
    for text in texts:
        if text and condition.parses(text):
            words, replies, meters = condition.names(text)
            found |= Asked(words | {condition.reply_given(reply) for reply in replies}, meters)
    return found


def facts_asked(talk: Talk) -> frozenset[str]:
    """The facts that some condition of the talk asks about."""
    return asked(conditions(talk)).words.intersection(talk.facts)


def asked_anywhere(talk: Talk) -> Asked:
    """What any condition of the talk asks about."""
    return asked(conditions(talk))


def conditional_lines(talk: Talk) -> dict[Asked, dict[str, list[tuple[int, str]]]]:
    """The lines with a condition, by what it asks about and by scene: their places, and the conditions."""
    found: dict[Asked, dict[str, list[tuple[int, str]]]] = {}
    for scene in talk.scenes:
        for place, line in enumerate(scene.lines):
            if line.condition and condition.parses(line.condition):
                places = found.setdefault(asked([line.condition]), {})
                places.setdefault(scene.id, []).append((place, line.condition))
    return found


class Steering:
    """What can still steer a play, scene by scene."""

    def __init__(self, talk: Talk) -> None:
        alive = _alive(talk)
        self.alive = alive  # scene -> what may still steer, there or later
        # scene -> those words of it that may be so by then, so that they make moments differ
        self.together = {
            id: alive[id].words & known for id, known in _possibly_known(talk, Script(talk)).items()
        }
        self._sorted = {id: tuple(sorted(need.meters)) for id, need in alive.items()}

    def moment(self, stop: Stop) -> Moment:
        """The moment at which a play stands that has just entered this scene and waits there."""
        id = stop.scene.id
        words = self.alive[id].words
        meters = tuple([stop.meters.get(name, 0) for name in self._sorted[id]])
        return id, meters, (stop.before & words) | (stop.known & words) if words else words


def onward(scene: Scene) -> Iterator[str]:
    """The scenes that a scene may lead to, whatever is so."""
    for reply in scene.replies:
        yield reply.to
        if reply.otherwise:
            yield reply.otherwise
    if scene.next and not scene.end:
        yield scene.next


def _possibly_known(talk: Talk, script: Script) -> dict[str, frozenset[str]]:
    """For every scene, the words that may be so when it is entered, whatever way leads there."""
    scenes = {scene.id: scene for scene in talk.scenes}
    known: dict[str, frozenset[str]] = {id: frozenset() for id in scenes}
    todo = [*scenes]
    while todo:
        scene = scenes[todo.pop()]
        here = known[scene.id] | {scene.id}
        ways: list[tuple[str, frozenset[str]]] = []
        if not scene.end:
            ways.append((scene.next, here))
            for reply in scene.replies:
                ways += [(id, here | script.news(reply)) for id in (reply.to, reply.otherwise)]
        if scene.otherwise:  # whoever turns here may be sent on
            ways.append((scene.otherwise, known[scene.id]))
        for id, words in ways:
            if id in known and not words <= known[id]:
                known[id] |= words
                todo.append(id)
    return known


def _alive(talk: Talk) -> dict[str, Asked]:
    """For every scene, what conditions on replies and scenes ask about, there or on any way on from it."""
    scenes = {scene.id: scene for scene in talk.scenes}
    entering = {id: asked([scene.condition] if scene.otherwise else []) for id, scene in scenes.items()}
    inside = {
        id: asked([] if scene.end else [reply.condition for reply in scene.replies if reply.otherwise])
        for id, scene in scenes.items()
    }
    alive = dict(inside)
    changed = True
    while changed:
        changed = False
        for scene in reversed(talk.scenes):
            need = inside[scene.id]
            todo, met = ([] if scene.end else list(onward(scene))), set()
            while todo:
                id = todo.pop()
                if id in scenes and id not in met:
                    met.add(id)
                    need |= entering[id] | alive[id]
                    if scenes[id].otherwise:
                        todo.append(scenes[id].otherwise)
            if need != alive[scene.id]:
                alive[scene.id], changed = need, True
    # In a scene it is certain that one has been there.
    return {id: Asked(need.words - {id}, need.meters) for id, need in alive.items()}


# --- the graph --------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """One reply, given at one moment: the scenes that it enters, and the moment at which the talk waits again."""

    reply: Reply
    target: str  # the scene that the reply names as things stand
    entered: tuple[Stop, ...]
    after: Moment


@dataclass
class Graph:
    """Every moment of a talk, nearest first, with the ways on from it."""

    talk: Talk
    openings: list[tuple[tuple[Stop, ...], Moment]] = field(default_factory=list)
    ways: dict[Moment, list[Way]] = field(default_factory=dict)
    stops: dict[Moment, Stop] = field(default_factory=dict)  # one play that stands at this moment
    came: dict[Moment, tuple[str, ...]] = field(default_factory=dict)  # the fewest replies that lead there
    faulty: set[str] = field(default_factory=set)  # scenes with a reply that leads into a fault of the talk
    faults: dict[object, str] = field(default_factory=dict)  # the faults, as sentences

    @property
    def ends(self) -> list[Moment]:
        """The moments at which the talk has ended."""
        return [moment for moment, stop in self.stops.items() if stop.scene.end]


def every_moment(
    talk: Talk, limit: int = LIMIT, openings: Iterable[Callable[[Script], tuple[Stop, ...]]] = ()
) -> Graph:
    """The graph of a talk; `TooMany` where there are more moments than the limit.

    Parameters
    ----------
    openings : ways to begin; the talk's own where none is given
    """
    script, steering, graph = Script(talk), Steering(talk), Graph(talk)
    queue: deque[Moment] = deque()

    def arrive(move: Callable[[], tuple[Stop, ...]], replies: tuple[str, ...]) -> tuple[Stop, ...]:
        try:
            stops = move()
        except Endless as fault:
            graph.faults.setdefault(frozenset(fault.scenes), str(fault))
            return ()
        except Unplayable as fault:
            graph.faults.setdefault(str(fault), str(fault))
            return ()
        moment = steering.moment(stops[-1])
        if moment not in graph.came:
            if len(graph.came) >= limit:
                raise TooMany
            graph.came[moment], graph.stops[moment] = replies, stops[-1]
            queue.append(moment)
        return stops

    for opening in list(openings) or [Script.opening]:
        stops = arrive(lambda opening=opening: opening(script), ())  # type: ignore[misc]
        if stops:
            graph.openings.append((stops, steering.moment(stops[-1])))
    while queue:
        moment = queue.popleft()
        stop = graph.stops[moment]
        here = graph.ways[moment] = []
        for reply in () if stop.scene.end else stop.scene.replies:
            entered = arrive(
                lambda stop=stop, reply=reply: script.after(stop, reply),  # type: ignore[misc]
                (*graph.came[moment], reply.id),
            )
            if entered:
                here.append(Way(reply, script.target(stop, reply), entered, steering.moment(entered[-1])))
            else:
                graph.faulty.add(stop.scene.id)
    return graph


def opening_with(begun: Begun) -> Callable[[Script], tuple[Stop, ...]]:
    """A way to begin: with what the meeting before has kept."""
    return lambda script: script.opening(begun)


@lru_cache(maxsize=64)
def _graph(this: IdentityKey[Talk], limit: int) -> Graph:
    return every_moment(this.it, limit)


def graph_of(talk: Talk, limit: int = LIMIT) -> Graph:
    """The graph of a talk as it begins by itself; made once, and to be read only. `TooMany` as above."""
    return _graph(IdentityKey(talk), limit)


# --- what conditions on lines ask about, followed along the ways ------------------------------------------


class Node(NamedTuple):
    """A moment, and what is so of the things that are followed."""

    moment: Moment
    words: frozenset[str]
    meters: tuple[int, ...]


class Entered(NamedTuple):
    """A scene as it is entered, and what is so, then, of the things that are followed."""

    scene: Scene
    words: frozenset[str]
    meters: Mapping[str, int]


class Step(NamedTuple):
    """A way between two nodes. The reply is None for an opening."""

    reply: Reply | None
    entered: tuple[Entered, ...]
    after: Node


class Unfolding:
    """The graph with a few things followed through it: for each, whatever may be so of it at each moment.

    Parameters
    ----------
    follow : what is followed
    places : the scenes where it is asked about; a way that comes to none of them any more carries nothing
    afresh : whether what is so at the beginning is left out, and only what becomes so is followed
    to_the_end : whether the places themselves carry it too
    """

    def __init__(
        self,
        graph: Graph,
        follow: Asked,
        places: Collection[str],
        limit: int = LIMIT,
        *,
        afresh: bool = False,
        to_the_end: bool = False,
    ) -> None:
        self._script, self._follow, self._afresh = Script(graph.talk), follow, afresh
        self._meters = tuple(sorted(follow.meters))
        self._matters = _leading_to(graph.talk, places) | (frozenset(places) if to_the_end else frozenset())
        self.openings: list[Step] = []
        self.steps: dict[Node, list[Step]] = {}
        queue: deque[Node] = deque()

        def arrive(step: Step) -> Step:
            if step.after not in self.steps:
                if len(self.steps) >= limit:
                    raise TooMany
                self.steps[step.after] = []
                queue.append(step.after)
            return step

        begun: set[tuple[Moment, frozenset[str], tuple[int, ...]]] = set()
        for stops, moment in graph.openings:
            words, values = self._begin(stops)
            if (moment, words, values) not in begun:  # many beginnings differ in nothing that is followed
                begun.add((moment, words, values))
                self.openings.append(arrive(self._step(None, stops, words, values, moment)))
        while queue:
            node = queue.popleft()
            here = self.steps[node]
            scene = graph.stops[node.moment].scene.id
            for way in graph.ways[node.moment]:
                reply = way.reply
                words = node.words | (follow.words & (self._script.news(reply) | {scene}))
                values = self._moved(node.meters, reply)
                here.append(arrive(self._step(reply, way.entered, words, values, way.after)))

    def _moved(self, values: tuple[int, ...], reply: Reply) -> tuple[int, ...]:
        """The meters that are followed, once this reply is given."""
        if not values or not (reply.meters or reply.moves):
            return values
        return tuple(
            [
                reply.moves.get(str(value), value)
                if name == STATE and reply.moves
                else bounded(value + reply.meters.get(name, 0))
                for name, value in zip(self._meters, values, strict=True)
            ]
        )

    def _begin(self, stops: tuple[Stop, ...]) -> tuple[frozenset[str], tuple[int, ...]]:
        first = stops[0]
        words = frozenset() if self._afresh else first.known & self._follow.words
        return words, tuple([first.meters.get(name, METER_LOW) for name in self._meters])

    def start(self, stops: tuple[Stop, ...], moment: Moment) -> Node:
        """The node at which an opening waits."""
        return self._step(None, stops, *self._begin(stops), moment).after

    def all(self) -> Iterator[Step]:
        """Every opening and every step."""
        yield from self.openings
        for steps in self.steps.values():
            yield from steps

    def _step(
        self,
        reply: Reply | None,
        stops: tuple[Stop, ...],
        words: frozenset[str],
        values: tuple[int, ...],
        after: Moment,
    ) -> Step:
        entered: list[Entered] = []
        meters = dict(zip(self._meters, values, strict=False))
        for place, stop in enumerate(stops):
            if place:
                words |= self._follow.words & {stops[place - 1].scene.id}
            entered.append(Entered(stop.scene, words, meters))
        node = Node(after, words, values) if after[0] in self._matters else Node(after, frozenset(), ())
        return Step(reply, tuple(entered), node)


def _leading_to(talk: Talk, places: Collection[str]) -> frozenset[str]:
    """The scenes from which some way, whatever is so, comes to one of these places."""
    back: dict[str, set[str]] = {}
    for scene in talk.scenes:
        for id in () if scene.end else onward(scene):
            back.setdefault(id, set()).add(scene.id)
    # Whoever turns to a scene may be sent on by its else=.
    for scene in talk.scenes:
        if scene.otherwise:
            back.setdefault(scene.otherwise, set()).add(scene.id)
    found: set[str] = set()
    todo = [before for place in places for before in back.get(place, ())]
    while todo:
        id = todo.pop()
        if id not in found:
            found.add(id)
            todo += back.get(id, ())
    return frozenset(found)

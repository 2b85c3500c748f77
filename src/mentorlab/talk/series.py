"""A series: several talks with the same people, each of which begins with what the one before has kept.

A meeting is a talk of its own. What it keeps is declared in its front matter: facts, and meters in three
bands. A play stores what it began with and, once it has ended, what it keeps; so it is marked from itself
alone, and playing an earlier meeting again changes no later one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from mentorlab.talk._move import Script
from mentorlab.talk.explore import Exploration, explore
from mentorlab.talk.identity_key import IdentityKey
from mentorlab.talk.model import Begun, Talk
from mentorlab.talk.moments import (
    LIMIT,
    Asked,
    Graph,
    Node,
    Steering,
    Unfolding,
    every_moment,
    graph_of,
    opening_with,
)
from mentorlab.talk.play import Play, banded, begin_with

__all__ = [
    "BrokenSeries",
    "SeriesMeeting",
    "banded",
    "begin_with",
    "begun_after",
    "explore_series",
    "graph_in_series",
    "graph_with",
    "leaves",
    "meetings_up_to",
]

OWN = Begun()  # what a talk begins with that follows none, or before which nothing was played


class SeriesMeeting(NamedTuple):
    """One meeting of a series, explored."""

    talk: Talk
    begins: tuple[Begun, ...]  # every state that the one before can leave
    found: Exploration


def begun_after(talk: Talk, responses: Iterable[Mapping[str, Any]], *, counting: bool) -> Begun | None:
    """What this meeting begins with after what was played of the one before; None where nothing was, or none comes before.

    Parameters
    ----------
    responses : everything that this learner answered, as plain data
    counting : whether the first complete play counts, as in an assessed talk; else it is the last one
    """
    if not talk.follows:
        return None
    kept = [
        play.kept
        for response in responses
        for play in _plays(response)
        if play.talk == talk.follows and play.kept is not None
    ]
    return begin_with(talk, kept[0 if counting else -1]) if kept else None


class BrokenSeries(ValueError):
    """A meeting follows what it cannot follow.

    Attributes
    ----------
    talk : the meeting at fault
    why : "missing", "other-series" or "round"
    """

    def __init__(self, talk: Talk, why: Literal["missing", "other-series", "round"]) -> None:
        self.talk, self.why = talk, why
        super().__init__(f"{talk.id} cannot follow {talk.follows} ({why})")


def meetings_up_to(talks: Mapping[str, Talk], talk: Talk) -> tuple[Talk, ...]:
    """The meetings of a series from its first to this one. Raises `BrokenSeries`."""
    found = [talk]
    while found[0].follows:
        first = found[0]
        before = talks.get(first.follows)
        if before is None:
            raise BrokenSeries(first, "missing")
        if before.series != first.series:
            raise BrokenSeries(first, "other-series")
        if any(before is one for one in found):
            raise BrokenSeries(talk, "round")
        found.insert(0, before)
    return tuple(found)


def graph_in_series(talks: Mapping[str, Talk], talk: Talk) -> Graph:
    """Every moment of a talk, from every state that the meeting before it can leave. `TooMany`, `BrokenSeries`."""
    if not talk.follows:
        return graph_of(talk)
    return _last_graph(tuple(IdentityKey(one) for one in meetings_up_to(talks, talk)))


@lru_cache(maxsize=64)
def _last_graph(meetings: tuple[IdentityKey[Talk], ...]) -> Graph:
    return _meetings(tuple(one.it for one in meetings), LIMIT)[-1][1]


def _meetings(talks: Sequence[Talk], limit: int) -> list[tuple[tuple[Begun, ...], Graph]]:
    """For each meeting, every state that the one before can leave, and its moments from there."""
    found: list[tuple[tuple[Begun, ...], Graph]] = []
    begins: tuple[Begun, ...] = (OWN,)
    for place, talk in enumerate(talks):
        graph = graph_with(talk, begins, limit)
        found.append((begins, graph))
        if place + 1 < len(talks):
            after = talks[place + 1]
            states = {begin_with(after, kept) for kept in leaves(talk, begins, graph)}
            # Whoever has not played the one before begins with nothing.
            begins = tuple(sorted(states | {OWN}, key=lambda begun: begun.model_dump_json()))
    return found


def explore_series(talks: Sequence[Talk], limit: int = LIMIT) -> tuple[SeriesMeeting, ...]:
    """Each meeting, explored from every state that the one before can leave."""
    return tuple(
        SeriesMeeting(talk, begins, explore(talk, limit, graph=graph))
        for talk, (begins, graph) in zip(talks, _meetings(talks, limit), strict=True)
    )


def graph_with(talk: Talk, begins: Collection[Begun], limit: int = LIMIT) -> Graph:
    """Every moment of a meeting that may begin with any of these."""
    return every_moment(talk, limit, [opening_with(begun) for begun in begins])


def leaves(talk: Talk, begins: Sequence[Begun], graph: Graph) -> frozenset[Begun]:
    """Every state that a meeting can leave, if it begins with any of these.

    `graph` is `graph_with(talk, begins)`. Facts that were so at the beginning stay so; followed through the
    talk are those alone that it sets itself, with the meters that it keeps.
    """
    sets = frozenset(fact for scene in talk.scenes for reply in scene.replies for fact in reply.sets)
    facts = tuple(name for name in talk.keeps if name not in talk.meters)
    meters = tuple(sorted(name for name in talk.keeps if name in talk.meters))
    follow = Asked(sets.intersection(facts), frozenset(meters))
    endings = [scene.id for scene in talk.scenes if scene.end]
    unfolding = Unfolding(graph, follow, endings, LIMIT * 10, afresh=True, to_the_end=True)
    outcomes = _outcomes(unfolding, graph)
    script, steering = Script(talk), Steering(talk)
    found: set[Begun] = set()
    for begun in begins:
        stops = script.opening(begun)
        for words, values in outcomes[unfolding.start(stops, steering.moment(stops[-1]))]:
            known = words.union(begun.facts)
            found.add(
                Begun(
                    facts=tuple(fact for fact in facts if fact in known),
                    meters={name: banded(value) for name, value in zip(meters, values, strict=True)},
                )
            )
    return frozenset(found)


_Outcome = tuple[frozenset[str], tuple[int, ...]]


def _outcomes(unfolding: Unfolding, graph: Graph) -> dict[Node, frozenset[_Outcome]]:
    """For every node, what may be so of the things followed when the talk has ended; meters in bands."""
    found: dict[Node, frozenset[_Outcome]] = {}
    for node in unfolding.steps:
        ended = graph.stops[node.moment].scene.end
        found[node] = (
            frozenset({(node.words, tuple(banded(value) for value in node.meters))}) if ended else frozenset()
        )
    nodes = list(reversed(unfolding.steps))
    changed = True
    while changed:  # once where nothing goes round
        changed = False
        for node in nodes:
            after = found[node].union(*(found[step.after] for step in unfolding.steps[node]))
            if len(after) > len(found[node]):
                found[node], changed = after, True
    return found


def _plays(response: Mapping[str, Any]) -> list[Play]:
    """The plays in a response that is one of a talk; none where it is something else."""
    plays = response.get("plays")
    found = []
    for play in plays if isinstance(plays, list | tuple) else ():
        try:
            found.append(Play.model_validate(play))
        except ValidationError:
            continue
    return found

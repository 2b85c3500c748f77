"""The map of a talk: scenes, the ways between them, and what somebody's plays have met of them.

Positions are data, computed by `notebooks.layout`; without them the map is laid out plainly.
`views/pages/map_drawing.py` draws it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mentorlab.talk._move import Unplayable
from mentorlab.talk.model import Scene, Talk
from mentorlab.talk.play import Play, replay

Layout = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class MapNode:
    """A scene on the map. `x` counts columns, `y` rows, from 0; both may be fractions."""

    id: str
    title: str
    kind: Literal["opening", "scene", "ending"]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one scene to another, by whichever replies; by none where the talk goes on by itself."""

    source: str
    target: str
    replies: tuple[str, ...] = ()
    conditional: bool = False  # it is open only where a condition fails or holds
    bends: tuple[tuple[float, float], ...] = ()  # points that it passes between the rows


@dataclass(frozen=True, slots=True)
class Map:
    """A talk, ready to be drawn."""

    title: str
    nodes: tuple[MapNode, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody's plays have met."""

    scenes: frozenset[str]
    taken: frozenset[tuple[str, str]]  # (source, target)


def ways(talk: Talk) -> tuple[Edge, ...]:
    """List every way that the script names, in the author's order; ways between the same two scenes are one."""
    scenes = {scene.id: scene for scene in talk.scenes}
    found: dict[tuple[str, str], Edge] = {}

    def add(source: str, target: str, reply: str, conditional: bool) -> None:
        met: set[str] = set()
        while target in scenes and target not in met:
            met.add(target)
            scene = scenes[target]
            known = found.get((source, target))
            replies = known.replies if known else ()
            found[source, target] = Edge(
                source,
                target,
                (*replies, reply) if reply and reply not in replies else replies,
                (conditional or bool(scene.otherwise)) and (known is None or known.conditional),
            )
            target, conditional = scene.otherwise, True

    for scene in talk.scenes:
        for reply in scene.replies:
            add(scene.id, reply.to, reply.id, bool(reply.otherwise))
            add(scene.id, reply.otherwise, reply.id, True)
        if not scene.replies and not scene.end:
            add(scene.id, scene.next, "", False)
    return tuple(found.values())


def chart(talk: Talk, layout: Layout | None = None) -> Map:
    """Make the map of a talk, at the positions given; a layout that does not fit the talk is passed over."""
    edges = ways(talk)
    places = layout if layout and _fits(talk, layout) else _plain(talk, edges)
    nodes = tuple(
        MapNode(scene.id, scene.title, _kind(scene, n), *places[scene.id])
        for n, scene in enumerate(talk.scenes)
    )
    bent = tuple(
        Edge(edge.source, edge.target, edge.replies, edge.conditional, _bends(edge, places)) for edge in edges
    )
    return Map(talk.title, nodes, bent)


def bend(source: str, target: str, step: int) -> str:
    """Name a point that a way passes, as a layout keeps it; ids hold no spaces, so it is no scene's."""
    return f"{source} {target} {step}"


def seen(talk: Talk, plays: Iterable[Play]) -> Seen:
    """Gather what these plays have met; a play that no longer replays adds nothing."""
    scenes: set[str] = set()
    taken: set[tuple[str, str]] = set()
    for play in plays:
        try:
            path = [turn.scene.id for turn in replay(talk, play).turns]
        except Unplayable:
            continue
        scenes.update(path)
        taken.update(pairwise(path))
    return Seen(frozenset(scenes), frozenset(taken))


# --- positions --------------------------------------------------------------------------------------------


def _kind(scene: Scene, place: int) -> Literal["opening", "scene", "ending"]:
    return "opening" if place == 0 else "ending" if scene.end else "scene"


def _fits(talk: Talk, layout: Layout) -> bool:
    """Whether a layout, which may come from outside, places every scene somewhere sensible."""
    return all(scene.id in layout for scene in talk.scenes) and all(
        math.isfinite(number) and 0 <= number <= 500 for place in layout.values() for number in place
    )


def _bends(edge: Edge, places: Layout) -> tuple[tuple[float, float], ...]:
    bends: list[tuple[float, float]] = []
    while (point := places.get(bend(edge.source, edge.target, len(bends) + 1))) is not None:
        bends.append(point)
    return tuple(bends)


def _plain(talk: Talk, edges: Iterable[Edge]) -> dict[str, tuple[float, float]]:
    """Rows by the fewest steps from the opening, columns in the author's order."""
    onward: dict[str, list[str]] = {}
    for edge in edges:
        onward.setdefault(edge.source, []).append(edge.target)
    rows: dict[str, int] = {}
    for scene in talk.scenes[:1]:
        rows[scene.id] = 0
    queue = deque(rows)
    while queue:
        id = queue.popleft()
        for after in onward.get(id, ()):
            if after not in rows:
                rows[after] = rows[id] + 1
                queue.append(after)
    below = max(rows.values(), default=-1) + 1
    filled: dict[int, int] = {}
    places = {}
    for scene in talk.scenes:
        row = rows.get(scene.id, below)
        places[scene.id] = (float(filled.get(row, 0)), float(row))
        filled[row] = filled.get(row, 0) + 1
    return places

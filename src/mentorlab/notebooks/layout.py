"""Where the scenes of a talk stand on its map: in rows, from the opening down, with few crossings.

The usual layered drawing (Sugiyama, Tagawa and Toda, 1981): ways that lead back are set aside, scenes get
rows, ways that pass a row get a point in it, rows are ordered to cross little and spread to run straight.
It depends on scenes and ways alone and on nothing random, so that a mended sentence moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx

from mentorlab.talk.graph import Edge, bend, ways
from mentorlab.talk.model import Talk

WIDEST = 6  # scenes in a row, so that the map fits a page
SWEEPS = 24  # for the order in the rows
STEPS = 120  # for the columns, which come to rest slowly
_NARROW = 0.3  # a way that passes a row needs less room than a scene
_PULL = (1, 2, 8)  # of a link by how many of its ends are points on a way: long ways run straight first

Layout = dict[str, tuple[float, float]]


def lay_out(talk: Talk) -> Layout:
    """Work out the place of every scene, as (column, row) from (0, 0), and of the points that long ways pass.

    Columns are fractions to two places; a scene is one column wide. The points of a way stand under the names
    that `talk.graph.bend` gives.
    """
    ids = [scene.id for scene in talk.scenes]
    forward = _forward(ids, ways(talk))
    rows = _rows(ids, forward)
    layers, links = _with_bends(ids, forward, rows)
    layers = _few_crossings(layers, links)
    columns = _spread(layers, links)
    left = min(columns.values(), default=0.0)
    return {
        name: (round(columns[name] - left, 2), float(row))
        for row, layer in enumerate(layers)
        for name in layer
    }


def _forward(ids: Sequence[str], edges: Sequence[Edge]) -> list[tuple[str, str]]:
    """The ways that lead on: without those that lead back to a scene on the way to here, as the author tells it."""
    onward: dict[str, list[str]] = {id: [] for id in ids}
    for edge in edges:
        onward[edge.source].append(edge.target)
    kept: list[tuple[str, str]] = []
    done: set[str] = set()
    for root in ids:
        if root in done:
            continue
        path = {root: iter(onward[root])}
        while path:
            here = next(reversed(path))
            for after in path[here]:
                if after in path or after == ids[0]:  # nothing stands above the opening
                    continue
                kept.append((here, after))
                if after not in done:
                    path[after] = iter(onward[after])
                    break
            else:
                done.add(here)
                del path[here]
    return kept


def _rows(ids: Sequence[str], forward: Sequence[tuple[str, str]]) -> dict[str, int]:
    """A row for every scene, beneath all that leads to it, with no row too wide (after Coffman and Graham)."""
    graph = nx.DiGraph()
    graph.add_nodes_from(ids)
    graph.add_edges_from(forward)
    order = {id: place for place, id in enumerate(ids)}
    depth: dict[str, int] = {}
    for id in nx.lexicographical_topological_sort(graph, key=order.__getitem__):
        depth[id] = max((depth[before] + 1 for before in graph.predecessors(id)), default=0)
    rows: dict[str, int] = {}
    filled: dict[int, int] = {}
    for id in sorted(ids, key=lambda id: (depth[id], order[id])):
        least = 0 if id == ids[0] else 1  # the opening stands alone, whatever cannot be reached
        row = max([least, *(rows[before] + 1 for before in graph.predecessors(id))])
        while filled.get(row, 0) >= WIDEST:
            row += 1
        rows[id] = row
        filled[row] = filled.get(row, 0) + 1
    return rows


Link = tuple[str, str]


def _with_bends(
    ids: Sequence[str], forward: Sequence[tuple[str, str]], rows: Mapping[str, int]
) -> tuple[list[list[str]], list[list[Link]]]:
    """The rows with a point for every way that passes them, and the links from each row to the next."""
    count = max(rows.values(), default=-1) + 1
    layers: list[list[str]] = [[] for _ in range(count)]
    links: list[list[Link]] = [[] for _ in range(max(count - 1, 0))]
    for id in ids:
        layers[rows[id]].append(id)
    for source, target in forward:
        above = source
        for row in range(rows[source] + 1, rows[target]):
            point = bend(source, target, row - rows[source])
            layers[row].append(point)
            links[row - 1].append((above, point))
            above = point
        links[rows[target] - 1].append((above, target))
    return layers, links


def _few_crossings(layers: list[list[str]], links: list[list[Link]]) -> list[list[str]]:
    """The order of each row, by the mean place of what it is linked to, down and up in turns; the best is kept."""
    best, fewest = layers, _all_crossings(layers, links)
    current = layers
    for sweep in range(SWEEPS):
        current = [list(layer) for layer in current]
        down = sweep % 2 == 0
        for row in range(1, len(current)) if down else range(len(current) - 2, -1, -1):
            fixed = current[row - 1] if down else current[row + 1]
            pairs = links[row - 1] if down else [(below, above) for above, below in links[row]]
            places = {name: place for place, name in enumerate(fixed)}
            near: dict[str, list[int]] = {}
            for there, here in pairs:
                near.setdefault(here, []).append(places[there])
            mean = {
                name: sum(near[name]) / len(near[name]) if name in near else float(place)
                for place, name in enumerate(current[row])
            }
            current[row].sort(key=mean.__getitem__)  # stable: what is equal stays in its order
        crossings = _all_crossings(current, links)
        if crossings < fewest:
            best, fewest = current, crossings
    return best


def _all_crossings(layers: list[list[str]], links: list[list[Link]]) -> int:
    total = 0
    for row, pairs in enumerate(links):
        above = {name: place for place, name in enumerate(layers[row])}
        below = {name: place for place, name in enumerate(layers[row + 1])}
        ends = sorted((above[a], below[b]) for a, b in pairs)
        total += sum(
            other[1] < end[1] and other[0] > end[0] for n, end in enumerate(ends) for other in ends[n + 1 :]
        )
    return total


def _spread(layers: list[list[str]], links: list[list[Link]]) -> dict[str, float]:
    """A column for every name: near the mean of what it is linked to, in the order of its row, and apart."""
    near: dict[str, list[tuple[str, int]]] = {}
    for above, below in (link for pairs in links for link in pairs):
        pull = _PULL[_is_bend(above) + _is_bend(below)]
        near.setdefault(above, []).append((below, pull))
        near.setdefault(below, []).append((above, pull))
    columns: dict[str, float] = {}
    for layer in layers:
        gaps = _gaps(layer)
        columns.update(zip(layer, (gap - gaps[-1] / 2 for gap in gaps), strict=True))
    for step in range(STEPS):
        for layer in layers if step % 2 == 0 else layers[::-1]:
            pulls = [sum(pull for _, pull in near.get(name, ())) for name in layer]
            wanted = [
                sum(columns[other] * strength for other, strength in near[name]) / pull
                if pull
                else columns[name]
                for name, pull in zip(layer, pulls, strict=True)
            ]
            columns.update(
                zip(layer, _apart(wanted, [pull or 1 for pull in pulls], _gaps(layer)), strict=True)
            )
    return columns


def _gaps(layer: Sequence[str]) -> list[float]:
    """The least distance of each name from the first in its row."""
    gaps = [0.0]
    for before, name in pairwise(layer):
        gaps.append(gaps[-1] + (_half(before) + _half(name)))
    return gaps


def _half(name: str) -> float:
    return _NARROW / 2 if _is_bend(name) else 0.5


def _is_bend(name: str) -> bool:
    return " " in name


def _apart(wanted: Sequence[float], pulls: Sequence[int], gaps: Sequence[float]) -> list[float]:
    """The places nearest to those wanted (weighted least squares) that keep order and distance.

    Pool-adjacent-violators: neighbours that would come too near are moved as one.
    """
    pools: list[tuple[float, int, int]] = []  # mean, weight, count
    for want, pull, gap in zip(wanted, pulls, gaps, strict=True):
        mean, weight, count = want - gap, pull, 1
        while pools and pools[-1][0] > mean:
            before, more, others = pools.pop()
            mean = (before * more + mean * weight) / (more + weight)
            weight, count = weight + more, count + others
        pools.append((mean, weight, count))
    flat = [mean for mean, _, count in pools for _ in range(count)]
    return [place + gap for place, gap in zip(flat, gaps, strict=True)]

"""The map of a talk: scenes and the ways between them, as data, as words, as Mermaid text and as SVG.

A learner is shown what they have seen: other scenes are blank dots without names, and ways are drawn only
from scenes where they have been. An author, who passes no `Seen`, is shown everything. Positions are data,
computed by `build.layout`; without them the map is laid out plainly.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mentorlab.talk._move import Unplayable
from mentorlab.talk.model import Scene, Talk
from mentorlab.talk.play import Play, replay
from mentorlab.wording import count, plural

Layout = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Node:
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
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody's plays have met."""

    scenes: frozenset[str]
    taken: frozenset[tuple[str, str]]  # (source, target)


def ways(talk: Talk) -> tuple[Edge, ...]:
    """Every way that the script names, in the author's order; ways between the same two scenes are one."""
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
    """The map of a talk, at the positions given; a layout that does not fit the talk is passed over."""
    edges = ways(talk)
    places = layout if layout and _fits(talk, layout) else _plain(talk, edges)
    nodes = tuple(
        Node(scene.id, scene.title, _kind(scene, n), *places[scene.id]) for n, scene in enumerate(talk.scenes)
    )
    bent = tuple(
        Edge(edge.source, edge.target, edge.replies, edge.conditional, _bends(edge, places)) for edge in edges
    )
    return Map(talk.title, nodes, bent)


def bend(source: str, target: str, step: int) -> str:
    """The name under which a layout keeps a point that a way passes; ids hold no spaces, so it is no scene's."""
    return f"{source} {target} {step}"


def seen(talk: Talk, plays: Iterable[Play]) -> Seen:
    """What these plays have met; a play that no longer replays adds nothing."""
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


# --- in words ---------------------------------------------------------------------------------------------


def summary(map: Map, seen: Seen | None = None) -> str:
    """One sentence: how much of the talk there is, or has been seen."""
    endings = {node.id for node in map.nodes if node.kind == "ending"}
    if seen is None:
        counts = ((len(map.nodes), "scene"), (len(endings), "ending"), (len(map.edges), "way"))
        told = [count(amount, noun) for amount, noun in counts]
        return f"{', '.join(told)} between them."
    scenes = sum(node.id in seen.scenes for node in map.nodes)
    return (
        f"{scenes} of {len(map.nodes)} scenes seen, "
        f"{len(endings & seen.scenes)} of {len(endings)} endings reached."
    )


def in_words(map: Map, seen: Seen | None = None) -> str:
    """The map as text: a line for every scene that may be shown, with the ways that lead on from it."""
    titles = {node.id: _clean(node.title) for node in map.nodes}
    rows = [f"Map of “{_clean(map.title)}”: {summary(map, seen)}"]
    for node in map.nodes:
        if seen is not None and node.id not in seen.scenes:
            continue
        onward, hidden = [], 0
        for edge in map.edges:
            if edge.source != node.id:
                continue
            if seen is None:
                onward.append(f"“{titles[edge.target]}”" + (" (on a condition)" if edge.conditional else ""))
            elif edge.target in seen.scenes:
                onward.append(
                    f"“{titles[edge.target]}”" + (" (taken)" if (node.id, edge.target) in seen.taken else "")
                )
            else:
                hidden += 1
        if hidden:
            onward.append(plural(hidden, "a scene not seen yet", f"{hidden} scenes not seen yet"))
        what = {"opening": ", where it opens", "ending": ", an ending", "scene": ""}[node.kind]
        rows.append(f"- “{titles[node.id]}”{what}" + (f": leads to {', '.join(onward)}" if onward else ""))
    return "\n".join(rows)


# --- Mermaid ----------------------------------------------------------------------------------------------


def mermaid(map: Map, seen: Seen | None = None) -> str:
    """The map as Mermaid text. Ways taken are thick; ways that hang on a condition are dotted."""
    names = {node.id: f"s{n}" for n, node in enumerate(map.nodes, 1)}
    title = " ".join(re.sub(r"[^\w ,.'’“”!?-]", " ", _clean(map.title)).split())
    rows = ["flowchart TD", f"  accTitle: Map of {title}", f"  accDescr: {summary(map, seen)}"]
    for node in map.nodes:
        if seen is not None and node.id not in seen.scenes:
            rows.append(f'  {names[node.id]}((" ")):::unseen')
            continue
        left, right = {"opening": ("([", "])"), "ending": ("[[", "]]"), "scene": ("[", "]")}[node.kind]
        rows.append(f'  {names[node.id]}{left}"{_mermaid_text(node.title)}"{right}:::{node.kind}')
    for edge in map.edges:
        if seen is not None and edge.source not in seen.scenes:
            continue
        taken = seen is not None and (edge.source, edge.target) in seen.taken
        arrow = "==>" if taken else "-.->" if edge.conditional else "-->"
        rows.append(f"  {names[edge.source]} {arrow} {names[edge.target]}")
    rows += [
        f"  classDef opening fill:{_SCENE[0]},stroke:{_SCENE[1]},color:{_INK},stroke-width:3px",
        f"  classDef scene fill:{_SCENE[0]},stroke:{_SCENE[1]},color:{_INK}",
        f"  classDef ending fill:{_ENDING[0]},stroke:{_ENDING[1]},color:{_INK}",
        f"  classDef unseen fill:{_PAPER},stroke:{_GREY}",
    ]
    return "\n".join(rows) + "\n"


def _mermaid_text(text: str) -> str:
    """A label without anything that Mermaid reads; it takes no empty ones."""
    kept = (c if c.isalnum() or c in " ,.!?" or ord(c) > 127 else f"#{ord(c)};" for c in _clean(text))
    return "".join(kept) or " "


# --- SVG --------------------------------------------------------------------------------------------------

# Ink on paper, scenes and endings is over 7:1; every line and border is over 3:1 on paper (WCAG 2 AA).
_INK, _PAPER, _GREY, _TAKEN = "#1f1f1f", "#ffffff", "#767676", "#0b4f8a"
_SCENE, _ENDING = ("#e9f2fb", "#2b6cb0"), ("#fdf3d8", "#8a5a00")

_COLUMN, _ROW = 126, 90  # pixels from one scene to the next
_WIDTH, _HEIGHT, _DOT = 114, 52, 8
_LETTERS, _LINES = 15, 3  # what fits into a scene's box


def svg(map: Map, seen: Seen | None = None) -> str:
    """The map as one SVG element, without ids, styles or scripts, so that any page can hold it many times."""
    nodes = {node.id: node for node in map.nodes}
    shown = [edge for edge in map.edges if seen is None or edge.source in seen.scenes]
    taken = set() if seen is None else seen.taken
    shown.sort(key=lambda edge: (edge.source, edge.target) in taken)  # what was taken is drawn on top
    columns = [node.x for node in map.nodes] + [x for edge in map.edges for x, _ in edge.bends]
    width = round((max(columns, default=0) + 1) * _COLUMN + _loops(map) * 40)
    height = round((max((node.y for node in map.nodes), default=0) + 1) * _ROW)
    named = html.escape(_clean(map.title))
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="sans-serif" font-size="12">',
        f"<title>Map of {named}</title>",
        f"<desc>{html.escape(in_words(map, seen))}</desc>",
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>',
    ]
    rows += [
        _way(edge, nodes, seen, (edge.source, edge.target) in taken) for edge in shown if edge.target in nodes
    ]
    rows += [_spot(node, seen) for node in map.nodes]
    return "\n".join([*rows, "</svg>"]) + "\n"


def _spot(node: Node, seen: Seen | None) -> str:
    x, y = _centre(node.x, node.y)
    if seen is not None and node.id not in seen.scenes:
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{_DOT}" fill="{_PAPER}" stroke="{_GREY}" stroke-width="1.5">'
            "<title>A scene not seen yet</title></circle>"
        )
    fill, stroke = _ENDING if node.kind == "ending" else _SCENE
    left, top = x - _WIDTH / 2, y - _HEIGHT / 2
    border = 3 if node.kind == "opening" else 1.5
    what = {"opening": " (where the talk opens)", "ending": " (an ending)", "scene": ""}[node.kind]
    rows = [
        f"<g><title>{html.escape(_clean(node.title))}{what}</title>",
        f'<rect x="{left:g}" y="{top:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="8" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{border:g}"/>',
    ]
    if node.kind == "ending":  # a second border: an ending is not told by its colour alone
        rows.append(
            f'<rect x="{left + 3:g}" y="{top + 3:g}" width="{_WIDTH - 6}" height="{_HEIGHT - 6}" rx="6" '
            f'fill="none" stroke="{stroke}"/>'
        )
    label = _label(node.title)
    first = y + 4 - 6.5 * (len(label) - 1)
    rows += [
        f'<text x="{x:g}" y="{first + 13 * n:g}" text-anchor="middle" fill="{_INK}">{html.escape(row)}</text>'
        for n, row in enumerate(label)
    ]
    return "".join([*rows, "</g>"])


def _way(edge: Edge, nodes: Mapping[str, Node], seen: Seen | None, taken: bool) -> str:
    source, target = nodes[edge.source], nodes[edge.target]
    (x1, y1), (x2, y2) = _centre(source.x, source.y), _centre(target.x, target.y)
    blank = seen is not None and target.id not in seen.scenes
    half_width, half_height = (_DOT, _DOT) if blank else (_WIDTH / 2, _HEIGHT / 2)
    if y2 > y1:
        # Straight down past the scenes of a row, in the room that the layout keeps; aside between the rows only.
        points = [(x1, y1), *(_centre(*point) for point in edge.bends), (x2, y2)]
        path = f"M{x1:g} {y1 + _HEIGHT / 2:g}"
        for (ax, ay), (bx, by) in pairwise(points):
            leave, meet = ay + _HEIGHT / 2, by - _HEIGHT / 2
            middle = (leave + meet) / 2
            path += f"V{leave:g}C{ax:g} {middle:g} {bx:g} {middle:g} {bx:g} {meet - 6:g}"
        tip = y2 - half_height
        path += f"V{tip - 6:g}"
        head = f"{x2:g},{tip:g} {x2 - 4:g},{tip - 8:g} {x2 + 4:g},{tip - 8:g}"
    else:  # back, or round: out and in on the right
        out, into = x1 + _WIDTH / 2, x2 + half_width
        lift = 10 if source.id == target.id else 0
        far = max(out, into) + 34
        path = (
            f"M{out:g} {y1 + lift:g}C{far:g} {y1 + lift:g} {far:g} {y2 - lift:g} {into + 5:g} {y2 - lift:g}"
        )
        head = f"{into:g},{y2 - lift:g} {into + 8:g},{y2 - lift - 4:g} {into + 8:g},{y2 - lift + 4:g}"
    colour, width = (_TAKEN, 3) if taken else (_GREY, 1.2)
    dashes = ' stroke-dasharray="5 4"' if edge.conditional and not taken else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )


def _centre(x: float, y: float) -> tuple[float, float]:
    return round((x + 0.5) * _COLUMN, 1), round((y + 0.5) * _ROW, 1)


def _loops(map: Map) -> bool:
    """Whether any way goes back or round, so that the right edge needs room for its bow."""
    rows = {node.id: node.y for node in map.nodes}
    return any(rows[edge.target] <= rows[edge.source] for edge in map.edges)


def _label(title: str) -> list[str]:
    """A title in at most three short lines, cut with … where it is longer."""
    lines: list[str] = []
    words = deque(_clean(title).split(" "))
    while words:
        word = words.popleft()
        if lines and _letters(f"{lines[-1]} {word}") <= _LETTERS:
            lines[-1] += f" {word}"
            continue
        fits = word
        while _letters(fits) > _LETTERS:
            fits = fits[:-1]
        if fits != word:
            words.appendleft(word[len(fits) :])
        lines.append(fits)
    if len(lines) <= _LINES:
        return lines
    last = lines[_LINES - 1]
    while _letters(last) > _LETTERS - 1:
        last = last[:-1]
    return [*lines[: _LINES - 1], last.rstrip() + "…"]


def _letters(text: str) -> int:
    """How wide a text is, in letters; Chinese, Japanese and Korean ones and emoji are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _clean(text: str) -> str:
    """One line without what XML refuses."""
    kept = (c for c in text if c.isspace() or (c.isprintable() and not "\ud800" <= c <= "\udfff"))
    return " ".join("".join(kept).split())


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

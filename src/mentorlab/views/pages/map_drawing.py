"""The map of a talk as words, as Mermaid text and as SVG.

A learner is shown what they have seen: other scenes are blank dots without names, and ways are drawn only
from scenes where they have been. An author, who passes no `Seen`, is shown everything.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from collections.abc import Mapping
from itertools import pairwise

from mentorlab.talk.graph import Edge, Map, MapNode, Seen
from mentorlab.views.pages.palette import LIGHT
from mentorlab.wording import count, plural

# Drawn for paper; in a page, `style` gives each of these the colour of the page's theme.
DRAWN_IN = ("ink", "paper", "edge", "accent", "mine", "ending", "part")
_INK, _PAPER, _EDGE, _ACCENT, _MINE, _ENDING, _PART = (LIGHT[name] for name in DRAWN_IN)

# --- in words ---------------------------------------------------------------------------------------------


def summary(map: Map, seen: Seen | None = None) -> str:
    """Say in one sentence how much of the talk there is, or has been seen."""
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
    """Describe the map in text: a line for every scene that may be shown, with the ways that lead on from it."""
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
    """Write the map as Mermaid text. Ways taken are thick; ways that hang on a condition are dotted."""
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
        f"  classDef opening fill:{_MINE},stroke:{_ACCENT},color:{_INK},stroke-width:3px",
        f"  classDef scene fill:{_MINE},stroke:{_ACCENT},color:{_INK}",
        f"  classDef ending fill:{_ENDING},stroke:{_PART},color:{_INK}",
        f"  classDef unseen fill:{_PAPER},stroke:{_EDGE}",
    ]
    return "\n".join(rows) + "\n"


def _mermaid_text(text: str) -> str:
    """A label without anything that Mermaid reads; it takes no empty ones."""
    kept = (c if c.isalnum() or c in " ,.!?" or ord(c) > 127 else f"#{ord(c)};" for c in _clean(text))
    return "".join(kept) or " "


# --- SVG --------------------------------------------------------------------------------------------------

_COLUMN, _ROW = 126, 90  # pixels from one scene to the next
_WIDTH, _HEIGHT, _DOT = 114, 52, 8
_LETTERS, _LINES = 15, 3  # what fits into a scene's box


def svg(map: Map, seen: Seen | None = None) -> str:
    """Draw the map as one SVG element, without ids, styles or scripts, so that any page can hold it many times."""
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
        f'<rect width="100%" height="100%" fill="{LIGHT["paper"]}"/>',
    ]
    rows += [
        _way(edge, nodes, seen, (edge.source, edge.target) in taken) for edge in shown if edge.target in nodes
    ]
    rows += [_spot(node, seen) for node in map.nodes]
    return "\n".join([*rows, "</svg>"]) + "\n"


def _spot(node: MapNode, seen: Seen | None) -> str:
    x, y = _centre(node.x, node.y)
    if seen is not None and node.id not in seen.scenes:
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{_DOT}" fill="{LIGHT["paper"]}" stroke="{_EDGE}" stroke-width="1.5">'
            "<title>A scene not seen yet</title></circle>"
        )
    fill, stroke = (_ENDING, _PART) if node.kind == "ending" else (_MINE, _ACCENT)
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
        f'<text x="{x:g}" y="{first + 13 * n:g}" text-anchor="middle" fill="{LIGHT["ink"]}">{html.escape(row)}</text>'
        for n, row in enumerate(label)
    ]
    return "".join([*rows, "</g>"])


def _way(edge: Edge, nodes: Mapping[str, MapNode], seen: Seen | None, taken: bool) -> str:
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
    colour, width = (_ACCENT, 3) if taken else (_EDGE, 1.2)
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

"""The map of a talk as far as one learner has seen it: a drawing, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mentorlab.talk.graph import Map, chart, seen
from mentorlab.talk.model import Reply, Scene, Talk
from mentorlab.talk.play import Play, Unplayable, replay
from mentorlab.views.pages.map_drawing import svg
from mentorlab.views.pages.text import escape, inline, items, plain
from mentorlab.wording import count

Layout = Mapping[str, tuple[float, float]]


def shown_map(talk: Talk, layout: Layout, plays: Sequence[Play]) -> str:
    """Render the drawing, and what it says in words: scenes never seen are blank dots in it, and unnamed."""
    met, names = seen(talk, plays), heard(talk, plays)
    # It may be wider than the page; the keyboard can scroll only what it can reach.
    return (
        f'<div class="ml-map" role="group" tabindex="0" aria-label="Map of {escape(plain(talk.title))}">'
        f"{svg(_spoken(chart(talk, layout), names), met)}</div>"
        '<p class="ml-soft">Boxes are scenes you have been in, double-edged ones are endings, dots are scenes '
        "you have not seen. Thick lines are the ways you took.</p>"
        f"{in_words(talk, met.scenes, taken(talk, plays), names)}"
    )


def _spoken(map: Map, names: Mapping[str, str]) -> Map:
    """The map with scenes called by what was heard in them."""
    nodes = (replace(node, title=plain(names.get(node.id, node.title))) for node in map.nodes)
    return replace(map, nodes=tuple(nodes))


def heard(talk: Talk, plays: Sequence[Play]) -> dict[str, str]:
    """Return, for each scene that was met, what was said first in it, as this learner heard it; endings keep their names.

    A scene's own name is the author's, and means nothing to a learner.
    """
    found: dict[str, str] = {}
    for play in plays:
        try:
            turns = replay(talk, play).turns
        except Unplayable:
            continue
        for turn in turns:
            lines = [line for line in turn.lines if line.text and not line.thinks]
            first = next((line for line in lines if line.speaker), lines[0] if lines else None)
            first_words = turn.scene.title if turn.scene.end or first is None else first.text
            found.setdefault(turn.scene.id, first_words)
    return found


def taken(talk: Talk, plays: Sequence[Play]) -> dict[str, dict[str, str]]:
    """Return, for each scene, the replies that were given there and the scenes that they led to."""
    found: dict[str, dict[str, str]] = {}
    for play in plays:
        try:
            turns = replay(talk, play).turns
        except Unplayable:
            continue
        for turn, after in pairwise(turns):
            if turn.reply is not None:
                found.setdefault(turn.scene.id, {})[turn.reply.id] = after.scene.id
    return found


def in_words(
    talk: Talk, met: frozenset[str], given: Mapping[str, Mapping[str, str]], names: Mapping[str, str]
) -> str:
    """Render scene by scene what one said there, where it led, and how much is still to be tried."""
    titles = {scene.id: names.get(scene.id, scene.title) for scene in talk.scenes}
    entries = [_scene(scene, given.get(scene.id, {}), titles) for scene in talk.scenes if scene.id in met]
    summary = f"You have been in {len(met)} of {count(len(talk.scenes), 'scene')}."
    return (
        f"<p>{summary}</p><details><summary>The map in words</summary>"
        f'<ul class="ml-parts">{items(entries)}</ul></details>'
    )


def _scene(scene: Scene, given: Mapping[str, str], titles: Mapping[str, str]) -> str:
    html = f"<p><strong>{escape(plain(titles[scene.id]))}</strong>{' (an ending)' if scene.end else ''}</p>"
    tried = [_reply(reply, titles[given[reply.id]]) for reply in scene.replies if reply.id in given]
    if tried:
        html += f"<ul>{items(tried)}</ul>"
    left = len(scene.replies) - len(tried)
    if left:
        html += f'<p class="ml-soft">{count(left, "reply", "replies")} not tried yet.</p>'
    return html


def _reply(reply: Reply, led_to: str) -> str:
    return f"{inline(reply.text)} → {escape(plain(led_to))}"

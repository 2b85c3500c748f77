"""What replies do: whether anything later knows of a weak one, and whether two of them differ at all.

A reply's *reaction* is what is said in the scenes that it leads to at once. What comes after that is *later*.
A weak reply leaves a trace if something later differs because of it: a line, a scene with what is offered in
it, an ending. It is enough that it may differ on some way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mentorlab.talk import condition
from mentorlab.talk.model import WORTH, Line, Reply, Scene, Talk, TalkKey
from mentorlab.talk.moments import (
    NOTHING,
    Asked,
    Graph,
    Node,
    Step,
    Unfolding,
    asked,
    asked_anywhere,
    conditional_lines,
)
from mentorlab.talk.play import banded


class Traceless(NamedTuple):
    """A weak reply after which everything later is as it is after a better one."""

    scene: str
    reply: str
    better: str


class Silence(NamedTuple):
    """A scene that may be entered without anything being said, and the fewest replies that lead there."""

    scene: str
    way: tuple[str, ...]


class AlikeReplies(NamedTuple):
    """Replies of one scene that have the same words, or do the same."""

    scene: str
    replies: tuple[str, ...]


def traceless(key: TalkKey, graph: Graph) -> tuple[Traceless, ...]:
    """The weak replies that leave no trace on any way, in the author's order."""
    pending = {
        (scene.id, reply.id, other.id)
        for scene in graph.talk.scenes
        for reply in scene.replies
        for other in scene.replies
        if key.replies[reply.id].worth == "weak" and WORTH[key.replies[other.id].worth] > 0
    }
    order = [(scene.id, reply.id) for scene in graph.talk.scenes for reply in scene.replies]
    for unfolding, seen, endings in _views(graph):
        if not pending:
            break
        pending -= _told_apart(unfolding, seen, endings, pending)
    found: dict[tuple[str, str], Traceless] = {}
    for scene, reply, other in sorted(pending, key=lambda three: order.index((three[0], three[2]))):
        found.setdefault((scene, reply), Traceless(scene, reply, other))
    return tuple(found[place] for place in order if place in found)


def silences(graph: Graph) -> tuple[Silence, ...]:
    """The scenes in which, as things may stand, nothing is said; a thought alone is nothing said."""
    chains: dict[tuple[str, ...], tuple[str, ...]] = {}
    for stops, _ in graph.openings:
        chains.setdefault(tuple(stop.scene.id for stop in stops), ())
    for moment, ways in graph.ways.items():
        for way in ways:
            chains.setdefault(
                tuple(stop.scene.id for stop in way.entered), (*graph.came[moment], way.reply.id)
            )
    scenes = {scene.id: scene for scene in graph.talk.scenes}
    found: dict[str, Silence] = {}
    for chain, replies in chains.items():
        lines = [line for id in chain for line in scenes[id].lines if not line.thinks]
        if all(line.condition for line in lines) and chain[0] not in found:
            silent = _silent_way(graph, chain) if lines else replies
            if silent is not None:
                found[chain[0]] = Silence(chain[0], silent)
    return tuple(found[scene.id] for scene in graph.talk.scenes if scene.id in found)


def same_words(talk: Talk) -> tuple[AlikeReplies, ...]:
    """Replies of one scene that read alike."""
    return _alike(talk, lambda reply: " ".join(reply.text.casefold().split()))


def same_effect(talk: Talk) -> tuple[AlikeReplies, ...]:
    """Replies of one scene of which nothing in the talk can tell which one was given."""
    known = asked_anywhere(talk)

    def effect(reply: Reply) -> object:
        facts = frozenset(fact for fact in reply.sets if fact in known.words or fact in talk.keeps)
        moved = known.meters.union(talk.keeps)
        meters = frozenset((name, by) for name, by in reply.meters.items() if by and name in moved)
        remembered = reply.id if condition.reply_given(reply.id) in known.words else ""
        return reply.to, reply.otherwise, reply.condition, facts, meters, remembered

    return _alike(talk, effect)


def one_place(talk: Talk) -> tuple[str, ...]:
    """Scenes from which every reply leads to one scene, which says the same whichever was given."""
    scenes = {scene.id: scene for scene in talk.scenes}
    found = []
    for scene in talk.scenes:
        targets = {reply.to for reply in scene.replies} | {
            reply.otherwise for reply in scene.replies if reply.otherwise
        }
        if len(scene.replies) < 2 or len(targets) > 1:
            continue
        heard = asked(line.condition for line in _at_once(scenes, next(iter(targets))))
        differ = {
            (
                frozenset({condition.reply_given(reply.id), *reply.sets} & heard.words),
                frozenset((name, by) for name, by in reply.meters.items() if by and name in heard.meters),
            )
            for reply in scene.replies
        }
        if len(differ) == 1:
            found.append(scene.id)
    return tuple(found)


# --- how it is found --------------------------------------------------------------------------------------

_Seen = Callable[[Step], int]


def _views(graph: Graph) -> Iterator[tuple[Unfolding, _Seen, int]]:
    """The graph, looked at again and again: first the scenes alone, then for each line whether it is said.

    The last of three are the bits of endings: they are later, even where a reply leads to them at once.
    """
    places = {scene.id: 1 << n for n, scene in enumerate(graph.talk.scenes)}

    def scenes(step: Step) -> int:
        bits = 0
        for scene, _, _ in step.entered:
            bits |= places[scene.id]
        return bits

    endings = sum(places[scene.id] for scene in graph.talk.scenes if scene.end)
    yield Unfolding(graph, NOTHING, ()), scenes, endings
    for follow, lines in conditional_lines(graph.talk).items():
        numbered = {place: n for n, place in enumerate((id, at) for id in lines for at, _ in lines[id])}

        def spoken(
            step: Step,
            lines: dict[str, list[tuple[int, str]]] = lines,
            numbered: dict[tuple[str, int], int] = numbered,
        ) -> int:
            bits = 0
            for scene, words, meters in step.entered:
                for at, text in lines.get(scene.id, ()):
                    holds = condition.holds(text, meters, words)
                    bits |= 1 << (2 * numbered[scene.id, at] + holds)
            return bits

        yield Unfolding(graph, follow, lines), spoken, 0
    yield from _kept_views(graph)


def _kept_views(graph: Graph) -> Iterator[tuple[Unfolding, _Seen, int]]:
    """For each thing that a meeting keeps: how it stands at the end, since the next meeting knows of it."""
    endings = [scene.id for scene in graph.talk.scenes if scene.end]
    for name in graph.talk.keeps:
        is_meter = name in graph.talk.meters
        follow = Asked(meters=frozenset({name})) if is_meter else Asked(words=frozenset({name}))

        def kept(step: Step, name: str = name, is_meter: bool = is_meter) -> int:
            scene, words, meters = step.entered[-1]
            if not scene.end:
                return 0
            return 1 << (banded(meters[name]) if is_meter else name in words)

        yield Unfolding(graph, follow, endings, to_the_end=True), kept, -1


def _told_apart(
    unfolding: Unfolding, seen: _Seen, endings: int, pairs: set[tuple[str, str, str]]
) -> set[tuple[str, str, str]]:
    """Those pairs of which something later differs, as far as it is seen here."""
    at_once = {node: [seen(step) for step in steps] for node, steps in unfolding.steps.items()}
    later = dict.fromkeys(unfolding.steps, 0)
    nodes: list[Node] = list(reversed(unfolding.steps))
    changed = True
    while changed:  # once where nothing goes round
        changed = False
        for node in nodes:
            bits = 0
            for now, step in zip(at_once[node], unfolding.steps[node], strict=True):
                bits |= now | later[step.after]
            if bits != later[node]:
                later[node], changed = bits, True
    asked_for = {scene for scene, _, _ in pairs}
    found = set()
    for node, steps in unfolding.steps.items():
        scene = node.moment[0]
        if scene not in asked_for:
            continue
        outcome = {
            step.reply.id: (later[step.after] | now & endings, now | later[step.after])
            for now, step in zip(at_once[node], steps, strict=True)
            if step.reply is not None
        }
        for pair in pairs:
            if pair[0] == scene and pair[1] in outcome and pair[2] in outcome:
                (late, whole), (other_late, other_whole) = outcome[pair[1]], outcome[pair[2]]
                if late & ~other_whole or other_late & ~whole:
                    found.add(pair)
    return found


def _silent_way(graph: Graph, chain: tuple[str, ...]) -> tuple[str, ...] | None:
    """The replies to a moment at which all these scenes are entered one after another, and none says a thing."""
    scenes = {scene.id: scene for scene in graph.talk.scenes}
    asks = {id: [line.condition for line in scenes[id].lines if not line.thinks] for id in chain}
    unfolding = Unfolding(graph, asked(text for texts in asks.values() for text in texts), chain)
    came: dict[Node, tuple[str, ...]] = {}
    for step in unfolding.openings:
        came.setdefault(step.after, ())

    def silent(step: Step) -> bool:
        return tuple(scene.id for scene, _, _ in step.entered) == chain and not any(
            condition.holds(text, meters, words)
            for scene, words, meters in step.entered
            for text in asks[scene.id]
        )

    if any(silent(step) for step in unfolding.openings):
        return ()
    for node, steps in unfolding.steps.items():  # nearest first
        for step in steps:
            if step.reply is not None:
                way = (*came[node], step.reply.id)
                came.setdefault(step.after, way)
                if silent(step):
                    return way
    return None


def _alike(talk: Talk, effect: Callable[[Reply], object]) -> tuple[AlikeReplies, ...]:
    found = []
    for scene in talk.scenes:
        groups: dict[object, list[str]] = {}
        for reply in scene.replies:
            groups.setdefault(effect(reply), []).append(reply.id)
        found += [AlikeReplies(scene.id, tuple(ids)) for ids in groups.values() if len(ids) > 1]
    return tuple(found)


def _at_once(scenes: dict[str, Scene], id: str) -> Iterator[Line]:
    """The lines that may be said at once where the talk turns to this scene."""
    todo, met = [id], set()
    while todo:
        scene = scenes.get(todo.pop())
        if scene is not None and scene.id not in met:
            met.add(scene.id)
            yield from scene.lines
            todo += [scene.otherwise, "" if scene.end else scene.next]

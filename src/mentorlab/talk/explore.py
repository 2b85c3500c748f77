"""Everything that can happen in a talk, where there is not too much of it; seeded random walks where there is.

A talk with millions of ways has some hundreds of moments (`mentorlab.talk.moments`), and is explored whole.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mentorlab.talk import condition
from mentorlab.talk._move import Endless, Script, Stop, Unplayable
from mentorlab.talk.model import Reply, Scene, Talk, TalkKey
from mentorlab.talk.moments import (
    LIMIT,
    Graph,
    Moment,
    Steering,
    TooMany,
    Unfolding,
    conditional_lines,
    graph_of,
)
from mentorlab.talk.play import Play, offered, script_of, start

WALKS = 2_000
LONGEST = 200  # replies in one walk; whoever has not ended by then goes round in circles


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something for the author to mend. `scene` or `reply` is where it is, if it is in one place."""

    scene: str
    what: str
    mend: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Exploration:
    """What was met in a talk, and what was not. Scenes, replies and endings are ids, in the author's order.

    Where `exhaustive` is true, all of it is certain. Else it is what the random walks met, and a scene in
    `unmet` may be rare and not unreachable.
    """

    exhaustive: bool
    moments: int  # different moments met
    scenes: tuple[str, ...]  # met
    unmet: tuple[str, ...]  # scenes never entered
    endings: tuple[str, ...]  # met
    replies_unmet: tuple[str, ...]  # replies never offered
    landings_unmet: tuple[tuple[str, str], ...]  # (reply, scene) that the reply names and never leads to
    lines_unsaid: tuple[tuple[str, int], ...]  # (scene, place of the line in it) in scenes that are met
    dead_ends: tuple[str, ...]  # scenes met that neither end nor go on
    traps: tuple[str, ...]  # scenes from which, as things stood, no ending can be reached any more
    faults: tuple[
        str, ...
    ]  # sentences: scenes that go round for ever by themselves, targets that are not there
    shortest: int | None  # replies to the nearest ending; None where there is none
    longest: int | None  # None where the talk can go round, so that there is no longest way
    ways: int | None  # different ways to an ending; None where the talk can go round
    unfinished: int = 0  # random walks that came to no ending
    ways_in: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # scene -> the fewest replies that lead there

    @property
    def covered(self) -> float:
        """The share of scenes met, 0 to 1."""
        return len(self.scenes) / max(len(self.scenes) + len(self.unmet), 1)

    def complaints(self) -> tuple[Complaint, ...]:
        """What an author should mend, by scene; empty where all is well."""
        return tuple(self._complaints())

    def _complaints(self) -> Iterator[Complaint]:
        never = "can be reached in no way" if self.exhaustive else "was met in none of many random plays"
        for id in self.unmet:
            yield Complaint(
                id, f"The scene “{id}” {never}.", "Lead a reply or a next= to it, or take it out."
            )
        for id in self.dead_ends:
            yield Complaint(
                id, f"The scene “{id}” neither ends nor goes on.", "Give it replies, next= or {end}."
            )
        for id in self.traps:
            way = " → ".join(self.ways_in[id]) or "at once"
            mend = f"Give one of its replies a way out (you come here by {way})."
            yield Complaint(id, f"From the scene “{id}” no ending may be reached any more.", mend)
        for sentence in self.faults:
            yield Complaint("", sentence, "Let every way come to replies or to an ending.")
        for id, target in self.landings_unmet if self.exhaustive else ():
            yield Complaint(
                "", f"The reply “{id}” never leads to “{target}”.", "Mend its condition, or drop it.", id
            )
        for id, place in self.lines_unsaid if self.exhaustive else ():
            yield Complaint(
                id, f"In the scene “{id}” paragraph {place + 1} is never said.", "Mend its condition."
            )
        if not self.endings:
            yield Complaint("", "No ending was reached.", "Let the talk come to a scene with {end}.")
        elif self.unfinished:
            count = f"{self.unfinished} random plays came to no ending in {LONGEST} replies."
            yield Complaint("", count, "Look for replies that lead round in a circle.")


def explore(
    talk: Talk, limit: int = LIMIT, walks: int = WALKS, seed: int = 0, *, graph: Graph | None = None
) -> Exploration:
    """What can happen in this talk.

    Parameters
    ----------
    graph : its moments, where it may begin otherwise than by itself, as a meeting of a series does
    limit : how many moments to look at before random walks take over
    walks, seed : for the random walks, if it comes to them
    """
    survey = _Survey(talk)
    try:
        survey.everything(limit, graph)
    except TooMany:
        survey = _Survey(talk)
        survey.at_random(walks, seed)
    return survey.report()


def walk(
    talk: Talk, pick: Callable[[tuple[Reply, ...]], Reply], seed: int = 0, longest: int = LONGEST
) -> Play:
    """A play in which `pick` chooses among the replies as they are offered on the page of that `seed`.

    It stops at an ending, at a fault of the talk, or after `longest` replies.
    """
    script, play = script_of(talk), start(talk, seed)
    replies: list[str] = []
    try:
        stop = script.opening()[-1]
        while len(replies) < longest and not stop.scene.end and stop.scene.replies:
            reply = pick(offered(talk, stop.scene, seed))
            stop = script.after(stop, reply)[-1]
            replies.append(reply.id)
    except Unplayable:
        pass
    return play.model_copy(update={"replies": tuple(replies)})


def random_walk(talk: Talk, draw: random.Random, longest: int = LONGEST) -> Play:
    """A play that chooses blindly, with a page of its own."""
    return walk(talk, draw.choice, seed=draw.randrange(2**32), longest=longest)


def best_play(talk: Talk, key: TalkKey) -> Play:
    """The shortest play to an ending in which every reply is as good as any offered; the first in the author's order.

    Raises `Unplayable` where the best replies lead to no ending.
    """
    script, steering = Script(talk), Steering(talk)
    stop = script.opening()[-1]
    queue: deque[tuple[Stop, tuple[str, ...]]] = deque([(stop, ())])
    met = {steering.moment(stop)}
    while queue:
        stop, replies = queue.popleft()
        if stop.scene.end:
            return start(talk).model_copy(update={"replies": replies})
        for reply in _best(stop.scene, key):
            try:
                after = script.after(stop, reply)[-1]
            except Unplayable:
                continue
            if (moment := steering.moment(after)) not in met:
                met.add(moment)
                queue.append((after, (*replies, reply.id)))
    raise Unplayable(f"In “{talk.title}” the best replies lead to no ending.")


def _best(scene: Scene, key: TalkKey) -> Iterator[Reply]:
    worths = [key.worth.get(reply.id, 0.0) for reply in scene.replies]
    return (reply for reply, worth in zip(scene.replies, worths, strict=True) if worth == max(worths))


# --- the survey -------------------------------------------------------------------------------------------


def said_and_unsaid(graph: Graph, limit: int = LIMIT) -> dict[tuple[str, int], set[bool]]:
    """For every line with a condition, by scene and place: whether it is said, unsaid, or now this, now that.

    Lines are looked at one after another, each with all that its condition asks about and nothing else, so
    that many of them together are no more work than each of them alone.
    """
    found: dict[tuple[str, int], set[bool]] = {}
    for follow, scenes in conditional_lines(graph.talk).items():
        unfolding = Unfolding(graph, follow, scenes, limit)
        for step in unfolding.all():
            for scene, words, meters in step.entered:
                for place, text in scenes.get(scene.id, ()):
                    found.setdefault((scene.id, place), set()).add(condition.holds(text, meters, words))
    return found


class _Survey:
    """What has been met so far."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._script, self._steering = talk, Script(talk), Steering(talk)
        self._exhaustive = True
        self._moments: dict[
            Moment, list[Moment]
        ] = {}  # of every moment that waits or ends: where its replies lead
        self._shortest: dict[Moment, int] = {}
        self._first: dict[Moment, None] = {}  # where the talk may begin
        self._ended: set[Moment] = set()
        self._ways_in: dict[str, tuple[str, ...]] = {}
        self._offered: set[str] = set()
        self._landed: set[tuple[str, str]] = set()
        self._said: set[tuple[str, int]] = set()
        self._dead_ends: set[str] = set()
        self._faulty: set[str] = set()  # scenes with a reply that leads into a fault
        self._faults: dict[object, str] = {}
        self._unfinished = 0

    def everything(self, limit: int, graph: Graph | None) -> None:
        """Meet every moment, nearest first."""
        graph = graph or graph_of(self._talk, limit)
        self._faulty, self._faults = graph.faulty, graph.faults
        for stops, moment in graph.openings:
            self._first[moment] = None
            self._enter(stops, ())
        for moment, ways in graph.ways.items():
            self._shortest[moment] = len(graph.came[moment])
            self._waiting(graph.stops[moment], moment)
            self._moments[moment] = [way.after for way in ways]
            for way in ways:
                self._landed.add((way.reply.id, way.target))
                self._enter(way.entered, (*graph.came[moment], way.reply.id))
        for scene in self._talk.scenes:
            if scene.id in self._ways_in:
                self._said |= {(scene.id, n) for n, line in enumerate(scene.lines) if not line.condition}
        self._said |= {place for place, ever in said_and_unsaid(graph, limit).items() if True in ever}

    def _enter(self, stops: tuple[Stop, ...], replies: tuple[str, ...]) -> None:
        for stop in stops:
            self._ways_in.setdefault(stop.scene.id, replies)

    def at_random(self, walks: int, seed: int) -> None:
        """Play blindly, many times."""
        self._exhaustive = False
        draw = random.Random(seed)
        for _ in range(walks):
            replies: tuple[str, ...] = ()
            stop = self._arrive(self._script.opening, replies)
            while stop is not None:
                moment = self._steering.moment(stop)
                self._moments.setdefault(moment, [])
                self._shortest[moment] = min(self._shortest.get(moment, len(replies)), len(replies))
                waiting = self._waiting(stop, moment)
                if not waiting or len(replies) == LONGEST:
                    break
                reply = draw.choice(waiting)
                stop = self._take(stop, reply, replies)
                replies = (*replies, reply.id)
            if stop is None or not stop.scene.end:
                self._unfinished += 1

    def _waiting(self, stop: Stop, moment: Moment) -> tuple[Reply, ...]:
        if stop.scene.end:
            self._ended.add(moment)
            return ()
        if not stop.scene.replies:
            self._dead_ends.add(stop.scene.id)
        self._offered.update(reply.id for reply in stop.scene.replies)
        return stop.scene.replies

    def _take(self, stop: Stop, reply: Reply, replies: tuple[str, ...]) -> Stop | None:
        after = self._arrive(lambda: self._script.after(stop, reply), (*replies, reply.id))
        if after is not None:
            self._landed.add((reply.id, self._script.target(stop, reply)))
        return after

    def _arrive(self, move: Callable[[], tuple[Stop, ...]], replies: tuple[str, ...]) -> Stop | None:
        """Make a move and note what is met by it; None where it meets a fault of the talk."""
        try:
            stops = move()
            self._enter(stops, replies)
            for stop in stops:
                self._said.update(
                    (stop.scene.id, place)
                    for place, line in enumerate(stop.scene.lines)
                    if self._script.says(stop, line)
                )
        except Endless as fault:
            self._faults.setdefault(frozenset(fault.scenes), str(fault))
            return None
        except Unplayable as fault:
            self._faults.setdefault(str(fault), str(fault))
            return None
        return stops[-1]

    # --- the report

    def report(self) -> Exploration:
        talk = self._talk
        ids = [scene.id for scene in talk.scenes]
        met = tuple(id for id in ids if id in self._ways_in)
        ending = {moment[0] for moment in self._ended}
        ways, longest = self._ways() if self._exhaustive else (None, None)
        traps = self._traps()
        return Exploration(
            exhaustive=self._exhaustive,
            moments=len(self._moments),
            scenes=met,
            unmet=tuple(id for id in ids if id not in self._ways_in),
            endings=tuple(id for id in ids if id in ending),
            replies_unmet=tuple(
                reply.id for scene in talk.scenes for reply in scene.replies if reply.id not in self._offered
            ),
            landings_unmet=tuple(
                (reply.id, target)
                for scene in talk.scenes
                for reply in scene.replies
                for target in dict.fromkeys((reply.to, reply.otherwise))
                if reply.id in self._offered and target and (reply.id, target) not in self._landed
            ),
            lines_unsaid=tuple(
                (scene.id, place)
                for scene in talk.scenes
                if scene.id in self._ways_in
                for place in range(len(scene.lines))
                if (scene.id, place) not in self._said
            ),
            dead_ends=tuple(id for id in ids if id in self._dead_ends),
            traps=tuple(id for id in ids if id in traps),
            faults=tuple(self._faults.values()),
            shortest=min((self._shortest[moment] for moment in self._ended), default=None),
            longest=longest,
            ways=ways,
            unfinished=self._unfinished,
            ways_in=self._ways_in,
        )

    def _traps(self) -> set[str]:
        """Scenes in which every way on has lost the endings; dead ends and faults are said by themselves."""
        back: dict[Moment, list[Moment]] = {}
        for moment, onward in self._moments.items():
            for after in onward:
                back.setdefault(after, []).append(moment)
        if not self._exhaustive:
            return set()  # a walk sees one way on from each moment, and does not know the others
        reached = set(self._ended)
        queue = deque(self._ended)
        while queue:
            for before in back.get(queue.popleft(), ()):
                if before not in reached:
                    reached.add(before)
                    queue.append(before)
        return (
            {moment[0] for moment in self._moments if moment not in reached} - self._dead_ends - self._faulty
        )

    def _ways(self) -> tuple[int | None, int | None]:
        """How many ways there are to an ending, and the replies in the longest; None where one can go round."""
        arrivals = Counter(after for onward in self._moments.values() for after in onward)
        if not self._first:
            return 0, None
        count: Counter[Moment] = Counter(dict.fromkeys(self._first, 1))
        length = dict.fromkeys(self._first, 0)
        queue, done = deque(moment for moment in self._first if not arrivals[moment]), 0
        while queue:
            moment = queue.popleft()
            done += 1
            for after in self._moments[moment]:
                count[after] += count[moment]
                length[after] = max(length.get(after, 0), length[moment] + 1)
                arrivals[after] -= 1
                if not arrivals[after]:
                    queue.append(after)
        if done < len(self._moments):
            return None, None
        return sum(count[end] for end in self._ended), max((length[end] for end in self._ended), default=None)

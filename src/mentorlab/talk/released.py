"""What somebody earns who sees a talk's released cell alone, and the talk as it is released.

The cell of an assessed talk holds what replay needs: meters, ids, facts, and where every reply leads. Players here
read one of these and nothing that is said. No one of them may lead a player who chooses blindly by more than `BOUND`;
where a talk's meters would let one, it is released with numbered states in their place.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean
from typing import NamedTuple

from mentorlab.digest import digest
from mentorlab.talk import condition
from mentorlab.talk._move import Script, Stop, Unplayable
from mentorlab.talk.model import Reply, Scene, Talk, TalkKey
from mentorlab.talk.numbered import numbered
from mentorlab.talk.play import start
from mentorlab.talk.score import score_play

BOUND = 0.10
PLAYS = 50  # of a player who has to choose blindly now and then
BLIND_PLAYS = 200
ORDERS = 12  # of scenes and replies that are tried
_LONGEST = 100  # replies


class CellPlayer(NamedTuple):
    """Somebody who always takes the reply with the largest measure, and chooses blindly among equals.

    Attributes
    ----------
    reads_meters : what it goes by is gone once meters are numbered states
    goes_by_place : it depends on the order of scenes and replies in the cell
    live : whether the measure depends on how things stand, and not on the reply alone
    """

    name: str
    measure: Callable[[Cell, Reply, Stop], float]
    reads_meters: bool = False
    goes_by_place: bool = False
    live: bool = False


class Advantage(NamedTuple):
    """What a player of the cell earns, and a blind one, from 0 to 1.

    Attributes
    ----------
    luck : the share of blind plays that earn at least as much
    """

    player: CellPlayer
    earns: float
    blind: float
    luck: float

    @property
    def lead(self) -> float:
        """By how much the player leads."""
        return self.earns - self.blind


class Cell:
    """A talk as its cell shows it, with what can be counted in it."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.script = talk, Script(talk)
        self.order = {reply.id: n for scene in talk.scenes for n, reply in enumerate(scene.replies)}
        self.places = {scene.id: place for place, scene in enumerate(talk.scenes)}
        self.leading = Counter(target for scene in talk.scenes for target in _onward(scene))
        self.steps = self._steps()
        self.scenes = {scene.id: scene for scene in talk.scenes}
        self._liked: dict[tuple[str, str], list[Reply]] = {}

    def liked(self, player: CellPlayer, stop: Stop) -> list[Reply]:
        """The replies among which a player chooses blindly, as things stand."""
        name = (player.name, stop.scene.id)
        if player.live or name not in self._liked:
            offered = stop.scene.replies
            measures = [player.measure(self, reply, stop) for reply in offered]
            most = max(measures)
            self._liked[name] = [reply for reply, by in zip(offered, measures, strict=True) if by == most]
        return self._liked[name]

    def opened(self, reply: Reply, stop: Stop) -> float:
        """How many of the talk's conditions hold after a reply: whoever opens doors looks at this."""
        try:
            after = self.script.after(stop, reply)[-1]
        except Unplayable:
            return 0.0
        texts = [text for scene in self.talk.scenes for text in _ways_in(scene)]
        return float(sum(condition.holds(text, after.meters, after.visited, after.known) for text in texts))

    def ahead(self, reply: Reply, _: Stop) -> float:
        """The largest sum of meters that two replies can bring, this one first."""
        best = max((sum(one.meters.values()) for one in self.scenes[reply.to].replies), default=0)
        return float(sum(reply.meters.values()) + best)

    def _steps(self) -> dict[str, int]:
        """How many replies each scene is from the nearest ending, conditions left aside."""
        back: dict[str, list[str]] = {}
        for scene in self.talk.scenes:
            for target in _onward(scene):
                back.setdefault(target, []).append(scene.id)
        steps = {scene.id: 0 for scene in self.talk.scenes if scene.end}
        waiting = deque(steps)
        while waiting:
            id = waiting.popleft()
            for before in back.get(id, ()):
                if before not in steps:
                    steps[before] = steps[id] + 1
                    waiting.append(before)
        return steps


def _meters(_: Cell, reply: Reply, __: Stop) -> float:
    return float(sum(reply.meters.values()))


def _highest(_: Cell, reply: Reply, __: Stop) -> float:
    return float(max(reply.meters.values(), default=0))


PLAYERS = (
    CellPlayer("the largest sum of meters", _meters, reads_meters=True),
    CellPlayer("the largest sum of meters, two replies ahead", Cell.ahead, reads_meters=True),
    CellPlayer("the meter that rises most", _highest, reads_meters=True),
    CellPlayer("what opens most conditions", Cell.opened, reads_meters=True, live=True),
    CellPlayer("most facts", lambda _, reply, __: float(len(reply.sets))),
    CellPlayer("fewest facts", lambda _, reply, __: -float(len(reply.sets))),
    CellPlayer("the longest id", lambda _, reply, __: float(len(reply.id))),
    CellPlayer("the shortest id", lambda _, reply, __: -float(len(reply.id))),
    CellPlayer("what may land badly", lambda _, reply, __: float(bool(reply.otherwise))),
    CellPlayer("what cannot land badly", lambda _, reply, __: -float(bool(reply.otherwise))),
    CellPlayer("where most replies lead", lambda cell, reply, _: float(cell.leading[reply.to])),
    CellPlayer("where fewest replies lead", lambda cell, reply, _: -float(cell.leading[reply.to])),
    CellPlayer("what is farthest from an ending", lambda cell, reply, _: float(cell.steps.get(reply.to, 0))),
    CellPlayer("what is nearest to an ending", lambda cell, reply, _: -float(cell.steps.get(reply.to, 0))),
    CellPlayer(
        "the scene that stands first in the cell",
        lambda cell, reply, _: -float(cell.places[reply.to]),
        goes_by_place=True,
    ),
    CellPlayer(
        "the scene that stands last in the cell",
        lambda cell, reply, _: float(cell.places[reply.to]),
        goes_by_place=True,
    ),
    CellPlayer(
        "the reply that stands first", lambda cell, reply, _: -float(cell.order[reply.id]), goes_by_place=True
    ),
    CellPlayer(
        "the reply that stands last", lambda cell, reply, _: float(cell.order[reply.id]), goes_by_place=True
    ),
    CellPlayer(
        "the scene with most to choose from", lambda cell, reply, _: float(len(cell.scenes[reply.to].replies))
    ),
    CellPlayer(
        "the scene in which most is said", lambda cell, reply, _: float(len(cell.scenes[reply.to].lines))
    ),
)
BLIND = CellPlayer("blind choice", lambda _, __, ___: 0.0)


def advantages(
    talk: Talk, key: TalkKey, players: Sequence[CellPlayer] = PLAYERS, blind: Sequence[float] = ()
) -> list[Advantage]:
    """What every player of the cell earns, the one that leads most first; the same each time.

    Parameters
    ----------
    blind : what each of many blind plays earns, where that is known
    """
    cell = Cell(talk)
    plays = blind or blind_plays(talk, key)
    found = [
        Advantage(player, earns, fmean(plays), sum(value >= earns for value in plays) / len(plays))
        for player in players
        if (earns := _earns(cell, key, player)) is not None
    ]
    return sorted(found, key=lambda one: (-one.lead, one.player.name))


def blind_plays(talk: Talk, key: TalkKey) -> list[float]:
    """What each of many plays earns that choose blindly."""
    return _values(Cell(talk), key, BLIND, BLIND_PLAYS)[0]


def released(talk: Talk, key: TalkKey) -> tuple[Talk, TalkKey]:
    """The talk and the key as they are released.

    Scenes and replies stand in an order that a hash decides, since authors write the better way first or last; and
    where meters would give too much away, numbered states stand in their place.
    """
    blind = blind_plays(talk, key)
    reading = [player for player in PLAYERS if player.reads_meters]
    if talk.meters and any(one.lead > BOUND for one in advantages(talk, key, reading, blind)):
        talk, key = numbered(talk, key)
    return _in_no_order(talk, key, blind), key


def _in_no_order(talk: Talk, key: TalkKey, blind: Sequence[float]) -> Talk:
    """The first order of scenes and replies in which neither place tells too much; else the one that tells least."""
    going_by_place = [player for player in PLAYERS if player.goes_by_place]
    best, least = talk, float("inf")
    for salt in range(ORDERS):
        other = _ordered(talk, salt)
        lead = max((one.lead for one in advantages(other, key, going_by_place, blind)), default=0.0)
        if lead < least:
            best, least = other, lead
        if lead <= BOUND:
            break
    return best


def _ordered(talk: Talk, salt: int) -> Talk:
    """The talk with its scenes, but for the opening, and the replies of each in an order that a hash decides."""

    def place(one: Scene | Reply) -> str:
        return digest([talk.id, salt, one.id])

    first, *others = talk.scenes
    scenes = (first, *sorted(others, key=place))
    ordered = tuple(
        scene.model_copy(update={"replies": tuple(sorted(scene.replies, key=place))}) for scene in scenes
    )
    return talk.model_copy(update={"scenes": ordered})


def _earns(cell: Cell, key: TalkKey, player: CellPlayer) -> float | None:
    """The mean over the player's plays; None where what it goes by tells nothing anywhere."""
    values, told = _values(cell, key, player, PLAYS)
    return fmean(values) if told else None


def _values(cell: Cell, key: TalkKey, player: CellPlayer, plays: int) -> tuple[list[float], bool]:
    """What each play earns, one alone where the player never guesses; and whether it ever told replies apart."""
    known: dict[tuple[str, ...], float] = {}
    values: list[float] = []
    told = False
    for seed in range(plays):
        replies, guessed, chose = _play(cell, player, random.Random(seed))
        told |= chose
        if replies not in known:
            play = start(cell.talk).model_copy(update={"replies": replies})
            known[replies] = score_play(cell.talk, key, play)[1]
        values.append(known[replies])
        if not guessed:
            break
    return values, told


def _play(cell: Cell, player: CellPlayer, draw: random.Random) -> tuple[tuple[str, ...], bool, bool]:
    """The replies of one play; whether it guessed; whether it ever told replies apart."""
    replies: list[str] = []
    guessed = chose = False
    try:
        stop = cell.script.opening()[-1]
        while not stop.scene.end and stop.scene.replies and len(replies) < _LONGEST:
            liked = cell.liked(player, stop)
            guessed |= len(liked) > 1
            chose |= len(liked) < len(stop.scene.replies)
            reply = draw.choice(liked)
            replies.append(reply.id)
            stop = cell.script.after(stop, reply)[-1]
    except Unplayable:
        replies = replies[:-1]
    return tuple(replies), guessed, chose


def _onward(scene: Scene) -> Iterator[str]:
    """Every scene that this one may lead to."""
    for reply in scene.replies:
        yield from filter(None, (reply.to, reply.otherwise))
    yield from filter(None, (scene.next, scene.otherwise))


def _ways_in(scene: Scene) -> Iterator[str]:
    """The conditions on which it depends where the talk goes."""
    yield from filter(None, (scene.condition, *(reply.condition for reply in scene.replies)))

"""One run of a talk: the ordered reply ids, and all that follows from them.

Nothing else is stored. State, undo, resume, transcript and marks are recomputed, so that they agree, and so
that a play outlives a mended typo: its ids decide whether it still holds, its digest never does.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import Field

from mentorlab.talk._move import Endless, Script, Stop, Unplayable
from mentorlab.talk.identity_key import IdentityKey
from mentorlab.talk.model import Begun, Line, Reply, ReplyKey, Scene, Strict, Talk, TalkKey, added
from mentorlab.talk.own_words import MAX_WORDS, Coding, Guess, OwnWords
from mentorlab.wording import shorten

__all__ = [
    "MAX_REPLIES",
    "Alternative",
    "Endless",
    "Passage",
    "Play",
    "State",
    "Transcript",
    "Turn",
    "Unplayable",
    "changed",
    "choose",
    "endings_reached",
    "habits_shown",
    "offered",
    "own_words",
    "plays_still",
    "replay",
    "restart",
    "say_first",
    "skills_shown",
    "start",
    "transcript",
    "undo",
]

MAX_REPLIES = 1000  # in one play; a talk is as long as its problem, some ten decisions


class Play(Strict):
    """What is stored of a run. `seed` orders the replies on the page; `digest` is the wording it began on."""

    talk: str
    digest: str
    seed: int = Field(default=0, ge=0, lt=2**32)
    replies: tuple[str, ...] = Field(default=(), max_length=MAX_REPLIES)
    began: Begun | None = added(None)  # in a series: what this meeting began with
    kept: Begun | None = added(None)  # and, once it has ended, what it keeps for the next one
    # What the mentor put in their own words. Replay, score and mark look at none of it.
    own: Annotated[tuple[OwnWords, ...], Field(max_length=MAX_REPLIES)] = added(())
    guesses: Annotated[tuple[Guess, ...], Field(max_length=MAX_REPLIES)] = added(())
    codings: Annotated[tuple[Coding, ...], Field(max_length=MAX_REPLIES)] = added(())


class Turn(NamedTuple):
    """One scene that was entered: what was said, what was offered, and what the mentor chose, if anything yet."""

    scene: Scene
    lines: tuple[Line, ...]
    reply: Reply | None
    meters_before: Mapping[str, int]  # as the scene was entered
    meters_after: Mapping[str, int]  # as it was left; the same while nothing is chosen
    talk: str  # its id, which with the seed says the order of the page
    seed: int

    @property
    def offered(self) -> tuple[Reply, ...]:
        """The replies in the order of the page; empty where the talk has ended."""
        return () if self.scene.end else _ordered(self.talk, self.scene, self.seed)


@dataclass(frozen=True, slots=True)
class State:
    """Where a play stands. The last turn is the current scene, which waits for a reply or has ended the talk."""

    turns: tuple[Turn, ...]
    scene: Scene
    meters: Mapping[str, int]
    visited: frozenset[str]
    facts: frozenset[str]  # those that were set
    ended: bool
    ending: Scene | None
    card: tuple[Line, ...] = ()  # what this mentor has done and knows, to be read before the opening

    @property
    def offered(self) -> tuple[Reply, ...]:
        """The replies that wait now; empty once the talk has ended."""
        return self.turns[-1].offered


def start(talk: Talk, seed: int = 0, began: Begun | None = None) -> Play:
    """A play with nothing said yet. `began`: in a series, what the meeting before has kept."""
    return Play(talk=talk.id, digest=_digest(IdentityKey(talk)), seed=seed, began=began)


def begin_with(talk: Talk, kept: Begun) -> Begun:
    """What this meeting begins with, of all that the one before has kept: what the talk declares."""
    return Begun(
        facts=tuple(fact for fact in talk.facts if fact in kept.facts),
        meters={name: banded(kept.meters[name]) for name in talk.meters if name in kept.meters},
    )


def banded(value: int) -> int:
    """A meter as the next meeting meets it: low, middle or high, so that few states are kept."""
    return 1 if value < 2 else 3 if value < 5 else 5


def _kept(talk: Talk, stop: Stop) -> Begun | None:
    """What an ended meeting keeps; None where nothing is declared, or it goes on."""
    if not talk.keeps or not stop.scene.end:
        return None
    return Begun(
        facts=tuple(name for name in talk.keeps if name in stop.known and name in talk.facts),
        meters={name: banded(stop.meters[name]) for name in sorted(talk.keeps) if name in talk.meters},
    )


@lru_cache(maxsize=64)  # lint begins each talk hundreds of times
def _digest(this: IdentityKey[Talk]) -> str:
    return this.it.digest


def offered(talk: Talk, scene: Scene, seed: int) -> tuple[Reply, ...]:
    """The replies of a scene in the order of the page: every play has its own, and it does not change.

    It depends on ids alone, so that an author who moves a reply moves nothing on the page.
    """
    return _ordered(talk.id, scene, seed)


def _ordered(talk: str, scene: Scene, seed: int) -> tuple[Reply, ...]:
    def place(reply: Reply) -> bytes:
        return hashlib.sha256(f"{seed}:{talk}:{scene.id}:{reply.id}".encode("utf-8", "replace")).digest()

    return tuple(sorted(scene.replies, key=place))


def replay(talk: Talk, play: Play) -> State:
    """The state that the play's replies lead to.

    Raises `Unplayable` with a sentence where the talk no longer has or no longer offers one of them; the
    caller keeps the play, for it is what somebody did.
    """
    return _replayed(IdentityKey(talk), IdentityKey(play))


@lru_cache(maxsize=64)
def _script(this: IdentityKey[Talk]) -> Script:
    return Script(this.it)


def script_of(talk: Talk) -> Script:
    """The talk, indexed for playing; made once for each talk."""
    return _script(IdentityKey(talk))


@lru_cache(maxsize=16)  # a page asks for the same play four times: answer, parts, score, what is missing
def _replayed(talk: IdentityKey[Talk], play: IdentityKey[Play]) -> State:
    return _state(talk.it, play.it, retrace(talk.it, play.it))


def choose(talk: Talk, play: Play, reply_id: str) -> Play:
    """The play with one more reply; `Unplayable` where it is not among those offered now."""
    state = replay(talk, play)
    if reply_id not in {reply.id for reply in state.offered}:
        raise Unplayable(f"“{shorten(reply_id)}” is not one of the replies offered here.")
    if len(play.replies) >= MAX_REPLIES:
        raise Unplayable(f"This play has {MAX_REPLIES} replies already. Start again, and it goes on.")
    longer = play.model_copy(update={"replies": (*play.replies, reply_id)})
    run = retrace(talk, longer)  # a reply whose scenes go round for ever is refused, and the play stays whole
    kept = _kept(talk, run[-1][0])
    return longer if kept is None else longer.model_copy(update={"kept": kept})


def undo(play: Play) -> Play:
    """The play without its last reply, and what was said first there kept; one with nothing said stays as it is."""
    left = play.replies[:-1]
    own = tuple(one for one in play.own if one.turn <= len(left))
    return play.model_copy(update={"replies": left, "own": own, "kept": None, "guesses": (), "codings": ()})


def restart(play: Play) -> Play:
    """The play with nothing said yet, its replies in the same order on the page."""
    return play.model_copy(update={"replies": (), "kept": None, "own": (), "guesses": (), "codings": ()})


def say_first(play: Play, text: str, *, unlike: bool = False) -> Play:
    """The play with what the mentor says before the next reply is chosen; "" where it was said aloud."""
    turn = len(play.replies)
    kept = tuple(one for one in play.own if one.turn != turn)
    own = OwnWords(turn=turn, text=text[:MAX_WORDS], unlike=unlike)
    return play.model_copy(update={"own": (*kept, own)})


def own_words(play: Play, turn: int) -> OwnWords | None:
    """What was said before the reply that came after `turn` others; None where nothing was."""
    return next((one for one in play.own if one.turn == turn), None)


def plays_still(talk: Talk, play: Play) -> bool:
    """Whether the play's replies still lead through this talk."""
    try:
        retrace(talk, play)
    except Unplayable:
        return False
    return True


def changed(talk: Talk, play: Play) -> bool:
    """Whether the talk's wording is another than when the play began. It may replay all the same."""
    return talk.digest != play.digest


def endings_reached(talk: Talk, plays: Iterable[Play]) -> set[str]:
    """The ids of the endings that these plays came to; a play that no longer replays counts for none."""
    reached = set()
    for play in plays:
        try:
            state = replay(talk, play)
        except Unplayable:
            continue
        if state.ending is not None:
            reached.add(state.ending.id)
    return reached


def skills_shown(talk: Talk, key: TalkKey, play: Play) -> Counter[str]:
    """How often each skill (`+open-question`) was shown in the replies chosen."""
    return Counter(skill for reply in _chosen(talk, key, play) for skill in reply.skills)


def habits_shown(talk: Talk, key: TalkKey, play: Play) -> Counter[str]:
    """How often each habit (`-advice-first`) was shown in the replies chosen."""
    return Counter(habit for reply in _chosen(talk, key, play) for habit in reply.habits)


# --- the transcript ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alternative:
    """A reply that was not chosen, and what it would have led to as things stood then."""

    reply: Reply
    key: ReplyKey | None
    scene: Scene | None  # the scene it would have entered; None where the talk is at fault
    line: Line | None  # the first thing said there


@dataclass(frozen=True, slots=True)
class Passage:
    """One turn for the debrief. Without a key there are no skills, habits, worth or note."""

    scene: Scene
    lines: tuple[Line, ...]  # thoughts included
    reply: Reply | None
    key: ReplyKey | None
    others: tuple[Alternative, ...]  # in the order of the page; empty until the mentor has chosen
    own: OwnWords | None = None  # what the mentor said first

    @property
    def note(self) -> str:
        """The coach's note on the reply chosen; "" where there is none."""
        return self.key.note if self.key else ""

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills that the reply chosen shows."""
        return self.key.skills if self.key else ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """A play, told from its beginning: what was said, thought, chosen, and what else could have been said."""

    title: str
    passages: tuple[Passage, ...]
    ending: Scene | None
    meters: Mapping[str, int]
    skills: Counter[str] = field(default_factory=Counter)
    habits: Counter[str] = field(default_factory=Counter)
    card: tuple[Line, ...] = ()


def transcript(talk: Talk, key: TalkKey | None, play: Play) -> Transcript:
    """The play as it is told in the debrief; `Unplayable` as in `replay`."""
    script = Script(talk)
    run = retrace(talk, play)
    keys = key.replies if key else {}
    passages = []
    given = 0
    for stop, reply in run:
        others = tuple(
            _alternative(script, stop, other, keys.get(other.id))
            for other in offered(talk, stop.scene, play.seed)
            if reply is not None and other.id != reply.id
        )
        chosen = keys.get(reply.id) if reply is not None else None
        own = own_words(play, given) if reply is not None else None
        given += reply is not None
        passages.append(Passage(stop.scene, script.lines(stop), reply, chosen, others, own))
    state = _state(talk, play, run)
    return Transcript(
        title=talk.title,
        passages=tuple(passages),
        ending=state.ending,
        meters=state.meters,
        skills=skills_shown(talk, key, play) if key else Counter(),
        habits=habits_shown(talk, key, play) if key else Counter(),
        card=state.card,
    )


def _alternative(script: Script, stop: Stop, reply: Reply, key: ReplyKey | None) -> Alternative:
    try:
        stops = script.after(stop, reply)
        line = next((line for entered in stops for line in script.lines(entered)), None)
    except Unplayable:
        return Alternative(reply, key, None, None)
    return Alternative(reply, key, stops[0].scene, line)


# --- the run ----------------------------------------------------------------------------------------------

Run = list[tuple[Stop, Reply | None]]


def retrace(talk: Talk, play: Play) -> Run:
    """Every scene entered, in order, with the reply that left it; the last one has none. Raises as `replay` does."""
    if play.talk != talk.id:
        raise Unplayable(f"This play belongs to another talk, “{shorten(play.talk)}”.")
    script = script_of(talk)
    run: Run = [(stop, None) for stop in script.opening(play.began)]
    for id in play.replies:
        stop = run[-1][0]
        reply = script.reply(stop.scene, id)
        if reply is None:
            raise Unplayable(_no_longer(talk, stop.scene, id))
        run[-1] = (stop, reply)
        run += [(entered, None) for entered in script.after(stop, reply)]
    return run


def _state(talk: Talk, play: Play, run: Run) -> State:
    script = script_of(talk)
    turns = []
    for place, (stop, reply) in enumerate(run):
        after = run[place + 1][0] if place + 1 < len(run) else stop
        lines = script.lines(stop)
        turns.append(Turn(stop.scene, lines, reply, stop.meters, after.meters, talk.id, play.seed))
    last = run[-1][0]
    ending = last.scene if last.scene.end else None
    facts = last.known.intersection(talk.facts)
    card = script.card(run[0][0])
    return State(tuple(turns), last.scene, last.meters, last.visited, facts, last.scene.end, ending, card)


def _chosen(talk: Talk, key: TalkKey, play: Play) -> list[ReplyKey]:
    replies = [reply for _, reply in retrace(talk, play) if reply is not None]
    return [key.replies[reply.id] for reply in replies if reply.id in key.replies]


def _find(scene: Scene, id: str) -> Reply | None:
    return next((reply for reply in scene.replies if reply.id == id), None)


def _no_longer(talk: Talk, scene: Scene, id: str) -> str:
    begun = f"This play was made on another version of “{talk.title}”:"
    if scene.end:
        return f"{begun} it goes on where the talk now ends, in the scene “{shorten(scene.title)}”."
    if any(_find(other, id) for other in talk.scenes):
        return (
            f"{begun} the reply “{shorten(id)}” is no longer offered in the scene “{shorten(scene.title)}”."
        )
    return f"{begun} the reply “{shorten(id)}” is no longer in it."

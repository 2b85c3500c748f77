"""Play a talk; the first complete play counts."""

from __future__ import annotations

import random
from enum import Enum
from functools import lru_cache
from statistics import fmean
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, Section
from mentorlab.digest import digest
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste, walk_by_form
from mentorlab.item.facts import Detail, Fact, Label, Picked
from mentorlab.item.model import Part, Score
from mentorlab.item.notation import open_exercise
from mentorlab.item.parts import GONE, trim
from mentorlab.item.score_explanation import Mean, Sum
from mentorlab.item.traits import DEBRIEF, DECISION, Effort, Traits
from mentorlab.talk.estimate import estimate, estimates
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.play import Play, State, Turn, Unplayable, replay
from mentorlab.talk.released import released
from mentorlab.talk.score import Decision, score_play, shares_by_scene, shares_by_skill

NAME = "talk"
TRAITS = Traits(own_words=True, one_story=True)
TIMED_PLAYS = 40  # of which the mean says how long a talk takes
_Run = tuple[Play, State | None]


class PlayOn(Fact, Enum):
    """How a talk is still to be played."""

    BEGIN = "to an ending"
    GO_ON = "on to an ending"
    AGAIN = "once more, because the talk has changed"


class TalkNote(Fact, Enum):
    """What is to be said of a decision, or of the plays."""

    MENDED = "a later reply gave back half of what was lost"
    CHANGED = "the talk has changed, and plays no longer fit it"


class PlaysGone(Detail):
    """How many plays no longer fit the talk."""

    plays: int


class NotPlayedOut(Sum):
    """No play came to an ending, and only one that does counts."""


class NothingDecided(Sum):
    """The talk came to an end in which nothing had to be decided."""


class DecisionsMean(Mean):
    """The mean over the decisions, one that came up again being the mean of its times."""

    mended: int
    repeated: bool


class Item(base.Item):
    """The public part of a talk, and where the build laid out the scenes of its map."""

    kind: Literal["talk"] = "talk"
    talk: Talk
    layout: dict[str, tuple[float, float]] = Field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What records which wording was answered: a map drawn otherwise is no other wording."""
        return digest(self.model_dump(mode="json", exclude={"layout"}))


class Key(base.Key):
    """What the replies are worth, the skills they show, and the coach's notes."""

    talk_key: TalkKey


class Response(base.Response):
    """Every play, in the order in which they were begun."""

    plays: tuple[Play, ...] = Field(default=(), max_length=200)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`{talk #id file=second-missed-deadline}` finds `talks/second-missed-deadline.md`."""
    exercise = open_exercise(document, sections, context, options={"file"}, listed=False)
    name = exercise.options.get("file", "")
    if not name:
        raise exercise.fault(
            "The attribute list does not say which talk.",
            "Write file= and the name of a file in talks/, without .md.",
        )
    talks = context.get("talks") or {}
    if name not in talks:
        known = f"There are {', '.join(sorted(talks))}." if talks else "There are no talks yet."
        raise exercise.fault(
            f"There is no talks/{name}.md.", f"{known} Write one of them as file=, or add it."
        )
    talk, talk_key = talks[name]
    talk_key = talk_key.model_copy(update={"canary": exercise.closed["canary"]})
    return Item(**exercise.shared, talk=talk), Key(**exercise.closed, talk_key=talk_key)


def score(item: Item, key: Key, response: Response) -> Score:
    """Each decision met against the best reply offered there, averaged; `mentorlab.talk.score` has the rule."""
    runs = _runs(item, response)
    lost, left = _lost(runs), _left(runs)
    for play, state in runs:
        if _complete(play, state) and state is not None:
            decisions, value = score_play(item.talk, key.talk_key, play)
            parts = _parts(key, state, decisions) + left
            value = min(1.0, max(0.0, value))
            return Score(
                value=value,
                parts=parts,
                complete=not lost,
                missing=lost,
                how=_how(decisions),
                margin=estimate(list(shares_by_scene(decisions).values())),
                skills=tuple(estimates(shares_by_skill(item.talk, key.talk_key, decisions)).items()),
            )
    begun = any(play.replies for play, _ in runs)
    return Score(value=0.0, parts=left, missing=lost, how=NotPlayedOut() if begun else None)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """No play has reached an ending yet."""
    return _lost(_runs(item, response))


def model(item: Item, key: Key) -> Response:
    """One play of best replies alone, to an ending."""

    from mentorlab.talk.explore import best_play  # for authors: it takes a while

    return Response(plays=(best_play(item.talk, key.talk_key),))


def as_released(item: Item, key: Key) -> tuple[Item, Key]:
    """The talk as an assignment shows it, from the second edition on: meters may be numbered states."""
    talk, talk_key = released(item.talk, key.talk_key)
    return item.model_copy(update={"talk": talk}), key.model_copy(update={"talk_key": talk_key})


def everything(item: Item) -> None:
    """One reply is chosen at a time."""


def guess(item: Item, draw: random.Random) -> Response:
    """A reply at random at every choice, until the talk ends."""

    from mentorlab.talk.explore import random_walk  # for authors: it takes a while

    return Response(plays=(random_walk(item.talk, draw),))


def effort(item: Item) -> Effort:
    """Return the minutes of a play of usual length, and of its debrief; a short talk is soon looked back on."""

    from mentorlab.talk.explore import random_walk  # for authors: it takes a while

    draw = random.Random(item.id)
    decisions = fmean(len(random_walk(item.talk, draw).replies) for _ in range(TIMED_PLAYS))
    return Effort(doing=DECISION * decisions + min(DEBRIEF, decisions / 2), played=True)


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: the talk's own lint looks at its replies."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Play the talk by the taste, once a response; plays that are alike are one object."""
    plays = walk_by_form(item.talk, taste).plays
    alike = {play.replies: Response(plays=(play,)) for play in plays}
    return tuple(alike[play.replies] for play in plays)


def _runs(item: Item, response: Response) -> list[_Run]:
    """Every play with the state it leads to; None where the talk has changed and it no longer replays."""
    runs: list[_Run] = []
    for play in response.plays:
        try:
            runs.append((play, replay(item.talk, play)))
        except Unplayable:
            runs.append((play, None))
    return runs


def _complete(play: Play, state: State | None) -> bool:
    return state is not None and state.ended and bool(play.replies)


def _lost(runs: list[_Run]) -> tuple[Fact, ...]:
    if any(_complete(play, state) for play, state in runs):
        return ()
    if runs and all(state is None for _, state in runs):
        return (PlayOn.AGAIN,)
    if any(play.replies for play, state in runs if state is not None):
        return (PlayOn.GO_ON,)
    return (PlayOn.BEGIN,)


def _parts(key: Key, state: State, decisions: list[Decision]) -> tuple[Part, ...]:
    """One part a decision, in the order in which they were met."""
    replies = key.talk_key.replies
    parts: list[Part] = []
    for turn in state.turns:
        if len(parts) == len(decisions):
            break
        decision = decisions[len(parts)]
        if turn.reply is None or turn.scene.id != decision.scene:
            continue  # where one thing alone could be said, nothing was decided
        known = replies.get(decision.reply)
        note = known.note if known is not None else ""
        parts.append(_part(len(parts) + 1, decision, *_before(turn), turn.reply.text, note))
    return tuple(parts)


@lru_cache(maxsize=2048)  # our authors' lines alone: the same decisions are met again and again
def _part(number: int, decision: Decision, speaker: str, text: str, given: str, note: str) -> Part:
    return Part(
        id=f"{number}-{decision.scene}",
        label=trim(f"{speaker}: {text}" if speaker else text),
        given=Picked(given),
        right=decision.share >= 1,
        share=min(1.0, decision.counts),
        why=note,
        notes=(TalkNote.MENDED,) if decision.repaired else (),
    )


def _before(turn: Turn) -> tuple[str, str]:
    """Who spoke last before the choice, and what was said; the scene's title where nothing was."""
    for line in reversed(turn.lines):
        if line.text and not line.thinks:
            return line.speaker, line.text
    return "", turn.scene.title


def _left(runs: list[_Run]) -> tuple[Part, ...]:
    """A part that says how many plays no longer fit the talk."""
    count = sum(state is None for _, state in runs)
    if not count:
        return ()
    return (Part(id=GONE, label=Label.GONE, given=PlaysGone(count), notes=(TalkNote.CHANGED,)),)


def _how(decisions: list[Decision]) -> Sum:
    """The figures of `mentorlab.talk.score`: a decision that came twice is one, the mean of both times."""
    if not decisions:
        return NothingDecided()
    means = tuple(shares_by_scene(decisions).values())
    mended = sum(decision.repaired > 0 for decision in decisions)
    return DecisionsMean(means, mended, len(means) < len(decisions))

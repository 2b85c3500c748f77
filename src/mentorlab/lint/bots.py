"""Simple-minded learners who look at the form of the options and never at what they say.

Each prefers some options by their looks. Where it prefers several, or none, it chooses blindly among them,
and what it earns is the average over its choices. `BLIND` does nothing else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from mentorlab.content.load import Exercise
from mentorlab.item.kinds import kind
from mentorlab.talk.explore import walk
from mentorlab.talk.model import Reply, Talk, TalkKey
from mentorlab.talk.play import Play, Unplayable
from mentorlab.talk.score import score_play

PLAYS = 100  # of a talk, where a bot has to choose blindly now and then

_FEELING = re.compile(
    r"\b(?:feel\w*|felt|emotion\w*|sad|angry|anger|upset\w*|worr(?:y|ied|ying|ies)|afraid|scared|frustrat\w*|anxious|nervous"
    r"|happy|glad|proud|hurt\w*|stress\w*|overwhelm\w*|disappoint\w*|asham\w*|lonely|hard for you|tough for you)\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:sorry|apolog\w+|forgive|my fault|my mistake|i was wrong|i shouldn['’]t have)\b", re.IGNORECASE
)

Prefer = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True)
class Bot:
    """`prefers` says which options it likes, given their texts in the author's order."""

    name: str  # “always the longest”
    prefers: Prefer
    ranks: Callable[[str], float] | None = None  # for ticking the better half, where many may be ticked


def _by(measure: Callable[[str], float]) -> Prefer:
    def prefers(texts: Sequence[str]) -> list[int]:
        most = max(map(measure, texts))
        return [n for n, text in enumerate(texts) if measure(text) == most]

    return prefers


def _having(test: Callable[[str], bool]) -> Prefer:
    return lambda texts: [n for n, text in enumerate(texts) if test(text)]


BOTS = (
    Bot("always the longest", _by(len), len),
    Bot("always the shortest", _by(lambda text: -len(text)), lambda text: -len(text)),
    Bot("always the first", lambda texts: [0]),
    Bot("always the question", _having(lambda text: "?" in text)),
    Bot("always the feeling word", _having(lambda text: bool(_FEELING.search(text)))),
    Bot("always the apology", _having(lambda text: bool(_APOLOGY.search(text)))),
)
BLIND = Bot("blind choice", lambda texts: list(range(len(texts))))


def score_exercise(bot: Bot, exercise: Exercise) -> float | None:
    """What the bot earns on an exercise, 0 to 1; None where form alone gives it nothing to go by."""
    item: Any = exercise.item
    offered = kind(item.kind)

    def value(**response: Any) -> float:
        return offered.score(item, exercise.key, offered.Response(**response)).value or 0.0

    if item.kind == "talk":
        found = score_talk(bot, item.talk, exercise.key.talk_key)  # type: ignore[attr-defined]
        return found[0] if found else None
    if item.kind == "choice" and not item.many:
        chosen = bot.prefers([option.text for option in item.options]) or range(len(item.options))
        return fmean(value(chosen=(item.options[n].id,)) for n in chosen)
    if item.kind in ("choice", "hottext"):
        options = item.options if item.kind == "choice" else [one for one in item.passages if one.markable]
        ticked = tuple(options[n].id for n in _ticked(bot, [option.text for option in options]))
        field = "chosen" if item.kind == "choice" else "marked"
        return value(**{field: ticked}) if 0 < len(ticked) < len(options) else None
    if bot.name != "always the first":
        return None
    if item.kind == "match":
        return value(placed={entry.id: item.categories[0].id for entry in item.entries})
    if item.kind == "gap-match":
        return value(filled={gap.id: phrase.id for gap, phrase in zip(item.gaps, item.phrases, strict=False)})
    if item.kind == "order":
        return value(order=tuple(step.id for step in item.steps))
    return None


def _ticked(bot: Bot, texts: list[str]) -> list[int]:
    """What the bot ticks where it may tick many: what it likes, or the better half."""
    half = len(texts) // 2
    if bot.ranks is not None:
        rank = bot.ranks
        return sorted(range(len(texts)), key=lambda n: -rank(texts[n]))[:half]
    return list(range(half)) if bot.name == "always the first" else bot.prefers(texts)


def score_talk(bot: Bot, talk: Talk, key: TalkKey) -> tuple[float, list[str]] | None:
    """What the bot earns on a talk, and the good replies that it took for their looks; None if it saw nothing."""
    author = {reply.id: n for scene in talk.scenes for n, reply in enumerate(scene.replies)}
    guessed = liked_any = False
    liked_well: dict[str, None] = {}

    def play(draw: random.Random) -> Play:
        def pick(replies: tuple[Reply, ...]) -> Reply:
            nonlocal guessed, liked_any
            ordered = sorted(replies, key=lambda reply: author[reply.id])
            liked = bot.prefers([reply.text for reply in ordered])
            guessed |= len(liked) != 1
            liked_any |= bool(liked) and len(ordered) > 1
            chosen = ordered[draw.choice(liked or list(range(len(ordered))))]
            if liked and len(ordered) > 1 and key.replies[chosen.id].worth == "good":
                liked_well[chosen.id] = None
            return chosen

        return walk(talk, pick)

    first = play(random.Random(0))
    plays = [first, *(play(random.Random(seed)) for seed in range(1, PLAYS if guessed else 1))]
    # Many of the plays are alike; each is scored once.
    values = {one.replies: _value(talk, key, one) for one in {one.replies: one for one in plays}.values()}
    return (fmean(values[one.replies] for one in plays), list(liked_well)) if liked_any else None


def _value(talk: Talk, key: TalkKey, play: Play) -> float:
    try:
        return score_play(talk, key, play)[1]
    except Unplayable:  # the talk is at fault, which other rules say
        return 0.0

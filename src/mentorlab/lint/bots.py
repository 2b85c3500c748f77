"""Simple-minded learners who look at the form of the options and never at what they say.

Each prefers some options by their looks. Where it prefers several, or none, it chooses blindly among them,
and what it earns is the average over its choices. `BLIND` does nothing else. How it answers an exercise, the
exercise's kind says (`by_form`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from mentorlab.content.load import Exercise
from mentorlab.item.by_form import Taste, walk_by_form
from mentorlab.item.kinds import kind
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.play import Play, Unplayable
from mentorlab.talk.score import score_play

_FEELING = re.compile(
    r"\b(?:feel\w*|felt|emotion\w*|sad|angry|anger|upset\w*|worr(?:y|ied|ying|ies)|afraid|scared|frustrat\w*|anxious|nervous"
    r"|happy|glad|proud|hurt\w*|stress\w*|overwhelm\w*|disappoint\w*|asham\w*|lonely|hard for you|tough for you)\b",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\b(?:sorry|apolog\w+|forgive|my fault|my mistake|i was wrong|i shouldn['’]t have)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Bot:
    """A taste with a name, such as “always the longest”."""

    name: str
    taste: Taste


def _by(measure: Callable[[str], float]) -> Taste:
    def prefers(texts: Sequence[str]) -> list[int]:
        most = max(map(measure, texts))
        return [n for n, text in enumerate(texts) if measure(text) == most]

    return Taste(prefers, ranks=measure)


def _having(test: Callable[[str], bool]) -> Taste:
    return Taste(lambda texts: [n for n, text in enumerate(texts) if test(text)])


BOTS = (
    Bot("always the longest", _by(len)),
    Bot("always the shortest", _by(lambda text: -len(text))),
    Bot("always the first", Taste(lambda texts: [0], takes_first=True)),
    Bot("always the question", _having(lambda text: "?" in text)),
    Bot("always the feeling word", _having(lambda text: bool(_FEELING.search(text)))),
    Bot("always the apology", _having(lambda text: bool(_APOLOGY.search(text)))),
)
BLIND = Bot("blind choice", Taste(lambda texts: list(range(len(texts)))))


def score_exercise(bot: Bot, exercise: Exercise) -> float | None:
    """Work out what the bot earns on an exercise, 0 to 1; None where form alone gives it nothing to go by."""
    offered = kind(exercise.item.kind)
    responses = offered.by_form(exercise.item, bot.taste)
    if not responses:
        return None
    # Many of a talk's plays are alike, and one object; each is scored once.
    values = {
        id(response): offered.score(exercise.item, exercise.key, response).value or 0.0
        for response in {id(response): response for response in responses}.values()
    }
    return fmean(values[id(response)] for response in responses)


def score_talk(bot: Bot, talk: Talk, key: TalkKey) -> tuple[float, list[str]] | None:
    """Work out what the bot earns on a talk, and the good replies that it took for their looks.

    None where it saw nothing that it likes.
    """
    plays, liked = walk_by_form(talk, bot.taste)
    if not plays:
        return None
    values = {
        play.replies: _value(talk, key, play) for play in {play.replies: play for play in plays}.values()
    }
    return fmean(values[play.replies] for play in plays), [
        id for id in liked if key.replies[id].worth == "good"
    ]


def _value(talk: Talk, key: TalkKey, play: Play) -> float:
    try:
        return score_play(talk, key, play)[1]
    except Unplayable:  # the talk is at fault, which other rules say
        return 0.0

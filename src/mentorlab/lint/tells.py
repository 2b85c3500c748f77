"""What a reader of words and form alone earns: over all talks, and over what may be picked in exercises.

Worth should not be readable without the situation. A reader learns from all other modules and plays each talk that
it has not seen; how far it leads a player who chooses blindly, over all talks together, is the figure that counts.
What betrays a single talk is for its author to think about.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import NamedTuple

from mentorlab.content.load import Course, Exercise
from mentorlab.item.kinds import kind, pickable
from mentorlab.item.pickable import Pickable
from mentorlab.lint.bots import BLIND, score_talk
from mentorlab.lint.places import PlacedTalk, exercises, talks
from mentorlab.lint.word_reader import SEED, Choice, Library, Look, Reader, words_and_form
from mentorlab.talk.explore import walk
from mentorlab.talk.model import Reply, Talk, TalkKey
from mentorlab.talk.play import Play, Unplayable
from mentorlab.talk.score import score_play

BOUND = 0.05  # of the lead over all talks
DRAWS = 10_000  # for the interval
GUESSES = 200  # blind answers to one exercise
SHOWN = 6  # words that betray


class Earned(NamedTuple):
    """What the reader and a blind player earn on one talk or exercise, from 0 to 1.

    Attributes
    ----------
    source : the file of the talk, or the id of the exercise
    betrays : the words and forms that helped the reader most, the strongest first
    """

    module: str
    source: str
    reader: float
    blind: float
    betrays: tuple[str, ...]

    @property
    def lead(self) -> float:
        """Return by how much the reader leads."""
        return self.reader - self.blind


class Lead(NamedTuple):
    """The reader's lead over all talks or exercises, with an interval in which 95 of 100 redrawn samples fall."""

    number: int
    reader: float
    blind: float
    lead: float
    low: float
    high: float


class Readings(NamedTuple):
    """What was earned on every talk, and on every exercise in which one picks among texts."""

    talks: list[Earned]
    options: list[Earned]


def read_course(course: Course, look: Look = words_and_form) -> Readings:
    """Work out what is earned by a reader that has learned from all other modules.

    Talks are read by one that knows talks alone, which earns more there; options by one that knows both.
    """
    placed = list(talks(course))
    offered = [
        (exercise, options)
        for module in course.modules
        for file in ("lesson.md", "exercises.md")
        if file in module.documents
        for exercise in exercises(module, file)
        if (options := pickable(exercise.item, exercise.key)) is not None
    ]
    replies = [choice for one in placed for choice in choices_of(one)]
    texts = [_choice(exercise, options) for exercise, options in offered]
    of_talks = _readers(Library(replies, look), {one.module.id for one in placed})
    of_options = _readers(Library([*replies, *texts], look), {choice.module for choice in texts})
    return Readings(
        [_talk(one, of_talks[one.module.id]) for one in placed],
        [_exercise(exercise, options, of_options[exercise.item.module]) for exercise, options in offered],
    )


def _readers(library: Library, modules: Iterable[str]) -> dict[str, Reader]:
    return {module: library.reader_without(module) for module in modules}


def choices_of(placed: PlacedTalk) -> Iterator[Choice]:
    """Return the decisions of a talk, in the author's order."""
    for scene in placed.talk.scenes:
        if len(scene.replies) > 1:
            texts = tuple(reply.text for reply in scene.replies)
            worths = tuple(placed.key.worth[reply.id] for reply in scene.replies)
            yield Choice(placed.module.id, placed.talk.id, texts, worths)


def _talk(placed: PlacedTalk, reader: Reader) -> Earned:
    blind = score_talk(BLIND, placed.talk, placed.key)
    return Earned(
        placed.module.id,
        placed.talk.id,
        _value(placed.talk, placed.key, _played(placed.talk, reader)),
        blind[0] if blind is not None else 1.0,
        _betraying(reader, choices_of(placed)),
    )


def _played(talk: Talk, reader: Reader) -> Play:
    """The talk, played by the reader: always what seems best, and where it comes again what it has not tried yet."""
    tried: set[str] = set()

    def pick(replies: tuple[Reply, ...]) -> Reply:
        ranks = reader.rank([reply.text for reply in replies])
        seems = sorted(range(len(replies)), key=lambda place: (-ranks[place], replies[place].id))
        place = next((place for place in seems if replies[place].id not in tried), seems[0])
        tried.add(replies[place].id)
        return replies[place]

    return walk(talk, pick)


def _value(talk: Talk, key: TalkKey, play: Play) -> float:
    try:
        return score_play(talk, key, play)[1]
    except Unplayable:  # the talk is at fault, which other rules say
        return 0.0


def _choice(exercise: Exercise, options: Pickable) -> Choice:
    return Choice(exercise.item.module, exercise.item.id, options.texts, options.worths)


def _exercise(exercise: Exercise, options: Pickable, reader: Reader) -> Earned:
    item, key = exercise.item, exercise.key
    offered = kind(item.kind)
    ranks = reader.rank(options.texts)
    best, middle = max(ranks), fmean(ranks)
    picked = [place for place, rank in enumerate(ranks) if rank > middle] if options.many else []
    draw = random.Random(f"{SEED}:{item.id}")
    guesses = (offered.guess(item, draw) for _ in range(GUESSES))
    return Earned(
        item.module,
        item.id,
        offered.score(item, key, options.respond(picked or [ranks.index(best)])).value or 0.0,
        fmean(offered.score(item, key, guess).value or 0.0 for guess in guesses),
        _betraying(reader, [_choice(exercise, options)]),
    )


def _betraying(reader: Reader, choices: Iterator[Choice] | Sequence[Choice]) -> tuple[str, ...]:
    total: dict[str, float] = {}
    for choice in choices:
        for name, by in reader.betrayed(choice).items():
            total[name] = total.get(name, 0.0) + by
    strongest = sorted(total, key=lambda name: (-total[name], name))[:SHOWN]
    return tuple(name for name in strongest if total[name] > 0)


def lead(earned: Sequence[Earned]) -> Lead | None:
    """Return the lead over all of them together, with its interval (bootstrap over talks, seeded); None where there are none."""
    if not earned:
        return None
    leads = [one.lead for one in earned]
    draw = random.Random(SEED)
    means = sorted(fmean(draw.choices(leads, k=len(leads))) for _ in range(DRAWS))
    low, high = means[round(0.025 * DRAWS)], means[round(0.975 * DRAWS) - 1]
    return Lead(
        number=len(earned),
        reader=fmean([one.reader for one in earned]),
        blind=fmean([one.blind for one in earned]),
        lead=fmean(leads),
        low=low,
        high=high,
    )

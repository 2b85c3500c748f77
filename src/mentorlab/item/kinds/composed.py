"""Fill named fields; rules look up facts, and the rest is compared by the mentor, unmarked."""

from __future__ import annotations

import random
from typing import Any, Literal

from pydantic import Field

from mentorlab.dialect.tree import Document, List, ListItem, Paragraph, Quote, Section
from mentorlab.item import model as base
from mentorlab.item.arithmetic import ratio
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given, Open, Typed
from mentorlab.item.model import Id, Option, Part, Score, Strict, Text
from mentorlab.item.notation import (
    ExerciseParts,
    check_attributes,
    entry_text,
    flow,
    ids_of,
    list_under,
    no_box,
    open_exercise,
    sample_ids,
)
from mentorlab.item.parts import gone, known, trim
from mentorlab.item.rules import NAMES, rule
from mentorlab.item.score_explanation import Mean
from mentorlab.item.text_match import fold
from mentorlab.item.traits import FIELD, Effort, Traits
from mentorlab.wording import shorten

NAME = "composed"
TRAITS = Traits(own_words=True)
FEWEST_SAMPLES, FEWEST_QUESTIONS = 2, 3


class FieldsOpen(Open):
    """Fields with nothing in them."""


class RulesVerdict(Detail):
    """How many rules found their fact. A fact is not yet a good sentence, so nothing is called right."""

    kept: int
    rules: int


class BeyondRules(Detail):
    """Whether a text can be heard, which no rule tells."""


class RulesKept(Mean):
    """The mean over the fields of the share of their rules kept."""

    kept: int
    rules: int


class Sample(Strict):
    """One way to do it: field id -> text."""

    id: str
    title: str
    fields: dict[str, str]


class Item(base.Item):
    """The fields, and the questions that the mentor puts to their own text."""

    kind: Literal["composed"] = "composed"
    fields: tuple[Option, ...]
    questions: tuple[str, ...]


class Key(base.Key):
    """The rules of each field (`date`, `names=Sam`), a hint for each, and samples that differ."""

    rules: dict[str, tuple[str, ...]]
    hints: dict[str, str] = Field(default_factory=dict)
    samples: tuple[Sample, ...]


class Response(base.Response):
    """Field id -> what was written; question (its own text) -> yes or no."""

    fields: dict[Id, Text] = Field(default_factory=dict, max_length=500)
    compared: dict[Text, bool] = Field(default_factory=dict, max_length=500)


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """`- field {field #id rule=date}`, then `### … {sample #id}` twice or more, then `### … {compare}`."""
    exercise = open_exercise(document, sections, context, parts={"sample", "compare"})
    ids_of(exercise, exercise.entries, "field")
    rules: dict[str, tuple[str, ...]] = {}
    for entry in exercise.entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes, kinds={"field"}, options={"rule", "names"})
        if found := _rules(exercise, entry):
            rules[entry.attributes.id] = found
    if not rules:
        raise exercise.fault(
            "No field has a rule, so there is nothing to mark.",
            "Write at least one, such as {field #when rule=date}.",
        )
    samples = tuple(_sample(exercise, part, rules) for part in exercise.under("sample"))
    sample_ids(exercise)
    if len(samples) < FEWEST_SAMPLES:
        raise exercise.fault(
            f"There {'is one sample' if samples else 'are no samples'}.",
            "Write at least two that differ: ### A title {sample #its-id}.",
        )
    questions = tuple(
        entry_text(entry) for part in exercise.under("compare") for entry in list_under(exercise, part)
    )
    if len(set(questions)) < FEWEST_QUESTIONS:
        raise exercise.fault(
            f"There are {len(set(questions))} questions to compare by.",
            "Write three yes/no questions under ### Compare {compare}.",
        )
    fields = tuple(Option(id=entry.attributes.id, text=entry_text(entry)) for entry in exercise.entries)
    hints = {entry.attributes.id: flow(entry.note) for entry in exercise.entries if entry.note.strip()}
    explanations = {
        part.attributes.id: flow("\n\n".join(b.text for b in part.blocks if isinstance(b, Quote)))
        for part in exercise.under("sample")
        if any(isinstance(block, Quote) for block in part.blocks)
    }
    item = Item(**exercise.shared, fields=fields, questions=questions)
    key = Key(**exercise.closed, explanations=explanations, rules=rules, hints=hints, samples=samples)
    return item, key


def score(item: Item, key: Key, response: Response) -> Score:
    """The mean over the fields that have rules of the share of their rules kept."""
    written = {field.id: _written(field, response) for field in item.fields}
    lost = _missing(item, written)
    parts = []
    shares = []
    kept_rules = rules = 0
    for field in item.fields:
        text = written[field.id]
        specs = key.rules.get(field.id, ())
        kept = [_holds(spec, text) for spec in specs]
        share = ratio(sum(kept), len(kept))
        kept_rules, rules = kept_rules + sum(kept), rules + len(kept)
        if specs:
            shares.append(share)
        asked = tuple(zip(specs, kept, strict=True))
        hint = key.hints.get(field.id, "")
        parts.append(
            Part(
                id=field.id,
                label=trim(field.text),
                given=Typed(response.fields[field.id])
                if response.fields.get(field.id, "").strip()
                else Given.NOTHING,
                right=all(kept) if specs else None,
                share=share,
                why=hint,
                found=tuple(spec for spec, there in asked if there),
                lacking=tuple(spec for spec, there in asked if not there),
            )
        )
    parts += gone(len(response.fields) - len(known(response.fields, item.fields)))
    value = ratio(sum(shares), len(shares))
    told = shares and any(written.values())
    return Score(
        value=value,
        parts=tuple(parts),
        complete=not lost,
        missing=lost,
        verdict=RulesVerdict(kept_rules, rules),
        beyond=BeyondRules(),
        how=RulesKept(tuple(shares), kept_rules, rules) if told else None,
    )


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Fields with nothing in them. The questions wait for the samples, which a learner may not have yet."""
    return _missing(item, {field.id: _written(field, response) for field in item.fields})


def _missing(item: Item, written: dict[str, str]) -> tuple[Fact, ...]:
    empty = [field.text for field in item.fields if not written[field.id]]
    return (FieldsOpen(tuple(empty)),) if empty else ()


def model(item: Item, key: Key) -> Response:
    """The first sample."""
    if not key.samples:
        return Response()
    return Response(fields=dict(key.samples[0].fields), compared=dict.fromkeys(item.questions, True))


def everything(item: Item) -> Response:
    """Yes to every question, and nothing written."""
    return Response(compared=dict.fromkeys(item.questions, True))


def guess(item: Item, draw: random.Random) -> Response:
    """Four words of the exercise in every field."""
    words = f"{item.title} {item.stem} {' '.join(field.text for field in item.fields)}".split()
    return Response(
        fields={field.id: " ".join(draw.choices(words or ["x"], k=4))[:1000] for field in item.fields}
    )


def effort(item: Item) -> Effort:
    """Return the minutes to fill each field."""
    return Effort(doing=FIELD * len(item.fields))


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: the hints and samples that it must have say more."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: nothing is offered to choose from."""
    return ()


def _written(field: Option, response: Response) -> str:
    """What stands in a field; a copy of its own question is not an answer."""
    text = response.fields.get(field.id, "").strip()
    return "" if fold(text) == fold(field.text) else text


def _rules(exercise: ExerciseParts, entry: ListItem) -> tuple[str, ...]:
    options = entry.attributes.options
    specs = [spec for spec in options.get("rule", "").split(",") if spec]
    specs += [f"{NAMES}{word}" for word in options.get("names", "").split(",") if word]
    for spec in specs:
        try:
            rule(spec)
        except KeyError as error:
            raise exercise.error(
                entry.line, f"{str(error.args[0]).capitalize()}.", "Write one of these as rule=."
            ) from None
    return tuple(specs)


def _sample(exercise: ExerciseParts, part: Section, rules: dict[str, tuple[str, ...]]) -> Sample:
    check_attributes(exercise.document, part.line, part.attributes, kinds={"sample"})
    entries = [block for block in part.blocks if not isinstance(block, Quote)]
    texts: list[tuple[str, int]] = []
    for block in entries:
        if isinstance(block, List):
            texts += [(entry_text(entry), entry.line) for entry in block.items]
        elif isinstance(block, Paragraph):
            texts.append((flow(block.text), block.line))
    fields = exercise.entries
    if len(texts) != len(fields):
        raise exercise.error(
            part.line,
            f"The sample “{part.title}” has {len(texts)} paragraphs for {len(fields)} fields.",
            "Write one for every field, in order.",
        )
    for (text, line), entry in zip(texts, fields, strict=True):
        for spec in rules.get(entry.attributes.id, ()):
            if not rule(spec).holds(text):
                raise exercise.error(
                    line,
                    f"This sample does not hold {rule(spec).asks}, which “{shorten(entry.text)}” asks for.",
                    "Write a sample that keeps the rule, or take the rule out.",
                )
    by_field = {entry.attributes.id: text for (text, _), entry in zip(texts, fields, strict=True)}
    return Sample(id=part.attributes.id, title=part.title, fields=by_field)


def _holds(spec: str, text: str) -> bool:
    try:
        return bool(text) and rule(spec).holds(text)
    except KeyError:  # a rule of a later version
        return False

"""Write a reflection; a person reads it, with the rubric beside it, and the machine never marks it."""

from __future__ import annotations

import random
from typing import Any, Literal

from mentorlab.dialect.tree import Document, Paragraph, Quote, Section
from mentorlab.item import model as base
from mentorlab.item.by_form import Taste
from mentorlab.item.facts import Detail, Fact, Given, Label, Written
from mentorlab.item.model import Option, Part, Score, Strict, Text
from mentorlab.item.notation import (
    check_attributes,
    entry_text,
    flow,
    ids_of,
    list_under,
    no_box,
    open_exercise,
    sample_ids,
)
from mentorlab.item.traits import REFLECTION, Effort, Traits
from mentorlab.talk.model import added

NAME = "extended-text"
TRAITS = Traits(marked_by="person")
FEWEST_BANDS, FEWEST_SAMPLES = 2, 2


class NothingWritten(Detail):
    """Nothing is written yet."""


class MarkedSample(Strict):
    """A reflection that somebody might have written, and its band."""

    id: str
    title: str
    band: str
    text: str


class Item(base.Item):
    """The rubric's bands from the lowest to the highest: a learner sees them while writing."""

    kind: Literal["extended-text"] = "extended-text"
    bands: tuple[Option, ...]
    quotes: bool = added(False)  # offers what the mentor said first in the module's talks, to be quoted


class Key(base.Key):
    """Marked samples; what is said about each stands among the explanations."""

    samples: tuple[MarkedSample, ...]


class Response(base.Response):
    """What was written."""

    text: Text = ""


def read(document: Document, sections: tuple[Section, ...], **context: Any) -> tuple[Item, Key]:
    """A list under `{rubric}`, then samples under `{sample #id band=…}` with `>` about each."""
    exercise = open_exercise(
        document, sections, context, parts={"rubric", "sample"}, options={"quote"}, listed=False
    )
    quotes = exercise.options.get("quote", "")
    if quotes not in ("", "yes"):
        raise exercise.fault(f"“quote={quotes}” means nothing.", "Write quote=yes, or leave it out.")
    rubrics = exercise.under("rubric")
    if len(rubrics) != 1:
        raise exercise.fault(
            f"There are {len(rubrics)} rubrics." if rubrics else "There is no rubric.",
            "Write one heading marked {rubric}, and under it the bands from the lowest to the highest.",
        )
    entries = list_under(exercise, rubrics[0])
    ids_of(exercise, entries, "band")
    for entry in entries:
        no_box(exercise, entry)
        check_attributes(document, entry.line, entry.attributes)
    if len(entries) < FEWEST_BANDS:
        raise exercise.error(rubrics[0].line, "The rubric has one band.", "Write at least two.")
    bands = tuple(Option(id=entry.attributes.id, text=entry_text(entry)) for entry in entries)
    sample_ids(exercise)
    samples, explanations = [], {}
    for part in exercise.under("sample"):
        check_attributes(document, part.line, part.attributes, kinds={"sample"}, options={"band"})
        band = part.attributes.options.get("band", "")
        if band not in {option.id for option in bands}:
            raise exercise.error(
                part.line,
                f"“band={band}” is not a band of the rubric." if band else "This sample has no band.",
                f"Write band= and one of {', '.join(option.id for option in bands)}.",
            )
        text = "\n\n".join(flow(block.text) for block in part.blocks if isinstance(block, Paragraph))
        if not text:
            raise exercise.error(
                part.line, "This sample is empty.", "Write it as paragraphs under its heading."
            )
        samples.append(MarkedSample(id=part.attributes.id, title=part.title, band=band, text=text))
        about = "\n\n".join(flow(block.text) for block in part.blocks if isinstance(block, Quote))
        if about:
            explanations[part.attributes.id] = about
    if len(samples) < FEWEST_SAMPLES:
        raise exercise.fault(
            f"There {'is one sample' if samples else 'are no samples'}.",
            "Write at least two, of different bands: ### A title {sample #its-id band=…}.",
        )
    item = Item(**exercise.shared, bands=bands, quotes=quotes == "yes")
    return item, Key(**exercise.closed, explanations=explanations, samples=tuple(samples))


def score(item: Item, key: Key, response: Response) -> Score:
    """No value: a person gives it."""
    lost = missing(item, response)
    # The whole text, unshortened: it is what the person reads.
    text = response.text.strip()
    part = Part(id=item.id, label=Label.REFLECTION, given=Written(text) if text else Given.NOTHING)
    return Score(value=None, parts=(part,), complete=not lost, missing=lost)


def missing(item: Item, response: Response) -> tuple[Fact, ...]:
    """Nothing is written."""
    return () if response.text.strip() else (NothingWritten(),)


def model(item: Item, key: Key) -> Response:
    """The sample of the highest band."""
    height = {band.id: place for place, band in enumerate(item.bands)}
    best = max(key.samples, key=lambda sample: height.get(sample.band, -1), default=None)
    return Response(text=best.text[: base.MAX_TEXT] if best else "")


def everything(item: Item) -> None:
    """There is nothing to tick."""


def guess(item: Item, draw: random.Random) -> Response:
    """A band of the rubric, copied."""
    return Response(text=draw.choice(item.bands).text[: base.MAX_TEXT])


def effort(item: Item) -> Effort:
    """Return the minutes to write it; the marked samples are read too."""
    return Effort(doing=REFLECTION, key_read=True)


def to_explain(item: Item, key: Key) -> tuple[str, ...]:
    """Return nothing: a person answers it."""
    return ()


def by_form(item: Item, taste: Taste) -> tuple[Response, ...]:
    """Return nothing: nothing is offered to choose from."""
    return ()


def band_points(item: Item) -> tuple[float, ...]:
    """What each band is worth in a gradebook: equal steps up to the item's points; nothing written is 0."""
    return tuple(item.points * place / len(item.bands) for place in range(1, len(item.bands) + 1))


def band_name(band: Option) -> str:
    """“Ready” of “Ready: one reply, and …”."""
    name = band.text.partition(":")[0].strip()
    return (
        name
        if name and len(name) <= 40 and name != band.text.strip()
        else band.id.replace("-", " ").capitalize()
    )


def band_of(item: Item, points: float) -> str:
    """The name of the highest band that these points reach; "" below the lowest."""
    reached = [band for band, worth in zip(item.bands, band_points(item), strict=True) if points >= worth]
    return band_name(reached[-1]) if reached else ""

"""A reflection's mark as Markdown: the rubric for everybody, the marked samples for whoever marks."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from mentorlab.item.kinds.extended_text import band_name, band_points
from mentorlab.item.model import Item, Key
from mentorlab.wording import number


def rubric(item: Item) -> str:
    """List the bands, from the lowest to the highest; a band is no sum, and is not added to one before learners."""
    bands: Any = item.bands  # type: ignore[attr-defined]
    lines = [
        "A person reads this and gives it a band, which stands beside your points. What we look for:",
        "",
    ]
    return "\n".join([*lines, *(f"- {band.text}" for band in bands)])


def scheme(item: Item, key: Key) -> str:
    """Write what each band is worth, then samples with their bands and why; the key's canary has a line of its own."""
    bands: Any = {band.id: band.text for band in item.bands}  # type: ignore[attr-defined]
    samples: Any = key.samples  # type: ignore[attr-defined]
    parts = [f"<!-- {key.canary} -->", worths(item), "**Samples**"]
    for sample in samples:
        parts.append(f"**{sample.title}**")
        parts += [f"> {line}" if line else ">" for line in sample.text.split("\n")]
        parts.append(f"*{bands[sample.band]}*")
        why = key.explanations.get(sample.id, "")
        if why:
            parts.append(why)
    if key.note:
        parts.append(key.note)
    return _joined(parts)


def worths(item: Item) -> str:
    """Write `**Points**: Not yet 1, Beginning 2, Ready 3, Rich 4; nothing written 0.`"""
    found: Any = item
    pairs = zip(found.bands, band_points(found), strict=True)
    listed = ", ".join(f"{band_name(band)} {number(points)}" for band, points in pairs)
    return (
        f"**Points**: {listed}; nothing written 0. They only tell nbgrader the band: "
        "the reflection is reported on its own, beside the points of the other exercises."
    )


def _joined(parts: list[str]) -> str:
    """Paragraphs, with a quotation's lines kept together."""
    text = parts[0]
    for before, part in pairwise(parts):
        together = before.startswith(">") and part.startswith(">")
        text += ("\n" if together else "\n\n") + part
    return text

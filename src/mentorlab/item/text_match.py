"""Comparing what people write: case, accents and spaces folded; numbers with a point or a comma."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from mentorlab.item.shuffle import short_hash

# Latin, Greek and Cyrillic accents. Other marks (Devanagari's vowels) are letters to those who write them.
_ACCENTS = re.compile("[\u0300-\u036f]")
_PUNCTUATION = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"})
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:[.,]\d{1,40})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3}){1,10}(?:\.\d{1,40})?")


def fold(text: str) -> str:
    """The text without case, accents, curly quotation marks, long dashes and more than one space at a time."""
    return _folded(text) if len(text) <= 200 else _folded.__wrapped__(text)


@lru_cache(maxsize=1024)  # our authors' words are folded for every learner
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_PUNCTUATION)).casefold()
    return " ".join(_ACCENTS.sub("", unicodedata.normalize("NFKD", plain)).split())


def alike(accepted: str, given: str) -> bool:
    """Whether what was given is the accepted form, as words or as a number.

    An accepted `1,000` is a thousand and `2,5` is two and a half. What a learner writes is read both ways.
    """
    if fold(accepted) == fold(given):
        return True
    wanted = _readings(accepted)
    return bool(wanted) and wanted[0] in _readings(given)


def word_of(text: str, length: int = 5) -> str:
    """An id made of a text's own first words; of a hash where there are none in Latin letters."""
    words = re.findall(r"[a-z0-9]+", fold(text).encode("ascii", "ignore").decode())
    return "-".join(words[:length])[:40].strip("-") or f"words-{short_hash(fold(text))}"


def _readings(text: str) -> list[Decimal]:
    """The numbers that a text may mean, thousands first."""
    plain = fold(text).replace(" ", "")
    found = []
    try:
        if _THOUSANDS.fullmatch(plain):
            found.append(Decimal(plain.replace(",", "")))
        if _NUMBER.fullmatch(plain):
            found.append(Decimal(plain.replace(",", ".")))
    except InvalidOperation:  # digits of two scripts in one number
        return []
    return found

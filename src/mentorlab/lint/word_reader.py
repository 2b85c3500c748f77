"""Readers that see the words and the form of what one may choose from, and nothing of the situation.

A reader learns from choices of other modules which of two options is worth more, and then ranks options that it
has not met. scikit-learn does the learning; it is imported here, when a reader is made, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

INSTALL = "For this, scikit-learn must be installed: pip install scikit-learn (make setup-dev brings it)."
SEED = 0
STRENGTH = 0.3  # how far the learner trusts few examples; from 0.03 to 10 it earns about the same
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIRST = re.compile(r"\b(?:i|me|my|i['’]\w+)\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:you|your|you['’]\w+)\b", re.IGNORECASE)
_SPOKEN = re.compile(r"[\"“”]")
_STOPS = ".!?…"


@dataclass(frozen=True)
class Choice:
    """Options of which some are worth more than others.

    Attributes
    ----------
    module : the folder that it stands in: a reader learns from all others
    source : the talk or the exercise
    texts, worths : of each option, in the author's order; a worth is from 0 to 1
    """

    module: str
    source: str
    texts: tuple[str, ...]
    worths: tuple[float, ...]


Features = dict[str, float]
Look = Callable[[Sequence[str]], list[Features]]


def words_and_form(texts: Sequence[str]) -> list[Features]:
    """Return of each option: its words, pairs of words, and what its form is beside the others'."""
    return [_words(text) | form for text, form in zip(texts, _form(texts), strict=True)]


def letters_and_places(texts: Sequence[str]) -> list[Features]:
    """Return of each option: runs of three and four letters, its first and last words, and the rhythm of its sentences.

    This is what the second reader sees. Nobody looks at it while writing, so that nobody writes against it.
    """
    return [_letters(text) | _rhythm(text) for text in texts]


def _words(text: str) -> Features:
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    pairs = [f"{one} {following}" for one, following in pairwise(words)]
    return dict.fromkeys([f"“{word}”" for word in (*words, *pairs)], 1.0)


def _form(texts: Sequence[str]) -> list[Features]:
    sizes = [max(len(text), 1) for text in texts]
    mean = sum(sizes) / len(sizes)
    found = []
    for text, size in zip(texts, sizes, strict=True):
        words = _WORD.findall(text)
        sentences = max(sum(text.count(stop) for stop in _STOPS), 1)
        found.append(
            {
                "its length": (size - mean) / mean,
                "the longest": float(size == max(sizes)),
                "the shortest": float(size == min(sizes)),
                "a question": float("?" in text),
                "a question at its end": float(text.rstrip("\"”’') ").endswith("?")),
                "an exclamation mark": float("!" in text),
                "a figure": float(bool(re.search(r"\d", text))),
                "commas": min(text.count(","), 3) / 3,
                "more than one sentence": float(sentences > 1),
                "long sentences": min(len(words) / sentences, 30) / 15,
                "long words": sum(map(len, words)) / max(len(words), 1) / 5,
                "the word I": float(bool(_FIRST.search(text))),
                "the word you": float(bool(_SECOND.search(text))),
                "something done and not said": float(not _SPOKEN.search(text)),
                "a dash or a colon": float(bool(re.search(r"[–—:;]", text))),
            }
        )
    return found


def _letters(text: str) -> Features:
    flat = " ".join(_WORD.findall(text.lower()))
    padded = f" {flat} "
    return {
        f"letters {padded[at : at + size]}": 0.5 for size in (3, 4) for at in range(len(padded) - size + 1)
    }


def _rhythm(text: str) -> Features:
    words = [word.lower() for word in _WORD.findall(text)]
    lengths = [len(_WORD.findall(part)) for part in re.split(r"[.!?…]+", text) if _WORD.search(part)]
    marks = "".join(sign for sign in text if sign in '.,;:!?…–—"“”()')
    found = {f"marks {marks[at : at + 2]}": 1.0 for at in range(max(len(marks) - 1, 1))}
    if words:
        found |= {f"first {words[0]}": 1.0, f"last {words[-1]}": 1.0, f"begins {' '.join(words[:2])}": 1.0}
    for place, length in enumerate(lengths[:3]):
        found[f"sentence {place + 1}"] = min(length, 20) / 10
    return found


@dataclass(frozen=True)
class Reader:
    """What has been learned: what each feature adds to how good an option seems."""

    weights: Mapping[str, float]
    look: Look

    def rank(self, texts: Sequence[str]) -> list[float]:
        """Tell how good each option seems beside the others."""
        get = self.weights.get
        return [sum(get(name, 0.0) * value for name, value in one.items()) for one in self.look(texts)]

    def betrayed(self, choice: Choice) -> dict[str, float]:
        """Tell how much each feature helped, or misled (below 0), to tell the good options of a choice from the others."""
        middle = sum(choice.worths) / len(choice.worths)
        found: dict[str, float] = {}
        for features, worth in zip(self.look(choice.texts), choice.worths, strict=True):
            for name, value in features.items():
                if name in self.weights:
                    found[name] = found.get(name, 0.0) + self.weights[name] * value * (worth - middle)
        return found


class Library:
    """All choices of the course, looked at once; from them a reader for each module learns without it.

    Raises
    ------
    ImportError : in words, where scikit-learn is not installed
    """

    def __init__(self, choices: Sequence[Choice], look: Look = words_and_form) -> None:
        try:
            from sklearn.feature_extraction import DictVectorizer
        except ImportError:
            raise ImportError(INSTALL) from None
        self._look = look
        rows: list[Features] = []
        owners: list[str] = []
        better: list[int] = []
        worse: list[int] = []
        self._by: list[float] = []
        self._modules: list[str] = []
        for choice in choices:
            first, places = len(rows), range(len(choice.texts))
            rows += look(choice.texts)
            owners += [choice.module] * len(choice.texts)
            for one, other in ((one, other) for one in places for other in places):
                if choice.worths[one] > choice.worths[other]:
                    better.append(first + one)
                    worse.append(first + other)
                    self._by.append(choice.worths[one] - choice.worths[other])
                    self._modules.append(choice.module)
        self._apart: Any = None
        if better:
            vectorizer = DictVectorizer()
            seen: Any = vectorizer.fit_transform(_shared(rows, owners))
            self._names = vectorizer.get_feature_names_out()
            self._apart = seen[better] - seen[worse]

    def reader_without(self, module: str) -> Reader:
        """Train a reader that has learned from all modules but this one."""
        from scipy.sparse import diags
        from sklearn.linear_model import LogisticRegression

        kept = [place for place, other in enumerate(self._modules) if other != module]
        if not kept:
            return Reader({}, self._look)
        # Every second pair is turned round: the learner wants cases of both sorts, and takes no constant.
        signs = [1 if place % 2 else -1 for place in range(len(kept))]
        if len(kept) == 1:
            signs, kept = [1, -1], kept * 2
        model = LogisticRegression(
            C=STRENGTH, fit_intercept=False, solver="liblinear", tol=0.01, random_state=SEED
        )
        turned = diags([float(sign) for sign in signs]) @ self._apart[kept]
        model.fit(turned, signs, sample_weight=[self._by[place] for place in kept])
        learned = zip(self._names, model.coef_[0], strict=True)
        return Reader({str(name): float(weight) for name, weight in learned if weight}, self._look)


def _shared(rows: Sequence[Features], modules: Sequence[str]) -> list[Features]:
    """The rows without what one module alone holds, which nobody can carry over to another."""
    where: dict[str, str] = {}
    shared: set[str] = set()
    for row, module in zip(rows, modules, strict=True):
        for name in row:
            if where.setdefault(name, module) != module:
                shared.add(name)
    return [{name: value for name, value in row.items() if name in shared} for row in rows]

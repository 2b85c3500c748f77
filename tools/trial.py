"""Blind trials of an assignment: a paper without its keys, and how far readers agree with the keys.

    python tools/trial.py paper 08-feedback          the paper, Markdown, on standard output
    python tools/trial.py figures 08-feedback        score the answers in docs/trials/08-feedback.json, and keep
                                                     the figures there: the wording may change later
    python tools/trial.py report                     write all figures into docs/trials.md

Readers answer by letters and numbers, before the lesson and after it. What a careful reader gets "wrong" after
the lesson is ambiguous until shown otherwise. Talks, composed answers and reflections are not on the paper: they
are played and read.
"""

from __future__ import annotations

import argparse
import json
import random
import string
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from mentorlab.content.load import Exercise, Module, load_module
from mentorlab.item import keys
from mentorlab.wording import shorten

PROJECT = Path(__file__).resolve().parent.parent
TRIALS = PROJECT / "docs" / "trials"
REPORT = PROJECT / "docs" / "trials.md"
BEGIN = "<!-- written by `python tools/trial.py report` -->"
NOT_ON_PAPER = {"talk", "composed", "extended-text", "pairing"}
HOW = {
    "choice": 'one letter, such as "B"; where all that apply are asked for, a list: ["A", "C"]',
    "match": 'for each number a letter: {"1": "A", "2": "C"}',
    "gap-match": 'for each gap\'s number the letter of a phrase: {"1": "D", "2": "A"}',
    "order": 'the letters in your order: ["C", "A", "B"] (all of them)',
    "hottext": "the numbers of the passages that you mark: [2, 5]",
    "slider": "your lowest and highest figure: [20, 40]",
    "text-entry": 'what you would write: "word"',
}


def main() -> None:
    """Print the paper, or work out the figures."""
    parser = argparse.ArgumentParser(prog="trial", description=__doc__)
    parser.add_argument("what", choices=("paper", "figures", "report"))
    parser.add_argument("module", nargs="?", default="")
    wanted = parser.parse_args()
    if wanted.what == "report":
        REPORT.write_text(report(REPORT.read_text(encoding="utf-8")), encoding="utf-8")
        return
    module = load_module(PROJECT / "content" / wanted.module)
    if wanted.what == "paper":
        print(paper(module))
        return
    file, kept = _kept(wanted.module)
    for trial in kept["trials"]:
        trial.setdefault("figures", figures(module, trial["readers"]))
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def paper(module: Module) -> str:
    """The exercises with their options in an order that says nothing, and how each is answered."""
    lines = [f"# {module.title}: the exercises, without their keys"]
    for exercise in on_paper(module):
        item: Any = exercise.item
        lines += [
            "",
            f"## {item.title}",
            "",
            f"Id: `{item.id}`. Answer with {HOW[item.kind]}.",
            "",
            item.stem,
            "",
        ]
        if item.kind == "choice" and item.many:
            lines += ["Choose all that apply.", ""]
        lines += [f"{label}. {text}" for label, text in _shown(item)]
    return "\n".join(lines)


def figures(module: Module, readers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each exercise the mean score before and after the lesson, and what was answered otherwise after it."""
    found = []
    for exercise in on_paper(module):
        id = exercise.item.id
        given = {
            when: [reader[when][id] for reader in readers if id in reader.get(when, {})]
            for when in ("before", "after")
        }
        other = Counter(
            answer_text for answer in given["after"] for answer_text in _otherwise(exercise, answer)
        )
        found.append(
            {
                "exercise": exercise.item.title,
                "before": _mean([_score(exercise, answer) for answer in given["before"]]),
                "after": _mean([_score(exercise, answer) for answer in given["after"]]),
                "otherwise": [
                    f"{answer_text} ({n} of {len(given['after'])})" for answer_text, n in other.most_common()
                ],
            }
        )
    return found


def report(page: str) -> str:
    """The page with fresh tables: a section for each file in docs/trials/, with what was mended."""
    sections = [page.partition(BEGIN)[0] + BEGIN]
    for path in sorted(TRIALS.glob("*.json")):
        _, kept = _kept(path.stem)
        sections.append(f"## {load_module(PROJECT / 'content' / path.stem).title} (`{path.stem}`)")
        for trial in kept["trials"]:
            sections += [f"{trial['when']}, {len(trial['readers'])} readers.", _table(trial["figures"])]
            sections += trial.get("mended", [])
    return "\n\n".join(sections) + "\n"


def _table(rows: list[dict[str, Any]]) -> str:
    lines = ["| exercise | before | after | answered otherwise after the lesson |", "|---|---|---|---|"]
    for row in rows:
        lines.append(
            f"| {row['exercise']} | {row['before']} | {row['after']} | {'; '.join(row['otherwise']) or '–'} |"
        )
    return "\n".join(lines)


def on_paper(module: Module) -> list[Exercise]:
    """The exercises of the assignment that can be answered with a pen."""
    return [
        piece
        for piece in module.assignment
        if isinstance(piece, Exercise) and piece.item.kind not in NOT_ON_PAPER
    ]


def response(item: Any, answer: Any) -> dict[str, Any]:
    """A response as the form would save it; ValueError for an answer that the paper does not offer."""
    letters = dict(zip(string.ascii_uppercase, _lettered(item), strict=False))
    try:
        if item.kind == "choice":
            return {"chosen": [letters[one].id for one in ([answer] if isinstance(answer, str) else answer)]}
        if item.kind == "match":
            return {"placed": {item.entries[int(n) - 1].id: letters[to].id for n, to in answer.items()}}
        if item.kind == "gap-match":
            return {"filled": {item.gaps[int(n) - 1].id: letters[to].id for n, to in answer.items()}}
        if item.kind == "order":
            return {"order": [letters[one].id for one in answer]}
        if item.kind == "hottext":
            return {"marked": [item.passages[int(n) - 1].id for n in answer]}
        if item.kind == "slider":
            return {"low": answer[0], "high": answer[1]}
        return {"text": str(answer)}
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"{item.id}: the paper does not offer {answer!r} ({error}).") from None


def _lettered(item: Any) -> list[Any]:
    """What has letters, shuffled the same way every time."""
    field = {"choice": "options", "match": "categories", "gap-match": "phrases", "order": "steps"}.get(
        item.kind
    )
    options = list(getattr(item, field)) if field else []
    if item.kind in ("choice", "order", "gap-match"):
        random.Random(item.id).shuffle(options)
    return options


def _shown(item: Any) -> list[tuple[str, str]]:
    letters = [
        (letter, one.text) for letter, one in zip(string.ascii_uppercase, _lettered(item), strict=False)
    ]
    if item.kind in ("match", "gap-match"):
        rows = item.entries if item.kind == "match" else item.gaps
        return [(str(n), one.text) for n, one in enumerate(rows, 1)] + letters
    if item.kind == "hottext":
        return [
            (f"{n}" if one.markable else f"({n}, not to be marked)", one.text)
            for n, one in enumerate(item.passages, 1)
        ]
    return letters


def _score(exercise: Exercise, answer: Any) -> float:
    item = exercise.item
    return keys.score(item, exercise.key, keys.parse_response(item, response(item, answer))).value or 0.0


def _otherwise(exercise: Exercise, answer: Any) -> list[str]:
    """The parts of an answer that the key does not have, in the words of the paper."""
    item: Any = exercise.item
    scored = keys.score(item, exercise.key, keys.parse_response(item, response(item, answer)))
    if scored.value == 1.0:
        return []
    texts = {
        one.id: one.text
        for field in ("options", "entries", "gaps", "steps", "passages")
        for one in getattr(item, field, ())
    }
    if item.kind in ("match", "gap-match"):
        names = {one.id: one.text for one in (item.categories if item.kind == "match" else item.phrases)}
        placed = next(iter(response(item, answer).values()))
        right = exercise.key.right  # type: ignore[attr-defined]
        return [
            f"“{_short(texts[id])}” as {_short(names[to])}"
            for id, to in placed.items()
            if right.get(id) != to
        ]
    if item.kind == "hottext":
        marked, right = set(response(item, answer)["marked"]), set(exercise.key.right)  # type: ignore[attr-defined]
        return [f"marked “{_short(texts[id])}”" for id in marked - right] + [
            f"left “{_short(texts[id])}”" for id in right - marked
        ]
    if item.kind == "choice":
        worth = exercise.key.worth  # type: ignore[attr-defined]
        return [f"“{_short(texts[id])}”" for id in response(item, answer)["chosen"] if worth[id] < 1]
    if item.kind == "order":
        right = [id for id in exercise.key.order if id not in exercise.key.free]  # type: ignore[attr-defined]
        given = [id for id in response(item, answer)["order"] if id in right]
        moved = next((one for one, other in zip(given, right, strict=False) if one != other), "")
        return [f"“{_short(texts[moved])}” earlier"] if moved else []
    return [f"{answer}"]


def _short(text: str, length: int = 48) -> str:
    return shorten(text.replace("|", "/"), length)


def _mean(scores: Sequence[float]) -> str:
    return f"{fmean(scores):.2f}" if scores else "–"


def _kept(module: str) -> tuple[Path, dict[str, Any]]:
    file = TRIALS / f"{module}.json"
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        sys.exit(f"There is no docs/trials/{file.name}: no reader has answered {module} yet.")
    return file, found


if __name__ == "__main__":
    main()

"""Sentences: no code reads one, and each is asserted where it is made, so that a better word is one edit.

`PINNED` may only fall. Whoever needs one more assertion on a sentence asserts on the fact behind it instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.places import PROJECT

PINNED = 207
# Tests of the modules that make words: here each sentence stands once.
WORDING = {"test_wording.py", "views/pages/test_score_words.py"}
_FIVE_WORDS = re.compile(r"[A-Za-z’']+(?:[ ,;:.“”–]+[A-Za-z0-9’']+){4,}")
# A sentence begins with a capital, or has several words.
_OF_A_SENTENCE = re.compile(r"[A-Z][a-z]+\Z|[A-Z]?[a-z]+ [\w ]*")
_READS = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "partition",
    "rpartition",
    "replace",
    "index",
    "find",
}
# What is compared with the words of a file and not of ours.
FOREIGN = {"talk/condition.py": {"said "}}  # a word of the dialect


def pinned(path: Path) -> Iterator[str]:
    """The sentences of five words and more on which a file's assertions hang, at most one an assertion."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assert):
            texts = (one.value for one in ast.walk(node.test) if isinstance(one, ast.Constant))
            found = next((text for text in texts if isinstance(text, str) and _FIVE_WORDS.search(text)), None)
            if found is not None:
                yield found


def read_in(path: Path) -> Iterator[str]:
    """The pieces of sentences by which a file's code takes a text apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READS:
            for one in [one for argument in node.args[:1] for one in ast.walk(argument)]:
                text = one.value if isinstance(one, ast.Constant) else None
                if isinstance(text, str) and _OF_A_SENTENCE.match(text):
                    yield text


def test_fewer_assertions_than_ever_hang_on_a_sentence() -> None:
    tests = PROJECT / "tests"
    count = sum(
        len([*pinned(path)])
        for path in tests.rglob("*.py")
        if str(path.relative_to(tests).as_posix()) not in WORDING
    )
    assert count <= PINNED, "assert on the fact, and on its words where they are made"
    assert count >= PINNED - 5, f"lower PINNED to {count}"


def test_no_code_reads_a_sentence() -> None:
    source = PROJECT / "src" / "mentorlab"
    found = {
        str(path.relative_to(source).as_posix()): set(read_in(path))
        for path in source.rglob("*.py")
        if any(read_in(path))
    }
    assert found == FOREIGN


@pytest.mark.parametrize(
    "line",
    [
        'said.replace("What was saved for", "Not saved")',
        'told.startswith("Before")',
        'given.startswith("place ")',
        'given.removeprefix("place ")',
        'said.startswith("Traceback")',
    ],
)
def test_what_reads_a_sentence_would_be_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "code.py").write_text(line, encoding="utf-8")
    assert [*read_in(tmp_path / "code.py")]

"""What CONTRIBUTING says is so: its commands, its markers, the places it sends people to, its words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.helpers.places import PROJECT

TEXT = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SOURCE = PROJECT / "src" / "mentorlab"
OFTEN = 3  # files with a word in their names, from which on a newcomer meets it
# Words that mean here what they mean everywhere.
ORDINARY = {
    "answer",
    "author",
    "gone",
    "nobody",
    "nothing",
    "open",
    "other",
    "sum",
    "checked",
    "check",
    "collect",
    "copy",
    "error",
    "explain",
    "extended",
    "fault",
    "file",
    "files",
    "folder",
    "front",
    "gap",
    "handed",
    "ids",
    "json",
    "key",
    "keys",
    "line",
    "lock",
    "mark",
    "marked",
    "marks",
    "match",
    "model",
    "names",
    "not",
    "notebook",
    "one",
    "parts",
    "read",
    "reader",
    "row",
    "rows",
    "rules",
    "score",
    "state",
    "strict",
    "tables",
    "take",
    "text",
    "unreadable",
    "words",
    "away",
    "fewer",
    "found",
    "lesson",
}


def section(title: str) -> str:
    return re.split(r"^#+ ", TEXT.split(f"{title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_place_of_the_table_is_there() -> None:
    table = rows("### To change this, open that")
    assert len(table) >= 15
    for what, where in table:
        places = re.findall(r"`([^`]+)`", where)
        assert what and places
        for place in places:
            assert (PROJECT / place).exists(), f"{what}: {place}"


def test_every_path_and_target_in_a_command_is_there() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z-]+)", TEXT):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"(?:tests|content|src|docs|tools)/[\w./-]*[\w/]", TEXT):
        assert (PROJECT / path).exists(), path


def test_the_first_change_takes_five_commands() -> None:
    first = section("## The first hour").split("```")[1]
    assert len(first.strip().splitlines()) == 5


def test_every_marker_is_explained_and_every_one_that_is_explained_is_there() -> None:
    pytest_ini = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"][
        "ini_options"
    ]
    declared = {marker.partition(":")[0] for marker in pytest_ini["markers"]}
    explained = set(re.findall(r"^\| `(\w+)` \|", section("## The first hour"), re.MULTILINE))
    assert explained == declared
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    fast = re.search(r"^FAST := (.*)$", makefile, re.MULTILINE)
    assert fast is not None and set(re.findall(r"not (\w+)", fast[1])) == declared


def words_of(path: Path) -> set[str]:
    names = [path.stem] if not path.stem.startswith("_") else []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names += [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    return {word.lower() for name in names for word in re.findall(r"[A-Z]?[a-z]+", name)}


def test_the_words_that_the_code_uses_are_in_the_glossary() -> None:
    said = {word.lower() for row in rows("## Words") for word in re.findall(r"[A-Za-z]+", row[0])}
    counted: Counter[str] = Counter(word for path in SOURCE.rglob("*.py") for word in words_of(path))
    often = {word for word, count in counted.items() if count >= OFTEN}
    missing = {
        word
        for word in often - said - ORDINARY
        if f"{word}s" not in said and word.removesuffix("s") not in said
    }
    assert not missing


@pytest.mark.parametrize(
    "word", ["talk", "item", "key", "response", "play", "store", "toolkit", "canary", "roster"]
)
def test_a_word_is_there_once(word: str) -> None:
    assert sum(word in re.findall(r"[a-z-]+", row[0].lower()) for row in rows("## Words")) == 1

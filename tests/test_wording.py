"""Numbers, plurals, days and shortened texts in words; and nobody else makes them."""

from __future__ import annotations

import ast
import re
from datetime import date, datetime, time
from pathlib import Path

import pytest

from mentorlab import wording
from tests.helpers.places import PROJECT

SOURCE = PROJECT / "src" / "mentorlab"


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (4.0, 2, "4"),
        (2.66667, 2, "2.67"),
        (0.1 + 0.2, 2, "0.3"),
        (1000, 2, "1,000"),
        (1234.5, 0, "1,234"),
        (100, 0, "100"),
        (-0.5, 2, "−0.5"),
        (-0.001, 2, "0"),
        (0.41667, 3, "0.417"),
        (12345678.123456, 6, "12,345,678.123456"),
    ],
)
def test_a_number_is_worded_as_people_write_it(value: float, places: int, said: str) -> None:
    assert wording.number(value, places) == said


def test_what_is_written_into_a_box_can_be_read_back() -> None:
    assert [float(wording.digits(value)) for value in (1234.5, -0.125, -0.0, 3)] == [1234.5, -0.125, 0, 3]


def test_small_counts_are_words_within_a_sentence() -> None:
    assert [wording.number_word(count) for count in (0, 4, 10, 12)] == ["no", "four", "ten", "12"]


def test_a_share_is_a_percentage() -> None:
    assert (wording.percent(2 / 3), wording.percent(2 / 3, 1)) == ("67%", "66.7%")


def test_one_is_one_and_all_else_is_many() -> None:
    assert [wording.count(amount, "point") for amount in (0, 0.5, 1, 1.0, 2)] == [
        "0 points",
        "0.5 points",
        "1 point",
        "1 point",
        "2 points",
    ]
    assert wording.count(1200, "reply", "replies") == "1,200 replies"
    assert (wording.plural(1, "is", "are"), wording.plural(2, "is", "are")) == ("is", "are")


def test_days_and_times() -> None:
    then = datetime(2026, 11, 22, 20, 4, 5)
    assert wording.day(then) == wording.day(date(2026, 11, 22)) == "22 November 2026"
    assert wording.weekday(then) == "Sunday"
    assert (wording.clock(time(9, 5)), wording.clock(then, seconds=True)) == ("09:05", "20:04:05")
    assert wording.moment(then, now=then.replace(hour=23)) == "at 20:04:05"
    assert wording.moment(then, now=datetime(2026, 11, 23)) == "on 22 November 2026 at 20:04"


def test_a_text_is_shortened_to_a_line_that_is_never_longer_than_asked() -> None:
    assert wording.shorten("a \n b") == "a b"
    assert wording.shorten("one two three", 9) == "one two…"
    assert len(wording.shorten("x" * 5000, 400)) == 400


def test_names_are_joined_and_labels_quoted() -> None:
    assert [wording.listed(["Sam", "Lee", "Kim"][:some]) for some in range(4)] == [
        "",
        "Sam",
        "Sam and Lee",
        "Sam, Lee and Kim",
    ]
    assert wording.quoted(["a", "b"]) == "“a” and “b”"
    assert wording.quoted(list("abcde")) == "“a”, “b”, “c” and 2 more"


# What only wording.py may write. Pictures have coordinates, and nbgrader's time stamp is read by nbgrader.
OTHERS = {
    "a number's places": re.compile(r"[^\s{]:,?(?:\.\d+[fg%]|,?g)\}"),
    "thousands": re.compile(r"[^\s{]:,\}"),
    "a day or a time": re.compile(r"%[BbAadHMpj]\b|%-?d\b"),
    "a plural": re.compile(r"""== 1 else f?["'](?:s["']|are\b|have\b|\{)|["']s["'] if |\+ ["']s["']"""),
    "a shortened text": re.compile(r"""\+ ["']…["']|\}…["']"""),
}
ALLOWED = {
    ("views/pages/map_drawing.py", "a number's places"): "coordinates of a picture",
    (
        "views/pages/map_drawing.py",
        "a shortened text",
    ): "cut to the width of a box in a picture, letter by letter",
    ("lint/tell_tables.py", "a number's places"): "columns of figures, each with as many places",
    ("cohort/earlier.py", "a day or a time"): "nbgrader's time stamp",
    ("marking/intake/gradebook_file.py", "a day or a time"): "a part of a file's name",
}


def code(path: Path) -> str:
    """A file without its docstrings and comments, as Python writes it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


@pytest.mark.parametrize("what", OTHERS)
def test_nobody_else_words_numbers_days_plurals_or_shortened_texts(what: str) -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.name != "wording.py" and OTHERS[what].search(code(path))
    }
    assert found == {file for file, allowed in ALLOWED if allowed == what}


def test_no_template_words_a_number() -> None:
    for path in SOURCE.rglob("*.j2"):
        assert not re.search(r"%[.\d]*[gf]|round\(", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a number's places", 'f"{points:g} of {of:g}"'),
        ("a number's places", 'f"{value:.2f}"'),
        ("a number's places", 'f"{share:.0%}"'),
        ("thousands", 'f"{MAX:,} characters"'),
        ("a day or a time", 'f"{time.day} {time:%B %Y}"'),
        ("a plural", "f\"{n} {'is' if n == 1 else 'are'}\""),
        ("a plural", "f\"{n} thing{'' if n == 1 else 's'}\""),
        ("a shortened text", 'text[: limit - 1] + "…"'),
        ("a shortened text", 'f"{text[:40]}…"'),
    ],
)
def test_what_is_looked_for_would_be_found(what: str, line: str) -> None:
    assert OTHERS[what].search(ast.unparse(ast.parse(line)))

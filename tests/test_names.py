"""One rule for ids, whoever gave them; which of two are told apart by nobody; names as people and shells read them."""

from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.names import Alike, command, fold, id_fault, refused, to_id, visible, visible_text

DECOMPOSED = "Jose\u0301"


@pytest.mark.parametrize(
    "name",
    [
        "ada",
        "Ben.B",
        "a_b-c",
        "7",
        "ada@example.org",
        "مُحَمَّد",
        "नीता",
        "தமிழ்",
        "李雷",
        "José",
        DECOMPOSED,
        "Ŝanĝo-2",
    ],
)
def test_letters_of_every_script_with_their_marks_make_an_id(name: str) -> None:
    assert id_fault(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            ".",
            "..",
            "-ada",
            ".ada",
            "ada.",
            "a b",
            "a+b",
            "a/b",
            "a\\b",
            "a\nb",
            "<img src=x>",
            "$(id)",
            "a;b",
        ),
        *(
            "a\u200bda",
            "a\u202eda",
            "a\u3164",
            "\u3164",
            "a\ufe0f",
            "\u0301a",
            "a\udcff",
            "x" * 121,
            "字" * 61,
        ),
        *("con", "NUL", "Aux.txt", "lpt1", "COM9.x"),
    ],
)
def test_what_a_shell_a_page_a_folder_or_an_eye_could_mistake_does_not(name: str) -> None:
    assert id_fault(name)


def test_letters_are_composed_before_anything_is_compared() -> None:
    assert to_id(DECOMPOSED) == "José" and fold(DECOMPOSED) == fold("JOSÉ")


@pytest.mark.parametrize("name", ["ADA", "a\u200bda", "аda", "ada\u3164", "ａｄａ", "АDА", "αda"], ids=ascii)
def test_a_name_that_looks_like_another_is_found(name: str) -> None:
    assert Alike(["ada", "ben"]).to(name) == ["ada"]


@pytest.mark.parametrize("name", ["ada", "adá", "ada1", "adal", "李雷"])
def test_a_name_that_can_be_told_apart_is_not(name: str) -> None:
    assert Alike(["ada", "ben"]).to(name) == []


def test_capital_letters_look_like_small_ones_in_every_script() -> None:
    assert Alike(["νικη"]).to("ΝΙΚΗ") == ["νικη"]


def test_of_two_that_look_alike_neither_is_chosen() -> None:
    found = refused(["zoe", "Zoe", "ben"], ["ben"])
    assert set(found) == {"zoe", "Zoe"} and "small and capital letters" in found["zoe"]


def test_whom_the_cohort_knows_is_not_refused_for_somebody_who_looks_like_them() -> None:
    assert set(refused(["ada", "Ada"], ["ada"])) == {"Ada"}


def test_an_id_of_an_earlier_version_stays_one() -> None:
    assert refused(["Ada L", "O'Brien"], ["Ada L", "O'Brien"]) == {}
    assert set(refused(["a\u200bda"], ["a\u200bda"])) == {"a\u200bda"}


def test_one_name_written_twice_is_marked_once() -> None:
    assert set(refused(["José", DECOMPOSED], ["José"])) == {DECOMPOSED}


def test_a_name_is_shown_with_what_is_not_seen_in_it() -> None:
    assert visible("a\u200bd\u202ea\x1b[2J\n\u3164") == "a\\u200bd\\u202ea\\x1b[2J\\n\\u3164"


def test_a_text_keeps_its_lines_and_nothing_that_moves_a_cursor() -> None:
    assert visible_text("Liebe Ada,\n\u00a0ja \u2764\ufe0f\x1b]0;owned\x07\r") == (
        "Liebe Ada,\n\u00a0ja \u2764\ufe0f\\x1b]0;owned\\x07\\r"
    )


@given(
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
)
def test_a_command_means_exactly_the_words_it_was_made_of(name: str) -> None:
    shown = command("printf", "%s", name)
    assert shown.isprintable()
    if "$'" not in shown:
        assert shlex.split(shown) == ["printf", "%s", name]


@pytest.mark.parametrize("name", ["a\u200bda", "a'\nb; touch x", "\\$(id)\u202e", "é\u3164"])
def test_a_name_that_cannot_be_typed_is_spelt_for_the_shell(name: str) -> None:
    done = subprocess.run(["bash", "-c", command("printf", "%s", name)], capture_output=True, check=True)
    assert done.stdout.decode() == name

"""The rules of `composed`: each looks up one fact, and its examples stand beside it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.item import rules

ACCEPTED = [(name, text) for name, rule in rules.RULES.items() for text in rule.accepts]
REJECTED = [(name, text) for name, rule in rules.RULES.items() for text in rule.rejects]
EVERY = [*rules.RULES, "names=Sam", "names=李"]


@pytest.mark.parametrize(("name", "text"), ACCEPTED)
def test_a_rule_accepts_its_examples(name: str, text: str) -> None:
    assert rules.keeps(name, text)


@pytest.mark.parametrize(("name", "text"), REJECTED)
def test_a_rule_rejects_its_examples(name: str, text: str) -> None:
    assert not rules.keeps(name, text)


@pytest.mark.parametrize("text", rules.NAMES_ACCEPTS)
def test_names_accepts_its_examples(text: str) -> None:
    assert rules.keeps("names=Sam", text)


@pytest.mark.parametrize("text", rules.NAMES_REJECTS)
def test_names_rejects_its_examples(text: str) -> None:
    assert not rules.keeps("names=Sam", text)


def test_names_finds_a_word_in_a_script_without_spaces() -> None:
    assert rules.keeps("names=小李", "我问了小李一个问题")
    assert not rules.keeps("names=小李", "我问了小王一个问题")


def test_every_rule_has_examples_of_both_sorts_and_says_what_it_looks_for() -> None:
    for name, rule in rules.RULES.items():
        assert rule.name == name
        assert len(rule.accepts) >= 3
        assert len(rule.rejects) >= 3
        assert rule.asks.startswith(("a ", "something "))


@pytest.mark.parametrize("name", EVERY)
def test_no_rule_finds_anything_in_a_blank(name: str) -> None:
    for blank in ("", " ", "\n\n", "\u00a0", "\u200b"):
        assert not rules.keeps(name, blank)


@pytest.mark.parametrize("name", EVERY)
@given(text=st.text(max_size=200))
def test_a_rule_reads_any_text(name: str, text: str) -> None:
    assert rules.keeps(name, text) in {True, False}


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "the %dth of %B"]),
)
def test_every_day_of_the_calendar_is_a_date(day: date, form: str) -> None:
    assert rules.keeps("date", f"We met {day:{form}} in the canteen.")


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_of_the_clock_is_a_time(hour: int, minute: int) -> None:
    assert rules.keeps("date", f"You left at {hour}:{minute:02}.")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "piece",
    [
        "on ",
        "1/",
        "1 ",
        "half past ",
        "in a few ",
        "a\u0300",
        "3.",
        "one-",
        "last ",
        '?"',
        "12 of ",
        ",000",
        "1:",
    ],
)
def test_a_rule_is_quick_whatever_the_text(name: str, piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    start = time.process_time()
    rules.keeps(name, text)
    assert time.process_time() - start < 1.0


def test_a_rule_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(KeyError, match=r"“polite”; there are filled, date, number, question and names=Word"):
        rules.rule("polite")
    assert not rules.keeps("polite", "Please.")
    with pytest.raises(KeyError):
        rules.rule("names=")

"""The grammar of attribute lists, and that it agrees with the conditions of talks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorlab.dialect.attributes import (
    FLAGS,
    KINDS,
    almost_attributes,
    format_attributes,
    parse_attributes,
    split_attributes,
)
from mentorlab.dialect.tree import EMPTY, Attributes
from mentorlab.talk import condition

WORD = st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z").filter(
    lambda word: word not in KINDS | {*FLAGS, "if", "good", "fair", "weak"}
)
METERS = st.dictionaries(WORD.filter(lambda word: "-" not in word), st.integers(-6, 6), max_size=2)


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("{end #closed}", Attributes(kind="end", id="closed")),
        ("{#closed end}", Attributes(kind="end", id="closed")),
        (
            "{#wait good +open-question -advice-first trust+1 mood-2}",
            Attributes(
                id="wait",
                worth="good",
                plus=("open-question",),
                minus=("advice-first",),
                meters={"trust": 1, "mood": -2},
            ),
        ),
        ("{else=shrug if trust >= 3}", Attributes(options={"else": "shrug"}, condition="trust >= 3")),
        ("{if not asked and trust < 2}", Attributes(condition="not asked and trust < 2")),
        (
            "{slider #harm low=0 unit=% answer=38}",
            Attributes("slider", "harm", options={"low": "0", "unit": "%", "answer": "38"}),
        ),
        (
            "{field #ask rule=question names=Zoë}",
            Attributes("field", "ask", options={"rule": "question", "names": "Zoë"}),
        ),
    ],
)
def test_a_list_says_what_its_tokens_say(text: str, attributes: Attributes) -> None:
    assert parse_attributes(text) == attributes
    assert parse_attributes(format_attributes(attributes)) == attributes


@pytest.mark.parametrize(
    "text",
    ["{}", "{ }", "{sic}", "{sic good}", "{good fair}", "{#a #b}", "{end repair}", "{if you like}", "{if trust >=}", "{if}",
     "{Good}", "{#Wait}", "{trust+1 trust+2}", "{a=1 a=2}", "{if trust >= 3 good}", "{a}}", "{{good}", "good", "{good", "{#}"],
)  # fmt: skip
def test_braces_that_do_not_parse_whole_are_text(text: str) -> None:
    assert parse_attributes(text) is None
    assert split_attributes(f"He wrote {text}") == (f"He wrote {text}", EMPTY)


def test_a_list_stands_at_the_end_of_a_line_after_a_blank() -> None:
    assert split_attributes("Wait. {good}  ") == ("Wait.", Attributes(worth="good"))
    assert split_attributes("{good}") == ("", Attributes(worth="good"))
    assert split_attributes("Wait.{good}") == ("Wait.{good}", EMPTY)
    assert split_attributes("Wait {good} now") == ("Wait {good} now", EMPTY)
    assert split_attributes(r"Wait \{good}") == (r"Wait \{good}", EMPTY)


def test_a_kind_is_an_attribute_only_where_it_is_known() -> None:
    assert parse_attributes("{crossword #down}") is None
    assert parse_attributes("{crossword #down}", KINDS | {"crossword"}) == Attributes("crossword", "down")


@given(
    st.builds(
        Attributes,
        st.sampled_from(["", "end", "gap-match"]),
        st.one_of(st.just(""), WORD),
        st.sampled_from([None, "good", "fair", "weak"]),
        st.lists(WORD, max_size=2).map(tuple),
        st.lists(WORD, max_size=2).map(tuple),
        METERS,
        st.dictionaries(WORD, st.from_regex(r"\A[^\s{}]{1,8}\Z"), max_size=2),
        st.sampled_from(["", "trust >= 3", "not asked or said trust-2"]),
        st.lists(st.sampled_from(FLAGS), max_size=2, unique=True).map(tuple),
    ).filter(bool)
)
def test_any_list_comes_back(attributes: Attributes) -> None:
    assert parse_attributes(format_attributes(attributes)) == attributes


@pytest.mark.parametrize(
    "attributes",
    [Attributes(id="Two words"), Attributes(options={"unit": "per cent"}), Attributes(condition="trust >")],
)
def test_what_the_grammar_cannot_say_is_refused(attributes: Attributes) -> None:
    with pytest.raises(ValueError, match="small letters"):
        format_attributes(attributes)


@given(
    st.lists(
        st.sampled_from(
            [
                "trust",
                "asked",
                "not",
                "said",
                "and",
                "or",
                ">=",
                "<=",
                "=",
                "==",
                ">",
                "<",
                "3",
                "10",
                "you",
                "a-b",
                "a,b",
                "Trust",
            ]
        ),
        max_size=7,
    )
)
@example(["trust", "and", "or", "and", "trust"])
def test_a_condition_is_a_condition_here_and_in_talks(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert (parse_attributes("{if " + text + "}") is not None) == condition.parses(text)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Wait. -> on {#wait god}", "{#wait god}"),
        ("Wait. {if trust >=}", "{if trust >=}"),
        ("## What? {chioce #what points=2}", "{chioce #what points=2}"),
        ("Wait. {goood +silence}", "{goood +silence}"),
        ("Wait. {#wait good}", ""),
        ("He wrote {sic}", ""),
        ("{if you like}", ""),
        ("a set {a, b}", ""),
    ],
)
def test_braces_that_were_meant_as_a_list_are_noticed(line: str, found: str) -> None:
    assert almost_attributes(line) == found

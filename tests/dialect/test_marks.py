"""The mark grammar, and that it agrees with the conditions of talks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorlab.dialect.marks import KINDS, almost_mark, format_mark, parse_mark, split_mark
from mentorlab.dialect.tree import EMPTY, Mark
from mentorlab.talk import condition

WORD = st.from_regex(r"\A[a-z][a-z0-9-]{0,8}\Z").filter(
    lambda word: word not in KINDS | {"if", "good", "fair", "weak"}
)
METERS = st.dictionaries(WORD.filter(lambda word: "-" not in word), st.integers(-6, 6), max_size=2)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("{end #closed}", Mark(kind="end", id="closed")),
        ("{#closed end}", Mark(kind="end", id="closed")),
        (
            "{#wait good +open-question -advice-first trust+1 mood-2}",
            Mark(
                id="wait",
                worth="good",
                plus=("open-question",),
                minus=("advice-first",),
                meters={"trust": 1, "mood": -2},
            ),
        ),
        ("{else=shrug if trust >= 3}", Mark(options={"else": "shrug"}, condition="trust >= 3")),
        ("{if not asked and trust < 2}", Mark(condition="not asked and trust < 2")),
        (
            "{slider #harm low=0 unit=% answer=38}",
            Mark("slider", "harm", options={"low": "0", "unit": "%", "answer": "38"}),
        ),
        (
            "{field #ask rule=question names=Zoë}",
            Mark("field", "ask", options={"rule": "question", "names": "Zoë"}),
        ),
    ],
)
def test_a_mark_says_what_its_tokens_say(text: str, mark: Mark) -> None:
    assert parse_mark(text) == mark
    assert parse_mark(format_mark(mark)) == mark


@pytest.mark.parametrize(
    "text",
    ["{}", "{ }", "{sic}", "{sic good}", "{good fair}", "{#a #b}", "{end repair}", "{if you like}", "{if trust >=}", "{if}",
     "{Good}", "{#Wait}", "{trust+1 trust+2}", "{a=1 a=2}", "{if trust >= 3 good}", "{a}}", "{{good}", "good", "{good", "{#}"],
)  # fmt: skip
def test_braces_that_do_not_parse_whole_are_text(text: str) -> None:
    assert parse_mark(text) is None
    assert split_mark(f"He wrote {text}") == (f"He wrote {text}", EMPTY)


def test_a_mark_stands_at_the_end_of_a_line_after_a_blank() -> None:
    assert split_mark("Wait. {good}  ") == ("Wait.", Mark(worth="good"))
    assert split_mark("{good}") == ("", Mark(worth="good"))
    assert split_mark("Wait.{good}") == ("Wait.{good}", EMPTY)
    assert split_mark("Wait {good} now") == ("Wait {good} now", EMPTY)
    assert split_mark(r"Wait \{good}") == (r"Wait \{good}", EMPTY)


def test_a_kind_is_a_mark_only_where_it_is_known() -> None:
    assert parse_mark("{crossword #down}") is None
    assert parse_mark("{crossword #down}", KINDS | {"crossword"}) == Mark("crossword", "down")


@given(
    st.builds(
        Mark,
        st.sampled_from(["", "end", "gap-match"]),
        st.one_of(st.just(""), WORD),
        st.sampled_from([None, "good", "fair", "weak"]),
        st.lists(WORD, max_size=2).map(tuple),
        st.lists(WORD, max_size=2).map(tuple),
        METERS,
        st.dictionaries(WORD, st.from_regex(r"\A[^\s{}]{1,8}\Z"), max_size=2),
        st.sampled_from(["", "trust >= 3", "not asked or trust < 2"]),
    ).filter(bool)
)
def test_any_mark_comes_back(mark: Mark) -> None:
    assert parse_mark(format_mark(mark)) == mark


@pytest.mark.parametrize(
    "mark", [Mark(id="Two words"), Mark(options={"unit": "per cent"}), Mark(condition="trust >")]
)
def test_what_the_grammar_cannot_say_is_refused(mark: Mark) -> None:
    with pytest.raises(ValueError, match="small letters"):
        format_mark(mark)


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
    assert (parse_mark("{if " + text + "}") is not None) == condition.parses(text)


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
def test_braces_that_were_meant_as_a_mark_are_noticed(line: str, found: str) -> None:
    assert almost_mark(line) == found

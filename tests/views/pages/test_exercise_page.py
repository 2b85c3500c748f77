"""Static HTML for whoever has no kernel: what was asked, answered and earned; all of it escaped."""

from __future__ import annotations

import html as stdlib_html
import random
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, Score, as_json
from mentorlab.talk.estimate import Estimate
from mentorlab.views.pages import exercise_page, feedback, score_words, text
from mentorlab.views.pages.exercise_page import render_form, render_mark
from mentorlab.views.pages.style import STYLE
from mentorlab.views.pages.text import blocks
from mentorlab.wording import number
from tests.helpers.samples import sample, sources

KINDS = sorted(sources())
VOID = {"br", "img", "hr", "rect", "circle", "path", "polygon"}
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u2028'


def answer_of(item: Item, response: Any = None) -> Answer:
    """The answer in a response, as it would be saved; None for none."""
    return Answer.read(
        item, response if response is None or isinstance(response, dict) else as_json(response)
    )


class Tags(HTMLParser):
    """Collects tags and attributes, and fails on what is not closed as it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    assert not tags.seen & {"script", "iframe", "object", "form", "input", "link", "img", "base", "meta"}
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in ("src", "srcset")]
    return tags


def model(item: Item, key: Key) -> Any:
    return kind(item.kind).model(item, key)


@pytest.mark.parametrize("name", KINDS)
def test_question_and_answer_are_there_and_blank_is_said(name: str) -> None:
    item, key = sample(name)
    blank = render_form(answer_of(item))
    assert text.inline(item.title) in blank
    assert "not answered yet" in blank
    answered = render_form(answer_of(item, model(item, key)))
    checked(blank), checked(answered)
    assert answered != blank


@pytest.mark.parametrize("name", [name for name in KINDS if kind(name).TRAITS.by_rule])
def test_a_mark_says_points_parts_and_at_each_level_no_more_than_it_may(name: str) -> None:
    item, key = sample(name)
    given_ = answer_of(item, model(item, key))
    score = keys.score(item, key, model(item, key))
    full = f"{number(item.points)} of {feedback.count_points(item.points)}."
    marks, explained, whole = (
        render_mark(given_, score, key, explain=explain, model=shown)
        for explain, shown in ((False, False), (True, False), (True, True))
    )
    for page in (marks, explained, whole):
        checked(page)
        assert full in page
        assert ("✓ Found: something written" if name == "composed" else "✓ Right") in page
        assert key.canary not in page
    whys = [why for why in (*key.explanations.values(), key.note) if why]
    assert not [why for why in whys if text.inline(why) in marks]
    if name not in ("composed", "talk"):
        assert all(text.inline(why) in explained for why in whys)
    assert feedback.MODEL_ANSWER not in explained
    assert feedback.MODEL_ANSWER in whole


@pytest.mark.parametrize("name", KINDS)
def test_nothing_of_the_key_is_told_before_there_is_an_answer(name: str) -> None:
    item, key = sample(name)
    score = keys.score(item, key, kind(name).Response())
    page = render_mark(answer_of(item), score, key)
    assert "Not answered." in page
    assert not [why for why in key.explanations.values() if text.inline(why) in page]
    assert "earns everything" not in page


@pytest.mark.parametrize("name", KINDS)
def test_a_blank_exercise_is_not_answered_and_no_more(name: str) -> None:
    item, key = sample(name)
    blank = kind(name).Response()
    for given_ in (answer_of(item), answer_of(item, blank)):
        for level in (False, True):
            score = keys.score(item, key, blank)
            page = render_mark(given_, score, key, explain=level, model=level)
            assert "Not answered." in page
            assert not [word for word in ("Right", "Not right", "Still", "again", "You ") if word in page]
            assert not [part for part in score.parts if text.inline(score_words.label(part)) in page]


@pytest.mark.parametrize("name", [name for name in KINDS if kind(name).TRAITS.by_rule])
def test_a_marked_page_asks_for_nothing_more(name: str) -> None:
    item, key = sample(name)
    for at in range(20):
        response = kind(name).guess(item, random.Random(at))
        page = render_mark(answer_of(item, response), keys.score(item, key, response), key)
        assert "try again" not in page and "Still to do" not in page


def test_a_talk_left_in_the_middle_says_why_it_earns_nothing_and_no_more() -> None:
    item, key = sample("talk")
    whole: Any = model(item, key)
    play = whole.plays[0].model_copy(update={"replies": whole.plays[0].replies[:1]})
    half = kind("talk").Response(plays=(play,))
    page = render_mark(answer_of(item, half), keys.score(item, key, half), key)
    assert "Only a talk that was played to an ending counts" in page
    assert "read why below" not in page and "Still to do" not in page


def test_what_was_handed_in_is_not_answered_and_no_longer_not_yet() -> None:
    item, _ = sample("match")
    assert "not answered yet" in render_form(answer_of(item))
    assert "not answered<" in render_form(answer_of(item), final=True)


def test_a_marked_page_says_how_the_points_were_counted() -> None:
    item, key = sample("match")
    response = kind("match").Response(
        placed={"spoke-over": "behaviour", "respect": "judgement", "no-source": "behaviour"}
    )
    score = keys.score(item, key, response)
    for level in (True, False):
        page = render_mark(answer_of(item, response), score, key, explain=level, model=False)
        assert "3 of 4 are right. With 2 categories a blind guess gets one in two" in page
        assert "(3/4 − 1/2) ÷ (1 − 1/2) = 0.5, times 4 points." in page


def test_narration_in_a_talk_has_no_empty_heading_before_it() -> None:
    item, key = sample("talk")
    page = render_form(answer_of(item, model(item, key)))
    assert "<td>Sam, six months in" in page
    assert '<th scope="row"></th>' not in page


def test_half_right_is_partly_and_points_are_written_as_people_write_them() -> None:
    item, key = sample("choice")
    response = kind("choice").Response(chosen=("next-one",))
    page = render_mark(answer_of(item, response), keys.score(item, key, response), key)
    assert "0.5 of 1 point." in page
    assert "◐ Partly" in page


def test_points_that_a_marker_gives_are_the_ones_that_are_shown() -> None:
    item, key = sample("choice")
    response = model(item, key)
    assert "0.25 of 1 point." in render_mark(
        answer_of(item, response), keys.score(item, key, response), key, 0.25
    )


@pytest.mark.parametrize("name", KINDS)
def test_an_answer_that_cannot_be_read_is_a_sentence(name: str) -> None:
    item, key = sample(name)
    bad = answer_of(item, {"chosen": {"a": 1}, "text": 5, "plays": "x", ATTACK: 1})
    score = keys.score(item, key, kind(name).Response())
    for page in (render_form(bad), render_mark(bad, score, key)):
        assert "cannot be read" in page
        checked(page)


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("text-entry", {"text": ATTACK}),
        ("extended-text", {"text": ATTACK}),
        ("composed", {"fields": {"noticed": ATTACK, ATTACK: ATTACK}, "compared": {ATTACK: True}}),
        ("pairing", {"pairs": {ATTACK: ATTACK, "tom": ATTACK}, "argument": ATTACK}),
        ("choice", {"chosen": [ATTACK]}),
        ("match", {"placed": {"spoke-over": ATTACK}}),
        ("gap-match", {"filled": {"late": ATTACK}}),
        ("hottext", {"marked": [ATTACK]}),
        ("order", {"order": [ATTACK, "ask"]}),
        ("take-away", {"sheets": {ATTACK: {"fields": {"what-for": ATTACK, "when-we-meet": ATTACK}}}}),
        ("rating", {"rated": {ATTACK: ATTACK, "named-day": ATTACK}}),
        ("talk", {"plays": [{"talk": ATTACK, "digest": ATTACK, "seed": 0, "replies": [ATTACK]}]}),
    ],
)
def test_a_learners_script_is_text_wherever_it_stands(name: str, response: dict[str, Any]) -> None:
    item, key = sample(name)
    parsed = keys.parse_response(item, response)
    score = keys.score(item, key, parsed)
    for page in (
        render_form(answer_of(item, response)),
        render_mark(answer_of(item, response), score, key),
    ):
        checked(page)
        assert "<script" not in page


@given(st.text(max_size=300))
def test_any_text_at_all_becomes_whole_html_that_no_browser_runs(said: str) -> None:
    for html in (text.escape(said), text.lines(said), text.inline(said), text.blocks(said)):
        tags = checked(html)
        assert not tags.seen & {"a", "style", "svg"}


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf")), max_size=200))
def test_escaped_text_reads_as_it_was_written(said: str) -> None:
    assert stdlib_html.unescape(text.escape(said)) == text.clean(said)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** and *soft*", "<strong>bold</strong> and <em>soft</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("`a <b>`", "<code>a &lt;b&gt;</code>"),
        ("[link](javascript:alert(1))", "[link](javascript:alert(1))"),
        ("[looks away]: gone", "[looks away]: gone"),
    ],
)
def test_a_little_markdown_is_read_and_the_rest_is_text(written: str, shown: str) -> None:
    assert text.inline(written) == shown


def test_lists_tables_and_quotations_of_a_question_are_drawn() -> None:
    drawn = text.blocks(
        "One.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n> said\n\n1. first\n2. second"
    )
    assert "<ul><li>a</li><li>b</li></ul>" in drawn
    assert '<th scope="col">x</th>' in drawn and "<td>2</td>" in drawn
    assert "<blockquote><p>said</p></blockquote>" in drawn
    assert "<ol><li>first</li><li>second</li></ol>" in drawn
    checked(drawn)


def test_our_style_fetches_nothing_and_cannot_end_its_own_tag() -> None:
    assert "url(" not in STYLE and "@import" not in STYLE and "@font-face" not in STYLE
    assert "<" not in STYLE
    assert "prefers-reduced-motion" in STYLE and ":focus-visible" in STYLE


def test_every_rule_of_our_style_touches_our_own_output_only() -> None:
    body = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)\}", r"\1", STYLE)
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", body):
        for selector in re.split(r",(?![^(]*\))", selectors):
            assert ".mentorlab" in selector, selector


def test_static_pages_need_neither_widgets_nor_ipython() -> None:
    code = (
        "import sys; import mentorlab.views.pages.exercise_page; "
        "print([name for name in ('ipywidgets', 'IPython', 'networkx', 'nbformat', 'markdown_it') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("margin", "words"),
    [
        (Estimate(0.5, 0.1, 7), "Give or take 0.6 points: the standard error over 7 decisions."),
        (Estimate(1.0, 0.0, 7), "All 7 decisions counted the same"),
        (Estimate(1.0, None, 1), "rests on one decision"),
        (None, ""),
    ],
)
def test_a_score_s_margin_stands_where_the_score_stands(margin: Estimate | None, words: str) -> None:
    item, _ = sample("talk")
    found = Score(value=0.5, margin=margin)
    for told in (exercise_page.earned_words(item, found, 3.0), feedback.verdict(found, item.points)):
        assert words in told and "3 of 6 points." in told


def test_skills_are_told_with_their_decisions() -> None:
    assert feedback.skills(Score(value=0.5)) == ""
    told = feedback.skills(Score(value=0.5, skills=(("silence", Estimate(0.75, 0.25, 4)),)))
    assert "You waited, where that was called for: 75%, give or take 25, over 4 decisions." in told


@pytest.mark.parametrize(
    "text", [">" * 1200, "> " * 1200 + "deep", "\n".join(">" * n for n in range(1, 1200))]
)
def test_a_comment_of_any_form_makes_a_page(text: str) -> None:
    page = blocks(text)
    assert page.count("<blockquote>") == page.count("</blockquote>") <= 20

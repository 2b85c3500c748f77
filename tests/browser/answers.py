"""How a learner answers each kind of exercise on the page, with the mouse and the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from mentorlab.talk.model import Talk
from mentorlab.views.pages.text import plain

Answer = Callable[[Locator, Any, Any], None]
SAID = ".ml-past .ml-mine, .ml-now .ml-mine"
# Letters of a text that are typed, each of which takes as long as the page needs; before them it is pasted.
_TYPED = 12
SAVED = re.compile(r"^Saved (at|on) ")


def give(form: Locator, item: Any, response: Any) -> None:
    """Answer the item as the response says, and wait until it is saved."""
    if item.kind not in BY_KIND:
        pytest.fail(f"tests/browser/answers.py does not say how to answer a {item.kind} exercise")
    BY_KIND[item.kind](form, item, response)
    expect(form.locator(".ml-status")).to_have_text(SAVED)


def check(form: Locator) -> None:
    """Press the button that checks, and wait for the result."""
    before = form.locator(".ml-box").count()
    form.locator("button.ml-main").click()
    expect(form.locator(".ml-box").nth(before)).to_be_visible()


def say(form: Locator, talk: Talk, reply_id: str, press: Callable[[Locator], None] = Locator.click) -> None:
    """Choose one reply in the player, and wait until it has been said."""
    text = next(plain(one.text) for scene in talk.scenes for one in scene.replies if one.id == reply_id)
    reply = form.locator(".ml-replies button").filter(has_text=re.compile(f"^\\s*{re.escape(text)}\\s*$"))
    expect(reply).to_be_visible()
    before = form.locator(SAID).count()
    press(reply)
    expect(form.locator(SAID).nth(before)).to_be_attached()


def write(field: Locator, text: str) -> None:
    """Paste a text and type its end, letter by letter."""
    field.fill(text[:-_TYPED])
    field.press_sequentially(text[-_TYPED:])


def _choice(form: Locator, item: Any, response: Any) -> None:
    boxes = form.locator("input[type=checkbox]" if item.many else "input[type=radio]")
    for place, option in enumerate(item.options):
        if option.id in response.chosen:
            boxes.nth(place).check()


def _hottext(form: Locator, item: Any, response: Any) -> None:
    boxes = form.locator("input[type=checkbox]")
    markable = [passage for passage in item.passages if passage.markable]
    for place, passage in enumerate(markable):
        if passage.id in response.marked:
            boxes.nth(place).check()


def _lists(form: Locator, asked: Any, options: Any, given: dict[str, str]) -> None:
    labels = {option.id: place for place, option in enumerate(options, 1)}  # the first entry is the blank
    for place, one in enumerate(asked):
        form.locator("select").nth(place).select_option(index=labels[given[one.id]])


def _order(form: Locator, item: Any, response: Any) -> None:
    texts = {step.id: plain(step.text) for step in item.steps}
    steps = form.locator(".ml-step")

    def standing() -> list[str]:
        """The steps from top to bottom. (One step may begin with the words of another.)"""
        return [re.sub(r"^\d+\.\s*", "", text.strip()) for text in steps.locator("p").all_inner_texts()]

    for place, id in enumerate(response.order):
        while standing()[place] != texts[id]:
            here = standing().index(texts[id])
            steps.nth(here).get_by_role("button").first.click()
            expect(steps.nth(here - 1).locator("p")).to_contain_text(texts[id])
    confirm = form.get_by_role("button", name="This order is right as it stands")
    if confirm.is_visible():
        confirm.click()


def _slider(form: Locator, item: Any, response: Any) -> None:
    for place, value in enumerate((response.low, response.high)):
        form.locator("input[type=text]").nth(place).press_sequentially(f"{value:g}")


def _text_entry(form: Locator, item: Any, response: Any) -> None:
    form.locator("input[type=text]").press_sequentially(response.text)


def _composed(form: Locator, item: Any, response: Any) -> None:
    for place, field in enumerate(item.fields):
        write(form.locator("textarea").nth(place), response.fields[field.id])


def _extended_text(form: Locator, item: Any, response: Any) -> None:
    write(form.locator("textarea"), response.text)


def _pairing(form: Locator, item: Any, response: Any) -> None:
    _lists(form, item.mentees, item.mentors, response.pairs)
    write(form.locator("textarea"), response.argument or "Rosa knows the ward.")


def _rating(form: Locator, item: Any, response: Any) -> None:
    places = {step.id: place for place, step in enumerate(item.steps)}
    for row, statement in enumerate(item.statements):
        form.locator(".widget-radio").nth(row).locator("input").nth(
            places[response.rated[statement.id]]
        ).check()


def _take_away(form: Locator, item: Any, response: Any) -> None:
    (sheet,) = response.sheets.values()
    if item.each:
        form.get_by_label("Their initials only").press_sequentially(sheet.initials)
    for place, field in enumerate(item.fields):
        write(form.locator("textarea").nth(place), sheet.fields[field.id])


def _talk(form: Locator, item: Any, response: Any) -> None:
    for play in response.plays:
        for reply in play.replies:
            say(form, item.talk, reply)
    expect(form.locator(".ml-ending").first).to_be_visible()


BY_KIND: dict[str, Answer] = {
    "choice": _choice,
    "composed": _composed,
    "extended-text": _extended_text,
    "gap-match": lambda form, item, given: _lists(form, item.gaps, item.phrases, given.filled),
    "hottext": _hottext,
    "match": lambda form, item, given: _lists(form, item.entries, item.categories, given.placed),
    "order": _order,
    "pairing": _pairing,
    "rating": _rating,
    "slider": _slider,
    "take-away": _take_away,
    "talk": _talk,
    "text-entry": _text_entry,
}

"""The talk of the lesson in the browser: to an ending by keyboard alone, and left in the middle.

By mouse `test_every_form` plays it, and every other talk.
"""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, expect

from mentorlab.content.load import load_module
from mentorlab.talk.explore import best_play
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.play import Play, replay
from mentorlab.views.controls.player import BEGIN_ANEW
from tests.browser.answers import SAID, say
from tests.browser.learner_server import LESSON, LearnerServer
from tests.browser.looking import faults
from tests.browser.visit import Visit, becomes
from tests.helpers.places import CONTENT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def script() -> tuple[Talk, TalkKey]:
    return load_module(CONTENT / "08-feedback").talks["second-missed-deadline"]


def talk_item(learner_server: LearnerServer) -> str:
    return next(
        id
        for id, cell in learner_server.forms(LESSON).items()
        if cell.item is not None and cell.item.kind == "talk"
    )


def plays_kept(learner_server: LearnerServer) -> list[Play]:
    kept = learner_server.responses(LESSON)[talk_item(learner_server)]["response"]["plays"]
    return [Play.model_validate(play) for play in kept]


def test_by_keyboard_alone_the_talk_comes_to_an_ending_and_is_there_again(
    visit: Visit, script: tuple[Talk, TalkKey]
) -> None:
    talk, key = script
    way = best_play(talk, key)
    ending = replay(talk, way).ending
    assert ending is not None
    id = talk_item(visit.learner_server)
    keys = itertools.cycle(["Enter", "Space"])
    steps: list[int] = []

    def press(reply: Locator) -> None:
        steps.append(visit.tab_to(reply))
        expect(reply).to_be_enabled()  # nothing can be chosen for a moment after a choice
        visit.page.keyboard.press(next(keys))

    visit.open(LESSON)
    for reply in way.replies:
        say(visit.form(id), talk, reply, press)
    # After a reply the focus stands before the next ones, so they are a few steps away and not a page.
    assert max(steps[1:]) <= 8, steps
    expect(visit.form(id).locator(".ml-ending").first).to_contain_text(ending.title)
    expect(visit.form(id).locator(".ml-status")).to_contain_text("Saved")
    assert [play.replies for play in plays_kept(visit.learner_server)] == [way.replies]
    shown = visit.on_the_page(id)

    visit.reopen()

    becomes(lambda: visit.on_the_page(id), shown)
    expect(visit.form(id).locator(".ml-ending").first).to_contain_text(ending.title)
    assert [play.replies for play in plays_kept(visit.learner_server)] == [way.replies]


def test_half_a_talk_is_carried_on_where_it_was_left(visit: Visit, script: tuple[Talk, TalkKey]) -> None:
    talk, key = script
    first, second, *_ = best_play(talk, key).replies
    id = talk_item(visit.learner_server)
    visit.open(LESSON)
    say(visit.form(id), talk, first)
    say(visit.form(id), talk, second)
    assert faults(visit.page) == [], "axe-core finds nothing in the middle of a talk"
    visit.form(id).get_by_role("button", name="Take back my last reply").click()
    expect(visit.form(id).locator(SAID)).to_have_count(1)
    expect(visit.form(id).locator(".ml-status")).to_contain_text("Saved")

    visit.reopen()

    becomes(lambda: len(visit.on_the_page(id)["said"]), 1)
    say(visit.form(id), talk, second)
    expect(visit.form(id).locator(".ml-status")).to_contain_text("Saved")
    assert [play.replies for play in plays_kept(visit.learner_server)] == [(first, second)]
    visit.form(id).get_by_role("button", name="Start again").click()
    visit.form(id).get_by_role("button", name=BEGIN_ANEW).click()
    expect(visit.form(id).locator(SAID)).to_have_count(0)


def test_a_second_click_and_a_held_key_choose_nothing(visit: Visit) -> None:
    """The new replies stand under the pointer that chose the last one; twelve double clicks, one reply each."""
    id = talk_item(visit.learner_server)
    visit.open(LESSON)
    form = visit.form(id)
    replies = form.locator(".ml-replies button")
    expect(replies.first).to_be_enabled()
    begun = form.locator(SAID).count()
    for times in (1, 2):
        replies.first.dblclick()
        expect(form.locator(SAID)).to_have_count(begun + times)
        expect(replies.first).to_be_enabled()  # the moment is over
        expect(form.locator(SAID)).to_have_count(begun + times)
    replies.first.focus()
    visit.page.keyboard.down("Enter")
    for _ in range(5):
        visit.page.keyboard.down("Enter")  # what a held key sends
    visit.page.keyboard.up("Enter")
    expect(form.locator(SAID)).to_have_count(begun + 3)


def test_a_reply_takes_its_number(visit: Visit, script: tuple[Talk, TalkKey]) -> None:
    id = talk_item(visit.learner_server)
    visit.open(LESSON)
    form = visit.form(id)
    second = form.locator(".ml-replies button").nth(1)
    expect(second).to_be_enabled()
    words = second.inner_text()
    begun = form.locator(SAID).count()
    form.locator(".ml-here").scroll_into_view_if_needed()
    visit.page.keyboard.press("2")
    expect(form.locator(SAID)).to_have_count(begun + 1)
    assert form.locator(SAID).last.inner_text().split()[-2:] == words.split()[-2:]

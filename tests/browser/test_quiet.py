"""Nothing leaves the machine, and our pages have no faults that axe-core can see; both checks can fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from answers import check, give, say
from desk import ASSIGNMENT, HOME, LESSON, Desk
from playwright.sync_api import Page
from visit import Visit

from mentorlab.content.load import Exercise, load_module
from mentorlab.item.kinds import kind
from mentorlab.talk.explore import best_play

pytestmark = pytest.mark.browser
CONTENT = Path(__file__).resolve().parents[2] / "content"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

# JupyterLab's body has no height, and axe does not look at what is scrolled out of JupyterLab's shell: without
# these two it takes every colour for invisible and checks no contrast.
BODY = "html, body { height: 100% !important; }"
OURS = [".mentorlab", ".mentorlab-bar"]


def faults(page: Page) -> list[str]:
    """What axe-core finds in our own output: rule and element."""
    page.add_style_tag(content=BODY)
    height = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollHeight")
    page.set_viewport_size({"width": 1200, "height": height + 200})
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    found: Any = page.evaluate(
        """async (ours) => (await axe.run({ include: ours.map((one) => [one]) }, { resultTypes: ["violations"] }))
          .violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))""",
        [one for one in OURS if page.locator(one).count()],
    )
    return list(found)


def test_nothing_can_leave_the_machine_and_the_watch_would_see_it(visit: Visit) -> None:
    page = visit.open(LESSON)
    assert visit.outside == []
    blocked = page.evaluate("fetch('https://example.org/').then(() => 'answered', () => 'nothing there')")
    assert blocked == "nothing there"
    assert visit.outside == ["https://example.org/"]
    visit.outside.clear()
    visit.faults.clear()


@pytest.mark.parametrize("path", [HOME, LESSON, ASSIGNMENT])
def test_axe_finds_nothing_on_an_untouched_page_by_day_and_by_night(visit: Visit, path: str) -> None:
    page = visit.open(path)
    assert page.locator("body[data-jp-theme-light=true]").count() == 1
    assert faults(page) == []
    dark(page)
    assert faults(page) == [], "in the dark theme"


def test_axe_finds_nothing_on_a_page_that_was_worked_through(visit: Visit, desk: Desk) -> None:
    module = load_module(CONTENT / "08-feedback")
    page = visit.open(LESSON)
    for one in module.lesson:
        if not isinstance(one, Exercise):
            continue
        form = visit.form(one.item.id)
        if one.item.kind == "talk":
            talk, key = module.talks["second-missed-deadline"]
            replies = best_play(talk, key).replies
            say(form, talk, replies[0])
            assert faults(page) == [], "in the middle of the talk"
            for reply in replies[1:]:
                say(form, talk, reply)
        else:
            give(form, one.item, kind(one.item.kind).model(one.item, one.key))
            check(form)
    for summary in page.locator(".mentorlab details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    assert faults(page) == []


def test_axe_sees_what_is_wrong(visit: Visit) -> None:
    page = visit.open(LESSON)
    page.evaluate(
        """() => {
          const form = document.querySelector(".mentorlab");
          form.insertAdjacentHTML("beforeend", '<p style="color: #bbb; background: #fff">Too pale to read</p>');
          form.insertAdjacentHTML("beforeend", '<input type="text" id="nameless">');
        }"""
    )
    rules = {fault.split(":")[0] for fault in faults(page)}
    assert {"color-contrast", "label"} <= rules


def dark(page: Page) -> None:
    """Put the page into JupyterLab's dark theme."""
    page.get_by_role("button", name="Show the code").click()
    page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    page.locator(".lm-Menu-itemLabel", has_text="Theme").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="JupyterLab Dark").first.click()
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    page.get_by_role("button", name="Hide the code").click()

"""Pages as they stand before anybody answers: no code, a readable column, nothing cut off, nothing sent anywhere.

Each page is opened once, every test only looks, and leaves it as it was. Every check here can fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.learner_server import ASSIGNMENT, HOME, LESSON, LearnerServer
from tests.browser.looking import faults, machinery
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("at-rest")]

# How many letters stand in each full line of the page's paragraphs.
LETTERS = """() => {
  const lengths = [];
  for (const paragraph of document.querySelectorAll(".jp-MarkdownOutput > p")) {
    const text = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    const lines = new Map();
    while (text.nextNode()) {
      const range = document.createRange();
      for (let at = 0; at < text.currentNode.length; at += 1) {
        range.setStart(text.currentNode, at);
        range.setEnd(text.currentNode, at + 1);
        const top = Math.round(range.getBoundingClientRect().bottom / 8);
        lines.set(top, (lines.get(top) ?? 0) + 1);
      }
    }
    lengths.push(...[...lines.values()].slice(0, -1));
  }
  return lengths;
}"""

# What sticks out of the window to the right.
BEYOND = """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell *")]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
  .map((node) => node.className || node.tagName)"""

# Forms of which something lies behind the edge of a box that does not scroll.
CUT = """() => [...document.querySelectorAll(".ml-form")].filter((form) => {
  for (let box = form.parentElement; box && !box.matches(".jp-WindowedPanel-outer"); box = box.parentElement) {
    const style = getComputedStyle(box);
    const outer = box.getBoundingClientRect();
    const inner = form.getBoundingClientRect();
    const hidden = (axis) => ["hidden", "clip"].includes(style[axis]);
    if (hidden("overflowY") && inner.bottom > outer.bottom + 1) return true;
    if (hidden("overflowX") && inner.right > outer.right + 1) return true;
  }
  return false;
}).map((form) => form.textContent.slice(0, 60))"""

every_page = pytest.mark.parametrize("path", [HOME, LESSON, ASSIGNMENT])


@pytest.fixture(scope="module")
def windows(chromium: Browser, learner_server: LearnerServer) -> Iterator[dict[str, Visit]]:
    """The windows that are open, by the page that each shows."""
    learner_server.clear()
    found: dict[str, Visit] = {}
    yield found
    for one in found.values():
        one.context.close()


@pytest.fixture
def look(
    chromium: Browser, learner_server: LearnerServer, windows: dict[str, Visit]
) -> Iterator[Callable[[str], Visit]]:
    """Come to a page that nobody has touched."""

    def come(path: str) -> Visit:
        if path not in windows:
            windows[path] = Visit(chromium.new_context(locale="en-GB"), learner_server)
            windows[path].open(path)
        windows[path].page.set_viewport_size({"width": 1200, "height": 900})
        return windows[path]

    yield come
    for one in windows.values():
        assert one.outside == [], "requests left the machine"
        assert one.faults == [], "the console has errors"
        assert one.questions == [], "the browser asked the learner something"


@every_page
def test_no_code_and_no_machinery_is_to_be_seen(look: Callable[[str], Visit], path: str) -> None:
    page = look(path).page
    assert machinery(page) == []
    # The check can fail: the code is there, and one button shows it.
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()
    assert {".cm-editor", "#jp-menu-panel", ".jp-InputPrompt"} <= set(machinery(page))
    page.get_by_role("button", name="Hide the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_hidden()
    assert machinery(page) == []


@every_page
def test_nothing_sticks_out_of_a_narrow_window(look: Callable[[str], Visit], path: str) -> None:
    page = look(path).page
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(f"({BEYOND})().length === 0")
    page.evaluate(
        "document.querySelector('.mentorlab').insertAdjacentHTML('beforeend', '<p id=wide style=width:900px>')"
    )
    assert page.evaluate(BEYOND) != []
    page.evaluate("document.querySelector('#wide').remove()")


def test_a_line_is_as_long_as_the_eye_likes(look: Callable[[str], Visit]) -> None:
    page = look(LESSON).page
    for width, least in ((1600, 66), (1200, 66), (800, 60)):
        page.set_viewport_size({"width": width, "height": 900})
        lengths = sorted(page.evaluate(LETTERS))
        middle = lengths[len(lengths) // 2]
        assert least <= middle <= 78, f"at {width} px half of the lines are longer than {middle} letters"


def test_a_paragraph_stays_a_paragraph(look: Callable[[str], Visit]) -> None:
    page = look(LESSON).page
    cells = page.locator(".jp-Cell").count()
    page.locator(".jp-MarkdownOutput p").first.dblclick()
    for key in ("Enter", "d", "d", "b", "a", "x", "m", "y", "Shift+Enter", "Control+Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert page.locator(".jp-Cell").count() == cells
    assert machinery(page) == []


def test_showing_the_code_cuts_no_form_off(look: Callable[[str], Visit]) -> None:
    page = look(LESSON).page
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()
    for width in (1200, 900):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(300)  # the forms follow the window
        assert page.evaluate(CUT) == []
    page.evaluate(
        "const box = document.querySelector('.ml-form').parentElement; window.before = box.style.cssText; "
        "box.style.cssText += ';height:40px;overflow:hidden'"
    )
    assert page.evaluate(CUT) != []
    page.evaluate("document.querySelector('.ml-form').parentElement.style.cssText = window.before")
    page.get_by_role("button", name="Hide the code").click()


def test_nothing_can_leave_the_machine_and_the_watch_would_see_it(look: Callable[[str], Visit]) -> None:
    visit = look(LESSON)
    assert visit.outside == []
    blocked = visit.page.evaluate(
        "fetch('https://example.org/').then(() => 'answered', () => 'nothing there')"
    )
    assert blocked == "nothing there"
    assert visit.outside == ["https://example.org/"]
    visit.outside.clear()
    visit.faults.clear()


@every_page
def test_axe_finds_nothing_by_day_and_by_night(look: Callable[[str], Visit], path: str) -> None:
    page = look(path).page
    assert page.locator("body[data-jp-theme-light=true]").count() == 1
    assert faults(page) == []
    theme(page, "JupyterLab Dark", light=False)
    assert faults(page) == [], "in the dark theme"
    theme(page, "JupyterLab Light", light=True)


def test_axe_sees_what_is_wrong(look: Callable[[str], Visit]) -> None:
    page = look(LESSON).page
    page.evaluate(
        """() => {
          const form = document.querySelector(".mentorlab");
          form.insertAdjacentHTML("beforeend", `<div id="wrong">
            <p style="color: #bbb; background: #fff">Too pale to read</p><input type="text" id="nameless"></div>`);
        }"""
    )
    rules = {fault.split(":")[0] for fault in faults(page)}
    assert {"color-contrast", "label"} <= rules
    page.evaluate("document.querySelector('#wrong').remove()")


def theme(page: Page, name: str, *, light: bool) -> None:
    """Put the page into one of JupyterLab's themes."""
    page.get_by_role("button", name="Show the code").click()
    page.locator(".lm-MenuBar-itemLabel", has_text="Settings").click()
    page.locator(".lm-Menu-itemLabel", has_text="Theme").first.click()
    page.locator(".lm-Menu-itemLabel", has_text=name).first.click()
    page.wait_for_selector(f"body[data-jp-theme-light={str(light).lower()}]", state="attached")
    page.get_by_role("button", name="Hide the code").click()

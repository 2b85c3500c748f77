"""The page around the forms: no code, a readable column, links that are links, keys that do no harm."""

from __future__ import annotations

import pytest
from desk import ASSIGNMENT, HOME, LESSON, Desk
from playwright.sync_api import Page, expect
from visit import Visit, soon

from mentorlab.build.cells import practice
from mentorlab.build.notebook import markdown
from samples import sample

pytestmark = pytest.mark.browser

MACHINERY = [
    ".cm-editor",
    ".jp-InputPrompt",
    ".jp-OutputPrompt",
    ".jp-InputPlaceholder",
    ".jp-Placeholder",
    ".jp-Collapser",
    ".jp-cell-toolbar",
    ".jp-Toolbar",
    ".jp-SideBar",
    "#jp-menu-panel",
    "#jp-top-panel",
    "#jp-bottom-panel",
    ".jp-Notebook-footer",
    ".jp-OutputArea-executeResult",
    "text=from mentorlab",
    "text=YOUR CODE HERE",
    "text=Traceback",
]

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


def visible(page: Page) -> list[str]:
    return [what for what in MACHINERY if page.locator(what).locator("visible=true").count()]


@pytest.mark.parametrize("path", [HOME, LESSON, ASSIGNMENT])
def test_no_code_and_no_machinery_is_to_be_seen_and_nothing_is_cut_off(visit: Visit, path: str) -> None:
    page = visit.open(path)
    assert visible(page) == []
    # The check can fail: the code is there, and one button shows it.
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()
    assert {".cm-editor", "#jp-menu-panel", ".jp-InputPrompt"} <= set(visible(page))
    page.get_by_role("button", name="Hide the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_hidden()
    assert visible(page) == []

    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(f"({BEYOND})().length === 0")
    page.evaluate(
        "document.querySelector('.mentorlab').insertAdjacentHTML('beforeend', '<p style=width:900px>')"
    )
    assert page.evaluate(BEYOND) != []  # this check, too, can fail


def test_no_code_flashes_by_while_the_page_loads(visit: Visit) -> None:
    visit.context.add_init_script(
        """window.seen = new Set();
        const look = () => {
          for (const editor of document.querySelectorAll(".jp-Notebook .cm-content, .jp-InputPlaceholder")) {
            const shown = editor.checkVisibility({ opacityProperty: true, visibilityProperty: true });
            if (shown && editor.textContent.includes("mentorlab")) window.seen.add(editor.textContent);
          }
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    page = visit.open(LESSON)
    assert page.evaluate("[...window.seen]") == []
    page.get_by_role("button", name="Show the code").click()
    page.wait_for_function("window.seen.size > 0")  # the check can fail


def test_the_code_is_reached_by_keyboard(visit: Visit) -> None:
    page = visit.open(LESSON)
    button = page.get_by_role("button", name="Show the code")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()


def test_a_line_is_as_long_as_the_eye_likes(visit: Visit) -> None:
    page = visit.open(LESSON)
    for width, least in ((1600, 66), (1200, 66), (800, 60)):
        page.set_viewport_size({"width": width, "height": 900})
        lengths = sorted(page.evaluate(LETTERS))
        middle = lengths[len(lengths) // 2]
        assert least <= middle <= 78, f"at {width} px half of the lines are longer than {middle} letters"


def test_a_link_is_a_page_of_its_own_and_back_goes_back(visit: Visit) -> None:
    page = visit.open(HOME)
    expect(page.locator(".ml-home")).to_contain_text("The lesson: 0 of")
    page.keyboard.press("Control+s")  # even a first page that was saved tells how far one has come by now
    page.locator(f".mentorlab a[href*='{LESSON}']", has_text="The lesson").first.click()
    page.wait_for_url(f"**/doc/tree/{LESSON}")
    visit.ready()
    assert len(page.context.pages) == 1
    page.locator("input[type=radio]").first.check()
    expect(page.locator(".ml-status", has_text="Saved")).to_have_count(1)
    page.get_by_role("link", name="All modules").click()
    page.wait_for_url(f"**/doc/tree/{HOME}")
    visit.ready()
    expect(page.locator(".ml-home")).to_contain_text("The lesson: 1 of")
    page.go_back()
    page.wait_for_url(f"**/doc/tree/{LESSON}")
    visit.ready()


def test_a_link_in_the_prose_is_a_page_of_its_own_too(visit: Visit, desk: Desk) -> None:
    text = "[the exercises](../exercises/08-feedback/08-feedback.ipynb) and [elsewhere](https://example.org/)"
    path = desk.write("course/links.ipynb", [markdown("links", text), practice(*sample("choice"))])
    page = visit.open(path)
    page.get_by_role("link", name="the exercises").click()
    page.wait_for_url(f"**/doc/tree/{ASSIGNMENT}")
    visit.ready()


def test_a_paragraph_stays_a_paragraph(visit: Visit) -> None:
    page = visit.open(LESSON)
    cells = page.locator(".jp-Cell").count()
    page.locator(".jp-MarkdownOutput p").first.dblclick()
    for key in ("Enter", "d", "d", "b", "a", "x", "m", "y", "Shift+Enter", "Control+Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert page.locator(".jp-Cell").count() == cells
    assert visible(page) == []


def test_arrows_move_between_radio_buttons_and_nowhere_else(visit: Visit) -> None:
    page = visit.open(LESSON)
    first, second = page.locator("input[type=radio]").nth(0), page.locator("input[type=radio]").nth(1)
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    expect(second).to_be_checked()


def test_control_s_saves_and_jupyterlab_has_no_other_key_on_the_page(visit: Visit, desk: Desk) -> None:
    path = desk.write("course/save.ipynb", [practice(*sample("choice"))])
    page = visit.open(path)
    page.keyboard.press("Control+b")  # would open the side bar
    page.keyboard.press("Control+s")
    soon(lambda: "widget-view" in (desk.workspace / path).read_text("utf-8"))
    assert visible(page) == []


def test_undo_reaches_only_the_field_that_has_the_focus(visit: Visit, desk: Desk) -> None:
    cells = [markdown("above", "A paragraph to rest the eyes on."), practice(*sample("slider"))]
    page = visit.open(desk.write("course/undo.ipynb", cells))
    low, high = page.get_by_label("At least"), page.get_by_label("At most")
    low.click()
    page.keyboard.type("20")
    page.get_by_role("paragraph").filter(has_text="A paragraph to rest the eyes on.").click()
    for keys in ("Control+z", "Control+Shift+z", "Control+y", "Meta+z"):
        page.keyboard.press(keys)
        expect(low).to_have_value("20")
    high.click()
    page.keyboard.press("Control+z")  # nothing was written here
    expect(low).to_have_value("20")
    page.get_by_role("button", name="Check my answer").focus()
    page.keyboard.press("Control+z")
    expect(low).to_have_value("20")
    # The check can fail: in its own field the key does what it does everywhere.
    low.click()
    page.keyboard.press("Control+z")
    expect(low).not_to_have_value("20")


def test_showing_the_code_cuts_no_form_off(visit: Visit) -> None:
    page = visit.open(LESSON)
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()
    for width in (1200, 900):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(300)  # the forms follow the window
        assert page.evaluate(CUT) == []
    page.evaluate(
        "const form = document.querySelector('.ml-form'); form.parentElement.style.cssText += "
        "';height:40px;overflow:hidden'"
    )
    assert page.evaluate(CUT) != []  # the check can fail

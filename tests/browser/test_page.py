"""The page around the forms: no code flashes by, links are links, keys do no harm."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mentorlab.notebooks.cells import practice
from mentorlab.notebooks.notebook import markdown
from tests.browser.learner_server import HOME, LESSON, LearnerServer
from tests.browser.looking import machinery
from tests.browser.visit import Visit, soon
from tests.helpers.samples import sample

pytestmark = pytest.mark.browser


def test_no_code_flashes_by_while_the_page_loads_and_the_keyboard_reaches_it(visit: Visit) -> None:
    visit.window().add_init_script(
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
    button = page.get_by_role("button", name="Show the code")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".mentorlab-cell .cm-editor").first).to_be_visible()
    page.wait_for_function("window.seen.size > 0")  # the check can fail


def test_a_link_is_a_page_of_its_own_and_back_goes_back(visit: Visit) -> None:
    page = visit.open(HOME)
    windows = len(page.context.pages)
    expect(page.locator(".ml-home")).to_contain_text("The lesson: 0 of")
    page.keyboard.press("Control+s")  # even a first page that was saved tells how far one has come by now
    page.locator(f".mentorlab a[href*='{LESSON}']", has_text="The lesson").first.click()
    page.wait_for_url(f"**/doc/tree/{LESSON}")
    visit.ready()
    assert len(page.context.pages) == windows
    page.locator("input[type=radio]").first.check()
    expect(page.locator(".ml-status", has_text="Saved")).to_have_count(1)
    page.get_by_role("link", name="All modules").click()
    page.wait_for_url(f"**/doc/tree/{HOME}")
    visit.ready()
    expect(page.locator(".ml-home")).to_contain_text("The lesson: 1 of")
    page.go_back()
    page.wait_for_url(f"**/doc/tree/{LESSON}")
    visit.ready()


def test_a_link_in_the_prose_is_a_page_of_its_own_too(visit: Visit, learner_server: LearnerServer) -> None:
    text = "[all modules](../home.ipynb) and [elsewhere](https://example.org/)"
    path = learner_server.write("course/links.ipynb", [markdown("links", text), practice(*sample("choice"))])
    page = visit.open(path)
    page.locator(".jp-MarkdownOutput").get_by_role("link", name="all modules").click()
    page.wait_for_url(f"**/doc/tree/{HOME}")
    visit.ready()


def test_control_s_saves_and_jupyterlab_has_no_other_key_on_the_page(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("course/save.ipynb", [practice(*sample("choice"))])
    page = visit.open(path)
    page.keyboard.press("Control+b")  # would open the side bar
    page.keyboard.press("Control+s")
    soon(lambda: "widget-view" in (learner_server.workspace / path).read_text("utf-8"))
    assert machinery(page) == []


def test_undo_reaches_only_the_field_that_has_the_focus(visit: Visit, learner_server: LearnerServer) -> None:
    cells = [markdown("above", "A paragraph to rest the eyes on."), practice(*sample("slider"))]
    page = visit.open(learner_server.write("course/undo.ipynb", cells))
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

"""One learner in front of one browser: opens pages, and notes what must not happen while they do.

Noted are errors in the console, requests that leave the machine, and questions that the browser asks.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Locator, Page, Request, WebError

from tests.browser.learner_server import LearnerServer, OurCell

PATIENCE = 60_000  # milliseconds; a kernel on a busy machine
HERE = {"127.0.0.1", "localhost"}

# Every name but this machine's is unknown to this browser, whatever network there is.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--force-prefers-reduced-motion",  # JupyterLab's opening picture moves, and costs a seventh of an opening
    "--js-flags=--no-maglev,--no-turbofan",  # no page lives long enough to repay being optimised
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    OFFLINE,
]

# The status is empty, and every cell of ours shows a widget.
READY = """() => {
  const status = document.querySelector(".mentorlab-bar p");
  const cells = [...document.querySelectorAll(".mentorlab-cell")];
  return status && status.textContent === "" && cells.length > 0 &&
    cells.every((cell) => cell.querySelector(".jp-OutputArea .jupyter-widgets"));
}"""

# All that a learner put into a form, as it stands on the page.
ON_THE_PAGE = """(cell) => ({
  fields: [...cell.querySelectorAll("input, select, textarea")].map((field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked
      : field.selectedOptions ? field.selectedOptions[0]?.textContent : field.value),
  steps: [...cell.querySelectorAll(".ml-step p")].map((step) => step.textContent),
  said: [...cell.querySelectorAll(".ml-past .ml-mine, .ml-now .ml-mine")].map((said) => said.textContent),
  ending: cell.querySelector(".ml-ending .ml-title")?.textContent ?? "",
})"""


def chromium_path() -> str:
    """Where Chromium is; the test fails with the name of the package where it is not."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is not on PATH. On Debian: apt-get install chromium", pytrace=False)
    return path


def soon(true: Callable[[], bool]) -> None:
    """Wait until something outside of the page has happened."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def becomes(look: Callable[[], Any], wanted: Any) -> None:
    """Wait until what is seen is what is wanted; a form's fields are drawn one after the other."""
    deadline = time.monotonic() + PATIENCE / 1000
    while look() != wanted and time.monotonic() < deadline:
        time.sleep(0.1)
    assert look() == wanted


def settled(look: Callable[[], Any]) -> Any:
    """What is seen once it stays the same for a second."""
    before, now = object(), look()
    while now != before:
        time.sleep(1)
        before, now = now, look()
    return now


class Visit:
    """A browser window on a learner's server.

    Attributes
    ----------
    faults : what the console called an error
    outside : requests to any other machine, let through or not
    questions : dialogs of the browser, such as "Leave this page?"; each is answered with yes
    """

    def __init__(self, context: BrowserContext, learner_server: LearnerServer) -> None:
        self.context, self.learner_server = context, learner_server
        self.faults: list[str] = []
        self.outside: list[str] = []
        self.questions: list[str] = []
        self._listeners = {"console": self._heard, "weberror": self._failed, "request": self._asked}
        for event, listener in self._listeners.items():
            context.on(event, listener)  # type: ignore[call-overload]
        self.path = ""
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The window."""
        assert self._page is not None, "open something first"
        return self._page

    # --- going somewhere --------------------------------------------------------------------------------

    def open(self, path: str, *, ready: bool = True, kind: str = "doc") -> Page:
        """Open a notebook as a page of its own, or in `lab`, and wait until it can be used."""
        self.path = path
        address = self.learner_server.running.address(path).replace("/doc/tree/", f"/{kind}/tree/")
        self.window().goto(address)
        if ready:
            self.ready()
        return self.page

    def window(self) -> Page:
        """The window, a new one if there is none."""
        if self._page is None:
            self._page = self.context.new_page()
            self._page.set_default_timeout(PATIENCE)
            self._page.on("dialog", self._questioned)
        return self._page

    def ready(self) -> None:
        """Wait until the page has run what it runs by itself."""
        self.page.wait_for_function(READY, timeout=PATIENCE)

    def close(self) -> None:
        """Close the window as a learner does, so that it may ask."""
        self.page.close(run_before_unload=True)
        if not self.page.is_closed():
            with self.page.expect_event("close", timeout=PATIENCE):
                pass
        self._page = None

    def reopen(self) -> Page:
        """Close the window and open the same notebook in a new one."""
        self.close()
        return self.open(self.path)

    def leave(self) -> None:
        """Close every window but the first, with which Chromium would end, and forget what the server's pages kept."""
        first, *others = self.context.pages
        for page in others:
            page.close()
        self.context.unroute_all()
        self.context.clear_cookies()
        kept = {
            "origin": self.learner_server.running.base.rstrip("/"),
            "storageTypes": "local_storage,indexeddb,service_workers",
        }
        self.context.new_cdp_session(first).send("Storage.clearDataForOrigin", kept)
        for event, listener in self._listeners.items():
            self.context.remove_listener(event, listener)

    # --- what is on the page ----------------------------------------------------------------------------

    def cell(self, place: int) -> Locator:
        """A cell by its place in the notebook."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def form(self, item_id: str) -> Locator:
        """The cell that asks this item."""
        return self.cell(self.form_cell(item_id).place)

    def form_cell(self, item_id: str) -> OurCell:
        """What the notebook's file says of that cell."""
        return self.learner_server.forms(self.path)[item_id]

    def on_the_page(self, item_id: str) -> Any:
        """All that a learner put into a form, as it stands on the page."""
        return self.form(item_id).evaluate(ON_THE_PAGE)

    def focused(self) -> Locator:
        """The element that has the focus."""
        return self.page.locator(":focus")

    def tab_to(self, target: Locator, *, at_most: int = 400) -> int:
        """Press Tab until the target has the focus; how often that was."""
        for steps in range(at_most):
            if target.evaluate("element => element === document.activeElement"):
                return steps
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab does not lead to {target}")

    # --- what is noted ----------------------------------------------------------------------------------

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _failed(self, error: WebError) -> None:
        self.faults.append(str(error.error))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname not in HERE:
            self.outside.append(request.url)

    def _questioned(self, dialog: Dialog) -> None:
        self.questions.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()

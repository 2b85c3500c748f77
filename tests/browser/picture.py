"""Takes the picture of the player that the README shows: `python tests/browser/picture.py`.

It is the real course in the real browser, two replies into the lesson's talk.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from mentorlab.content.load import load_module
from mentorlab.learner.study import launch
from mentorlab.talk.explore import best_play
from tests.browser.answers import say
from tests.browser.learner_server import LESSON, LearnerServer
from tests.browser.visit import ARGUMENTS, Visit, chromium_path
from tests.helpers.places import PROJECT as ROOT

PICTURE = ROOT / "docs" / "player.png"
LARGEST = 300_000  # bytes
REPLIES = 2
INTO_VIEW = """(said) => {
  said.style.scrollMarginTop = "1rem";
  said.scrollIntoView({ block: "start" });
}"""


def take(learner_server: LearnerServer, picture: Path) -> None:
    """Play the first replies of the lesson's talk, and take the picture of where that leads."""
    talk, key = load_module(ROOT / "content" / "08-feedback").talks["second-missed-deadline"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        visit = Visit(
            browser.new_context(viewport={"width": 1200, "height": 848}, locale="en-GB"), learner_server
        )
        page = visit.open(LESSON)
        form = next(
            visit.form(id)
            for id, cell in learner_server.forms(LESSON).items()
            if cell.item is not None and cell.item.kind == "talk"
        )
        for reply in best_play(talk, key).replies[:REPLIES]:
            say(form, talk, reply)
        page.wait_for_timeout(1000)  # until the page has scrolled by itself
        form.locator(".ml-mine").nth(-2).evaluate(INTO_VIEW)
        page.mouse.move(5, 400)
        page.wait_for_timeout(500)
        page.screenshot(path=picture)
        browser.close()


def main() -> int:
    """The picture, or a sentence and 1."""
    with tempfile.TemporaryDirectory() as folder:
        running = launch(ROOT, Path(folder) / "my-mentoring")
        try:
            take(LearnerServer(running), PICTURE)
        finally:
            running.stop()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > LARGEST:
        print(f"That is more than {LARGEST / 1000:.0f} kB: take it with fewer replies.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

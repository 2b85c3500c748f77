"""The course as `make study` opens it, and a browser in front of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from mentorlab.learner.study import launch
from tests.browser.learner_server import LearnerServer
from tests.browser.visit import ARGUMENTS, PATIENCE, Visit, chromium_path
from tests.helpers.places import PROJECT as ROOT


@pytest.fixture(scope="session")
def learner_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LearnerServer]:
    """A new workspace with the real course in it, and its server, started by the code of `make study`."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # of its own: pytest's workers start theirs together
        port = free.getsockname()[1]
    workspace = tmp_path_factory.mktemp("learner") / "my-mentoring"
    running = launch(ROOT, workspace, port=port)
    yield LearnerServer(running)
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. (Not for the whole session: Playwright's event loop would be in other tests' way.)"""
    path = chromium_path()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a learner's Chromium keeps what it has read and compiled."""
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def learner(profile: Path) -> Iterator[BrowserContext]:
    """A learner's own Chromium: it has been to the course before, so a page costs it a fifth less."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_path(),
            args=ARGUMENTS,
            viewport={"width": 1200, "height": 900},
            locale="en-GB",
        )
        yield context
        context.close()


@pytest.fixture
def visit(learner: BrowserContext, learner_server: LearnerServer) -> Iterator[Visit]:
    """A learner who comes to an untouched workspace; afterwards nothing may have gone wrong behind the page."""
    learner_server.clear()
    visit = Visit(learner, learner_server)
    yield visit
    visit.leave()
    assert visit.outside == [], "requests left the machine"
    assert visit.faults == [], "the console has errors"
    assert visit.questions == [], "the browser asked the learner something"

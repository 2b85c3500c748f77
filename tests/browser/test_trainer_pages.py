"""What a trainer and a learner read after marking, in a real browser: formgrader's pages and the feedback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser.visit import HERE
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import autograde, feedback, gradebook, submission

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("trainer")]

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
HOSTILE = (
    "I asked Ben on Tuesday.\n<script>window.pwned = 1</script>"
    '<img src="http://example.invalid/x.png" onerror="window.pwned = 2">'
    "<svg onload='window.pwned = 3'></svg> [x](javascript:window.pwned=4)"
)


@dataclass
class Formgrader:
    """A JupyterLab that a trainer started in their cohort's folder."""

    cohort: Path
    base: str
    token: str = "trainer"

    def address(self, path: str) -> str:
        return f"{self.base}/formgrader/{path}"

    def enter(self, page: Page) -> None:
        """Log in as JupyterLab's own menu does: by the server's first page, which sets the cookie."""
        page.goto(f"{self.base}/login?token={self.token}&next=/formgrader/manage_assignments")

    def submission(self, student: str) -> str:
        with gradebook(self.cohort) as book:
            return str(book.find_submission_notebook(MODULE, MODULE, student).id)


@dataclass
class Seen:
    """A page, and what happened behind it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def pwned(self) -> object:
        return self.page.evaluate("window.pwned")


@pytest.fixture(scope="module")
def marked(_cohort: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cohort = tmp_path_factory.mktemp("trainer") / "spring"
    shutil.copytree(_cohort, cohort)
    answer(submission(cohort, "ada"), built / SOURCE, model, reflection=HOSTILE)
    submission(cohort, "cem")
    assert not autograde(cohort).failed
    assert not feedback(cohort, level="model").failed
    return cohort


@pytest.fixture(scope="module")
def formgrader(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Formgrader]:
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        **{
            name: str(home / name)
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        },
        "HOME": str(home),
    }
    arguments = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=trainer"]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *arguments, "--ServerApp.port_retries=0"],
        cwd=marked,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Formgrader(marked, f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{found.base}/api/status?token=trainer", timeout=5).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "JupyterLab did not start"
            time.sleep(0.3)
    yield found
    process.terminate()
    process.wait(30)


@pytest.fixture
def seen(chromium: Browser) -> Iterator[Seen]:
    """A window; whatever it asked of other machines, and whatever failed, is a failure of the test."""
    context: BrowserContext = chromium.new_context(viewport={"width": 1200, "height": 900})
    seen = Seen(context.new_page())
    context.on(
        "request",
        lambda request: (
            seen.outside.append(request.url)
            if request.url.startswith(("http", "ws")) and not any(f"//{host}" in request.url for host in HERE)
            else None
        ),
    )
    context.on("weberror", lambda error: seen.faults.append(str(error.error)))
    context.on("console", lambda said: seen.faults.append(said.text) if said.type == "error" else None)
    yield seen
    context.close()
    assert seen.outside == [], "requests left the machine"
    assert seen.faults == [], "the console has errors"


def test_formgrader_s_lists_ask_nothing_of_other_machines(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    expect(seen.page.locator("#main-table")).to_contain_text(MODULE)
    seen.page.goto(formgrader.address(f"gradebook/{MODULE}/{MODULE}"))
    expect(seen.page.locator("#main-table")).to_contain_text("24 / 28")
    seen.page.goto(formgrader.address("manage_students"))
    expect(seen.page.locator("#main-table")).to_contain_text("ada")


def test_a_submission_is_readable_with_its_marks_and_without_code(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    seen.page.goto(formgrader.address(f"submissions/{formgrader.submission('ada')}/"))
    body = seen.page.locator("body")
    for words in (
        "What did you just hear?",
        "You spoke over Lee twice in Monday's review.",
        "4 of 4 points.",
        "✓ Right",
        "I asked Ben on Tuesday.",
        "Ready: a moment, the other person's side, and a next act.",
    ):
        expect(body).to_contain_text(words)
    text = body.inner_text()
    assert "mentorlab.views" not in text and "HIDDEN TESTS" not in text and "In [" not in text
    assert seen.page.locator(".highlight, .input_area, pre code").count() == 0


def test_a_learner_s_script_does_not_run_for_the_trainer(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    seen.page.goto(formgrader.address(f"submissions/{formgrader.submission('ada')}/"))
    expect(seen.page.locator("body")).to_contain_text("<script>window.pwned = 1</script>")
    seen.page.wait_for_load_state("networkidle")
    assert seen.pwned() is None
    assert seen.page.locator("img, svg[onload]").count() == 0


def test_a_trainer_marks_a_reflection_by_hand(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    seen.page.goto(formgrader.address(f"submissions/{formgrader.submission('cem')}/"))
    points = seen.page.locator("#look-back")
    expect(points).to_have_class("score tabbable needs_manual_grade")
    expect(seen.page.locator("#hear-it")).to_have_attribute("placeholder", "0")
    points.fill("2.5")
    points.press("Tab")
    expect(points).to_have_class("score tabbable")
    comment = seen.page.locator("#look-back-comment")
    comment.fill("Which day was it?")
    # Formgrader's tick is there as soon as it has asked; what is saved is known when the server has answered.
    with seen.page.expect_response(_saves_a_comment) as answer:
        comment.press("Tab")
    assert answer.value.ok
    expect(seen.page.locator(".comment-saved")).to_be_visible()
    with gradebook(formgrader.cohort) as book:
        grade = book.find_grade("look-back", MODULE, MODULE, "cem")
        assert grade.manual_score == 2.5 and not grade.needs_manual_grade
        assert book.find_comment("look-back", MODULE, MODULE, "cem").manual_comment == "Which day was it?"


def _saves_a_comment(response: Response) -> bool:
    return "/api/comment/" in response.url and response.request.method == "PUT"


def test_the_learner_s_name_is_hidden_until_asked_for(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    seen.page.goto(formgrader.address(f"submissions/{formgrader.submission('ada')}/"))
    expect(seen.page.locator("span.name-shown", has_text="ada")).to_be_hidden()
    seen.page.locator("#show-name").click()
    expect(seen.page.locator("span.name-shown", has_text="ada")).to_be_visible()


def test_a_script_of_anybody_s_is_stopped_by_the_page_itself(
    formgrader: Formgrader, chromium: Browser
) -> None:
    """The canary of the two tests above: were something to slip through, the page's policy would hold it."""
    copy = formgrader.cohort / "autograded" / "ada" / MODULE / f"{MODULE}.ipynb"
    text = copy.read_text(encoding="utf-8")
    copy.chmod(0o644)
    slipped = "<img src=x onerror='window.pwned=5'><script>window.pwned=6</script>"
    copy.write_text(text.replace("<p>", f"{slipped}<p>", 1), encoding="utf-8")
    try:
        page = chromium.new_context().new_page()
        formgrader.enter(page)
        page.goto(formgrader.address(f"submissions/{formgrader.submission('ada')}/"))
        expect(page.locator("img")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.pwned") is None
        page.context.close()
    finally:
        copy.write_text(text, encoding="utf-8")


def test_the_feedback_page_is_readable_and_quiet(marked: Path, seen: Seen) -> None:
    seen.page.goto((marked / "feedback" / "ada" / MODULE / f"{MODULE}.html").as_uri())
    body = seen.page.locator("body")
    for words in (
        "24 of 24 points",
        "waiting for your trainer",
        "4 of 4 points.",
        "✓ Right",
        "I asked Ben on Tuesday.",
        "<script>",
    ):
        expect(body).to_contain_text(words)
    assert seen.pwned() is None
    assert "mentorlab.views" not in body.inner_text()
    width = seen.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def test_the_feedback_page_fits_a_telephone(marked: Path, seen: Seen) -> None:
    seen.page.set_viewport_size({"width": 360, "height": 740})
    seen.page.goto((marked / "feedback" / "ada" / MODULE / f"{MODULE}.html").as_uri())
    width = seen.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def test_formgrader_s_bar_covers_nothing_of_the_page(formgrader: Formgrader, seen: Seen) -> None:
    formgrader.enter(seen.page)
    seen.page.goto(formgrader.address(f"submissions/{formgrader.submission('ada')}/"))
    bar = seen.page.locator("nav.navbar").bounding_box()
    first = seen.page.locator(".panel-heading").first.bounding_box()
    assert bar is not None and first is not None
    assert bar["y"] + bar["height"] <= first["y"]

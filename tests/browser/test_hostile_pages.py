"""Scripts that learners wrote, in every place where a page shows their words, opened in a real browser.

nbgrader's shipped page runs one of them, which shows that this test would see it; in ours nothing runs.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import feedback, gradebook, submission
from tests.security.case import NOTEBOOK, all_of, code, document
from tests.security.hostile_cohort import SOURCE, make_hostile_cohort
from tests.security.shipped import shipped
from tests.security.ways import WAYS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("hostile-pages")]

ARGUMENTS = [
    "--no-browser",
    "--allow-root",
    "--IdentityProvider.token=trainer",
    "--ServerApp.port_retries=0",
]
MARKS = (
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 2'>",
    "<svg onload='window.pwned = 3'></svg>",
    "[a link](javascript:window.pwned=4)",
    "</pre></textarea></title><iframe srcdoc='<script>parent.pwned = 5</script>'></iframe>",
    "\"><details open ontoggle='window.pwned = 6'>",
    "$$\\href{javascript:window.pwned=7}{x}$$ `<script>window.pwned = 8</script>`",
    "<style>body { display: none }</style><base href='http://example.invalid/'>",
    "{{ 7 * 7 }} {% raw %} <!-- </body> -->",
)
SCRIPT = "\n\n".join(MARKS)
NAME = "<script>window.pwned = 9</script>"

# The same in the notebook: text, output of code, attachment, title.
IN_THE_NOTEBOOK = all_of(
    code("from IPython.display import HTML\nHTML('<script>window.pwned = 10</script>')"),
    document(
        lambda found: (
            found["metadata"].update(title="</title><script>window.pwned = 11</script>"),
            found["cells"].append(
                {
                    "cell_type": "markdown",
                    "id": "seen",
                    "metadata": {},
                    "source": f"{SCRIPT} ![a](attachment:a.svg)",
                    "attachments": {"a.svg": {"image/svg+xml": "<svg onload='window.pwned = 12'/>"}},
                }
            ),
        )
    ),
)


def hand_in(cohort: Path) -> Path:
    folder = submission(cohort, "mal")
    answer(folder, cohort / SOURCE, model, reflection=SCRIPT)
    IN_THE_NOTEBOOK(folder)
    return folder


@pytest.fixture(scope="module")
def hostile_cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile_cohort(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module", params=list(WAYS))
def marked(
    request: pytest.FixtureRequest, hostile_cohort: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    cohort = tmp_path_factory.mktemp("hostile") / "spring"
    shutil.copytree(hostile_cohort, cohort)
    add_people(find_cohort(cohort), [Learner("mal", NAME, NAME)])
    hand_in(cohort)
    scene = WAYS[request.param](cohort)
    assert scene.code == 0, scene.said
    with gradebook(cohort) as book:  # what was said of an earlier version is shown as well
        comment = book.find_comment("look-back", MODULE, MODULE, "mal")
        comment.manual_comment = SCRIPT
        book.db.commit()
    assert not feedback(cohort, level="model").failed
    return cohort


@pytest.fixture(scope="module")
def formgrader(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab in the cohort's folder."""
    home = tmp_path_factory.mktemp("home")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "HOME")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *ARGUMENTS, f"--port={port}"],
        cwd=marked,
        env={**os.environ, **{name: str(home / name) for name in places}},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 90
    while True:
        try:
            urllib.request.urlopen(f"{base}/api/status?token=trainer", timeout=5).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "JupyterLab did not start"
            time.sleep(0.3)
    yield base
    process.terminate()
    process.wait(30)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    yield page
    context.close()


def pwned(page: Page) -> object:
    """What a script left behind, after every chance that it has."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('a[href^=\"javascript:\"]').forEach((link) => link.click())")
    return page.evaluate("window.pwned")


def test_nbgrader_s_shipped_page_runs_them(hostile_cohort: Path, page: Page, tmp_path: Path) -> None:
    cohort = tmp_path / "spring"
    shutil.copytree(hostile_cohort, cohort)
    hand_in(cohort)
    scene = shipped(cohort, steps="autograde generate_feedback")
    assert scene.code == 0, scene.said
    page.route(
        "**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort()
    )
    page.goto((cohort / "feedback" / "mal" / MODULE / f"{MODULE}.html").as_uri())
    assert pwned(page) is not None


def test_nothing_runs_on_the_feedback_page(marked: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((marked / "feedback" / "mal" / MODULE / f"{MODULE}.html").as_uri())
    expect(page.locator("body")).to_contain_text("<script>window.pwned = 1</script>")
    assert pwned(page) is None
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.locator("iframe, svg[onload], img[src=x], base, details[ontoggle]").count() == 0


def test_nothing_runs_in_formgrader(marked: Path, formgrader: str, page: Page) -> None:
    page.goto(f"{formgrader}/login?token=trainer&next=/formgrader/manage_assignments")
    with gradebook(marked) as book:
        id = str(book.find_submission_notebook(MODULE, MODULE, "mal").id)
    page.goto(f"{formgrader}/formgrader/submissions/{id}/")
    expect(page.locator("body")).to_contain_text("<script>window.pwned = 1</script>")
    assert pwned(page) is None
    assert page.locator("iframe, svg[onload], img[src=x], base, details[ontoggle]").count() == 0


@pytest.mark.parametrize("list_of", ["gradebook", "manage_students", "manage_submissions"])
def test_nothing_runs_in_formgrader_s_lists(list_of: str, marked: Path, formgrader: str, page: Page) -> None:
    page.goto(f"{formgrader}/login?token=trainer&next=/formgrader/manage_assignments")
    whole = f"gradebook/{MODULE}/{MODULE}" if list_of == "gradebook" else list_of
    page.goto(
        f"{formgrader}/formgrader/{whole if list_of != 'manage_submissions' else f'{list_of}/{MODULE}'}"
    )
    expect(page.locator("#main-table")).to_contain_text("mal" if list_of != "gradebook" else "Submission")
    assert pwned(page) is None


def test_the_copy_holds_no_mark_of_it(marked: Path) -> None:
    text = (marked / "autograded" / "mal" / MODULE / NOTEBOOK).read_text(encoding="utf-8")
    assert (
        "<script" not in text
        and "<iframe" not in text
        and "attachment" not in text.replace("attachment:a.svg", "")
    )

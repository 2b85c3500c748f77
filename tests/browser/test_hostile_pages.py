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
from urllib.parse import quote

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
# Ids that an earlier version let into the gradebook: as markup, as the end of a script's text, as an attribute.
IDS = (
    "<img src=x onerror=window.pwned=20>",
    '"; window.pwned = 21; "',
    "<svg onload=window.pwned=22>",
    "'onfocus='window.pwned=23'autofocus='",
)

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
        for id in IDS:
            book.add_student(id, first_name=NAME, last_name=MARKS[1])
            book.update_or_create_submission(MODULE, id)
        book.db.commit()
    for id in IDS:
        submission(cohort, id)
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


def pages(cohort: Path) -> list[str]:
    """The address of every page that Formgrader has, and of what its pages ask for."""
    with gradebook(cohort) as book:
        id = str(book.find_submission_notebook(MODULE, MODULE, "mal").id)
        unmarked = [str(book.find_submission_notebook(MODULE, MODULE, one).id) for one in IDS]
    found = ["manage_assignments", "gradebook", f"gradebook/{MODULE}", f"gradebook/{MODULE}/{MODULE}"]
    found += [
        "manage_students",
        f"manage_submissions/{MODULE}",
        f"submissions/{id}/",
    ]
    found += [f"submissions/{one}/" for one in unmarked]
    for name in (*IDS, "mal"):
        found += [
            f"manage_students/{quote(name, safe='')}",
            f"manage_students/{quote(name, safe='')}/{MODULE}",
        ]
    found += [f"manage_submissions/{quote(one, safe='')}" for one in (*IDS, "\\")]
    found += [f"gradebook/{quote(one, safe='')}/{quote(one, safe='')}" for one in IDS]
    return [*found, "api/students", f"api/submissions/{MODULE}", f"submissions/{id}/{MODULE}.responses.json"]


def test_nothing_runs_on_any_page_of_formgrader(marked: Path, formgrader: str, page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(f"{formgrader}/login?token=trainer&next=/formgrader/manage_assignments")
    for address in pages(marked):
        page.goto(f"{formgrader}/formgrader/{address}")
        assert pwned(page) is None, address
        for element in page.query_selector_all(
            "[data-calls], a:has(.glyphicon-pencil)"
        ):  # windows that nbgrader's own scripts open
            if element.is_visible():
                element.evaluate("element => element.click()")
        assert page.evaluate("window.pwned") is None, address
    assert dialogs == []


def test_a_script_that_slips_into_a_page_is_stopped_by_its_policy(formgrader: str, page: Page) -> None:
    page.goto(f"{formgrader}/login?token=trainer&next=/formgrader/manage_assignments")
    page.goto(f"{formgrader}/formgrader/manage_students")
    page.evaluate(
        "() => { document.body.insertAdjacentHTML('beforeend', "
        '\'<img src=x onerror="window.pwned = 1"><svg onload="window.pwned = 2"></svg>\');'
        "const script = document.createElement('script'); script.src = '/files/x.js'; script.text = 'window.pwned = 3';"
        "document.body.append(script); }"
    )
    assert pwned(page) is None


def test_what_nbgrader_s_pages_do_they_still_do(formgrader: str, page: Page) -> None:
    page.goto(f"{formgrader}/login?token=trainer&next=/formgrader/manage_assignments")
    page.get_by_role("link", name="Add new assignment").click()
    expect(page.locator("#add-assignment-modal")).to_be_visible()
    page.goto(f"{formgrader}/formgrader/manage_students")
    expect(page.locator("#main-table")).to_contain_text("mal")
    page.get_by_role("link", name="Add new student").click()
    expect(page.locator("#add-student-modal")).to_be_visible()
    page.goto(f"{formgrader}/formgrader/gradebook/{MODULE}/{MODULE}")
    expect(page.locator("#main-table")).to_contain_text("Submission")
    page.locator("#toggle_names").click()
    expect(page.locator("#toggle_names")).to_have_text("Hide All Names")
    page.goto(f"{formgrader}/formgrader/manage_students/mal")
    expect(page.locator("#main-table")).to_contain_text(MODULE)


def test_the_copy_holds_no_mark_of_it(marked: Path) -> None:
    text = (marked / "autograded" / "mal" / MODULE / NOTEBOOK).read_text(encoding="utf-8")
    assert (
        "<script" not in text
        and "<iframe" not in text
        and "attachment" not in text.replace("attachment:a.svg", "")
    )

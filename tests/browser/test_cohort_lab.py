"""`mentorlab cohort lab` in a browser: Formgrader is where the documents say, and a learner's notebook runs nothing."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.lab import open_lab
from mentorlab.learner.server import Running
from tests.browser.visit import PATIENCE
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import submission

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def opened(_cohort: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    top = tmp_path_factory.mktemp("lab")
    cohort = top / "spring"
    shutil.copytree(_cohort, cohort)
    folder = submission(cohort, "ada")
    answer(folder, built / f"solutions/{MODULE}/{MODULE}.ipynb", model)
    for name in ("ipykernel_launcher", "mentorlab", "pydantic", "ipywidgets", "sitecustomize"):
        (folder / f"{name}.py").write_text(f"open({str(top / 'ran')!r}, 'a').write({name!r})\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_DATA_HOME", str(top / "data"))
        running = open_lab(find_cohort(cohort), port)
        yield running
        running.stop()


def test_formgrader_is_in_the_menu_and_opening_a_learners_notebook_runs_nothing(
    opened: Running, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    faults: list[str] = []
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    ticket = opened.write_page()
    assert ticket is not None
    page.goto(ticket.as_uri())
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Nbgrader$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Formgrader$")).click()
    expect(page.frame_locator("iframe").get_by_text(MODULE).first).to_be_visible()
    assert faults == []

    page.goto(f"{opened.base}lab/tree/submitted/ada/{MODULE}/{MODULE}.ipynb")
    expect(page.locator(".jp-Notebook").first).to_be_visible()
    expect(page.get_by_text("| Idle")).to_be_visible()
    assert not (opened.workspace.parent / "ran").exists()
    context.close()

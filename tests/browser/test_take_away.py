"""A take-away as a mentor uses it: filled in, kept as a page that opens and prints, its dates saved for a calendar."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from mentorlab.notebooks.cells import practice
from tests.browser.learner_server import LearnerServer
from tests.browser.looking import faults
from tests.browser.visit import Visit
from tests.helpers.samples import sample

pytestmark = pytest.mark.browser
FOLDER = "course/take-aways"
PAGE = f"{FOLDER}/08-our-agreement-KO.html"


@pytest.fixture
def lesson(learner_server: LearnerServer, visit: Visit) -> Iterator[str]:
    """A notebook with the guide's take-away in it."""
    yield learner_server.write("course/take-away.ipynb", [practice(*sample("take-away"))])
    shutil.rmtree(learner_server.workspace / FOLDER, ignore_errors=True)


def test_a_page_is_kept_opened_and_read(visit: Visit, learner_server: LearnerServer, lesson: str) -> None:
    visit.open(lesson)
    form = visit.form("our-agreement")
    form.get_by_label("Their initials only").press_sequentially("KO")
    form.get_by_label("What it is for").fill("Nights <script>alert(1)</script>")
    form.get_by_label("When we meet").fill("2026-12-03 14:30\n3/12/2026")
    expect(form.locator(".ml-fault")).to_contain_text("Line 2, “3/12/2026”: this may be two different days.")
    form.get_by_label("When we meet").fill("2026-12-03 14:30")
    expect(form.locator(".ml-fault")).to_have_count(0)
    form.get_by_role("button", name="Keep as a page").click()
    link = form.get_by_role("link", name="Open the page")
    expect(link).to_be_visible()
    with visit.context.expect_page() as opened:
        link.click()
    page = opened.value
    expect(page.get_by_role("heading", name="Our agreement")).to_be_visible()
    expect(page.locator("dd").first).to_have_text("Nights <script>alert(1)</script>")
    expect(page.get_by_text("Thursday 3 December 2026, 14:30")).to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1, "it prints on one page"
    assert (learner_server.workspace / PAGE).is_file()
    page.close()
    form.get_by_role("button", name="Save the calendar file").click()
    with visit.page.expect_download() as saved:
        form.get_by_role("link", name="Open the calendar file").click()
    assert "SUMMARY:Our agreement: KO" in saved.value.path().read_text("utf-8")


def test_each_mentee_has_a_sheet_and_both_are_there_again(visit: Visit, lesson: str) -> None:
    visit.open(lesson)
    form = visit.form("our-agreement")
    for letters, text in (("KO", "Nights"), ("RK", "Saturdays")):
        form.get_by_label("Their initials only").press_sequentially(letters)
        form.get_by_label("What it is for").press_sequentially(text)
        form.get_by_role("button", name="New sheet").click()
        expect(form.get_by_label("What it is for")).to_have_value("")
    visit.reopen()
    form = visit.form("our-agreement")
    expect(form.get_by_label("What it is for")).to_have_value("Nights")
    form.get_by_label("Sheet", exact=True).select_option("RK")
    expect(form.get_by_label("What it is for")).to_have_value("Saturdays")
    form.get_by_label("When we meet").fill("3/12/2026")
    form.get_by_label("Their initials only").fill("Rosalia")
    form.get_by_role("button", name="Keep the mentee's page").click()
    expect(form.locator(".ml-fault")).to_have_count(2)
    expect(form.get_by_role("link", name="Open the page")).to_be_visible()
    assert faults(visit.page) == [], "axe-core finds nothing"

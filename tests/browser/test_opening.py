"""What runs when a notebook opens, what never does, and how it goes on when Python stops."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from mentorlab.notebooks.cells import practice
from mentorlab.notebooks.notebook import Cell, code, markdown
from tests.browser.learner_server import HOME, LESSON, LearnerServer
from tests.browser.visit import Visit, soon
from tests.helpers.samples import sample

pytestmark = pytest.mark.browser

STRANGER = "open('stranger-was-here', 'w').close()"


def ours(**change: str) -> Cell:
    """A practice cell of ours; or one whose source was changed, `old` to `new`."""
    cell = practice(*sample("choice"))
    for old, new in change.items():
        cell["source"] = cell["source"].replace(old, new)
    return cell


def run_all(page: Page) -> None:
    """JupyterLab's own Run All."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()


# --- the page that a browser is called with -----------------------------------------------------------------


def test_the_opening_page_leads_to_the_course_once_and_shows_no_token(
    visit: Visit, learner_server: LearnerServer
) -> None:
    opening = learner_server.running.write_page()
    assert opening is not None
    lost = opening.read_text("utf-8")
    page = visit.window()
    page.goto(opening.as_uri())
    visit.path = HOME
    visit.ready()
    where = page.evaluate("location.href")
    assert where.startswith(f"{learner_server.running.base}doc/tree/{HOME}")
    assert "token" not in where and "ticket" not in where
    assert not opening.exists()

    opening.write_text(lost, "utf-8")  # somebody has kept a copy
    visit.context.clear_cookies()
    page.goto(opening.as_uri())
    expect(page.get_by_text("This page works once")).to_be_visible()
    opening.unlink()
    visit.faults.clear()  # the console says that it was refused
    visit.outside[:] = [address for address in visit.outside if address != opening.as_uri()]


# --- what runs ----------------------------------------------------------------------------------------------


def disguises() -> list[Cell]:
    """Cells that are nearly ours: what a stranger would try."""
    shape = ours()["source"]
    return [
        code("plain", STRANGER),
        code("after", f"{shape}\n{STRANGER}"),
        code("before", f"{STRANGER}\n{shape}"),
        code("inside", shape.replace('",\n)', f'" + str({STRANGER}),\n)')),
        code("formatted", shape.replace('    "', '    f"{' + STRANGER.replace('"', "'") + '}" + "', 1)),
        code("third", shape.removesuffix(")") + f"    {STRANGER},\n)"),
        code("renamed", shape.replace("mentorlab.views", "os").replace("practice", "system")),
        code("magic", "%%python\n" + STRANGER),
    ]


def test_a_strangers_cell_does_not_run_by_being_opened_and_does_by_run_all(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("strangers/page.ipynb", [markdown("title", "# Ours?"), *disguises(), ours()])
    visitor = learner_server.workspace / "strangers" / "stranger-was-here"
    page = visit.open(path)
    expect(visit.cell(9).locator(".jupyter-widgets").first).to_be_visible()
    assert not visitor.exists()
    assert page.locator(".mentorlab-cell").count() == 1

    # The check can fail: the same cells, run by hand, do what they are there for.
    page.get_by_role("button", name="Show the code").click()
    run_all(page)
    soon(visitor.exists)
    visit.faults.clear()


def test_a_file_beside_the_notebook_does_not_take_the_place_of_ours(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("shadow/page.ipynb", [ours()])
    folder = learner_server.workspace / "shadow"
    for name in ("mentorlab", "pydantic", "ipywidgets", "fractions", "ipykernel_launcher", "sitecustomize"):
        (folder / f"{name}.py").write_text("open('shadow-was-here', 'w').close()", "utf-8")
    page = visit.open(path)
    expect(page.locator(".mentorlab").first).to_be_visible()
    assert not (folder / "shadow-was-here").exists()


def test_a_notebook_that_does_not_say_it_is_ours_is_left_alone(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("course/not-ours.ipynb", [ours()], ours=False)
    page = visit.open(path, ready=False)
    expect(page.locator('.jp-NotebookPanel[data-mentorlab="other"]')).to_be_visible()
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    page.wait_for_timeout(3000)
    assert page.locator(".jp-OutputArea-output").count() == 0
    assert page.locator(".mentorlab-bar").count() == 0


def test_it_runs_in_lab_too_beside_jupyterlabs_own_menus(visit: Visit) -> None:
    page = visit.open(LESSON, kind="lab")
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    expect(page.locator(".mentorlab-bar")).to_be_hidden()
    assert page.locator(".mentorlab-cell .cm-editor:visible").count() == 0


def test_coming_back_to_a_living_kernel_shows_the_same_widgets_and_runs_nothing(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("course/again.ipynb", [markdown("title", "# Again"), ours(), ours()])
    file = learner_server.workspace / path

    def counts() -> list[int | None]:
        cells = learner_server.notebook(path)["cells"]
        return [cell["execution_count"] for cell in cells if "outputs" in cell]

    visit.open(path).keyboard.press("Control+s")
    soon(lambda: all(counts()))
    before = counts()
    visit.reopen()
    saved = file.stat().st_mtime_ns
    visit.page.keyboard.press("Control+s")
    soon(lambda: file.stat().st_mtime_ns != saved)
    assert counts() == before
    answer_something(visit.page)  # they are alive


def test_run_all_in_the_middle_of_opening_does_no_harm(visit: Visit) -> None:
    page = visit.open(LESSON, ready=False)
    page.locator(".mentorlab-bar-code").click()
    run_all(page)
    visit.ready()
    expect(page.locator(".mentorlab-cell .jp-RenderedText[data-mime-type*=error]")).to_have_count(0)


def test_without_the_extension_run_all_shows_every_form(visit: Visit, learner_server: LearnerServer) -> None:
    def gone(route: Route) -> None:
        route.abort()

    visit.context.route("**/extensions/mentorlab/**", gone)
    page = visit.open(LESSON, ready=False)
    expect(page.get_by_text("| Idle")).to_be_visible()  # before that, Run All does nothing
    assert page.locator(".mentorlab").count() == 0, "nothing runs by itself"
    run_all(page)
    forms = learner_server.forms(LESSON)
    for cell in forms.values():
        expect(visit.cell(cell.place).locator(".mentorlab").first).to_be_visible()
    choice = next(cell for cell in forms.values() if cell.item is not None and cell.item.kind == "choice")
    visit.cell(choice.place).locator("input[type=radio]").first.check()
    expect(visit.cell(choice.place).locator(".ml-status")).to_contain_text("Saved")
    visit.faults.clear()  # JupyterLab says in the console that it could not load us


# --- when Python stops --------------------------------------------------------------------------------------


def answer_something(page: Page) -> None:
    """The first question with radio buttons: what is chosen is saved, so Python answers."""
    form = page.locator(".ml-form", has=page.locator("input[type=radio]")).first
    form.locator("input[type=radio]").first.check()
    expect(form.locator(".ml-status")).to_contain_text("Saved")


def test_after_a_restart_the_forms_are_there_again(visit: Visit, learner_server: LearnerServer) -> None:
    page = visit.open(
        learner_server.write("course/restart.ipynb", [markdown("title", "# Again"), ours(), ours()])
    )
    page.get_by_role("button", name="Show the code").click()
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Kernel$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Restart Kernel…$")).click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.locator(".mentorlab-bar p")).not_to_be_empty()
    visit.ready()
    page.get_by_role("button", name="Hide the code").click()
    answer_something(page)


def test_after_python_crashed_the_forms_are_there_again(visit: Visit, learner_server: LearnerServer) -> None:
    crash = code("crash", "import os; os._exit(1)") | {"metadata": {}}
    path = learner_server.write("course/crash.ipynb", [ours(), crash])
    page = visit.open(path)
    page.get_by_role("button", name="Show the code").click()
    visit.cell(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    visit.ready()
    page.get_by_role("button", name="Hide the code").click()
    answer_something(page)
    visit.faults.clear()  # JupyterLab says in the console that the connection was lost
    visit.questions.clear()


def test_a_page_whose_kernel_was_ended_says_so_and_can_be_woken(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("course/ended.ipynb", [markdown("title", "# Ended"), ours(), ours()])
    page = visit.open(path)
    [kernel] = learner_server.kernels(path)
    learner_server.ask(f"api/kernels/{kernel}", "DELETE")
    status = page.get_by_role("status").first
    expect(status).to_contain_text("Python stopped")
    page.get_by_role("button", name="Try again").click()
    visit.ready()
    answer_something(page)
    visit.faults.clear()


def test_a_kernel_that_cannot_start_is_a_sentence_with_something_to_do(visit: Visit) -> None:
    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=500, json={"message": "no kernel today", "traceback": ""})
        else:
            route.continue_()

    visit.context.route("**/api/sessions*", refuse)
    page = visit.open(HOME, ready=False)
    expect(page.locator(".mentorlab-bar p")).to_contain_text("Python did not start")
    expect(page.get_by_role("button", name="Try again")).to_be_attached()
    visit.faults.clear()


def test_a_slow_kernel_is_waited_for_in_words(visit: Visit) -> None:
    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            visit.page.wait_for_timeout(3000)
        route.continue_()

    visit.context.route("**/api/sessions*", slowly)
    page = visit.open(HOME, ready=False)
    expect(page.locator(".mentorlab-bar p")).to_have_text("Getting the page ready…")
    visit.ready()


# --- leaving ------------------------------------------------------------------------------------------------


def test_answering_changes_no_byte_of_a_page_and_leaving_asks_nothing(
    visit: Visit, learner_server: LearnerServer
) -> None:
    file: Path = learner_server.workspace / LESSON
    before = file.read_bytes()
    visit.open(LESSON)
    first, second = (visit.page.locator("input[type=radio]").nth(place) for place in range(2))
    first.focus()
    visit.page.keyboard.press("ArrowDown")  # moves between radio buttons, and not between cells
    expect(second).to_be_focused()
    expect(second).to_be_checked()
    visit.close()
    assert file.read_bytes() == before
    assert visit.questions == []


def test_what_a_learner_writes_into_a_cell_of_their_own_is_asked_about(
    visit: Visit, learner_server: LearnerServer
) -> None:
    path = learner_server.write("course/notes.ipynb", [ours(), code("mine", "note = 1") | {"metadata": {}}])
    page = visit.open(path)
    page.get_by_role("button", name="Show the code").click()
    page.locator(".jp-Cell").nth(1).locator(".cm-content").click()
    page.keyboard.type("2")
    visit.close()
    assert [question.split(":")[0] for question in visit.questions] == ["beforeunload"]
    visit.questions.clear()

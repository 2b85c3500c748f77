"""What a page of ours may not show: machinery, and what axe-core calls a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"

MACHINERY = [
    ".cm-editor",
    ".jp-InputPrompt",
    ".jp-OutputPrompt",
    ".jp-InputPlaceholder",
    ".jp-Placeholder",
    ".jp-Collapser",
    ".jp-cell-toolbar",
    ".jp-Toolbar",
    ".jp-SideBar",
    "#jp-menu-panel",
    "#jp-top-panel",
    "#jp-bottom-panel",
    ".jp-Notebook-footer",
    ".jp-OutputArea-executeResult",
    "text=from mentorlab",
    "text=YOUR CODE HERE",
    "text=Traceback",
]

# JupyterLab's body has no height, and axe does not look at what is scrolled out of JupyterLab's shell: without
# these two it takes every colour for invisible and checks no contrast.
BODY = "html, body { height: 100% !important; }"
OURS = [".mentorlab", ".mentorlab-bar"]


def machinery(page: Page) -> list[str]:
    """The parts of JupyterLab, and the words of code, that are to be seen."""
    return [what for what in MACHINERY if page.locator(what).locator("visible=true").count()]


def faults(page: Page) -> list[str]:
    """What axe-core finds in our own output: rule and element."""
    page.add_style_tag(content=BODY)
    height = page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollHeight")
    page.set_viewport_size({"width": 1200, "height": height + 200})
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text("utf-8"))
    found: Any = page.evaluate(
        """async (ours) => (await axe.run({ include: ours.map((one) => [one]) }, { resultTypes: ["violations"] }))
          .violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))""",
        [one for one in OURS if page.locator(one).count()],
    )
    return list(found)

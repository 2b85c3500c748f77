"""The notebook that people will read: the assignment's own cells, filled with what they would print, no code.

nbgrader's preprocessors fill one notebook after another with the functions here. In bulk the same functions
make the notebook once, with a mark where each page goes, and `NotebookTemplate` keeps the text between the marks: what
is the same for everybody is turned into JSON once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import nbformat
from nbformat.notebooknode import NotebookNode

from mentorlab.marking.copy.answer_page import AnswerPage, Call, NotOurs, Shown, read_call
from mentorlab.marking.copy.page_cache import CachedPage, ItemCells, group_by_item
from mentorlab.marking.copy.source_cells import SourceCell
from mentorlab.marking.intake.submission import HandedNotebook
from mentorlab.notebooks.cells import BEGIN_SCHEME
from mentorlab.notebooks.notebook import cell_id
from mentorlab.views.pages.style import TAG
from mentorlab.views.pages.text import escape

_MOST_NOTES, _LONGEST_NOTE = 20, 5_000  # of what a learner wrote into the notebook itself
_NOTHING = CachedPage([], None)
_HOLE = "@@here goes the page of cell {}@@"
_HOLES = re.compile(r"@@here goes the page of cell \d+@@")


def assemble(cells: Sequence[SourceCell], handed: HandedNotebook) -> NotebookNode:
    """Builds a notebook of the assignment's own cells, each once, then of what the learner wrote into theirs."""
    metadata = NotebookNode(
        kernelspec=NotebookNode(display_name="Python 3", language="python", name="python3"),
        language_info=NotebookNode(name="python"),
    )
    nodes = [cell.node() for cell in cells] + notes(handed)
    return NotebookNode(cells=nodes, metadata=metadata, nbformat=4, nbformat_minor=5)


def notes(handed: HandedNotebook) -> list[NotebookNode]:
    """Makes a cell of each text that the learner added, which shows it as text."""
    nodes = []
    for at, source in enumerate(handed.added[:_MOST_NOTES]):
        text = escape(source[:_LONGEST_NOTE])
        shown = f"<p><em>Added by the learner, not marked:</em></p><pre>{text}</pre>"
        node = NotebookNode(id=cell_id("note", str(at)), cell_type="code", source="", execution_count=None)
        node.metadata, node.outputs = NotebookNode(), [page(shown)]
        nodes.append(node)
    return nodes


def outputs(shown: Shown) -> list[NotebookNode]:
    """Makes the outputs that a kernel would have left: the page, then for a mark the number."""
    if shown.points is None:
        return [page(shown.html)]
    number = NotebookNode(
        output_type="execute_result",
        data=NotebookNode({"text/plain": repr(shown.points)}),
        execution_count=None,
        metadata=NotebookNode(),
    )
    return [page(shown.html), number]


def conceal(nb: NotebookNode) -> None:
    """Removes code, keys and widgets from a notebook; the static page of each cell stays."""
    nb.metadata.pop("widgets", None)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.source = ""
            cell.execution_count = None
            cell.outputs = [output for output in map(_static, cell.outputs) if output is not None]
        elif BEGIN_SCHEME in cell.source:
            cell.source = without_comments(cell.source)


def without_comments(source: str) -> str:
    """Removes from a task cell the lines that only programs read, such as the key's canary."""
    return "\n".join(line for line in source.split("\n") if not line.startswith("<!--"))


def page(html: str) -> NotebookNode:
    """Makes an output that shows this HTML."""
    data = NotebookNode({"text/html": html})
    return NotebookNode(output_type="display_data", data=data, metadata=NotebookNode())


@dataclass(frozen=True)
class NotebookTemplate:
    """One notebook of an assignment, prepared once, and filled with the pages of each who handed it in.

    Attributes
    ----------
    cells : as the gradebook keeps them, in the order of the source
    calls : what each code cell shows, in that order
    grade_ids : of the cells, in that order
    ids : the items that are marked, by a rule or by a person
    """

    name: str
    cells: tuple[SourceCell, ...]
    grade_ids: tuple[str, ...]
    calls: tuple[Call, ...]
    ids: frozenset[str]
    _items: tuple[ItemCells, ...]
    _between: tuple[bytes, ...]

    @classmethod
    def prepare(cls, name: str, cells: Sequence[SourceCell]) -> NotebookTemplate:
        """Reads every cell; raises `NotOurs`, which names the cell that the builder did not make."""
        calls = []
        nb = assemble(cells, HandedNotebook())
        for cell in nb.cells:
            if cell.cell_type == "code":
                grade_id = cell.metadata.nbgrader.grade_id
                try:
                    calls.append(read_call(cell.source))
                    if (calls[-1].key is not None) is not cell.metadata.nbgrader.grade:
                        raise NotOurs("it is marked and holds no mark, or holds one and is not marked.")
                except NotOurs as error:
                    raise NotOurs(f"cell “{grade_id}”: {error}") from None
                # The look is constant too: it stands in the first cell, and is long.
                look = TAG if len(calls) == 1 else ""
                cell.outputs = [page(look + _HOLE.format(len(calls)))]
        conceal(nb)
        return cls(
            name=name,
            cells=tuple(cells),
            grade_ids=tuple(cell.grade_id for cell in cells),
            calls=tuple(calls),
            _items=group_by_item(calls),
            ids=frozenset(cell.grade_id for cell in cells if cell.points is not None),
            _between=tuple(text.encode("utf-8") for text in _HOLES.split(_text(nb))),
        )

    def show(self, answer_pages: Sequence[AnswerPage]) -> list[list[Shown | CachedPage]]:
        """Makes the page of each code cell for some learners, without the style sheet, which the template holds.

        One item after another, and not one learner after another: a processor that does the same again is twice as
        fast at it.
        """
        nothing: list[Shown | CachedPage] = [_NOTHING] * len(self.calls)
        shown = [nothing.copy() for _ in answer_pages]
        for answer_page in answer_pages:
            answer_page.dressed = True
        for item_cells in self._items:
            for answer_page, pages in zip(answer_pages, shown, strict=True):
                item_cells.show(answer_page, pages)
        return shown

    def data(
        self, answer_page: AnswerPage, pages: Sequence[Shown | CachedPage], handed: HandedNotebook
    ) -> bytes:
        """Fills the template with these pages: the notebook's bytes, the same as nbgrader would write."""
        if handed.added:
            nb = assemble(self.cells, handed)
            filled = [cell for cell in nb.cells if cell.cell_type == "code"]
            for at, (cell, call) in enumerate(zip(filled, self.calls, strict=False)):
                full = answer_page.show(call)
                look = "" if at else TAG
                cell.outputs = outputs(replace(full, page=full.page.within((look,), ())))
            conceal(nb)
            return _text(nb).encode("utf-8")
        parts = [self._between[0]]
        for shown, after in zip(pages, self._between[1:], strict=True):
            parts += shown.in_json
            parts.append(after)
        return b"".join(parts)


def _text(nb: NotebookNode) -> str:
    text: str = nbformat.writes(nb, version=4)
    return text if text.endswith("\n") else text + "\n"


def _static(output: NotebookNode) -> NotebookNode | None:
    html = output.get("data", {}).get("text/html")
    return page(html) if html else None

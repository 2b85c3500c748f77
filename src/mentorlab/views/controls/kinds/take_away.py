"""`take-away`: boxes to fill in and to change, a sheet for each mentee where there are several, and ways to keep it.

There is nothing to check. A sheet in which nothing stands any more is not kept.
"""

from __future__ import annotations

import secrets
from typing import Any

from mentorlab.item.kinds.take_away import LETTERS, MOST_SHEETS, ONLY, initials, names
from mentorlab.views.controls.debounce import Debounced
from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.take_away_files import actions, read_dates
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.error_guard import guarded
from mentorlab.views.pages.kinds.take_away import NO_NAME, hint
from mentorlab.views.pages.text import escape

CHECKS, ASKS_CONFIDENCE = "", False
WHOSE, NEW = "Sheet", "New sheet"
LEFT = 4  # sheets out of view whose boxes still listen
INITIALS = f"Their initials only, at most {LETTERS} letters"
NOT_INITIALS = f"Not kept: initials alone, at most {LETTERS} letters. A page may be left lying about."
EMPTY = "This sheet is still empty: use it for the next person."
FULL = f"There are {MOST_SHEETS} sheets. Empty one that you no longer need, and it makes room when you come back."


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make the boxes of the sheet that was shown last, or of the first."""
    sheets = _Sheets(toolkit, item, response, form)
    return Fields(sheets.control, sheets.read)


class _Sheets:
    """All sheets as plain data, and the controls of the one that is shown."""

    def __init__(self, toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> None:
        self.toolkit, self.item, self.form = toolkit, item, form
        self.sheets = {id: sheet.model_dump() for id, sheet in response.sheets.items()}
        self.sheets = self.sheets or {secrets.token_hex(4) if item.each else ONLY: _blank()}
        shown = form.memory.get("sheet")
        self.id = str(shown) if shown in self.sheets else next(iter(self.sheets))
        self.message, self.body = toolkit.html(), toolkit.column([])
        self.listing = toolkit.row([], "ml-sheets")
        self.left: list[Any] = []  # the boxes of sheets that were in view before
        self.guarded = guarded(self._tell)
        self.new = toolkit.button(NEW, self.guarded(self._new), "ml-plain")
        self.listing.children = [self.new]
        top = [self.listing] if item.each else []
        self.control = toolkit.column([*top, self.body, self._buttons(), self.message])
        self._show()

    def read(self) -> dict[str, Any]:
        """The sheets in which something stands."""
        kept = {}
        for id, sheet in self.sheets.items():
            filled = {name: text for name, text in sheet["fields"].items() if text.strip()}
            if filled or sheet["initials"]:
                kept[id] = {"initials": sheet["initials"], "fields": filled}
        return {"sheets": kept}

    # --- drawing ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        """The boxes of the sheet that is chosen, in the place of those before."""
        old = self.body.children
        self.form.memory["sheet"] = self.id
        sheet = self.sheets[self.id]
        boxes = [self.toolkit.column(self._field(one, sheet), "ml-field") for one in self.item.fields]
        if self.item.each:
            self._list()
            boxes = [self.toolkit.column(self._initials(sheet), "ml-field"), *boxes]
        self.body.children = boxes
        self.message.value = ""
        # While Python is busy the page holds the last letters back, and the click overtakes them: boxes that are
        # closed at once would lose them. They come to their own sheet, which is not in view any more.
        self.left.append(old)
        for control in self.left.pop(0) if len(self.left) > LEFT else ():
            for part in control.children:
                part.close()
            control.close()

    def _field(self, one: Any, sheet: dict[str, Any]) -> list[Any]:
        note = self.toolkit.html(hint(self.item, one))
        found = self.toolkit.html()

        def look() -> None:
            found.value = f'<div role="status">{read_dates(box.value)}</div>' if box.value.strip() else ""

        later = Debounced(look, 1.5)  # not at every keystroke: half a date is no fault

        def changed() -> None:
            sheet["fields"][one.id] = box.value
            if one.type == "dates":
                later.schedule()
            self.form.typed()

        dates = one.type == "dates"
        box = self.toolkit.write(one.text, sheet["fields"].get(one.id, ""), changed, rows=3 if dates else 2)
        if dates:
            look()
        return [box, found, note]

    def _initials(self, sheet: dict[str, Any]) -> list[Any]:
        wrong = self.toolkit.html()

        def changed() -> None:
            try:
                sheet["initials"], wrong.value = initials(box.value), ""
            except ValueError:  # and not the first four letters of a name either
                sheet["initials"] = ""
                wrong.value = f'<p class="ml-fault" role="alert">{escape(NOT_INITIALS)}</p>'
            self._list()
            self.form.typed()

        box = self.toolkit.write(INITIALS, sheet["initials"], changed, "ml-narrow", entered=self.form.entered)
        self.focus = box.focus
        return [box, wrong]

    def _list(self) -> None:
        """The list of sheets, by the initials as they are now; no list while there is but one.

        The button stays the same one: a click on one that was drawn anew a moment ago would be lost.
        """
        called = self._names()
        options = [(called[id] or NO_NAME, id) for id in self.sheets]
        old = self.listing.children[:-1]
        lists = []
        if len(options) > 1:
            chosen = self.toolkit.choose(
                WHOSE, options, self.id, self.guarded(lambda: self._choose(chosen.value)), "ml-inline"
            )
            lists = [chosen]
        self.listing.children = [*lists, self.new]
        for control in old:
            control.close()

    def _buttons(self) -> Any:
        return self.toolkit.row(
            [
                self.toolkit.button(text, self.guarded(lambda act=act: self._do(act)))
                for text, act in actions(self.item).items()
            ],
            "ml-actions",
        )

    # --- what a learner does ----------------------------------------------------------------------------

    def _choose(self, id: str) -> None:
        if id != self.id:
            self.id = id
            self._show()

    def _new(self) -> None:
        blank = [id for id, sheet in self.sheets.items() if id not in self.read()["sheets"]]
        if not blank and len(self.sheets) >= MOST_SHEETS:
            self._tell(FULL)
            return
        self.id = blank[0] if blank else secrets.token_hex(4)
        self.sheets.setdefault(self.id, _blank())
        self._show()
        self.focus()
        if blank:
            self._tell(EMPTY)

    def _do(self, act: Any) -> None:
        self.form.entered()  # what was typed a moment ago is saved first
        sheet = self.sheets[self.id]
        self.message.value = act(sheet["fields"], sheet["initials"], self._names()[self.id], self.id)

    def _names(self) -> dict[str, str]:
        return names({id: sheet["initials"] for id, sheet in self.sheets.items()})

    def _tell(self, sentence: str) -> None:
        self.message.value = f'<p role="alert">{escape(sentence)}</p>'


def _blank() -> dict[str, Any]:
    return {"initials": "", "fields": {}}

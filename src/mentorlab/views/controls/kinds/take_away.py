"""`take-away`: boxes to fill in and to change, a sheet for each mentee where there are several, and ways to keep it.

There is nothing to check. A sheet in which nothing stands any more is not kept.
"""

from __future__ import annotations

import secrets
from typing import Any

from mentorlab.item.kinds.take_away import LETTERS, MOST_SHEETS, ONLY, initials, names
from mentorlab.views.controls.debounce import Later
from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.error_guard import calmly
from mentorlab.views.pages.text import blocks, escape, plain

NAME, CHECKS, ASKS_CONFIDENCE = "take-away", "", False
WHOSE, NEW = "Sheet", "New sheet"
LEFT = 4  # sheets out of view whose boxes still listen
INITIALS = f"Their initials only, at most {LETTERS} letters"
NO_NAME = "no initials yet"
NOT_INITIALS = f"Not kept: initials alone, at most {LETTERS} letters. A page may be left lying about."
EMPTY = "This sheet is still empty: use it for the next person."
FULL = f"There are {MOST_SHEETS} sheets. Empty one that you no longer need, and it makes room when you come back."
DATES = "One date a line: 2026-12-03 14:30, or 3 December 2026, 14:30, 40 minutes. The time may be left out."
ALONE = "Yours alone: it is not on the mentee's page."


def labels(item: Any, key: Any) -> dict[str, str]:
    """The fields."""
    return texts(item.fields)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """What stands in the fields, sheet by sheet."""
    called = names({id: sheet.initials for id, sheet in response.sheets.items()})
    rows = []
    for id, sheet in response.sheets.items():
        before = f"{called[id] or NO_NAME}: " if item.each else ""
        rows += [Row(before + plain(one.text), sheet.fields.get(one.id, "").strip()) for one in item.fields]
    return tuple(rows) or tuple(Row(plain(one.text), "") for one in item.fields)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """The sheet that was shown last, or the first."""
    sheets = _Sheets(item, response, sitting)
    return Fields(sheets.widget, sheets.read)


class _Sheets:
    """All sheets as plain data, and the widgets of the one that is shown."""

    def __init__(self, item: Any, response: Any, sitting: Sitting) -> None:
        from mentorlab.views.controls.kinds import _widgets as w

        self.w, self.item, self.sitting = w, item, sitting
        self.sheets = {id: sheet.model_dump() for id, sheet in response.sheets.items()}
        self.sheets = self.sheets or {secrets.token_hex(4) if item.each else ONLY: _blank()}
        shown = sitting.memory.get("sheet")
        self.id = str(shown) if shown in self.sheets else next(iter(self.sheets))
        self.said, self.body, self.listing = w.html(), w.column([]), w.row([], "ml-sheets")
        self.left: list[Any] = []  # the boxes of sheets that were in view before
        self.calm = calmly(self._tell)
        self.new = w.button(NEW, self.calm(self._new), "ml-plain")
        self.listing.children = [self.new]
        top = [self.listing] if item.each else []
        self.widget = w.column([*top, self.body, self._buttons(), self.said])
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
        self.sitting.memory["sheet"] = self.id
        sheet = self.sheets[self.id]
        boxes = [self.w.column(self._field(one, sheet), "ml-field") for one in self.item.fields]
        if self.item.each:
            self._list()
            boxes = [self.w.column(self._initials(sheet), "ml-field"), *boxes]
        self.body.children = boxes
        self.said.value = ""
        # While Python is busy the page holds the last letters back, and the click overtakes them: boxes that are
        # closed at once would lose them. They come to their own sheet, which is not in view any more.
        self.left.append(old)
        for widget in self.left.pop(0) if len(self.left) > LEFT else ():
            for part in widget.children:
                part.close()
            widget.close()

    def _field(self, one: Any, sheet: dict[str, Any]) -> list[Any]:
        note = self.w.html(_note(self.item, one))
        found = self.w.html()

        def look() -> None:
            from mentorlab.views.controls.take_away_files import read_dates

            found.value = f'<div role="status">{read_dates(box.value)}</div>' if box.value.strip() else ""

        later = Later(look, 1.5)  # not at every keystroke: half a date is no fault

        def changed() -> None:
            sheet["fields"][one.id] = box.value
            if one.type == "dates":
                later.soon()
            self.sitting.changed(True)

        dates = one.type == "dates"
        box = self.w.write(one.text, sheet["fields"].get(one.id, ""), changed, rows=3 if dates else 2)
        if dates:
            look()
        return [box, found, note]

    def _initials(self, sheet: dict[str, Any]) -> list[Any]:
        wrong = self.w.html()

        def changed() -> None:
            try:
                sheet["initials"], wrong.value = initials(box.value), ""
            except ValueError:  # and not the first four letters of a name either
                sheet["initials"] = ""
                wrong.value = f'<p class="ml-fault" role="alert">{escape(NOT_INITIALS)}</p>'
            self._list()
            self.sitting.changed(True)

        box = self.w.write(INITIALS, sheet["initials"], changed, entered=self.sitting.entered)
        box.add_class("ml-narrow")
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
            chosen = self.w.choose(WHOSE, options, self.id, self.calm(lambda: self._choose(chosen.value)))
            chosen.add_class("ml-inline")
            lists = [chosen]
        self.listing.children = [*lists, self.new]
        for widget in old:
            widget.close()

    def _buttons(self) -> Any:
        from mentorlab.views.controls.take_away_files import actions

        return self.w.row(
            [
                self.w.button(text, self.calm(lambda act=act: self._do(act)))
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
        self.sitting.entered()  # what was typed a moment ago is saved first
        sheet = self.sheets[self.id]
        self.said.value = act(sheet["fields"], sheet["initials"], self._names()[self.id], self.id)

    def _names(self) -> dict[str, str]:
        return names({id: sheet["initials"] for id, sheet in self.sheets.items()})

    def _tell(self, sentence: str) -> None:
        self.said.value = f'<p role="alert">{escape(sentence)}</p>'


def _blank() -> dict[str, Any]:
    return {"initials": "", "fields": {}}


def _note(item: Any, one: Any) -> str:
    said = blocks(one.hint) + (f"<p>{escape(DATES)}</p>" if one.type == "dates" else "")
    if not one.share and any(other.share for other in item.fields):
        said += f"<p>{escape(ALONE)}</p>"
    return f'<div class="ml-soft">{said}</div>' if said else ""

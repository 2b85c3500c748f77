"""Saying it first: a box before the replies appear, and what was written beside them once they have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mentorlab.talk.model import Reply
from mentorlab.talk.own_words import OwnWords, nearest
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.own_words import guess_words, render_own_words

_EMPTY = "Write what you would say, or say it aloud and press the other button."


class SayFirst:
    """Asks for the mentor's own words.

    Parameters
    ----------
    spoken : called with what was typed; with "" where it was said aloud
    unlike : called when none of the replies is like it, and when that is taken back
    """

    def __init__(
        self, toolkit: Toolkit, spoken: Callable[[str], None], unlike: Callable[[bool], None]
    ) -> None:
        self._toolkit, self._spoken, self._unlike = toolkit, spoken, unlike
        self.box = toolkit.write("Say it first, in your own words", "", lambda: None, rows=3)
        self.done = toolkit.button("Show me the replies", self._typed)
        self.aloud = toolkit.button("I have said it aloud", lambda: spoken(""), "ml-plain")
        self.told = toolkit.html()
        self.none = toolkit.tick("None of these is like mine", False, self._ticked)
        self._asking = toolkit.column([self.box, toolkit.row([self.done, self.aloud])])
        self.control = toolkit.column([self._asking, self.told, self.none])
        self._drawing = False
        self.show(asking=False, own=None)

    def show(self, *, asking: bool, own: OwnWords | None, offered: Sequence[Reply] = ()) -> None:
        """Show the box, or what was written beside the replies, or nothing of both."""
        self._drawing = True
        if not asking:
            self.box.value = ""
        self.told.value = render_own_words(own)
        if own is not None and own.text and not own.unlike:
            guess = guess_words(nearest(offered, own.text))
            self.told.value += f'<p class="ml-soft">{guess}</p>' if guess else ""
        self.none.value = bool(own and own.unlike)
        self._toolkit.show(self._asking, asking)
        self._toolkit.show(self.none, own is not None)
        self._drawing = False

    def _typed(self) -> None:
        text = self.box.value.strip()
        if not text:
            self.told.value = f'<p class="ml-notice" role="alert">{_EMPTY}</p>'
            return
        self._spoken(text)

    def _ticked(self) -> None:
        if not self._drawing:
            self._unlike(bool(self.none.value))

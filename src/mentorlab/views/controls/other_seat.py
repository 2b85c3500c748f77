"""The other seat, once a talk has ended: guess what they thought, or watch and say which moves you see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.other_seat import Thought, agreement, coded, guessed, moves, observed, thoughts
from mentorlab.talk.play import Play
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.pages import other_seat as page

_NOT_YET, _NONE = "", "-"


class OtherSeat:
    """Offers both seats for one ended play. Nothing of it is marked.

    Parameters
    ----------
    key : without it nobody can compare moves, and observing is not offered
    kept : called with the play once something in it was guessed or coded
    guard : makes of what a button does one that says what went wrong
    """

    def __init__(
        self,
        toolkit: Toolkit,
        talk: Talk,
        key: TalkKey | None,
        kept: Callable[[Play], None],
        guard: Callable[[Callable[[], None]], Callable[[], None]],
    ) -> None:
        self._toolkit, self._talk, self._key, self._kept = toolkit, talk, key, kept
        self._guard = guard
        self._play: Play | None = None
        self.guess = toolkit.button(page.GUESS, guard(self._show_guesses), "ml-plain")
        self.observe = toolkit.button(page.OBSERVE, guard(self._show_turns), "ml-plain")
        self.seat = toolkit.column([])
        self.control = toolkit.column([toolkit.row([self.guess, self.observe]), self.seat])

    def show(self, play: Play | None) -> None:
        """Offer the seats for this play; with None nothing is shown."""
        if play is None or (self._play is not None and play.replies != self._play.replies):
            self._clear()
        self._play = play
        self._toolkit.show(self.control, play is not None)
        self._toolkit.show(self.guess, play is not None and bool(thoughts(self._talk, play)))
        self._toolkit.show(self.observe, play is not None and self._key is not None)

    def _clear(self, *controls: Control) -> None:
        old = self.seat.children
        self.seat.children = list(controls)
        for control in old:
            control.close()

    def _keep(self, play: Play) -> None:
        self._play = play
        self._kept(play)

    def _show_guesses(self) -> None:
        assert self._play is not None
        self._clear(*[self._moment(moment) for moment in thoughts(self._talk, self._play)])

    def _moment(self, moment: Thought) -> Control:
        assert self._play is not None
        before = next((one.text for one in self._play.guesses if one.turn == moment.turn), "")
        box = self._toolkit.write(page.WHAT, before, lambda: None, rows=2)
        answer = self._toolkit.html(page.render_thoughts(self._talk, moment) if before else "")

        def see() -> None:
            assert self._play is not None
            if box.value.strip():
                self._keep(guessed(self._play, moment.turn, box.value.strip()))
                answer.value = page.render_thoughts(self._talk, moment)
            else:
                answer.value = page.FIRST_GUESS

        told = self._toolkit.html(page.render_moment(self._talk, moment))
        return self._toolkit.column([told, box, self._toolkit.button(page.SEE, self._guard(see)), answer])

    def _show_turns(self) -> None:
        assert self._play is not None and self._key is not None
        options = [(page.NOT_YET, _NOT_YET), (page.NO_MOVE, _NONE)]
        options += [(page.move_words(move), move) for move in moves(self._key)]
        lists: dict[int, Control] = {}
        rows: list[Control] = []
        for one in observed(self._talk, self._key, self._play):
            value = _NOT_YET if one.coded is None else next(iter(one.coded), _NONE)
            lists[one.turn] = self._toolkit.choose(one.reply.text, options, value, lambda: None)
            rows.append(lists[one.turn])
        result = self._toolkit.html()
        compare = self._toolkit.button(page.COMPARE, self._guard(partial(self._compare, lists, result)))
        self._clear(*rows, compare, result)

    def _compare(self, lists: dict[int, Control], result: Control) -> None:
        assert self._play is not None and self._key is not None
        play = self._play
        for turn, one in lists.items():
            if one.value != _NOT_YET:
                play = coded(play, turn, () if one.value == _NONE else (one.value,))
        self._keep(play)
        seen = observed(self._talk, self._key, play)
        result.value = page.render_comparison(seen, *agreement(seen))

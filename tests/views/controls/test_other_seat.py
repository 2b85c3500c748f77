"""Saying it first, and the other seat, on plain controls."""

from __future__ import annotations

from typing import Any

from mentorlab.dialect.read import read
from mentorlab.item.kinds import kind
from mentorlab.item.kinds.talk import Item, Response
from mentorlab.talk.model import TalkKey
from mentorlab.talk.read import read_talk
from mentorlab.views.controls.kinds import FormLink
from mentorlab.views.controls.kinds.extended_text import fields
from mentorlab.views.controls.player import Player
from mentorlab.views.pages import other_seat as words
from tests.helpers.plain_toolkit import PlainToolkit, labelled, shown
from tests.helpers.samples import item_of, sources
from tests.helpers.talk_samples import guide_source

TALK, KEY = read_talk(read(guide_source("Say it first, and the other seat"), "talks/bag.md"), "bag")
CAREFUL, TYING = '"You could be more careful."', '"Tell me about Thursday, from the tying on."'


class Sitting:
    """A player with all that it kept."""

    def __init__(self, key: TalkKey | None = KEY, *, assessed: bool = False, response: Any = None) -> None:
        self.saves = 0
        item = Item(id="bag", title="The bag", talk=TALK)
        self.player: Any = Player(
            PlainToolkit(),
            item,
            response or Response(),
            self._saved,
            key=key,
            assessed=assessed,
            finished=self._saved,
        )

    def _saved(self) -> None:
        self.saves += 1

    @property
    def kept(self) -> Response:
        return Response.model_validate(self.player.read())

    def offered(self) -> list[str]:
        return [button.label for button in self.player.replies]

    def choose(self, text: str) -> None:
        next(button for button in self.player.replies if button.label == text).press()


def test_the_replies_come_after_one_s_own_words_and_these_are_kept() -> None:
    sitting = Sitting()
    first = sitting.player.first
    assert sitting.offered() == []
    first.done.press()
    assert sitting.saves == 0 and "say it aloud" in first.told.value
    first.box.put("That makes three in November, and I signed for them. <b>")
    first.done.press()
    assert CAREFUL in sitting.offered() and sitting.saves == 1
    assert "&lt;b&gt;" in first.told.value and "A guess" in first.told.value
    assert "Does it name something" not in first.told.value  # that is for the debrief
    (play,) = sitting.kept.plays
    assert play.own[0].text.startswith("That makes three") and not play.own[0].unlike


def test_none_of_these_may_be_said_and_then_one_is_chosen() -> None:
    sitting = Sitting()
    first = sitting.player.first
    first.box.put("I signed for three.")
    first.done.press()
    first.none.put(True)
    assert "A guess" not in first.told.value
    sitting.choose(CAREFUL)
    (play,) = sitting.kept.plays
    assert play.replies == ("careful",) and play.own[0].unlike and play.own[0].text == "I signed for three."


def test_what_is_said_aloud_is_not_recorded() -> None:
    sitting = Sitting()
    sitting.player.first.aloud.press()
    assert sitting.offered() and sitting.kept.plays[0].own[0].text == ""


def test_a_page_opened_again_goes_on_where_one_stood() -> None:
    sitting = Sitting()
    sitting.player.first.box.put("Hm, Ivo.")
    sitting.player.first.done.press()
    again = Sitting(response=sitting.kept)
    assert again.offered() and "Hm, Ivo." in again.player.first.told.value


def ended(**kwargs: Any) -> Sitting:
    sitting = Sitting(**kwargs)
    sitting.player.first.aloud.press()
    sitting.choose(CAREFUL)
    sitting.choose(TYING)
    return sitting


def test_a_thought_is_seen_after_a_guess_and_the_guess_is_kept_in_the_play_that_counts() -> None:
    sitting = ended(key=None, assessed=True)
    seats = sitting.player.seats
    seats.guess.press()
    _, box, see, answer = seats.seat.children[0].children
    see.press()
    assert answer.value == words.FIRST_GUESS
    box.put("Not again")
    see.press()
    assert "Here it comes." in answer.value
    (play,) = sitting.kept.plays
    assert [(one.turn, one.text) for one in play.guesses] == [(1, "Not again")]
    assert len(play.replies) == 2


def test_an_observer_compares_moves_with_the_author() -> None:
    sitting = ended()
    seats = sitting.player.seats
    seats.observe.press()
    first, second, compare, result = seats.seat.children
    compare.press()
    assert "at least one" in result.value
    first.put("vague-praise")
    second.put("-")
    compare.press()
    assert "agree on 1 of 2" in result.value
    (play,) = sitting.kept.plays
    assert [(one.turn, one.moves) for one in play.codings] == [(0, ("vague-praise",)), (1, ())]


def test_a_new_play_begins_without_the_seats() -> None:
    sitting = ended()
    sitting.player.seats.guess.press()
    sitting.player._again.press()
    assert sitting.player.seats.seat.children == [] and sitting.offered() == []


def test_a_reflection_quotes_what_was_said_first_each_once() -> None:
    item, _ = item_of(sources()["extended-text"].replace("points=4", "points=4 quote=yes"))
    own = ["I signed\nfor three."]
    form = FormLink(lambda typing: None, quotable=lambda: own)
    made = fields(PlainToolkit(), item, kind(item.kind).Response(text="So."), form)
    button = labelled(made.control, "Quote what I said first")
    button.press()
    button.press()
    assert made.read() == {"text": "So.\n\n> I signed\n> for three.\n\n"}
    own.append("More.")
    button.press()
    assert made.read()["text"].endswith("> for three.\n\n> More.\n\n")
    plain, _ = item_of(sources()["extended-text"])
    bare = fields(PlainToolkit(), plain, kind(plain.kind).Response(), form)
    assert not shown(bare.control, "button") and "quotes" not in plain.model_dump(mode="json")

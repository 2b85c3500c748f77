"""One learner's responses to one assignment, marked and rendered: the same calls that a kernel would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from json.encoder import encode_basestring
from pathlib import Path

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.cells import parse_cell
from mentorlab.item.json_limits import ResponseError, small_json
from mentorlab.item.model import Item, Key, to_points
from mentorlab.responses.file import Entry, read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.talk.identity_key import IdentityKey
from mentorlab.views.pages.exercise_page import WordedAnswer, form_page, mark_page, word_answer
from mentorlab.views.pages.text import Page

_NEW_LINE = '",\n       "'  # nbformat begins a new string at every line of a page
_LONGEST = 4000  # characters of a piece that is kept: learners' own texts are among them


class NotOurs(ValueError):
    """A code cell has none of the shapes that the builder writes."""


@dataclass(frozen=True, eq=False)
class Call:
    """A form or mark cell, read: its item, and of a mark the key. Compares by identity, which is quick in caches."""

    item: Item
    key: Key | None = None


@dataclass(frozen=True)
class Shown:
    """What a cell shows: its page, for a mark cell the points, and the problem where a response was unreadable."""

    page: Page
    points: float | None = None
    problem: str = ""

    @property
    def html(self) -> str:
        """Returns the page as HTML."""
        return self.page.html

    @cached_property
    def in_json(self) -> list[bytes]:
        """Returns the page's pieces as they stand in a notebook's file, within the quotation marks."""
        return in_json(self.page.pieces)


def in_json(pieces: Sequence[str]) -> list[bytes]:
    """Encodes pieces of a page as they stand in a notebook's file, within the quotation marks."""
    return [_in_json(piece) if len(piece) <= _LONGEST else _in_json.__wrapped__(piece) for piece in pieces]


@lru_cache(maxsize=4096)
def _in_json(piece: str) -> bytes:
    """A piece of a page in a notebook's file. Most pieces stand in many pages, and are made into JSON once."""
    lines = piece.splitlines(True)
    encoded = _NEW_LINE.join([encode_basestring(line)[1:-1] for line in lines])
    # After a piece that ends a line the page goes on: each ends with a </div>.
    ended = lines and lines[-1].splitlines()[0] != lines[-1]
    return (encoded + _NEW_LINE if ended else encoded).encode("utf-8")


@lru_cache(maxsize=512)  # the cells of a dozen assignments: every learner's are the same
def read_call(source: str) -> Call:
    """Reads the call in a form or mark cell.

    Raises
    ------
    NotOurs : the cell has none of our fixed shapes, and is therefore not looked into
    """
    found = parse_cell(source)
    if found is None or found[0] not in ("exercise", "mark"):
        raise NotOurs(
            "this is not a cell that the builder made. Make the assignment again with “mentorlab build”."
        )
    call, arguments = found
    try:
        item = _item(arguments[0])
        if call == "exercise":
            return Call(item)
        if len(arguments) < 2:
            raise NotOurs("it holds no key: the gradebook was made from a release and not from its source.")
        return Call(item, keys.parse_key(item, arguments[1]))
    except ResponseError as error:
        raise NotOurs(str(error)) from None


@lru_cache(maxsize=512)
def _item(text: str) -> Item:
    """One object for the form's and the mark's item, which are the same text."""
    return keys.parse_item(text)


@dataclass
class AnswerPage:
    """Shows one learner's answers to an assignment, cell by cell, as the cells of one page."""

    entries: Mapping[str, Entry]
    dressed: bool = False  # the look is a page's, and stands in its first cell alone
    _as_json: dict[str, str] = field(
        default_factory=dict
    )  # what was answered, as JSON: form and mark both ask

    @classmethod
    def read(cls, folder: Path, module: str) -> AnswerPage:
        """Reads what was handed in for a module; raises `ResponsesError` for a file that may not be read."""
        return cls(read_for_marking(folder / f"{module}{ENDING}"))

    def show(self, cell: str | Call, *, explain: bool = True, model: bool = False) -> Shown:
        """Makes the page of a form or mark cell, and works out the points of a mark.

        Parameters
        ----------
        cell : its source (`NotOurs` as in `read_call`), or what was read from it
        explain, model : whether a mark's page says why, and shows an answer that earns everything
        """
        call = read_call(cell) if isinstance(cell, str) else cell
        how = (explain, model, not self.dressed)
        self.dressed = True
        id = call.item.id
        entry = self.entries.get(id)
        answered = self._as_json.get(id)
        if answered is None:
            answered = self._as_json[id] = "" if entry is None else small_json(entry.response)
        if entry is not None and not answered:
            return _shown(call, word_answer(Answer.read(call.item, entry.response)), *how)
        return _shown_again(call, answered, *how)


# Of many learners some give the same answer, which gets the same page. `small_json` keeps the keys short.
@lru_cache(maxsize=512)
def _shown_again(call: Call, answered: str, explain: bool, model: bool, look: bool) -> Shown:
    return _shown(call, _answer(IdentityKey(call.item), answered), explain, model, look)


@lru_cache(maxsize=64)  # what the form has read, the mark need not read again
def _answer(item: IdentityKey[Item], answered: str) -> WordedAnswer:
    return word_answer(Answer.read(item.it, answered or None))


def _shown(call: Call, worded: WordedAnswer, explain: bool, model: bool, look: bool) -> Shown:
    if call.key is None:
        return Shown(form_page(worded, final=True, look=look), problem=worded.problem)
    score = worded.answer.score(call.key)
    points = to_points(score.value, call.item.points)
    page = mark_page(worded, score, call.key, points, explain=explain, model=model, look=look)
    return Shown(page, points, worded.problem)

"""Ids and names that came from outside: what may be a learner's id, which of two look alike, how a name is shown.

A learner's id becomes a folder's name, a row of the gradebook, a word in a command and a line at a terminal. One rule
holds in all of these places, whoever gave the name: a roster, a folder in `submitted/`, an exchange, a mail.
Standard library only, and imported by every layer that shows or reads a name.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

LONGEST = 120  # characters
_LONGEST_BYTES = 180  # of UTF-8: the exchange adds assignment and time, and file systems end at 255
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_@.-]*[A-Za-z0-9_@-])?\Z")
_SIGNS = frozenset("_-.@")
# What Windows keeps for its devices, with any ending: nul.txt is one too.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))]
)
# Letters and marks of which nothing is seen: fillers, joiners' kin, variation selectors.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_SHOWN = re.compile(r"[ -~\n]*\Z")
# Marks that belong to writing and do nothing to a terminal: joiners, the selector of emoji, and spaces of any width.
_OF_TEXT = frozenset("\n\t\u200c\u200d\ufe0f")
# Letters of other scripts that no eye tells from Latin ones; small and capital apart, since ν is like v and Ν like N.
_LIKE_LATIN = str.maketrans(
    dict(zip("аɑαԁеεɡһіıιјкκӏмноοσрρԛѕтτυսνѵԝωхχуγոօ", "aaadeeghiiijkklmhoooppqsttuuvvwwxxyyno", strict=True))
    | dict(zip("АΑВΒСϹЕΕԌНΗІΙЈКΚМΜΝОΟРΡЅТΤХΧУΥҮΖԚԜ", "AABBCCEEGHHIIJKKMMNOOPPSTTXXYYYZQW", strict=True))
    | {"в": "b", "β": "b", "с": "c", "ϲ": "c", "հ": "h", "ѕ": "s"}
)

_MEND = (
    "Use letters, digits, points, hyphens, underscores and @; begin with a letter or a digit, and do not end "
    "with a point."
)


def to_id(name: str) -> str:
    """The name with its letters composed (Unicode's NFC): macOS writes é as two characters, a roster as one."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def id_fault(name: str) -> str:
    """Say why this name cannot be a learner's id and what to do; "" where it can.

    Letters and digits of every script may stand in it, with their marks.
    """
    name = to_id(name)
    if not name.isascii() and any(unicodedata.category(one) in ("Cf", "Cs") for one in name):
        return f"There is a character in it that is not seen. {_MEND}"
    if not (_PLAIN.match(name) or _is_written(name)):
        return _MEND
    if len(name) > LONGEST or len(name.encode()) > _LONGEST_BYTES:
        return "It is too long for the name of a folder."
    if name.partition(".")[0].casefold() in _DEVICES:
        return "Windows keeps this name for a device, and no folder can have it. Add a word to it."
    return ""


def _is_written(name: str) -> bool:
    if not name or name.isascii() or name.endswith(".") or _UNSEEN.search(name):
        return False
    kinds = [unicodedata.category(one) for one in name]
    first, rest = kinds[0], zip(name, kinds, strict=True)
    return (first[0] == "L" or first == "Nd") and all(
        kind[0] in "LM" or kind == "Nd" or one in _SIGNS for one, kind in rest
    )


def can_be_stored(name: str) -> bool:
    """Whether a folder and a gradebook can hold this name at all, whatever the rule for new ids says.

    Cohorts of 0.1.0 may hold ids such as `Ada L`, and their marks stay reachable.
    """
    return bool(_STORED.match(name))


# No pattern of nbgrader's, no path, and nothing that would turn a line around.
_STORED = re.compile(
    r"(?!\.)[^/\\*?\[\]{}\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]{1,120}\Z"
)


# --- names that look alike -----------------------------------------------------------------------------------


def fold(name: str) -> str:
    """The name without what file systems and people forget: how its letters are composed, and their case."""
    return name.casefold() if name.isascii() else to_id(to_id(name).casefold())


@lru_cache(maxsize=4096)
def _skeleton(name: str) -> str:
    shown = "".join(one for one in unicodedata.normalize("NFKD", name) if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", shown).translate(_LIKE_LATIN).casefold())


class Alike:
    """Names by how they look, so that two which no reader can tell apart are found.

    Alike are names that differ in case, in how letters are composed or how wide they are, in characters that are
    not seen, or in letters of another script that look like Latin ones. A digit is never like a letter.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by: dict[str, set[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Note a name."""
        for key in _looks(name):
            self._by.setdefault(key, set()).add(name)

    def to(self, name: str) -> list[str]:
        """The names that look like this one and are not it, sorted."""
        found = {other for key in _looks(name) for other in self._by.get(key, ())}
        return sorted(found - {name})


def _looks(name: str) -> Iterator[str]:
    folded = fold(name)
    yield folded
    if not name.isascii():
        skeleton = _skeleton(name)
        if skeleton != folded:
            yield skeleton


def refused(names: Collection[str], known: Collection[str]) -> Mapping[str, str]:
    """Of the folders that were handed in, those that cannot be anybody's, with the reason and the mend.

    Parameters
    ----------
    known : the ids that the cohort has; what was an id of it once stays one

    Returns
    -------
    name -> the second half of a sentence; names of which nothing is wrong are not in it. Where two look
    alike and neither is known, both are refused: nothing chooses between them.
    """
    known = frozenset(known)
    alike = Alike([*known, *(to_id(name) for name in names)])
    found: dict[str, str] = {}
    for name in names:
        id = to_id(name)
        if name in known and can_be_stored(name):
            continue
        if name != id and id in names:
            found[name] = (
                f"“{visible(id)}” is there too, the same name with its letters composed. Keep one of the two folders."
            )
            continue
        if id in known and can_be_stored(id):
            continue
        fault = id_fault(id)
        others = [] if fault else alike.to(id)
        if fault:
            found[name] = f"this cannot be a learner's id. {fault}"
        elif others:
            found[name] = confused(id, others)
    return found


def confused(id: str, others: Collection[str]) -> str:
    """Say that an id looks like others, and what sets them apart is not seen."""
    named = " and ".join(f"“{visible(other)}”" for other in others)
    if all(fold(id) == fold(other) for other in others):
        what = f"it differs from {named} in small and capital letters alone."
    else:
        what = f"it looks like {named} and is another name: {spelt(id)}."
    return f"{what} Give everybody an id that nobody mistakes."


# --- names shown ---------------------------------------------------------------------------------------------


def visible(text: str) -> str:
    """Any text in one line, as it really is: what is not seen, or would move the cursor or turn the line, is spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        one if one.isprintable() and not _UNSEEN.match(one) else one.encode("unicode_escape").decode("ascii")
        for one in text
    )


def visible_text(text: str) -> str:
    """Text of several lines for a terminal: line breaks and marks of writing stay, all else as in `visible`."""
    if _SHOWN.match(text):
        return text
    return "".join(
        one
        if one.isprintable() or one in _OF_TEXT or unicodedata.category(one) == "Zs"
        else one.encode("unicode_escape").decode("ascii")
        for one in text
    )


def spelt(name: str) -> str:
    """The name with every character that is no Latin letter, digit or sign named by its number: `U+0430` for а."""
    return "".join(one if one.isascii() and one.isprintable() else f"[U+{ord(one):04X}]" for one in name)


def command(*words: str) -> str:
    """A command to be copied into a shell that means exactly these words, whatever stands in them."""
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    if word == visible(word):
        return shlex.quote(word)
    # A name that cannot be typed is spelt, so that whoever copies it names this one and nobody who looks like it.
    spelt = "".join(
        one if one.isprintable() and not _UNSEEN.match(one) and one not in "\\'" else _escaped(one)
        for one in word
    )
    return f"$'{spelt}'"


def _escaped(one: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in one.encode("utf-8", "surrogateescape"))

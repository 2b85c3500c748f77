"""The rules of `composed`: each looks up one fact in a text, and judges nothing.

A rule errs on the generous side. It reads English, numbers in any script and punctuation in most, and it
says what it looks for in the words that a learner sees. `accepts` and `rejects` are its examples; the tests
run them, so what a rule does is written beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mentorlab.item.dates import names_a_day
from mentorlab.item.text_match import fold

NAMES = "names="
_CLOSING = " \t\r\n\"'”’»)]*_"
_NUMBER_WORDS = re.compile(
    r"\b(zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half|once|twice)s?\b"
)
# “no one”, “one another” and their like count nobody and nothing.
_NOT_NUMBERS = re.compile(
    r"\b(?:(?:no|any|every|some|each) one|one another|(?:this|that|which) one|at once)\b"
)


@dataclass(frozen=True)
class Rule:
    """One fact that can be looked up.

    `asks` ends the sentence “We look for …”.
    """

    name: str
    asks: str
    holds: Callable[[str], bool]
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]


def filled(text: str) -> bool:
    """Whether anything is written: a letter, a digit or a picture, in any script."""
    return any(kind[0] in "LN" or kind == "So" for kind in map(unicodedata.category, text))


def has_number(text: str) -> bool:
    """Whether a number stands in it, in digits or in English words."""
    if any(unicodedata.category(character) in {"Nd", "No"} for character in text):
        return True
    return _NUMBER_WORDS.search(_NOT_NUMBERS.sub(" ", fold(text).replace("-", " "))) is not None


def asks_a_question(text: str) -> bool:
    """Whether it ends in a question mark, in whatever script, before closing quotation marks and brackets."""
    ending = text.rstrip(_CLOSING)
    return ending.endswith(("?", "？", "؟", "\u037e", "⁇")) and filled(ending)


def names(word: str, text: str) -> bool:
    """Whether the word stands in it, on its own; case and accents folded."""
    wanted, given = fold(word), fold(text)
    if not wanted.isascii() or not wanted:  # many scripts write without spaces between words
        return bool(wanted) and wanted in given
    return re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", given) is not None


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="filled",
            asks="something written",
            holds=filled,
            accepts=("I will ask.", "7", "да", "很好", "👍", " x "),
            rejects=("", "   ", "\n\t", "…", "-", "?!", "\u200b", "* _ *"),
        ),
        Rule(
            name="date",
            asks="a day, a date or a time",
            holds=names_a_day,
            accepts=(
                "On Tuesday you sent the report.",
                "on tuesdays",
                "Friday's shift",
                "On Fri morning",
                "by Mon 3 March",
                "3 March",
                "the 3rd of March 2026",
                "March 3rd",
                "December 12, 2025",
                "29 February",
                "29 February 2024",
                "22/11/2026",
                "22.11.26",
                "11/22/2026",
                "2026-11-22",
                "on 12/11",
                "Yesterday",
                "last week",
                "next month",
                "this morning",
                "two days ago",
                "in three weeks",
                "an hour ago",
                "At 3:30 you left the room.",
                "14:00",
                "14h30",
                "at 3.30",
                "3.30 pm",
                "3pm",
                "10 a.m.",
                "half past three",
                "three o'clock",
                "at noon",
                "in March",
                "since January 2025",
                "in May",
            ),
            rejects=(
                "",
                "recently",
                "the other day",
                "late again",
                "always",
                "sometimes, often",
                "as soon as you can",
                "one day",
                "We sat down in the sun.",
                "You may march on.",
                "24/7",
                "50/50",
                "9/10 for effort",
                "a ratio of 1:4",
                "25:00",
                "32 March",
                "31 February",
                "29 February 2026",
                "31/02/2026",
                "2026-13-40",
                "page 3.30",
                "3 reports",
                "a second deadline",
                "you were mon capitaine",
            ),
        ),
        Rule(
            name="number",
            asks="a number",
            holds=has_number,
            accepts=("3", "two reports", "Twenty-five minutes", "half of them", "once a week", "٣", "one page", "½"),
            rejects=("", "several", "many times", "no one", "we help one another", "someone", "attend", "soften"),
        ),
        Rule(
            name="question",
            asks="a question mark at its end",
            holds=asks_a_question,
            accepts=(
                "What happened?",
                "And then? ",
                "“What got in the way?”",
                "(Would that help?)",
                "何がありましたか？",
                "ماذا حدث؟",
            ),
            rejects=("", "?", "Tell me.", "What happened? Tell me.", "Really?!", "I wonder what happened"),
        ),
    )
}  # fmt: skip

# `names=Word` is a family: one rule for every word. These are its examples, for the word Sam.
NAMES_ACCEPTS = ("Sam", "I asked sam.", "Sam's report", "(SAM)", "Sám", "for Sam, by noon")
NAMES_REJECTS = ("", "the same day", "Samira", "S am", "a sample")


def rule(spec: str) -> Rule:
    """The rule that an author wrote: `date`, or `names=Sam`; a `KeyError` that lists what there is."""
    if spec.startswith(NAMES) and len(spec) > len(NAMES):
        word = spec.removeprefix(NAMES)
        return Rule(spec, f"the word “{word}”", partial(names, word), (), ())
    try:
        return RULES[spec]
    except KeyError:
        raise KeyError(f"there is no rule “{spec}”; there are {', '.join(RULES)} and {NAMES}Word") from None


def keeps(spec: str, text: str) -> bool:
    """Whether a text has what the rule looks for; a rule that does not exist finds nothing."""
    try:
        return rule(spec).holds(text)
    except KeyError:
        return False

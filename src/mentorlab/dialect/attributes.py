"""The one grammar of attribute lists: `{kind flag #id good|fair|weak +skill -skill meter+1 key=value if …}` at the end of a line.

A closing brace ends an attribute list only if all of it parses, so `He wrote "recieve" {sic}` is text and needs nothing.
We write the tokens in this order; an author may write them in any, but for `if …`, which runs to the end.
Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import cast

from mentorlab.dialect.tree import EMPTY, Attributes, Worth

# The kinds that give a heading or an entry its part, and the exercise kinds that ship. Whoever reads a module
# adds the kinds it has discovered in item/kinds/ (see content/load.py), so a new one needs no line here.
PARTS = frozenset(
    [
        "end",
        "repair",
        "card",
        "beat",
        "cut",
        "free",
        "field",
        "sample",
        "compare",
        "rubric",
        "people",
        "never",
        "wish",
        "scale",
    ]
)
EXERCISES = frozenset(
    [
        "choice",
        "match",
        "order",
        "gap-match",
        "hottext",
        "slider",
        "text-entry",
        "composed",
        "talk",
        "pairing",
        "extended-text",
        "rating",
        "take-away",
    ]
)
KINDS = PARTS | EXERCISES

# Words that may stand beside any kind: a scene may end the talk and be a mail.
FLAGS = ("mail", "chat", "call", "say")

WORTHS = ("good", "fair", "weak")

_WORD = r"[a-z][a-z0-9-]*"
_ID = re.compile(r"#([a-z0-9][a-z0-9-]*)\Z")
_SKILL = re.compile(rf"([+-])({_WORD})\Z")
_METER = re.compile(rf"({_WORD}?)([+-]\d{{1,3}})\Z")
_OPTION = re.compile(rf"({_WORD})=(\S+)\Z")
# The same terms as `talk/condition.py`, which is a layer above this one; a test holds that the two agree.
_TERM = re.compile(
    rf"(?:not\s+)?(?:said\s+[a-z0-9][a-z0-9-]*|{_WORD})\Z|{_WORD}\s*(?:>=|<=|==|=|>|<)\s*\d+\Z"
)
_BRACES = re.compile(r"(?:\A|(?<=[ \t\n]))\{([^{}\n]*)\}[ \t]*\Z")


def parse_attributes(text: str, kinds: Collection[str] = KINDS) -> Attributes | None:
    """Parse the attributes that a text such as `{#wait good +silence}` gives, or None where it is only text.

    Parameters
    ----------
    text : the braces and what stands between them
    kinds : the words that count as kinds
    """
    if len(text) < 2 or text[0] != "{" or text[-1] != "}" or "{" in text[1:] or "}" in text[:-1]:
        return None
    tokens = text[1:-1].split()
    kind = id = worth = condition = ""
    plus: list[str] = []
    minus: list[str] = []
    meters: dict[str, int] = {}
    options: dict[str, str] = {}
    flags: list[str] = []
    for position, token in enumerate(tokens):
        if token == "if":
            condition = " ".join(tokens[position + 1 :])
            if not _is_condition(condition):
                return None
            break
        if token in WORTHS and not worth:
            worth = token
        elif token in kinds and not kind:
            kind = token
        elif token in FLAGS and token not in flags:
            flags.append(token)
        elif (match := _ID.match(token)) and not id:
            id = match[1]
        elif match := _SKILL.match(token):
            (plus if match[1] == "+" else minus).append(match[2])
        elif (match := _OPTION.match(token)) and match[1] not in options:
            options[match[1]] = match[2]
        elif (match := _METER.match(token)) and match[1] not in meters:
            meters[match[1]] = int(match[2])
        else:
            return None
    shown = cast("Worth | None", worth or None)
    attributes = Attributes(
        kind, id, shown, tuple(plus), tuple(minus), meters, options, condition, tuple(flags)
    )
    return attributes if attributes else None


def split_attributes(line: str, kinds: Collection[str] = KINDS) -> tuple[str, Attributes]:
    """Split off the text before the attribute list that ends a line, and the attributes; the text whole and none where there is none."""
    braces = _BRACES.search(line)
    attributes = parse_attributes(braces[0].rstrip(" \t"), kinds) if braces else None
    if braces is None or attributes is None:
        return line, EMPTY
    return line[: braces.start()].rstrip(" \t"), attributes


def format_attributes(attributes: Attributes) -> str:
    """Write an attribute list as an author writes it, the tokens in their order; "" for none.

    Raises ValueError for what the grammar cannot say, such as a value with a space in it.
    """
    if not attributes:
        return ""
    tokens = [
        attributes.kind,
        *attributes.flags,
        f"#{attributes.id}" if attributes.id else "",
        attributes.worth or "",
        *(f"+{skill}" for skill in attributes.plus),
        *(f"-{habit}" for habit in attributes.minus),
        *(f"{name}{change:+d}" for name, change in attributes.meters.items()),
        *(f"{key}={value}" for key, value in attributes.options.items()),
        f"if {attributes.condition}" if attributes.condition else "",
    ]
    text = "{" + " ".join(token for token in tokens if token) + "}"
    if parse_attributes(text, KINDS | {attributes.kind}) != attributes:
        raise ValueError(
            f"{text} is not an attribute list: ids, skills, meters and keys are words of small letters."
        )
    return text


def almost_attributes(line: str, kinds: Collection[str] = KINDS) -> str:
    """Find the braces at the end of a line that hold a part of an attribute list and yet do not parse; "" where all is well."""
    braces = _BRACES.search(line)
    if braces is None or parse_attributes(braces[0].rstrip(" \t"), kinds) is not None:
        return ""
    patterns = (_ID, _SKILL, _OPTION)
    tokens = braces[1].split()
    telling = any(token in WORTHS or any(p.match(token) for p in patterns) for token in tokens)
    return braces[0].strip() if telling or (tokens[:1] == ["if"] and re.search("[<>=]", braces[1])) else ""


def _is_condition(text: str) -> bool:
    terms = [term for part in re.split(r"\s+or\s+", text) for term in re.split(r"\s+and\s+", part)]
    return bool(text) and all(_TERM.match(term) for term in terms)

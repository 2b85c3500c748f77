"""Markdown in, tree out. markdown-it finds where blocks begin and end; every text is cut from the source.

Only what the notation needs is switched on: headings, fences, quotations, lists and rules. Tables, HTML and
all the rest are paragraphs, kept to the letter; link-reference definitions are off, so `[looks away]: gone`
is speech; a numbered list begins with 1, so `2026. What a year.` is a sentence.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.list import list_block
from markdown_it.token import Token

from mentorlab.dialect._escape import ARROW, BLOCK, BOX, unescape
from mentorlab.dialect.attributes import KINDS, split_attributes
from mentorlab.dialect.tree import (
    EMPTY,
    Attributes,
    Block,
    DialectError,
    Document,
    List,
    ListItem,
    Paragraph,
    Quote,
    Section,
)

_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])(?=[ \t]|\Z)")
_BLANKS = " \t\n"


def read(text: str, file: str, kinds: Collection[str] = KINDS) -> Document:
    """Read the tree of one content file.

    Parameters
    ----------
    text : the whole file
    file : its name, for messages
    kinds : the words that count as kinds in a attributes

    Raises
    ------
    DialectError
        names the file, the line and the mend
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    meta, meta_lines, start = _front_matter(lines, file)
    return Document(file, meta, tuple(_Reader(lines, start, file, kinds).sections()), meta_lines)


# -- front matter -----------------------------------------------------------------------------------------


_DEEPEST = 20  # values within each other; the deepest front matter that means anything has three
_HALF = re.compile("[\ud800-\udfff]")


class _Unreadable(Exception):
    """What stands in the front matter that cannot stand there, in our words, and where."""

    def __init__(self, what: str, mark: Any) -> None:
        super().__init__(what)
        self.line: int = mark.line


class _Loader(yaml.SafeLoader):
    """Safe YAML with fewer surprises: `no`, `3:30` and `2026-11-22` are text; nothing may refer to another part."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (typed in yaml)

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise _Unreadable("an alias", event.start_mark)
        if event.tag is not None:
            raise _Unreadable(f"the tag {event.tag}", event.start_mark)
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > _DEEPEST:
            raise _Unreadable("values within values within values", event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(node, yaml.ScalarNode) and _HALF.search(node.value):
            raise _Unreadable("half a character", node.start_mark)
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Unreadable("a list where a key belongs", key.start_mark)
            if key.value in seen:
                raise _Unreadable(f"“{key.value}” twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _pattern, _first in (
    ("null", r"null|~|", "n~\0"),
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?\d+", "-+0123456789"),
    ("float", r"[-+]?(?:\d+\.\d*(?:e[-+]?\d+)?|\.\d+|\d+e[-+]?\d+|\.inf)|\.nan", "-+.0123456789"),
):
    for _character in _first:
        _key = "" if _character == "\0" else _character
        _Loader.yaml_implicit_resolvers.setdefault(_key, []).append(
            (f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"))
        )


def _front_matter(lines: list[str], file: str) -> tuple[dict[str, Any], dict[str, int], int]:
    """Front matter as plain data, the line of each of its keys, and the index of the first line after it."""
    if lines[0].rstrip(" \t") != "---":
        return {}, {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip(" \t") == "---"), 0)
    if not end:
        raise DialectError(
            file, 1, "The front matter is never closed.", "Write --- on a line after its last key."
        )
    loader = None
    try:
        loader = _Loader("\n".join(lines[1:end]) + "\n")
        node = loader.get_single_node()
        data = {} if node is None else loader.construct_document(node)
    except Exception as error:  # yaml's own fall over tags, numbers and depth that it does not foresee
        mark = getattr(error, "problem_mark", None)
        line = error.line if isinstance(error, _Unreadable) else mark.line if mark else 0
        what = f" ({error})" if isinstance(error, _Unreadable) else ""
        raise DialectError(
            file,
            min(2 + line, end + 1),
            f"The front matter cannot be read here{what}.",
            "Write each line as key: value, and put quotation marks round a value that holds a colon or a #.",
        ) from None
    finally:
        if loader is not None:
            loader.dispose()
    if data is None:
        return {}, {}, end + 1
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise DialectError(
            file, 2, "The front matter is not a list of keys.", "Write each line as key: value."
        )
    keys = {key.value: key.start_mark.line + 2 for key, _ in node.value} if node else {}
    return data, keys, end + 1


# -- blocks -----------------------------------------------------------------------------------------------


def _numbered_from_one(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's lists, but a numbered one begins with 1: `2026. What a year.` is a sentence."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    number = re.match(r"(\d{1,9})[.)](?:[ \t]|\Z)", line)
    # Looking ahead from inside an entry, the numbers of its brothers end it.
    brother = silent and state.sCount[start] < state.blkIndent
    if number and int(number[1]) != 1 and not brother:
        return False
    return list_block(state, start, end, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["heading", "fence", "blockquote", "list", "hr"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("list", _numbered_from_one, {"alt": ["paragraph", "blockquote"]})
    return parser


_PARSER = _parser()


def _closed(fence: Token, last: str) -> bool:
    first, end = fence.map or (0, 0)
    closing = last.strip(" \t")
    return end - first > 1 and len(closing) >= len(fence.markup) and not closing.strip(fence.markup[0])


def is_fence(text: str) -> bool:
    """Tell whether the whole text is one fenced block, opened and closed."""
    if not text.startswith(("```", "~~~")) or "\r" in text or text[-1] not in "`~":
        return False
    tokens = _PARSER.parse(text)
    lines = text.split("\n")
    return len(tokens) == 1 and tokens[0].map == [0, len(lines)] and _closed(tokens[0], lines[-1])


class _Reader:
    """One file on its way into a tree."""

    def __init__(self, lines: list[str], start: int, file: str, kinds: Collection[str]) -> None:
        # Front matter becomes empty lines, so that every line keeps its number.
        self.lines = [""] * start + lines[start:]
        self.file = file
        self.kinds = kinds

    def error(self, index: int, what: str, mend: str) -> DialectError:
        return DialectError(self.file, index + 1, what, mend)

    def sections(self) -> Iterator[Section]:
        level, title, line, attributes = 0, "", 1, EMPTY
        blocks: list[Block] = []
        started = False
        for token in self.top():
            first, _ = token.map or (0, 0)
            if token.type != "heading_open":
                blocks.append(self.block(token))
                continue
            if started or blocks:
                yield Section(level, title, line, attributes, tuple(blocks))
            started, blocks, level, line = True, [], int(token.tag[1:]), first + 1
            title, attributes = self.ending(self.lines[first].lstrip(" \t")[level:].strip(" \t"), first)
        if started or blocks:
            yield Section(level, title, line, attributes, tuple(blocks))

    def top(self) -> Iterator[Token]:
        """Yield the tokens that open the blocks of the file, in order; entries of lists as their children."""
        holder: Token | None = None
        previous = (-1, "")
        for token in _PARSER.parse("\n".join(self.lines)):
            if token.type == "list_item_open" and token.level == 1 and holder is not None:
                holder.children = [*(holder.children or []), token]
            if token.level or token.nesting < 0 or token.map is None:
                continue
            if holder is not None:
                yield holder
            first = token.map[0]
            if previous[0] == first:
                self.refuse_neighbours(previous[1], token, first)
            previous = (token.map[1], token.type)
            holder = token
        if holder is not None:
            yield holder

    def refuse_neighbours(self, before: str, token: Token, first: int) -> None:
        """Refuse what reads one way here and another way in a preview."""
        if (
            before == "paragraph_open"
            and token.type == "hr"
            and re.match(r"[ \t]*-+[ \t]*\Z", self.lines[first])
        ):
            raise self.error(
                first,
                "Dashes right beneath text make a heading of it in a preview.",
                "Leave an empty line above the dashes, or write the heading with #.",
            )
        if (
            before.endswith("list_open")
            and token.type == "blockquote_open"
            and self.lines[first - 1].strip(" \t")
        ):
            raise self.error(
                first,
                "This line beginning with > stands right beneath a list, and not under an entry.",
                "Indent it by two spaces to explain the entry above, or leave an empty line before it.",
            )

    def block(self, token: Token) -> Block:
        first, end = token.map or (0, 0)
        if token.type == "fence":
            return self.fence(token, first, end)
        if token.type == "blockquote_open":
            return Quote(self.quoted(self.lines[first:end]), first + 1)
        if token.type in ("bullet_list_open", "ordered_list_open"):
            items = tuple(self.item(*(child.map or (0, 0))) for child in token.children or [])
            return List(items, first + 1, token.type == "ordered_list_open")
        self.refuse_marks_inside(self.lines[first:end], first)
        text, attributes = self.ending("\n".join(self.lines[first:end]).strip(_BLANKS), first)
        return Paragraph(text, first + 1, attributes)

    def fence(self, token: Token, first: int, end: int) -> Paragraph:
        if not _closed(token, self.lines[end - 1]):
            raise self.error(
                first,
                f"The block that begins with {token.markup} is never closed.",
                f"Write {token.markup} on a line after it.",
            )
        return Paragraph("\n".join(self.lines[first:end]).strip(_BLANKS), first + 1)

    def item(self, first: int, end: int) -> ListItem:
        """Read one entry: its own lines, then its note; markers inside its first line are text."""
        lines = self.lines[first:end]
        marker = _MARKER.match(lines[0])
        assert marker is not None  # markdown-it found a list here
        lines[0] = lines[0][marker.end() :]
        while lines and not lines[-1].strip(" \t"):
            lines.pop()
        count = self.head_length(lines)
        noted = count
        while noted < len(lines) and (
            lines[noted].lstrip(" \t").startswith(">") or self.goes_on(lines, noted, count)
        ):
            noted += 1
        rest = lines[noted:]
        self.refuse_marks_inside(lines[:count], first)
        head = "\n".join(line.lstrip(" \t") for line in lines[:count]).strip(_BLANKS)
        head, attributes = self.cut(head)
        box: bool | None = None
        if found := BOX.match(head):
            box, head = found[1] != " ", head[found.end() :].lstrip(_BLANKS)
        target = ""
        if arrows := list(ARROW.finditer(head)):
            target = head[arrows[-1].end() :].strip(_BLANKS)
            head = head[: arrows[-1].start()].rstrip(_BLANKS)
        if rest and (attributes or target or box is not None):
            below = next(n for n, line in enumerate(lines[noted:], noted) if line.strip(" \t"))
            raise self.error(
                first + below,
                "Beneath an entry only its note can stand.",
                "Begin the line with > to make it part of the note, or move it to the left edge after an empty line.",
            )
        text = "\n".join([unescape(head), *self.verbatim(rest)])
        return ListItem(text, first + 1, box, unescape(target), attributes, self.quoted(lines[count:noted]))

    @staticmethod
    def head_length(lines: list[str]) -> int:
        """Count the lines that are the entry's own text: up to an empty line, a note or a block."""
        start = 0 if lines and lines[0].strip(" \t") else 1
        for n, line in enumerate(lines):
            if n >= start and not line.strip(" \t"):
                return n
            if n and BLOCK.match(line):
                return n
        return len(lines)

    @staticmethod
    def goes_on(lines: list[str], n: int, count: int) -> bool:
        """Tell whether a line without > still belongs to the note above it."""
        return n > count and bool(lines[n].strip(" \t")) and not BLOCK.match(lines[n])

    @staticmethod
    def verbatim(rest: list[str]) -> list[str]:
        return unescape(textwrap.dedent("\n".join(rest))).split("\n") if rest else []

    @staticmethod
    def quoted(lines: list[str]) -> str:
        """Return what stands after the > of each line."""
        text = "\n".join(re.sub(r"\A[ \t]*(?:> ?)?", "", line) for line in lines)
        return unescape(text.strip(_BLANKS))

    def cut(self, text: str) -> tuple[str, Attributes]:
        text, attributes = split_attributes(text, self.kinds)
        return text.rstrip(_BLANKS), attributes

    def ending(self, text: str, first: int) -> tuple[str, Attributes]:
        text, attributes = self.cut(text)
        return unescape(text), attributes

    def refuse_marks_inside(self, lines: list[str], first: int) -> None:
        for n, line in enumerate(lines[:-1]):
            if split_attributes(line, self.kinds)[1]:
                raise self.error(
                    first + n,
                    "This line ends in an attribute list, and the next one goes on with the same paragraph.",
                    r"Leave an empty line after it; or write \{ if the braces are text.",
                )

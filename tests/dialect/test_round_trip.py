"""Any text, written into any node, comes back; natural lines need nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mentorlab.dialect.read import read
from mentorlab.dialect.tree import (
    EMPTY,
    Attributes,
    Block,
    Document,
    List,
    ListItem,
    Paragraph,
    Quote,
    Section,
)
from mentorlab.dialect.write import write

NATURAL = [
    "I missed it: again.",
    "It's #1 -> no, #2",
    "3:30",
    "[looks away]: gone",
    'He wrote "recieve" {sic}',
    "2026. What a year.",
    "“Well,” she said, ‘perhaps’ — «peut-être» „vielleicht“",
    "הוא אמר: לא.",
    "彼は言った：いいえ。",
    "Ça m'a échappé… 🙈👩🏽‍⚕️",
    "{if you like}",
    "A set {a, b} and {c}",
    "#hashtag, and C #",
    "-5 degrees, +2 by noon, *really*",
    "C:\\temp\\new",
    "x <- y; a->b",
    "100% of {these}",
    "| a | b |",
    "=====",
    "<b>bold</b> & &amp;",
    "Sam (thinks): nothing.",
]
# Pieces of notation, so that chance finds their meetings.
PIECES = [
    *NATURAL,
    *[
        "\\",
        "\n",
        "\r",
        "\t",
        "#",
        "##",
        ">",
        "-",
        "*",
        "+",
        "1.",
        "1)",
        "12.",
        "```",
        "~~~",
        "---",
        "***",
        "___",
        "[x]",
        "[ ]",
        "->",
        "{good}",
        "{#a-b}",
        "{end}",
        "{",
        "}",
        "&#13;",
        "&#10;",
        "&#38;",
    ],
    " ",
    "\\\\",
    " -> ",
    "\n\n",
    "{sic}",
    "{if trust >= 3}",
    "\u2028",
    "\x00",
    "\x85",
    "\x0c",
    "\ufeff",
]
TEXT = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
MARK = st.sampled_from(
    [
        EMPTY,
        Attributes(kind="end", id="closed"),
        Attributes(id="wait", worth="good", plus=("silence",), minus=("advice-first",), meters={"trust": -1}),
        Attributes(options={"else": "shrug"}, condition="trust >= 3 and not asked"),
    ]
)
ITEM = st.builds(ListItem, TEXT, st.just(0), st.sampled_from([None, True, False]), TEXT, MARK, TEXT)
BLOCK = st.one_of(
    st.builds(Paragraph, TEXT, st.just(0), MARK),
    st.builds(Quote, TEXT, st.just(0)),
    st.builds(List, st.lists(ITEM, min_size=1, max_size=3).map(tuple), st.just(0), st.booleans()),
)
BLOCKS = st.lists(BLOCK, max_size=4).map(tuple)
SECTION = st.builds(Section, st.integers(1, 6), TEXT, st.just(0), MARK, BLOCKS)
VALUE = st.recursive(
    st.one_of(TEXT, st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    sections = draw(st.lists(SECTION, max_size=3))
    before = draw(BLOCKS)
    if before:
        sections.insert(0, Section(0, "", 0, EMPTY, before))
    return Document("x.md", draw(st.dictionaries(TEXT, VALUE, max_size=3)), tuple(sections))


def without_lines(document: Document) -> Document:
    """The same tree with every line 0."""

    def block(one: Block) -> Block:
        if isinstance(one, List):
            return replace(one, line=0, items=tuple(replace(item, line=0) for item in one.items))
        return replace(one, line=0)

    sections = (replace(s, line=0, blocks=tuple(block(b) for b in s.blocks)) for s in document.sections)
    return Document(document.file, document.meta, tuple(sections))


def in_a_document(*blocks: Block) -> Document:
    return Document("x.md", {}, (Section(0, "", 0, EMPTY, blocks),))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_document_comes_back(document: Document) -> None:
    assert without_lines(read(write(document), "x.md")) == document


@settings(max_examples=600, deadline=None)
@given(TEXT, MARK)
@example("---", EMPTY)
@example("```\n# no heading\n```", EMPTY)
@example("```", EMPTY)
@example("\\\r", EMPTY)
@example("\\{good}", EMPTY)
@example("\t\\#", EMPTY)
def test_any_text_comes_back_from_every_place(text: str, attributes: Attributes) -> None:
    document = Document(
        "x.md",
        {"title": text},
        (
            Section(
                1, text, 0, attributes, (Paragraph(text, 0, attributes), Paragraph(text, 0), Quote(text, 0))
            ),
            Section(
                2,
                "title",
                0,
                EMPTY,
                (
                    List(
                        (ListItem(text, 0), ListItem(text, 0, note=text), ListItem(text, 0, target=text)), 0
                    ),
                    List(
                        (ListItem(text, 0, True, text, attributes, text), ListItem(text, 0, False)),
                        0,
                        ordered=True,
                    ),
                ),
            ),
        ),
    )
    assert without_lines(read(write(document), "x.md")) == document


@pytest.mark.parametrize("line", NATURAL)
def test_a_natural_line_needs_no_escape_and_loses_nothing(line: str) -> None:
    document = in_a_document(Paragraph(line, 0), Paragraph("Sam: " + line, 0), Quote(line, 0))
    written = write(document)
    assert written == f"{line}\n\nSam: {line}\n\n> {line}\n"
    assert without_lines(read(written, "x.md")) == document


@pytest.mark.parametrize("line", NATURAL)
def test_a_natural_line_is_a_reply_to_the_letter(line: str) -> None:
    (section,) = read(f"- {line} -> asked {{#wait good}}\n", "x.md").sections
    (replies,) = section.blocks
    assert replies.items[0].text == line
    assert (replies.items[0].target, replies.items[0].attributes.id) == ("asked", "wait")


def test_writing_what_was_read_changes_nothing_more() -> None:
    text = "# A talk {#talk}\n\nSam: It's #1 -> no, #2\n\n- Wait. -> on {#wait good}\n  > She \\-> goes on.\n"
    assert write(read(text, "x.md")) == text.replace("\\->", "\\\\->").replace("\\\\->", "->")


def test_a_year_after_a_numbered_list_is_no_entry_of_it() -> None:
    document = in_a_document(
        List((ListItem("One.", 0),), 0, ordered=True), Paragraph("2026. What a year.", 0)
    )
    assert write(document) == "1. One.\n\n2026\\. What a year.\n"
    assert without_lines(read(write(document), "x.md")) == document

"""What the reader makes of a file, and what it says where it cannot."""

from __future__ import annotations

import re

import pytest

from mentorlab.dialect.read import read
from mentorlab.dialect.tree import Attributes, DialectError, Document, List, Paragraph, Quote
from mentorlab.dialect.write import write
from tests.helpers.places import AUTHORS

EXAMPLES = re.findall(
    r"```markdown\n(.*?)^```$", AUTHORS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


def blocks(text: str) -> tuple[object, ...]:
    return tuple(block for section in read(text, "x.md").sections for block in section.blocks)


def only_list(text: str) -> List:
    (block,) = blocks(text)
    assert isinstance(block, List)
    return block


def test_a_reply_has_its_parts_and_every_part_its_line() -> None:
    document = read(
        "---\ntitle: T\npeople: {Sam: mentee}\n---\n# opening {#start}\nSam: Hello\nagain.\n\n"
        "- Wait. -> a\n  -> waited {#wait good +silence}\n  > A note\n  > of two lines.\n- Go. -> gone {weak}\n",
        "x.md",
    )
    assert document.meta == {"title": "T", "people": {"Sam": "mentee"}}
    assert document.meta_lines == {"title": 2, "people": 3}
    (section,) = document.sections
    assert (section.level, section.title, section.line, section.attributes.id) == (1, "opening", 5, "start")
    speech, replies = section.blocks
    assert speech == Paragraph("Sam: Hello\nagain.", 6)
    assert isinstance(replies, List)
    assert [(r.text, r.target, r.note, r.line) for r in replies.items] == [
        ("Wait. -> a", "waited", "A note\nof two lines.", 9),
        ("Go.", "gone", "", 13),
    ]
    assert replies.items[0].attributes == Attributes(id="wait", worth="good", plus=("silence",))


def test_boxes_arrows_and_marks_can_be_text() -> None:
    box, arrow, attributes = only_list("- \\[x] no box\n- left \\-> right\n- braces \\{good}\n").items
    assert (box.text, box.box) == ("[x] no box", None)
    assert (arrow.text, arrow.target) == ("left -> right", "")
    assert (attributes.text, attributes.attributes) == ("braces {good}", Attributes())


def test_boxes_are_read() -> None:
    assert [(i.text, i.box) for i in only_list("- [x] a\n- [ ] b\n- [X]\n- c\n- [x]: d\n").items] == [
        ("a", True), ("b", False), ("", True), ("c", None), ("[x]: d", None)
    ]  # fmt: skip


def test_a_numbered_list_begins_with_one() -> None:
    assert only_list("1. a\n2. b\n   > why\n10. c\n").ordered
    assert [i.text for i in only_list("1) a\n2) b\n").items] == ["a", "b"]
    assert blocks("2026. What a year.\n") == (Paragraph("2026. What a year.", 1),)
    assert blocks("Well,\n2026. What a year.\n") == (Paragraph("Well,\n2026. What a year.", 1),)


def test_tables_code_and_html_are_paragraphs_kept_to_the_letter() -> None:
    table, code, html, rule = (
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```python\n\n# no heading {good}\n```",
        "<div>",
        "---",
    )
    assert blocks("\n\n".join((table, code, html, rule))) == (
        Paragraph(table, 1),
        Paragraph(code, 5),
        Paragraph(html, 10),
        Paragraph(rule, 12),
    )


def test_a_link_reference_definition_is_speech() -> None:
    assert blocks("[looks away]: gone\n") == (Paragraph("[looks away]: gone", 1),)


def test_a_quotation_after_an_empty_line_is_not_the_last_entry_s_note() -> None:
    first, second = blocks("- a\n  > under a\n\n> of its own\n")
    assert isinstance(first, List)
    assert first.items[0].note == "under a"
    assert second == Quote("of its own", 4)


def test_windows_line_ends_and_no_line_end_read_the_same() -> None:
    assert read("# a\r\n\r\ntext\r\n", "x.md") == read("# a\n\ntext", "x.md")


def test_nested_lists_in_prose_are_kept_in_their_entry() -> None:
    assert only_list("- a\n  - b\n  - c\n- d\n").items[0].text == "a\n- b\n- c"


def test_words_that_yaml_would_change_stay_words() -> None:
    assert read("---\nno: yes\nat: 3:30\non: 2026-11-22\nminutes: 30\nopen: true\n---\n", "x.md").meta == {
        "no": "yes", "at": "3:30", "on": "2026-11-22", "minutes": 30, "open": True
    }  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: re.search(r"#.*|title: .*", text)[0])
def test_every_example_of_the_authors_guide_reads_and_comes_back(example: str) -> None:
    document = read(example, "authors.md")
    again = read(write(document), "authors.md")
    assert shape(again) == shape(document)
    assert document.sections or document.meta


def shape(document: Document) -> str:
    return re.sub(r"line=\d+", "", repr((document.meta, document.sections)))


FAULTS = {
    "front matter without an end": ("---\ntitle: T\n", 1, "Write ---"),
    "a colon in a value": ("---\ntitle: T\nwhat: Feedback: the basics\n---\n", 3, "quotation marks"),
    "a key twice": ("---\ntitle: T\ntitle: U\n---\n", 3, "“title” twice"),
    "a reference in front matter": ("---\na: &x [1]\nb: *x\n---\n", 3, "key: value"),
    "python in front matter": ("---\na: !!python/object/apply:os.getcwd []\n---\n", 2, "key: value"),
    "front matter that is a list": ("---\n- a\n---\n", 2, "key: value"),
    "a number too long": ("---\na: 1" + "0" * 5000 + "\n---\n", 2, "quotation marks"),
    "a fence without an end": ("# a\n\n```\ncode\n", 3, "Write ``` on a line after it"),
    "an attribute list inside a paragraph": ("Sam: One. {if asked}\nSam: Two.\n", 1, "empty line after it"),
    "an attribute list inside an entry": ("- Wait. -> on {good}\nand on.\n", 1, "empty line after it"),
    "a note at the left edge": ("- Wait. -> on {good}\n> a note\n", 2, "Indent it by two spaces"),
    "a paragraph under a reply": ("- Wait. -> on {good}\n\n  more\n", 3, "Begin the line with >"),
    "replies under a reply": ("- Wait. -> on {good}\n  - Go. -> off\n", 2, "Begin the line with >"),
    "dashes beneath text": ("A heading\n---\n", 2, "empty line above the dashes"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_with_file_line_and_mend(fault: str) -> None:
    text, line, mend = FAULTS[fault]
    with pytest.raises(DialectError) as caught:
        read(text, "content/08-feedback/lesson.md")
    assert str(caught.value).startswith(f"content/08-feedback/lesson.md, line {line}: ")
    assert mend in str(caught.value)


@pytest.mark.parametrize(
    "front",
    [
        *("[a]: b", "{a: b}: c", "? [a, b]\n: c", "a: " + "[" * 5000 + "]" * 5000, "a: &a [*a]", "a: *b"),
        "\n".join(" " * depth + "a:" for depth in range(900)),
        *("a: !!timestamp 1-1-1", "a: !!set [x]", "a: !!int ''", "a: !!bool x", "a: !!python/name:os.system"),
        *("a: " + "9" * 5000, 'a: "\\ud800"', "a: \x00", "%YAML 9.9", "\ta: b", "a: b\n...\nb: c", "a: 'b"),
    ],
)
def test_front_matter_of_any_form_makes_a_sentence(front: str) -> None:
    with pytest.raises(
        DialectError, match=r"^f\.md, line \d+: The front matter cannot be read here"
    ) as fault:
        read(f"---\n{front}\n---\n", "f.md")
    assert "\n" not in str(fault.value) and "tag:yaml" not in str(fault.value).replace("the tag tag:yaml", "")

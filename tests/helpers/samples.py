"""The exercises in docs/authors.md: what the author's guide shows is what the tests run.

A sample is the fenced example under a heading `### <kind>` of the section "Exercises".
"""

from __future__ import annotations

import re
from functools import cache

from mentorlab.dialect.read import read
from mentorlab.dialect.tree import Document
from mentorlab.item import read_item
from mentorlab.item.model import Item, Key
from mentorlab.talk import read_talk
from mentorlab.talk.model import Talk, TalkKey
from tests.helpers.places import AUTHORS

MODULE = "08-feedback"
TALK = "second-missed-deadline"


@cache
def guide() -> str:
    """The author's guide."""
    return AUTHORS.read_text(encoding="utf-8")


@cache
def sources() -> dict[str, str]:
    """The Markdown of each kind's sample, by the kind's name, as the guide prints it."""
    exercises = guide().split("\n## Exercises\n", 1)[1]
    return dict(
        re.findall(r"^### ([a-z-]+)\n.*?^```markdown\n(.*?)^```$", exercises, re.DOTALL | re.MULTILINE)
    )


@cache
def spare_categories() -> str:
    """The Markdown of the guide's `match` with a category into which nothing belongs."""
    section = guide().split("\n### match\n", 1)[1].split("\n### ", 1)[0]
    return re.findall(r"^```markdown\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)[1]


@cache
def talk() -> tuple[Talk, TalkKey]:
    """The guide's talk."""
    found = re.search(r"^## Talks\n.*?^```markdown\n(.*?)^```$", guide(), re.DOTALL | re.MULTILINE)
    assert found is not None
    return read_talk(read(found[1], f"talks/{TALK}.md"), TALK)


def document(source: str) -> Document:
    """A tree made of Markdown."""
    return read(source, "exercises.md")


def item_of(source: str) -> tuple[Item, Key]:
    """The item and the key of one exercise in Markdown."""
    tree = document(source)
    sections = tuple(section for section in tree.sections if section.level > 0)
    return read_item(tree, sections, module=MODULE, talks={TALK: talk()})


@cache
def sample(kind: str) -> tuple[Item, Key]:
    """The item and the key of a kind's sample."""
    return item_of(sources()[kind])

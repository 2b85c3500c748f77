"""nbgrader's pages of Formgrader as they are sent: whatever somebody is called, no script is theirs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from nbgrader.server_extensions.formgrader import handlers

from mentorlab.marking.nbgrader.formgrader import environment, tamed

PAGES = sorted(path.name for path in Path(handlers.template_path).glob("*.tpl"))
NAMES = [
    '"; alert(1); "',
    "</script><script>alert(1)</script>",
    "\\",
    "<img src=x onerror=alert(1)>",
    "' onclick='alert(1)",
    "{{ 7 * 7 }}",
    "a\u202eb\nc",
]


class Tags(HTMLParser):
    """The scripts of a page and the attributes of all its elements."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[dict[str, str | None]] = []
        self.elements: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag == "script":
            self.scripts.append(dict(attrs))


def page(name: str, value: str) -> str:
    values: dict[str, Any] = dict.fromkeys(
        ("student_id", "assignment_id", "notebook_id", "course_dir", "url_prefix", "exchange", "course_id"),
        value,
    )
    values |= {"base_url": "", "exchange_missing": True, "default_timezone": "+0000", "error_code": 500}
    values["resources"] = dict.fromkeys(("notebook_id", "filename", "assignment_id"), value)
    return environment(handlers.template_path).get_template(name).render(nonce="NONCE", **values)


def test_there_are_pages() -> None:
    assert {"manage_students.tpl", "manage_submissions.tpl", "formgrade_404.tpl"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_script_of_a_page_has_the_nonce_and_no_element_an_event_s(name: str) -> None:
    usual = Tags(page(name, "ada"))
    assert usual.scripts and all(script.get("nonce") == "NONCE" for script in usual.scripts)
    assert not [attribute for attribute, _ in usual.attributes if attribute.startswith("on")]
    for value in NAMES:
        hostile = Tags(page(name, value))
        assert hostile.elements == usual.elements, value
        assert [attribute for attribute, _ in hostile.attributes] == [
            attribute for attribute, _ in usual.attributes
        ]


@pytest.mark.parametrize("value", NAMES)
def test_a_value_in_a_script_is_the_name_itself(value: str) -> None:
    text = page("manage_students_notebook_submissions.tpl", value)
    (found,) = re.findall(r"var student_id = (.*);\n", text)
    assert json.loads(found) == value


def test_what_an_event_attribute_did_is_done_by_a_listener() -> None:
    text = tamed('<button id="b" onclick="toggleAllNames()">Show</button>')
    assert 'data-calls="toggleAllNames"' in text and "{ toggleAllNames(); }" in text
    assert 'nonce="{{ nonce }}"' in text and "onclick" not in text


def test_what_is_not_seen_in_a_name_is_spelt_out() -> None:
    assert "a\\u202eb" in page("manage_students_assignments.tpl", "a\u202eb")

"""The browser and Python agree on which cells are ours, to the letter."""

from __future__ import annotations

import random

import pytest

from mentorlab.item.cells import parse_cell, render_cell
from mentorlab.item.keys import dump
from mentorlab.item.kinds import kinds
from tests.browser.learner_server import HOME
from tests.browser.visit import Visit
from tests.helpers.samples import sample

pytestmark = pytest.mark.browser

AWKWARD = [
    'He said "wait", and \\ left.\nThen 🙂 came; मैं भी.',
    "\u2028 \u2029 \ufeff \u007f \u0085 \u0000 \t / \\/ \\u0041",
    "BEGIN HIDDEN TESTS, END SOLUTION and AUTOTEST",
    "### BEGIN HIDDEN TESTS",
    '",\n)\nimport os',
]
BITS = ['"', "\\", "\n", ",", ")", "(", " ", "#", "'", "\u2028", "\\u0041", "\\/", "f", "\r", "%%time\n", "+"]


def sources() -> list[str]:
    """Every shape with every kind and with awkward texts, then each of them with one small fault."""
    whole = [render_cell("home")]
    for name in kinds():
        item, key = (dump(one) for one in sample(name))
        whole += [
            render_cell("practice", (item, key)),
            render_cell("exercise", (item,)),
            render_cell("mark", (item,)),
            render_cell("mark", (item, key)),
        ]
    whole += [render_cell("practice", (one, two)) for one in AWKWARD for two in AWKWARD]
    draw = random.Random(8)
    faulty = [whole[0] + "\n", whole[0] + " ", "", "home()", whole[1].replace("practice", "home")]
    for source in whole:
        for _ in range(6):
            place = draw.randrange(len(source) + 1)
            faulty.append(source[:place] + draw.choice(BITS) + source[place + draw.randrange(2) :])
    return whole + faulty


def test_the_browser_knows_the_cells_that_python_knows_and_no_others(visit: Visit) -> None:
    page = visit.open(HOME)
    texts = sources()
    in_the_browser = page.evaluate(
        """async (texts) => {
          const { callOf } = await import("/lab/extensions/mentorlab/static/cells.js");
          return texts.map(callOf);
        }""",
        texts,
    )
    in_python = [shape[0] if (shape := parse_cell(text)) else None for text in texts]
    assert [
        (text, one, other)
        for text, one, other in zip(texts, in_the_browser, in_python, strict=True)
        if one != other
    ] == []
    assert sum(name is not None for name in in_python) > 50
    assert sum(name is None for name in in_python) > 200

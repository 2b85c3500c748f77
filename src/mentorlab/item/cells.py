"""The fixed shapes of our code cells: one import, one call with JSON string literals, and nothing else.

    from mentorlab.views import mark
    mark(
        "{\\"kind\\":\\"choice\\", …}",
    ### BEGIN HIDDEN TESTS
        "{\\"item\\":\\"say-first\\", …}",
    ### END HIDDEN TESTS
    )

(the marks of the hidden tests stand at the line's beginning). Every literal is one line that Python and JSON
read alike. A cell has a shape only if it is what `render_cell` writes, byte for byte.
"""

from __future__ import annotations

import json
import re

CALLS: dict[str, frozenset[int]] = {  # call -> how many arguments it may have
    "practice": frozenset({2}),
    "exercise": frozenset({1}),
    "mark": frozenset({1, 2}),  # one in the release: nbgrader has cut the key out
    "home": frozenset({0}),
}
MAX_SOURCE = 8 * 1024 * 1024  # characters
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

_CALL = re.compile(r"from mentorlab\.views import ([a-z]+)\n")
# Line ends to some readers of notebooks, and half characters, which no file can hold.
_AWKWARD = re.compile("[\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]")
# nbgrader cuts at these words wherever they stand, even inside a string.
_CUTS = re.compile(r"(BEGIN|END)(?= (?:HIDDEN TESTS|SOLUTION|MARK SCHEME))|AUTOTEST")


def render_cell(call: str, arguments: tuple[str, ...] = ()) -> str:
    """The source of a cell that makes this call. The second argument of `mark` stands between hidden-test lines."""
    if len(arguments) not in CALLS.get(call, ()):
        raise ValueError(f"no cell of ours calls {call} with {len(arguments)} arguments")
    head = f"from mentorlab.views import {call}\n"
    if not arguments:
        return f"{head}{call}()"
    lines = [f"    {literal(argument)}," for argument in arguments]
    if call == "mark" and len(lines) == 2:
        lines[1:] = [BEGIN, lines[1], END]
    return "\n".join([f"{head}{call}(", *lines, ")"])


def parse_cell(source: str) -> tuple[str, tuple[str, ...]] | None:
    """The call and its arguments, if the source has exactly one of our shapes; otherwise None. Never raises."""
    start = _CALL.match(source) if len(source) <= MAX_SOURCE else None
    if start is None:
        return None
    arguments = []
    for line in source.split("\n"):
        if line.startswith('    "') and line.endswith('",'):
            try:
                arguments.append(json.loads(line[4:-1]))
            except (ValueError, RecursionError):
                return None
    call, given = start[1], tuple(arguments)
    if not all(isinstance(argument, str) for argument in given) or len(given) not in CALLS.get(call, ()):
        return None
    return (call, given) if render_cell(call, given) == source else None


def literal(text: str) -> str:
    """A text as a string literal that Python and JSON read alike, on one line."""
    plain = json.dumps(text, ensure_ascii=False)
    plain = _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
    return _CUTS.sub(lambda found: f"\\u{ord(found[0][0]):04x}{found[0][1:]}", plain)

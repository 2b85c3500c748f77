"""Write missing ids into content files, from the words they stand for, and change no other byte.

What needs an id is said by the readers, in their errors: a mend that names `mentorlab ids` is mended here.
So a new exercise kind needs no line in this file.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from mentorlab.content.load import load_course
from mentorlab.content.published import ids_of, read_published
from mentorlab.dialect._escape import BLOCK
from mentorlab.dialect.attributes import KINDS, parse_attributes
from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError, Document, List
from mentorlab.item.kinds import kinds

COMMAND = "mentorlab ids"
LENGTH = 30

# Words that say little; they are left out where others remain.
STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        """a about all am an and any are as at be because been before but by can could did do does for from had has
        have he her here him his how i if in into is it its just let me more my no nor not of on one or our out she
        should so some than that the their them then there they this to too up us was we were what when where which
        who why will with would you your""",
    )
)

_BRACES = re.compile(r"\{[^{}\n]*\}[ \t]*\Z")


def write_missing(content: Path) -> tuple[list[str], list[DialectError]]:
    """Write every missing id.

    Returns
    -------
    what was written, a line each; and the faults that remain, which may hide more missing ids
    """
    written: list[str] = []
    while True:
        faults: list[DialectError] = []
        course = load_course(content, faults)
        missing = {fault.file: fault for fault in reversed(faults) if COMMAND in fault.mend}
        if not missing:
            return written, faults
        course_ids = {path.split("/")[1] for path in ids_of(course) if path.count("/") == 1}
        for path, (_, gone, _) in read_published(content).items():
            if gone or path.count("/") == 1:
                course_ids.add(path.split("/")[-1])
        for fault in missing.values():
            written.append(_write_one(content.resolve().parent, fault, course_ids))


def _write_one(root: Path, fault: DialectError, taken: set[str]) -> str:
    path = root / fault.file
    raw = path.read_bytes()
    bom = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    text = raw[len(bom) :].decode("utf-8")
    known = KINDS | set(kinds())
    document = read(text, fault.file, known)
    words, place = _named_at(document, fault.line)
    # A scene's title may stand for its id, so it is taken too.
    taken = taken | set(_ids(document)) | {section.title for section in document.sections}
    id = new_id(words, taken)
    lines = re.split(r"(\r\n|\r|\n)", text)
    at = 2 * (_last_line(lines[::2], place) if place >= 0 else fault.line - 1)
    lines[at] = _with_id(lines[at], id, known)
    after = "".join(lines)
    # Nothing but the id may have changed: the tree says so.
    again = read(after, fault.file, known)
    if _shape(again) != _shape(document) or id not in set(_ids(again)):
        raise fault
    path.write_bytes(bom + after.encode("utf-8"))
    return f"{fault.file}, line {at // 2 + 1}: #{id}"


def new_id(text: str, taken: set[str]) -> str:
    """Make a short id from the words of a text, different from all those taken.

    >>> new_id("“What got in the way?”", set())
    'got-way'
    """
    whole = re.sub(r"['’](?:s|d|ll|ve|re|m)\b", "", text, flags=re.IGNORECASE)
    folded = unicodedata.normalize("NFKD", re.sub(r"['’]", "", whole)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", folded.lower())
    telling = [word for word in words if word not in STOPWORDS] or words
    # A condition names a scene by its id, so an id begins with a letter.
    while telling and not telling[0][0].isalpha():
        telling.pop(0)
    if not telling:
        telling = ["entry"]
    for count in range(min(3, len(telling)), len(telling) + 1):
        id = "-".join(telling[:count])
        if id not in taken and (len(id) <= LENGTH or count == 1):
            return id
    base = "-".join(telling[:3])
    return next(id for number in itertools.count(2) if (id := f"{base}-{number}") not in taken)


def _named_at(document: Document, line: int) -> tuple[str, int]:
    """The words of what stands at this line; and for an entry of a list its index among the lines, else -1."""
    for section in document.sections:
        if section.line == line and section.level:
            return section.title, -1
        for block in section.blocks:
            for item in block.items if isinstance(block, List) else ():
                if item.line == line:
                    return item.text or item.target, line - 1
    raise document.error(line, "An id is missing here.", "Write one by hand.")


def _last_line(lines: list[str], first: int) -> int:
    """The last line of an entry's own text, where its attribute list stands."""
    last = first
    while last + 1 < len(lines) and lines[last + 1].strip() and not _begins_block(lines[last + 1]):
        last += 1
    return last


def _begins_block(line: str) -> bool:
    return bool(BLOCK.match(line) or re.match(r"[ \t]*\d{1,9}[.)][ \t]", line))


def _with_id(line: str, id: str, known: frozenset[str]) -> str:
    """The line with `#id` in its attribute list, after the kind; or with a list of its own at the end."""
    braces = _BRACES.search(line)
    attributes = parse_attributes(braces[0].rstrip(" \t"), known) if braces else None
    if braces is None or attributes is None:
        stripped = line.rstrip(" \t")
        return f"{stripped} {{#{id}}}{line[len(stripped) :]}"
    inside = re.compile(rf"\{{[ \t]*{re.escape(attributes.kind)}" if attributes.kind else r"\{")
    start = inside.match(line, braces.start())
    at = start.end() if start else braces.start() + 1
    rest = line[at:].lstrip(" \t")
    between = " " if attributes.kind and start else ""
    return f"{line[:at]}{between}#{id}{'' if rest.startswith('}') else ' '}{rest}"


def _ids(document: Document) -> Iterator[str]:
    for section in document.sections:
        if section.attributes.id:
            yield section.attributes.id
        for block in section.blocks:
            if isinstance(block, List):
                yield from (item.attributes.id for item in block.items if item.attributes.id)


def _shape(document: Document) -> str:
    """The tree without ids."""
    return re.sub(r"(Attributes\(kind='[^']*', )id='[^']*'", r"\1", repr(document.sections))

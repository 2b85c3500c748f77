"""A module's folder, and the whole of `content/`, as data for the builder and for lint.

Loading stops at the first fault, which says file, line and mend. Lint, which wants them all, passes `faults`:
then each is put there, what it spoils is left out, and the rest is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mentorlab.content.front import ExercisesFront, GuideFront, LessonFront, read_front
from mentorlab.content.references import Author, Reference, read_references
from mentorlab.dialect.attributes import KINDS, split_attributes
from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError, Document, List, Paragraph, Section
from mentorlab.item.kinds import kinds
from mentorlab.item.model import Item, Key
from mentorlab.item.read import is_exercise, read_item
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.read import read_talk
from mentorlab.talk.series import BrokenSeries, meetings_up_to

__all__ = [
    "Author",
    "Course",
    "Exercise",
    "Module",
    "Piece",
    "Prose",
    "Reference",
    "groups",
    "load_course",
    "load_module",
]

MODULE = re.compile(r"\d\d-[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_FOLLOWS = {
    "missing": "Write the name of a file in talks/, without .md; there is no {name}.md.",
    "other-series": "Write series: {series} in {name}.md too.",
    "round": "Let the first meeting follow none.",
}
# The builder gives these to cells of its own.
RESERVED = {"opening", "references"}
CELLS = ("-text", "-form", "-mark", "-prose")


@dataclass(frozen=True)
class Prose:
    """One heading with its blocks: Markdown to the letter, without the heading's attribute list.

    A section may say which objective it teaches, and by which moves that shows in a talk.
    """

    id: str
    text: str
    line: int
    objective: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One exercise or placed talk."""

    item: Item
    key: Key
    line: int


Piece = Prose | Exercise


@dataclass(frozen=True)
class Module:
    """One folder of `content/`."""

    id: str
    folder: Path
    title: str
    minutes: int
    objectives: dict[str, str]
    take_away: str
    lesson: tuple[Piece, ...]
    assignment: tuple[Piece, ...]
    talks: dict[str, tuple[Talk, TalkKey]]
    documents: dict[
        str, Document
    ]  # by name in the folder: lesson.md, exercises.md, facilitate.md, talks/x.md
    sources: dict[str, str]  # the same files to the letter
    edition: int = 1  # the rules of the second edition hold from 2 on
    incomplete: bool = False  # something in it could not be read, and was said


@dataclass(frozen=True)
class Course:
    """All modules in their order, and what they may cite."""

    folder: Path
    modules: tuple[Module, ...]
    references: dict[str, Reference]


def load_course(content: Path, faults: list[DialectError] | None = None) -> Course:
    """Load every module of `content/`, and `references.bib`."""
    ledger = _Ledger(faults)
    references: dict[str, Reference] = {}
    bibliography = content / "references.bib"
    if bibliography.is_file():
        with ledger:
            name = f"{content.resolve().name}/references.bib"
            references = read_references(_text(bibliography, name), name)
    modules = []
    for folder in sorted(path for path in content.iterdir() if (path / "lesson.md").is_file()):
        with ledger:
            modules.append(load_module(folder, faults))
    return Course(content, tuple(modules), references)


def load_module(folder: Path, faults: list[DialectError] | None = None) -> Module:
    """Load one module; with `faults`, only what spoils the whole module is raised.

    Raises
    ------
    DialectError
        names the file, the line and the mend
    """
    return _Loader(folder, _Ledger(faults)).module()


class _Ledger:
    """Where faults go: into a list, or up."""

    def __init__(self, faults: list[DialectError] | None) -> None:
        self.faults = faults

    @property
    def count(self) -> int:
        return len(self.faults or ())

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: object, trace: object) -> bool:
        if self.faults is None or not isinstance(fault, DialectError):
            return False
        self.faults.append(fault)
        return True


class _Loader:
    """One folder on its way into a module."""

    def __init__(self, folder: Path, ledger: _Ledger) -> None:
        self.folder = folder.resolve()
        self.ledger = ledger
        self.kinds = KINDS | set(kinds())
        self.documents: dict[str, Document] = {}
        self.sources: dict[str, str] = {}
        self.talks: dict[str, tuple[Talk, TalkKey]] = {}
        self.broken: set[str] = set()  # talks that could not be read: what places them is not at fault

    def module(self) -> Module:
        before = self.ledger.count
        lesson = self.document("lesson.md")
        if lesson is None:
            raise DialectError(self.name_of("lesson.md"), 1, "This module has no lesson.", "Write lesson.md.")
        if not MODULE.match(self.folder.name):
            raise lesson.error(
                1,
                f"“{self.folder.name}” is not a module's name.",
                "Call the folder two digits and words, such as 08-feedback.",
            )
        front = read_front(lesson, LessonFront)
        for path in sorted((self.folder / "talks").glob("*.md")):
            self.talk(path)
        self.check_series()
        exercises = guide = None
        with self.ledger:
            exercises = self.document("exercises.md")
        with self.ledger:
            guide = self.document("facilitate.md")
        if exercises is not None:
            with self.ledger:
                self.compare(read_front(exercises, ExercisesFront), front, exercises)
        if guide is not None:
            with self.ledger:
                read_front(guide, GuideFront)
        in_lesson = tuple(self.pieces(lesson, front))
        in_assignment = tuple(self.pieces(exercises, front)) if exercises is not None else ()
        return Module(
            id=self.folder.name,
            folder=self.folder,
            title=front.title,
            minutes=front.minutes,
            objectives=dict(front.objectives),
            take_away=front.take_away,
            lesson=in_lesson,
            assignment=in_assignment,
            talks=self.talks,
            documents=self.documents,
            sources=self.sources,
            edition=front.edition,
            incomplete=self.ledger.count > before,
        )

    def name_of(self, name: str) -> str:
        """Return the file as its author knows it."""
        return f"{self.folder.parent.name}/{self.folder.name}/{name}"

    def document(self, name: str) -> Document | None:
        path = self.folder / name
        if not path.is_file():
            return None
        text = _text(path, self.name_of(name))
        document = read(text, self.name_of(name), self.kinds)
        self.documents[name], self.sources[name] = document, text
        return document

    def talk(self, path: Path) -> None:
        self.broken.add(path.stem)
        with self.ledger:
            name = f"talks/{path.name}"
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", path.stem):
                raise DialectError(
                    self.name_of(name),
                    1,
                    f"“{path.name}” cannot be a talk's id.",
                    "Name the file with small letters, digits and hyphens.",
                )
            document = self.document(name)
            assert document is not None  # glob has just found it
            self.talks[path.stem] = read_talk(document, path.stem)
            self.broken.discard(path.stem)

    def check_series(self) -> None:
        """Refuse a meeting that follows what it cannot follow, and leave it out."""
        talks = {name: talk for name, (talk, _) in self.talks.items()}
        for name, talk in talks.items():
            with self.ledger:
                if talk.follows in self.broken:
                    self.broken.add(name)
                    continue
                try:
                    meetings_up_to(talks, talk)
                except BrokenSeries as fault:
                    if fault.talk is talk:
                        document = self.documents[f"talks/{name}.md"]
                        self.broken.add(name)
                        raise document.error(
                            document.meta_lines["follows"],
                            f"“{talk.follows}” is no meeting that this one can follow.",
                            _FOLLOWS[fault.why].format(name=talk.follows, series=talk.series),
                        ) from None
                    self.broken.add(name)
        for name in self.broken & talks.keys():
            del self.talks[name]

    @staticmethod
    def compare(exercises: ExercisesFront, lesson: LessonFront, document: Document) -> None:
        if exercises.objectives and exercises.objectives != lesson.objectives:
            raise document.error(
                document.meta_lines["objectives"],
                "The objectives are not those of lesson.md.",
                "Take them out here: lesson.md is where they stand.",
            )

    # -- pieces ---------------------------------------------------------------------------------------

    def pieces(self, document: Document, front: LessonFront) -> Iterator[Piece]:
        taken: dict[str, int] = {}
        for group in groups(document):
            with self.ledger:
                piece = self.piece(document, group, front)
                if piece is not None:
                    _take(document, piece, taken)
                    yield piece

    def piece(self, document: Document, group: tuple[Section, ...], front: LessonFront) -> Piece | None:
        heading = group[0]
        if heading.level == 0:
            raise document.error(
                heading.blocks[0].line,
                "Text stands before the first heading.",
                "Write a heading with ## above it.",
            )
        if heading.level == 1:
            raise document.error(
                heading.line,
                "The title stands in the front matter.",
                "Begin headings with ##, and leave # out.",
            )
        if not heading.attributes.id:
            raise document.error(
                heading.line,
                f"The heading “{heading.title}” has no id.",
                "Write one such as {#the-moment}, or run `mentorlab ids`.",
            )
        if not is_exercise(heading):
            return self.prose(document, heading, front)
        if heading.attributes.options.get("file") in self.broken:
            return None
        kind = heading.attributes.kind
        if kinds()[kind].TRAITS.lessons_alone and document is self.documents.get("exercises.md"):
            raise document.error(
                heading.line,
                f"The {kind} “{heading.title}” stands in an assignment, and nobody marks a {kind}.",
                "Move it to lesson.md.",
            )
        item, key = read_item(document, group, self.folder.name, talks=self.talks)
        self.known_objective(document, heading, item.objective, front)
        return Exercise(item, key, heading.line)

    @staticmethod
    def known_objective(document: Document, heading: Section, objective: str, front: LessonFront) -> None:
        if objective and objective not in front.objectives:
            raise document.error(
                heading.line,
                f"“{objective}” is not an objective of this module.",
                f"Write one of {', '.join(front.objectives)}.",
            )

    def prose(self, document: Document, section: Section, front: LessonFront) -> Prose:
        if word := section.attributes.kind or "".join(section.attributes.flags[:1]):
            raise document.error(
                section.line,
                f"“{word}” means nothing on a heading outside an exercise.",
                f"Leave the id alone: {{#{section.attributes.id}}}.",
            )
        options = section.attributes.options
        strange = sorted(options.keys() - {"objective", "skills"})
        if strange or ("skills" in options and "objective" not in options):
            raise document.error(
                section.line,
                f"“{(strange or ['skills'])[0]}=” means nothing on this heading.",
                "A section that teaches says {#its-id objective=ask skills=open-question,silence}.",
            )
        self.known_objective(document, section, options.get("objective", ""), front)
        for block in section.blocks:
            ends = block.items if isinstance(block, List) else [block] if isinstance(block, Paragraph) else []
            for end in ends:
                if end.attributes:
                    raise document.error(
                        end.line,
                        "An attribute list at the end of prose means nothing.",
                        r"Take it out, or write \{.",
                    )
        name = next(name for name, one in self.documents.items() if one is document)
        lines = self.sources[name].split("\n")
        following = [one.line for one in document.sections if one.line > section.line]
        own = lines[section.line - 1 : following[0] - 1 if following else None]
        own[0] = split_attributes(own[0], self.kinds)[0]
        skills = tuple(filter(None, options.get("skills", "").split(",")))
        text = "\n".join(own).rstrip()
        return Prose(section.attributes.id, text, section.line, options.get("objective", ""), skills)


def groups(document: Document) -> Iterator[tuple[Section, ...]]:
    """Yield the sections that belong together: an exercise with all beneath it, any other heading alone."""
    group: list[Section] = []
    for section in document.sections:
        if group and is_exercise(group[0]) and section.level > group[0].level:
            group.append(section)
            continue
        if group:
            yield tuple(group)
        group = [section]
    if group:
        yield tuple(group)


def _take(document: Document, piece: Piece, taken: dict[str, int]) -> None:
    """Refuse an id that would give two cells of a notebook one name."""
    id = piece.id if isinstance(piece, Prose) else piece.item.id
    if id in RESERVED:
        raise document.error(
            piece.line, f"The id #{id} is kept for the builder's own cells.", "Choose another."
        )
    names = {id, *(id + cell for cell in CELLS)}
    for name in sorted(names & taken.keys()):
        raise document.error(
            piece.line, f"The id #{id} is already taken in line {taken[name]}.", "Choose another, in words."
        )
    taken.update(dict.fromkeys(names, piece.line))


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DialectError(name, line, "This line is not UTF-8 text.", "Save the file as UTF-8.") from None

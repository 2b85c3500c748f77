"""Where things stand: models have ids, documents have lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mentorlab.content.load import Course, Exercise, Module, groups
from mentorlab.dialect.tree import Document, List
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.moments import Graph
from mentorlab.talk.series import graph_in_series


@dataclass(frozen=True)
class PlacedTalk:
    """A talk with its file and the lines of its scenes and replies."""

    module: Module
    document: Document
    talk: Talk
    key: TalkKey
    scenes: dict[str, int] = field(default_factory=dict)
    replies: dict[str, int] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        """Its moments, from every state that the meeting before it can leave; `TooMany` where there are too many."""
        return graph_in_series({name: talk for name, (talk, _) in self.module.talks.items()}, self.talk)


def talks(course: Course) -> Iterator[PlacedTalk]:
    """Yield every talk of the course."""
    for module in course.modules:
        for name, (talk, key) in module.talks.items():
            document = module.documents[f"talks/{name}.md"]
            scenes = {section.attributes.id or section.title: section.line for section in document.sections}
            replies = {
                item.attributes.id: item.line
                for section in document.sections
                for block in section.blocks
                if isinstance(block, List)
                for item in block.items
            }
            yield PlacedTalk(module, document, talk, key, scenes, replies)


def exercises(module: Module, file: str) -> Iterator[Exercise]:
    """Yield the exercises of lesson.md or exercises.md."""
    pieces = module.lesson if file == "lesson.md" else module.assignment
    return (piece for piece in pieces if isinstance(piece, Exercise))


def parts(document: Document, exercise: Exercise) -> dict[str, int]:
    """Return the lines of an exercise's options, entries, passages: part id -> line."""
    for group in groups(document):
        if group[0].line == exercise.line:
            return {
                item.attributes.id: item.line
                for section in group
                for block in section.blocks
                if isinstance(block, List)
                for item in block.items
                if item.attributes.id
            }
    return {}

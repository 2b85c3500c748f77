"""A store that is no folder: byte strings in memory, as a browser or a learning platform would keep them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class MemoryStore:
    """Everything by name; `locks` counts how often a writer held the others off, `free` is whether nobody does now."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.locks = 0
        self.free = True

    def look(self, name: str) -> bool:
        return name in self.kept

    def read(self, name: str, limit: int) -> bytes | None:
        data = self.kept.get(name)
        return None if data is None else data[:limit]

    def write(self, name: str, data: bytes) -> None:
        assert not self.free, "written without the lock"
        self.kept[name] = data

    def move(self, name: str, to: str) -> None:
        assert not self.free and to not in self.kept
        self.kept[to] = self.kept.pop(name)

    @contextmanager
    def lock(self) -> Iterator[None]:
        assert self.free
        self.locks, self.free = self.locks + 1, False
        try:
            yield
        finally:
            self.free = True

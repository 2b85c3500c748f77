"""Wraps an object so that it is hashed by identity, for `lru_cache` keys: comparing contents would cost more than it saves."""

from __future__ import annotations

from typing import Generic, TypeVar

_T = TypeVar("_T")


class IdentityKey(Generic[_T]):
    """Wrapper that hashes by identity: equal to another one of the same object alone."""

    __slots__ = ("it",)

    def __init__(self, it: _T) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and other.it is self.it

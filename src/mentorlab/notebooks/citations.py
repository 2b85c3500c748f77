"""Citations: `[@kluger1996effects]` becomes (Kluger & DeNisi, 1996), and what was cited is listed once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mentorlab.content.load import Reference

_CITED = re.compile(r"\[@[\w:.-]+(?:\s*[;,]\s*@[\w:.-]+)*\]")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)  # in code a citation is an example of one
_KEY = re.compile(r"@([\w:.-]+)")


class UnknownReference(ValueError):
    """A key that `content/references.bib` does not hold."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class Citations:
    """Renders citations and remembers them, in the order in which a reader meets them."""

    def __init__(self, references: Mapping[str, Reference]) -> None:
        self._references = references
        self._cited: dict[str, Reference] = {}

    def render(self, text: str) -> str:
        """Render the text with every citation in words; raises `UnknownReference`."""
        if "[@" not in text:
            return text
        parts = _CODE.split(text)
        parts[::2] = [_CITED.sub(lambda match: self._words(match[0]), part) for part in parts[::2]]
        return "".join(parts)

    def render_data(self, data: Any) -> Any:
        """Render the same for every string in plain JSON data; names in it are left alone."""
        if isinstance(data, str):
            return self.render(data)
        if isinstance(data, list):
            return [self.render_data(part) for part in data]
        if isinstance(data, dict):
            return {name: self.render_data(part) for name, part in data.items()}
        return data

    def listing(self) -> str:
        """List the cited works as a Markdown list, in alphabetical order; "" where nothing was cited."""
        lines = sorted((reference.full() for reference in self._cited.values()), key=str.casefold)
        return "\n".join(f"- {line}" for line in lines)

    def _words(self, cited: str) -> str:
        found = []
        for key in _KEY.findall(cited):
            if key not in self._references:
                raise UnknownReference(key)
            self._cited[key] = self._references[key]
            found.append(self._references[key].short())
        return f"({'; '.join(found)})"

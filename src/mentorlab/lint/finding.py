"""What a rule says: where, what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from mentorlab.dialect.tree import Document


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an author should mend. `quote` is the text it is about, for excuses."""

    file: str
    line: int
    what: str
    mend: str
    is_error: bool = True
    quote: str = ""
    rule: str = ""  # put in by whoever runs the rules

    def __str__(self) -> str:
        level = "" if self.is_error else "warning: "
        return f"{self.file}, line {self.line}: {level}{self.what} {self.mend} ({self.rule})"


def error(document: Document, line: int, what: str, mend: str, quote: str = "") -> Finding:
    """Make a finding that must be mended."""
    return Finding(document.file, line, what, mend, True, quote)


def warning(document: Document, line: int, what: str, mend: str, quote: str = "") -> Finding:
    """Make a finding to look at; it may be as the author wants it."""
    return Finding(document.file, line, what, mend, False, quote)

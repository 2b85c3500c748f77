"""What is wrong with the content, in plain English with file and line. `rules.py` lists the rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mentorlab.content.load import load_course
from mentorlab.dialect.tree import DialectError
from mentorlab.lint.finding import Finding
from mentorlab.lint.rules import RULES
from mentorlab.lint.suppressions import suppress

__all__ = ["Finding", "lint_course"]


def lint_course(content: Path) -> list[Finding]:
    """Find everything that is wrong with a folder of modules, by file and line, the errors of each file first.

    What cannot be read is said, and the rules look at the rest.
    """
    faults: list[DialectError] = []
    course = load_course(content, faults)
    findings = [Finding(fault.file, fault.line, fault.what, fault.mend, rule="notation") for fault in faults]
    for name, rule in RULES.items():
        findings += [replace(finding, rule=name) for finding in rule(course)]
    return sorted(
        suppress(findings, content), key=lambda one: (one.file, not one.is_error, one.line, one.rule)
    )

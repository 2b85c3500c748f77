"""`content/excuses.yaml`: findings that are as the author wants them, each with its reason.

    - rule: words
      file: 08-feedback/lesson.md
      text: a just cause
      reason: just in the sense of fair

A finding is excused where rule and file agree and `text` stands in what the finding is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from mentorlab.lint.finding import Finding

FILE = "excuses.yaml"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Suppression(BaseModel):
    """One finding, and why it stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: _Text
    file: _Text
    text: _Text
    reason: _Text

    def covers(self, finding: Finding) -> bool:
        """Tell whether this finding is the one that is meant."""
        about = " ".join(f"{finding.quote} {finding.what}".split())
        return (
            finding.rule == self.rule
            and (finding.file == self.file or finding.file.endswith(f"/{self.file}"))
            and " ".join(self.text.split()) in about
        )


def suppress(findings: Iterable[Finding], content: Path) -> list[Finding]:
    """Leave out the findings that are excused; add one for each excuse that excuses nothing any more."""
    path, name = content / FILE, f"{content.resolve().name}/{FILE}"
    if not path.is_file():
        return list(findings)
    broken = Finding(
        name, 1, "The excuses cannot be read.", "Write a list of rule, file, text and reason.", rule="excuses"
    )
    text = path.read_text(encoding="utf-8")
    try:
        suppressions = TypeAdapter(list[Suppression]).validate_python(yaml.safe_load(text) or [])
    except yaml.YAMLError as fault:
        place = getattr(fault, "problem_mark", None)
        return [*findings, replace(broken, line=place.line + 1 if place else 1)]
    except ValidationError as fault:
        number, *field = fault.errors()[0]["loc"] or (0,)
        what = f"Excuse {int(number) + 1} has no good “{field[0] if field else 'form'}”."
        return [*findings, replace(broken, what=what)]
    left = list(findings)
    for number, one in enumerate(suppressions, 1):
        kept = [finding for finding in left if not one.covers(finding)]
        if len(kept) == len(left):
            left.append(
                replace(
                    broken,
                    what=f"Excuse {number} (“{one.text}”) excuses nothing any more.",
                    mend="Take it out.",
                    is_error=False,
                )
            )
        else:
            left = kept
    return left

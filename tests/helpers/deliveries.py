"""Answers as they arrive: responses with chosen times, and the files, zip files and mails that bring them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from mentorlab.cohort.collecting import Collection, collect_files
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from tests.helpers.course_samples import MODULE, answer, model

FILE = f"{MODULE}.responses.json"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)  # of every collection
EARLY, LATE = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 24, 20, tzinfo=UTC)
PEOPLE = (
    Learner("ada", "Ada", "Lovelace", "ada@example.org"),
    Learner("Ben.B", "Ben", "Okri", "ben@example.org"),
    Learner("zoë", "Zoë", "Müller-Şahin", "zoe@example.org"),
    Learner("k7", "Kim", "Lee", "kim@example.org"),
    Learner("k8", "Kim", "Lee", "lee@example.org"),
)


class Inbox:
    """A cohort of five people, two of them with one name, and a folder into which deliveries are saved."""

    def __init__(self, cohort: Path, built: Path, folder: Path) -> None:
        self.cohort, self.folder = cohort, folder
        folder.mkdir()
        add_people(find_cohort(cohort), PEOPLE)
        scratch = folder.parent / "answers"
        scratch.mkdir()
        answer(scratch, built / f"solutions/{MODULE}/{MODULE}.ipynb", model)
        self._all: dict[str, Any] = json.loads((scratch / FILE).read_text(encoding="utf-8"))

    def answers(self, last: datetime = EARLY, some: int = 99, word: str = "") -> bytes:
        """A responses file with so many answers, the last of which was given at this time."""
        items = dict(list(self._all["items"].items())[:some])
        times = {"first": EARLY.isoformat(), "last": last.isoformat()}
        made = {**self._all, "items": {id: {**entry, **times} for id, entry in items.items()}}
        if word:
            made["workspace"] = word
        return (json.dumps(made, indent=1) + "\n").encode()

    def save(self, place: str, data: bytes | None = None) -> Path:
        """A file in the inbox; answers, if nothing else is said."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.answers() if data is None else data)
        return path

    def collect(self, *paths: Path, **options: Any) -> Collection:
        """What `mentorlab cohort collect` does with the inbox."""
        return collect_files(find_cohort(self.cohort), paths or (self.folder,), **{"now": NOW, **options})

    def submitted(self) -> set[str]:
        """The people from whom something lies in submitted/."""
        return {path.parent.parent.name for path in self.cohort.glob(f"submitted/*/{MODULE}/{FILE}")}

    def bytes_of(self, learner: str) -> bytes:
        """What was taken from somebody."""
        return (self.cohort / "submitted" / learner / MODULE / FILE).read_bytes()


def zipped(files: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return made.getvalue()


def mail(
    files: Mapping[str, bytes], sender: str = "Ada Lovelace <ada@example.org>", date: Any = LATE
) -> bytes:
    """A saved mail with attachments."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "trainer@example.org", "My answers"
    if date is not None:
        message["Date"] = date if isinstance(date, str) else format_datetime(date)
    message.set_content("Please find them attached.")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()

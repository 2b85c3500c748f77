"""Collecting from nbgrader's exchange without following anybody's links.

nbgrader's own collector copies what a link points to: a submission with a link to the trainer's source would
come back with the keys in it. It also stops for everybody at the first submission that is too large or has
an odd name. This one refuses such a submission by name and goes on.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import parse_utc

from mentorlab.marking.intake.roster_ids import known_ids
from mentorlab.marking.intake.safe_copy import copy_tree
from mentorlab.marking.intake.submission import folder_fault
from mentorlab.marking.nbgrader.exchange import CheckedExchange
from mentorlab.names import refused, to_id, visible

_NOBODY = parse_utc("1970-01-01 00:00:00 UTC")


class Collect(CheckedExchange, ExchangeCollect):  # type: ignore[misc]
    """`nbgrader collect` that follows no link, and refuses by name what is no submission."""

    instead = "mentorlab cohort collect FOLDER takes in what arrived."

    src_records: list[dict[str, Any]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        # Everybody may write to the inbound folder; nbgrader would stop at the first name it cannot take apart.
        name = Path(path).name
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except Exception:
            return {
                "username": name,
                "filename": name,
                "timestamp": _NOBODY,
                "fault": "its name is not nbgrader's.",
            }
        return {**record, "username": to_id(str(record["username"]))}

    def _faults(self) -> dict[str, str]:
        """Of the names that submissions came under, those that are nobody's id, and why."""
        root = Path(self.coursedir.root)
        submitted = root / self.coursedir.submitted_directory
        known = set(known_ids(root) or ()) | (
            {path.name for path in submitted.iterdir()} if submitted.is_dir() else set()
        )
        return dict(refused({record["username"] for record in self.src_records}, known))

    def copy_files(self) -> None:
        """Copies each submission that holds nothing but files, and says which others were left."""
        good, faults = [], self._faults()
        for record in self.src_records:
            fault = record.get("fault") or faults.get(record["username"], "")
            fault = fault or self._fault(Path(self.inbound_path) / record["filename"])
            if fault:
                self.log.error("%s was not collected: %s", visible(record["filename"]), fault)
            else:
                good.append(record)
        self.src_records = good
        super().copy_files()

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copies a submission beside its destination, looks at it again, then moves it into its place."""
        target = Path(dest)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".collecting-") as name:
            copied = Path(name) / "submission"
            try:
                copy_tree(Path(src), copied, self.coursedir.ignore)
                fault = self._fault(copied)
            except OSError as error:
                fault = f"it could not be copied ({error.strerror or error})."
            if fault:
                self.log.error("%s was not collected: %s", visible(Path(src).name), fault)
                return
            shutil.move(copied, target)
        if self.coursedir.groupshared:
            self.set_perms(dest, 0o660, 0o2770)

    @staticmethod
    def _fault(folder: Path) -> str:
        name, fault = folder_fault(folder)
        return f"{visible(name)}: {fault}" if fault else ""

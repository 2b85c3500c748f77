"""A cohort's folder is closed to other accounts, whatever the umask was, and it is said where it is not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from mentorlab.cli.marking import mark_cohort
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.new import new_cohort
from mentorlab.cohort.privacy import close_cohort, cohort_is_open

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_a_new_cohort_is_its_trainers_alone_whatever_the_umask(
    built: Path, tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        made = new_cohort(tmp_path / "spring", built)
    finally:
        os.umask(before)
    assert mode(made.folder) == 0o700
    assert mode(made.folder / "gradebook.db") == 0o600
    assert [path for path in (made.folder / "source").rglob("*") if mode(path) & 0o077] == []
    assert not cohort_is_open(find_cohort(made.folder))


def loosen(cohort: Path) -> None:
    """As the first version made it."""
    for path in (cohort, cohort / ".mentorlab", cohort / "source"):
        path.chmod(0o755)
    (cohort / "gradebook.db").chmod(0o644)


def test_marking_closes_a_cohort_of_the_first_version(
    cohort: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loosen(cohort)
    mark_cohort(cohort, (), dry_run=True)
    assert mode(cohort) == 0o755, "a dry run writes nothing"
    assert "can look into" in capsys.readouterr().err
    mark_cohort(cohort, ())
    told = capsys.readouterr()
    assert "now they no longer can" in told.out and told.err == ""
    assert [mode(cohort), mode(cohort / ".mentorlab"), mode(cohort / "source")] == [0o700] * 3
    assert mode(cohort / "gradebook.db") == 0o600
    mark_cohort(cohort, ())
    assert "no longer can" not in capsys.readouterr().out


def test_a_cohort_that_cannot_be_closed_is_said(
    cohort: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    loosen(cohort)
    monkeypatch.setattr(Path, "chmod", lambda path, rights: None)
    mark_cohort(cohort, ())
    assert "chmod 700" in capsys.readouterr().err


def test_a_group_of_trainers_keeps_its_rights(cohort: Path) -> None:
    with (cohort / "nbgrader_config.py").open("a") as config:
        config.write("c.CourseDirectory.groupshared = True\n")
    cohort.chmod(0o2775)
    (cohort / "gradebook.db").chmod(0o664)
    assert close_cohort(find_cohort(cohort))
    assert (mode(cohort), mode(cohort / "gradebook.db")) == (0o2770, 0o660)
    assert not cohort_is_open(find_cohort(cohort))


def test_a_link_in_a_cohort_closes_nothing_elsewhere(cohort: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o755)
    (cohort / "feedback").symlink_to(other)
    close_cohort(find_cohort(cohort))
    assert mode(other) == 0o755

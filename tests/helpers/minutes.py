"""How long tests take, group by group: a plugin of pytest that works beside pytest-xdist.

    pytest -p tests.helpers.minutes --minutes=show

A group is what a test needs (a marker such as `browser`), or else its folder under tests/. Minutes are those of all
workers together; the processor's are those that a test and the processes which it started were really at work, and
do not depend on what else the machine does.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

NEEDS = ("browser", "kernel", "database", "kills")  # markers that are groups of their own, the dearest first
KEPT = "mentorlab/minutes"  # in pytest's cache: what an earlier command of the same target took


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--minutes",
        choices=["keep", "show"],
        help="keep what each group of tests took for the next command, or show it with what was kept",
    )
    parser.addoption("--minutes-file", help="write each test's seconds of the processor into this file")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--minutes") or config.getoption("--minutes-file"):
        config.pluginmanager.register(_Clock(), "mentorlab-clock")
        if not hasattr(config, "workerinput"):
            config.pluginmanager.register(_Table(config), "mentorlab-minutes")


def group(nodeid: str, keywords: Any) -> str:
    """The group of a test."""
    for need in NEEDS:
        if need in keywords:
            return need
    parts = PurePosixPath(nodeid.partition("::")[0]).parts
    if parts[0] != "tests":
        return "notebooks"
    return parts[1] if len(parts) > 2 else "tests"


class _Clock:
    """Notes in every report what the processor did since the one before; runs where the tests run."""

    def __init__(self) -> None:
        self.last = _processor()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Iterator[None]:
        report = yield
        now = _processor()
        report.processor, self.last = now - self.last, now
        return report


class _Table:
    """Adds up, and prints."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.groups: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
        self.tests: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        row = self.groups[group(report.nodeid, report.keywords)]
        row[0] += report.when == "call"
        row[1] += report.duration
        row[2] += getattr(report, "processor", 0.0)
        self.tests[report.nodeid] += getattr(report, "processor", 0.0)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if file := self.config.getoption("--minutes-file"):
            slowest = sorted(self.tests.items(), key=lambda test: -test[1])
            Path(file).write_text("".join(f"{took:.3f} {test}\n" for test, took in slowest), encoding="utf-8")
        rows = {name: list(row) for name, row in self.groups.items()}
        if self.config.getoption("--minutes") == "keep":
            self.config.cache.set(KEPT, rows)  # type: ignore[union-attr]
            return
        kept = self.config.cache.get(KEPT, {})  # type: ignore[union-attr]
        self.config.cache.set(KEPT, {})  # type: ignore[union-attr]
        terminalreporter.section("minutes")
        for line in table({**kept, **rows}):
            terminalreporter.write_line(line)


def table(rows: dict[str, list[float]]) -> list[str]:
    """The groups as lines, the longest first, and their sum."""
    total = [sum(row[at] for row in rows.values()) for at in range(3)]
    lines = [f"{'group':<14}{'tests':>7}{'minutes':>9}{'processor':>11}"]
    for name, row in [*sorted(rows.items(), key=lambda one: -one[1][1]), ("all", total)]:
        lines.append(f"{name:<14}{row[0]:>7.0f}{row[1] / 60:>9.1f}{row[2] / 60:>11.1f}")
    return lines


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system

"""The pytest side: marker, fixture, and last lines that tell figures, and loudly what was left out.

Both travel as properties of the tests' reports, so they arrive from the workers of `pytest -n` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import pytest

import programs
from builder.api import TestBuilder
from builder.machine import must_have_builder, open_builder

#: Names of the properties.
VERDICT, LEFT_OUT = "verdict", "left out"
_verdicts: list[dict[str, Any]] = []
_left_out: list[tuple[str, str]] = []


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "builder: builds images for real, with the builder of tests/builder")
    config.addinivalue_line("markers", "shells: runs texts with dash, bash and busybox (tests/tracing)")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leaves out, loudly, what wants a shell that is not here; under CI on Debian as root that is a failure."""
    if item.get_closest_marker("shells") and (gone := programs.missing(programs.SHELLS)) and not must_have_builder():
        why = f"not installed: {' '.join(gone)}"
        item.user_properties.append((LEFT_OUT, why))
        pytest.skip(why)


@pytest.fixture(scope="session")
def _session_builder() -> Iterator[TestBuilder | Exception]:
    manager = open_builder()
    try:
        builder = manager.__enter__()
    except Exception as error:
        if must_have_builder():
            raise
        yield error
        return
    try:
        yield builder
    finally:
        manager.__exit__(None, None, None)


@pytest.fixture
def builder(_session_builder: TestBuilder | Exception, request: pytest.FixtureRequest) -> TestBuilder:
    """The real builder of this machine, set up when the first test asks for it."""
    if isinstance(_session_builder, Exception):
        leave_out(request, f"no builder: {_session_builder}")
    return _session_builder


def leave_out(request: pytest.FixtureRequest, why: str) -> NoReturn:
    """Skips a test, and says so at the end in a way that nobody overlooks."""
    request.node.user_properties.append((LEFT_OUT, why))
    pytest.skip(why)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "teardown":
        return  # the last report of a test has the properties of all
    for name, value in report.user_properties:
        if name == VERDICT:
            assert isinstance(value, dict)
            _verdicts.append(value)
        elif name == LEFT_OUT:
            _left_out.append((report.nodeid, str(value)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _verdicts:
        terminalreporter.section("images compared")
        for line in figures(_verdicts):
            terminalreporter.line(line)
    if _left_out:
        terminalreporter.section("LEFT OUT", sep="!", red=True)
        terminalreporter.line(f"{len(_left_out)} tests did NOT run for want of what they need:")
        for name, why in _left_out:
            terminalreporter.line(f"  {name}: {why.splitlines()[0]}")


def figures(verdicts: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What the golden cases came to: images, differences, bytes saved (signed), time, noise.

    `verdicts`: as `dslim verify --format json` prints them.
    """
    saved = sum(verdict["saved"] for verdict in verdicts)
    unexplained = sum(len(verdict["differences"]) for verdict in verdicts)
    yield f"{len(verdicts)} pairs of images, {unexplained} unexplained differences, {saved:+} bytes saved in all"
    by_rules: dict[str, int] = {}
    for row in (row for verdict in verdicts for row in verdict["layers"]):
        names = "+".join(sorted({fix["rule"] for fix in row["fixes"]}))
        by_rules[names] = by_rules.get(names, 0) + row["saved"]
    for names, size in sorted(by_rules.items()):
        yield f"  {names or 'no fix'}: {size:+} bytes"
    build, compare = (sum(verdict["seconds"][what] for verdict in verdicts) for what in ("build", "compare"))
    yield f"{build:.1f} s building, {compare:.1f} s reading and comparing"
    noise = sorted({difference["path"] for verdict in verdicts for difference in verdict["noise"]})
    yield f"noise: {' '.join(noise)}"

"""The pytest side: marker, fixture, and a last line that says loudly what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from builder.api import TestBuilder
from builder.machine import must_have_builder, open_builder
from dslim.verify.verdict import Verdict

_left_out: dict[str, str] = {}
_verdicts: dict[str, Verdict] = {}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "builder: builds images for real, with the builder of tests/builder")


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
        _verdicts.update(builder.verdicts)
        manager.__exit__(None, None, None)


@pytest.fixture
def builder(_session_builder: TestBuilder | Exception, request: pytest.FixtureRequest) -> TestBuilder:
    """The real builder of this machine, set up when the first test asks for it."""
    if isinstance(_session_builder, Exception):
        _left_out[request.node.nodeid] = str(_session_builder)
        pytest.skip(f"no builder: {_session_builder}")
    return _session_builder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _verdicts:
        terminalreporter.section("images compared")
        for line in figures(_verdicts):
            terminalreporter.line(line)
    if _left_out:
        reason = next(iter(_left_out.values())).splitlines()[0]
        terminalreporter.section("LEFT OUT: TESTS WITH A REAL BUILDER", sep="!", red=True)
        terminalreporter.line(f"{len(_left_out)} tests did NOT run, for want of a builder: {reason}")
        for name in _left_out:
            terminalreporter.line(f"  {name}")


def figures(verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """What the golden cases came to: images, differences, bytes saved (signed), time, noise."""
    build, compare = (sum(v.seconds[what] for v in verdicts.values()) for what in ("build", "compare"))
    saved = sum(v.size_before - v.size_after for v in verdicts.values())
    unexplained = sum(len(v.differences) for v in verdicts.values())
    yield f"{len(verdicts)} pairs of images, {unexplained} unexplained differences, {saved:+} bytes saved in all"
    by_rules: dict[str, int] = {}
    for verdict in verdicts.values():
        for row in verdict.table:
            names = "+".join(sorted({finding.rule for finding in row.fixes}))
            by_rules[names] = by_rules.get(names, 0) + row.saved
    for names, size in sorted(by_rules.items()):
        yield f"  {names or 'no fix'}: {size:+} bytes"
    yield f"{build:.1f} s building, {compare:.1f} s reading and comparing"
    noise = sorted({difference.path for v in verdicts.values() for difference in v.noise})
    yield f"noise: {' '.join(noise)}"

"""The pytest side: marker, fixture, and a last line that says loudly what was left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from builder.api import TestBuilder
from builder.machine import must_have_builder, open_builder

_left_out: dict[str, str] = {}


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
        manager.__exit__(None, None, None)


@pytest.fixture
def builder(_session_builder: TestBuilder | Exception, request: pytest.FixtureRequest) -> TestBuilder:
    """The real builder of this machine, set up when the first test asks for it."""
    if isinstance(_session_builder, Exception):
        _left_out[request.node.nodeid] = str(_session_builder)
        pytest.skip(f"no builder: {_session_builder}")
    return _session_builder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        reason = next(iter(_left_out.values())).splitlines()[0]
        terminalreporter.section("LEFT OUT: TESTS WITH A REAL BUILDER", sep="!", red=True)
        terminalreporter.line(f"{len(_left_out)} tests did NOT run, for want of a builder: {reason}")
        for name in _left_out:
            terminalreporter.line(f"  {name}")

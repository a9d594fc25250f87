"""Fixtures and markers of the whole test suite."""

pytest_plugins = ["builder.plugin"]

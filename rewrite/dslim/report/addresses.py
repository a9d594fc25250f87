"""Where dslim and its rules are described, for reports that take a link."""

from __future__ import annotations

#: The project's page: the only address that is ours whatever repository it is developed in.
HOME = "https://pypi.org/project/dslim/"


def rule_address(code: str, name: str) -> str:
    """The address for a rule, with its code and name behind it."""
    return f"{HOME}#{code}-{name}"

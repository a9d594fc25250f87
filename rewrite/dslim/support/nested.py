"""Reads values that lie in each other, as JSON has them, where any may be missing or of another kind."""

from __future__ import annotations

from typing import Any


def inside(value: object, *names: str) -> Any:
    """What lies under these names, one in the other; None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value

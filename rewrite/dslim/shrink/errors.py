"""What ends `dslim shrink` without a result."""

from __future__ import annotations


class ShrinkError(Exception):
    """Nothing can be decided: no test, a test that fails or wavers, out of time. The message is one line."""


class OutOfBudgetError(ShrinkError):
    """The builds or the time that the user allowed are used up."""

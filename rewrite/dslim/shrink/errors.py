"""What ends `dslim shrink` without a result."""

from __future__ import annotations

import os
from traceback import extract_tb

#: What stands before the path of a file of ours inside the package.
_OWN = f"{os.sep}dslim{os.sep}"


class ShrinkError(Exception):
    """Nothing can be decided: no test, a test that fails or wavers, out of time. The message is one line."""


class OutOfBudgetError(ShrinkError):
    """The builds or the time that the user allowed are used up."""


def fault_line(error: BaseException) -> str:
    """One line on an error that nobody foresaw: what it is, and the place in our own code that it comes from."""
    own = [frame for frame in extract_tb(error.__traceback__) if _OWN in frame.filename]
    place = f" ({own[-1].filename.rpartition(_OWN)[2]}:{own[-1].lineno})" if own else ""
    text = " ".join(str(error).split())
    return f"a fault of dslim itself, please report it: {type(error).__name__}{text and ': '}{text}{place}"

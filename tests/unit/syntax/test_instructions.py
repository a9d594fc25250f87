"""What BuildKit refuses in the names and values of ENV and LABEL, and what it takes."""

from __future__ import annotations

import pytest

from dslim.syntax.instructions import check_name_values
from dslim.syntax.words import WordsError


@pytest.mark.parametrize("args", ["", "A=1", "A=1 B=2", "A b c", 'A="x y"'])
def test_taken(args: str) -> None:
    check_name_values("ENV", args, "\\")


@pytest.mark.parametrize(("args", "reason"), [("A", "ENV must have two arguments"), ("A=1 B", 'can\'t find = in "B"')])
def test_refused(args: str, reason: str) -> None:
    with pytest.raises(WordsError, match=reason):
        check_name_values("ENV", args, "\\")

"""RUNs that are done at once, and those whose layer a build keeps for a reason."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.merging.quick_steps import is_quick
from dslim.run_edits.join_candidates import script_to_join
from dslim.run_edits.run_script import RunScript
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mkdir /a && chmod 755 /a", True),
        ("echo a > /b", True),
        ("sed -i s/a/b/ /c | tee /d", True),
        ("npm config set fund false", True),
        ("git config --global a b", True),
        ("cp -r /a /b", True),
        ("npm run build", False),
        ("git clone https://example.com/a", False),
        ("curl -fO https://example.com/a", False),
        ("make", False),
        ("mkdir /a && ./build.sh", False),
        ("$TOOL a", False),
    ],
)
def test_what_is_quick(text: str, expected: bool) -> None:
    script = script_to_join(Facts(parse(f"FROM debian:12\nRUN {text}\n"), Options()).all_runs[0])
    assert isinstance(script, RunScript)
    assert is_quick(script) is expected

"""What a script removes, if that is all it does."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.rules.merging.late_cleanup import removed_paths
from dslim.shell import Script, parse_script


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("rm -rf /var/cache/apt/* /tmp/x", ("/var/cache/apt", "/tmp/x")),
        ("apt-get clean", ("/var/cache/apt",)),
        ("rm -rf x", None),
        ("rm -rf $X", None),
        ("rm -rf /a/../b", None),
        ("rm -rf /a && make", None),
        ("sudo rm -rf /a", None),
    ],
)
def test_what_is_removed(text: str, paths: tuple[str, ...] | None) -> None:
    script = parse_script(text)
    assert isinstance(script, Script)
    assert removed_paths(script) == paths


@pytest.mark.parametrize(
    ("between", "reason"),
    [
        ("COPY a /b", None),
        ("COPY a /var/lib/apt/lists/x", "writes to a folder that the cleanup removes or empties"),
        ("ENV PATH=/x", "stands between the two RUNs and sets PATH"),
        ("USER u", "who may remove them"),
        ("WORKDIR $X", "makes or uses a folder that is not known"),
    ],
)
def test_what_it_may_move_over(between: str, reason: str | None) -> None:
    text = f"FROM debian:12\nRUN apt-get update && apt-get install -y a\n{between}\nRUN rm -rf /var/lib/apt/lists/*\n"
    outcome = fix_text(text, Options(rules=frozenset({"SL102"})))
    assert outcome.changed == (reason is None)
    assert reason is None or reason in (outcome.refused[0].why_not or "")

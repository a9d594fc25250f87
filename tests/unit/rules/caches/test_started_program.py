"""Which images start a program that nobody works in."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.started_program import starts_a_program
from dslim.syntax import parse


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("CMD exec gunicorn a:b", True),
        ('CMD ["/usr/sbin/nginx", "-g", "daemon off;"]', True),
        ('ENTRYPOINT ["sh", "-c", "exec java -jar a.jar"]', True),
        ("EXPOSE 80", False),
        ("CMD bash", False),
        ('CMD ["/bin/bash"]', False),
        ('ENTRYPOINT ["sh", "-c", "a; exec bash"]', False),
        ("CMD tail -f /dev/null", False),
        ("CMD $START", False),
        ('ENTRYPOINT ["app"]\nCMD ["sleep", "1"]', False),
        ("CMD app\nFROM a\nCMD bash", False),
        ("CMD bash\nFROM a\nCMD app", False),
    ],
)
def test_the_last_of_each_keyword_counts(text: str, starts: bool) -> None:
    facts = Facts(parse(f"FROM debian:12 AS a\n{text}\n"), Options())
    assert starts_a_program(facts, facts.tree.stages[0]) == starts

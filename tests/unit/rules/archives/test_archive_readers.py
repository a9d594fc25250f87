"""Which files of the build context may read an archive that would go."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.rules.archives.archive_readers import NamedArchive, why_read_by_a_file
from dslim.syntax import parse

FETCH = "curl -fsSLO https://example.org/a-1.tgz && tar xzf a-1.tgz"


def why(tmp_path: Path, files: dict[str, str], later: str) -> str | None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    text = f"FROM debian:12\nWORKDIR /w\nCOPY . .\nRUN {FETCH}\nRUN {later}\n"
    facts = Facts(parse(text), Options(), open_context(str(tmp_path)))
    return why_read_by_a_file(facts, facts.all_runs[0], NamedArchive("a-1.tgz", 1))


@pytest.mark.parametrize(
    ("name", "text", "later"),
    [
        ("SHA256SUMS", "0  a-1.tgz\n", "sha256sum -c SHA256SUMS"),
        ("list", "a-1.tgz\n", "xargs ls < list; cat list"),
        ("r.py", "import os\nfor x in os.walk('.'):\n    print(x)\n", "python3 r.py"),
        ("r.pl", "opendir(my $d, '.');\n", "perl r.pl"),
        ("r.sh", "find . -type f | sort > /manifest\n", "sh r.sh"),
        ("r.sh", "tar -xzf a-1.tgz -C /again\n", "sh ./r.sh"),
        ("r.sh", "ls\n", "for f in *.sh; do sh \"$f\"; done; echo r.sh"),
        ("r.sh", "here=$(dirname \"$0\")\nsh \"$here/other.sh\"\n", "./r.sh; echo r.sh"),
    ],
)
def test_a_file_that_may_read_it_is_named(tmp_path: Path, name: str, text: str, later: str) -> None:
    reason = why(tmp_path, {name: text}, later) or ""
    assert name in reason or "dslim cannot read" in reason


@pytest.mark.parametrize(
    ("name", "text", "later"),
    [
        ("SHA256SUMS", "0  b-1.tgz\n", "sha256sum -c SHA256SUMS"),
        ("r.py", "print(1)\n", "python3 r.py"),
        ("r.sh", "echo found\n", "sh r.sh"),
    ],
)
def test_others_do_not(tmp_path: Path, name: str, text: str, later: str) -> None:
    assert why(tmp_path, {name: text}, later) is None

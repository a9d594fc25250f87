"""Refuses a release whose tag, version and changelog differ. `python tests/release.py v1.2.3`, in release.yml.

Needs nothing but the standard library, and does not import dslim: nothing is installed when it runs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
_HEADING = re.compile(r"^## (?:(Unreleased)|\[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d\d-\d\d))$")


def version_of(text: str) -> str:
    """The version that a module's text gives itself."""
    found = re.search(r'^__version__ = "(.+)"$', text, flags=re.MULTILINE)
    if found is None:
        raise ValueError("rewrite/dslim/__init__.py: no __version__")
    return found[1]


def headings(changelog: str) -> list[tuple[str, str]]:
    """The versions of a changelog with their dates, newest first; ("Unreleased", "") may come first."""
    found = []
    for line in re.findall(r"^## .*$", changelog, flags=re.MULTILINE):
        match = _HEADING.match(line)
        if match is None:
            raise ValueError(f"CHANGELOG.md: {line!r} is neither `## Unreleased` nor `## 1.2.3 - 2026-01-31`")
        found.append((match[1] or match[2], match[3] or ""))
    return found


def why_not(tag: str, version: str, changelog: str) -> str:
    """Why this tag is not to be released, in one line; empty where it may be."""
    if tag != f"v{version}":
        return f"the tag is {tag}, but __version__ is {version}: they must agree"
    try:
        heads = headings(changelog)
    except ValueError as error:
        return str(error)
    if [one for one in heads if one[0] != "Unreleased"][:1] != [(version, dict(heads).get(version, ""))]:
        return f"CHANGELOG.md: {version} is not its newest version: give what is unreleased that heading, and the date"
    return ""


def main() -> int:
    """Exit code 0 where the tag may be released, else 1 and the reason."""
    module = (ROOT / "rewrite" / "dslim" / "__init__.py").read_text(encoding="utf-8")
    reason = why_not(sys.argv[1], version_of(module), (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    print(reason or f"{sys.argv[1]} may be released", file=sys.stderr if reason else sys.stdout)
    return 1 if reason else 0


if __name__ == "__main__":
    sys.exit(main())

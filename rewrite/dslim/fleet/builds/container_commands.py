"""What of a text may read a cache of an image: the words without which nothing that runs in a container does."""

from __future__ import annotations

import shlex
from typing import Any

from dslim.support.lazy_regex import regex

#: Package managers of systems, what has others work offline, archives that somebody unpacks.
_MAY_READ = regex(
    r"\b(?:apt|apk|dnf|yum|tar)\b|aptitude|zypper|offline|no[-_]index|cacheonly|\.cache\b|/cache/|unzip"
    r"|\.(?:tar|tgz|zip|deb|rpm|whl|jar)\b"
)


def may_read_later(text: str) -> bool:
    """Whether a text holds a word without which nobody reads what a rewrite takes from an image."""
    # without (?i), which takes four times as long, of all CI files and manifests
    return _MAY_READ.search(text.lower()) is not None


def shell_text(value: Any) -> str:
    """The shell text of a command that YAML or JSON gives as a text or as a list of words; '' for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return shlex.join(str(word) for word in value if isinstance(word, str | int | float))
    return ""

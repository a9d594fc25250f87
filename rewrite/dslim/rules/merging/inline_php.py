"""The files that `php -r '...'` fetches and removes, as Composer's installer is most often fetched.

https://getcomposer.org/download/: `copy('https://...', 'composer-setup.php');` and `unlink('composer-setup.php');`
"""

from __future__ import annotations

from typing import NamedTuple

from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex

_COPIES = regex(r"\bcopy\(\s*['\"\\]+https?://[^'\"\\]+['\"\\]+\s*,\s*['\"\\]+([\w./-]+)['\"\\]+\s*\)")
_UNLINKS = regex(r"\bunlink\(\s*['\"\\]+([\w./-]+)['\"\\]+\s*\)")


class InlineFiles(NamedTuple):
    """The files that a call of PHP fetches and removes, as its text names them."""

    fetched: tuple[str, ...]
    removed: tuple[str, ...]


def inline_files(call: Invocation) -> InlineFiles:
    """What the code of `php -r CODE` fetches and removes; nothing of any other call."""
    at = next((number for number, text in enumerate(call.texts) if text in ("-r", "--run")), None)
    code = call.texts[at + 1] if at is not None and at + 1 < len(call.texts) else ""
    return InlineFiles(tuple(_COPIES.findall(code)), tuple(_UNLINKS.findall(code)))

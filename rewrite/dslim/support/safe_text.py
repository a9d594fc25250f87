r"""Text that others wrote, made safe to show: nothing in it drives a terminal, hides, or starts a line of its own.

Names of files, words of a Dockerfile, paths in an image and the output of a builder may hold any character. What
people read goes through `safe_line` and `safe_lines`, JSON through `json_text`. Escapes look as in a string of
Python: `\x1b`, `\n`, `\u202e`, and `\xff` for a byte that was no UTF-8.
"""

from __future__ import annotations

import re
from functools import cache

from dslim.support.runner_commands import without_commands

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str, keep: str = "") -> str:
    """The text with an escape in place of each character that no one would see, or that would move others.

    Those are the controls (C0, C1, DEL), all that sets directions or has no width, separators of lines, unusual
    blanks, private and unassigned characters, and bytes that are no UTF-8. `keep`: controls that stay, of "\\t\\n".
    """
    if text.isprintable() and (text.isascii() or not _unseen().search(text)):
        return text
    unseen = _unseen()
    return "".join(c if c in keep or _is_shown(c, unseen) else _escaped(c) for c in text)


def _is_shown(char: str, unseen: re.Pattern[str]) -> bool:
    # the ideographic space is what separates words of Japanese comments
    return char == "\u3000" or (char.isprintable() and not unseen.match(char))


@cache
def _unseen() -> re.Pattern[str]:
    """Printable by Unicode's categories, but ignorable by default (DerivedCoreProperties.txt): fillers and joiners."""
    # without the selectors U+FE00 to U+FE0F, which make a picture of a sign
    return re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]")


def _escaped(char: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte, as surrogateescape has it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def safe_line(text: str) -> str:
    """The text as one line that neither a terminal nor a CI runner obeys."""
    return without_commands(visible(text))


def safe_lines(text: str) -> str:
    """Text of several lines that neither a terminal nor a CI runner obeys: its line feeds and tabs stay."""
    return "\n".join(without_commands(visible(line, keep="\t")) for line in text.split("\n"))


def valid_unicode(text: str) -> str:
    """The text with U+FFFD for what no UTF-8 can hold: bytes that were none, and halves of characters."""
    return text if text.isascii() else _surrogates().sub("\ufffd", text)


@cache
def _surrogates() -> re.Pattern[str]:
    return re.compile("[\ud800-\udfff]")


def json_text(value: object, indent: int | None = None) -> str:
    """A value as JSON in ASCII that is safe in a log and in a page too: no `##[`, no `</script>`, no `<!--`."""
    import json

    text = json.dumps(_valid(value), indent=indent)
    # these characters can stand in strings only, where an escape means the same
    return text.replace("##", "#\\u0023").replace("</", "\\u003c/").replace("<!", "\\u003c!")


def _valid(value: object) -> object:
    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, dict):
        return {_valid(key): _valid(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_valid(item) for item in value]
    return value

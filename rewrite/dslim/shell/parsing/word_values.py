"""Finds the value of a word, as far as it is known before it runs."""

from __future__ import annotations

import re

from dslim.shell.tree import DoubleQuoted, Literal, Part, SingleQuoted
from dslim.support.lazy_regex import regex

_ESCAPE = regex(r"\\(.)", re.S)
_DOUBLE_ESCAPE = regex(r'\\([$`"\\\n])')
_TILDE = regex(r"(?:\A|[=:])~")


def read_value(parts: tuple[Part, ...]) -> tuple[str | None, bool]:
    """The literal value of a word (None: unknown before it runs), and whether it holds an unquoted glob."""
    value: list[str] = []
    bare: list[str] = []  # the unquoted text, "x" for all the rest
    known = True
    for part in parts:
        if type(part) is Literal:
            text = part.text
            if "\\" in text:
                value.append(_ESCAPE.sub(r"\1", text))
                bare.append(_ESCAPE.sub("x", text))
            else:
                value.append(text)
                bare.append(text)
            continue
        bare.append("x")
        if type(part) is SingleQuoted:
            value.append(part.value)
        elif type(part) is DoubleQuoted and all(type(inner) is Literal for inner in part.parts):
            value += [_unquote(inner.text) for inner in part.parts if type(inner) is Literal]
        else:
            known = False
    plain = "".join(bare)
    globs = "*" in plain or "?" in plain or _between(plain, "[", "]") is not None
    if not known or globs or _TILDE.search(plain) or _may_expand_braces(plain):
        return None, globs
    return "".join(value), globs


def _unquote(text: str) -> str:
    if "\\" not in text:
        return text
    return _DOUBLE_ESCAPE.sub(lambda m: "" if m.group(1) == "\n" else m.group(1), text)


def _between(text: str, opening: str, closing: str) -> str | None:
    """What stands between the first opening and the last closing character, None if there is no such pair."""
    start, end = text.find(opening), text.rfind(closing)
    return text[start + 1 : end] if 0 <= start < end else None


def _may_expand_braces(text: str) -> bool:
    """Whether bash may expand braces here; rather too often than not."""
    inside = _between(text, "{", "}")
    return inside is not None and ("," in inside or ".." in inside)

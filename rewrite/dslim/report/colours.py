"""Colours for lines of `path:line: kind: SL101 merge-runs: message`, and whether a stream gets any."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dslim.support.lazy_regex import regex

#: A place, a kind of finding or error, a rule: each may be missing, and what follows is the message.
_LINE = regex(
    r"(?P<place>(?:(?!(?:[Ee]rror|warning): )[^\s:][^:\n]{0,4096}:(?:\d+:){0,2} )?)"
    r"(?P<kind>(?:(?:[Ee]rror|warning|fixed|unsafe|advice|left): )?)"
    r"(?P<rule>(?:SL\d{3} [a-z-]+: )?)"
)
_RED, _GREEN, _YELLOW, _CYAN, _BOLD, _END = "\x1b[1;31m", "\x1b[32m", "\x1b[33m", "\x1b[36m", "\x1b[1m", "\x1b[0m"
_KINDS = {"error": _RED, "warning": _YELLOW, "fixed": _GREEN, "unsafe": _YELLOW, "advice": _CYAN, "left": _CYAN}


def wants_colour(is_terminal: bool, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream gets colours: never with NO_COLOR (no-color.org), always with FORCE_COLOR, else a terminal."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"


def coloured_line(line: str) -> str:
    """A line that is fit to be shown, with its place, kind and rule in colour; one that has neither stays."""
    found = _LINE.match(line)
    if found is None or not (found["kind"] or found["rule"]):
        return line
    kind = found["kind"].removesuffix(": ")
    parts = [f"{_BOLD}{found['place'][:-1]}{_END} " if found["place"] else ""]
    parts += [f"{_KINDS[kind.lower()]}{kind}:{_END} " if kind else ""]
    parts += [f"{_CYAN}{found['rule'][:-2]}{_END}: " if found["rule"] else ""]
    return "".join(parts) + line[found.end() :]

"""Just enough of Docker's `$VAR` expansion for test Dockerfiles; on purpose not the code under test."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dslim.syntax import Instruction

_REF = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(:[-+])([^}]*))?\})")
_WORD = re.compile(r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|[^\s\"'\\])+", re.S)
_PART = re.compile(r"\"((?:\\.|[^\"\\])*)\"|'([^']*)'|\\(.)|([^\"'\\]+)", re.S)


def expand(text: str, env: Mapping[str, str]) -> str:
    """`text` without its quotes and with its variables put in (not those between single quotes)."""
    out = []
    for double, single, escaped, plain in _PART.findall(text):
        out.append(single or escaped or _REF.sub(lambda m: _value(m, env), double or plain))
    return "".join(out)


def _value(match: re.Match[str], env: Mapping[str, str]) -> str:
    value, operator, word = env.get(match[1] or match[2], ""), match[3], match[4] or ""
    if operator == ":-":
        return value or word
    if operator == ":+":
        return word if value else ""
    return value


def pairs(node: Instruction, env: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Names and values of an ENV or ARG; None where an ARG has no default."""
    words = _WORD.findall(node.args)
    if node.keyword == "ENV" and words and "=" not in words[0]:
        name, _, rest = node.args.partition(" ")
        return [(name, expand(rest.strip(), env))]
    split = [word.partition("=") for word in words]
    return [(name, expand(value, env) if eq else None) for name, eq, value in split]

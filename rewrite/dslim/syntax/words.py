"""BuildKit's own word rules: builder flags, quoted words, JSON form, heredoc openers.

Each function follows the function of BuildKit's frontend/dockerfile/parser that its docstring names.
Offsets are into the logical line.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Flag, Word

#: Go's unicode.IsSpace.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_KEYWORD = re.compile(r"([^\t\v\f\r ]*)[\t\v\f\r ]*")
_BLANKS = regex(f"[{SPACES}]+")
_HEREDOC = regex(r"(\d*)<<(-?)[\t\n\f\r ]*([^<]*)\Z", re.ASCII)
_NAME = regex(r"[\d]+|[@*#?\-$!0]|\w+")


def split_keyword(line: str, pos: int = 0) -> tuple[str, int, int]:
    """(keyword as written, its offset, offset of what follows the blanks) from `pos` on (splitCommand)."""
    stripped = line.rstrip(SPACES)
    start = pos
    if start < len(stripped) and stripped[start] in SPACES:
        start = len(stripped) - len(stripped[start:].lstrip(SPACES))
    found = _KEYWORD.match(stripped, start)
    assert found is not None  # it takes the empty text too
    return found[1], start, found.end()


def split_flags(line: str, pos: int, escape: str) -> tuple[tuple[Flag, ...], int]:
    """Leading `--flags` from `pos` on, and the offset of what follows them (extractBuilderFlags)."""
    flags: list[Flag] = []
    end = len(line)
    while True:
        while pos < end and line[pos] in SPACES:
            pos += 1
        if not line.startswith("--", pos):
            return tuple(flags), pos
        start, quote, blank_ok = pos, "", False
        word: list[str] = []
        while pos < end:
            ch = line[pos]
            if not quote and ch in SPACES:
                break
            pos += 1
            if quote:
                if ch == quote:
                    quote = ""
                    continue
            elif ch in "'\"":
                quote, blank_ok = ch, True
                continue
            if ch == escape:
                if pos == end:
                    break
                ch = line[pos]
                pos += 1
            word.append(ch)
        text = "".join(word)
        if text == "--":
            return tuple(flags), pos
        if text or blank_ok:
            name, eq, value = text[2:].partition("=")
            flags.append(Flag(name, value if eq else None, start, pos))
        if pos >= end:
            return tuple(flags), end


@cache
def _quoted_word(escape: str, is_ascii: bool) -> re.Pattern[str]:
    """A word of parseWords, in a text that is ASCII or not; a quote without its end goes on to the end of the line."""
    spaces = "".join(filter(str.isascii, SPACES)) if is_ascii else SPACES  # 0.2 ms less to compile
    e = re.escape(escape)
    double = rf"\"(?:[^\"{e}]+|{e}(?:.|\Z))*(?:\"|\Z)"
    return re.compile(rf"(?:[^'\"{e}{spaces}]+|{e}(?:.|\Z)|'[^']*(?:'|\Z)|{double})+", re.S)


@lru_cache(maxsize=256)
def split_quoted(text: str, escape: str) -> tuple[Word, ...]:
    """Words between blanks that stand outside quotes, quotes and escapes kept (parseWords)."""
    words = _quoted_word(escape, text.isascii()).finditer(text)
    return tuple([Word(m[0], *m.span()) for m in words])


class WordsError(ValueError):
    """Words that BuildKit refuses; the message is BuildKit's."""


_NOT_STRINGS = "when using JSON array syntax, arrays must be comprised of strings only"

_STRING = r'[ \t\r\n]*"[^"\\\x00-\x1f]*"[ \t\r\n]*'
#: A JSON array of strings without escapes.
_STRINGS = regex(rf"\[{_STRING}(?:,{_STRING})*\][ \t\r\n]*")

#: Arrays in arrays: how deep a JSON reader goes, and what it says below that, hangs on the version of Python.
_DEEP = regex(r"(\[[ \t\r\n]*){100}")


def parse_json(text: str) -> tuple[str, ...] | None:
    """The strings of a JSON array, or None where the text is not one (parseJSON)."""
    text = text.lstrip(SPACES)
    if not text.startswith("["):
        return None
    if _STRINGS.fullmatch(text):
        return tuple(text.split('"')[1::2])
    if _DEEP.match(text):
        raise WordsError(_NOT_STRINGS)
    import json  # 1 ms that most files do not need

    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, list):
        return None
    if any(not isinstance(item, str) for item in value):
        raise WordsError(_NOT_STRINGS)
    return tuple(value)


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity: Python's JSON, not Go's


class Opener(NamedTuple):
    """What opens a heredoc on a logical line."""

    name: str
    chomp: bool
    expand: bool
    fd: int


def heredoc_openers(line: str) -> tuple[Opener, ...]:
    """The heredocs that a logical line opens, in order (heredocsFromLine)."""
    if "<<" not in line:
        return ()
    words = _shell_words(line)
    return tuple(o for w in words or () if "<<" in w and (o := _opener(w)))


def _opener(word: str) -> Opener | None:
    match = _HEREDOC.match(word)
    if not match or not match[3]:
        return None
    bare, raw = _shell_words(match[3], keep=False), _shell_words(match[3])
    if bare is None or len(bare) != 1 or raw is None or len(raw) != 1:
        return None
    quotes = sum(raw[0].count(q) - bare[0].count(q) for q in "'\"")
    return Opener(bare[0], match[2] == "-", quotes == 0, int(match[1] or 0))


def _shell_words(line: str, keep: bool = True) -> list[str] | None:
    """Words as BuildKit's shell lexer sees them, unset variables left as they are.

    `keep`: quotes and escapes stay in the words. None where the lexer gives up (a quote without end).
    """
    words: list[list[str]] = [[]]
    pos = 0
    while pos < len(line):
        found = _part_at(line, pos, keep)
        if found is None:
            return None
        (first, *others), pos = found
        words[-1].append(first)
        words += [[part] for part in others]
    return [text for word in words if (text := "".join(word))]


def _part_at(line: str, pos: int, keep: bool) -> tuple[list[str], int] | None:
    """The part of a word at `pos` with what begins words behind it, and where it ends; None without an end."""
    ch = line[pos]
    if ch in SPACES:
        return ["", ""], pos + 1
    if ch == "\\":
        return [line[pos if keep else pos + 1 : pos + 2]], pos + 2
    if ch == "'":
        stop = line.find("'", pos + 1)
        return None if stop < 0 else ([line[pos : stop + 1] if keep else line[pos + 1 : stop]], stop + 1)
    if ch == '"':
        found = _double_quoted(line, pos, keep)
        return None if found is None else ([found[0]], found[1])
    if ch == "$":
        end = _dollar(line, pos)
        # an expansion is split at its blanks, unlike quoted text
        return None if end is None else (_BLANKS.split(line[pos:end]), end)
    if line.startswith("<<", pos):
        stop = pos + 2
        while stop < len(line) and line[stop] in "\t\r ":
            stop += 1
        return [line[pos:stop]], stop
    return [ch], pos + 1


def _double_quoted(line: str, pos: int, keep: bool) -> tuple[str, int] | None:
    out = ['"'] if keep else []
    pos += 1
    while pos < len(line):
        ch = line[pos]
        if ch == '"':
            if keep:
                out.append(ch)
            return "".join(out), pos + 1
        if ch == "$":
            stop = _dollar(line, pos)
            if stop is None:
                return None
            out.append(line[pos:stop])
            pos = stop
        elif ch == "\\" and line[pos + 1 : pos + 2] in ('"', "$", "\\"):
            out.append(line[pos : pos + 2] if keep else line[pos + 1])
            pos += 2
        else:
            out.append(ch)
            pos += 1
    return None


def _dollar(line: str, pos: int) -> int | None:
    """The offset after `$name` or `${...}` at `pos`; None where BuildKit reports an error."""
    if line[pos + 1 : pos + 2] != "{":
        name = _NAME.match(line, pos + 1)
        return name.end() if name else pos + 1
    if line[pos + 2 : pos + 3] in ("", "{", "}", ":"):
        return None
    name = _NAME.match(line, pos + 2)
    pos = name.end() if name else pos + 2
    ch = line[pos : pos + 1]
    if ch == "}":
        return pos + 1
    if ch == ":":
        pos += 1
        if line[pos : pos + 1] in ("", "#", "%"):
            return None
        return _until_brace(line, pos + 1)
    if ch == "/":
        slash = line.find("/", pos + (2 if line[pos + 1 : pos + 2] == "/" else 1))
        return _until_brace(line, slash + 1) if slash >= 0 else None
    if ch and ch in "+-?#%":
        return _until_brace(line, pos + 1)
    return None


def _until_brace(line: str, pos: int) -> int | None:
    while pos < len(line):
        ch = line[pos]
        if ch == "}":
            return pos + 1
        if ch == "\\":
            pos += 2
        elif ch == "'":
            stop = line.find("'", pos + 1)
            if stop < 0:
                return None
            pos = stop + 1
        elif ch == '"':
            found = _double_quoted(line, pos, keep=True)
            if found is None:
                return None
            pos = found[1]
        elif ch == "$":
            stop_at = _dollar(line, pos)
            if stop_at is None:
                return None
            pos = stop_at
        else:
            pos += 1
    return None

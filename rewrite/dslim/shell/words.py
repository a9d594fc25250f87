"""Words and operators, scanned by hand: the half of the parser that tree-sitter gets wrong.

tree-sitter-bash 0.25 cuts `/tmp/$A-$B` in two and gives the words after a redirection to it, without an
error node. So the words are ours, the structure is its, and parser.py compares the two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dslim.shell.tree import Opaque, Part, Script, WordInfo

#: Deeper nesting of quotes and substitutions than this is not looked into.
MAX_DEPTH = 12

_PLAIN = re.compile(r"[^ \t\n;&|<>()\"'`\\$]+")
_QUOTED = re.compile(r"[^\"\\`$]+")
_REDIRECT = re.compile(r"<<<|<<-?|<>|<&|>&|>>|>\||>|<|&>>|&>")
_OPERATOR = re.compile(r"&&|\|\||\|&|;;&|;;|;&|[;&|()\n]")
_FD = re.compile(r"\d+(?=[<>])|\{[A-Za-z_]\w*\}(?=[<>])")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=\Z", re.ASCII)
_PARAM_OP = re.compile(r":?[-=+?]|##?|%%?|//?|,,?|\^\^?|:|@")
_GLOB = re.compile(r"[*?\[]")
_BRACES = re.compile(r"\{[^{}]*(,|\.\.)[^{}]*\}")


class ScanError(ValueError):
    """Text that the scanner cannot follow; `offset` says where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class Token(NamedTuple):
    """`kind`: word, redirect (the operator with its fd), operator, or comment."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, pos: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a script text. Raises ScanError."""
    end = len(text) if end is None else end
    found: list[Token] = []
    while pos < end:
        ch = text[pos]
        if ch in " \t":
            pos += 1
            continue
        if ch == "\\" and text[pos + 1 : pos + 2] == "\n":
            pos += 2
            continue
        if ch == "#":
            stop = text.find("\n", pos, end)
            stop = end if stop < 0 else stop
            found.append(Token("comment", text[pos:stop], pos, stop))
            pos = stop
            continue
        fd = _FD.match(text, pos, end)
        at = fd.end() if fd else pos
        redirect = _REDIRECT.match(text, at, end)
        if redirect and text[redirect.end() : redirect.end() + 1] == "(" and redirect[0] in "<>":
            redirect = None  # a process substitution: part of a word
        if redirect and (fd is None or redirect[0][0] != "&"):
            found.append(Token("redirect", text[pos : redirect.end()], pos, redirect.end()))
            pos = redirect.end()
            continue
        operator = _OPERATOR.match(text, pos, end)
        if operator:
            found.append(Token("operator", operator[0], pos, operator.end()))
            pos = operator.end()
            continue
        stop = word_end(text, pos, end)
        if stop == pos:
            raise ScanError(f"unexpected character {ch!r}", pos)
        found.append(Token("word", text[pos:stop], pos, stop))
        pos = stop
    return found


def word_end(text: str, pos: int, end: int, depth: int = 0) -> int:
    """The offset after the word that starts at `pos`. Raises ScanError."""
    start = pos
    while pos < end:
        plain = _PLAIN.match(text, pos, end)
        if plain:
            pos = plain.end()
            continue
        ch = text[pos]
        if ch == "'":
            pos = _find(text, "'", pos + 1, end) + 1
        elif ch == '"':
            pos = _double_end(text, pos, end, depth)
        elif ch == "\\":
            if text[pos + 1 : pos + 2] == "\n" and pos > start:
                raise ScanError("a word goes on after a line break", pos)
            if pos + 1 >= end:
                return end
            pos += 2
        elif ch == "$":
            pos = _dollar_end(text, pos, end, depth)
        elif ch == "`":
            pos = _backtick_end(text, pos, end)
        elif ch in "<>" and text[pos + 1 : pos + 2] == "(" and pos == start:
            pos = _paren_end(text, pos + 1, end, depth)
        elif ch == "(" and pos > start and (text[pos - 1] in "?*+@!" or _ARRAY.match(text[start:pos])):
            pos = _paren_end(text, pos, end, depth)
        else:
            return pos
    return pos


def _find(text: str, what: str, pos: int, end: int) -> int:
    found = text.find(what, pos, end)
    if found < 0:
        raise ScanError(f"no closing {what}", pos - 1)
    return found


def _double_end(text: str, pos: int, end: int, depth: int) -> int:
    opened = pos
    pos += 1
    while pos < end:
        plain = _QUOTED.match(text, pos, end)
        if plain:
            pos = plain.end()
            continue
        ch = text[pos]
        if ch == '"':
            return pos + 1
        if ch == "\\":
            pos += 2
        elif ch == "`":
            pos = _backtick_end(text, pos, end)
        else:
            pos = _dollar_end(text, pos, end, depth + 1, quoted=True)
    raise ScanError('no closing "', opened)


def _backtick_end(text: str, pos: int, end: int) -> int:
    opened = pos
    pos += 1
    while pos < end:
        if text[pos] == "\\":
            pos += 2
        elif text[pos] == "`":
            return pos + 1
        else:
            pos += 1
    raise ScanError("no closing `", opened)


def _dollar_end(text: str, pos: int, end: int, depth: int, quoted: bool = False) -> int:
    if depth > MAX_DEPTH:
        raise ScanError("nested too deep", pos)
    after = text[pos + 1 : pos + 2]
    if after == "{":
        return _brace_end(text, pos + 2, end, depth + 1, quoted)
    if after == "(":
        if text.startswith("((", pos + 1):
            stop = _arith_end(text, pos + 3, end)
            if stop:
                return stop
        return _paren_end(text, pos + 1, end, depth + 1)
    if after == "[":
        raise ScanError("$[ ] arithmetic", pos)
    if after == "'" and not quoted:
        pos += 2
        while pos < end and text[pos] != "'":
            pos += 2 if text[pos] == "\\" else 1
        if pos >= end:
            raise ScanError("no closing '", pos)
        return pos + 1
    if after == '"' and not quoted:
        return _double_end(text, pos + 1, end, depth)
    name = _NAME.match(text, pos + 1, end)
    if name:
        return name.end()
    return pos + 2 if after and (after.isdigit() or after in "@*#?-$!") else pos + 1


def _brace_end(text: str, pos: int, end: int, depth: int, quoted: bool) -> int:
    if depth > MAX_DEPTH:
        raise ScanError("nested too deep", pos)
    opened = pos
    while pos < end:
        ch = text[pos]
        if ch == "}":
            return pos + 1
        if ch == "\\":
            pos += 2
        elif ch == "'" and not quoted:
            pos = _find(text, "'", pos + 1, end) + 1
        elif ch == "'":
            raise ScanError("a single quote in a quoted ${...}", pos)
        elif ch == '"':
            pos = _double_end(text, pos, end, depth)
        elif ch == "`":
            pos = _backtick_end(text, pos, end)
        elif ch == "$":
            pos = _dollar_end(text, pos, end, depth, quoted)
        else:
            pos += 1
    raise ScanError("no closing }", opened)


def _arith_end(text: str, pos: int, end: int) -> int:
    """The offset after the `))` of an arithmetic expansion; 0 where it is not one."""
    level = 0
    while pos < end:
        ch = text[pos]
        if ch in "'\"`\\#;\n" or text.startswith("$(", pos):
            return 0
        if ch == "(":
            level += 1
        elif ch == ")":
            if level == 0:
                return pos + 2 if text[pos + 1 : pos + 2] == ")" else 0
            level -= 1
        pos += 1
    return 0


def _paren_end(text: str, pos: int, end: int, depth: int) -> int:
    """The offset after the `)` that closes the `(` at `pos`."""
    if depth > MAX_DEPTH:
        raise ScanError("nested too deep", pos)
    opened, level, fresh = pos, 0, True
    while pos < end:
        ch = text[pos]
        if ch == "(":
            level += 1
            pos += 1
        elif ch == ")":
            level -= 1
            pos += 1
            if level == 0:
                return pos
        elif ch == "#" and fresh:
            raise ScanError("a comment in a substitution", pos)
        elif ch in " \t\n;&|<>":
            if text.startswith("<<", pos) and not text.startswith("<<<", pos):
                raise ScanError("a here-document in a substitution", pos)
            pos += 3 if text.startswith("<<<", pos) else 1
            fresh = True
            continue
        else:
            if fresh and re.compile(r"case\s").match(text, pos):
                raise ScanError("a case in a substitution", pos)
            stop = word_end(text, pos, end, depth + 1)
            pos = stop if stop > pos else pos + 1
            fresh = False
            continue
        fresh = True
    raise ScanError("no closing )", opened)


@lru_cache(maxsize=20_000)
def analyse(text: str) -> WordInfo:
    """The parts of a word and its literal value."""
    parts: list[Part] = []
    literal: list[str] | None = []
    pos, end = 0, len(text)
    while pos < end:
        part, pos = _part(text, pos, end)
        parts.append(part)
        if part.kind in ("literal", "single", "escape"):
            if part.kind == "literal" and (_GLOB.search(part.value) or (part.value[:1] == "~" and len(parts) == 1)):
                literal = None
            elif literal is not None:
                literal.append(part.value)
        elif part.kind == "double" and all(p.kind == "literal" for p in part.parts):
            if literal is not None:
                literal.append(part.value)
        else:
            literal = None
    if _BRACES.search(text) and any(p.kind == "literal" and ("{" in p.text) for p in parts):
        literal = None
    return WordInfo(tuple(parts), None if literal is None else "".join(literal))


def _part(text: str, pos: int, end: int) -> tuple[Part, int]:
    ch = text[pos]
    if ch == "'":
        stop = _find(text, "'", pos + 1, end) + 1
        return Part("single", text[pos:stop], text[pos + 1 : stop - 1]), stop
    if ch == '"':
        stop = _double_end(text, pos, end, 0)
        inner = _double_parts(text, pos + 1, stop - 1)
        return Part("double", text[pos:stop], "".join(p.value for p in inner), parts=inner), stop
    if ch == "\\":
        return Part("escape", text[pos : pos + 2], text[pos + 1 : pos + 2]), pos + 2
    if ch == "$" or ch == "`":
        return _expansion(text, pos, end, False)
    if ch in "<>" and text[pos + 1 : pos + 2] == "(":
        stop = _paren_end(text, pos + 1, end, 0)
        return Part("process", text[pos:stop], script=_script(text[pos + 2 : stop - 1])), stop
    if ch == "(":
        stop = _paren_end(text, pos, end, 0)
        return Part("array", text[pos:stop], parts=_array(text[pos + 1 : stop - 1])), stop
    plain = _PLAIN.match(text, pos, end)
    stop = plain.end() if plain else pos + 1
    return Part("literal", text[pos:stop], text[pos:stop]), stop


def _array(inner: str) -> tuple[Part, ...]:
    return tuple(p for t in tokens(inner) if t.kind == "word" for p in analyse(t.text).parts)


def _double_parts(text: str, pos: int, end: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    while pos < end:
        plain = _QUOTED.match(text, pos, end)
        if plain:
            parts.append(Part("literal", plain[0], plain[0]))
            pos = plain.end()
        elif text[pos] == "\\":
            pair = text[pos : pos + 2]
            parts.append(Part("literal", pair, pair[1:] if pair[1:] in ("$", "`", '"', "\\") else pair))
            pos += 2
        else:
            part, pos = _expansion(text, pos, end, True)
            parts.append(part)
    return tuple(parts)


def _expansion(text: str, pos: int, end: int, quoted: bool) -> tuple[Part, int]:
    if text[pos] == "`":
        stop = _backtick_end(text, pos, end)
        inner = re.sub(r"\\([`\\$\"])" if quoted else r"\\([`\\$])", r"\1", text[pos + 1 : stop - 1])
        return Part("command", text[pos:stop], script=_script(inner)), stop
    stop = _dollar_end(text, pos, end, 0, quoted)
    whole = text[pos:stop]
    if whole == "$":
        return Part("literal", whole, whole), stop
    if whole.startswith("${"):
        return _parameter(whole, quoted), stop
    if whole.startswith("$(("):
        if _arith_end(text, pos + 3, end) == stop:
            return Part("arith", whole, whole[3:-2]), stop
    if whole.startswith("$("):
        return Part("command", whole, script=_script(whole[2:-1])), stop
    if whole.startswith("$'"):
        return Part("ansi", whole), stop
    if whole.startswith('$"'):
        return Part("param", whole, op="locale"), stop
    return Part("param", whole, name=whole[1:]), stop


def _parameter(whole: str, quoted: bool) -> Part:
    """The part of a `${...}`."""
    inner = whole[2:-1]
    name = _NAME.match(inner)
    if not name:
        return Part("param", whole, name=inner, op="special", parts=_nested(inner, quoted))
    rest = inner[name.end() :]
    op = _PARAM_OP.match(rest)
    word = rest[op.end() :] if op else rest
    return Part("param", whole, name=name[0], op=op[0] if op else rest[:1], parts=_nested(word, quoted))


def _nested(word: str, quoted: bool) -> tuple[Part, ...]:
    """The expansions inside the word of a `${x:-word}`."""
    parts: list[Part] = []
    pos = 0
    while pos < len(word):
        ch = word[pos]
        if ch == "\\":
            pos += 2
        elif ch == "'" and not quoted:
            pos = _find(word, "'", pos + 1, len(word)) + 1
        elif ch in '$`"':
            part, pos = _part(word, pos, len(word)) if ch == '"' else _expansion(word, pos, len(word), quoted)
            parts.append(part)
        else:
            pos += 1
    return tuple(parts)


def _script(text: str) -> Script | Opaque:
    from dslim.shell.parser import parse_script

    return parse_script(text)

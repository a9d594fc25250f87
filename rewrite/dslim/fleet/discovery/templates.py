"""Detects templates of Jinja, Go, ERB and cpp: they only become Dockerfiles, and are left alone."""

from __future__ import annotations

import re
from bisect import bisect_right

from dslim.support.lazy_regex import regex

_JINJA_LINE = regex(r"^[ \t]*\{[%#]", re.MULTILINE)
_JINJA_TAG = regex(r"\{%-?\s*\w")
_GO = regex(r"^[ \t]*\{\{-?\s*(?:if|range|with|end|else|define|template|block|include|/\*|\$)", re.MULTILINE)
_LINE = regex(r"^[ \t]*\{\{", re.MULTILINE)
_CPP = regex(r'^#(?:include\s*[<"]|ifn?def\s+\w+\s*$|endif\b)', re.MULTILINE)
#: `{{ x }}` outside quotes. In quotes it may be for `docker inspect --format`, or for a tool that runs in the build.
#: `{{.Dir}}` is a field that such a tool fills in.
_PLACE = regex(r"\{\{[^{}\n.][^{}\n]*\}\}")
_COMMENT = regex(r"^[ \t]*#.*$", re.MULTILINE)
_QUOTE = regex(r"['\"]")
_QUOTED = regex(r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"")
_VERBATIM = regex(r"--format|-f\s|<<")
_HEREDOC = regex(r"<<-?[ \t]*(['\"]?)(\w+)(?!\w)\1")


def template_kind(text: str) -> str | None:
    """What kind of template `text` is, None where it is a Dockerfile.

    A build may hold templates of its own, in a heredoc or in quotes: those make no template of the file.
    """
    may_be_cpp = "#i" in text or "#endif" in text
    may_be_more = "{{" in text or "{%" in text or "{#" in text or "<%" in text
    if not may_be_cpp and not may_be_more:
        return None
    plain = _without_heredocs(text) if "<<" in text else text
    if may_be_cpp and _CPP.search(plain):
        return "a template of cpp"
    if not may_be_more:
        return None
    plain = _COMMENT.sub("", plain)
    if "<%" in plain and _has_pair(_without_quoted_text(plain), "<%", "%>"):
        return "an ERB template"
    if ("{%" in plain or "{#" in plain) and (_JINJA_LINE.search(plain) or _has_jinja_tag(plain)):
        return "a Jinja template"
    if "{{" in plain:
        if _GO.search(plain):
            return "a Go template"
        lines = plain.split("\n")
        has_place = any(_PLACE.search(_without_quoted_text(x)) and not _VERBATIM.search(x) for x in lines)
        if _LINE.search(plain) or has_place:
            return "a template"
        if re.search(r"^[ \t]*(?:FROM|ARG|LABEL|COPY|ADD|WORKDIR)\s.*?\{\{-?\s*[\w.]", plain, re.MULTILINE | re.I):
            return "a template"
    return None


def _has_pair(text: str, opening: str, closing: str) -> bool:
    start = text.find(opening)
    return start >= 0 and text.find(closing, start + len(opening)) >= 0


def _has_jinja_tag(text: str) -> bool:
    """Whether `{% word` is followed by `%}` on the line of its word."""
    seen = 0  # up to here it is not: the first tag of a line has most of it after itself
    for tag in _JINJA_TAG.finditer(text):
        if tag.end() > seen:
            end = text.find("\n", tag.end())
            seen = end if end >= 0 else len(text)
            if text.find("%}", tag.end(), seen) >= 0:
                return True
    return False


def _without_quoted_text(text: str) -> str:
    """`text` with nothing in its quotes; a quote that its line does not end means nothing."""
    out: list[str] = []
    at = kept = 0
    open_until = -1  # the end of a line on which a double quote is not ended, so no later one is
    while mark := _QUOTE.search(text, at):
        at = mark.end()
        if mark[0] == '"' and mark.start() < open_until:
            continue
        if quoted := _QUOTED.match(text, mark.start()):
            out += [text[kept : quoted.start()], "''"]
            at = kept = quoted.end()
        elif mark[0] == '"':
            end = text.find("\n", at)
            open_until = end if end >= 0 else len(text)
    return "".join(out) + text[kept:]


def _without_heredocs(text: str) -> str:
    """`text` without the bodies of its heredocs; one that nothing ends is none."""
    lines = text.split("\n")
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        places.setdefault(line.removesuffix("\r").strip(" \t"), []).append(number)
    out: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        out.append(line)
        end = _heredoc_end(line, number, places) if "<<" in line else None
        if end is not None:
            out.append("")
            number = end
        number += 1
    return "\n".join(out)


def _heredoc_end(line: str, number: int, places: dict[str, list[int]]) -> int | None:
    """The line that ends the first heredoc which begins on a line and has an end."""
    for begin in _HEREDOC.finditer(line):
        ends = places.get(begin[2], ())
        at = bisect_right(ends, number)
        if at < len(ends):
            return ends[at]
    return None

"""Texts that only become Dockerfiles: templates of Jinja, Go, ERB and cpp. They are left alone."""

from __future__ import annotations

import re

from dslim.support.lazy_regex import regex

_JINJA = regex(r"^[ \t]*\{[%#]|\{%-?\s*\w+.*?%\}", re.MULTILINE)
_GO = regex(r"^[ \t]*\{\{-?\s*(?:if|range|with|end|else|define|template|block|include|/\*|\$)", re.MULTILINE)
_LINE = regex(r"^[ \t]*\{\{", re.MULTILINE)
_ERB = regex(r"<%[-=#]?\s?.*?%>", re.DOTALL)
_CPP = regex(r'^#(?:include\s*[<"]|ifn?def\s+\w+\s*$|endif\b)', re.MULTILINE)
#: `{{ x }}` outside quotes. In quotes it may be for `docker inspect --format`, or for a tool that runs in the build.
#: `{{.Dir}}` is a field that such a tool fills in.
_PLACE = regex(r"\{\{-?\s*[^{}\n.][^{}\n]*?-?\}\}")
_COMMENT = regex(r"^[ \t]*#.*$", re.MULTILINE)
_QUOTED = regex(r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"")
_VERBATIM = regex(r"--format|-f\s|<<")


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
    if "<%" in plain and _ERB.search(_unquoted(plain)):
        return "an ERB template"
    if ("{%" in plain or "{#" in plain) and _JINJA.search(plain):
        return "a Jinja template"
    if "{{" in plain:
        if _GO.search(plain):
            return "a Go template"
        lines = plain.split("\n")
        if _LINE.search(plain) or any(_PLACE.search(_unquoted(x)) and not _VERBATIM.search(x) for x in lines):
            return "a template"
        if re.search(r"^[ \t]*(?:FROM|ARG|LABEL|COPY|ADD|WORKDIR)\s.*?\{\{-?\s*[\w.]", plain, re.MULTILINE | re.I):
            return "a template"
    return None


def _unquoted(text: str) -> str:
    return _QUOTED.sub("''", text)


def _without_heredocs(text: str) -> str:
    return re.sub(
        r"(<<-?[ \t]*(['\"]?)(\w+)\2[^\n]*\n).*?^[ \t]*\3[ \t]*\r?$", r"\1", text, flags=re.DOTALL | re.MULTILINE
    )

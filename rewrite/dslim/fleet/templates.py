"""Texts that only become Dockerfiles: templates of Jinja, Go, ERB and cpp. They are left alone."""

from __future__ import annotations

import re

_JINJA = re.compile(r"^[ \t]*\{[%#]|\{%-?\s*\w+.*?%\}", re.MULTILINE)
_GO = re.compile(r"^[ \t]*\{\{-?\s*(?:if|range|with|end|else|define|template|block|include|/\*|\$)", re.MULTILINE)
_ERB = re.compile(r"<%[-=#]?\s?.*?%>", re.DOTALL)
_CPP = re.compile(r'^#(?:include\s*[<"]|ifn?def\s+\w+\s*$|endif\b|define\s+[A-Z_][A-Z0-9_]*(?:\s|\())', re.MULTILINE)
#: `{{ x }}` outside quotes. In quotes it may be for `docker inspect --format`, or for a tool that runs in the build.
_PLACE = re.compile(r"\{\{-?\s*[^{}\n]+?-?\}\}")
_QUOTED = re.compile(r"'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\"")
_VERBATIM = re.compile(r"--format|-f\s|<<|^[ \t]*#", re.MULTILINE)


def template_kind(text: str) -> str | None:
    """What kind of template `text` is, None where it is a Dockerfile.

    A build may hold templates of its own, in a heredoc or in quotes: those make no template of the file.
    """
    if not any(mark in text for mark in ("{{", "{%", "{#", "<%", "#")):
        return None
    plain = _without_heredocs(text) if "<<" in text else text
    if "<%" in plain and _ERB.search(_unquoted(plain)):
        return "an ERB template"
    if ("{%" in plain or "{#" in plain) and _JINJA.search(plain):
        return "a Jinja template"
    if "{{" in plain:
        if _GO.search(plain):
            return "a Go template"
        if any(_PLACE.search(_unquoted(line)) and not _VERBATIM.search(line) for line in plain.split("\n")):
            return "a template"
        if re.search(r"^[ \t]*(?:FROM|ARG|LABEL|COPY|ADD|WORKDIR)\s.*?\{\{-?\s*[\w.]", plain, re.MULTILINE | re.I):
            return "a template"
    if "#" in plain and _CPP.search(plain):
        return "a template of cpp"
    return None


def _unquoted(text: str) -> str:
    return _QUOTED.sub("''", text)


def _without_heredocs(text: str) -> str:
    return re.sub(
        r"(<<-?[ \t]*(['\"]?)(\w+)\2[^\n]*\n).*?^[ \t]*\3[ \t]*\r?$", r"\1", text, flags=re.DOTALL | re.MULTILINE
    )

"""Tells from the comments at its head whether a Dockerfile is generated, so that the next generation undoes a fix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dslim.support.lazy_regex import regex

#: A head that is longer is no head; a longer line of it is cut.
MAX_LINES = 200
MAX_LINE = 300

_MADE = r"(?:is|was|has been|gets)"
_TEMPLATE = r"em|j2|jinja2?|tmpl|tpl|template|erb|ejs|in|m4|mustache|hbs"
_NAME = r"(?:docker|container)?[- ]?file"
_AUTO = r"(?:auto|automatically|automagically|machine|programmatically)[-_ ]?"
#: What a line says of the file that it stands in: with these words alone nobody means anything else.
_SURE = (
    regex(r"(?:^|\s)@generated\b"),
    regex(rf"\bthis (?:{_NAME}|image) {_MADE} (?:an? )?{_AUTO}(?:re)?generated\b"),
    regex(rf"\bthis is an? {_AUTO}generated (?:[\w.-]+ )?{_NAME}\b"),
    regex(rf"^{_AUTO}generated(?: (?:{_NAME}|by|from|via|using|with|on)\b|\W*$)"),
    regex(rf"\bthis {_NAME} {_MADE} generated (?:from|via|using) "),
    regex(rf"\bthis {_NAME} {_MADE} generated (?:by|with) \S*(?:/\S+|\.(?:sh|py|rb|js|ts|go|pl|php))\b"),
    regex(rf"^generated (?:by|from|via|using|with) \S+\.(?:{_TEMPLATE})\b"),
)
#: What may be said of it in passing too, and counts beside a `do not edit`.
_PERHAPS = (
    regex(rf"\bthis (?:{_NAME}|image) {_MADE} (?:\w+ )?(?:generated|managed|templated)\b"),
    regex(r"^(?:code |file )?(?:generated|managed) (?:by|from|via|using|with) "),
    regex(rf"^(?:{_AUTO})?(?:generated|managed) {_NAME}\b"),
    regex(rf"^{_NAME} (?:(?:is|was) )?(?:generated|managed) (?:by|from|via|using|with) "),
    regex(r"\bcreated (?:by|from|via|using|with) \S*[./]"),
)
#: What names, beside a `do not edit`, the file that is to be edited in its place.
_EDIT_INSTEAD = (
    regex(
        r"\b(?:make|do|put|apply) (?:yours?|the|any|all)? ?(?:changes|edits|modifications) (?:in|to) (\S*[./]\S+)", re.I
    ),
    regex(r"\b(?:edit|change|modify|update) (?:the )?(?:template )?(\S*[./]\S+) instead\b", re.I),
)
_DO_NOT_EDIT = regex(
    r"\b(?:do(?: not|-not|n['\N{RIGHT SINGLE QUOTATION MARK}]?t)|never)"
    r" (?:manually |hand[- ]?)?(?:edit|modify|change)\b"
    r"(?! (?:the|a|or delete) )(?!.*\bbetween\b)"
)
_SOURCE = regex(
    r"\b(?:generated|created) (?:automatically )?(?P<how>from|via|by|using|with) (?P<what>\S.*)", re.IGNORECASE
)
#: Where the words that name the source end.
_END = regex(r"[;,]|\.(?:\s|$)|\s-+\s|\s(?:do not|please|don't|and)\b|https?://\S{60}", re.IGNORECASE)
_DECORATION = " \t\r#*-=~!/"


#: Without one of these words a file says nothing of the kind.
_WORDS = ("enerated", "ENERATED", "anaged", "ANAGED", "edit", "EDIT", "Edit", "odify", "ODIFY")


def may_be_generated(data: bytes) -> bool:
    """Whether `generated_mark` has to look at a file at all."""
    return any(word.encode() in data for word in _WORDS)


class GeneratedMark(NamedTuple):
    """The line, 1-based, of a comment that says that its file is generated, and from what: "from x.em", or "".

    `edit_instead`: the file that it names for edits; "" where it names none.
    """

    line: int
    source: str
    edit_instead: str = ""

    @property
    def claim(self) -> str:
        """What the file says of itself, for a sentence that begins with the file's name."""
        if self.edit_instead:
            return f"says not to edit it but {self.edit_instead}"
        return f"says it is generated {self.source}".rstrip()

    @property
    def note_where_left(self) -> str:
        """The note on a file that is left as it is."""
        return f'{self.claim}: left as it is, fix its template, or name the file or set generated = "fix"'

    @property
    def note_where_fixed(self) -> str:
        """The note on a file that is fixed all the same."""
        return f"{self.claim}: the next generation undoes a fix, make it in the template"


def generated_mark(text: str) -> GeneratedMark | None:
    """The comment that says that a Dockerfile is generated; None where none does.

    Only comments above the second instruction count, an ARG above FROM left out: what stands further down is about a
    part of the file.
    """
    if not any(word in text for word in _WORDS):
        return None
    for block in _comment_blocks(text):
        lowered = [line.lower() for _, line in block]
        sure = next((i for i, line in enumerate(lowered) if any(p.search(line) for p in _SURE)), None)
        if sure is None and any(_DO_NOT_EDIT.search(line) for line in lowered):
            sure = next((i for i, line in enumerate(lowered) if any(p.search(line) for p in _PERHAPS)), None)
            if sure is None and (found := _edit_instead(block)) is not None:
                return found
        if sure is not None:
            return GeneratedMark(block[sure][0], _source_in([line for _, line in block[sure:]]))
    return None


def _edit_instead(block: list[tuple[int, str]]) -> GeneratedMark | None:
    """The mark of comments that ask to edit another file, which they name."""
    for line, text in block:
        for pattern in _EDIT_INSTEAD:
            if match := pattern.search(text):
                return GeneratedMark(line, "", match[1].strip("\"'`()[]<>,;:.")[:80])
    return None


def _comment_blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """The comments at the head, those without an instruction or a blank line between them together; (line, text)."""
    block: list[tuple[int, str]] = []
    has_from = False
    at = 0
    for number in range(1, MAX_LINES + 1):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)][:MAX_LINE].lstrip("\ufeff").strip()
        if line.startswith("#"):
            block.append((number, " ".join(line.strip(_DECORATION).split())))
        else:
            if block:
                yield block
                block = []
            word = line[:5].upper()
            if line and not (word.startswith("ARG ") or (word == "FROM " and not has_from)):
                return
            has_from = has_from or word == "FROM "
        if end < 0:
            break
        at = end + 1
    if block:
        yield block


def _source_in(lines: list[str]) -> str:
    """What lines say that the file is generated from or by: "via apply-templates.sh"; "" where none says it."""
    found = ""
    for line in lines:
        if match := _SOURCE.search(line):
            how, what = match["how"].lower(), match["what"]
            end = _END.search(what)
            what = (what[: end.start()] if end else what).strip(" \"'`:()").rstrip(".")[:80]
            if what and (not found or how == "from"):
                found = f"{how} {what}"
    return found

"""What code a call gives to a program that runs code of a language of its own: as text, or as files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.facts.build_context.script_calls import ScriptCall, with_values
from dslim.facts.nested_scripts import source_of
from dslim.facts.run import Run
from dslim.shell import Simple
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.tools.calls import words
from dslim.tools.code_runners import CodeRunner, code_runner

#: What a program brings itself, or a package of it.
_OF_PACKAGES = regex(r"/(?:usr/(?:share|lib|libexec)|etc)/|-\Z|/dev/(?:null|stdin)\Z")
#: Verbs by which a program runs nothing of what it is given: `crystal build x.cr`, `nim c x.nim`.
_ONLY_COMPILE = words(
    "build build-exe build-lib compile c cpp cc format fmt analyze docs doc tool check new init ast-check"
)
#: Spring Boot takes the jar apart then, and runs nothing of it: https://docs.spring.io/spring-boot/reference/packaging/
_ONLY_UNPACKS = "-Djarmode="


def codes_given(call: Invocation) -> Iterator[tuple[CodeRunner, str]]:
    """(how it is run, code) of each code that a call is given as an argument."""
    row = code_runner(call.name or "")
    if row is None:
        return
    before = ""
    for word in call.argv[1:]:
        text = source_of(word)
        option, equals, value = text.partition("=")
        if before in row.code:
            yield row, text
        elif equals and option in row.code:
            yield row, value
        elif text.startswith("+"):
            yield row, text[1:]
        elif row.operands == "code" and before not in row.files and not text.startswith("-"):
            yield row, text
        elif found := next((o for o in row.code if len(o) == 2 and text.startswith(o) and len(text) > 2), None):
            yield row, text[len(found) :]
        before = text


def files_of_code(run: Run, call: Invocation, simple: Simple | None) -> Iterator[ScriptCall]:
    """The files of code that a call is given by its options, as operands, or on its standard input."""
    row = code_runner(call.name or "")
    if row is None or any(text.strip("\"'").startswith(_ONLY_UNPACKS) for text in call.texts):
        return
    texts = [with_values(run, (word or text).strip("\"'")) for word, text in zip(call.args, call.texts)]
    for file in dict.fromkeys(_files_among(row, texts)):
        if file and not _OF_PACKAGES.match(file):
            yield ScriptCall("marked", (file,), (call.name or "",))
    for redirect in simple.redirects if simple is not None and row.reads_input else ():
        if redirect.op == "<" and not _OF_PACKAGES.match(redirect.target.text):
            yield ScriptCall("marked", (with_values(run, redirect.target.text.strip("\"'")),), (call.name or "",))
    for _, code in codes_given(call):
        yield from files_included(row, code, call.name or "")


def files_included(row: CodeRunner, code: str, name: str) -> Iterator[ScriptCall]:
    """The files that a code takes in."""
    for file in re.findall(row.includes, code) if row.includes else ():
        if not _OF_PACKAGES.match(file):
            yield ScriptCall("marked", (file,), (name,))


def _files_among(row: CodeRunner, texts: list[str]) -> Iterator[str]:
    verb = next((text for text in texts if text and not text.startswith("-")), "")
    if verb in _ONLY_COMPILE:
        return
    before = ""
    for text in texts:
        option, equals, value = text.partition("=")
        if before in row.files:
            yield text
        elif equals and option in row.files:
            yield value
        elif found := next((o for o in row.files if len(o) == 2 and text.startswith(o) and len(text) > 2), None):
            yield text[len(found) :]
        elif row.operands == "file" and text and text[0] not in "-+" and before not in row.code:
            yield from (text,) if not row.endings or text.endswith(row.endings) else ()
        before = text

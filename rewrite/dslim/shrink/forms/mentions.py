"""Finds the packages whose programs or modules are named by texts that the image runs, test or no test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from dslim.shell import Script, commands, parse_script
from dslim.shell.unwrapping import unwrap
from dslim.shrink.packages.package import Packages

#: Folders whose files are called by their names alone.
_BIN = re.compile(r"(?:/usr(?:/local)?)?/s?bin/([^/]+)")
_PYTHON_MODULE = re.compile(r"/usr/lib/python3/dist-packages/([A-Za-z_]\w*)(?:\.py|/__init__\.py)")
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_]\w*)", re.MULTILINE)
#: The first word of a quoted text, as programs are named in a list of arguments or a command line.
_QUOTED = re.compile(r"[\"'`]\s*(?:/usr)?(?:/s?bin/)?([\w.+-]+)(?=[\s\"'`])")
_SHELL = re.compile(r"#!\s*\S*(?:/|\benv\s+)(?:ba|da|a|k)?sh\b")


def is_program(path: str) -> bool:
    """Whether a path is that of a program which is called by its name alone."""
    return _BIN.fullmatch(path) is not None


def mentioned(packages: Packages, among: Iterable[str], texts: Mapping[str, str]) -> dict[str, str]:
    """The packages of `among` that a text names, each with a reason; `texts`: what a text is called -> it."""
    programs, modules = _names_of(packages, among)
    found: dict[str, str] = {}
    for where, text in texts.items():
        for word in words_called(where, text):
            if word in programs:
                found.setdefault(programs[word], f"{where} names `{word}`")
        for word in set(_IMPORT.findall(text)) if where.endswith(".py") or "python" in text[:80] else ():
            if word in modules:
                found.setdefault(modules[word], f"{where} imports `{word}`")
    return found


def words_called(where: str, text: str) -> Iterator[str]:
    """The words of a text that may name a program: what a shell script calls, else what stands first in quotes."""
    if where.endswith((".sh", ".bash")) or _SHELL.match(text) or where.startswith("RUN") or where.isupper():
        script = parse_script(text)
        if isinstance(script, Script):
            for simple in commands(script):
                for call in unwrap(simple):
                    yield (call.name or "").rpartition("/")[2]
            return
    yield from _QUOTED.findall(text)


def _names_of(packages: Packages, among: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(program -> package, Python module -> package)."""
    programs: dict[str, str] = {}
    modules: dict[str, str] = {}
    for name in among:
        for path in packages.by_name[name].files:
            if match := _BIN.fullmatch(path):
                programs.setdefault(match[1], name)
            elif match := _PYTHON_MODULE.fullmatch(path):
                modules.setdefault(match[1], name)
    return programs, modules

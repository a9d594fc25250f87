"""What the recipes of a makefile run, as texts for a shell.

A makefile is read as GNU make's manual has it, as far as it is written plainly: rules with their prerequisites, values
of variables that are plain text, `$(shell ...)`, `define` and included files. What is not plain counts as if it ran.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from dslim.support.lazy_regex import regex

#: What make looks for by itself, in this order.
DEFAULT_NAMES = ("GNUmakefile", "makefile", "Makefile")
#: Of a makefile no more lines are read, and values of variables are filled in so deep.
MAX_LINES, MAX_DEPTH = 20_000, 4
#: A text into which values were filled in is no longer than this.
MAX_TEXT = 50_000
_RULE = regex(r"([^\s#:=][^:=#]*?)\s*::?(?![=:])\s*([^#]*)")
_VALUE = regex(r"\s*(?:export\s+|override\s+)*([\w.-]+)\s*(?:::?:?|\?|\+)?=\s*(.*)")
_SHELL_VALUE = regex(r"\s*(?:export\s+|override\s+)*[\w.-]+\s*!=\s*(.*)")
_REFERENCE = regex(r"\$[({]([\w.-]+)[)}]")
_CALL = regex(r"\$[({]shell\s+((?:[^()]|\([^()]*\))*)[)}]")
_OTHER = regex(r"\$[({](?:[^(){}]|[({][^(){}]*[)}])*[)}]|\$[@<^*?+|%]")
_INCLUDE = regex(r"(-?include|sinclude)\s+(.*)")
_SHELL_CHOSEN = regex(
    r"(?m)^\s*(?:export\s+|override\s+)*SHELL\s*[:?]*=\s*"
    r"(?!(?:/(?:usr/(?:local/)?)?bin/(?:env[ \t]+)?)?(?:ba|da|a)?sh[ \t]*(?:#.*)?\r?$)\S"
)
#: More than the options of a shell: `.SHELLFLAGS = -c 'x; eval "$$1"' --`.
_SHELL_FLAGS_CHOSEN = regex(r"(?m)^[ \t]*\.SHELLFLAGS[ \t]*[:+?]*=[ \t]*(?![-+\w \t]*\r?$)\S")
_WORKING_FOLDER = regex(r"\$[({]shell\s+pwd\s*[)}]")
#: Variables that name programs, where the makefile gives them no value of its own.
_BUILT_IN = {"MAKE": "make", "SHELL": "/bin/sh", "RM": "rm -f", "CC": "cc", "CXX": "g++", "INSTALL": "install"}


class _Rule(NamedTuple):
    targets: tuple[str, ...]
    prerequisites: tuple[str, ...]
    recipe: list[str]


class Makefile(NamedTuple):
    """What a makefile holds that can run.

    `rules` in their order; `values` of variables; `at_once`: what runs whatever is asked for; `included`: files that
    it needs, as they are named; `is_plain`: its recipes are for a POSIX shell.
    """

    rules: tuple[_Rule, ...]
    values: dict[str, str]
    at_once: tuple[str, ...]
    included: tuple[str, ...]
    is_plain: bool


def read_makefile(text: str) -> Makefile:
    """The rules, values and includes of a makefile's text. Raises ValueError for one that is beyond a bound."""
    lines = re.sub(r"\\\r?\n", "\0", text).splitlines()
    if len(lines) > MAX_LINES:
        raise ValueError(f"more than {MAX_LINES} lines")
    rules: list[_Rule] = []
    values = dict(_BUILT_IN)
    at_once = [found[1] for found in _CALL.finditer(text)]
    included: list[str] = []
    defined: str | None = None
    for line in lines:
        plain = line.replace("\0", " ").strip()
        if defined is not None:
            if plain == "endef":
                defined = None
            else:
                values[defined] += line.replace("\0", " \\\n") + "\n"
        elif line.startswith("\t") and rules:
            rules[-1].recipe.append(line.replace("\0", "\\\n").strip())
        elif found := re.match(r"define\s+([\w.-]+)", plain):
            defined = found[1]
            values[defined] = ""
        elif shell_value := _SHELL_VALUE.match(plain):
            at_once.append(shell_value[1])
        elif value := _VALUE.match(plain):
            added = f"{values[value[1]]} " if "+=" in plain and value[1] in values else ""
            values[value[1]] = _bounded(added + value[2])
        elif include := _INCLUDE.match(plain):
            included += include[2].split() if include[1] == "include" else []
        elif rule := _RULE.match(plain):
            before, _, recipe = rule[2].partition(";")
            names = tuple(word for word in before.split() if word != "|")
            rules.append(_Rule(tuple(rule[1].split()), names, [recipe.strip()] if recipe.strip() else []))
    return Makefile(tuple(rules), values, tuple(at_once), tuple(included), _is_plain(text))


def _is_plain(text: str) -> bool:
    """Whether recipes go to a POSIX shell as they are."""
    return not _SHELL_CHOSEN.search(text) and not _SHELL_FLAGS_CHOSEN.search(text)


def texts_of_targets(makefile: Makefile, asked: Collection[str]) -> Iterator[str]:
    """The texts that make hands to a shell for some targets, none for the default one, values filled in."""
    for text in makefile.at_once:
        yield _filled_in(text, makefile.values)
    for rule in _rules_that_run(makefile, asked):
        for line in rule.recipe:
            whole = _filled_in(line, makefile.values)
            for text in whole.split("\n") if "\\\n" not in whole else (whole,):
                yield text.replace("\t", " ").lstrip("@-+ ")


def recipe_lines(text: str, known: Mapping[str, str]) -> Iterator[str]:
    """The lines of all recipes, each as the shell that make starts for it gets it, values filled in.

    `known`: values that make gives variables, and `CURDIR`. A variable with several values in the file is one of the
    shell that nothing sets, as any other that is not known. Nothing of a makefile whose lines share a shell. Raises
    ValueError for one that is beyond a bound.
    """
    makefile = read_makefile(_WORKING_FOLDER.sub("$(CURDIR)", text))
    if not makefile.is_plain or ".ONESHELL" in text:
        return
    given = [found.groups() for line in text.splitlines() if (found := _VALUE.match(line)) and line[:1] != "\t"]
    values: dict[str, set[str]] = {}
    for name, value in given:
        values.setdefault(name, set()).add(value)
    several = {name for name, found in values.items() if len(found) > 1}
    plain = {name: value for name, value in makefile.values.items() if name not in several} | dict(known)
    for rule in makefile.rules:
        for line in rule.recipe:
            yield _filled_in(line, plain).replace("\t", " ").lstrip("@-+ ")


def _rules_that_run(makefile: Makefile, asked: Collection[str]) -> list[_Rule]:
    """The rules of targets and of what these need; all of them where a target is not found by its name."""
    rules = makefile.rules
    plain = [rule for rule in rules if not any("$" in word or "%" in word for word in rule.targets)]
    first = next((rule.targets[0] for rule in plain if not rule.targets[0].startswith(".")), None)
    if ".DEFAULT_GOAL" in makefile.values or any(len(rule.targets) == 0 for rule in rules):
        return list(rules)
    todo = list(asked) or ([first] if first is not None else [])
    by_target: dict[str, list[_Rule]] = {}
    for rule in plain:
        for target in rule.targets:
            by_target.setdefault(target, []).append(rule)
    if any(name not in by_target for name in todo):
        return list(rules)
    seen: set[str] = set()
    found = [rule for rule in rules if rule not in plain or rule.targets[0].startswith(".")]  # `%.o: %.c`, `.c.o:`
    todo += [name for rule in found for name in rule.prerequisites if rule.targets[0] != ".PHONY"]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for word in _filled_in(name, makefile.values).split() if "$" in name else ():
            todo.append(word)
        for rule in by_target.get(name, ()):
            found.append(rule)
            todo += rule.prerequisites
    return found


def _filled_in(text: str, values: dict[str, str]) -> str:
    """A text with the values of variables; what is not known is a variable of the shell."""
    for _ in range(MAX_DEPTH):
        if "$" not in text or len(text) > MAX_TEXT:
            break
        text = _CALL.sub("$X", text)  # it is among those that run at once
        filled = _REFERENCE.sub(lambda found: values.get(found[1], "$" + re.sub(r"\W", "_", found[1])), text)
        if filled == text:
            break
        text = filled
    return _OTHER.sub("$X", _bounded(text).replace("$$", "\0")).replace("\0", "$")


def _bounded(text: str) -> str:
    """The text, where it is no longer than MAX_TEXT; else ValueError."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"a value of more than {MAX_TEXT} characters")
    return text

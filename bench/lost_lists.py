"""Does a later install lose its package lists? `python bench/lost_lists.py [--style=cache-mount] LIST|FILE...`

Fixes each file with dslim and follows /var/lib/apt/lists through every stage, before and after, by BuildKit's own
parser (PyPI `dockerfile`) and shfmt's tree: nothing of dslim's parsers, facts or rules is used for that. A cache mount
counts as empty. LIST is a text file with a path a line. Prints each install that had lists before and has none after,
and each stage that does not ship and was cleaned all the same; exit code 1 if there is any.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import dockerfile

from dslim import fix_text
from dslim.diagnostics.options import Options
from dslim.syntax import DockerfileSyntaxError, decode

APT = {"apt-get", "apt", "aptitude"}
READS = {"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "download", "satisfy"}
SHELLS = {"sh", "bash", "dash", "ash"}
VALUED = {"-o", "-t", "-c", "--option", "--target-release", "-a"}
SHFMT = str(Path(sys.executable).with_name("shfmt"))


class Install(NamedTuple):
    """One call that reads the lists: in which stage, what it says, and whether there are any."""

    stage: int
    text: str
    lists: bool


def words_of(script: str, cache: dict[str, list[list[str]]] = {}) -> list[list[str]]:  # noqa: B006
    """The simple commands of a shell script, in order, those of an inner `sh -c` too; unknown words are ''."""
    if script not in cache:
        told = subprocess.run([SHFMT, "-ln", "bash", "-tojson"], input=script, text=True, capture_output=True)
        cache[script] = list(_calls(json.loads(told.stdout))) if told.returncode == 0 else _by_regex(script)
    return cache[script]


def _by_regex(script: str) -> list[list[str]]:
    return [part.split() for part in re.split(r"&&|\|\||[;|\n(){}]", script) if part.strip()]


def _calls(node: Any) -> Iterator[list[str]]:
    if isinstance(node, list):
        for item in node:
            yield from _calls(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key != "Args":
                yield from _calls(value)
        if node.get("Type") == "CallExpr" and node.get("Args"):
            argv = [_text(word) for word in node["Args"]]
            yield from _calls(node["Args"])
            yield argv
            shell = next((i for i, word in enumerate(argv) if os.path.basename(word) in SHELLS), None)
            if shell is not None and len(argv) > shell + 2 and re.fullmatch(r"-\w*c", argv[shell + 1]):
                yield from words_of(argv[shell + 2])


def _text(word: Any) -> str:
    out = ""
    for part in word.get("Parts", ()):
        kind = part.get("Type")
        if kind in ("Lit", "SglQuoted"):
            out += part.get("Value", "")
        elif kind == "DblQuoted":
            out += _text(part)
    return out


def event(argv: list[str]) -> str:
    """`update`, `remove`, `read` or ''."""
    if any("/var/lib/apt" in word for word in argv) and {"rm", "find"} & set(argv):
        return "remove"
    for i, word in enumerate(argv):
        if os.path.basename(word) in APT:
            rest = iter(argv[i + 1 :])
            for arg in rest:
                if arg in VALUED:
                    next(rest, None)
                elif not arg.startswith("-"):
                    return "update" if arg == "update" else "read" if arg in READS else ""
    return ""


def installs(text: str) -> tuple[list[Install], list[int]]:
    """Every install of a Dockerfile in order, and by stage how many calls remove lists."""
    at_end: dict[str, bool] = {}
    removals: list[int] = []
    found: list[Install] = []
    stage, lists, name = -1, False, ""
    for command in dockerfile.parse_string(text):
        if command.cmd.lower() == "from":
            stage += 1
            removals.append(0)
            base = command.value[0].lower()
            name = command.value[2].lower() if len(command.value) > 2 else f"#{stage}"
            lists = at_end.get(base, False)
        elif command.cmd.lower() == "run" and stage >= 0:
            script = " ".join(f"'{v}'" for v in command.value) if command.json else " ".join(command.value)
            outside = lists
            mounted = any(re.search(r"type=cache.*target=/var/lib/apt(/lists)?(,|$)", flag) for flag in command.flags)
            lists = lists and not mounted
            for argv in words_of(script) if "apt" in script else ():
                kind = event(argv)
                if kind == "read":
                    found.append(Install(stage, " ".join(argv)[:80], lists))
                elif kind:
                    lists = kind == "update"
                    removals[-1] += kind == "remove"
            lists = outside if mounted else lists
        at_end[name] = lists
    return found, removals


def shipped(text: str) -> set[int]:
    """Stages that the last one continues, or copies whole; variables are taken by their defaults."""
    bases: list[str] = []
    names: dict[str, int] = {}
    whole: dict[int, set[str]] = {}
    defaults: dict[str, str] = {}
    for command in dockerfile.parse_string(text):
        keyword = command.cmd.lower()
        if keyword == "arg" and not bases:
            key, _, value = command.value[0].partition("=")
            defaults[key] = value.strip("\"'")
        elif keyword == "from":
            base = re.sub(r"\$\{?(\w+)(:-[^}]*)?\}?", lambda m: defaults.get(m[1], m[0]), command.value[0])
            bases.append(base.lower())
            if len(command.value) > 2:
                names[command.value[2].lower()] = len(bases) - 1
        elif keyword == "copy" and {"/", "/.", "/*", "."} & set(command.value[:-1]):
            sources = {flag[7:].lower() for flag in command.flags if flag.startswith("--from=")}
            whole.setdefault(len(bases) - 1, set()).update(sources)
    todo, found = [len(bases) - 1], set()
    while todo:
        at = todo.pop()
        if at in found or at < 0:
            continue
        found.add(at)
        for name in {bases[at], *whole.get(at, ())}:
            if name in names:
                todo.append(names[name])
            elif name.isdigit():
                todo.append(int(name))
    return found


def look(path: str, options: Options) -> tuple[int, int, list[str]]:
    """(installs that had lists, stages cleaned, complaints) of one file."""
    text = decode(Path(path).read_bytes())
    outcome = fix_text(text, options, os.path.dirname(path), path)
    if not outcome.changed:
        return 0, 0, []
    (before, removed), (after, removed_after) = installs(text), installs(outcome.after)
    told = []
    if len(before) != len(after):
        told.append(f"{path}: {len(before)} installs became {len(after)}")
    for old, new in zip(before, after, strict=False):
        if old.lists and not new.lists:
            told.append(f"{path}: stage {new.stage} lost its lists: {new.text}")
    ships = shipped(text)
    cleaned = [i for i, (a, b) in enumerate(zip(removed, removed_after, strict=True)) if b > a]
    told += [f"{path}: stage {i} does not ship and was cleaned" for i in cleaned if i not in ships]
    return sum(i.lists for i in before), len(cleaned), told


def main(arguments: list[str]) -> int:
    """Prints the complaints and the sums."""
    paths: list[str] = []
    options = Options(cache="mount" if "--style=cache-mount" in arguments else "clean")
    for name in (word for word in arguments if not word.startswith("--")):
        lines = Path(name).read_text(encoding="utf-8").splitlines() if name.endswith(".txt") else [name]
        paths += [line for line in lines if line]
    files = installs_seen = stages = complaints = 0
    for path in paths:
        try:
            seen, cleaned, told = look(path, options)
        except (DockerfileSyntaxError, dockerfile.GoParseError, dockerfile.GoIOError, OSError, UnicodeError):
            continue
        files, installs_seen, stages, complaints = (
            files + 1, installs_seen + seen, stages + cleaned, complaints + len(told)
        )  # fmt: skip
        for line in told:
            print(line)
    print(f"{files} files, {installs_seen} installs had lists, {stages} stages cleaned, {complaints} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What package.json and composer.json have package managers run, as texts for a shell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

#: Projects that are installed along with one, of which more cannot be looked at.
MAX_PACKAGES = 40
#: The first operands by which npm, yarn, pnpm and bun install the project, and the scripts that run then.
_INSTALLS = frozenset("install i in ins isntall ci clean-install add it update up upgrade dedupe rebuild".split())
_AT_INSTALL = (
    "preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare", "prepublish", "dependencies",
)  # fmt: skip
_RUNS = frozenset("run run-script rum urn".split())
#: https://docs.npmjs.com/cli/using-npm/scripts
_SHORT = {"t": "test", "tst": "test", "restart": "restart"}
_AT_COMPOSER_INSTALL = (
    "pre-install-cmd", "post-install-cmd", "pre-update-cmd", "post-update-cmd", "pre-autoload-dump",
    "post-autoload-dump", "post-root-package-install", "post-create-project-cmd", "pre-package-install",
    "post-package-install", "pre-status-cmd", "init", "command", "pre-operations-exec",
)  # fmt: skip
#: What composer itself does, after which no script of that name is asked for.
_COMPOSER_OWN = frozenset(
    "config clear-cache clearcache cc self-update selfupdate show global diagnose --version".split()
)


def package_scripts(text: str, words: Sequence[str]) -> Iterator[str]:
    """The texts of package.json's scripts that a package manager called with some words runs.

    `words`: the operands of the call. Raises ValueError where the text is no JSON of the kind.
    """
    scripts = _scripts(text)
    first, second = [*words, "", ""][:2]
    if first in ("", *_INSTALLS):
        names: list[str] = list(_AT_INSTALL)
    else:
        asked = second if first in _RUNS else _SHORT.get(first, first)
        names = [f"pre{asked}", asked, f"post{asked}"]
        if first in ("pack", "publish"):
            names += ["prepack", "postpack", *_AT_INSTALL]
        if asked == "restart":
            names += ["stop", "start"]
    for name in names:
        if isinstance(scripts.get(name), str):
            yield scripts[name]


def folders_of_packages(text: str, words: Sequence[str]) -> list[str]:
    """The folders of the projects that an install of package.json's project installs along: workspaces, `file:` ones.

    Patterns, as they are written. Raises ValueError where the text is no JSON of the kind, or names
    more than MAX_PACKAGES.
    """
    if [*words, ""][0] not in ("", *_INSTALLS):
        return []
    data = read_object(text)
    spaces = data.get("workspaces", [])
    spaces = spaces.get("packages", []) if isinstance(spaces, dict) else spaces
    found = [space for space in spaces if isinstance(space, str)] if isinstance(spaces, list) else []
    for kind in ("dependencies", "devDependencies", "optionalDependencies"):
        needed = data.get(kind, {})
        for version in needed.values() if isinstance(needed, dict) else ():
            if isinstance(version, str) and version.startswith(("file:", "link:", "portal:")):
                found.append(version.partition(":")[2])
    if len(found) > MAX_PACKAGES:
        raise ValueError(f"more than {MAX_PACKAGES} projects")
    return found


def composer_scripts(text: str, words: Sequence[str]) -> Iterator[str]:
    """The texts of composer.json's scripts that composer called with some words runs.

    `@name` is another script, `@php x` runs PHP, `Class::method` is a method of PHP, and no command.
    Raises ValueError where the text is no JSON of the kind.
    """
    scripts = _scripts(text)
    first, second = [*words, "", ""][:2]
    if first in _COMPOSER_OWN:
        return
    asked = second if first in ("run", "run-script") else first
    todo = [asked] if asked in scripts else list(_AT_COMPOSER_INSTALL)
    seen: set[str] = set()
    while todo:
        name = todo.pop(0)
        if name in seen:
            continue
        seen.add(name)
        own = scripts.get(name, [])
        for line in own if isinstance(own, list) else [own]:
            if not isinstance(line, str):
                raise ValueError("a script is no text")
            called = line.removeprefix("@").split(" ")[0]
            if line.startswith("@") and called in scripts:
                todo.append(called)
            else:
                yield line.removeprefix("@").replace("putenv ", "export ", 1)


def _scripts(text: str) -> dict[str, Any]:
    scripts = read_object(text).get("scripts", {})
    if not isinstance(scripts, dict):
        raise ValueError("scripts is no object")
    return scripts


def programs_of_package(text: str) -> list[str]:
    """The names of the programs that package.json's project installs. Raises ValueError where the text is no object."""
    data = read_object(text)
    programs = data.get("bin")
    if isinstance(programs, dict):
        return list(programs)
    name = data.get("name")
    return [name.rpartition("/")[2]] if programs is not None and isinstance(name, str) else []


def read_object(text: str) -> dict[str, Any]:
    """The object that a JSON file of a project holds. Raises ValueError where it holds none."""
    import json  # few files run a package manager's scripts

    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found

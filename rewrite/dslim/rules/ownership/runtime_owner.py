"""SL403: files given to a user that is known only when the container runs. Advice."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.paths import normal_path
from dslim.facts.run import Run
from dslim.shell import Script, invocations
from dslim.shell.invocations import Invocation, operands

#: Programs that make a folder which their words name, as far as this advice needs to know.
_MAKERS = frozenset({"mkdir", "useradd", "adduser", "git", "tar", "cp", "unzip"})


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on each `chown -R` of a stage that ships, to an owner from an ARG, or of what usermod renumbered."""
    for run in facts.shipped_runs:
        if "chown" in run.node.args and isinstance(run.script, Script):
            yield from _look(run, run.script)


def _look(run: Run, script: Script) -> Iterator[Finding]:
    found = invocations(script)
    renumbers = any(call.name in ("usermod", "groupmod") and {"-u", "-g"} & set(call.args) for call in found)
    for call in found:
        if call.name != "chown" or not _is_deep(call) or len(call.texts) < 3:
            continue
        paths = operands(call)[1:]
        if _from_argument(run, call):
            why = "to an owner from a build argument stores every file a second time, and each user needs another image"
        elif renumbers and paths and not any(_made_here(found, path) for path in paths):
            why = "after usermod stores every file a second time"
        else:
            continue
        way = "make the files readable for everyone and use `docker run --user`, or chown in the entrypoint only the"
        yield Finding(f"`chown -R` {why}: {way} folders that are written to", run.outer.first_line)
        return


def _is_deep(call: Invocation) -> bool:
    return any(arg and (arg == "--recursive" or (arg[:1] == "-" and "R" in arg)) for arg in call.args)


def _from_argument(run: Run, call: Invocation) -> bool:
    """The owner is the value of an ARG."""
    owner = next((text for text in call.texts if not text.startswith("-")), "")
    return "$" in owner and any(f"${name}" in owner or f"${{{name}" in owner for name in run.state.env.args)


def _made_here(found: tuple[Invocation, ...], path: str | None) -> bool:
    """The same RUN makes the folder: a chown of it is free."""
    if path is None:
        return True
    makers = [call for call in found if call.name in _MAKERS]
    return any(normal_path(path) in text for call in makers for text in call.texts)


_EXAMPLE = """\
FROM node:20
ARG UID=1000
COPY . /app
RUN chown -R $UID:$UID /app
"""

RULE = Rule(
    "A chown layer for a user who is known only when the container runs",
    Safety.ADVICE,
    check,
    (_EXAMPLE, _EXAMPLE),
    "`chown -R` in a RUN stores every file again with its new owner. Where the user is the caller's choice (a build"
    " argument, `usermod -u`), choose it when the container starts: `docker run --user`, with files that everybody may"
    " read, and a chown in the entrypoint of the few folders that are written to. Nothing is said where the same RUN"
    " makes what it chowns: that costs nothing.",
    ("https://github.com/moby/moby/issues/22810",),
)

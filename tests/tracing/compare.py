"""Running two sequences of RUN steps under shells and plans, and telling where they part."""

from __future__ import annotations

import functools
import os
import posixpath
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from tracing.allowances import Allowance, filtered
from tracing.model import Difference, Marker, Plan, RunStep, Step, Trace
from tracing.sandbox import SHELLS, Sandbox, UnconfinedError, World, confined, program, shell_of

#: Nothing fails, then more and more does.
PLANS = tuple(Plan(seed, percent) for seed, percent in enumerate((0, 25, 45, 15, 35, 60, 10, 30)))

#: Directories that every working directory has, for bodies that `cd`.
SUBDIRS = ("d1", "d2", "d1/sub")
_CD = re.compile(r"\b(?:cd|pushd)\s+(?:-P\s+|--\s+)?[\"']?([\w./-]+)")
_CALLED = re.compile(r"(?:^|[&|;(!{`\n]|\b(?:then|do|else|exec|sudo))\s*((?:[\w.+-]*/)[\w./+-]+)")
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.")
_ASYNC = re.compile(r"(?<![|>&])\|(?!\|)|(?<![&>|<])&(?![&>\d-])")


@functools.cache
def _sandbox(chroot: bool) -> Sandbox:
    if chroot and os.geteuid() != 0:
        probe = ["unshare", "--user", "--map-root-user", "true"]
        if not shutil.which("unshare") or subprocess.run(probe, capture_output=True, check=False).returncode:
            raise UnconfinedError("the text uses paths of its own; that needs root or user namespaces")
    return Sandbox(chroot)


def is_async(steps: Iterable[Step]) -> bool:
    """Whether a body holds a pipe or `&`: its calls have no fixed order, so only their multiset counts."""
    bodies = (step.body for step in steps if isinstance(step, RunStep))
    return any(_ASYNC.search(_QUOTED.sub("", body)) for body in bodies)


def run_script_sequence(
    bodies: Sequence[Step], shell: str, plan: Plan, allowances: Collection[Allowance] = ()
) -> Trace:
    """Run the steps as Docker would, each RUN in a new `shell` (of SHELLS), up to the first that fails."""
    return _run(bodies, shell, plan, tuple(allowances), not confined(bodies), _world(bodies))


def compare(
    before: Sequence[str],
    after: Sequence[str],
    shells: Iterable[str] = tuple(SHELLS),
    plans: Iterable[Plan] = PLANS,
) -> list[Difference]:
    """The differences between two lists of RUN bodies, at most one a shell and plan."""
    return list(differences([RunStep(b) for b in before], [RunStep(b) for b in after], shells, plans))


def differences(
    before: Sequence[Step],
    after: Sequence[Step],
    shells: Iterable[str] = tuple(SHELLS),
    plans: Iterable[Plan] = PLANS,
    allowances: Collection[Allowance] = (),
) -> Iterator[Difference]:
    """As `compare`, for steps, one difference at a time; `allowances` name what may differ."""
    allowed = tuple(allowances)
    chroot = not (confined(before) and confined(after))
    world = _world([*before, *after])
    loose = is_async([*before, *after])
    plans = tuple(plans)
    for shell in shells:
        for plan in plans:
            a, b = (_run(side, shell, plan, allowed, chroot, world) for side in (before, after))
            difference = _differ(a, b, shell, plan, loose, allowed)
            if difference is None:
                continue
            # the noise floor: a text that does not agree with itself ($$, a race) proves nothing
            for trace, side in ((a, before), (b, after)) * (3 if loose else 1):
                again = _run(side, shell, plan, allowed, chroot, world)
                if _differ(trace, again, shell, plan, loose, allowed):
                    break
            else:
                yield difference


def _run(
    steps: Sequence[Step],
    shell: str,
    plan: Plan,
    allowances: tuple[Allowance, ...],
    chroot: bool,
    world: World,
) -> Trace:
    steps = [_for_ash(step, shell) for step in steps]
    sandbox = _sandbox(chroot)
    for used in {shell_of(step, shell) for step in steps if isinstance(step, RunStep)}:
        sandbox.check(used)
    sandbox.prepare(steps, allowances)
    return sandbox.run(steps, shell, plan, world)


@functools.cache
def _applets() -> re.Pattern[str]:
    out = subprocess.run([program("busybox"), "--list"], capture_output=True, text=True, check=True).stdout
    kept = {"echo", "printf", "test", "true", "false", "kill", "pwd", "[", "[["}
    names = "|".join(re.escape(name) for name in out.split() if name not in kept)
    return re.compile(rf"(?<![\w./$={{-])({names})(?![\w./=-])")


def _for_ash(step: Step, shell: str) -> Step:
    """The step with `rm` as `rm__` in its body: busybox ash prefers its own applets to PATH.

    Both sides are changed alike, word by word, so what differs goes on differing.
    """
    if isinstance(step, Marker) or shell_of(step, shell) != "busybox ash":
        return step
    return replace(step, body=_applets().sub(r"\1__", step.body))


def _world(steps: Iterable[Step]) -> World:
    """The working directories, what the bodies `cd` to from there, and the programs they call by a path."""
    runs = [step for step in steps if isinstance(step, RunStep)]
    targets = {target for run in runs for target in _CD.findall(run.body)}
    words = [path for run in runs for path in (*_CALLED.findall(run.body), *run.argv[:1])]
    called = {path for path in words if "/" in path and ".." not in path}
    tops = {run.cwd for run in runs} | {t for t in targets if t.startswith("/")}
    below = {*SUBDIRS, *(t for t in targets if not t.startswith("/") and ".." not in t)}
    folders = tops | {posixpath.join(top, sub) for top in tops for sub in below}
    programs = {posixpath.normpath(posixpath.join(folder, path)) for folder in folders for path in called}
    return World(frozenset(folders), frozenset(programs))


def _differ(
    a: Trace, b: Trace, shell: str, plan: Plan, loose: bool, allowances: tuple[Allowance, ...]
) -> Difference | None:
    left, right = filtered(a.events, allowances), filtered(b.events, allowances)
    if left != right and not (loose and Counter(left) == Counter(right)):
        at = next((i for i, (x, y) in enumerate(zip(left, right)) if x != y), min(len(left), len(right)))
        sides = [str(side[at]) if at < len(side) else "(end)" for side in (left, right)]
        return Difference(shell, plan, f"call {at}", *sides)
    if a.status != b.status:
        return Difference(shell, plan, "exit status", str(a.status), str(b.status))
    if a.files != b.files:
        only = [str(sorted(set(x) - set(y))) for x, y in ((a.files, b.files), (b.files, a.files))]
        return Difference(shell, plan, "files", *only)
    if a.output != b.output and not (loose and sorted(a.output.split("\n")) == sorted(b.output.split("\n"))):
        return Difference(shell, plan, "standard output", repr(a.output), repr(b.output))
    return None

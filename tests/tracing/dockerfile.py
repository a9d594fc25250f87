"""Comparing two Dockerfiles by what their RUN steps do, stage by stage."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dslim.syntax import Dockerfile, Instruction, parse
from tracing.allowances import Allowance
from tracing.compare import PLANS, differences
from tracing.model import Difference, Marker, Plan, RunStep, Step
from tracing.variables import expand, pairs

#: Shells that RUN may get for `/bin/sh`.
SH_SHELLS = ("dash", "bash as sh", "busybox ash")
_CONFIG = frozenset({"LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"})
_HEREDOC_ALONE = re.compile(r"\s*<<-?\s*[\"']?\w+[\"']?\s*")
_FLAGS_OF_OWNERSHIP = frozenset({"chown", "chmod"})


@dataclass(frozen=True)
class Build:
    """What is in force at one instruction, and what came before: `steps` that run, `config` that does not."""

    env: tuple[tuple[str, str], ...] = ()
    args: frozenset[str] = frozenset()
    cwd: str = "/"
    user: str = ""
    shell: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    config: tuple[str, ...] = ()
    onbuild: tuple[Instruction, ...] = ()


def compare_dockerfiles(
    before: str,
    after: str,
    shells: Iterable[str] = SH_SHELLS,
    plans: Iterable[Plan] = PLANS,
    allowances: Collection[Allowance] = (),
) -> list[Difference]:
    """The differences between two Dockerfiles: config of each stage, then the traces of its RUNs.

    `shells`: what stands for /bin/sh. `allowances`: what a rewrite may do beside merging (ALLOWANCES).
    Raises DockerfileSyntaxError, UnconfinedError, MissingShellError.
    """
    left, right = (builds(parse(text), allowances) for text in (before, after))
    if len(left) != len(right):
        return [_static("number of stages", len(left), len(right))]
    found = [d for a, b in zip(left, right) for d in _config(a, b)]
    plans = tuple(plans)
    for a, b in zip(left, right):
        names = _shells(a, shells)
        found += differences(a.steps, b.steps, names, plans, allowances)
    return found


def builds(tree: Dockerfile, allowances: Collection[Allowance] = ()) -> list[Build]:
    """Every stage at its end; a child's steps begin with its parent's, then the parent's ONBUILD."""
    top: dict[str, str] = {}
    for node in tree.instructions:
        if node.keyword == "FROM":
            break
        top.update({k: v for k, v in pairs(node, top) if v is not None})
    loose = any(a.name == "ownership" for a in allowances)
    done: list[Build] = []
    named: dict[str, Build] = {}
    for stage in tree.stages:
        base = expand(stage.base, top)
        build = Build(steps=(Marker(f"FROM {base}"),))
        if base.lower() in named:
            build = _child(named[base.lower()], top, loose)
        for node in stage.instructions[stage.instructions[0] is stage.start :]:
            build = _step(build, node, top, loose)
        done.append(build)
        if stage.name is not None:
            named[stage.name.lower()] = build
    # ONBUILD runs in a child: let every stage that has some have one
    return [_child(build, top, loose) if build.onbuild else build for build in done]


def _child(parent: Build, top: dict[str, str], loose: bool) -> Build:
    env = tuple((k, v) for k, v in parent.env if k not in parent.args)
    build = replace(parent, env=env, args=frozenset(), onbuild=())
    for node in parent.onbuild:
        build = _step(build, node, top, loose)
    return build


def _step(build: Build, node: Instruction, top: dict[str, str], loose: bool) -> Build:
    keyword = node.keyword
    if keyword == "RUN":
        return replace(build, steps=(*build.steps, _run(build, node)))
    if keyword in ("ENV", "ARG"):
        return _variables(build, node, top)
    if keyword == "WORKDIR":
        cwd = posixpath.normpath(posixpath.join(build.cwd, expand(node.args, dict(build.env))))
        return replace(build, cwd=cwd, steps=(*build.steps, Marker(f"WORKDIR {cwd}")))
    if keyword == "USER":
        return replace(build, user=expand(node.args, dict(build.env)))
    if keyword == "SHELL":
        return replace(build, shell=node.json or ())
    if keyword == "ONBUILD" and node.inner is not None:
        return replace(build, onbuild=(*build.onbuild, node.inner))
    if keyword in _CONFIG:
        return replace(build, config=(*build.config, _text(node, False)))
    return replace(build, steps=(*build.steps, Marker(f"{build.user}:{_text(node, loose)}")))


def _text(node: Instruction, loose: bool) -> str:
    """The instruction in one line, its heredocs too; `loose`: without its ownership flags."""
    kept = [f for f in node.flags if not (loose and f.name in _FLAGS_OF_OWNERSHIP)]
    flags = sorted(f"--{f.name}={f.value}" for f in kept)
    bodies = [h.body for h in node.heredocs]
    return " ".join([node.keyword, *flags, *node.args.split(), *bodies])


def _variables(build: Build, node: Instruction, top: dict[str, str]) -> Build:
    env, args = dict(build.env), set(build.args)
    for name, value in pairs(node, dict(build.env)):
        if node.keyword == "ENV":
            env[name] = value or ""
            args.discard(name)
        elif name not in env or name in args:
            args.add(name)
            given = value if value is not None else top.get(name)
            if given is not None:
                env[name] = given
    return replace(build, env=tuple(env.items()), args=frozenset(args))


def _run(build: Build, node: Instruction) -> Step:
    flags = sorted(f"--{f.name}={f.value}" for f in node.flags)
    tag = " ".join([build.user, *flags])
    env = {k: v for k, v in build.env if re.fullmatch(r"[A-Za-z_]\w*", k, re.ASCII)}
    if node.json is not None:
        return RunStep("", build.cwd, env, argv=node.json, tag=tag)
    if build.shell and posixpath.basename(build.shell[0]) not in ("sh", "bash", "dash", "ash"):
        return Marker(f"{tag} {build.shell} {_text(node, False)}")
    return RunStep(_body(node), build.cwd, env, build.shell, tag=tag)


def _body(node: Instruction) -> str:
    """The text that the shell gets."""
    if not node.heredocs:
        return node.args
    if len(node.heredocs) == 1 and _HEREDOC_ALONE.fullmatch(node.args):
        text = node.heredocs[0].body
        return re.sub(r"(?m)^\t+", "", text) if node.heredocs[0].chomp else text
    return node.args + "\n" + "".join(f"{h.body}{h.name}\n" for h in node.heredocs)


def _shells(build: Build, shells: Iterable[str]) -> tuple[str, ...]:
    """One shell is enough where no RUN leaves it open which."""
    runs = [step for step in build.steps if isinstance(step, RunStep)]
    if all(step.argv or posixpath.basename((step.shell or ("sh",))[0]) != "sh" for step in runs):
        return ("dash",)
    return tuple(shells)


def _config(a: Build, b: Build) -> list[Difference]:
    """What differs in the config that the stage ends with, ONBUILD counted by what it runs."""
    pairs = [(name, getattr(a, name), getattr(b, name)) for name in ("config", "user", "cwd", "shell")]
    pairs.append(("env", sorted(a.env), sorted(b.env)))
    return [_static(name, x, y) for name, x, y in pairs if x != y]


def _static(what: str, a: object, b: object) -> Difference:
    return Difference("-", Plan(0, 0), what, str(a), str(b))

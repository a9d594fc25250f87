"""What is in force at each instruction: USER, WORKDIR, SHELL, ENV and ARG."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dslim.facts.environment import Scope
from dslim.facts.official_images import has_known_shell, may_be_strict, possible_start_folders, start_folder
from dslim.facts.paths import normal_path
from dslim.facts.stages import Lineage, global_args, name_values
from dslim.facts.variable_expansion import try_expand
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Dockerfile, Instruction

DEFAULT_SHELL = ("/bin/sh", "-c")
#: VOLUMEs that are told apart: each RUN is looked at for each.
MAX_VOLUMES = 100
#: Linux knows no longer path.
MAX_PATH = 4096
#: The keywords that bear on the state.
SETTING = frozenset({"FROM", "ENV", "ARG", "USER", "WORKDIR", "SHELL", "VOLUME"})
_PLAIN = regex(r"[^/.][^/]*(/[^/.][^/]*)*")


@dataclass(frozen=True)
class State:
    """What is in force before an instruction: USER, WORKDIR, SHELL, VOLUMEs, ENV and ARG.

    `user` and `workdir` are None where the file does not tell: a base image may set both (the WORKDIR of
    official images is known); `workdirs`: the folders of which one is the WORKDIR, empty where it may be any.
    `shell_set`: a SHELL instruction of this file is in force (a base image may have one too, which nobody sees;
    `maybe_errexit`: it is likely one that stops at the first failure; `shell_known`: it is known to be none of those).
    `env` holds ENV and ARG in one; a value of None is set but unknown. `volumes`: paths of VOLUME so far, '' for
    one that is not known, or for all beyond MAX_VOLUMES.
    """

    user: str | None = None
    user_set: bool = False
    workdir: str | None = None
    workdirs: tuple[str, ...] = ()
    shell: tuple[str, ...] = DEFAULT_SHELL
    shell_set: bool = False
    maybe_errexit: bool = False
    shell_known: bool = True
    env: Scope = field(default_factory=Scope)
    volumes: tuple[str, ...] = ()

    @property
    def may_stop_at_failures(self) -> bool:
        """Whether the base image's SHELL may turn errexit on."""
        return self.maybe_errexit or not self.shell_known


class Course(NamedTuple):
    """What sets the state in a file, keyword and arguments, and for each in a stage the state from there on."""

    settings: tuple[tuple[str, str], ...]
    states: tuple[State, ...]


def course(tree: Dockerfile, lines: Lineage, before: Course | None) -> Course:
    """All states of a file; most steps of a fix leave them as they were `before`."""
    settings = tuple([(node.keyword, node.args) for node in tree.instructions if node.keyword in SETTING])
    if before is not None and before.settings == settings:
        return before
    found: list[State] = []
    last: list[State] = []  # of each stage
    for stage in tree.stages:
        parent = lines.parent[stage.index]
        # ARGs end with their stage; ENV, USER, WORKDIR, SHELL and VOLUME go on in a child
        if parent is None:
            state = _first_state(tree, stage.base)
        else:
            state = replace(last[parent], env=last[parent].env.without_args())
        for node in stage.instructions:
            if node.keyword in SETTING:
                state = step(state, node)
                found.append(state)
        last.append(state)
    return Course(settings, tuple(found))


def _first_state(tree: Dockerfile, base: str) -> State:
    """The state of a stage that starts from an image of elsewhere; an ARG in its name counts with its default."""
    name = try_expand(base, global_args(tree), tree.escape) or base
    return State(
        workdir=start_folder(base),
        workdirs=possible_start_folders(base),
        maybe_errexit=may_be_strict(base) or may_be_strict(name),
        shell_known=has_known_shell(name),
    )


def states(tree: Dockerfile, course: Course) -> tuple[tuple[State, ...], ...]:
    """For each stage, the state before each of its instructions, and one more: after the last."""
    done: list[tuple[State, ...]] = []
    following = iter(course.states)
    for stage in tree.stages:
        state = next(following)
        row = [state, state]  # before and after its FROM
        for node in stage.instructions[1:]:
            if node.keyword in SETTING:
                state = next(following)
            row.append(state)
        done.append(tuple(row))
    return tuple(done)


def step(state: State, node: Instruction) -> State:
    """The state after the instruction `node`."""
    keyword = node.keyword
    if keyword == "ENV":
        env = state.env
        for name, value in name_values(node, state.env):
            env = env.with_env(name, value)
        return replace(state, env=env)
    if keyword == "ARG":
        env = state.env
        for name, _ in name_values(node, state.env):
            env = env.with_arg(name)
        return replace(state, env=env)
    if keyword == "USER":
        return replace(state, user=try_expand(node.args, state.env, node.escape), user_set=True)
    if keyword == "WORKDIR":
        new = try_expand(node.args, state.env, node.escape)
        return replace(state, workdir=join_workdir(state.workdir, new), workdirs=_join_workdirs(state.workdirs, new))
    if keyword == "SHELL" and node.json:
        return replace(state, shell=node.json, shell_set=True, maybe_errexit=False, shell_known=True)
    if keyword == "VOLUME":
        paths = node.operands
        known = dict.fromkeys((*state.volumes, *(try_expand(p, state.env, node.escape) or "" for p in paths)))
        return replace(state, volumes=tuple(known) if len(known) <= MAX_VOLUMES else (*[*known][:MAX_VOLUMES], ""))
    return state


def _join_workdirs(old: tuple[str, ...], new: str | None) -> tuple[str, ...]:
    """The folders of which one is the WORKDIR after `WORKDIR new`; empty where it may be any."""
    found = dict.fromkeys(join_workdir(folder, new) for folder in (old if not (new or "").startswith("/") else ("/",)))
    return tuple(folder for folder in found if folder is not None) if None not in found else ()


def join_workdir(old: str | None, new: str | None) -> str | None:
    """The WORKDIR in force after `WORKDIR new`; None where unknown."""
    if new is None:
        return None
    if new.startswith("/"):
        return normal_path(new)
    if old is None:
        return None
    # what is in force is normal already, and normpath takes as many steps as a path has parts
    path = posixpath.join(old, new) if _PLAIN.fullmatch(new) else normal_path(posixpath.join(old, new))
    return path if len(path) <= MAX_PATH else None

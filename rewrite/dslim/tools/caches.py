"""Describes the cache of a program: the command that empties it, and the mount that it may lie on."""

from __future__ import annotations

from typing import NamedTuple

from dslim.tools.calls import Calls


class ProjectFile(NamedTuple):
    """What a file of the project must show, before a cleanup of a cache is known to take nothing that is needed.

    `name`: it is looked for in what COPY and ADD took from the build context. `says`: a pattern that its text must
    match. `never`: one that it must not. `required`: it must be there. `absent`: it must not. `why_not`: what to tell
    where it is not as it must be.
    """

    name: str
    why_not: str
    says: str = ""
    never: str = ""
    required: bool = False
    absent: bool = False


class Cleanup(NamedTuple):
    """A cache that goes by a command in the RUN that filled it; programs may share one.

    `rule`: the name of the rule that adds the command. `message`: what stays without it. `fills`, `cleans`: the calls
    that leave the cache, or empty it; `always_fill`: programs of which every call does; `prepares`: the calls that
    fetch what is about packages, and no package; `keep_no_packages`: programs that by default keep no package that
    they installed, only what is about packages. `reads`: calls that need it later; `also_read_by`: programs of
    other rows of which every call may. `command`: what to add, `rm ...`
    or a call of the program itself, which then must be sure to be there.
    `paths`: a pattern of the cache's paths, for mounts and `rm`. `folders`: what the image may lose, below the home
    folder where they are not absolute, `./` below the working directory; the value of one of `variables` instead where
    it is set. `off`: variables that turn the cache off, or choose its place, when they are set. `unless_mentioned`:
    texts of the file that say where the cache is, or that it is needed. `refused`: (text, reason): what else must not
    stand in the file. `project`: what the project's files must show; of several rows that share their programs and a
    rule, the first whose project is shown is taken, else the first. `in_project`: which version it is depends on the
    folder that it runs in. `settings`: (name, pattern, reason): what a settings file of the build context must not say.
    `unread_variables`: a pattern of variables that `command` does not read. `reads_project_settings`: `command` reads
    settings in the folder that it runs in, which may name variables.
    `read_by_scripts`: a script that nobody can read may work with what it holds and nothing else.
    `safe`: nothing needs the cache at run time. `documentation`: where the program's manual says so.
    """

    rule: str
    message: str
    fills: Calls
    command: str
    paths: str
    folders: tuple[str, ...]
    documentation: str
    cleans: Calls | None = None
    reads: tuple[Calls, ...] = ()
    also_read_by: frozenset[str] = frozenset()
    prepares: Calls | None = None
    always_fill: frozenset[str] = frozenset()
    keep_no_packages: frozenset[str] = frozenset()
    variables: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    unless_mentioned: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    project: tuple[ProjectFile, ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()
    in_project: bool = False
    read_by_scripts: bool = True
    unread_variables: str = ""
    reads_project_settings: bool = False
    root_only: bool = False
    safe: bool = True


class CacheMount(NamedTuple):
    """A cache that may lie on a mount of BuildKit; programs may share one.

    `name`: what people call it. `fills`, `cleans`: the calls that leave the cache, or only empty it. `folders`: where
    it lies, below the home folder where they are not absolute. `switches`: options of `fills` that leave it unused.
    `chosen`: a pattern of settings, anywhere in the file, that move the cache or turn it off. `through`: wrappers that
    the program may run through. `run_time`: a pattern of CMDs that may need the cache when the container runs.
    `locked`: one build at a time. `per_base`: what was built on one base must not get into another.
    `read_offline`: who works offline is content with it.
    """

    name: str
    fills: Calls
    folders: tuple[str, ...] = ()
    cleans: Calls | None = None
    switches: frozenset[str] = frozenset()
    chosen: str = ""
    through: frozenset[str] = frozenset()
    run_time: str = ""
    locked: bool = False
    per_base: bool = False
    read_offline: bool = True
    root_only: bool = False
    safe: bool = True

"""What a stage's instructions have put where, and whose it is: the evidence for the ownership rules."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from dslim.facts import Facts
from dslim.facts.expand import try_expand
from dslim.facts.hazards import calls
from dslim.shell import Invocation, Opaque
from dslim.syntax.nodes import Instruction, Stage

#: Official images whose own files are known to lie in the FHS folders, and nowhere else below /app, /srv,
#: /opt/X, /usr/src/X and the like. The users they bring beside those of every Debian or Alpine.
OFFICIAL: dict[str, tuple[str, ...]] = {
    "debian": (), "ubuntu": (), "alpine": (), "busybox": (), "buildpack-deps": (), "python": (),
    "node": ("node",), "golang": (), "ruby": (), "rust": (), "eclipse-temurin": (), "amazoncorretto": (),
    "perl": (), "php": (), "fedora": (), "rockylinux": (), "almalinux": (), "centos": (),
}  # fmt: skip

#: Folders that no official image fills: below these, a stage's own instructions are the only source.
EMPTY = re.compile(
    r"/(app|srv|code|workspace|usr/src/(?!python|php)[^/]+|opt/(?!yarn|java)[^/]+|home/[^/]+/[^/.]+)(/|\Z)"
)

#: Folders that every official image has.
EXISTING = frozenset(
    "/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib"
    " /usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /usr/src /var /var/cache"
    " /var/lib /var/log /var/tmp /var/run".split()
)
_WRITE_NOTHING = frozenset(
    """ENV ARG USER LABEL EXPOSE CMD ENTRYPOINT ONBUILD STOPSIGNAL HEALTHCHECK MAINTAINER SHELL""".split()
)
#: Commands that write only where their own package or arguments say, and never below the EMPTY folders.
_ELSEWHERE = frozenset(
    """apt-get apt apk yum dnf microdnf echo printf true test [ useradd groupadd adduser addgroup usermod groupmod
    chpasswd locale-gen update-ca-certificates ldconfig update-alternatives rm""".split()
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY or ADD: its literal sources and its destination, absolute; None where they are not known."""

    node: Instruction
    sources: tuple[str, ...]
    target: str | None
    folder: bool  # the destination ends in `/`


def read_copy(facts: Facts, stage: Stage, index: int) -> Copy | None:
    """The COPY or ADD at `index` of a stage; None for anything else and for heredocs."""
    node = stage.instructions[index]
    if node.keyword not in ("COPY", "ADD") or node.heredocs:
        return None
    words = list(node.json or [w.text for w in node.words])
    state = facts.states[stage.index][index]
    values = [try_expand(w, state.env, node.escape) for w in words]
    if len(values) < 2:
        return None
    target = absolute(values[-1], known_workdir(facts, stage, index))
    folder = (values[-1] or "").endswith("/") or (values[-1] or "") in (".", "..")
    sources = tuple(v for v in values[:-1] if v is not None)
    return Copy(node, sources if len(sources) == len(values) - 1 else (), target, folder)


def known_workdir(facts: Facts, stage: Stage, index: int) -> str | None:
    """WORKDIR in force; an official image of an operating system starts at `/`."""
    found = facts.states[stage.index][index].workdir
    at_root = base_name(facts, stage) in ("debian", "ubuntu", "alpine", "python", "node", "fedora")
    if found is None and at_root and not any(n.keyword == "WORKDIR" for n in stage.instructions[:index]):
        return "/"
    return found


def absolute(path: str | None, workdir: str | None) -> str | None:
    """`path` made absolute and normal; None where that is not known."""
    if path is None or (not path.startswith("/") and workdir is None):
        return None
    return posixpath.normpath(posixpath.join(workdir or "/", path))


def base_name(facts: Facts, stage: Stage) -> str | None:
    """The official image that a stage starts from: `node` of `node:20-slim`; None for any other."""
    if facts.lineage.parent[stage.index] is not None or "$" in stage.base.split(":")[0]:
        return None
    name = stage.base.split("@")[0].removeprefix("docker.io/").removeprefix("library/").split(":")[0]
    return name if name in OFFICIAL else None


def below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def may_hold(facts: Facts, stage: Stage, index: int, folder: str, spared: frozenset[int]) -> str | None:
    """Why something may lie below `folder` before instruction `index`, other than what `spared` put there.

    None where nothing can: the base is known to have nothing there, and no instruction wrote there.
    """
    if base_name(facts, stage) is None or not EMPTY.match(folder):
        return f"what the base image holds below {folder} is not known"
    for i, node in enumerate(stage.instructions[1:index], 1):
        if i in spared or node.keyword in _WRITE_NOTHING:
            continue
        if node.keyword == "WORKDIR":
            made = facts.states[stage.index][i + 1].workdir
            if made is None or (below(made, folder) and made != folder):
                return f"the WORKDIR on line {node.line} may make a folder below {folder}"
            continue
        if node.keyword in ("COPY", "ADD"):
            copy = read_copy(facts, stage, i)
            if copy is None or copy.target is None or not _apart(facts, copy, folder):
                return f"the {node.keyword} on line {node.line} may write below {folder}"
        elif node.keyword == "RUN":
            if _writes(facts, stage, i, folder):
                return f"the RUN on line {node.line} may write below {folder}"
        else:
            return f"the {node.keyword} on line {node.line} stands before it"
    return None


def _apart(facts: Facts, copy: Copy, folder: str) -> bool:
    """Whether a COPY surely writes nothing below `folder`."""
    assert copy.target is not None
    if below(copy.target, folder):
        return False
    if not below(folder, copy.target):
        return True
    # into a parent of the folder: plain files with other names are apart
    if copy.node.flag("from") or facts.context is None or not copy.sources or copy.node.keyword == "ADD":
        return False
    for source in copy.sources:
        if facts.context.mode(source) is None:
            return False
        name = source.rstrip("/").rpartition("/")[2]
        if below(folder, posixpath.join(copy.target, name)):
            return False
    return True


def _writes(facts: Facts, stage: Stage, index: int, folder: str) -> bool:
    run = facts.runs[stage.index][index]
    script = run.script if run else Opaque("", 0)
    if isinstance(script, Opaque) or folder.lstrip("/").split("/")[0] in re.split(r"[/\s'\"=]", script.text):
        return True
    return not all(_known(call, folder) for call in calls(script))


def _known(call: Invocation, folder: str) -> bool:
    if call.name == "mkdir":
        return all(w.literal and (w.literal[0] == "-" or w.literal[0] == "/") for w in call.argv[1:])
    return call.name in _ELSEWHERE and call.understood


def has_parent(facts: Facts, stage: Stage, index: int, path: str) -> bool:
    """Whether the folder that holds `path` surely exists before instruction `index`."""
    return exists(facts, stage, index, posixpath.dirname(path))


def exists(facts: Facts, stage: Stage, index: int, folder: str) -> bool:
    """Whether a folder surely exists: every official image has it, or a WORKDIR before made it."""
    if folder in EXISTING:
        return base_name(facts, stage) is not None
    return any(
        state.workdir is not None and below(state.workdir, folder)
        for state in facts.states[stage.index][1 : index + 1]
    )

"""The cache mounts of a RUN: the rows of the table, and what is code about some of them.

Left out, with the reason: apk (caches packages only where /etc/apk/cache exists, for whoever comes later too), dnf, yum
and zypper (they take metadata of up to 48 hours for fresh, so that a kept cache installs other versions), conda
and gem (document no mount), yarn and pnpm (yarn 2 and pnpm may link to their store at run time).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from dslim.diagnostics.findings import Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.home_directory import home_of
from dslim.facts.image_names import root_image
from dslim.facts.run import Run
from dslim.facts.users import is_assumed_root
from dslim.rules.caches import apt_commands
from dslim.rules.caches.cache_use import use_by_run
from dslim.rules.caches.copied_names import copied_names
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.project_files import chooses
from dslim.shell.invocations import Invocation, operands
from dslim.support.lazy_regex import regex
from dslim.tools import CacheMount, find_interpreter, mounts
from dslim.tools.python import UV_FILES, UV_KEEPS, UV_KEPT


class Mount(NamedTuple):
    """A cache mount of a RUN.

    `target`: absolute. `locked`: one build at a time. `uid`: who owns it. `per_base`: each base has its own.
    """

    target: str
    locked: bool = False
    uid: int = 0
    per_base: str = ""

    def flag(self) -> str:
        """The mount as an option of RUN: `--mount=type=cache,...`."""
        parts = ["type=cache"]
        if self.per_base:
            parts.append(f"id={self.per_base}")
        parts.append(f"target={self.target}")
        if self.locked:
            parts.append("sharing=locked")
        if self.uid:
            parts.append(f"uid={self.uid},gid={self.uid}")
        return "--mount=" + ",".join(parts)


Mounts = tuple[Mount, ...]


@dataclass(frozen=True)
class MountCode:
    """What is code about a mount: each function stands in for what the row says.

    `fills`: whether a call fills the cache. `mounts`: where it lies, or why that is not known. `declines`: a reason of
    the program's own.
    """

    fills: Callable[[Invocation], bool] | None = None
    cleans: Callable[[Invocation], bool] | None = None
    mounts: Callable[[Facts, Run], Mounts | str] | None = None
    declines: Callable[[Facts, Run, tuple[CallSite, ...]], str | None] | None = None


@dataclass(frozen=True)
class Mountable:
    """A cache that may lie on a mount: its row, its programs, and what is code about it."""

    row: CacheMount
    names: frozenset[str]
    code: MountCode = MountCode()

    @property
    def safety(self) -> Safety:
        """Whether the mount may be added without being asked for."""
        return Safety.SAFE if self.row.safe else Safety.UNSAFE

    def fills(self, call: Invocation) -> bool:
        """Whether a call fills the cache."""
        if self.code.fills is not None:
            return self.code.fills(call)
        return self._is_called(call) and self.row.fills.match(call)

    def cleans(self, call: Invocation) -> bool:
        """Whether a call only empties the cache."""
        if self.code.cleans is not None:
            return self.code.cleans(call)
        return self._is_called(call) and self.row.cleans is not None and self.row.cleans.match(call)

    def _is_called(self, call: Invocation) -> bool:
        return (call.name or "").removeprefix("./") in self.names

    def mounts(self, facts: Facts, run: Run) -> Mounts | str:
        """Where the cache lies, or why that is not known."""
        if self.code.mounts is not None:
            return self.code.mounts(facts, run)
        if all(folder.startswith("/") for folder in self.row.folders):
            if self.row.root_only and not is_assumed_root(run):
                return "the USER is not root"
            return tuple(Mount(folder, self.row.locked) for folder in self.row.folders)
        return _mounts_at_home(facts, run, self.row)

    def declines(self, facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
        """A reason of the program's own."""
        return self.code.declines(facts, run, found) if self.code.declines is not None else None


def _is_call_of(names: str, verbs: str = "") -> Callable[[Invocation], bool]:
    """Calls of a program whose first operand is one of `verbs` (of any, if there are none)."""
    programs, asked = frozenset(names.split()), frozenset(verbs.split())
    return lambda call: call.name in programs and (not asked or (operands(call) or [""])[0] in asked)


def _mounts_at_home(facts: Facts, run: Run, row: CacheMount) -> Mounts | str:
    """Mounts below the home of the user in force."""
    home = home_of(facts, run)
    if isinstance(home, str):
        return home
    if home.uid and any("/" in folder for folder in row.folders):
        return "the folder above the cache would belong to root"
    ident = _mount_id(facts, run, row.name) if row.per_base else ""
    several = len(row.folders) > 1
    return tuple(
        Mount(
            f"{home.path}/{folder}",
            row.locked,
            home.uid,
            f"{ident}-{folder.rsplit('/', 1)[-1]}" if ident and several else ident,
        )
        for folder in row.folders
    )


def _mount_id(facts: Facts, run: Run, name: str) -> str:
    """`pip-python-3.12-slim`: wheels that were built on one base must not get into another."""
    image = root_image(facts, run.stage)
    return re.sub(r"[^A-Za-z0-9.]+", "-", f"{name}-{image._replace(digest='') if image else ''}").strip("-")


# ------------------------------------------------------------------- apt


def _apt_declines(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
    calls = [site.call for site in found if site.call.name in apt_commands.APT]
    words = {text for call in calls for text in call.texts}
    if not any(apt_commands.installs(call) for call in calls):
        return "the RUN does nothing but fetch the lists, as if a later step needed them"
    if words & {"-d", "--download-only", "--no-download", "--print-uris"} or any("Dir::" in w for w in words):
        return "apt keeps, or finds, its files in a way of its own"
    if not is_assumed_root(run) and not all("sudo" in call.wrappers for call in calls):
        return "the USER is not root: move the RUN above the USER, or call apt through sudo"
    copied = copied_names(facts, run.stage)
    reason = use_by_run(run, apt_commands.package_lists(facts.point(run.stage, run.index - 1)), copied).reason
    return reason or later_reader(facts.point_of(run), apt_commands.package_lists(facts.point_of(run)))


# ------------------------------------------------------------------- pip

_PIP = regex(r"pip([23](\.\d+)?)?")


def _pip_verb(call: Invocation) -> str | None:
    """What pip is asked to do, also as `python -m pip`; None for another program."""
    args = call.args
    interpreter = find_interpreter(call.name)
    if interpreter is not None and interpreter.interprets == "python" and args[:2] == ("-m", "pip"):
        args = args[2:]
    elif not _PIP.fullmatch((call.name or "").rsplit("/", 1)[-1]):
        return None
    return next((arg for arg in args if arg and not arg.startswith("-")), None)


def _pip_declines(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
    if chooses(facts, run, "pip.conf", r"^\s*(find-links|no-index|cache-dir)\s*="):
        return "a pip.conf in the build context may have pip read from its cache, or keep it elsewhere"
    return None


# ------------------------------------------------------------- the others


def _npm_declines(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
    if any(site.call.name == "npx" or _is_call_of("npm", "exec x init create")(site.call) for site in found):
        return "npx keeps what it installs beside npm's cache"
    if chooses(facts, run, ".npmrc", r"^\s*(cache|(prefer-)?offline)\s*="):
        return "an .npmrc in the build context may set another cache folder, or work offline"
    return "npm is told to work offline" if facts.tree.says("--offline") else None


def _uv_declines(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
    if facts.tree.says("symlink"):
        return "uv makes links into its cache"
    if any(chooses(facts, run, name, UV_KEEPS) for name in UV_FILES):
        return UV_KEPT
    if any(site.call.name == "uvx" or _is_call_of("uv", "run")(site.call) for site in found):
        return "uv runs tools from its cache"
    return None


def _composer_mounts(facts: Facts, run: Run) -> Mounts | str:
    # https://getcomposer.org/doc/03-cli.md#composer-cache-dir: elsewhere it depends on XDG and on what exists
    folder = run.state.env.get("COMPOSER_CACHE_DIR")
    image = root_image(facts, run.stage)
    if folder and folder.startswith("/"):
        return (Mount(folder),)
    if image is None or image.official != "composer" or facts.tree.says("COMPOSER_"):
        return "which folder composer caches in is not known: set COMPOSER_CACHE_DIR in an ENV"
    return (Mount("/tmp/cache"),)


def _go_mounts(facts: Facts, run: Run) -> Mounts | str:
    image = root_image(facts, run.stage)
    home = home_of(facts, run)
    if isinstance(home, str):
        return home
    if image is None or image.official != "golang":
        return "where Go keeps its modules is not known"
    return (Mount("/go/pkg/mod"), Mount(f"{home.path}/.cache/go-build"))


def _cargo_mounts(facts: Facts, run: Run) -> Mounts | str:
    image = root_image(facts, run.stage)
    home = home_of(facts, run)
    if isinstance(home, str):
        return home
    root = "/usr/local/cargo" if image is not None and image.official == "rust" else f"{home.path}/.cargo"
    # cargo's own lock lies beside these folders, and so in no mount
    return (Mount(f"{root}/registry", locked=True), Mount(f"{root}/git/db", locked=True))


def _maven_declines(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> str | None:
    for site in found:
        if _is_call_of("mvn ./mvnw mvnw")(site.call) and {"install", "-o", "--offline"} & set(site.call.args):
            return "the RUN installs into maven's local repository, or works offline with it"
    return None


def _pip_fills(call: Invocation) -> bool:
    return _pip_verb(call) in ("install", "wheel", "download")


def _pip_cleans(call: Invocation) -> bool:
    return _pip_verb(call) == "cache" and bool({"purge", "remove"} & set(call.args))


_MOUNT_CODE = {
    "apt": MountCode(declines=_apt_declines),
    "pip": MountCode(_pip_fills, _pip_cleans, declines=_pip_declines),
    "npm": MountCode(declines=_npm_declines),
    "uv": MountCode(declines=_uv_declines),
    "composer": MountCode(mounts=_composer_mounts),
    "go": MountCode(mounts=_go_mounts),
    "cargo": MountCode(mounts=_cargo_mounts),
    "maven": MountCode(declines=_maven_declines),
}
MOUNTABLE = tuple(
    Mountable(row, frozenset(names), _MOUNT_CODE.get(row.name, MountCode())) for row, names in mounts().items()
)

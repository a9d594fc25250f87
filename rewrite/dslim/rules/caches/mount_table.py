"""The cache mounts of a RUN: for each tool, what fills its cache and where that lies.

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
from dslim.facts.call import Call, operands
from dslim.facts.call_sites import Site, runs_as_root
from dslim.facts.home_directory import home_of
from dslim.facts.image_names import root_image
from dslim.facts.run import Run
from dslim.rules.caches import apt_commands
from dslim.rules.caches.later_readers import copied_names, later_reader, scan_run
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex


class Mount(NamedTuple):
    """`target`: absolute. `locked`: one build at a time. `uid`: who owns it. `per_base`: each base has its own."""

    target: str
    locked: bool = False
    uid: int = 0
    per_base: str = ""

    def flag(self) -> str:
        """As an option of RUN."""
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
class Tool:
    """A tool whose cache may lie on a mount.

    `fills`: whether a call of the tool fills the cache. `mounts`: where it lies, or why that is not known.
    `cleans`: whether a call only empties it. `switches`: options of `fills` that leave the cache unused.
    `declines`: a reason of the tool's own. `chosen`: a pattern of settings, anywhere in the file, that move the
    cache or turn it off. `run_time`: the tool may need the cache when the container runs.
    """

    name: str
    fills: Callable[[Call], bool]
    mounts: Callable[[Facts, Run], Mounts | str]
    cleans: Callable[[Call], bool]
    safety: Safety = Safety.SAFE
    switches: frozenset[str] = frozenset()
    chosen: str = ""
    declines: Callable[[Facts, Run, tuple[Site, ...]], str | None] = lambda facts, run, found: None
    through: frozenset[str] = frozenset()
    run_time: str = ""


def _named(names: str, verbs: str = "") -> Callable[[Call], bool]:
    """Calls of a program whose first operand is one of `verbs` (of any, if there are none)."""
    programs, asked = frozenset(names.split()), frozenset(verbs.split())
    return lambda call: call.name in programs and (not asked or (operands(call) or [""])[0] in asked)


def _at_home(*folders: str, locked: bool = False, per_base: str = "") -> Callable[[Facts, Run], Mounts | str]:
    """Mounts below the home of the user in force."""

    def found(facts: Facts, run: Run) -> Mounts | str:
        home = home_of(facts, run)
        if isinstance(home, str):
            return home
        if home.uid and any("/" in folder for folder in folders):
            return "the folder above the cache would belong to root"
        ident = _ident(facts, run, per_base) if per_base else ""
        several = len(folders) > 1
        return tuple(
            Mount(
                f"{home.path}/{folder}",
                locked,
                home.uid,
                f"{ident}-{folder.rsplit('/', 1)[-1]}" if ident and several else ident,
            )
            for folder in folders
        )

    return found


def _ident(facts: Facts, run: Run, name: str) -> str:
    """`pip-python-3.12-slim`: wheels that were built on one base must not get into another."""
    image = root_image(facts, run.stage)
    return re.sub(r"[^A-Za-z0-9.]+", "-", f"{name}-{image._replace(digest='') if image else ''}").strip("-")


# ------------------------------------------------------------------- apt


def _apt_mounts(facts: Facts, run: Run) -> Mounts | str:
    # not /var/lib/apt as a whole: extended_states, which says what was installed by itself, belongs to the image
    return (Mount("/var/cache/apt", True), Mount(apt_commands.LISTS, True))


def _apt_declines(facts: Facts, run: Run, found: tuple[Site, ...]) -> str | None:
    calls = [site.call for site in found if site.call.name in apt_commands.APT]
    words = {text for call in calls for text in call.texts}
    if not any(apt_commands.installs(call) for call in calls):
        return "the RUN only updates: something later may rely on it"
    if words & {"-d", "--download-only", "--no-download", "--print-uris"} or any("Dir::" in w for w in words):
        return "apt keeps, or finds, its files in a way of its own"
    if not runs_as_root(run) and not all("sudo" in call.wrappers for call in calls):
        return "USER is not root, and the RUN does not call apt through sudo"
    copied = copied_names(facts, run.stage)
    reason = scan_run(run, apt_commands.watched(facts.point(run.stage, run.index - 1)), copied).reason
    return reason or later_reader(facts.point_of(run), apt_commands.watched(facts.point_of(run)))


# ------------------------------------------------------------------- pip

_PIP = regex(r"pip([23](\.\d+)?)?")
_PYTHON = regex(r"python([23](\.\d+)?)?")


def _pip_verb(call: Call) -> str | None:
    """What pip is asked to do, also as `python -m pip`; None for another program."""
    args = call.args
    if _PYTHON.fullmatch(call.name or "") and args[:2] == ("-m", "pip"):
        args = args[2:]
    elif not _PIP.fullmatch((call.name or "").rsplit("/", 1)[-1]):
        return None
    return next((arg for arg in args if arg and not arg.startswith("-")), None)


# ------------------------------------------------------------- the others


def _npm_declines(facts: Facts, run: Run, found: tuple[Site, ...]) -> str | None:
    if any(site.call.name == "npx" or _named("npm", "exec x init create")(site.call) for site in found):
        return "npx keeps what it installs beside npm's cache"
    return "npm is told to work offline" if facts.tree.says("--offline") else None


def _uv_declines(facts: Facts, run: Run, found: tuple[Site, ...]) -> str | None:
    if facts.tree.says("symlink"):
        return "uv links to its cache"
    if any(site.call.name == "uvx" or _named("uv", "run")(site.call) for site in found):
        return "uv runs tools from its cache"
    return None


def _composer_mounts(facts: Facts, run: Run) -> Mounts | str:
    # https://getcomposer.org/doc/03-cli.md#composer-cache-dir: elsewhere it depends on XDG and on what exists
    told = run.state.env.get("COMPOSER_CACHE_DIR")
    image = root_image(facts, run.stage)
    if told and told.startswith("/"):
        return (Mount(told),)
    if image is None or image.official != "composer" or facts.tree.says("COMPOSER_"):
        return "which folder composer caches in is not known: COMPOSER_CACHE_DIR would tell"
    return (Mount("/tmp/cache"),)


def _pacman_fills(call: Call) -> bool:
    asked = next((a for a in call.args if a and a.startswith("-") and not a.startswith("--")), "")
    return call.name == "pacman" and "S" in asked and not set(asked) & set("csilg")


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
    return (Mount(f"{root}/registry", True), Mount(f"{root}/git/db", True))


def _maven_declines(facts: Facts, run: Run, found: tuple[Site, ...]) -> str | None:
    for site in found:
        if _named("mvn ./mvnw mvnw")(site.call) and {"install", "-o", "--offline"} & set(site.call.args):
            return "maven installs into its repository, or works offline"
    return None


TOOLS = (
    # https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages
    Tool(
        "apt",
        apt_commands.is_update,
        _apt_mounts,
        lambda call: call.name in apt_commands.APT and apt_commands.verb(call) in ("clean", "distclean"),
        chosen=r"Dir::(Cache|State)",
        declines=_apt_declines,
        through=frozenset({"sudo", "eatmydata", "env", "timeout"}) | SHELLS,
    ),
    # https://pip.pypa.io/en/stable/topics/caching/; a wheel built on one base is taken on another (pypa/pip#7296)
    Tool(
        "pip",
        lambda call: _pip_verb(call) in ("install", "wheel", "download"),
        _at_home(".cache/pip", per_base="pip"),
        lambda call: _pip_verb(call) == "cache" and bool({"purge", "remove"} & set(call.args)),
        switches=frozenset({"--no-cache-dir", "--no-cache"}),
        chosen=r"PIP_(NO_)?CACHE_DIR|XDG_CACHE_HOME|--cache-dir|no[-_]cache[-_]dir\s*=|pip config",
    ),
    # https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tab Node
    Tool(
        "npm",
        _named("npm", "install i in add ci clean-install install-test it update up upgrade"),
        _at_home(".npm"),
        lambda call: _named("npm", "cache")(call) and bool({"clean", "clear", "rm"} & set(call.args)),
        chosen=r"(?i)npm_config_cache|--cache[ =]|npm config set|XDG_CACHE_HOME",
        declines=_npm_declines,
    ),
    # https://docs.astral.sh/uv/guides/integration/docker/#caching
    Tool(
        "uv",
        _named("uv", "sync pip add tool"),
        _at_home(".cache/uv", per_base="uv"),
        lambda call: _named("uv", "cache")(call) and bool({"clean", "prune"} & set(call.args)),
        switches=frozenset({"--no-cache", "--no-cache-dir", "-n"}),
        chosen=r"UV_(NO_)?CACHE|XDG_CACHE_HOME|--cache-dir",
        declines=_uv_declines,
    ),
    # https://python-poetry.org/docs/configuration/#cache-dir: beside these two lie the virtual environments
    Tool(
        "poetry",
        _named("poetry", "install add update sync"),
        _at_home(".cache/pypoetry/cache", ".cache/pypoetry/artifacts", per_base="poetry"),
        lambda call: _named("poetry", "cache")(call) and "clear" in call.args,
        switches=frozenset({"--no-cache"}),
        chosen=r"POETRY_CACHE_DIR|XDG_CACHE_HOME|cache-dir",
    ),
    # https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tab PHP
    Tool(
        "composer",
        _named("composer", "install i update require create-project global"),
        _composer_mounts,
        _named("composer", "clear-cache clearcache cc"),
        switches=frozenset({"--no-cache"}),
        chosen=r"XDG_CACHE_HOME|COMPOSER_HOME",
    ),
    # https://man.archlinux.org/man/pacman.conf.5#OPTIONS, CacheDir
    Tool(
        "pacman",
        _pacman_fills,
        lambda facts, run: (Mount("/var/cache/pacman/pkg", True),) if runs_as_root(run) else "USER is not root",
        lambda call: call.name == "pacman" and any(a and a.startswith("-S") and "c" in a for a in call.args),
        chosen=r"--cachedir|CacheDir",
    ),
    # https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tabs Go and Rust
    Tool(
        "go",
        _named("go", "build get install mod test run generate"),
        _go_mounts,
        lambda call: _named("go", "clean")(call) and bool({"-cache", "-modcache"} & set(call.args)),
        Safety.UNSAFE,
        chosen=r"GO(PATH|CACHE|MODCACHE)\b|GOPROXY=off|GO111MODULE=(off|auto)",
        run_time=r"\b(go|air|gin|fresh|dlv|reflex)\b",
    ),
    Tool(
        "cargo",
        _named("cargo", "build install fetch test check run update"),
        _cargo_mounts,
        lambda call: False,
        Safety.UNSAFE,
        chosen=r"CARGO_HOME|--offline|--frozen",
        run_time=r"\bcargo\b",
    ),
    # https://maven.apache.org/guides/introduction/introduction-to-repositories.html
    Tool(
        "maven",
        lambda call: _named("mvn ./mvnw mvnw")(call) and not {"-v", "--version"} & set(call.args),
        _at_home(".m2/repository", locked=True),
        lambda call: "dependency:purge-local-repository" in call.args,
        Safety.UNSAFE,
        chosen=r"maven\.repo\.local|localRepository|MAVEN_OPTS",
        declines=_maven_declines,
        run_time=r"\bmvnw?\b",
    ),
)

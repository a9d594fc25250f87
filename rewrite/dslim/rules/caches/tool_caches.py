"""SL209: managers with one row each: what they leave, and the cleanup that their own manual names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite
from dslim.facts.image_names import root_base
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import check_managers
from dslim.rules.caches.managers import CleanupCode, managers
from dslim.rules.caches.project_files import brings
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Stage
from dslim.tools import cleanups
from dslim.tools.calls import operands
from dslim.tools.javascript import PNPM_VALUED


def _gem_cache(facts: Facts, run: Run) -> str | None:
    """Where packed gems are kept: below GEM_HOME, which official ruby images set, or where a distribution's ruby has
    them."""
    where = run.state.env.get("GEM_HOME")
    if where is None and re.match(r"(docker\.io/)?(library/)?ruby([:@]|$)", root_base(facts, run.stage)):
        where = "/usr/local/bundle"
    built = facts.tree.says("ruby-lang.org")  # a ruby that the file builds has a place of its own
    if where is None and "GEM_HOME" not in run.state.env and not built:
        firsts = zip(_PACKAGED_RUBIES, _first_packaged_rubies(facts, facts.tree.stages[run.stage]))
        where = next((folder for (_, folder), first in firsts if first <= run.index), None)
    return f"{where}/cache" if where else None


#: https://packages.debian.org/bookworm/all/rubygems-integration/filelist, https://pkgs.alpinelinux.org/contents
_PACKAGED_RUBIES = (
    (
        regex(r"\bapt(-get|itude)?\b(?:(?!\bapt(?:-get|itude)?\b)[^&;|])*\sinstall\s(?:(?!\sinstall\s)[^&;|])*\bruby"),
        "/var/lib/gems/*",
    ),
    (regex(r"\bapk\b(?:(?!\bapk\b)[^&;|])*\sadd\s(?:(?!\sadd\s)[^&;|])*\bruby"), "/usr/lib/ruby/gems/*"),
)


@once_a_stage
def _first_packaged_rubies(facts: Facts, stage: Stage) -> tuple[int, ...]:
    """For each of _PACKAGED the first instruction by which such a ruby is installed; past the last for none."""
    texts = [node.args for node in stage.instructions]

    def first(packaged: re.Pattern[str]) -> int:
        # the more instructions, the more is found: halving finds where it begins
        return bisect_left(range(len(texts)), True, key=lambda i: bool(packaged.search(" ".join(texts[: i + 1]))))

    return tuple(first(packaged) for packaged, _ in _PACKAGED_RUBIES)


def _decline_unknown_gems(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    return None if _gem_cache(facts, run) else "where gems are kept is not known"


def _remove_gems(facts: Facts, run: Run, call: Invocation) -> str | None:
    where = _gem_cache(facts, run)
    return f"rm -rf {where}/*.gem" if where and not {"-i", "--install-dir", "--user-install"} & set(call.args) else None


def _clear_composer(facts: Facts, run: Run, call: Invocation) -> str:
    """Without plugins where the call was: composer 2.2 fails at one that is installed but not allowed."""
    return "composer clear-cache --no-plugins" if "--no-plugins" in call.args else "composer clear-cache"


def _remove_bundled_gems(facts: Facts, run: Run, call: Invocation) -> str | None:
    found = _bundle_caches(facts, run)
    return f"rm -rf {' '.join(f'{where}/*.gem' for where in found)}" if found else None


def _bundle_caches(facts: Facts, run: Run) -> tuple[str, ...]:
    """Where bundler keeps packed gems: below its path, where an ENV alone says which; empty where that is not known.

    Bundler 1 puts nothing between the path of a variable and its gems, bundler 2 a folder of ruby's version:
    https://bundler.io/man/bundle-config.1.html, and tried with 2.3.
    """
    if not facts.tree.says("BUNDLE_PATH"):
        where = _gem_cache(facts, run)
        return (where,) if where else ()
    path = run.state.env.get("BUNDLE_PATH") or ""
    by_others = (node for node in facts.tree.instructions if node.keyword != "ENV" and "BUNDLE_PATH" in node.args)
    # in vendor/cache a project has gems of its own
    if next(by_others, None) is not None or not _PLAIN_FOLDER.fullmatch(path) or path.endswith("/vendor"):
        return ()
    return (f"{path}/cache", f"{path}/ruby/*/cache")


#: A folder whose name a shell takes as it is.
_PLAIN_FOLDER = regex(r"(/[\w.-]+)+")


def _decline_unknown_bundle(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    if _bundle_caches(facts, run):
        return None
    is_set = facts.tree.says("BUNDLE_PATH")
    unknown = "where gems are kept is not known"
    return f"{unknown}: set BUNDLE_PATH by an ENV above, and nowhere else" if is_set else unknown


def _bundle_folders(facts: Facts, run: Run) -> tuple[str, ...]:
    return _bundle_caches(facts, run) or ("/usr/local/bundle/cache",)


def _gem_folders(facts: Facts, run: Run) -> tuple[str, ...]:
    return (_gem_cache(facts, run) or "/usr/local/bundle/cache",)


def _declines_pnpm(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    """Where the project has a lockfile, `pnpm install` asks for no metadata, and the rest are links into its store."""
    calls = [operands(site.call.args, PNPM_VALUED) for site in found if site.call.program == "pnpm"]
    if any(call[:1] not in (("install",), ("i",)) or len(call) > 1 for call in calls if call):
        return None
    if facts.context is None:
        return "it is not known whether the project has a pnpm-lock.yaml, with which `pnpm store prune` removes nothing"
    if facts.tree.says("pnpm-lock.yaml") or any(brings(facts, stage, "pnpm-lock.yaml") for stage in facts.tree.stages):
        return "the project has a pnpm-lock.yaml, with which `pnpm store prune` removes nothing"
    return None


MANAGERS = managers(
    "tool-caches",
    {
        "pnpm": CleanupCode(declines=_declines_pnpm),
        "composer": CleanupCode(_clear_composer),
        "gem": CleanupCode(_remove_gems, _gem_folders, _decline_unknown_gems),
        "bundle": CleanupCode(_remove_bundled_gems, _bundle_folders, _decline_unknown_bundle),
    },
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, and each manager of the table that leaves its cache."""
    return check_managers(facts, MANAGERS)


_PROGRAMS = [names[0] for names in cleanups("tool-caches").values()]

RULE = Rule(
    f"the documented cleanup of {', '.join(_PROGRAMS)} in the layer that used them",
    Safety.SAFE,
    check,
    (
        "FROM composer:2\nCOPY . .\nRUN composer install\n",
        "FROM composer:2\nCOPY . .\nRUN composer install && composer clear-cache\n",
    ),
    "One row a manager in the table of programs, each with its manual: only caches that run time does not read."
    " No row, since there is nothing to gain or no safe cleanup: R itself (install.packages downloads into a"
    " folder that ends with the process); renv (libraries are soft links into its cache); cabal (its index is what"
    " the next build reads); cargo, go, maven and gradle (SL222, unsafe: later steps build from what they"
    " fetched). Gems only in official ruby images, where GEM_HOME is set, or where ruby is Debian's or Alpine's;"
    " those of bundler also where an ENV sets BUNDLE_PATH;"
    " uv only where nothing is run through it. Of pnpm the metadata that it fetches where the project"
    " has no lockfile, and for `pnpm add`: node_modules are hard links into its store, which so costs nothing more."
    " bun only where the build context shows a project"
    " without workspaces, whose node_modules are no links into the cache. Of dotnet the copies of what NuGet"
    " downloaded; the packages themselves are for SL222.",
    tuple(dict.fromkeys(manager.row.documentation for manager in MANAGERS)),
)

"""SL209: managers with one row each: what they leave, and the cleanup that their own manual names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dslim.facts import Facts
from dslim.facts.calls import Call, operands
from dslim.facts.runs import Run
from dslim.findings import Finding, Rule, Safety
from dslim.rules.cleaner import Manager, verb
from dslim.rules.cleaner import check as look

CODE = "SL209"


def _home(run: Run) -> str:
    user = (run.state.user or "root").partition(":")[0]
    return run.state.env.get("HOME") or ("/root" if user in ("root", "0") else f"/home/{user}")


def _verbs(*names: str) -> Callable[[Call], bool]:
    return lambda call: verb(call) in names


def _pacman(call: Call) -> bool:
    """-S fetches packages, -Sy and -Su too; -Sc cleans, -Ss and -Si only look."""
    asked = next((a for a in call.args if a and a.startswith("-") and not a.startswith("--")), "")
    return "S" in asked and not set(asked) & set("csilg")


def _cpanm_cleans(call: Call) -> bool:
    return False


ROWS = (
    # https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc: a cache of archives, fetched when missing
    Manager(
        CODE,
        "composer's cache stays in the layer",
        frozenset({"composer"}),
        _verbs("install", "i", "update", "require", "create-project", "global"),
        _verbs("clear-cache", "clearcache", "cc"),
        lambda facts, run, call: "composer clear-cache",
        r"composer(/cache)?$|\.composer\b|\.cache$|^/tmp$",
        lambda facts, run: (f"{_home(run)}/.composer/cache", f"{_home(run)}/.cache/composer", "/tmp/cache"),
        declines=lambda facts, run, found: (
            "the RUN works without a cache"
            if any(t == "--no-cache" for s in found for t in s.call.texts if s.call.name == "composer")
            or "COMPOSER_CACHE_DIR" in run.state.env
            else None
        ),
    ),
    # https://man.archlinux.org/man/pacman.8: `-Scc --noconfirm` answers no, so the packages go by rm
    Manager(
        CODE,
        "the packages that pacman fetched stay in the layer",
        frozenset({"pacman"}),
        _pacman,
        lambda call: any(a and a.startswith("-S") and "c" in a for a in call.args),
        lambda facts, run, call: "rm -rf /var/cache/pacman/pkg/*",
        r"/var/cache/?($|pacman)|^/var$",
        lambda facts, run: ("/var/cache/pacman/pkg",),
        own=False,
        root_only=True,
    ),
    # https://metacpan.org/pod/App::cpanminus: ~/.cpanm holds the work folders and logs of builds
    Manager(
        CODE,
        "the work folders of cpanm stay in the layer",
        frozenset({"cpanm"}),
        lambda call: bool(operands(call)) or "--installdeps" in call.args,
        _cpanm_cleans,
        lambda facts, run, call: "rm -rf ~/.cpanm",
        r"\.cpanm\b|^(~|\$HOME|\$\{HOME\}|/root)$",
        lambda facts, run: (f"{_home(run)}/.cpanm",),
        own=False,
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, and each manager of the table that leaves its cache."""
    return look(facts, ROWS)


RULE = Rule(
    CODE,
    "tool-caches",
    "the documented cleanup of composer, pacman, cpanm in the layer that used them",
    Safety.SAFE,
    check,
    (
        "FROM composer:2\nCOPY . .\nRUN composer install\n",
        "FROM composer:2\nCOPY . .\nRUN composer install && composer clear-cache\n",
    ),
    "One row a manager, each with its manual: only caches that run time does not read.",
    ("https://getcomposer.org/doc/03-cli.md", "https://man.archlinux.org/man/pacman.8"),
)

"""The rules, in the order in which one pass runs them: ownership, cleanups, merging, then advice.

A rule's module is imported when a Dockerfile says a word that concerns it: most files concern few rules, and the
modules take longer to load than a file takes to fix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from dslim.diagnostics.findings import Rule
    from dslim.diagnostics.options import CacheStyle, Options
    from dslim.syntax import Instruction

    RULES: tuple[Rule, ...]


class Entry:
    """A rule in the table. `module`: where its RULE is, below this package: family and file.

    `words`: of each group one must stand in an instruction for the rule to have anything to say; without groups it
    always may. `cache`: the style of caches without which it says nothing, if there is one.
    """

    def __init__(
        self, code: str, name: str, module: str, *words: tuple[str, ...], cache: CacheStyle | None = None
    ) -> None:
        self.code = code
        self.name = name
        self.module = module
        self.words = tuple(map(frozenset, words))
        self.cache = cache
        self._rule: Rule | None = None

    @property
    def rule(self) -> Rule:
        """The rule itself, imported now."""
        if self._rule is None:
            self._rule = __import__(f"{__name__}.{self.module}", fromlist=("RULE",)).RULE
        assert self._rule is not None
        return self._rule

    def may_speak(self, said: Set[str], options: Options) -> bool:
        """Whether the rule may have anything to say of a file that says these words; False is certain."""
        if self.cache is not None and options.cache != self.cache:
            return False
        return not any(map(said.isdisjoint, self.words))  # no generator: 25 rules are asked in every pass


def said_by(nodes: Iterable[Instruction], words: Iterable[str]) -> set[str]:
    """Those of `words` that instructions say, without what quotes: the name of a program, however it is written."""
    text = "\n".join([node.args for node in nodes])
    for quote in "\"'\\":
        text = text.replace(quote, "")  # a quarter of what translate takes
    return {word for word in words if word in text}


#: What opens an archive, or the archive that a package manager opens.
_OPENERS = ("tar", "zip", "7z", ".deb", ".rpm")

TABLE = (
    Entry("SL303", "idle-chown", "ownership.idle_chown", ("chown", "chgrp", "chmod")),
    Entry("SL304", "chown-where-made", "ownership.chown_where_made", ("chown", "chgrp")),
    Entry("SL301", "copy-chown", "ownership.copy_chown", ("chown", "chgrp")),
    Entry("SL302", "copy-chmod", "ownership.copy_chmod", ("chmod",)),
    Entry("SL102", "late-cleanup", "merging.late_cleanup", ("rm", "clean")),
    Entry("SL103", "update-alone", "merging.update_alone", ("update",), ("install", "add", "upgrade", "build-dep")),
    Entry("SL210", "cache-mount", "caches.cache_mount", cache="mount"),
    Entry("SL211", "docker-clean", "caches.docker_clean", ("apt",), cache="mount"),
    Entry("SL201", "apt-lists", "caches.apt_lists", ("apt", "nala"), ("update",)),
    Entry("SL202", "apk-no-cache", "caches.apk_no_cache", ("apk",)),
    Entry("SL203", "rpm-clean", "caches.rpm_clean", ("yum", "dnf")),
    Entry("SL204", "zypper-clean", "caches.zypper_clean", ("zypper",)),
    Entry("SL205", "pip-no-cache", "caches.pip_no_cache", ("pip",)),
    Entry("SL206", "npm-cache", "caches.npm_cache", ("npm",)),
    Entry("SL207", "yarn-cache", "caches.yarn_cache", ("yarn",)),
    Entry("SL208", "conda-clean", "caches.conda_clean", ("conda", "mamba")),
    Entry(
        "SL209",
        "tool-caches",
        "caches.tool_caches",
        tuple("composer pacman uv poetry pipenv pipx gem bundle cpan luarocks opam install.r install2.r".split()),
    ),
    Entry("SL220", "kept-archive", "archives.kept_archive", ("curl", "wget"), _OPENERS),
    Entry("SL404", "copied-archive", "archives.copied_archive", _OPENERS),
    Entry("SL221", "apt-recommends", "caches.apt_recommends", ("apt",), ("install",)),
    Entry("SL222", "build-caches", "caches.build_caches", ("go", "mvn", "gradle")),
    Entry("SL101", "merge-runs", "merging.merge_runs"),
    Entry("SL401", "base-image", "base_images.base_image"),
    Entry("SL402", "unpinned-base", "base_images.unpinned_base"),
    Entry("SL403", "runtime-owner", "ownership.runtime_owner", ("chown",)),
)


def __getattr__(name: str) -> object:
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return tuple(entry.rule for entry in TABLE)

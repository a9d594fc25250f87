"""The rules, in the order in which one pass runs them: ownership, cleanups, merging, then advice.

A rule's module is imported when a Dockerfile holds a word that concerns it: most files concern few rules, and the
modules take longer to load than a file takes to fix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dslim.rules.listed_rule import ListedRule, listed
from dslim.tools import cleanups

if TYPE_CHECKING:
    from dslim.diagnostics.findings import Rule

    RULES: tuple[Rule, ...]


def _programs(rule: str) -> str:
    """The programs whose caches a rule empties."""
    return " ".join(name for names in cleanups(rule).values() for name in names)


#: What opens an archive, or the archive that a package manager opens.
_OPENERS = "tar zip 7z .deb .rpm"
#: What stands in the names of installers that unpack themselves.
_INSTALLERS = "conda Conda forge Forge cmake-"

#: A line a rule: its code, its module (`family.file`: the file's name is the rule's name), and the words without which
#: it has nothing to do, of each text one: see `listed`.
TABLE = (
    listed("SL303", "ownership.idle_chown", "chown chgrp chmod"),
    listed("SL304", "ownership.chown_where_made", "chown chgrp"),
    listed("SL301", "ownership.copy_chown", "chown chgrp"),
    listed("SL305", "ownership.user_first", "chown chgrp", "useradd adduser groupadd addgroup"),
    listed("SL302", "ownership.copy_chmod", "chmod"),
    listed("SL102", "merging.late_cleanup", "rm clean"),
    listed("SL103", "merging.update_alone", "update", "install add upgrade build-dep"),
    listed("SL210", "caches.cache_mount", cache="mount"),
    listed("SL211", "caches.docker_clean", "apt", cache="mount"),
    listed("SL201", "caches.apt_lists", "apt nala playwright", "update curl wget -U repository -deps"),
    listed("SL202", "caches.apk_no_cache", "apk"),
    listed("SL203", "caches.rpm_clean", _programs("rpm-clean")),
    listed("SL204", "caches.zypper_clean", _programs("zypper-clean")),
    listed("SL205", "caches.pip_no_cache", "pip"),
    listed("SL206", "caches.npm_cache", _programs("npm-cache")),
    listed("SL207", "caches.yarn_cache", _programs("yarn-cache")),
    listed("SL208", "caches.conda_clean", _programs("conda-clean")),
    listed(
        "SL209",
        "caches.tool_caches",
        _programs("tool-caches"),
    ),
    listed("SL220", "archives.kept_archive", "curl wget", f"{_OPENERS} {_INSTALLERS}"),
    listed("SL404", "archives.copied_archive", _OPENERS),
    listed("SL221", "caches.apt_recommends", "apt", "install"),
    listed("SL222", "caches.build_caches", _programs("build-caches")),
    listed("SL212", "caches.idle_cleanup", "apt", "clean lists"),
    listed("SL101", "merging.merge_runs"),
    listed("SL401", "base_images.base_image"),
    listed("SL402", "base_images.unpinned_base"),
    listed("SL406", "base_images.shared_base"),
    listed("SL403", "ownership.runtime_owner", "chown"),
    listed("SL405", "contexts.context_bloat", "."),
)


def __getattr__(name: str) -> object:
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return tuple(listed_rule.rule for listed_rule in TABLE)


__all__ = ["RULES", "TABLE", "ListedRule"]

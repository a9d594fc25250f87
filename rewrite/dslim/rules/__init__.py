"""The rules, in the order in which one pass runs them: ownership, cleanups, merging, then advice."""

from __future__ import annotations

from dslim.findings import Rule
from dslim.rules import (
    apk_no_cache,
    apt_lists,
    apt_recommends,
    base_image,
    build_caches,
    cache_mount,
    conda_clean,
    copy_chown,
    docker_clean,
    idle_chown,
    kept_archive,
    late_cleanup,
    merge_runs,
    npm_cache,
    pip_no_cache,
    rpm_clean,
    runtime_owner,
    tool_caches,
    unpinned_base,
    update_alone,
    yarn_cache,
    zypper_clean,
)

RULES: tuple[Rule, ...] = (
    idle_chown.RULE,
    copy_chown.RULE,
    late_cleanup.RULE,
    update_alone.RULE,
    cache_mount.RULE,
    docker_clean.RULE,
    apt_lists.RULE,
    apk_no_cache.RULE,
    rpm_clean.RULE,
    zypper_clean.RULE,
    pip_no_cache.RULE,
    npm_cache.RULE,
    yarn_cache.RULE,
    conda_clean.RULE,
    tool_caches.RULE,
    kept_archive.RULE,
    apt_recommends.RULE,
    build_caches.RULE,
    merge_runs.RULE,
    base_image.RULE,
    unpinned_base.RULE,
    runtime_owner.RULE,
)

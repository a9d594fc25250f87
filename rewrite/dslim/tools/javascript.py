"""Node, bun, and the package managers of JavaScript."""

from __future__ import annotations

from dslim.tools.tool import CacheMount, Calls, Cleanup, Tool, words

_NPM_VERBS = words("install i in ins isntall add ci clean-install install-test it update up upgrade")
_NPM_FILLS = Calls(
    _NPM_VERBS,
    valued=words("--prefix -C --registry --loglevel --cache --userconfig -w --workspace --unsafe-perm"),
    unless=words("--offline --dry-run"),
)
_NPM_CLEANS = Calls(frozenset({"cache clean", "cache clear", "cache rm"}), valued=_NPM_FILLS.valued)
# https://docs.npmjs.com/cli/commands/npm-cache
_NPM_CACHE = Cleanup(
    "npm-cache",
    "npm's cache stays in the layer",
    _NPM_FILLS,
    "npm cache clean --force",
    r"\.npm\b|npm[-_]?cache|_cacache|^(~|\$HOME|\$\{HOME\}|/root|/home/[^/]+)$|(?<!/var)/\.?cache$|/npm",
    (".npm",),
    cleans=_NPM_CLEANS,
    reads=(Calls(options=words("--offline --prefer-offline --cache-min")),),
    variables=("npm_config_cache", "NPM_CONFIG_CACHE"),
)
# https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tab Node
_NPM_MOUNT = CacheMount(
    "npm",
    Calls(_NPM_VERBS),
    (".npm",),
    _NPM_CLEANS,
    chosen=r"(?i)npm_config_cache|--cache[ =]|npm config set|XDG_CACHE_HOME",
)

_YARN_VALUED = words("--cwd --cache-folder --modules-folder --network-timeout --mutex --registry")
# https://classic.yarnpkg.com/en/docs/cli/cache
_YARN_CACHE = Cleanup(
    "yarn-cache",
    "yarn's cache stays in the layer",
    Calls(
        frozenset({"", "install", "add", "global", "upgrade"}),
        valued=_YARN_VALUED,
        unless=words("--version -v --help --offline"),
    ),
    "yarn cache clean",
    r"yarn|\.?cache$|^(~|\$HOME|\$\{HOME\}|/root)$",
    ("/usr/local/share/.cache",),
    cleans=Calls(frozenset({"cache clean"}), valued=_YARN_VALUED),
    reads=(Calls(options=words("--offline --prefer-offline")),),
)

ROWS = (
    Tool(
        "npm", "https://docs.npmjs.com/cli/commands", first_on_path_of="node", installs_from_index=True,
        updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True, asks_git=True,
        runs_as_folder_owner=True, undoes=words("cache prune uninstall"),
        temporary_folders=("/root/.cache", "/root/.npm", "/tmp"),
        cleanup=(_NPM_CACHE,), mount=_NPM_MOUNT,
    ),
    Tool(
        "npx", "https://docs.npmjs.com/cli/commands/npx", first_on_path_of="node", well_known=True,
        ignores_owners=True, asks_git=True, runs_as_folder_owner=True, temporary_folders=("/root/.npm",),
    ),
    Tool(
        "yarn", "https://classic.yarnpkg.com/en/docs/cli/", updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, undoes=words("cache autoclean"), temporary_folders=("/root/.cache", "/tmp"),
        cleanup=(_YARN_CACHE,),
    ),
    Tool("pnpm", "https://pnpm.io/pnpm-cli", updates_itself=True, well_known=True, ignores_owners=True, asks_git=True),
    Tool("bun", "https://bun.sh/docs/pm/cli/install"),
    Tool(
        "corepack", "https://nodejs.org/api/corepack.html", first_on_path_of="node", updates_itself=True,
        ignores_owners=True,
    ),
    Tool("nvm", "https://github.com/nvm-sh/nvm", updates_itself=True),
    Tool(
        "node", "https://nodejs.org/api/cli.html", first_on_path_of="node", runs_scripts=True,
        other_daemon_flags=True,
    ),
    Tool("tsc", "https://www.typescriptlang.org/docs/handbook/compiler-options.html", ignores_owners=True),
)

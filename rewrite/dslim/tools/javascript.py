"""Node, bun, and the package managers and build tools of JavaScript."""

from __future__ import annotations

from dslim.tools.caches import CacheMount, Cleanup, ProjectFile
from dslim.tools.calls import NO_CACHE, Calls, words
from dslim.tools.tool import DevPackages, Tool

_NPM_VERBS = words("install i in ins isntall add ci clean-install install-test it update up upgrade")
_NPM_FILLS = Calls(
    _NPM_VERBS,
    valued=words("--prefix -C --registry --loglevel --cache --userconfig -w --workspace"),
    unless=words("--offline --dry-run"),
)
_NPM_CLEANS = Calls(frozenset({"cache clean", "cache clear", "cache rm"}), valued=_NPM_FILLS.valued)
_NPM_CACHE = Cleanup(
    "npm-cache",
    "npm's cache stays in the layer",
    _NPM_FILLS,
    "npm cache clean --force",
    # what lies in nvm's folder is what nvm fetched itself
    r"\.npm\b|npm[-_]?cache|_cacache|^(~|\$HOME|\$\{HOME\}|/root|/home/[^/]+)$"
    r"|(?<!/var)(?<!NVM_DIR)(?<!NVM_DIR\})(?<!/\.nvm)/\.?cache$|/npm",
    (".npm",),
    cleans=_NPM_CLEANS,
    reads=(Calls(options=words("--offline --prefer-offline --cache-min")),),
    variables=("npm_config_cache", "NPM_CONFIG_CACHE"),
    unless_mentioned=("set cache", "set -g cache", "set --global cache"),
    reads_project_settings=True,
    documentation="https://docs.npmjs.com/cli/commands/npm-cache",
)
# https://docs.docker.com/build/cache/optimize/#use-cache-mounts, tab Node
_NPM_MOUNT = CacheMount(
    "npm",
    Calls(_NPM_VERBS),
    (".npm",),
    _NPM_CLEANS,
    chosen=r"(?i)npm_config_cache|--cache[ =]|npm config set|XDG_CACHE_HOME",
)

#: Options of pnpm whose value is the next word.
PNPM_VALUED = words("--filter -F --reporter --loglevel --registry --network-concurrency")
_YARN_VALUED = words("--cwd --cache-folder --modules-folder --network-timeout --mutex --registry")
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
    unless_mentioned=("set cache-folder", "set yarn-offline-mirror"),
    reads_project_settings=True,
    documentation="https://classic.yarnpkg.com/en/docs/cli/cache",
)
# with another linker a program runs from the cache
_BERRY = "the project's files do not show a yarn 2 or newer with `nodeLinker: node-modules`, which alone needs no cache"
_YARN_BERRY_CACHE = Cleanup(
    "yarn-cache",
    "yarn's cache stays in the layer",
    Calls(
        frozenset({"", "install", "add", "up", "workspaces focus"}),
        unless=words("--version -v --help -h --immutable-cache --check-cache"),
    ),
    "yarn cache clean --all",
    r"yarn|\.?cache$|^(~|\$HOME|\$\{HOME\}|/root)$",
    (".yarn/berry/cache", "./.yarn/cache"),
    cleans=Calls(frozenset({"cache clean"})),
    reads=(Calls(options=words("--immutable-cache --check-cache")),),
    unless_mentioned=("YARN_CACHE_FOLDER", "YARN_GLOBAL_FOLDER", "YARN_NODE_LINKER", "YARN_ENABLE_", "yarn config"),
    project=(
        ProjectFile("yarn.lock", _BERRY, never="yarn lockfile v1", required=True),
        ProjectFile(
            ".yarnrc.yml",
            _BERRY,
            says=r"(?m)^nodeLinker:\s*[\"']?node-modules[\"']?\s*$",
            never=r"(?m)^\s*(enableNetwork|enableImmutableCache|enableOfflineMode|cacheFolder|globalFolder)\s*:",
            required=True,
        ),
        ProjectFile(".yarn/cache", "the build context brings packages in .yarn/cache", absent=True),
    ),
    in_project=True,
    documentation="https://yarnpkg.com/cli/cache/clean",
)

# the metadata of registries, and what no project has; node_modules are hard links into the
# store, which so cost nothing more, and stay. Measured, pnpm 9: of `pnpm install` without a lockfile
# 73 of 444 MB, with one 0.2 of 325 (pnpm asks for no metadata then); of `pnpm add -g`: turbo 0.5
# of 47 MB, pm2 4.6 of 32, typescript 10 of 42, @nestjs/cli 19 of 73
_PNPM_CACHE = Cleanup(
    "tool-caches",
    "the metadata of packages that pnpm fetched stays in the layer",
    Calls(
        words("install i add update up upgrade"),
        valued=PNPM_VALUED,
        unless=NO_CACHE | words("--frozen-lockfile"),
    ),
    "pnpm store prune",
    r"pnpm|\.cache$|^(~|\$HOME|\$\{HOME\}|/root)$",
    (".cache/pnpm", ".local/share/pnpm/store", "/pnpm/store", ".pnpm-store"),
    cleans=Calls(frozenset({"store prune"})),
    reads=(Calls(options=words("--offline --prefer-offline")), Calls(words("server"))),
    unless_mentioned=("store-dir", "virtual-store", "cache-dir", "pnpm server"),
    in_project=True,
    documentation="https://pnpm.io/cli/store",
)

# https://bun.sh/docs/pm/global-store: isolated node_modules are links into it,
# which https://bun.sh/docs/pm/isolated-installs makes where there are workspaces
_BUN_LINKS = "the project's files do not show that node_modules holds no links into bun's cache"
_BUN_CACHE = Cleanup(
    "tool-caches",
    "bun's cache of packages stays in the layer",
    Calls(words("install i add update"), unless=NO_CACHE),
    "bun pm cache rm",
    r"\.bun\b|bun[-_/]?(install[-_/])?cache|\.cache$|^(~|\$HOME|\$\{HOME\}|/root|/home/bun)$",
    (".bun/install/cache",),
    cleans=Calls(frozenset({"pm cache"}), options=words("rm")),
    reads=(Calls(words("x")), Calls(options=words("--offline --prefer-offline"))),
    off=words("BUN_INSTALL_CACHE_DIR BUN_INSTALL_GLOBAL_STORE XDG_CACHE_HOME"),
    unless_mentioned=("--linker", "--backend", "--cache-dir", "bunx", "isolated"),
    project=(
        ProjectFile("package.json", _BUN_LINKS, never=r'"workspaces"\s*:', required=True),
        ProjectFile("bunfig.toml", _BUN_LINKS, never=r"isolated|backend|cache|global_?[sS]tore"),
        ProjectFile(".bunfig.toml", _BUN_LINKS, absent=True),
    ),
    in_project=True,  # without a package.json `bun pm` fails
    documentation="https://bun.sh/docs/pm/cli/pm",
)

_NPM_DEV = DevPackages(
    words("ci install i clean-install"), "--omit=dev", "npm prune --omit=dev",
    ("--omit", "--production", "--only", "--include", "-g", "--global"),
)  # fmt: skip
#: Yarn 1 has no `prune`: an install takes away what is not wanted. https://classic.yarnpkg.com/en/docs/cli/prune
_YARN_DEV = DevPackages(
    frozenset({"", "install"}), "--production", "yarn install --production --ignore-scripts --prefer-offline",
    ("--production", "--prod", "-g", "--help", "--version", "-v"),
    words("--network-timeout --network-concurrency --mutex"),
)  # fmt: skip
_PNPM_DEV = DevPackages(words("install i"), "--prod", "pnpm prune --prod", ("-P", "--production", "-g", "--global"))

ROWS = (
    Tool(
        "npm", "https://docs.npmjs.com/cli/commands",
        calls_compilers=True, first_on_path_of="node", installs_from_index=True,
        updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True, asks_git=True,
        runs_as_folder_owner=True, undoes=words("cache prune uninstall"),
        temporary_folders=("/root/.cache", "/root/.npm", "/tmp"), cleanup=(_NPM_CACHE,), mount=_NPM_MOUNT,
        brought_by=("nodejs",), leaves_scripts=True, runs_from="package", project_files=("package.json",),
        brings_files=True, runs_command_by=words("exec x"), writes_named_only=True,
        packages_in=("/usr/local/lib/node_modules", "/usr/lib/node_modules"), packages_beside="node_modules",
        never_a_script=True, newer_by_package=True, fills_directory=True,
        packages_of_project="node_modules", locked_installs=words("ci clean-install"), dev=_NPM_DEV,
        quick_verbs=words("config"),
    ),
    Tool(
        "npx", "https://docs.npmjs.com/cli/commands/npx",
        calls_compilers=True, first_on_path_of="node", well_known=True, ignores_owners=True,
        asks_git=True, runs_as_folder_owner=True, temporary_folders=("/root/.npm",), brought_by=("nodejs",),
        project_files=("package.json",), runs_command_by=frozenset({""}), newer_by_package=True,
    ),
    Tool(
        "yarn", "https://classic.yarnpkg.com/en/docs/cli/",
        calls_compilers=True, updates_itself=True, well_known=True, ignores_owners=True,
        other_daemon_flags=True, keeps_programs=words("yarn yarnpkg node npm npx"), asks_git=True,
        undoes=words("cache autoclean"), temporary_folders=("/root/.cache", "/tmp"),
        cleanup=(_YARN_CACHE, _YARN_BERRY_CACHE), leaves_scripts=True, runs_from="package",
        project_files=("package.json",), runs_command_by=words("exec dlx"), writes_named_only=True,
        packages_beside="node_modules", fills_directory=True,
        packages_of_project="node_modules", locked_installs=frozenset({"", "install"}), locks_by="--frozen-lockfile",
        dev=_YARN_DEV, quick_verbs=words("config"),
    ),
    Tool(
        "pnpm", "https://pnpm.io/pnpm-cli", calls_compilers=True, links_with_store=True,
        updates_itself=True, well_known=True, ignores_owners=True, asks_git=True,
        other_daemon_flags=True, keeps_programs=words("pnpm pnpx node npm npx"), cleanup=(_PNPM_CACHE,),
        leaves_scripts=True, runs_from="package", project_files=("package.json",), runs_command_by=words("exec dlx"),
        packages_beside="node_modules", fills_directory=True,
        packages_of_project="node_modules", locked_installs=words("install i"), locks_by="--frozen-lockfile",
        dev=_PNPM_DEV, quick_verbs=words("config"),
    ),
    Tool(
        "bun", "https://bun.sh/docs/pm/cli/install", ignores_owners=True, asks_git=True, cleanup=(_BUN_CACHE,),
        interprets="bun", runs_from="package", project_files=("package.json",), runs_command_by=words("x"),
        packages_beside="node_modules",
    ),
    Tool("bunx", "https://bun.sh/docs/pm/bunx", ignores_owners=True, asks_git=True, runs_command_by=frozenset({""})),
    Tool(
        "corepack", "https://nodejs.org/api/corepack.html", first_on_path_of="node", updates_itself=True,
        ignores_owners=True,
    ),
    Tool("nvm", "https://github.com/nvm-sh/nvm", updates_itself=True, may_disable_managers=True),
    Tool(
        "node", "https://nodejs.org/api/cli.html", first_on_path_of="node", runs_scripts=True, other_daemon_flags=True,
        brought_by=("nodejs",), interprets="node", never_a_script=True, newer_by_package=True,
    ),
    Tool("rush", "https://rushjs.io/pages/commands/rush_build/", lives_on=True),
    Tool("tsc", "https://www.typescriptlang.org/docs/handbook/compiler-options.html", ignores_owners=True),
    # what builds a site or a bundle writes files of its own, as whoever runs it
    Tool("vite", "https://vite.dev/guide/cli.html", ignores_owners=True, asks_git=True),
    Tool("ng", "https://angular.dev/cli", ignores_owners=True, asks_git=True),
    Tool("next", "https://nextjs.org/docs/app/api-reference/cli/next", ignores_owners=True, asks_git=True),
    Tool("nuxt", "https://nuxt.com/docs/api/commands/build", ignores_owners=True, asks_git=True),
    Tool("webpack", "https://webpack.js.org/api/cli/", ignores_owners=True, asks_git=True),
    Tool("esbuild", "https://esbuild.github.io/api/", ignores_owners=True),
    Tool("rollup", "https://rollupjs.org/command-line-interface/", ignores_owners=True, asks_git=True),
    Tool(
        "gulp", "https://gulpjs.com/docs/en/getting-started/quick-start", ignores_owners=True, asks_git=True,
        runs_from="tasks", project_files=("gulpfile.js",), only_builds=True,
    ),
    Tool(
        "grunt", "https://gruntjs.com/using-the-cli", ignores_owners=True, asks_git=True, runs_from="tasks",
        project_files=("Gruntfile.js",), only_builds=True,
    ),
    Tool("turbo", "https://turborepo.com/docs/reference/run", lives_on=True, ignores_owners=True, asks_git=True),
    Tool("nx", "https://nx.dev/docs/concepts/nx-daemon", lives_on=True, ignores_owners=True, asks_git=True),
    Tool("n", "https://github.com/tj/n", may_disable_managers=True),
    Tool("fnm", "https://github.com/Schniz/fnm", may_disable_managers=True),
    Tool("volta", "https://docs.volta.sh/reference/", may_disable_managers=True),
)

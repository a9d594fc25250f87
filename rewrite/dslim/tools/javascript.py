"""Node, bun, and the package managers of JavaScript."""

from __future__ import annotations

from dslim.tools.tool import Tool, words

ROWS = (
    Tool(
        "npm", "https://docs.npmjs.com/cli/commands", first_on_path_of="node", installs_from_index=True,
        updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True, asks_git=True,
        runs_as_folder_owner=True, undoes=words("cache prune uninstall"),
        temporary_folders=("/root/.cache", "/root/.npm", "/tmp"),
    ),
    Tool(
        "npx", "https://docs.npmjs.com/cli/commands/npx", first_on_path_of="node", well_known=True,
        ignores_owners=True, asks_git=True, runs_as_folder_owner=True, temporary_folders=("/root/.npm",),
    ),
    Tool(
        "yarn", "https://classic.yarnpkg.com/en/docs/cli/", updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, undoes=words("cache autoclean"), temporary_folders=("/root/.cache", "/tmp"),
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

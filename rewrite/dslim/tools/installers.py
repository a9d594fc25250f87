"""Installers that are downloaded and run at once, of which it is known that they leave nothing running.

Their texts were written to end when they are done: they start no server, and change neither the shell nor the user.
"""

from __future__ import annotations

#: Patterns of addresses, without https://, each from the host's first letter on.
LEAVE_NOTHING_RUNNING = (
    r"(deb|rpm)\.nodesource\.com/",
    r"sh\.rustup\.rs",
    r"static\.rust-lang\.org/rustup",
    r"astral\.sh/uv",
    r"install\.python-poetry\.org",
    r"raw\.githubusercontent\.com/(sdispater|python-poetry)/poetry/",
    r"bun\.(sh|com)/install",
    r"raw\.githubusercontent\.com/(creationix|nvm-sh)/nvm/",
    r"get\.docker\.com",
    r"get\.pnpm\.io/",
    r"bootstrap\.pypa\.io/",
    r"getcomposer\.org/",
    r"raw\.githubusercontent\.com/helm/helm/",
    r"(repo\.(anaconda|continuum)\.(com|io)/(mini|ana)conda|github\.com/conda-forge/miniforge/)",
)

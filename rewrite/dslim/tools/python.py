"""Python and its package managers."""

from __future__ import annotations

from dslim.tools.tool import Tool, words

ROWS = (
    Tool(
        "pip", "https://pip.pypa.io/en/stable/cli/", family="pip", first_on_path_of="python",
        installs_from_index=True, updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True,
        asks_git=True, writes_prefix=True, undoes=words("cache uninstall"), temporary_folders=("/root/.cache",),
    ),
    Tool(
        "pip2", "https://pip.pypa.io/en/stable/cli/", first_on_path_of="python", installs_from_index=True,
        updates_itself=True, well_known=True, ignores_owners=True, asks_git=True, temporary_folders=("/root/.cache",),
    ),
    Tool(
        "pip3", "https://pip.pypa.io/en/stable/cli/", family="pip", first_on_path_of="python",
        installs_from_index=True, updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True,
        asks_git=True, writes_prefix=True, undoes=words("cache uninstall"), temporary_folders=("/root/.cache",),
    ),
    Tool(
        "easy_install", "https://setuptools.pypa.io/en/latest/deprecated/easy_install.html", updates_itself=True,
        effect_known=True,
    ),
    Tool("pipenv", "https://pipenv.pypa.io/en/latest/", ignores_owners=True),
    Tool("pipx", "https://pipx.pypa.io/stable/", updates_itself=True, temporary_folders=("/root/.cache",)),
    Tool(
        "poetry", "https://python-poetry.org/docs/cli/", updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.cache",),
    ),
    Tool(
        "uv", "https://docs.astral.sh/uv/reference/cli/", updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.cache",),
    ),
    Tool("uvx", "https://docs.astral.sh/uv/guides/tools/"),
    Tool("pdm", "https://pdm-project.org/en/latest/reference/cli/", updates_itself=True),
    Tool(
        "conda", "https://docs.conda.io/projects/conda/en/stable/commands/", updates_itself=True, well_known=True,
        other_daemon_flags=True, undoes=words("clean remove"), temporary_folders=("/root/.cache", "/tmp"),
    ),
    Tool(
        "mamba", "https://mamba.readthedocs.io/en/latest/user_guide/mamba.html", updates_itself=True, well_known=True,
        other_daemon_flags=True, undoes=words("clean remove"),
    ),
    Tool(
        "micromamba", "https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html", updates_itself=True,
        well_known=True,
    ),
    Tool(
        "python", "https://docs.python.org/3/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True, other_daemon_flags=True, temporary_folders=("/root/.cache",),
    ),
    Tool(
        "python2", "https://docs.python.org/2.7/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True,
    ),
    Tool(
        "python3", "https://docs.python.org/3/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True, other_daemon_flags=True, temporary_folders=("/root/.cache",),
    ),
    Tool("pyenv", "https://github.com/pyenv/pyenv", updates_itself=True),
    Tool("setuptools", "https://setuptools.pypa.io/en/latest/", effect_known=True),
    Tool("python-setup", "https://setuptools.pypa.io/en/latest/", effect_known=True),
    Tool("setup.py", "https://setuptools.pypa.io/en/latest/deprecated/commands.html", effect_known=True),
)

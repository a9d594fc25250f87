"""Python and its package managers."""

from __future__ import annotations

from dslim.tools.caches import CacheMount, Cleanup
from dslim.tools.calls import NO_CACHE, Calls, words
from dslim.tools.tool import Tool

_HOME = r"^(~|\$HOME|/root)$"

# https://pip.pypa.io/en/stable/topics/caching/; a wheel built on one base is taken on another (pypa/pip#7296)
_PIP_MOUNT = CacheMount(
    "pip",
    Calls(words("install wheel download")),
    (".cache/pip",),
    Calls(frozenset({"cache purge", "cache remove"})),
    switches=words("--no-cache-dir --no-cache"),
    chosen=r"PIP_(NO_)?CACHE_DIR|XDG_CACHE_HOME|--cache-dir|no[-_]cache[-_]dir\s*=|pip config",
    per_base=True,
    read_offline=False,  # pip always asks its index
)

# PIPENV_CACHE_DIR, and pip's own cache
_PIPENV_CACHE = Cleanup(
    "tool-caches",
    "pipenv's cache stays in the layer",
    Calls(words("install sync update upgrade lock"), unless=NO_CACHE),
    "rm -rf ~/.cache/pipenv ~/.cache/pip",
    rf"/\.?cache(/pip|/pipenv)?$|{_HOME}",
    (".cache/pipenv", ".cache/pip"),
    cleans=Calls(options=words("--clear")),
    off=words("PIPENV_CACHE_DIR PIP_CACHE_DIR PIP_NO_CACHE_DIR XDG_CACHE_HOME"),
    documentation="https://pipenv.pypa.io/en/latest/configuration.html",
)

# it installs with pip
_PIPX_CACHE = Cleanup(
    "tool-caches",
    "the cache of pipx's pip stays in the layer",
    Calls(words("install inject upgrade install-all"), unless_in="no-cache"),
    "rm -rf ~/.cache/pip",
    rf"/\.?cache(/pip)?$|{_HOME}",
    (".cache/pip",),
    reads=(Calls(words("run")),),
    off=words("PIP_CACHE_DIR PIP_NO_CACHE_DIR XDG_CACHE_HOME"),
    documentation="https://pipx.pypa.io/stable/how-pipx-works/",
)

# https://python-poetry.org/docs/configuration/#cache-dir: beside these two it holds virtualenvs, which stay
_POETRY_FOLDERS = (".cache/pypoetry/cache", ".cache/pypoetry/artifacts")
_POETRY_CACHE = Cleanup(
    "tool-caches",
    "poetry's cache stays in the layer",
    Calls(words("install add update sync self"), unless=NO_CACHE),
    "rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts",
    rf"pypoetry|(^|/)\.?cache(/poetry)?$|{_HOME}|poetry[-_]?cache",
    _POETRY_FOLDERS,
    cleans=Calls(frozenset({"cache clear"})),
    off=words("POETRY_CACHE_DIR XDG_CACHE_HOME"),
    unless_mentioned=("config cache-dir",),
    documentation="https://python-poetry.org/docs/configuration/#cache-dir",
)
_POETRY_MOUNT = CacheMount(
    "poetry",
    Calls(words("install add update sync")),
    _POETRY_FOLDERS,
    Calls(frozenset({"cache clear"})),
    switches=words("--no-cache"),
    chosen=r"POETRY_CACHE_DIR|XDG_CACHE_HOME|cache-dir",
    per_base=True,
)

#: Settings by which uv links into its cache or keeps it elsewhere: https://docs.astral.sh/uv/reference/settings/
UV_FILES = ("uv.toml", "pyproject.toml")
UV_KEPT = "a settings file of uv may move the cache, or need it for links or offline"
UV_KEEPS = r"^\s*(?:link-mode\s*=\s*[\"']symlink|cache-dir\s*=|offline\s*=\s*true)"
# environments hold links or copies
_UV_CACHE = Cleanup(
    "tool-caches",
    "uv's cache stays in the layer",
    Calls(frozenset({"sync", "add", "pip install", "pip sync", "tool install"}), unless=NO_CACHE | {"-n"}),
    "uv cache clean",
    rf"(^|/)\.?cache(/uv)?$|(^|/)uv[-_]?cache|{_HOME}",
    (".cache/uv",),
    cleans=Calls(frozenset({"cache clean", "cache prune", "clean"})),
    reads=(Calls(words("run x")), Calls(options=words("--offline"))),
    variables=("UV_CACHE_DIR",),
    off=words("UV_NO_CACHE"),
    unless_mentioned=("symlink", "uv run", "uvx", "--cache-dir"),
    settings=tuple((name, UV_KEEPS, UV_KEPT) for name in UV_FILES),
    documentation="https://docs.astral.sh/uv/concepts/cache/#clearing-the-cache",
)
# https://docs.astral.sh/uv/guides/integration/docker/#caching
_UV_MOUNT = CacheMount(
    "uv",
    Calls(words("sync pip add tool")),
    (".cache/uv",),
    Calls(frozenset({"cache clean", "cache prune"})),
    switches=words("--no-cache --no-cache-dir -n"),
    chosen=r"UV_(NO_)?CACHE|XDG_CACHE_HOME|--cache-dir",
    per_base=True,
)

_CONDA_CACHE = Cleanup(
    "conda-clean",
    "conda's package cache stays in the layer",
    Calls(
        frozenset({"install", "create", "update", "upgrade", "env create", "env update"}),
        valued=words("-n --name -p --prefix -c --channel -f --file -r --root-prefix"),
        unless=words("--offline --dry-run --download-only"),
    ),
    "{program} clean -ay",
    r"/pkgs\b|\.cache$|conda",
    ("/opt/conda/pkgs",),
    cleans=Calls(words("clean")),
    reads=(Calls(options=words("--offline --use-local")),),
    unless_mentioned=("pkgs_dirs", "CONDA_PKGS_DIRS"),
    refused=(("softlink", "packages are symbolic links into the cache"),),
    settings=tuple(
        (name, r"softlink|pkgs_dirs|^\s*offline\s*:", "a settings file of conda may move the cache, or need it offline")
        for name in (".condarc", "condarc", "condarc.yml", ".mambarc")
    ),
    documentation="https://docs.conda.io/projects/conda/en/stable/commands/clean.html",
)

ROWS = (
    Tool(
        "pip", "https://pip.pypa.io/en/stable/cli/",
        calls_compilers=True, family="pip", first_on_path_of="python", installs_from_index=True,
        updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True, asks_git=True,
        writes_prefix=True, leaves_scripts=True, undoes=words("cache uninstall"), temporary_folders=("/root/.cache",),
        mount=_PIP_MOUNT,
        brought_by=("python", "python3"), brings_files_by=words("source download"), writes_named_only=True,
        compares_times="python", packages_in=("/usr/local/lib", "/usr/lib/python3", "/usr/local/bin"),
        never_a_script=True, newer_by_package=True, installs_folders=True, quick_verbs=words("config"),
    ),
    Tool(
        "pip2", "https://pip.pypa.io/en/stable/cli/", first_on_path_of="python", installs_from_index=True,
        updates_itself=True, well_known=True, ignores_owners=True, asks_git=True, temporary_folders=("/root/.cache",),
        mount=_PIP_MOUNT, compares_times="python", never_a_script=True, newer_by_package=True, installs_folders=True,
    ),
    Tool(
        "pip3", "https://pip.pypa.io/en/stable/cli/",
        calls_compilers=True, family="pip", first_on_path_of="python", installs_from_index=True,
        updates_itself=True, well_known=True, other_daemon_flags=True, ignores_owners=True, asks_git=True,
        writes_prefix=True, leaves_scripts=True, undoes=words("cache uninstall"), temporary_folders=("/root/.cache",),
        mount=_PIP_MOUNT,
        brought_by=("python3",), brings_files_by=words("source download"), writes_named_only=True,
        compares_times="python", packages_in=("/usr/local/lib", "/usr/lib/python3", "/usr/local/bin"),
        never_a_script=True, newer_by_package=True, installs_folders=True, quick_verbs=words("config"),
    ),
    Tool(
        "easy_install", "https://setuptools.pypa.io/en/latest/deprecated/easy_install.html",
        calls_compilers=True, updates_itself=True,
        effect_known=True,
    ),
    Tool(
        "uv", "https://docs.astral.sh/uv/reference/cli/", calls_compilers=True, links_with_store=True,
        updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.cache",), cleanup=(_UV_CACHE,), mount=_UV_MOUNT,
        runs_command_by=words("run"), installs_folders=True, fills_directory=True,
    ),
    Tool(
        "poetry", "https://python-poetry.org/docs/cli/",
        calls_compilers=True, updates_itself=True, well_known=True, ignores_owners=True,
        asks_git=True, temporary_folders=("/root/.cache",), cleanup=(_POETRY_CACHE,), mount=_POETRY_MOUNT,
        runs_command_by=words("run"), installs_folders=True, fills_directory=True, quick_verbs=words("config"),
    ),
    Tool(
        "pipenv", "https://pipenv.pypa.io/en/latest/", ignores_owners=True, cleanup=(_PIPENV_CACHE,),
        runs_command_by=words("run"), fills_directory=True,
    ),
    Tool(
        "pipx", "https://pipx.pypa.io/stable/",
        calls_compilers=True, updates_itself=True, temporary_folders=("/root/.cache",),
        cleanup=(_PIPX_CACHE,), installs_folders=True,
    ),
    Tool("virtualenv", "https://virtualenv.pypa.io/en/latest/cli_interface.html", ignores_owners=True),
    Tool("uvx", "https://docs.astral.sh/uv/guides/tools/", runs_command_by=frozenset({""})),
    Tool(
        "pdm", "https://pdm-project.org/en/latest/reference/cli/",
        calls_compilers=True, updates_itself=True, installs_folders=True,
    ),
    Tool(
        "conda", "https://docs.conda.io/projects/conda/en/stable/commands/", links_with_store=True,
        updates_itself=True, well_known=True,
        keeps_programs=words("conda mamba micromamba"), other_daemon_flags=True, undoes=words("clean remove"),
        temporary_folders=("/root/.cache",), cleanup=(_CONDA_CACHE,), runs_command_by=words("run"),
        may_disable_managers=True, packages_in=("/opt/conda", "$CONDA_DIR"), never_a_script=True,
        quick_verbs=words("config"),
    ),
    Tool(
        "mamba", "https://mamba.readthedocs.io/en/latest/user_guide/mamba.html", links_with_store=True,
        updates_itself=True, well_known=True,
        keeps_programs=words("conda mamba micromamba"), other_daemon_flags=True, undoes=words("clean remove"),
        cleanup=(_CONDA_CACHE,), runs_command_by=words("run"), packages_in=("/opt/conda", "$CONDA_DIR"),
        never_a_script=True,
    ),
    Tool(
        "micromamba", "https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html", links_with_store=True,
        updates_itself=True,
        keeps_programs=words("conda mamba micromamba"), well_known=True, cleanup=(_CONDA_CACHE,),
        runs_command_by=words("run"),
    ),
    Tool(
        "python", "https://docs.python.org/3/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True, other_daemon_flags=True, temporary_folders=("/root/.cache",), interprets="python",
        compares_times="python", never_a_script=True, newer_by_package=True,
    ),
    Tool(
        "python2", "https://docs.python.org/2.7/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True, interprets="python", compares_times="python", never_a_script=True, newer_by_package=True,
    ),
    Tool(
        "python3", "https://docs.python.org/3/using/cmdline.html", first_on_path_of="python", runs_scripts=True,
        well_known=True, other_daemon_flags=True, temporary_folders=("/root/.cache",), interprets="python",
        compares_times="python", never_a_script=True, newer_by_package=True,
    ),
    Tool("pyenv", "https://github.com/pyenv/pyenv", updates_itself=True, runs_command_by=words("exec")),
    Tool("setuptools", "https://setuptools.pypa.io/en/latest/", effect_known=True),
    Tool("python-setup", "https://setuptools.pypa.io/en/latest/", calls_compilers=True, effect_known=True),
    Tool("setup.py", "https://setuptools.pypa.io/en/latest/deprecated/commands.html", effect_known=True),
    Tool("flit", "https://flit.pypa.io/en/stable/cmdline.html", installs_folders=True),
    Tool("deactivate", "https://virtualenv.pypa.io/en/latest/user_guide.html", may_disable_managers=True),
)

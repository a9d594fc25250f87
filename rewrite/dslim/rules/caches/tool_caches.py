"""SL209: managers with one row each: what they leave, and the cleanup that their own manual names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.call import Call, operands
from dslim.facts.call_sites import Site
from dslim.facts.image_names import root_base
from dslim.facts.run import Run
from dslim.rules.caches.manager_cleanup import Manager, always, tool, verb
from dslim.rules.caches.manager_cleanup import check as look
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Stage

_NO_CACHE = frozenset({"--no-cache", "--no-cache-dir", "--dry-run", "--offline", "--help", "--version"})


def _verbs(*names: str) -> Callable[[Call], bool]:
    """A call of one of these verbs that is not told to do without a cache."""

    def fills(call: Call) -> bool:
        return verb(call) in names and not _NO_CACHE & {text.strip("\"'") for text in call.texts}

    return fills


def _never(call: Call) -> bool:
    return False


def _below_home(*folders: str) -> Callable[[Facts, Run], tuple[str, ...]]:
    return lambda facts, run: tuple(f"{run.home}/{folder}" for folder in folders)


def _told(*texts: str) -> Callable[[Facts, Run, list[Site]], str | None]:
    """Declines where the file or the RUN chooses another place, by one of these texts."""

    def declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
        told = next((text for text in texts if facts.tree.says(text)), None)
        return f"`{told}` says where the cache is, or that it is needed" if told else None

    return declines


def _pacman(call: Call) -> bool:
    """-S fetches packages, -Sy and -Su too; -Sc cleans, -Ss and -Si only look."""
    asked = next((a for a in call.args if a and a.startswith("-") and not a.startswith("--")), "")
    return "S" in asked and not set(asked) & set("csilg")


def _uv(call: Call) -> bool:
    words = operands(call)
    asked = words[:1] in (["sync"], ["add"]) or words[:2] in (
        *(["pip", "install"], ["pip", "sync"], ["tool", "install"]),
    )
    return asked and not {"-n", *_NO_CACHE} & set(call.args)


def _uv_needs_it(call: Call) -> bool:
    """What runs out of the cache, or from it: `uv run`, `uvx`, whatever is offline."""
    return tool(call) == "uvx" or verb(call) in ("run", "x") or "--offline" in call.args


def _gems(facts: Facts, run: Run) -> str | None:
    """Where packed gems are kept: below GEM_HOME, which official ruby images set, or where a distribution's ruby has
    them."""
    where = run.state.env.get("GEM_HOME")
    if where is None and re.match(r"(docker\.io/)?(library/)?ruby([:@]|$)", root_base(facts, run.stage)):
        where = "/usr/local/bundle"
    built = facts.tree.says("ruby-lang.org")  # a ruby that the file builds has a place of its own
    if where is None and "GEM_HOME" not in run.state.env and not built:
        firsts = zip(_PACKAGED, _packaged(facts, facts.tree.stages[run.stage]))
        where = next((folder for (_, folder), first in firsts if first <= run.index), None)
    return f"{where}/cache" if where else None


#: https://packages.debian.org/bookworm/all/rubygems-integration/filelist, https://pkgs.alpinelinux.org/contents
_PACKAGED = (
    (
        regex(r"\bapt(-get|itude)?\b(?:(?!\bapt(?:-get|itude)?\b)[^&;|])*\sinstall\s(?:(?!\sinstall\s)[^&;|])*\bruby"),
        "/var/lib/gems/*",
    ),
    (regex(r"\bapk\b(?:(?!\bapk\b)[^&;|])*\sadd\s(?:(?!\sadd\s)[^&;|])*\bruby"), "/usr/lib/ruby/gems/*"),
)


@once_a_stage
def _packaged(facts: Facts, stage: Stage) -> tuple[int, ...]:
    """For each of _PACKAGED the first instruction by which such a ruby is installed; past the last for none."""
    texts = [node.args for node in stage.instructions]

    def first(packaged: re.Pattern[str]) -> int:
        # the more instructions, the more is found: halving finds where it begins
        return bisect_left(range(len(texts)), True, key=lambda i: bool(packaged.search(" ".join(texts[: i + 1]))))

    return tuple(first(packaged) for packaged, _ in _PACKAGED)


def _elsewhere(*texts: str) -> Callable[[Facts, Run, list[Site]], str | None]:
    """As `_told`, and where gems are kept must be known."""
    told = _told(*texts)

    def declines(facts: Facts, run: Run, found: list[Site]) -> str | None:
        return told(facts, run, found) or (None if _gems(facts, run) else "where gems are kept is not known")

    return declines


def _rm_gems(facts: Facts, run: Run, call: Call) -> str | None:
    where = _gems(facts, run)
    return f"rm -rf {where}/*.gem" if where and not {"-i", "--install-dir", "--user-install"} & set(call.args) else None


def _clear_composer(facts: Facts, run: Run, call: Call) -> str:
    """Without plugins where the call was: composer 2.2 fails at one that is installed but not allowed."""
    return "composer clear-cache --no-plugins" if "--no-plugins" in call.args else "composer clear-cache"


ROWS = (
    # https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc: a cache of archives, fetched when missing
    Manager(
        "composer's cache stays in the layer",
        frozenset({"composer"}),
        _verbs("install", "i", "update", "require", "create-project", "global"),
        lambda call: verb(call) in ("clear-cache", "clearcache", "cc"),
        _clear_composer,
        r"composer(/cache)?$|\.composer\b|\.cache$|^/tmp$",
        lambda facts, run: (f"{run.home}/.composer/cache", f"{run.home}/.cache/composer", "/tmp/cache"),
        off=frozenset({"COMPOSER_CACHE_DIR"}),
    ),
    # https://man.archlinux.org/man/pacman.8: `-Scc --noconfirm` answers no, so the packages go by rm
    Manager(
        "the packages that pacman fetched stay in the layer",
        frozenset({"pacman"}),
        _pacman,
        lambda call: any(a and a.startswith("-S") and "c" in a for a in call.args),
        always("rm -rf /var/cache/pacman/pkg/*"),
        r"/var/cache/?($|pacman)|^/var$",
        lambda facts, run: ("/var/cache/pacman/pkg",),
        root_only=True,
    ),
    # https://docs.astral.sh/uv/concepts/cache/#clearing-the-cache: environments hold links or copies
    Manager(
        "uv's cache stays in the layer",
        frozenset({"uv"}),
        _uv,
        lambda call: operands(call)[:2] in (["cache", "clean"], ["cache", "prune"]) or verb(call) == "clean",
        always("uv cache clean"),
        r"(^|/)\.?cache(/uv)?$|(^|/)uv[-_]?cache|^(~|\$HOME|/root)$",
        lambda facts, run: (run.state.env.get("UV_CACHE_DIR") or f"{run.home}/.cache/uv",),
        reads=_uv_needs_it,
        declines=_told("symlink", "uv run", "uvx", "--cache-dir"),
        off=frozenset({"UV_NO_CACHE"}),
    ),
    # https://python-poetry.org/docs/configuration/#cache-dir: beside these two it holds virtualenvs, which stay
    Manager(
        "poetry's cache stays in the layer",
        frozenset({"poetry"}),
        _verbs("install", "add", "update", "sync", "self"),
        lambda call: operands(call)[:2] == ["cache", "clear"],
        always("rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts"),
        r"pypoetry|(^|/)\.?cache$|^(~|\$HOME|/root)$|poetry[-_]?cache",
        _below_home(".cache/pypoetry/cache", ".cache/pypoetry/artifacts"),
        declines=_told("config cache-dir"),
        off=frozenset({"POETRY_CACHE_DIR", "XDG_CACHE_HOME"}),
    ),
    # https://pipenv.pypa.io/en/latest/configuration.html: PIPENV_CACHE_DIR, and pip's own cache
    Manager(
        "pipenv's cache stays in the layer",
        frozenset({"pipenv"}),
        _verbs("install", "sync", "update", "upgrade", "lock"),
        lambda call: "--clear" in call.args,
        always("rm -rf ~/.cache/pipenv ~/.cache/pip"),
        r"/\.?cache(/pip|/pipenv)?$|^(~|\$HOME|/root)$",
        _below_home(".cache/pipenv", ".cache/pip"),
        off=frozenset({"PIPENV_CACHE_DIR", "PIP_CACHE_DIR", "PIP_NO_CACHE_DIR", "XDG_CACHE_HOME"}),
    ),
    # https://pipx.pypa.io/stable/how-pipx-works/: it installs with pip
    Manager(
        "the cache of pipx's pip stays in the layer",
        frozenset({"pipx"}),
        lambda call: (
            verb(call) in ("install", "inject", "upgrade", "install-all")
            and not any("no-cache" in text for text in call.texts)
        ),
        _never,
        always("rm -rf ~/.cache/pip"),
        r"/\.?cache(/pip)?$|^(~|\$HOME|/root)$",
        _below_home(".cache/pip"),
        reads=lambda call: verb(call) == "run",
        off=frozenset({"PIP_CACHE_DIR", "PIP_NO_CACHE_DIR", "XDG_CACHE_HOME"}),
    ),
    # https://guides.rubygems.org/command-reference/#gem-pristine: what the cache is for
    Manager(
        "the packed gems stay in the layer",
        frozenset({"gem"}),
        _verbs("install", "i", "update"),
        _never,
        _rm_gems,
        r"\.gem$|(gems|bundle)/([\w.]+/)?cache|^/usr/local/bundle$",
        lambda facts, run: (_gems(facts, run) or "/usr/local/bundle/cache",),
        reads=lambda call: verb(call) in ("pristine", "unpack") or "--local" in call.args,
        declines=_elsewhere("rvm", "rbenv", "ruby-install", "ruby-build", "--local"),
        root_only=True,
    ),
    # https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt
    Manager(
        "the packed gems stay in the layer",
        frozenset({"bundle", "bundler"}),
        lambda call: (
            verb(call, frozenset({"--jobs", "-j", "--retry", "--gemfile", "--without"})) in ("install", "update", "")
            and not {"--local", "--version", "-v"} & set(call.args)
        ),
        _never,  # `bundle clean` takes away gems of which no project says that it needs them
        lambda facts, run, call: f"rm -rf {_gems(facts, run)}/*.gem" if _gems(facts, run) else None,
        r"\.gem$|(gems|bundle|ruby)/([\w.]+/)?cache|^/usr/local/bundle$|^\$\{?BUNDLE_PATH",
        lambda facts, run: (_gems(facts, run) or "/usr/local/bundle/cache",),
        reads=lambda call: verb(call) in ("pristine", "package", "cache") or "--local" in call.args,
        declines=_elsewhere(
            "BUNDLE_PATH", "--path", "deployment", "config path", "set path", "rvm", "rbenv", "--local"
        ),
        root_only=True,
    ),
    # https://metacpan.org/pod/App::cpanminus: ~/.cpanm holds the work folders and logs of builds
    Manager(
        "the work folders of cpanm stay in the layer",
        frozenset({"cpanm"}),
        lambda call: bool(operands(call)) or "--installdeps" in call.args,
        _never,
        always("rm -rf ~/.cpanm"),
        r"\.cpanm\b|^(~|\$HOME|\$\{HOME\}|/root)$",
        _below_home(".cpanm"),
        off=frozenset({"PERL_CPANM_HOME"}),
    ),
    # https://metacpan.org/pod/CPAN#Config-Variables: build_dir, keep_source_where; its configuration stays
    Manager(
        "the sources and work folders of cpan stay in the layer",
        frozenset({"cpan"}),
        lambda call: bool(operands(call)),
        _never,
        always("rm -rf ~/.cpan/build ~/.cpan/sources"),
        r"\.cpan\b|^(~|\$HOME|\$\{HOME\}|/root)$",
        _below_home(".cpan/build", ".cpan/sources"),
    ),
    # https://github.com/luarocks/luarocks/blob/main/docs/config_file_format.md: local_cache, of manifests
    Manager(
        "luarocks' cache stays in the layer",
        frozenset({"luarocks"}),
        _verbs("install", "make", "build"),
        _never,
        always("rm -rf ~/.cache/luarocks"),
        r"\.cache(/luarocks)?$|^(~|\$HOME|\$\{HOME\}|/root)$",
        _below_home(".cache/luarocks"),
    ),
    # https://opam.ocaml.org/doc/man/opam-clean.html: --download-cache; fetched again when missing
    Manager(
        "the archives that opam fetched stay in the layer",
        frozenset({"opam"}),
        _verbs("install", "reinstall", "upgrade", "switch", "pin", "init"),
        lambda call: verb(call) == "clean",
        always("rm -rf ~/.opam/download-cache"),
        r"\.opam(/download-cache)?$|^(~|\$HOME|\$\{HOME\}|/root|/home/\w+)$",
        _below_home(".opam/download-cache"),
        off=frozenset({"OPAMROOT"}),
    ),
    # https://rocker-project.org/use/extending.html: littler's scripts keep what R itself would throw away
    Manager(
        "the packages that littler fetched stay in the layer",
        frozenset({"install2.r", "install.r"}),
        lambda call: bool(call.args),
        _never,
        always("rm -rf /tmp/downloaded_packages"),
        r"^/tmp($|/downloaded_packages|/$)",
        lambda facts, run: ("/tmp/downloaded_packages",),
    ),
)


def check(facts: Facts) -> Iterator[Finding]:
    """A finding for each RUN of a stage that ships, and each manager of the table that leaves its cache."""
    return look(facts, ROWS)


RULE = Rule(
    "the documented cleanup of composer, pacman, uv, poetry, pipenv, pipx, gem, bundler, cpan, cpanm, luarocks,"
    " opam and littler in the layer that used them",
    Safety.SAFE,
    check,
    (
        "FROM composer:2\nCOPY . .\nRUN composer install\n",
        "FROM composer:2\nCOPY . .\nRUN composer install && composer clear-cache\n",
    ),
    "One row a manager, each with its manual: only caches that run time does not read. No row, since there is"
    " nothing to gain or no safe cleanup: pnpm and bun (node_modules are hard links into the store, which so costs"
    " nothing more); R itself (install.packages downloads into a folder that ends with the process); renv (libraries"
    " are soft links into its cache); cabal (its index is what the next build reads); yarn 2 and newer (the cache may"
    " be what a program runs from); cargo, go, maven and gradle (SL222, unsafe: later steps build from what they"
    " fetched). Gems only in official ruby images, where GEM_HOME is set, or where ruby is Debian's"
    " or Alpine's; uv only where nothing is run through it.",
    (
        "https://getcomposer.org/doc/03-cli.md",
        "https://man.archlinux.org/man/pacman.8",
        "https://docs.astral.sh/uv/concepts/cache/",
        "https://python-poetry.org/docs/configuration/#cache-dir",
        "https://pipenv.pypa.io/en/latest/configuration.html",
        "https://pipx.pypa.io/stable/",
        "https://guides.rubygems.org/command-reference/#gem-pristine",
        "https://metacpan.org/pod/App::cpanminus",
        "https://metacpan.org/pod/CPAN",
        "https://opam.ocaml.org/doc/man/opam-clean.html",
        "https://pnpm.io/cli/store",
        "https://rocker-project.org/use/extending.html",
    ),
)

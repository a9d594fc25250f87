"""Lines of a `.dockerignore` for what a build context holds and no image runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdleKind:
    """Names at the top of a project that are of one kind. `comment`: what stands above them in the ignore file."""

    comment: str
    names: tuple[str, ...]
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Whether a name is of this kind."""
        return name in self.names or name.startswith(self.beginnings) or name.endswith(self.endings)


VERSION_CONTROL = IdleKind("version control", (".git", ".hg", ".svn", ".gitattributes", ".gitignore", ".gitmodules"))
#: In the order in which they are written. Licences are none of them: an image must show them.
KINDS = (
    VERSION_CONTROL,
    IdleKind(
        "continuous integration",
        (".github", ".gitlab-ci.yml", ".circleci", ".travis.yml", "Jenkinsfile", "azure-pipelines.yml"),
    ),
    IdleKind(
        "the image's own files",
        ("docker-bake.hcl",),
        ("Dockerfile", "docker-compose.", "compose."),
        (".dockerignore",),
    ),
    IdleKind("editors", (".vscode", ".idea", ".editorconfig", ".DS_Store")),
    IdleKind(
        "what tools keep on this machine",
        (
            "__pycache__", ".venv", "venv", ".tox", ".nox", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".coverage",
            "htmlcov", "coverage", ".nyc_output", ".cache",
        ),
    ),
    IdleKind(
        "documents and tests", ("docs", "doc", "test", "tests", "spec", "__tests__", "examples"), endings=(".md",)
    ),
)  # fmt: skip


def kind_of(name: str) -> IdleKind | None:
    """The kind that a name at the top of a context has; None for one that an image may run."""
    return next((kind for kind in KINDS if kind.has(name)), None)


def is_wanted(ignore: str, name: str) -> bool:
    """Whether an ignore file says by `!` that a name, or something below it, is to be sent."""
    lines = (line.strip() for line in ignore.splitlines())
    paths = (line[1:].strip().removeprefix("./").strip("/") for line in lines if line.startswith("!"))
    return any(path == name or path.startswith(f"{name}/") for path in paths)


def with_ignored(ignore: str, names: Collection[str]) -> str:
    """The text of an ignore file with lines for `names` at its end, by their kinds, each kind below a comment."""
    newline = "\r\n" if "\r\n" in ignore else "\n"
    before = ignore if not ignore or ignore.endswith("\n") else ignore + newline
    blocks = [newline.join([*lines, ""]) for lines in _blocks(names)]
    return newline.join([*([before] if before else []), *blocks])


def _blocks(names: Collection[str]) -> Iterator[list[str]]:
    for kind in KINDS:
        found = sorted(name for name in names if kind_of(name) is kind)
        if found:
            yield [f"# {kind.comment}", *found]
    if others := sorted(name for name in names if kind_of(name) is None):
        yield ["# what is made again in the image", *others]

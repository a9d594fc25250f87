"""SL405: what a COPY of the whole build context brings in vain. Advice; --unsafe-fixes writes the ignore file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.build_context.context import IGNORES, Context
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Dockerfile, Instruction, Stage

#: Folders of histories and virtual environments, each with a file that is always in it.
_WITNESSED = (
    (".git", ".git/HEAD"), (".hg", ".hg/requires"), (".svn", ".svn/wc.db"),
    (".venv", ".venv/pyvenv.cfg"), ("venv", "venv/pyvenv.cfg"),
)  # fmt: skip
#: Who reads a history without naming it.
_READERS = {
    # setuptools-scm, versioneer, go's build stamps and the like ask git without being told to
    ".git": regex(r"\bgit\b|\bgo (build|install)\b|setup\.py|\b(pip3?|poetry|hatch|uv|pdm)\b"),
    ".hg": regex(r"\bhg\b|\bpip3?\b|setup\.py"),
    ".svn": regex(r"\bsvn\b"),
}
#: Caches that the program which made them makes again.
_CACHES = tuple(".pytest_cache .mypy_cache .ruff_cache .tox .nox .hypothesis .nyc_output .terraform .DS_Store".split())
#: Fewer bytes are not told.
MANY_BYTES = 100_000
_INSTALLS = regex(r"\b(npm (ci|install|i)|yarn( install)?|pnpm (install|i)|bun install)\b")


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on each COPY of the whole build context into a stage that ships, by name what it could do without."""
    context = facts.context
    if context is None or context.own_ignores is True:
        return
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for node in stage.instructions:
            if _copies_all(node) and (names := [*_idle_names(context, facts, stage)]):
                yield Finding(_message(context, node, names), node.span, ignore_lines=tuple(names))


def may_need(tree: Dockerfile, name: str) -> bool:
    """Whether the build of a Dockerfile may need what is called `name` at the top of its context."""
    if any(_takes_by_name(node, name) for node in tree.instructions):
        return True
    if name == "node_modules":
        return any(any(map(_copies_all, stage.instructions)) and not _installs(stage) for stage in tree.stages)
    return _is_read(_texts_of(tree), name)


def _is_read(texts: Sequence[str], name: str) -> bool:
    """Whether one of the commands of a file names something, or calls a program that reads it unnamed."""
    readers = _READERS.get(name)
    return any(name in text or (readers is not None and readers.search(text)) for text in texts)


def _copies_all(node: Instruction) -> bool:
    """Whether a COPY or ADD takes the build context whole."""
    if node.keyword not in ("COPY", "ADD") or node.heredocs or node.flag("from") is not None:
        return False
    sources = node.operands[:-1]
    is_partial = any(flag.name in ("exclude", "parents") for flag in node.flags)
    return not is_partial and any(posixpath.normpath("/" + word.lstrip("/")) == "/" for word in sources)


def _takes_by_name(node: Instruction, name: str) -> bool:
    """Whether a COPY or a mount names something of the context: without it the build fails."""
    if node.keyword in ("COPY", "ADD"):
        return node.flag("from") is None and any(name in word for word in node.operands[:-1])
    return node.keyword == "RUN" and any(flag.name == "mount" and name in (flag.value or "") for flag in node.flags)


def _texts_of(tree: Dockerfile) -> list[str]:
    return [node.args for node in tree.instructions if node.keyword in ("RUN", "CMD", "ENTRYPOINT", "ONBUILD")]


def _installs(stage: Stage) -> bool:
    return any(_INSTALLS.search(node.args) for node in stage.instructions if node.keyword == "RUN")


def _idle_names(context: Context, facts: Facts, stage: Stage) -> Iterator[str]:
    """What lies at the top of the context, is sent, and is of no use in an image."""
    texts = _texts_of(facts.tree)
    names = [name for name, witness in _WITNESSED if not _is_read(texts, name) and _is_sent(context, name, witness)]
    if _installs(stage) and context.is_sent("node_modules"):
        names.append("node_modules")
    names += [name for name in _CACHES if not _is_read(texts, name) and context.is_sent(name)]
    for name in names:
        if not any(_takes_by_name(node, name) for node in facts.tree.instructions):
            yield name


def _is_sent(context: Context, name: str, witness: str) -> bool:
    return context.is_sent(name) and context.is_file(witness)


def _message(context: Context, node: Instruction, names: list[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    them = "it" if len(names) == 1 else "them"
    lines = "this line" if len(names) == 1 else "these lines"
    file = IGNORES if context.own_ignores is False else posixpath.basename(str(context.own_ignores))
    copies = f"this {node.keyword} copies {listed} into the image, and no step of the file needs {them}"
    size, is_whole = context.size_seen(*names)
    amount = f" ({'' if is_whole else 'over '}{size / 1_000_000:.1f} MB)" if size >= MANY_BYTES else ""
    return f"{copies}{amount}: write {lines} into {file}"


_EXAMPLE = "FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\n"

RULE = Rule(
    "What `COPY . .` brings in vain belongs into `.dockerignore`",
    Safety.ADVICE,
    check,
    (_EXAMPLE, _EXAMPLE),
    "A COPY of the whole build context takes along what only the machine of its owner needs: the repository's history,"
    " virtual environments, caches of test tools, and a node_modules that an install in the image makes anew (with"
    " programs for another system in it, at worst). Each is sent to the builder, stored in a layer, and a reason to"
    " build the layer again. Only names at the top of the context are told, that are there and no line of the ignore"
    " file surely leaves out; a history only where no step calls git, or a tool that asks git for the version. With"
    " --unsafe-fixes the lines are written at the end of the ignore file, which is made where there is none: the"
    " Dockerfile's own (`NAME.dockerignore`) where it has one, as BuildKit reads it. Not a name that another Dockerfile"
    " of the same context may need, nor one that a line with `!` wants. `dslim shrink` writes such lines itself, once"
    " the owner's test has passed without the files.",
    ("https://docs.docker.com/build/concepts/context/#dockerignore-files",),
    example_files=("package.json", "node_modules/left-pad.js"),
)

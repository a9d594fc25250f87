"""SL405: what a COPY of the whole build context brings in vain. Advice."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from dslim.diagnostics.findings import Finding, Rule, Safety
from dslim.facts import Facts
from dslim.facts.build_context.context import IGNORES, Context
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Instruction, Stage

#: History that a build reads only through its own program: its folder, a file that is always in it, who reads it.
_HISTORY = (
    # setuptools-scm, versioneer, go's build stamps and the like ask git without being told to
    (".git", ".git/HEAD", regex(r"\bgit\b|\bgo (build|install)\b|setup\.py|\b(pip3?|poetry|hatch|uv|pdm)\b")),
    (".hg", ".hg/requires", regex(r"\bhg\b|\bpip3?\b|setup\.py")),
    (".svn", ".svn/wc.db", regex(r"\bsvn\b")),
)
#: Caches that the program which made them makes again.
_CACHES = tuple(".pytest_cache .mypy_cache .ruff_cache .tox .nox .hypothesis .nyc_output .terraform .DS_Store".split())
_ENVIRONMENTS = (".venv", "venv")
_INSTALLS = regex(r"\b(npm (ci|install|i)|yarn( install)?|pnpm (install|i)|bun install)\b")


def check(facts: Facts) -> Iterator[Finding]:
    """Advice on each COPY of the whole build context into a stage that ships, by name what it could do without."""
    context = facts.context
    if context is None or context.own_ignores:
        return
    for stage in facts.tree.stages:
        if not facts.ships(stage.index):
            continue
        for node in stage.instructions:
            if _copies_all(node) and (names := [*_idle_names(context, facts, stage)]):
                yield Finding(_message(node, names), node.span)


def _copies_all(node: Instruction) -> bool:
    """Whether a COPY or ADD takes the build context whole."""
    if node.keyword not in ("COPY", "ADD") or node.heredocs or node.flag("from") is not None:
        return False
    sources = node.operands[:-1]
    is_partial = any(flag.name in ("exclude", "parents") for flag in node.flags)
    return not is_partial and any(posixpath.normpath("/" + word.lstrip("/")) == "/" for word in sources)


def _idle_names(context: Context, facts: Facts, stage: Stage) -> Iterator[str]:
    """What lies at the top of the context, is sent, and is of no use in an image."""
    texts = [node.args for node in facts.tree.instructions if node.keyword in ("RUN", "CMD", "ENTRYPOINT", "ONBUILD")]
    for name, witness, readers in _HISTORY:
        if not any(readers.search(text) or name in text for text in texts) and _is_sent(context, name, witness):
            yield name
    for name in _ENVIRONMENTS:
        if not any(name in text for text in texts) and _is_sent(context, name, f"{name}/pyvenv.cfg"):
            yield name
    runs = [node.args for node in stage.instructions if node.keyword == "RUN"]
    if any(_INSTALLS.search(text) for text in runs) and context.brings(".", "node_modules"):
        yield "node_modules"
    for name in _CACHES:
        if not any(name in text for text in texts) and context.brings(".", name):
            yield name


def _is_sent(context: Context, name: str, witness: str) -> bool:
    return context.brings(".", name) and context.is_file(witness)


def _message(node: Instruction, names: list[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    them = "it" if len(names) == 1 else "them"
    lines = "this line" if len(names) == 1 else "these lines"
    brings = f"this {node.keyword} brings {listed} into the image, and no step of the file needs {them}"
    return f"{brings}: write {lines} into {IGNORES}"


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
    " file surely leaves out; a history only where no step calls git, or a tool that asks git for the version. Nothing"
    " is said where the Dockerfile has an ignore file of its own. `dslim shrink` writes such lines itself, once the"
    " owner's test has passed without the files.",
    ("https://docs.docker.com/build/concepts/context/#dockerignore-files",),
    example_files=("package.json", "node_modules/left-pad.js"),
)

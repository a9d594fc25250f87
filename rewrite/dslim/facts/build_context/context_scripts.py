"""Scripts that COPY or ADD bring from the build context, found again where a RUN runs them."""

from __future__ import annotations

import os
import posixpath
import re

from dslim.facts import Facts
from dslim.facts.build_context.context import Context
from dslim.facts.instruction_state import State, join_workdir
from dslim.facts.mounts import mounts
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.paths import lies_in, normal_path
from dslim.facts.run import Run
from dslim.facts.variable_expansion import try_expand
from dslim.facts.working_directory import changes_directory
from dslim.shell import Opaque, Script, Simple, commands, parse_script
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.reading import as_text, read_file
from dslim.syntax.nodes import Instruction

#: A longer script is not read.
MAX_BYTES = 200_000
#: Instructions before a RUN among which what brought its script is looked for.
MAX_BACK = 1_000
_SHEBANG = regex(r"#!\s*(/usr)?/bin/(env\s+)?(-S\s+)?(ba|da|a)?sh\b")
#: Programs that run a script of another language than the shell's.
INTERPRETER = regex(r"(python|pypy|perl|ruby|node|php)[\d.]*")
#: What may name a script and leaves it as it is.
_HARMLESS = frozenset({"chmod", "chown", "chgrp", "dos2unix", "rm", "test", "[", "ls", "echo", *SHELLS, ".", "source"})


def script_run(facts: Facts, run: Run, call: Invocation) -> tuple[str, Script] | None:
    """(name in the context, tree) of the shell script that a call of `run` runs; None where it cannot be read."""
    found = None if INTERPRETER.fullmatch(call.name or "") else text_run(facts, run, call)
    if found is None:
        return None
    name, text = found
    if text.startswith("#!") and not _SHEBANG.match(text):
        return None
    tree = parse_script(text)
    return None if isinstance(tree, Opaque) else (name, tree)


def text_run(facts: Facts, run: Run, call: Invocation) -> tuple[str, str] | None:
    """(name in the context, text) of the script, in whatever language, that a call of `run` runs; None if unknown."""
    path = _path(run, call)
    return None if path is None or facts.context is None else _file(facts, facts.context, run, path)


def _path(run: Run, call: Invocation) -> str | None:
    """The absolute path of the file that a call runs as a script."""
    if call.name in SHELLS or call.name in (".", "source") or INTERPRETER.fullmatch(call.name or ""):
        files = [text for text in call.texts if not text.startswith(("-", "+"))]
        written = files[0] if files else ""
    else:
        written = call.written
    written = written.strip("\"'")
    if not written or re.search(r"[$`*?\[~]", written):
        return None
    if written.startswith("/"):
        return normal_path(written)
    if "/" not in written and call.name not in SHELLS and not INTERPRETER.fullmatch(call.name or ""):
        return f"/usr/local/bin/{written}"
    return None if changes_directory(run) else join_workdir(run.state.workdir, written)


def _file(facts: Facts, context: Context, run: Run, path: str) -> tuple[str, str] | None:
    """The context's file that lies at `path` when `run` runs, as (name, text)."""
    stage: int | None = run.stage
    end = run.index
    base = posixpath.basename(path)
    left = MAX_BACK
    if _changes(run, base):
        return None
    for mount in mounts(run.flags):
        if (mounted := _mounted(context, mount, run, path)) is not None:
            return _read(context, mounted) if mounted else None
    while stage is not None:
        nodes = facts.tree.stages[stage].instructions
        for i in range(min(end, len(nodes)) - 1, -1, -1):
            left -= 1
            between = facts.runs[stage][i]
            if left < 0:
                return None
            if between is not None and _changes(between, base):
                return None
            node = nodes[i]
            if node.keyword in ("COPY", "ADD"):
                source = _source(context, node, facts.states[stage][i], path)
                if source is not None:
                    return _read(context, source) if source else None
        stage = facts.lineage.parent[stage]
        end = len(facts.tree.stages[stage].instructions) if stage is not None else 0
    return None


def _mounted(context: Context, mount: dict[str, str], run: Run, path: str) -> str | None:
    """The name in the context of what a bind mount shows at `path`; '' if unknown, None where none lies there."""
    target = join_workdir(run.state.workdir, mount.get("target", ""))
    if mount.get("type", "bind") != "bind" or target is None or not lies_in(path, target):
        return None
    source = mount.get("source", "")
    if "from" in mount or "$" in source + target:
        return ""
    return _from(context, source.strip("/"), posixpath.relpath(path, target)) or ""


def _changes(run: Run, base: str) -> bool:
    """Whether a RUN may write another text to a file of that name."""
    text = run.node.args
    if base not in text:
        return False
    script = run.script
    if isinstance(script, Opaque):
        return True
    for simple in commands(script):
        if base in script.text[simple.span.start : simple.span.end]:
            if not _leaves_as_it_is(simple, base):
                return True
            if any(r.op in (">", ">>", ">|", "&>") and base in r.target.text for r in simple.redirects):
                return True
    return False


def _leaves_as_it_is(simple: Simple, base: str) -> bool:
    """Whether a command that names a file of that name runs it, behind wrappers too, or is known not to change it."""
    names = [call.name or "" for call in invocations_of(simple)]
    return any(n in _HARMLESS or INTERPRETER.fullmatch(n) or posixpath.basename(n) == base for n in names)


def _source(context: Context, node: Instruction, state: State, path: str) -> str | None:
    """The context's path that a COPY puts at `path`; '' where it may put something unknown there, None for nothing."""
    words = node.json or tuple(word.text for word in node.words)
    known = [try_expand(word, state.env, node.escape) for word in words]
    if len(known) < 2:
        return None
    target = join_workdir(state.workdir, known[-1]) if known[-1] is not None else None
    if target is None:
        return ""
    if not lies_in(path, target):
        return None
    if node.flag("from") is not None or node.heredocs or node.flag("exclude") is not None:
        return ""
    rest = posixpath.relpath(path, target)
    for source in known[:-1]:
        if source is None or "://" in source:
            return ""
        found = _from(context, source.lstrip("/"), rest)
        if found is not None:
            return found
    return None


def _from(context: Context, source: str, rest: str) -> str | None:
    """Where in the context `rest` comes from, if `source` brings it to a folder of which `rest` is a part."""
    if re.search(r"[*?\[]", source):
        from fnmatch import fnmatchcase

        candidate = posixpath.join(posixpath.dirname(source), rest)
        return candidate if "/" not in rest and fnmatchcase(candidate, source) and context.find(candidate) else None
    place = context.find(source or ".")
    if place is None:
        return None
    if os.path.isdir(place):
        candidate = normal_path(posixpath.join(source or ".", rest))
        return candidate if rest != "." and context.find(candidate) else None
    return source if rest in (".", posixpath.basename(source)) else None


def _read(context: Context, name: str) -> tuple[str, str] | None:
    path = context.find(name)
    try:
        if path is None or not os.path.isfile(path) or path.stat().st_size > MAX_BYTES or context.is_ignored(name):
            return None
        return name, as_text(read_file(path, "script").data)
    except (OSError, UnicodeDecodeError):
        return None

"""The value of a word of a RUN, with the ENV in force put in."""

from __future__ import annotations

import re

from dslim.facts.run import Run
from dslim.shell import Opaque, Word, commands, state_changes
from dslim.shell import tree as t
from dslim.support.lazy_regex import regex

_UNSAFE = regex(r"[\s*?\[\]{}~]")


#: What may change any variable of a script's shell; a command that only the run names may too.
_CHANGES_ANY = frozenset({"eval", "source"})


def word_value(word: Word, run: Run) -> str | None:
    """What the word is when it runs; None where that is not known.

    Variables count only where ENV sets them and the script does not: a build argument may change an ARG.
    """
    return _value(word, run, _CHANGES_ANY | {"unknown"})


def commands_named_by_path(run: Run) -> frozenset[int]:
    """Where in a RUN's script the commands start that only a variable names, and that are files all the same.

    `$CONDA_DIR/bin/conda` with an ENV of this Dockerfile: no built-in, no function, nothing that acts on its shell.
    None where any name in the script stays unknown: that one might change the variables of the others.
    """
    script = run.script
    if isinstance(script, Opaque):
        return frozenset()
    unknown = {change.span.start for change in state_changes(script) if change.kind == "unknown"}
    if not unknown:
        return frozenset()
    names = {s.words[0].span.start: s.words[0] for s in commands(script) if s.words}
    for start in unknown:
        name = _value(names[start], run, _CHANGES_ANY) if start in names else None
        if name is None or "/" not in name:
            return frozenset()
    return frozenset(unknown)


def _value(word: Word, run: Run, blinding: frozenset[str]) -> str | None:
    if word.literal is not None:
        return word.literal
    if word.unquoted_glob or isinstance(run.script, Opaque):
        return None
    changed = {change.what for change in state_changes(run.script) if change.kind in ("variable", "export", "unset")}
    if changed & {"", "IFS"} or any(change.kind in blinding for change in state_changes(run.script)):
        return None
    return _parts(word.parts, run, changed, quoted=False)


def _parts(parts: tuple[t.Part, ...], run: Run, changed: set[str], quoted: bool) -> str | None:
    out: list[str] = []
    for part in parts:
        if isinstance(part, t.Literal):
            if "\\" in part.text or (not quoted and _UNSAFE.search(part.text)):
                return None
            out.append(part.text)
        elif isinstance(part, t.SingleQuoted):
            out.append(part.value)
        elif isinstance(part, t.DoubleQuoted):
            inner = _parts(part.parts, run, changed, quoted=True)
            if inner is None:
                return None
            out.append(inner)
        elif isinstance(part, t.Param) and not part.prefix and not part.op and part.subscript is None:
            known = run.state.env.get(part.name)
            if known is None or part.name in changed or (not quoted and _UNSAFE.search(known)):
                return None
            out.append(known)
        else:
            return None
    return "".join(out)


def unquoted_text(word: Word) -> str | None:
    """A word without quotes; None where it holds more than text and variables."""
    text = word.literal if word.literal is not None else word.text.replace('"', "")
    return None if re.search(r"[`*?\[\]{}'\s]|\$\(", re.sub(r"\$\{\w+\}", "", text)) or not text else text

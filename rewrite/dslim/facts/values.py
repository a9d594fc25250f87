"""The value of a word of a RUN, with the ENV in force put in."""

from __future__ import annotations

from dslim.facts.runs import Run
from dslim.patterns import regex
from dslim.shell import Opaque, Word, leaks
from dslim.shell import tree as t

_UNSAFE = regex(r"[\s*?\[\]{}~]")


def value(word: Word, run: Run) -> str | None:
    """What the word is when it runs; None where that is not known.

    Variables count only where ENV sets them and the script does not: a build argument may change an ARG.
    """
    if word.literal is not None:
        return word.literal
    if word.unquoted_glob or isinstance(run.script, Opaque):
        return None
    changed = {leak.what for leak in leaks(run.script) if leak.kind in ("variable", "export", "unset")}
    if changed & {"", "IFS"} or any(leak.kind in ("eval", "source", "unknown") for leak in leaks(run.script)):
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

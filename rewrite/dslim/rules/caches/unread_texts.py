"""Texts of a shell that are not rewritten, and what in them leaves a cache: `bash -c "... $X ..."`, `RUN <<EOF bash`.

Coarse on purpose: it only says that something is left, and what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.facts.call_sites import call_sites
from dslim.facts.run import Run
from dslim.shell import Opaque, Script, parse_script
from dslim.shell.invocations import Invocation
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex

_QUOTED = regex(r"\A\"(.*)\"\Z", re.DOTALL)


def unread_texts(script: Script) -> Iterator[tuple[str, tuple[Invocation, ...]]]:
    """(what runs it, its calls) of each text with variables in it that a script hands to a shell by `-c`."""
    for site in call_sites(script):
        call = site.call
        if call.understood or call.name not in SHELLS or "-c" not in call.texts:
            continue
        text = _QUOTED.match(call.texts[-1])
        inner = parse_script(text[1].replace('\\"', '"')) if text is not None else None
        if isinstance(inner, Script):
            yield f"`{call.name} -c`", tuple(site.call for site in call_sites(inner))


def input_of_shell(run: Run) -> tuple[str, tuple[Invocation, ...]] | None:
    """(the shell, the calls) of a RUN whose heredoc is the input of a shell that its line calls; None for any other."""
    words = run.node.args.split()
    others = [word for word in words if not word.startswith("<<")]
    is_call = others[:1] and others[0].rsplit("/", 1)[-1] in SHELLS and all(word[0] == "-" for word in others[1:])
    if len(run.node.heredocs) != 1 or len(words) != len(others) + 1 or not is_call:
        return None
    inner = parse_script(run.node.heredocs[0].body.replace("\r\n", "\n"))
    return None if isinstance(inner, Opaque) else (f"`{others[0]}`", tuple(site.call for site in call_sites(inner)))

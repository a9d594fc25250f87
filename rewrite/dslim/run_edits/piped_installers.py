"""Whether a RUN hands a download, which nobody can read before it runs, to a shell."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.shell import Invocation, Script, Simple, commands, walk
from dslim.shell.tree import AndOr, Node, Pipeline, Span
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find_interpreter
from dslim.tools.installers import LEAVE_NOTHING_RUNNING, UPDATE_APT, UPDATE_APT_FIRST

_KNOWN = regex(
    r"(?:\A|[\s\"'=(])(?:https?://)?(?:" + "|".join(LEAVE_NOTHING_RUNNING) + r")(?:(?<=/)|(?![\w.-]))"
)
_UPDATES_APT = regex(r"https?://(?:" + "|".join(UPDATE_APT) + r")")
_UPDATES_APT_FIRST = regex(r"https?://(?:" + "|".join(UPDATE_APT_FIRST) + r")")
_ADDRESS = regex(r"https?://[^\s\"')]+")
_FETCHES = regex(r"\b(curl|wget)\b")
#: `sh -c "$(curl ...)"`, `eval "`wget ...`"`
_FETCHED_TEXT = regex(r"(\$\(|`)\s*(curl|wget)\b")


@once
def why_an_installer_is_not_read(script: Script) -> str | None:
    """Why a script may do what nobody sees: it runs a text that it downloads; None if it runs none, or known ones."""
    if not _FETCHES.search(script.text):
        return None
    for text in nested_texts(script):
        for part in _run_downloads(text) if isinstance(text, Script) else ():
            if not _is_known(part):
                address = _ADDRESS.search(part)
                installer = address[0] if address else f"of `{part[:40].rstrip(' |')}`"
                return f"what the installer {installer} does is not known, since dslim downloads nothing"
    return None


def downloads_that_run(script: Script) -> tuple[str, ...]:
    """The parts of a script, its nested texts included, that download something and hand it to a shell."""
    if not _FETCHES.search(script.text):
        return ()
    return tuple(part for text in nested_texts(script) if isinstance(text, Script) for part in _run_downloads(text))


def updates_apt(part: str) -> bool:
    """Whether such a part surely runs `apt-get update`, and removes no lists."""
    return _UPDATES_APT.search(part) is not None


def addresses_piped(pipe: Pipeline) -> tuple[str, ...]:
    """The addresses of what a pipeline downloads and hands to a shell or an interpreter; none where it does not."""
    *before, last = pipe.members
    if pipe.negated or not before or not isinstance(last, Simple) or not any(map(_reads_input, invocations_of(last))):
        return ()
    words = [word.text for one in before for simple in commands(one) for word in simple.words]
    return tuple(_ADDRESS.findall(" ".join(words))) if any(map(_FETCHES.search, words)) else ()


def update_apt_first(addresses: tuple[str, ...]) -> bool:
    """Whether there are scripts at some addresses, and each runs `apt-get update` before anything else of apt's."""
    return bool(addresses) and all(map(_UPDATES_APT_FIRST.match, addresses))


def installers_that_update_first(script: Script) -> frozenset[Span]:
    """Where a script that succeeds has handed a shell an installer which updates apt's lists before all else."""
    if not _FETCHES.search(script.text):
        return frozenset()
    pipes = (node for node in _surely_run(script) if isinstance(node, Pipeline))
    return frozenset(pipe.members[-1].span for pipe in pipes if update_apt_first(addresses_piped(pipe)))


def _surely_run(script: Script) -> Iterator[Node]:
    """What has run when a script has succeeded: each of its statements, and the members of a last `&&` chain."""
    for statement in script.statements:
        if statement.terminator != "&":
            yield statement.node
    last = script.statements[-1].node if script.statements else None
    if isinstance(last, AndOr) and "||" not in last.operators:
        yield from last.items


def _run_downloads(text: Script) -> list[str]:
    """The parts of a text that download something and hand it to a shell."""
    found = []
    for node in walk(text):
        if not isinstance(node, Pipeline):
            continue
        last = node.members[-1]
        reads = isinstance(last, Simple) and any(_reads_input(call) for call in invocations_of(last))
        before = text.text[node.span.start : last.span.start]
        if reads and _FETCHES.search(before):
            found.append(before)
    for simple in commands(text):
        for call in invocations_of(simple):
            if call.name in SHELLS or call.name in ("eval", "zsh"):
                found += [word.text for word in call.argv[1:] if _FETCHED_TEXT.search(word.text)]
    return found


def _reads_input(call: Invocation) -> bool:
    """Whether a call is a shell that takes its text from standard input."""
    words = [word.text for word in call.argv[1:]]
    if find_interpreter(call.name) is not None and call.name != "zsh":
        first = next((word for word in words if word not in ("-q", "-s") and not word.startswith("--")), "-")
        return first in ("-", "/dev/stdin")
    if call.name not in SHELLS and call.name != "zsh":
        return False
    if any(word.startswith("-") and not word.startswith("--") and "s" in word for word in words):
        return True
    return "-c" not in words and all(word.startswith("-") or word == "/dev/stdin" for word in words)


def _is_known(part: str) -> bool:
    """Whether all that a text downloads is known to leave nothing running."""
    return _KNOWN.search(part) is not None and all(_KNOWN.match(found) for found in _ADDRESS.findall(part))

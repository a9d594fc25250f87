"""Whether a RUN hands a download, which nobody can read before it runs, to a shell."""

from __future__ import annotations

from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.shell import Invocation, Script, Simple, commands, walk
from dslim.shell.tree import Pipeline
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find_interpreter
from dslim.tools.installers import LEAVE_NOTHING_RUNNING, UPDATE_APT

_KNOWN = regex(
    r"(?:\A|[\s\"'=(])(?:https?://)?(?:" + "|".join(LEAVE_NOTHING_RUNNING) + r")(?:(?<=/)|(?![\w.-]))"
)
_UPDATES_APT = regex(r"https?://(?:" + "|".join(UPDATE_APT) + r")")
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
                return f"the installer {address[0] if address else part[:40]} may do anything: its text is not known"
    return None


def downloads_that_run(script: Script) -> tuple[str, ...]:
    """The parts of a script, its nested texts included, that download something and hand it to a shell."""
    if not _FETCHES.search(script.text):
        return ()
    return tuple(part for text in nested_texts(script) if isinstance(text, Script) for part in _run_downloads(text))


def updates_apt(part: str) -> bool:
    """Whether such a part surely runs `apt-get update`, and removes no lists."""
    return _UPDATES_APT.search(part) is not None


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
        return all(word in ("-", "--", "/dev/stdin", "-q", "-s") or word.startswith("--") for word in words)
    if call.name not in SHELLS and call.name != "zsh":
        return False
    if any(word.startswith("-") and not word.startswith("--") and "s" in word for word in words):
        return True
    return "-c" not in words and all(word.startswith("-") or word == "/dev/stdin" for word in words)


def _is_known(part: str) -> bool:
    """Whether all that a text downloads is known to leave nothing running."""
    return _KNOWN.search(part) is not None and all(_KNOWN.match(found) for found in _ADDRESS.findall(part))

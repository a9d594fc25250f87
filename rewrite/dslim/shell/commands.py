"""What a simple command really runs: through sudo, env, sh -c, xargs and other wrappers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dslim.shell.tree import Node, Opaque, Script, Simple, Statement, Word, nodes

#: Wrappers that run the command given as their arguments, with their options that take a value.
WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset("-u -g -h -p -C -r -t -T -U -D -R --user --group --chdir --host --prompt".split()),
    "doas": frozenset({"-u", "-C"}),
    "env": frozenset({"-u", "-C", "-S", "--unset", "--chdir"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n", "-p"}),
    "nohup": frozenset(),
    "setsid": frozenset(),
    "time": frozenset({"-f", "-o"}),
    "timeout": frozenset({"-k", "-s"}),
    "eatmydata": frozenset(),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "unbuffer": frozenset(),
    "chronic": frozenset(),
    "fakeroot": frozenset(),
    "gosu": frozenset(),
    "su-exec": frozenset(),
    "xargs": frozenset("-I -n -P -L -a -d -E -s --max-args --max-procs --delimiter --replace".split()),
    "retry": frozenset({"-t", "-d", "-s"}),
    "travis_retry": frozenset(),
    "xvfb-run": frozenset("-n -e -f -p -s -w --server-num --server-args".split()),
    "linux32": frozenset(),
    "setarch": frozenset(),
    "catchsegv": frozenset(),
}
_OTHER_USER = frozenset({"gosu", "su-exec"})
SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh"})


class Call(NamedTuple):
    """One program started: its words (the first is its name) and how it came to run.

    `name`: base name of the program, None where an expansion decides. `wrappers`: names passed through,
    outermost first. `simple`: the command as written. `nested`: it stands in a `sh -c` string or a
    substitution, where nothing can be edited. `user`: the user a wrapper switches to.
    """

    name: str | None
    words: tuple[Word, ...]
    wrappers: tuple[str, ...]
    simple: Simple
    nested: bool
    user: str | None = None

    @property
    def args(self) -> tuple[str | None, ...]:
        """The arguments' literal values, None for one that is not literal."""
        return tuple(w.literal for w in self.words[1:])

    @property
    def positional(self) -> tuple[str, ...]:
        """Arguments that are no options, literal or as written."""
        return tuple(w.literal or w.text for w in self.words[1:] if not w.text.startswith("-"))

    def has(self, *options: str) -> bool:
        """Whether one of the options (or `--long=...`) is among the arguments."""
        return any(a in options or (a or "").partition("=")[0] in options for a in self.args)


def calls(root: Script | Statement | Node, nested: bool = False) -> Iterator[Call]:
    """Every program that a script starts, in written order, substitutions included."""
    top = set() if nested else {id(n) for n in nodes(root, inside=False)}
    for node in nodes(root):
        if isinstance(node, Simple) and node.words:
            yield from _calls(node, nested or id(node) not in top)


def _calls(node: Simple, nested: bool) -> Iterator[Call]:
    words = node.words
    wrappers: list[str] = []
    user: str | None = None
    while words:
        name = words[0].literal
        base = name.rsplit("/", 1)[-1] if name else None
        yield Call(base, words, tuple(wrappers), node, nested, user)
        if base in SHELLS or base == "su":
            yield from _inner_script(node, base, words, tuple(wrappers), user)
            return
        if base == "find":
            yield from _find_exec(node, words, tuple(wrappers), nested)
            return
        if base is None or base not in WRAPPERS:
            return
        rest, switched = _skip_options(base, words[1:])
        user = switched or user
        wrappers.append(base)
        words = rest


def _skip_options(wrapper: str, words: tuple[Word, ...]) -> tuple[tuple[Word, ...], str | None]:
    """What a wrapper runs, and the user it switches to."""
    takes = WRAPPERS[wrapper]
    user: str | None = "root" if wrapper in ("sudo", "doas") else None
    i = 0
    while i < len(words):
        text = words[i].literal if words[i].literal is not None else words[i].text
        if text == "--":
            i += 1
            break
        if text.startswith("-") and len(text) > 1:
            if text in ("-u", "--user") and wrapper in ("sudo", "doas") and i + 1 < len(words):
                user = words[i + 1].literal or "?"
            i += 2 if text in takes else 1
        elif "=" in text and wrapper in ("env", "sudo") and not text.startswith("="):
            i += 1
        else:
            break
    if wrapper == "timeout" or wrapper == "setarch":
        i += 1
    if wrapper in _OTHER_USER and i < len(words):
        user = words[i].literal or "?"
        i += 1
    return words[i:], user


def _inner_script(
    node: Simple, base: str, words: tuple[Word, ...], wrappers: tuple[str, ...], user: str | None
) -> Iterator[Call]:
    """The commands of `sh -c '...'` and `su -c '...'`."""
    from dslim.shell.parser import parse_script

    for i, word in enumerate(words[1:-1], 1):
        text = word.text
        if text == "--command" or (text.startswith("-") and not text.startswith("--") and text.endswith("c")):
            literal = words[i + 1].literal
            script = parse_script(literal) if literal is not None else Opaque("not literal")
            if isinstance(script, Opaque):
                yield Call(None, words[i + 1 : i + 2], (*wrappers, base), node, True, user)
            else:
                for call in calls(script, nested=True):
                    who = "?" if base == "su" else call.user or user
                    yield call._replace(simple=node, wrappers=(*wrappers, base, *call.wrappers), user=who)
            return


def _find_exec(
    node: Simple, words: tuple[Word, ...], wrappers: tuple[str, ...], nested: bool
) -> Iterator[Call]:
    for i, word in enumerate(words):
        if word.text in ("-exec", "-execdir", "-ok") and i + 1 < len(words):
            stop = next((j for j in range(i + 1, len(words)) if words[j].literal in (";", "+")), len(words))
            inner = words[i + 1 : stop]
            if inner:
                name = inner[0].literal
                base = name.rsplit("/", 1)[-1] if name else None
                yield Call(base, inner, (*wrappers, "find"), node, True)
                if base in SHELLS:
                    yield from _inner_script(node, base, inner, (*wrappers, "find"), None)


def subcommand(call: Call) -> str | None:
    """The first argument that is no option: `install` in `apt-get -y install x`.

    Options that take a value (`-o X=y`, `-t release`) are passed over with it.
    """
    skip = False
    for word in call.words[1:]:
        text = word.literal if word.literal is not None else word.text
        if skip:
            skip = False
        elif text in ("-o", "-t", "-c", "--option", "--target-release", "--config-file", "-C", "-a", "--prefix"):
            skip = True
        elif not text.startswith("-"):
            return text
    return None

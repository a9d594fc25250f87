"""One call of a program as the rules see it: its name and its arguments, without `sudo` and the like in front."""

from __future__ import annotations

from typing import NamedTuple

from dslim.shell import Invocation
from dslim.support.lazy_regex import regex

_FORCE = regex(r"-[a-zA-Z]*f|--force")


class Call(NamedTuple):
    """A call of a program: its name and its arguments, without the wrappers in front.

    `name`: as one would call it (None: known only when it runs). `args` hold None where not literal.
    `texts`: the arguments as written. `user`: who a wrapper (sudo, su, gosu) made it run as, None for nobody.
    """

    name: str | None
    args: tuple[str | None, ...]
    texts: tuple[str, ...]
    written: str = ""
    wrappers: tuple[str, ...] = ()
    user: str | None = None
    understood: bool = True
    env: tuple[tuple[str, str | None], ...] = ()


def call_of(found: Invocation) -> Call:
    """The call that an invocation is; an empty one for assignments alone."""
    if not found.argv:
        return Call("", (), ())
    argv = found.argv
    return Call(
        found.name,
        tuple([word.literal for word in argv[1:]]),
        tuple([word.text for word in argv[1:]]),
        argv[0].text,
        found.wrappers,
        found.as_user,
        found.understood,
        found.env,
    )


def is_forced(call: Call) -> bool:
    """`rm -f`, which does not mind what is not there."""
    return call.name == "rm" and any(_FORCE.match(text) for text in call.texts)


def exec_call(argv: tuple[str, ...]) -> Call:
    """The call that an exec form (`CMD ["a", "b"]`) makes."""
    name = argv[0].rsplit("/", 1)[-1] if argv[0].startswith(("/bin/", "/usr/bin/")) else argv[0]
    return Call(name, argv[1:], argv[1:], argv[0])


def operands(call: Call, valued: frozenset[str] = frozenset()) -> list[str | None]:
    """The arguments that are no options; `valued` names the options whose value is the next word."""
    found: list[str | None] = []
    skip = False
    for arg in call.args:
        if skip:
            skip = False
        elif arg is not None and arg.startswith("-") and len(arg) > 1:
            skip = arg in valued
        else:
            found.append(arg)
    return found


def first_operand(call: Call, valued: frozenset[str] = frozenset()) -> str | None:
    """The first argument that is no option, '' where there is none."""
    found = operands(call, valued)
    return found[0] if found else ""

"""What a command is called with: its name, arguments, wrappers and user, as every rule asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from dslim.shell.tree import Literal, Script, Simple, Span, Word
from dslim.shell.wrappers import BIN
from dslim.support.lazy_regex import regex
from dslim.tools.calls import operands as operands_among

_FORCE = regex(r"-[a-zA-Z]*f|--force")


@dataclass(frozen=True)
class Invocation:
    """A command that runs, after what stands in front of it.

    argv: its words, none for assignments alone; in `script`'s text where that is not None (the text of a `sh -c`), else
    in the text that the simple command came from; behind xargs, more words follow them.
    wrappers: names passed, outermost first ('sh' for a `sh -c`).
    user: who a wrapper (sudo, su, gosu) made it run as, None: nobody switched.
    env: prefix assignments, and those of env and sudo; the value None if it is not literal.
    shell_inner: the tree of the text that this very command (`sh -c`, `su -c`) runs.
    understood False: it runs more than argv tells (an option not known, text not literal or opaque).
    exec_name: the program of an exec form, which no shell reads.
    """

    argv: tuple[Word, ...]
    wrappers: tuple[str, ...] = ()
    user: str | None = None
    env: tuple[tuple[str, str | None], ...] = ()
    script: Script | None = None
    shell_inner: Script | None = None
    understood: bool = True
    exec_name: str | None = None

    @cached_property
    def name(self) -> str | None:
        """The program as one would call it (see `program_name`), None if only the run tells; '' for no command."""
        if self.exec_name is not None:
            return self.exec_name
        return program_name(self.argv[0]) if self.argv else ""

    @property
    def written(self) -> str:
        """The program's name as it is written."""
        return self.argv[0].text if self.argv else ""

    @cached_property
    def program(self) -> str | None:
        """The program's name without its folder, also where that is a variable (`$CONDA_DIR/bin/conda`)."""
        return (self.name or self.written).strip("\"'").rsplit("/", 1)[-1] or None

    @cached_property
    def args(self) -> tuple[str | None, ...]:
        """The value of each argument, None where it is only known when it runs."""
        return tuple([word.literal for word in self.argv[1:]])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The arguments as written."""
        return tuple([word.text for word in self.argv[1:]])


def exec_invocation(argv: tuple[str, ...]) -> Invocation:
    """The invocation that an exec form is: no shell reads its words."""
    name = argv[0].rsplit("/", 1)[-1] if argv[0].startswith(("/bin/", "/usr/bin/")) else argv[0]
    return Invocation(tuple(_as_word(text) for text in argv), exec_name=name)


def _as_word(text: str) -> Word:
    span = Span(0, len(text))
    return Word(span, text, (Literal(span, text),), text, unquoted_glob=False)


def program_name(word: Word) -> str | None:
    """The name of the program that a word calls: without its directory where that is a usual one, else as written.

    None for one that only the run tells.
    """
    text = word.literal
    if text is None or "/" not in text:
        return text
    directory, _, base = text.rpartition("/")
    return base if directory in BIN else text


def command_name(simple: Simple) -> str | None:
    """The name of the program that a simple command calls; None for assignments and redirects alone, too."""
    return program_name(simple.words[0]) if simple.words else None


def argv_literals(simple: Simple) -> tuple[str | None, ...]:
    """The value of each word, None where it is only known when it runs."""
    return tuple(word.literal for word in simple.words)


def is_forced(call: Invocation) -> bool:
    """Whether it is `rm -f`, which does not mind what is not there."""
    return call.name == "rm" and any(_FORCE.match(text) for text in call.texts)


def operands(call: Invocation, valued: frozenset[str] = frozenset()) -> list[str | None]:
    """The arguments that are no options; `valued` names the options whose value is the next word."""
    return list(operands_among(call.args, valued))


def first_operand(call: Invocation, valued: frozenset[str] = frozenset()) -> str | None:
    """The first of `operands`, '' where there is none."""
    return next(iter(operands_among(call.args, valued)), "")

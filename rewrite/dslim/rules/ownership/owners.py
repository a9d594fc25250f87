"""User and group as a chown names them: what they mean, and the value of `--chown` that gives the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.users import primary_group
from dslim.facts.word_values import word_value
from dslim.shell import Opaque, Word, state_changes
from dslim.support.lazy_regex import regex

_NAME = r"[A-Za-z_][A-Za-z0-9_-]*|\d+|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}"
_SPEC = regex(rf"({_NAME})?(?:(:)({_NAME})?)?\Z")
_DOTTED = regex(r"([a-z_][a-z0-9_-]*)\.([a-z_][a-z0-9_-]*)?\Z")
_VARIABLE = regex(r"\$(?:\{(\w+)\}|(\w+))")
#: Changes of a shell's state after which a variable may be another than ENV or ARG say.
_SETS_VARIABLES = ("variable", "export", "unset", "eval", "source")
#: Variables that a shell, sudo or the container gives a value of its own.
_OF_THE_SHELL = frozenset(
    """UID EUID GROUPS PPID PWD OLDPWD HOME HOSTNAME HOSTTYPE USER LOGNAME SHELL RANDOM SECONDS LINENO SUDO_USER
    SUDO_UID SUDO_GID""".split()
)
#: Options of a shell that reads start-up files.
_READS_FILES = regex(r"-[a-zA-Z]*[il][a-zA-Z]*|--(login|rcfile|init-file)\b.*")
#: Why `chown u:` cannot be a --chown.
WHICH_GROUP = "which group `{}:` means is not known: name the group behind the colon"


class Owner(NamedTuple):
    """User and group as they stand in the text (`node`, `1000`, `${UID}`); None: left as it is.

    `login_group`: the group is the user's own (`chown u:`).
    """

    user: str | None
    group: str | None
    login_group: bool = False

    @property
    def is_root(self) -> bool:
        """Whether it is what a COPY gives by itself."""
        return self.user in (None, "root", "0") and self.group in (None, "root", "0")

    @property
    def names(self) -> tuple[str, ...]:
        """The names in it that the image must know; numbers and variables are none."""
        return tuple(n for n in (self.user, self.group) if n and re.match(r"[A-Za-z_]", n))

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables in it."""
        return tuple(n.strip("${}") for n in (self.user, self.group) if n and n.startswith("$"))

    @property
    def depends_on_image(self) -> bool:
        """Whether which numbers it means depends on the image or on a build argument."""
        return bool(self.names or self.variables)

    @property
    def as_flag(self) -> str:
        """The value of `--chown`: always user and group, but where the group is the user's own."""
        return self.user if self.login_group and self.user else f"{self.user or 0}:{self.group or 0}"


#: The owner of a question that is about a mode.
NO_OWNER = Owner(None, None)


def read_owner(word: Word, run: Run, group_only: bool = False) -> Owner | str:
    """The owner that a word names, or why it is not known."""
    known = word_value(word, run)
    text = known if known is not None else _with_build_arguments(word, run)
    if text is None:
        return f"the owner {word.text} is known only when the chown runs"
    if group_only:
        text = ":" + text
    if dotted := _DOTTED.match(text):
        text = f"{dotted[1]}:{dotted[2] or ''}"
    match = _SPEC.match(text)
    if not match or not (match[1] or match[3]):
        numbers = re.fullmatch(r"(\d+)\.(\d+)", text)
        return f"an owner that is written as {word.text} is not supported: write " + (
            f"{numbers[1]}:{numbers[2]}" if numbers else "user:group"
        )
    user, colon, group = match[1], match[2], match[3]
    login_group = bool(user and colon and not group)
    if login_group and (user.isdigit() or user.startswith("$")):
        return WHICH_GROUP.format(user)
    return Owner(user, group, login_group)


def _with_build_arguments(word: Word, run: Run) -> str | None:
    """The word with ENV put in, ARGs and what the base may set left as written; None where there is more to it."""
    text = word.text.removeprefix('"').removesuffix('"')
    if isinstance(run.script, Opaque) or re.search(r"[\"'\\`()]", text):
        return None
    names = {m[1] or m[2] for m in _VARIABLE.finditer(text)}
    changed = {change.what for change in state_changes(run.script) if change.kind in _SETS_VARIABLES}
    if any(name in _OF_THE_SHELL and name not in run.state.env for name in names) or changed & {*names, "IFS"}:
        return None
    if may_set_variables(run, names):
        return None
    return _VARIABLE.sub(lambda m: run.state.env.get(m[1] or m[2]) or m[0], text)


def may_set_variables(run: Run, names: Collection[str]) -> bool:
    """Whether a RUN, beyond what its assignments say, may give one of some variables another value."""
    if isinstance(run.script, Opaque) or (names and _reads_start_files(run)):
        return True
    text = run.script.text
    return any(_is_named_otherwise(name, text) for name in names)


#: The value of a variable, or (group 1) a name that stands by itself.
_VALUE_OR_NAME = regex(r"\$\w+|\$\{\w+\}|(\w+)")


def _is_named_otherwise(name: str, text: str) -> bool:
    """Whether a script names a variable but for its value: `printf -v NAME`, `$((NAME=1))`, `${NAME:=x}` set it."""
    return any(match[1] == name for match in _VALUE_OR_NAME.finditer(text))


def _reads_start_files(run: Run) -> bool:
    """Whether the shell of a RUN reads a start-up file, which may set any variable."""
    return "BASH_ENV" in run.state.env or any(_READS_FILES.fullmatch(word) for word in run.state.shell[1:])


def completed(owner: Owner, flag: str | None) -> Owner:
    """The owner, with the user or group that it leaves as it is, where the `--chown` of a COPY names that."""
    if flag is None or "$" in flag or owner.login_group or (owner.user and owner.group):
        return owner
    user, _, group = flag.partition(":")
    group = group or (user if user.isdigit() else "")
    return Owner(owner.user or user, owner.group or group) if user and group else owner


def with_known_group(owner: Owner, point: Point) -> Owner:
    """The owner, with the group of `user:` written out where it is known at a place."""
    if owner.login_group and owner.user:
        group = primary_group(point, owner.user)
        return Owner(owner.user, group) if group else owner
    return owner

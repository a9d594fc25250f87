"""Writes the numbers of users and groups into the commands that make them, where other packages would shift them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dslim.facts.run import Run
from dslim.shell import Invocation, Script, commands, unwrap
from dslim.syntax.edits import Edit

#: Program -> (the option for the number, what it makes). https://manpages.debian.org/useradd.8 and the others
_NUMBERED = {
    "useradd": ("-u", "user"), "groupadd": ("-g", "group"), "adduser": ("--uid", "user"),
    "addgroup": ("--gid", "group"),
}  # fmt: skip
_HAVE_NUMBER = frozenset({"-u", "--uid", "-g", "--gid"})


@dataclass(frozen=True, slots=True)
class Accounts:
    """The numbers of users and of groups, by name."""

    users: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def read_accounts(passwd: bytes, group: bytes) -> Accounts:
    """What /etc/passwd and /etc/group hold."""
    return Accounts(*({row[0]: row[2] for row in rows_of_accounts(data)} for data in (passwd, group)))


def rows_of_accounts(data: bytes) -> Iterator[list[str]]:
    """The columns of each line of /etc/passwd or /etc/group."""
    rows = (line.split(":") for line in data.decode("utf-8", "replace").splitlines())
    return (row for row in rows if len(row) > 2)


def numbered(run: Run, accounts: Accounts) -> Iterator[Edit]:
    """Edits of the file that give each new user and group of a RUN the number that it has in `accounts`."""
    if not isinstance(run.script, Script):
        return
    for simple in commands(run.script):
        for call in unwrap(simple):
            option, kind = _NUMBERED.get(call.name or "", ("", ""))
            number = (accounts.users if kind == "user" else accounts.groups).get(_name_made(call))
            if option and call.script is None and number is not None and not _has_number(call, kind):
                at = run.source_at(call.argv[0].span.end)
                yield Edit(at, at, f" {option} {number}")


def _name_made(call: Invocation) -> str:
    """The last argument, which names what is made."""
    return (call.args[-1] if call.args else None) or ""


def _has_number(call: Invocation, kind: str) -> bool:
    wanted = {"-u", "--uid"} if kind == "user" else {"-g", "--gid"}
    return any(text.partition("=")[0] in wanted for text in call.texts if text.partition("=")[0] in _HAVE_NUMBER)

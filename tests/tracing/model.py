"""The values that the oracle works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

_NO_ENV: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RunStep:
    """One RUN: `body` goes to a new shell, as Docker does it.

    `shell`: the SHELL in force with its flags, or empty for the shell under test with `-c`. `argv`: exec
    form, no shell (body is not used then). `tag`: whatever else a command of this RUN runs under (its
    user, its mounts); it becomes part of each of its events.
    """

    body: str
    cwd: str = "/w"
    env: Mapping[str, str] = field(default_factory=lambda: _NO_ENV)
    shell: tuple[str, ...] = ()
    argv: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happens between RUNs and whose order counts: a COPY, a WORKDIR."""

    text: str


Step: TypeAlias = "RunStep | Marker"


class Plan(NamedTuple):
    """Which stand-ins fail: `percent` of the calls, chosen by a hash of `seed`, argv and occurrence."""

    seed: int
    percent: int


class Event(NamedTuple):
    """One call of a stand-in, or one marker (`argv` alone is set then).

    `env`: the exported variables, sorted, one text. `descriptors`: which of 3..9 are open. `stdin`: what
    it read. `limits`: umask, open files and core size.
    """

    argv: tuple[str, ...]
    tag: str = ""
    cwd: str = ""
    limits: str = ""
    env: str = ""
    descriptors: str = ""
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a sequence did.

    `status`: the exit status of the step it ended with (0, or that of the first that failed). `files`:
    everything it left below the working tree: path to "mode content". `output`: its standard output.
    """

    events: tuple[Event, ...]
    status: int
    files: tuple[tuple[str, str], ...]
    output: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two traces part: under which shell and plan, in what, and both sides there."""

    shell: str
    plan: Plan
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"[{self.shell}, {self.plan}] {self.what}:\n  before: {self.before}\n  after:  {self.after}"

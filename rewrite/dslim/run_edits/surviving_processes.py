"""Why a process may still run when its RUN is over: Docker ends it there, a shared RUN does not."""

from __future__ import annotations

import re

from dslim.facts.nested_scripts import invocations_of, nested_texts
from dslim.facts.run import Run
from dslim.run_edits.stopped_gpg import stops_gpg
from dslim.shell import Invocation, Script, commands, walk
from dslim.shell.tree import ProcessSub, Statement
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find, names_where

_DAEMONS = names_where(lambda tool: tool.lives_on)
_ALL = names_where(lambda tool: True)
_RUN_THEIR_ARGUMENTS = names_where(lambda tool: tool.runs_arguments)
#: No program is known that takes one of these for anything but going on in the background.
_SURE_DAEMON_FLAG = regex(r"(--(daemon|daemonize|bg-daemon|background|detached)|-daemonize|-detached)(=.*)?\Z")
_OFF = regex(r".*=(false|no|off|0|none)\Z")
_DAEMON_FLAGS = frozenset({"-D", "--fork", "-daemon", "--detach"})
#: Programs that have another use for one of those flags.
_OTHER_DAEMON_FLAGS = names_where(lambda tool: tool.other_daemon_flags)
_GPG = frozenset({"gpg", "gpg2"})
#: gpg starts its agent for secret keys, for every import and to delete a key (seen with 2.2.40, with --batch too),
#: dirmngr for key servers; 2.4 may start keyboxd for any import. apt-key, which works in a home of its own, kills them
#: at its end and removes that home (cleanup_gpg_home in https://salsa.debian.org/apt-team/apt/-/blob/2.6.1/cmdline/apt-key.in).
_GPG_SERVER = regex(
    r"--(recv|keyserver|refresh|search|send|gen|full-gen|quick|sign|clearsign|decrypt|locate|import|edit|export-secret"
    r"|list-secret|delete|card|passwd|change)|-[a-zA-Z]*[KsdS]"
)
#: ssh goes to the background with -f, wget with -b, alone or in a bundle.
_BACKGROUND_LETTER = {
    "ssh": regex(r"-[46AaCGgKkMNnqsTtVvXxYy]*f"),
    "wget": regex(r"-[ceFdNqvrkKmpHLSx]*b"),
}
#: The version in a name: `php-fpm8.2`, `php8.2-fpm`, `postgresql-15`, `php-fpm$VERSION`, `redis-server@7`.
_VERSION = regex(r"[-_@]?(\d[\d.]*|\$\{?\w+\}?)(?=\Z|-)")
#: A name that only the shell finds: `$(command -v php-fpm8.2)`, /usr/lib/postgresql/*/bin/pg_ctl.
_FOUND_BY_SHELL = regex(r"[\w.@+/-]+")
_ENTRY_POINT = regex(r"([\w.-]*[-_])?entrypoint(\.sh)?\Z")
_START_VERB = regex(r"(re)?start(-[a-z-]+)?\Z|--?start\Z")
_START_SCRIPT = regex(
    r"(start|startup|launch|run[-_]server)([-_.][\w.-]*)?\Z|[\w.-]*[-_](start|startup|daemon)(\.sh)?\Z"
)
#: Commands that take `start` for a word like any other.
_TAKE_START_AS_TEXT = names_where(lambda tool: tool.takes_start_as_text)
#: Compilers are started through these, which have servers: https://github.com/mozilla/sccache#usage
_LAUNCHER = regex(r"=[\"']?(?:/\S{0,200}/)?(sccache|icecc)\b")
_SETTINGS = regex(r"\.(conf|cfg|ini|ya?ml|toml|json|properties|xml|pid|log|sock)[\"']?\Z")
_SUSPECT = regex(r"(?<![&>|<])&(?![&>\d])|nohup|daemon|\bstart\b")


@once
def why_a_process_may_survive(script: Script) -> str | None:
    """Why a process of a script may still run when the next one begins; None if none does."""
    for text in nested_texts(script):
        if isinstance(text, str):
            if _SUSPECT.search(text):
                return f"`{text[:30]}` cannot be read and may start something that goes on running"
        elif reason := _why_in_text(text):
            return reason
    return None


def why_a_variable_starts_a_server(run: Run) -> str | None:
    """Which variable of the environment has every compiler started through a server that goes on running."""
    for name, value in run.state.env.items():
        if value and _LAUNCHER.search(f"={value}"):
            return f"{name} names a program that leaves a server running"
    return None


def _why_in_text(text: Script) -> str | None:
    if launcher := _LAUNCHER.search(text.text):
        return f"`{launcher[1]}` may leave a server running"
    rest = text.text.replace("&&", "")
    for node in walk(text) if "&" in rest or "(" in rest else ():
        if isinstance(node, Statement) and node.terminator == "&":
            return "it leaves a background job running (`&`)"
        if isinstance(node, ProcessSub):
            return f"the shell does not wait for `{node.direction}(...)`"
    for simple in commands(text):
        for call in invocations_of(simple):
            # of what stands before it (nohup, exec), the arguments are the call's own
            if found := next((name for name in call.wrappers if _is_daemon(name.rpartition("/")[2])), None):
                return f"`{found}` may leave a process running"
            reason = _why_it_survives(_name_as_written(call), call)
            if reason and not (_is_gpg(call) and stops_gpg(text, call)):
                return reason
    return None


def _is_gpg(call: Invocation) -> bool:
    return call.name in _GPG


def _name_as_written(call: Invocation) -> str:
    return call.name or (call.argv[0].text if call.argv else "")


def _why_it_survives(name: str, call: Invocation) -> str | None:
    base = name.strip("\"'").rpartition("/")[2]
    args = [w.literal or w.text for w in call.argv[1:]]
    if _is_daemon(base) or "/init.d/" in name or "/rc.d/" in name:
        return f"`{base}` may leave a process running"
    if base in ("service", "rc-service", "invoke-rc.d") and args:
        return f"`service {args[0]}` may leave a process running"
    if base in _GPG and any(_GPG_SERVER.match(a) for a in args):
        return f"`{base}` may leave dirmngr or gpg-agent running (`gpgconf --kill all` ends them)"
    if base == "sudo" and any(a == "--background" or re.fullmatch(r"-[a-zA-Z]*b[a-zA-Z]*", a) for a in args[:2]):
        return "`sudo -b` leaves a background job running"
    tool = find(base)
    if tool is not None and not tool.lives_on_verbs.isdisjoint(args[:2]):
        return f"`{base}` may leave a build server running"
    if _goes_to_background(base, args):
        return f"`{base}` may leave a daemon running"
    if ("$(" in name or "`" in name) and (found := _daemon_in(_FOUND_BY_SHELL.findall(name))):
        return f"`{found}` may leave a process running"
    runs_arguments = base in _RUN_THEIR_ARGUMENTS or not call.understood or _ENTRY_POINT.match(base)
    if runs_arguments and (found := _daemon_in(args)):
        return f"`{base} {found}` may leave a process running"
    if _START_SCRIPT.match(base) or (base not in _TAKE_START_AS_TEXT and any(_START_VERB.match(a) for a in args[:3])):
        return f"`{base}` may start something that goes on running"
    return None


def _is_daemon(base: str) -> bool:
    """Whether a name is that of a program that may go on running, with a version in it or without."""
    return base in _DAEMONS or (base not in _ALL and _VERSION.sub("", base, count=1) in _DAEMONS)


def _goes_to_background(base: str, args: list[str]) -> bool:
    """Whether a switch sends a program to the background: one that can mean nothing else, or one of its own."""
    tool = find(base)
    if base not in _TAKE_START_AS_TEXT and any(_SURE_DAEMON_FLAG.match(a) and not _OFF.match(a) for a in args):
        return True
    if tool is None and base and base not in SHELLS and any(_is_lone_switch(args, i) for i in range(len(args))):
        return True  # of a program that nobody knows, `-d` may be a daemon as of so many
    if base not in _OTHER_DAEMON_FLAGS and not _DAEMON_FLAGS.isdisjoint(args):
        return True
    if tool is not None and any(a.partition("=")[0] in tool.lives_on_options for a in args):
        return True
    if "up" in args and not {"-d", "--detach"}.isdisjoint(args):  # docker compose up -d
        return True
    letter = _BACKGROUND_LETTER.get(base)
    return letter is not None and any(letter.match(a) for a in args)


def _is_lone_switch(args: list[str], place: int) -> bool:
    """Whether a `-d` stands for itself: the end, an option or a file of settings follows, and no folder or value."""
    following = args[place + 1 : place + 2]
    if args[place] != "-d":
        return False
    return not following or following[0].startswith("-") or _SETTINGS.search(following[0]) is not None


def _daemon_in(args: list[str]) -> str | None:
    """The program among arguments that may go on running, as behind a wrapper whose options are not understood."""
    words = (word.strip("\"'").rpartition("/")[2] for word in args)
    return next((word for word in words if _is_daemon(word)), None)

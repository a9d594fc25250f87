"""Why the shell of one RUN must end before the next RUN begins.

Each function gives the reason, in words a user understands, or None. The rows are those of the merging
table in docs/semantics.md.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dslim.facts.runs import Run, mounts
from dslim.once import once
from dslim.shell import Invocation, Script, commands, unwrap, walk
from dslim.shell.tree import Param, Simple, Statement, Word

_SHELL_FILE = re.compile(r"(^|[/\s=])bin/(sh|bash|dash|ash|busybox)\b|^/bin/\*|busybox --install")
_REPLACERS = frozenset(
    """ln rm mv cp install update-alternatives dpkg-divert unlink busybox""".split()
)
_PACKAGE_TOOLS = frozenset(
    """apt-get apt aptitude apk yum dnf microdnf zypper pacman tdnf""".split()
)
_ADDS = frozenset(
    """install add in -S -Sy -Syu reinstall --reinstall fix localinstall""".split()
)
_SHELL_PACKAGES = frozenset(
    """bash dash busybox busybox-static bash-static busybox-binsh bash-binsh dash-binsh yash-binsh
    zsh-binsh""".split()
)

_DAEMONS = frozenset(
    """nohup setsid disown daemon daemonize start-stop-daemon systemctl initctl rc-service supervisord
    supervisorctl Xvfb Xorg x11vnc vncserver dbus-daemon dbus-launch mysqld mysqld_safe mysql_safe
    mariadbd postgres postmaster pg_ctl pg_ctlcluster mongod mongos redis-server rabbitmq-server
    rabbitmqctl memcached couchdb neo4j cassandra elasticsearch slapd named nginx apachectl apache2ctl
    apache2 httpd lighttpd php-fpm sshd cron crond rsyslogd syslogd dockerd containerd dirmngr gpg-agent
    ssh-agent gradle gradlew bazel bazelisk sccache adb watchman pm2 mvnd buck pulseaudio avahi-daemon
    consul vault etcd zookeeper-server-start.sh kafka-server-start.sh tmux screen at batch runsvdir
    s6-svscan""".split()
)
_DAEMON_FLAGS = frozenset({"-D", "--daemon", "--daemonize", "--background", "--fork", "-daemon", "--detach"})
_HARMLESS_D = frozenset(
    """curl wget install cmake gcc g++ cc make tar unzip patch adduser addgroup useradd deluser chmod cp
    diff grep sed find ls pip pip3 python python3 npm node java javac mvn perl ruby unix2dos dpkg
    apt-get apt apk yum dnf update-rc.d sqlite3 ssh scp rsync git strip objcopy readelf gunzip xxd iconv
    go cargo rustc meson ninja opam psql mkpasswd su sudo usermod groupadd date stat R Rscript conda
    mamba composer php""".split()
)
_GPG_SERVER = re.compile(
    r"--(recv|keyserver|refresh|search|send|gen-key|full-gen|quick|sign|clearsign|decrypt|locate)"
)
_FRESH = re.compile(r"/etc/(hosts|resolv\.conf|hostname)\b|/dev/shm\b")


@once
def calls(script: Script) -> tuple[Invocation, ...]:
    """Every command that a script runs, through its wrappers."""
    return tuple(call for simple in commands(script) if simple.words for call in unwrap(simple))


@once
def lives_on(script: Script) -> str | None:
    """A process of this body may still run when the next body begins."""
    for node in walk(script):
        if isinstance(node, Statement) and node.terminator == "&":
            return "it leaves a background job running (`&`)"
    for simple in commands(script):
        for call in unwrap(simple) if simple.words else ():
            names = (*call.wrappers, call.name or "")
            for name in names:
                reason = _daemon(name, call, simple)
                if reason:
                    return reason
    return None


def _daemon(name: str, call: Invocation, simple: Simple) -> str | None:
    base = name.rpartition("/")[2]
    args = [w.literal or w.text for w in call.argv[1:]]
    if base in _DAEMONS or name.startswith(("/etc/init.d/", "/etc/rc.d/")):
        return f"`{base}` may leave a process running"
    if base in ("service", "rc-service", "invoke-rc.d") and args:
        return f"`service {args[0]}` may leave a process running"
    if base in ("gpg", "gpg2", "apt-key") and any(_GPG_SERVER.match(a) for a in args):
        return f"`{base}` may leave dirmngr or gpg-agent running"
    if base not in _HARMLESS_D and _DAEMON_FLAGS & set(args):
        return f"`{base}` may leave a daemon running"
    if "/etc/init.d/" in " ".join(w.text for w in simple.words[:1]):
        return "an init script may leave a process running"
    return None


@once
def replaces_shell(script: Script) -> str | None:
    """The shell that the next RUN would start may be another one."""
    for call in calls(script):
        name = call.name
        args = [w.literal or w.text for w in call.argv[1:]]
        if name in _REPLACERS and any(_SHELL_FILE.search(a) for a in (*args, " ".join([name or "", *args]))):
            return f"`{name}` may replace the shell"
        if name == "dpkg-reconfigure" and "dash" in args:
            return "`dpkg-reconfigure dash` may replace the shell"
        if name in _PACKAGE_TOOLS and _ADDS & set(args):
            shells = {re.split(r"[=<>~@:]", a)[0] for a in args} & _SHELL_PACKAGES
            if shells:
                return f"installing {min(shells)} may replace the shell"
    return None


def starts_otherwise(run: Run) -> str | None:
    """The shell reads start-up files, or is behind a wrapper, so that a new one is not like the old."""
    for flag in run.state.shell[1:]:
        if flag in ("--login", "--rcfile", "--init-file") or re.fullmatch(r"-[A-Za-z]*[li][A-Za-z]*", flag):
            return "SHELL reads start-up files (a login or interactive shell)"
    if "BASH_ENV" in run.state.env or "ENV" in run.state.env:
        return "BASH_ENV or ENV is set: each shell reads that file anew"
    if run.state.shell and not run.state.shell[-1].endswith("c"):
        return "SHELL does not end in -c"
    return None


def touches_fresh(run: Run, script: Script) -> str | None:
    """The body writes where each RUN gets something new."""
    if found := _FRESH.search(script.text):
        return f"each RUN gets {found[0]} anew"
    for volume in run.state.volumes:
        if not volume or volume.rstrip("/") in script.text or _below(run.state.workdir or "/", volume):
            return f"it may write below the VOLUME {volume or '(unknown)'}"
    return None


def mounts_differ(a: Run, b: Run) -> str | None:
    """The flags of the two RUNs are not the same set, or hold a mount whose content ends with its RUN."""
    ours, theirs = (sorted((f.name, f.value or "") for f in run.flags) for run in (a, b))
    if ours != theirs:
        return "their flags (--mount, --network, --security) differ"
    for mount in mounts(a.flags):
        kind = mount.get("type", "bind")
        if kind == "tmpfs":
            return "a tmpfs mount is empty at the start of each RUN"
        writable = mount.get("rw", mount.get("readwrite", "")).lower() not in ("", "false") or "rw" in mount
        if kind == "bind" and (writable or mount.get("ro", mount.get("readonly", "")).lower() == "false"):
            return "what a RUN writes to a bind mount is dropped at its end"
    targets = [m.get("target", "") for m in mounts(a.flags)]
    nested = any(x != y and _below(y, x) for x in targets for y in targets)
    if nested and [f.value for f in a.flags] != [f.value for f in b.flags]:
        return "the order of nested mounts differs"
    return None


def _below(path: str, folder: str) -> bool:
    folder = folder.rstrip("/") or "/"
    return path == folder or path.startswith(folder.rstrip("/") + "/")


#: What no image has for its WORKDIR, nor below it: caches, package lists, documentation.
_NEVER_WORKDIR = re.compile(
    r"/(var/(lib/(apt|dpkg|yum|rpm|dnf)|cache|log|tmp/.|run)|tmp/.|root/\.[a-z]|etc/(apt|yum|apk|nginx|ssh|ssl)|dev|proc"
    r"|usr/(share/(doc|man|info|locale|zoneinfo)|src/(linux|python|php)|lib|bin|sbin)|s?bin|lib|lib64)(/|\*|\Z)"
    r"|.*\.(tar|gz|tgz|bz2|xz|zip|deb|rpm|sh|py|txt|conf|list|whl|jar|run|exe|repo|key|asc|so|a|la|html|json|pem)\Z"
)
_REMOVERS = frozenset({"rm", "rmdir", "mv", "unlink"})


def loses_workdir(run: Run, script: Script) -> str | None:
    """The body may remove, move or relink the directory in which the next body would start."""
    cwd: str | None = run.state.workdir  # None: unknown, and so is all that is relative to it
    start = cwd
    moved = False
    made = _made_here(script)
    for simple in commands(script):
        for call in unwrap(simple) if simple.words else ():
            name, args = call.name, call.argv[1:]
            if name in ("cd", "pushd", "popd"):
                moved = True
                cwd = _joined(cwd, args[0].literal) if name == "cd" and args and args[0].literal else None
            elif name in _REMOVERS:
                paths = args[:-1] if name == "mv" else args
                for word in paths:
                    if _may_be(word, cwd, start, moved, made):
                        return f"`{name} {word.text}` may remove the working directory"
            elif (
                name == "ln"
                and len(args) > 1
                and any(w.text.startswith("-") and "f" in w.text for w in args)
                and _may_be(args[-1], cwd, start, moved, made)
            ):
                return f"`ln {args[-1].text}` may replace the working directory"
    return None


def _joined(cwd: str | None, path: str | None) -> str | None:
    if path is None:
        return None
    if path.startswith("/"):
        return posixpath.normpath(path)
    return posixpath.normpath(posixpath.join(cwd, path)) if cwd else None


def _may_be(word: Word, cwd: str | None, start: str | None, moved: bool, made: frozenset[str]) -> bool:
    """Whether removing `word` may remove `start` (the WORKDIR, None where unknown)."""
    if word.text.startswith("-") and word.literal is not None:
        return False
    path = word.literal
    if path is None and word.unquoted_glob and not any(isinstance(p, Param) for p in word.parts):
        # a pattern: what is before it is the folder whose entries go
        path = re.split(r"[*?\[{]", word.text)[0].strip("\"'") + "x"
    if path is None:
        names = {p.name for p in _params(word)}
        if start == "/" or (names and names <= made):
            return False
        lead = re.split(r"[$`]", word.text)[0].strip("\"'")
        return not (lead.startswith("/") and _NEVER_WORKDIR.match(lead + "x") is not None)
    if path.startswith("~"):
        return start is not None and _below(start, "/root")
    full = _joined(cwd, path)
    if full is None:
        if path.startswith("/"):
            full = posixpath.normpath(path)
        else:
            # relative to an unknown directory: below it unless it climbs
            return moved and start != "/" if not path.startswith("..") else start != "/"
    if start is not None:
        return _below(start, full)
    return _NEVER_WORKDIR.match(full) is None


def _params(word: Word) -> Iterator[Param]:
    return (node for node in walk(word) if isinstance(node, Param))


def _made_here(script: Script) -> frozenset[str]:
    """Variables that hold a fresh temporary directory: `X="$(mktemp -d)"`."""
    found = set()
    for node in walk(script):
        if isinstance(node, Simple):
            for item in node.assignments:
                if isinstance(item.value, Word) and "mktemp" in item.value.text:
                    found.add(item.name)
            if node.words and node.words[0].literal == "export":
                for word in node.words[1:]:
                    name, eq, value = word.text.partition("=")
                    if eq and "mktemp" in value:
                        found.add(name)
    return frozenset(found)


__all__ = [
    "calls", "lives_on", "loses_workdir", "mounts_differ", "replaces_shell", "starts_otherwise",
    "touches_fresh",
]  # fmt: skip

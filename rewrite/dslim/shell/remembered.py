"""Remembered command paths: a shell that ran `pip` once runs the same file again.

A new RUN is a new shell and looks `pip` up anew. So two bodies that share a shell may run different files
where the first put another program of that name on PATH after it had run one (POSIX XCU 2.9.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dslim.shell.builtins import BUILTINS
from dslim.shell.commands import Invocation, unwrap
from dslim.shell.tree import Script, Simple
from dslim.shell.walk import Where, commands_at
from dslim.shell.wrappers import SHELLS

#: Programs that distributions own and that nothing but a build of their own source puts elsewhere on PATH.
SYSTEM = frozenset(
    """apt apt-get apt-cache apt-key apt-mark aptitude add-apt-repository dpkg dpkg-reconfigure
    debconf-set-selections apk yum dnf microdnf tdnf rpm zypper pacman yum-config-manager
    update-ca-certificates update-alternatives ldconfig locale-gen localedef useradd groupadd adduser
    addgroup usermod groupmod userdel groupdel deluser delgroup chpasswd passwd chown chmod chgrp mkdir
    rmdir rm cp mv ln ls cat touch head tail sort uniq wc cut tr tee date basename dirname readlink
    realpath mktemp sleep id whoami uname hostname env expr seq stat du df sync dd sed grep egrep fgrep
    awk find xargs diff cmp which file tar gzip gunzip bzip2 xz unzip zip install nproc yes od md5sum
    sha1sum sha256sum sha512sum base64 true false test echo printf ps kill pkill killall mount umount su
    sudo git curl wget gpg openssl systemctl service update-rc.d a2enmod a2dismod a2ensite a2dissite
    getent chsh patch strip setcap getcap setfacl crontab tzselect sysctl dos2unix unix2dos ssh-keyscan
    ssh-keygen visudo update-locale dpkg-divert apk-install ip ifconfig ping nslookup""".split()
)
#: Those of SYSTEM that write no program of another name.
_COPY = frozenset(
    """cp mv ln install rm chmod update-alternatives dpkg-divert dd touch tee""".split()
)
_UNPACK = frozenset(
    """tar unzip dpkg rpm gunzip patch xargs find sudo su""".split()
)
_FETCH = frozenset({"curl", "wget"})
_INDEX = {"pip": "pip", "pip2": "pip", "pip3": "pip", "npm": "npm", "gem": "gem"}
_BUSYBOX = frozenset(
    """coreutils util-linux findutils procps diffutils busybox-extras busybox grep sed tar gawk""".split()
)
#: Programs that may put a newer one of themselves elsewhere on PATH.
_SELF_UPDATERS = frozenset(
    """pip pip2 pip3 npm yarn pnpm corepack gem bundle conda mamba micromamba
    rustup cargo composer poetry pipx uv pdm easy_install nvm asdf sdk opam brew luarocks cpan cpanm go
    gvm pyenv rbenv apk""".split()
)
#: Programs that build or run what somebody wrote, and so may install anything.
_BUILDERS = frozenset(
    "python python2 python3 perl node ruby php Rscript R cmake ninja meson scons stack".split()
)
_OWN = re.compile(r"(pip|python|npm|node|npx|gem|ruby)[\d.]*\Z")


class Installed(NamedTuple):
    """Names that a command may put on PATH: `names`, or any but the SYSTEM ones and `spared`."""

    names: frozenset[str] = frozenset()
    others: bool = False
    spared: bool = False  # the package tool itself and its language are not replaced
    system: bool = False  # even SYSTEM names


NOTHING = Installed()
OTHERS = Installed(others=True)


def installs(call: Invocation) -> Installed:
    """What one command may put on PATH."""
    name = call.name
    if name is None or not call.understood:
        return OTHERS
    args = [w.literal for w in call.argv[1:]]
    if name in BUILTINS:
        return OTHERS if name in ("eval", ".", "source") else NOTHING
    if name in ("apk", "apk-install"):
        packages = {re.split(r"[=<>~@]", a)[0] for a in args if a and not a.startswith("-")}
        return Installed(frozenset(packages), system=bool(packages & _BUSYBOX) or None in args)
    if name in _INDEX or (name.startswith("pip") and _OWN.match(name)):
        return _from_index(args)
    if name in _COPY:
        return _copied(args)
    if name in _FETCH:
        return _fetched(args)
    if name in _UNPACK or "/" in name or name in SHELLS or name in _SELF_UPDATERS:
        return OTHERS
    verbs = {"install", "setup", "upgrade", "update", None}
    return OTHERS if name not in SYSTEM and (name in _BUILDERS or verbs & set(args)) else NOTHING


def _from_index(args: list[str | None]) -> Installed:
    """pip, npm, gem: packages by name spare the tool itself unless they name it."""
    unknown = any(
        a is None or a in (".", "-r", "-e", "-c", "--requirement", "--editable") or "/" in a or ":" in a
        or a.startswith(("-r", "-U", "--upgrade"))
        for a in args
    )  # fmt: skip
    named = {re.split(r"[=<>~!@\[]", a)[0].lower() for a in args if a and not a.startswith("-")}
    return Installed(others=True, spared=not unknown and not any(_OWN.match(n) for n in named))


def _copied(args: list[str | None]) -> Installed:
    """cp, mv, ln ...: the base names of all that is named; a folder may hold anything."""
    if any(a is None or (a[:1] == "-" and a[:2] != "--" and set(a) & set("raRT")) for a in args):
        return OTHERS
    return Installed(frozenset(a.rstrip("/").rpartition("/")[2] for a in args if a and not a.startswith("-")))


def _fetched(args: list[str | None]) -> Installed:
    """curl and wget: what they write bears the name given, or the last part of the address."""
    if None in args:
        return OTHERS
    return Installed(frozenset(a.rstrip("/").rpartition("/")[2] for a in args if a))


class _Event(NamedTuple):
    name: str | None  # a program looked up by bare name in the body's own shell
    installed: Installed
    mentions: str  # the arguments, where a build of a SYSTEM program from source would show


def _events(script: Script) -> Iterator[_Event]:
    for simple, where in commands_at(script):
        if not simple.words:
            continue
        name = simple.words[0].literal
        bare = name if name and "/" not in name and name not in BUILTINS and where is Where.HERE else None
        found = [installs(call) for call in unwrap(simple)]
        merged = Installed(
            frozenset().union(*(i.names for i in found)),
            any(i.others for i in found),
            all(i.spared for i in found if i.others),
            any(i.system for i in found),
        )
        yield _Event(bare, merged, _arguments(simple))


def _arguments(simple: Simple) -> str:
    return " ".join(w.text for w in simple.words[1:])


def _replaces(event: _Event, name: str) -> bool:
    """Whether the event may put another program called `name` on PATH."""
    done = event.installed
    if event.name == name and name not in _SELF_UPDATERS:
        return False
    if name in done.names or done.system:
        return True
    if not done.others:
        return False
    if name in SYSTEM:
        # built from its own source: `git-2.40.tar.gz`, `git.git`
        source = rf"(?:^|[/\s]){re.escape(name)}(?:[-_.]v?\d|\.git\b)|coreutils|toybox"
        return bool(re.search(source, event.mentions))
    return not (done.spared and _OWN.match(name))


def forgets(bodies: Sequence[Script], fixed: frozenset[str] = frozenset()) -> frozenset[int]:
    """The bodies, by index, that must not share their shell with the ones after them.

    `fixed`: names that stand first on PATH already (as in official language images), where a new one
    overwrites the old.
    """
    rows = [list(_events(script)) for script in bodies]
    found: set[int] = set()
    for i, row in enumerate(rows[:-1]):
        for at, event in enumerate(row):
            name = event.name
            if name is None or name in fixed:
                continue
            replaced = any(_replaces(e, name) for e in row[at:])
            for later in rows[i + 1 :]:
                for other in later:
                    if other.name == name and replaced:
                        found.add(i)
                    replaced = replaced or _replaces(other, name)
    return frozenset(found)

"""What a base image brings: its family, the folders and users that are surely there, root or not.

A table of official images, and evidence: a RUN that surely ran `apt-get` shows a Debian, with the folders
and the `find` of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.facts import Facts
from dslim.facts.images import Image, read_image, root_base
from dslim.facts.onward import before
from dslim.facts.runs import Run
from dslim.facts.sites import sure_sites
from dslim.once import once_a_stage
from dslim.patterns import regex
from dslim.records import NamedTuple
from dslim.syntax.nodes import Stage

#: Official images: their family (None: it differs from tag to tag), and their own users, each with a group of
#: that name. What lies in them is told by EMPTY. All start as root.
OFFICIAL: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "debian": ("debian", ()), "ubuntu": ("debian", ()), "alpine": ("alpine", ()), "busybox": ("busybox", ()),
    "buildpack-deps": ("debian", ()), "python": ("debian", ()), "node": ("debian", ("node",)),
    "golang": ("debian", ()), "ruby": ("debian", ()), "rust": ("debian", ()), "perl": ("debian", ()),
    "php": ("debian", ("www-data",)), "nginx": ("debian", ("nginx",)), "httpd": ("debian", ("www-data",)),
    "redis": ("debian", ("redis",)), "postgres": ("debian", ("postgres",)), "tomcat": ("debian", ()),
    "eclipse-temurin": (None, ()), "openjdk": (None, ()), "maven": (None, ()), "gradle": (None, ()),
    "amazoncorretto": (None, ()), "fedora": ("rpm", ()), "rockylinux": ("rpm", ()), "almalinux": ("rpm", ()),
    "centos": ("rpm", ()), "oraclelinux": ("rpm", ()), "amazonlinux": ("rpm", ()),
}  # fmt: skip

#: More images that start as root, and their family; what lies in them is not known. `*`: any name after it.
ROOTED = {
    "java": "debian", "mongo": "debian", "mariadb": "debian", "rabbitmq": "debian", "wordpress": "debian",
    "composer": "alpine", "drupal": "debian", "erlang": "debian", "elixir": "debian", "haskell": "debian",
    "swift": "debian", "julia": "debian", "r-base": "debian", "gcc": "debian", "pypy": "debian", "clojure": None,
    "mysql": None, "caddy": "alpine", "traefik": "alpine",
    "phusion/baseimage": "debian", "phusion/passenger*": "debian", "bitnami/minideb": "debian",
    "mcr.microsoft.com/dotnet/sdk": None, "mcr.microsoft.com/dotnet/aspnet": None,
    "mcr.microsoft.com/dotnet/runtime*": None, "mcr.microsoft.com/devcontainers/base": "debian",
    "nvidia/cuda": None, "tensorflow/tensorflow": "debian",
}  # fmt: skip

#: Folders that no official image fills: below these, a stage's own instructions are the only source.
EMPTY = regex(
    r"/(app|srv|code|workspace|usr/src/(?!python|php|linux|tomcat)[^/]+|opt/(?!yarn|java|bitnami)[^/]+|home/[^/]+/[^/.]+)"
    r"(/|\Z)"
)
_HOMES = regex(r"/home/(node|gradle)(/|\Z)")

#: Folders that every image with a package manager has, after the Filesystem Hierarchy Standard.
FHS = frozenset(
    "/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib"
    " /usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /var /var/cache"
    " /var/lib /var/log /var/tmp /etc/init.d".split()
)
#: Folders that an official image makes.
_OWN_FOLDERS = {
    "php": "/var/www/html", "httpd": "/usr/local/apache2/htdocs", "nginx": "/usr/share/nginx/html",
    "node": "/home/node", "tomcat": "/usr/local/tomcat/webapps", "golang": "/go/src",
}  # fmt: skip
_ALWAYS = frozenset({"/", "/dev", "/etc", "/proc", "/sys"})
_SPEAKS = {"apt-get": "debian", "apt": "debian", "dpkg": "debian", "apk": "alpine", "yum": "rpm", "dnf": "rpm",
           "microdnf": "rpm"}  # fmt: skip
_ROOT_ONLY = frozenset({*_SPEAKS, "useradd", "groupadd", "adduser", "addgroup", "usermod"}) - {"dpkg"}

#: Users and groups of every image of a family, whatever its age.
_USERS = {
    "debian": frozenset("root daemon bin sys games man lp mail news uucp proxy www-data backup list nobody".split()),
    "alpine": frozenset("root bin daemon nobody".split()),
    "busybox": frozenset({"root"}),
}
_GROUPS = {
    "debian": frozenset("root daemon bin sys adm tty disk lp mail news uucp proxy www-data users nogroup".split()),
    "alpine": frozenset("root bin daemon sys adm tty disk www-data users nobody nogroup".split()),
    "busybox": frozenset({"root"}),
}


class Made(NamedTuple):
    """A user or group that a RUN surely makes."""

    kind: str
    name: str
    group: str | None = None


@once_a_stage
def _base(facts: Facts, stage: Stage) -> Image:
    """The image from outside at the root of a stage, as FROM names it: a build may give any ARG in it."""
    return read_image(root_base(facts, stage.index))


@once_a_stage
def base_name(facts: Facts, stage: Stage) -> str | None:
    """The official image at the root of a stage: `node` of `node:20-slim`; None for any other."""
    name = _base(facts, stage).official
    return name if name in OFFICIAL else None


@once_a_stage
def _rooted(facts: Facts, stage: Stage) -> str | None:
    """The entry of ROOTED for the image at the root of a stage."""
    image = _base(facts, stage)
    name = image.repository
    if "$" in name + image.tag or re.search(r"nonroot|chiseled|rootless|unprivileged", image.tag):
        return None
    return next((k for k in ROOTED if name == k or (k.endswith("*") and name.startswith(k[:-1]))), None)


@once_a_stage
def family(facts: Facts, stage: Stage, index: int) -> str | None:
    """`debian`, `alpine`, `rpm` or `busybox`, by name or by what ran before instruction `index`; else None."""
    name = base_name(facts, stage)
    tag = _base(facts, stage).tag
    if name is not None:
        if "$" in tag and name not in ("debian", "ubuntu", "alpine", "busybox"):
            return _evidence(facts, stage, index)
        if "alpine" in tag:
            return "alpine"
        if (found := OFFICIAL[name][0]) is not None:
            return found
    if "alpine" in tag and "$" not in tag:
        return "alpine"
    rooted = _rooted(facts, stage)
    return (ROOTED[rooted] if rooted else None) or _evidence(facts, stage, index)


def _evidence(facts: Facts, stage: Stage, index: int) -> str | None:
    return before(facts, stage.index, index, _speaks)


def _speaks(facts: Facts, stage: int, index: int) -> str | None:
    names = sure_names(run) if (run := _own_run(facts, stage, index)) is not None else ()
    return next((_SPEAKS[n] for n in names if n in _SPEAKS), None)


def _own_run(facts: Facts, stage: int, index: int) -> Run | None:
    """The RUN that an instruction is, and not only stores."""
    run = facts.runs[stage][index]
    return run if run is not None and run.outer is run.node else None


def timeline(facts: Facts, stage: Stage, index: int) -> Iterator[tuple[Stage, int]]:
    """The instructions that made the file system before `index`, in order, parents' first."""
    above: list[Stage] = []
    parent = facts.lineage.parent[stage.index]
    while parent is not None:
        above.append(facts.tree.stages[parent])
        parent = facts.lineage.parent[parent]
    for at in reversed(above):
        for i in range(len(at.instructions)):
            yield at, i
    for i in range(min(index, len(stage.instructions))):
        yield stage, i


def runs_before(facts: Facts, stage: Stage, index: int) -> Iterator[Run]:
    """The RUNs among them."""
    for at, i in timeline(facts, stage, index):
        if (run := _own_run(facts, at.index, i)) is not None:
            yield run


def sure_names(run: Run) -> tuple[str, ...]:
    """The commands that have succeeded whenever the RUN has."""
    calls = [site.call for site in sure_sites(run)]
    return tuple(call.name for call in calls if call.name and not call.wrappers)


@once_a_stage
def has_folder(facts: Facts, stage: Stage, index: int, folder: str) -> bool:
    """Whether the base image surely has this folder."""
    if folder in _ALWAYS:
        return True
    if folder in FHS:
        return base_name(facts, stage) not in (None, "busybox") or family(facts, stage, index) not in (None, "busybox")
    if (_OWN_FOLDERS.get(base_name(facts, stage) or "", "") + "/").startswith(folder + "/"):
        return True
    return (
        folder in ("/var/www", "/var/www/html")
        and family(facts, stage, index) == "debian"
        and before(facts, stage.index, index, _installs) is not None
    )


def _installs(facts: Facts, stage: int, index: int) -> bool | None:
    """Whether Debian's apache or nginx is surely installed."""
    run = _own_run(facts, stage, index)
    for site in sure_sites(run) if run is not None else ():
        installs = site.call.name in ("apt-get", "apt") and "install" in site.call.args
        if installs and not {"apache2", "nginx"}.isdisjoint(site.call.args):
            return True
    return None


def is_empty(facts: Facts, stage: Stage, folder: str) -> bool:
    """Whether the base image surely holds nothing below `folder`."""
    return base_name(facts, stage) is not None and bool(EMPTY.match(folder)) and not _HOMES.match(folder)


def has_find(facts: Facts, stage: Stage, index: int) -> bool:
    """Whether `find` is surely there: in Debian it is essential, in Alpine and busybox built in."""
    if family(facts, stage, index) in ("debian", "alpine", "busybox"):
        return True
    return before(facts, stage.index, index, _finds) is not None


def _finds(facts: Facts, stage: int, index: int) -> bool | None:
    run = _own_run(facts, stage, index)
    return True if run is not None and "find" in sure_names(run) else None


@once_a_stage
def is_root(facts: Facts, stage: Stage, index: int) -> bool:
    """Whether a RUN at `index` surely runs as root."""
    state = facts.states[stage.index][index]
    if state.user_set:
        return (state.user or "").partition(":")[0] in ("root", "0")
    if base_name(facts, stage) is not None or _rooted(facts, stage) is not None:
        return True
    # what runs later counts too: were it another user, the build would fail there if not here
    return before(facts, stage.index, len(stage.instructions), _needs_root) is not None


def _needs_root(facts: Facts, stage: int, index: int) -> bool | None:
    run = _own_run(facts, stage, index)
    if run is None or run.state.user_set:
        return None
    return True if not _ROOT_ONLY.isdisjoint(sure_names(run)) or _writes_etc(run) else None


def _writes_etc(run: Run) -> bool:
    """Whether it surely writes a file of /etc or makes a folder that only root may make."""
    for site in sure_sites(run):
        if site.call.wrappers:
            continue
        if (
            site.call.name == "mkdir"
            and not any((a or "-p").startswith("-") for a in site.call.args)
            and any(re.match(r"/(etc|usr|var|opt|srv)?/?[^/]+/?$", a or "") for a in site.call.args)
        ):
            return True
        if any(r.op.startswith(">") and r.target.text.startswith("/etc/") for r in site.simple.redirects):
            return True
    return False


def primary_group(facts: Facts, stage: Stage, index: int, user: str) -> str | None:
    """The group of `chown user:`; None where that is not known."""
    base = base_name(facts, stage)
    if user in (OFFICIAL[base][1] if base else ()) or user == "root":
        return user
    made = [m for run in runs_before(facts, stage, index) for m in made_by(run, family(facts, stage, index))]
    own = [m.group for m in made if m.kind == "user" and m.name == user]
    return own[-1] if own else None


_USER_TOOLS = frozenset(
    "useradd adduser groupadd addgroup usermod groupmod userdel deluser groupdel delgroup newusers".split()
)


def odd_names(facts: Facts, stage: Stage, index: int, names: tuple[str, ...]) -> str | None:
    """One of `names` (numbers, or `a.b`) that is itself the name of a user or group, as far as the RUNs tell."""
    for run in runs_before(facts, stage, index + 1):
        text = run.node.args
        if "/etc/" not in text and not any(tool in text for tool in _USER_TOOLS):
            continue
        for name in names:
            own_name = rf"(?<![\w.:-]){re.escape(name)}:[^:\s]*:"
            made = rf"\b(useradd|adduser|groupadd|addgroup)\b[^&;|]*\s{re.escape(name)}\s*($|[&;|])"
            if re.search(own_name, text) or re.search(made, text):
                return name
    return None


_TAKES_USERS = regex(r"userdel|deluser|groupdel|delgroup|(>|-i).*/etc/(passwd|group)")


def users_replaced(facts: Facts, stage: Stage, index: int) -> bool:
    """Whether a user that was made or that the base has may be gone before instruction `index`."""
    for at, i in timeline(facts, stage, index):
        run = facts.runs[at.index][i]
        if run is not None and _TAKES_USERS.search(run.node.args):
            return True
    return False


_NUMBERING = {
    "useradd": ("user", "-u"), "adduser": ("user", "-u"), "groupadd": ("group", "-g"), "addgroup": ("group", "-g")
}  # fmt: skip


def numbers(facts: Facts, stage: Stage, index: int, user: str | None, group: str | None) -> tuple[str, str] | None:
    """(uid, gid) of names that the RUNs up to `index` surely give with `-u` and `-g`; None where one is not known."""
    found: dict[tuple[str, str], str] = {("user", "root"): "0", ("group", "root"): "0"}
    for run in runs_before(facts, stage, index + 1):
        for site in sure_sites(run):
            args = [a or "" for a in site.call.args]
            kind, option = _NUMBERING.get(site.call.name or "", ("", ""))
            if not kind or site.call.wrappers or not args:
                continue
            given = [b for a, b in zip(args, args[1:]) if a in (option, "--uid", "--gid") and b.isdigit()]
            if given and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", args[-1]):
                found[kind, args[-1]] = given[0]
    uid, gid = found.get(("user", user or "root")), found.get(("group", group or "root"))
    return (uid, gid) if uid and gid and not users_replaced(facts, stage, index + 1) else None


def has_user(facts: Facts, stage: Stage, index: int, name: str) -> bool:
    """Whether the user surely exists before `index`: a number needs none."""
    return name.isdigit() or name in _known(facts, stage, index, _USERS) or ("user", name) in _made(facts, stage, index)


def has_group(facts: Facts, stage: Stage, index: int, name: str) -> bool:
    """Whether the group surely exists before `index`."""
    return (
        name.isdigit() or name in _known(facts, stage, index, _GROUPS) or ("group", name) in _made(facts, stage, index)
    )


def _known(facts: Facts, stage: Stage, index: int, table: dict[str, frozenset[str]]) -> frozenset[str]:
    base = base_name(facts, stage)
    own = frozenset(OFFICIAL[base][1]) if base else frozenset()
    return table.get(family(facts, stage, index) or "", frozenset({"root"})) | own


@once_a_stage
def _made(facts: Facts, stage: Stage, index: int) -> frozenset[tuple[str, str]]:
    speaks = family(facts, stage, index)
    return frozenset(
        (made.kind, made.name) for run in runs_before(facts, stage, index) for made in made_by(run, speaks)
    )


def made_by(run: Run, speaks: str | None) -> tuple[Made, ...]:
    """The users and groups that a RUN surely makes, in an image of family `speaks`."""
    found: list[Made] = []
    for site in sure_sites(run):
        args = site.call.args
        if None in args or not args:
            continue
        words = [a for a in args if a]
        name = words[-1]
        flags = {w.split("=")[0] for w in words if w.startswith("-")}
        if name.startswith("-") or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name):
            continue
        if site.call.name in ("groupadd", "addgroup") and not (
            len([w for w in words if not w.startswith("-")]) > 1 and not flags
        ):
            found.append(Made("group", name))
        elif site.call.name in ("useradd", "adduser") and (flags or len(words) == 1):
            own = _makes_group(site.call.name, flags, speaks)
            found.append(Made("user", name, name if own else _named_group(words)))
            if own:
                found.append(Made("group", name))
    return tuple(found)


def _named_group(words: list[str]) -> str | None:
    """The group that `-g`, `-G` (of busybox) or `--ingroup` names; -G of useradd is for further groups."""
    for option, word in zip(words, words[1:]):
        if option in ("-g", "--gid", "--ingroup") and re.match(r"[A-Za-z_]", word):
            return word
    return None


def _makes_group(tool: str, flags: set[str], speaks: str | None) -> bool:
    """Whether the user gets a group of its own name."""
    if speaks == "debian" and tool == "useradd":
        return not flags & {"-g", "--gid", "-N", "--no-user-group"} and not any(
            re.fullmatch(r"-[a-zA-Z]*[gN][a-zA-Z]*", f) for f in flags
        )
    if speaks == "debian":
        return "--group" in flags if "--system" in flags else not flags & {"--ingroup", "--gid", "--no-create-group"}
    # busybox: with -S the group is nogroup
    return (
        speaks == "alpine" and tool == "adduser" and not any(re.fullmatch(r"-[A-Za-z]*[GS][A-Za-z]*", f) for f in flags)
    )

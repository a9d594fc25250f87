"""What a base image brings: its family, the folders that are surely there, root or not.

A table of official images, and evidence: a RUN that surely ran `apt-get` shows a Debian, with the folders
and the `find` of one.
"""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.facts.call_sites import sure_sites
from dslim.facts.first_match_cache import first_before
from dslim.facts.image_names import Image, read_image, root_base
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage, once_at_point
from dslim.syntax.nodes import Stage
from dslim.tools import TOOLS, names_where

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
_DISTRIBUTIONS = {tool.name: tool.distribution for tool in TOOLS if tool.distribution}
_ROOT_ONLY = names_where(lambda tool: tool.needs_root)


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


@once_at_point
def family(point: Point) -> str | None:
    """`debian`, `alpine`, `rpm` or `busybox`, by the name of the base or by what ran before; else None."""
    facts, stage = point.facts, point.stage
    name = base_name(facts, stage)
    tag = _base(facts, stage).tag
    if name is not None:
        if "$" in tag and name not in ("debian", "ubuntu", "alpine", "busybox"):
            return _family_by_commands(point)
        if "alpine" in tag:
            return "alpine"
        if (found := OFFICIAL[name][0]) is not None:
            return found
    if "alpine" in tag and "$" not in tag:
        return "alpine"
    rooted = _rooted(facts, stage)
    return (ROOTED[rooted] if rooted else None) or _family_by_commands(point)


def _family_by_commands(point: Point) -> str | None:
    return first_before(point, _family_of_commands)


def _family_of_commands(point: Point) -> str | None:
    names = _sure_names(run) if (run := point.own_run) is not None else ()
    return next((_DISTRIBUTIONS[n] for n in names if n in _DISTRIBUTIONS), None)


def _sure_names(run: Run) -> tuple[str, ...]:
    """The commands that have succeeded whenever the RUN has."""
    calls = [site.call for site in sure_sites(run)]
    return tuple(call.name for call in calls if call.name and not call.wrappers)


@once_at_point
def has_folder(point: Point, folder: str) -> bool:
    """Whether the base image surely has this folder."""
    base = base_name(point.facts, point.stage)
    if folder in _ALWAYS:
        return True
    if folder in FHS:
        return base not in (None, "busybox") or family(point) not in (None, "busybox")
    if (_OWN_FOLDERS.get(base or "", "") + "/").startswith(folder + "/"):
        return True
    return (
        folder in ("/var/www", "/var/www/html")
        and family(point) == "debian"
        and first_before(point, _installs_web_server) is not None
    )


def _installs_web_server(point: Point) -> bool | None:
    """Whether Debian's apache or nginx is surely installed."""
    run = point.own_run
    for site in sure_sites(run) if run is not None else ():
        installs = _DISTRIBUTIONS.get(site.call.name or "") == "debian" and "install" in site.call.args
        if installs and not {"apache2", "nginx"}.isdisjoint(site.call.args):
            return True
    return None


def is_empty(facts: Facts, stage: Stage, folder: str) -> bool:
    """Whether the base image surely holds nothing below `folder`."""
    return base_name(facts, stage) is not None and bool(EMPTY.match(folder)) and not _HOMES.match(folder)


def has_find(point: Point) -> bool:
    """Whether `find` is surely there: in Debian it is essential, in Alpine and busybox built in."""
    if family(point) in ("debian", "alpine", "busybox"):
        return True
    return first_before(point, _runs_find) is not None


def _runs_find(point: Point) -> bool | None:
    run = point.own_run
    return True if run is not None and "find" in _sure_names(run) else None


@once_at_point
def is_root(point: Point) -> bool:
    """Whether a RUN at this place surely runs as root."""
    facts, stage, state = point.facts, point.stage, point.state
    if state.user_set:
        return (state.user or "").partition(":")[0] in ("root", "0")
    if base_name(facts, stage) is not None or _rooted(facts, stage) is not None:
        return True
    # what runs later counts too: were it another user, the build would fail there if not here
    return first_before(facts.end_of(stage), _needs_root) is not None


def _needs_root(point: Point) -> bool | None:
    run = point.own_run
    if run is None or run.state.user_set:
        return None
    return True if not _ROOT_ONLY.isdisjoint(_sure_names(run)) or _writes_etc(run) else None


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

"""What a stage's base image brings: its family, the folders that are surely there.

By the table of official images, and by evidence: a RUN that surely ran `apt-get` shows a Debian, with the folders
and the `find` of one.
"""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.call_sites import sure_call_sites
from dslim.facts.first_match_cache import first_before
from dslim.facts.image_names import Image, read_image, root_base
from dslim.facts.official_images import EMPTY, Row, is_filled, row_for, starts_as_other, starts_as_root
from dslim.facts.paths import lies_in
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.support.memo import once_a_stage, once_at_point
from dslim.syntax.nodes import Stage
from dslim.tools import TOOLS

#: Folders that every image with a package manager has, after the Filesystem Hierarchy Standard.
FHS = frozenset(
    "/ /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib"
    " /usr/local /usr/local/bin /usr/local/lib /usr/local/share /usr/sbin /usr/share /var /var/cache"
    " /var/lib /var/log /var/tmp /etc/init.d".split()
)
#: What Debian's base-files has beside (https://salsa.debian.org/debian/base-files, `dpkg -L base-files`).
_DEBIAN = frozenset(
    "/etc/default /etc/skel /usr/games /usr/include /usr/share/doc /usr/share/info /usr/share/man /usr/share/misc"
    " /usr/src /var/backups /var/lib/misc /var/local /var/spool".split()
)
#: Official images whose root folder holds the distribution's entries and nothing more, and what these may be.
_PLAIN_ROOTS = frozenset({"debian", "ubuntu", "alpine", "buildpack-deps", "python", "ruby", "node"})
_AT_ROOT = frozenset(
    "bin boot dev etc home lib lib32 lib64 libx32 lib.usr-is-merged bin.usr-is-merged sbin.usr-is-merged media mnt opt"
    " proc root run sbin srv sys tmp usr var .dockerenv".split()
)
#: Images of a distribution and nothing more, whose packages leave /usr/local to the administrator
#: (https://www.debian.org/doc/debian-policy/ch-opersys.html#site-specific-programs).
_DISTRIBUTION_IMAGES = frozenset({"debian", "ubuntu", "alpine", "buildpack-deps"})
_LOCAL_PROGRAMS = frozenset({"/usr/local/bin", "/usr/local/sbin"})
_ALWAYS = frozenset({"/", "/dev", "/etc", "/proc", "/sys"})
#: What a file may say that has apt keep packages.
_KEEP_PACKAGES = ("docker-clean", "Keep-Downloaded", "apt.conf", "download-only")
_DISTRIBUTIONS = {tool.name: tool.distribution for tool in TOOLS if tool.distribution}


@once_a_stage
def _base(facts: Facts, stage: Stage) -> Image:
    """The image from outside at the root of a stage, as FROM names it: a build may give any ARG in it."""
    return read_image(root_base(facts, stage.index))


@once_a_stage
def known_base(facts: Facts, stage: Stage) -> Row | None:
    """The image at the root of a stage, if what lies in it is known: `node` for `node:20-slim`."""
    row = row_for(_base(facts, stage))
    return row if row.contents else None


@once_at_point
def family(point: Point) -> str | None:
    """`debian`, `alpine`, `rpm` or `busybox`, by the name of the base or by what ran before; else None."""
    facts, stage = point.facts, point.stage
    row, tag = known_base(facts, stage), _base(facts, stage).tag
    if row is not None:
        if "$" in tag and row.name not in ("debian", "ubuntu", "alpine", "busybox"):
            return _family_by_commands(point)
        if "alpine" in tag:
            return "alpine"
        if row.family is not None:
            return row.family
    if "alpine" in tag and "$" not in tag:
        return "alpine"
    image = _base(facts, stage)
    return (row_for(image).family if starts_as_root(image) else None) or _family_by_commands(point)


def _family_by_commands(point: Point) -> str | None:
    return first_before(point, _family_of_commands)


def _family_of_commands(point: Point) -> str | None:
    names = sure_names(run) if (run := point.own_run) is not None else ()
    return next((_DISTRIBUTIONS[n] for n in names if n in _DISTRIBUTIONS), None)


def sure_names(run: Run) -> tuple[str, ...]:
    """The commands that have succeeded whenever the RUN has."""
    calls = [site.call for site in sure_call_sites(run)]
    return tuple(call.name for call in calls if call.name and not call.wrappers)


@once_at_point
def has_folder(point: Point, folder: str) -> bool:
    """Whether the base image surely has this folder."""
    base = known_base(point.facts, point.stage)
    if folder in _ALWAYS:
        return True
    if folder in FHS:
        return (base is not None and base.family != "busybox") or family(point) not in (None, "busybox")
    if folder in _DEBIAN and family(point) == "debian":
        return True
    if base is not None and lies_in(base.folder, folder):
        return True
    return (
        folder in ("/var/www", "/var/www/html")
        and family(point) == "debian"
        and first_before(point, _installs_web_server) is not None
    )


def _installs_web_server(point: Point) -> bool | None:
    """Whether Debian's apache or nginx is surely installed."""
    run = point.own_run
    for site in sure_call_sites(run) if run is not None else ():
        installs = _DISTRIBUTIONS.get(site.call.name or "") == "debian" and "install" in site.call.args
        if installs and not {"apache2", "nginx"}.isdisjoint(site.call.args):
            return True
    return None


def is_empty(facts: Facts, stage: Stage, folder: str) -> bool:
    """Whether the base image surely holds nothing below `folder`."""
    base = known_base(facts, stage)
    if base is None or is_filled(folder):
        return False
    if folder in _LOCAL_PROGRAMS and base.name in _DISTRIBUTION_IMAGES:
        return True
    is_new = base.name in _PLAIN_ROOTS and folder != "/" and folder.split("/")[1] not in _AT_ROOT
    return is_new or EMPTY.match(folder) is not None


@once_a_stage
def deletes_packages(facts: Facts, stage: Stage) -> bool:
    """Whether the base image has apt delete packages after each install, by /etc/apt/apt.conf.d/docker-clean.

    Debian's and Ubuntu's images have that file, and the official ones that are made from them.
    """
    base = _base(facts, stage)
    # a name that no row has may be that of an image of somebody's own machine
    return bool(base.official and row_for(base).name) and not any(map(facts.tree.says, _KEEP_PACKAGES))


def is_bare(facts: Facts, stage: Stage, folder: str) -> bool:
    """Whether the base image surely makes no more of `folder` than the folder, whoever owns it.

    Beside a folder that an image makes bare there is nothing else: php has /var/www/html, and no more in /var/www.
    """
    base = known_base(facts, stage)
    if base is None or not base.is_bare:
        return False
    above = posixpath.dirname(base.folder)
    return lies_in(folder, base.folder) or (lies_in(folder, above) and not lies_in(base.folder, folder))


def may_have_folder(point: Point, folder: str) -> bool:
    """Whether the base image or what ran since may have this folder, as far as the name of the base tells."""
    if is_empty(point.facts, point.stage, folder):
        return False
    return folder not in _DEBIAN or family(point) in (None, "debian")


def has_find(point: Point) -> bool:
    """Whether `find` is surely there: in Debian it is essential, in Alpine and busybox built in."""
    if family(point) in ("debian", "alpine", "busybox"):
        return True
    return first_before(point, _runs_find) is not None


def _runs_find(point: Point) -> bool | None:
    run = point.own_run
    return True if run is not None and "find" in sure_names(run) else None


def base_starts_as_other(facts: Facts, stage: Stage) -> bool:
    """Whether the image at the root of a stage is known to start as another user than root."""
    return starts_as_other(_base(facts, stage))


def base_starts_as_root(facts: Facts, stage: Stage) -> bool:
    """Whether the image at the root of a stage is known to start as root."""
    return known_base(facts, stage) is not None or starts_as_root(_base(facts, stage))

"""What a command does to the package lists of apt: `/var/lib/apt/lists`.

`apt-get update` fills them, installing reads them, `apt-get clean` leaves them (apt-get(8)).
"""

from __future__ import annotations

import re

from dslim.facts import Facts
from dslim.facts.base_image import deletes_packages
from dslim.facts.call_sites import sure_call_sites
from dslim.facts.image_names import root_image
from dslim.facts.paths import Overlap, normal_path, word_overlap
from dslim.facts.point import Point
from dslim.rules.caches.project_files import chooses
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.run_edits.piped_installers import update_apt_first
from dslim.shell import Word
from dslim.shell.invocations import Invocation, first_operand, is_forced, operands
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_a_stage
from dslim.syntax.nodes import Stage
from dslim.tools import names_where
from dslim.tools.installers import CALL_APT_IF_TOLD, PLAYWRIGHT_INSTALLS
from dslim.tools.system_packages import APT_INSTALLS, APT_VALUED

LISTS = "/var/lib/apt/lists"
#: What empties the lists, but for the signed index files, which stay on purpose (apt-get(8), since apt 2.7.8).
DISTCLEAN = frozenset({"distclean", "dist-clean"})
APT = names_where(lambda tool: tool.family == "apt" and tool.packages == "system")
_READ_NO_LISTS = frozenset("clean edit-sources help --help --version".split())
#: Of a package that is not installed these say so, and succeed; without the lists they cannot locate it, and fail.
_OF_INSTALLED_PACKAGES = frozenset(
    "remove purge autoremove auto-remove autopurge auto-purge hold unhold manual auto".split()
)
#: `-U` and `--update` of these (apt-get(8), apt 2.9.27 and later).
_UPDATE_FIRST = names_where(lambda tool: tool.updates_with_install)
_UPDATES = regex(r"--update|-[yqU]*U[yqU]*")
_ADD_REPOSITORY = names_where(lambda tool: tool.fills_package_lists)
_PLAYWRIGHT = regex(PLAYWRIGHT_INSTALLS)
#: https://launchpad.net/ubuntu/+source/software-properties/0.96.24.20: `-u` is the default from 18.04 on.
_OLD_UBUNTU = regex(r"1[0-7]\.\d\d|(precise|trusty|utopic|vivid|wily|xenial|yakkety|zesty|artful)\b")
#: These delete packages that were fetched, and of which the lists say that they can be fetched no more.
_LOOKS_FOR_OLD_PACKAGES = frozenset({"autoclean", "auto-clean"})
#: What keeps add-apt-repository from an update (add-apt-repository(1)).
_ADDS_ALONE = regex(r"--no-update\Z|--list\Z|--help\Z|--version\Z|-[a-zA-Z]*[nlh]")
_READERS = names_where(lambda tool: tool.reads_package_lists)
#: How a file has R or conan call apt-get.
_TOLD_TO_CALL_APT = regex(r"\bbspm\b|\br2u\b|package_manager:mode\s*=\s*install")
_CONAN_INSTALLS = r"package_manager:mode\s*=\s*install"
#: opam 2.1 and later installs what the system lacks with apt-get install, without an update.
_OPAM = frozenset({"install", "reinstall", "upgrade", "depext", "pin"})
_NAMED = regex(
    r"\b(apt|apt-get|aptitude)\s+(-(?!(?:apt|apt-get|aptitude)\s)\S+\s+)*(install|upgrade|dist-upgrade|build-dep)\b"
)
#: How a makefile or a script in another language names a call that may read the lists.
_NAMED_IN_FILES = (
    r"\b(?:apt-get|aptitude|apt-cache|apt-file)\b|^\s*(?:import|from) apt(?:_pkg)?\b|\bbspm::"
    r"|\bapt[\s\"',]{1,9}(?:-[-\w]{1,40}[\s\"',]{1,9}){0,9}(?:install|upgrade|build-dep)\b"
)
#: Commands that may name apt-get and do not run it.
_ONLY_NAME_APT = names_where(lambda tool: tool.names_packages_only)
_ONLY_NAME_APT_OR_SHELLS = _ONLY_NAME_APT | SHELLS
_PROGRAMS_OF_APT = APT | {"apt-mark"}
_VERSION = regex(r"[=/]")
_GLOB = regex(r"[*?\[]")
_PACKAGE = regex(r"[a-z0-9][a-z0-9.+-]*[a-z0-9.]")


def verb(call: Invocation) -> str | None:
    """What apt is asked to do; '' for nothing, None where it is known only when it runs."""
    return first_operand(call, APT_VALUED)


def is_update(call: Invocation) -> bool:
    """Whether it fills the lists."""
    return call.name in APT and verb(call) == "update"


def installs(call: Invocation) -> bool:
    """Whether it installs packages."""
    return call.name in APT and verb(call) in APT_INSTALLS


def updates_first(call: Invocation) -> bool:
    """Whether it installs, and fills the lists before: `apt-get install --update`, which older versions refuse."""
    return call.name in _UPDATE_FIRST and installs(call) and any(_UPDATES.fullmatch(text) for text in call.texts)


def adds_without_update(facts: Facts, stage: int) -> bool:
    """Whether add-apt-repository of a stage's base fetches no lists: that of an Ubuntu before 18.04."""
    image = root_image(facts, stage)
    return image is not None and image.official == "ubuntu" and _OLD_UBUNTU.match(image.tag) is not None


def adds_repository(call: Invocation) -> bool:
    """Whether it names another repository to apt, and fills the lists, which it does since Ubuntu 18.04."""
    return call.name in _ADD_REPOSITORY and not any(_ADDS_ALONE.match(text) for text in call.texts)


def installs_for_browsers(call: Invocation) -> bool:
    """Whether it is Playwright that fills the lists and installs what browsers need: `npx playwright install-deps`."""
    if "playwright" not in (call.name or "") and not any("playwright" in text for text in call.texts):
        return False
    line = " ".join((call.name or "", *call.texts))
    return _PLAYWRIGHT.match(line) is not None and "--dry-run" not in call.texts


def fills(call: Invocation) -> bool:
    """Whether it may leave lists that were not there."""
    return is_update(call) or updates_first(call) or adds_repository(call) or installs_for_browsers(call)


def removal(call: Invocation, has_braces: bool = True) -> str:
    """How much of the lists a call removes: `all`; `some`, or maybe; '' for nothing.

    `has_braces`: the shell is bash, or may be: any other takes `{a,b}` for a name, of which there is no file.
    """
    if call.name in APT:
        return "all" if verb(call) in DISTCLEAN else ""
    if call.name not in _REMOVERS or (call.name == "find" and not _DELETE & {t.strip("\"'") for t in call.texts}):
        return ""
    found = {_removed_by(word, has_braces) for word in _paths_of(call)}
    if "all" in found:
        return "all" if _removes_folders(call) else "some"
    return "some" if "some" in found else ""


#: What `mv` takes away is not gone: it counts for a call that names the lists.
_REMOVERS = names_where(lambda tool: tool.removes_files) - {"mv"}
#: Without one of these `find` only looks.
_DELETE = frozenset({"-delete", "rm", "/bin/rm", "-execdir", "-ok"})
_BRACES = regex(r"\{([^{}]*,[^{}]*)\}")
#: More paths than this in one word with braces are not looked at.
_MAX_PATHS = 64


def _paths_of(call: Invocation) -> list[Word]:
    """The words that name what a call removes; those of `find` stand before its tests."""
    words = list(call.argv[1:])
    if call.name == "find":
        tests = (i for i, word in enumerate(words) if word.text[:1] in ("-", "(", "!", "\\"))
        return words[: next(tests, len(words))]
    return [word for word in words if not word.text.startswith("-")]


def _removes_folders(call: Invocation) -> bool:
    """Whether it removes all that lies below what it is given."""
    texts = [text.strip("\"'") for text in call.texts]
    if call.name == "find":
        return "-delete" in texts and not {"-name", "-iname", "-mtime"} & set(texts)
    short = (text for text in texts if text[:1] == "-" and text[:2] != "--")
    return "--recursive" in texts or any("r" in text or "R" in text for text in short)


def _removed_by(word: Word, has_braces: bool) -> str:
    """What a recursive removal of a word takes of the lists: `all`, `some` or ''."""
    if word.literal is not None:
        # a pattern in quotes names a file, of which there is none
        return "" if _GLOB.search(word.literal) else _removed_at(word.literal)
    text = re.sub(r"[\"']", "", word.text)
    if not _BRACES.search(text):
        return _removed_at(text)
    found = {_removed_at(path) for path in _without_braces(text)} if has_braces else set()
    return next((part for part in ("all", "some") if part in found), "")


def _without_braces(text: str) -> list[str]:
    """The words that bash makes of one with braces."""
    done, todo = list[str](), [text]
    while todo and len(done) + len(todo) <= _MAX_PATHS:
        path = todo.pop()
        found = _BRACES.search(path)
        if found is None:
            done.append(path)
        else:
            todo += [path[: found.start()] + part + path[found.end() :] for part in found[1].split(",")]
    return done + todo


def _removed_at(path: str) -> str:
    if not path.startswith("/"):
        return ""
    if normal_path(path.rstrip("*") or "/") in (LISTS, "/var/lib/apt"):
        return "all"
    return "" if word_overlap(path, LISTS, None) is Overlap.NONE else "some"


def names_lists(call: Invocation) -> bool:
    """Whether it names the lists, or a folder of apt's state."""
    for text in call.texts:
        if "/var/lib" in text and "apt" in text:
            return True
    return "/var/lib" in call.written and "apt" in call.written


def _named_packages(call: Invocation) -> list[str | None] | None:
    """The packages that a call names to which it does nothing but ask for, or remove, what is installed."""
    naming = call.name == "apt-mark" or (call.name in APT and verb(call) in _OF_INSTALLED_PACKAGES)
    return operands(call, APT_VALUED)[1:] if naming else None


def lists_use(call: Invocation) -> Use:
    """What a call does to the lists."""
    if call.name in _PROGRAMS_OF_APT:
        asked = verb(call)
        if (named := _named_packages(call)) is not None:
            return Use.READS if named else Use.NONE
        if asked == "update" or asked in DISTCLEAN or updates_first(call):
            return Use.FILLS
        return Use.NONE if asked in _READ_NO_LISTS or asked == "" else Use.READS
    if call.name == "rm" and names_lists(call) and not is_forced(call) and any("/lists/" in t for t in call.texts):
        return Use.READS  # `rm -r /var/lib/apt/lists/*` fails where nothing is left
    if removal(call) == "all":
        return Use.FILLS
    if call.name in _READERS:
        return Use.NONE if call.name == "rosdep" and verb(call) in ("init", "update") else Use.READS
    if installs_for_browsers(call):
        return Use.FILLS
    if "--install-deps" in call.args:  # `npx puppeteer browsers install`
        return Use.READS
    if call.name == "opam" and verb(call) in _OPAM:
        return Use.READS
    if call.name not in _ONLY_NAME_APT and not APT.isdisjoint(call.args):
        return Use.READS
    if call.name not in _ONLY_NAME_APT_OR_SHELLS and any("apt" in text and _NAMED.search(text) for text in call.texts):
        return Use.READS
    if call.program in CALL_APT_IF_TOLD:
        return Use.READS  # where the file says so: `is_exempt`
    # an `rm` of what there is not (`/var/lib/apt/list/*`) does nothing to them
    return Use.READS if call.name != "rm" and names_lists(call) and not removal(call) else Use.NONE


def package_lists(point: Point) -> WatchedCache:
    """The lists, watched after an instruction: who removes what is surely installed needs no list for it."""
    since, index = _first_installs(point.facts, point.stage), point.index

    def is_exempt(call: Invocation) -> bool:
        if call.program in CALL_APT_IF_TOLD:
            return not _told_to_call_apt(point)
        if call.name in APT and verb(call) in _LOOKS_FOR_OLD_PACKAGES:
            return deletes_packages(point.facts, point.stage)  # there are none
        named = _named_packages(call)
        return named is not None and all(since.get(name or "", index + 1) <= index for name in named)

    return WatchedCache(
        "the package lists", LISTS, lists_use, named=_NAMED_IN_FILES, is_exempt=is_exempt,
        is_refilled_by=update_apt_first,
    )  # fmt: skip


def _told_to_call_apt(point: Point) -> bool:
    """Whether the file, its base or a settings file of its own has R or conan install what the system lacks."""
    facts, run = point.facts, point.run
    if facts.tree.finds(_TOLD_TO_CALL_APT.pattern):
        return True
    return run is not None and chooses(facts, run, "global.conf", _CONAN_INSTALLS)


@once_a_stage
def _first_installs(facts: Facts, stage: Stage) -> dict[str, int]:
    """The packages that RUNs of a stage surely install, by the names they give, and the first RUN that does."""
    found: dict[str, int] = {}
    for run in filter(None, facts.runs[stage.index]):
        for site in sure_call_sites(run):
            if installs(site.call):
                names = (_VERSION.split(name)[0] for name in operands(site.call, APT_VALUED)[1:] if name)
                for name in names:
                    if _PACKAGE.fullmatch(name):
                        found.setdefault(name, run.index)
    return found

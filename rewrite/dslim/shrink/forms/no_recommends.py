"""Form A1: no package comes only because another recommends it; those that are needed are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dslim.shrink.forms.apt_installs import AptInstall
from dslim.shrink.packages.package import Packages
from dslim.syntax.edits import Edit, apply_edits
from dslim.tools import find


def without_recommends(text: str, installs: Sequence[AptInstall], named: Iterable[str], packages: Packages) -> str:
    """The Dockerfile with `--no-install-recommends` in each install, and with the packages `named` in its lists."""
    edits = [edit for install in installs if install.takes_recommended for edit in _flag(install)]
    for install, names in _by_install(installs, named, packages).items():
        edits += _added_names(text, installs[install], names)
    return apply_edits(text, edits)


def _flag(install: AptInstall) -> Iterator[Edit]:
    tool = find(install.call.name)
    assert tool is not None
    yield Edit(install.verb_end, install.verb_end, f" {tool.no_recommends}")


def _by_install(
    installs: Sequence[AptInstall], named: Iterable[str], packages: Packages
) -> Mapping[int, list[str]]:
    """Names by the number of the install that brought them: the first whose packages recommend it, else the last."""
    found: dict[int, list[str]] = {}
    closures = [packages.recommended_closure(install.packages) for install in installs]
    for name in named:
        number = next((i for i, names in enumerate(closures) if name in names), len(installs) - 1)
        found.setdefault(number, []).append(name)
    return found


def _added_names(text: str, install: AptInstall, names: Sequence[str]) -> Iterator[Edit]:
    """The names as the list has its own: in order where it is in order, one a line where it has one a line."""
    words = install.words
    between = _separator(text, install)
    in_order = len(words) > 1 and list(install.packages) == sorted(install.packages)
    for name in sorted(names):
        after = next((word for word in words if in_order and (word.literal or "") > name), None)
        if after is None:
            at = install.span_of(words[-1]).end
            yield Edit(at, at, f"{between}{name}")
        else:
            at = install.span_of(after).start
            yield Edit(at, at, f"{name}{between}")


def _separator(text: str, install: AptInstall) -> str:
    """What stands before the last package of a list, if that is a line break and an indent; else a blank."""
    last = install.words[-1]
    before = install.call.argv[install.call.argv.index(last) - 1]
    between = text[install.span_of(before).end : install.span_of(last).start]
    return between if len(between.splitlines()) == 2 and not between.strip(" \t\r\n\\`") else " "

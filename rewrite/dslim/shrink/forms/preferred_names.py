"""Keeps the names of packages that the Dockerfile has, where they cost next to nothing more than what they bring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from dslim.shrink.packages.package import Packages

#: The share of all that is installed, in percent, that a name of the file may cost more than the names it stands for.
MAX_COST = 1


def prefer_named(
    packages: Packages, needed: Mapping[str, str], named: Iterable[str], base: Collection[str]
) -> dict[str, str]:
    """The packages that stay, each with its reason, with names of the file in place of those that they bring.

    `nginx-extras` says more than the twenty modules that it needs, and `php-cli` outlives the next release of
    php8.2-cli. `base`: the packages that are there already.
    """
    found = dict(needed)
    limit = packages.size_of(set(packages.by_name) - set(base)) * MAX_COST // 100
    for name in named:
        kept = packages.closure([*found, *base])
        brought = [other for other in found if other != name and other in packages.closure([name])]
        if name in kept or not brought or packages.size_of(packages.closure([name]) - kept) > limit:
            continue
        first = brought[0]
        for other in brought:
            del found[other]
        found[name] = f"it brings {first}: {needed.get(first, 'it is needed')}"
    return found

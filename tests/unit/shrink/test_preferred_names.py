"""Names of the file stand for the packages that they bring, unless they cost something."""

from __future__ import annotations

from dslim.shrink.forms.preferred_names import prefer_named
from dslim.shrink.packages.package import Package, Packages

PACKAGES = Packages({
    name: Package(name, size, needs=tuple((other,) for other in needs.split()))
    for name, size, needs in [
        ("extras", 10, "module-a module-b server"), ("module-a", 400, ""), ("module-b", 300, ""), ("server", 200, ""),
        ("compiler", 900, "module-a"), ("base", 5, ""), ("idle", 5, ""),
    ]
})  # fmt: skip
NEEDED = {"module-a": "the test opens /a", "module-b": "the test opens /b"}


def test_a_name_that_costs_next_to_nothing_stands_for_what_it_brings() -> None:
    packages = Packages({**PACKAGES.by_name, "server": Package("server", 5)})
    assert prefer_named(packages, NEEDED, ["extras", "idle"], ["base"]) == {
        "extras": "it brings module-a: the test opens /a"
    }


def test_a_name_that_brings_more_does_not() -> None:
    assert prefer_named(PACKAGES, NEEDED, ["extras", "compiler"], ["base"]) == NEEDED


def test_a_name_that_stays_anyway_is_left_as_it_is() -> None:
    needed = {"extras": "start.sh names `extras`", "compiler": "the build opens /c"}
    assert prefer_named(PACKAGES, needed, ["extras", "compiler"], ["base"]) == needed

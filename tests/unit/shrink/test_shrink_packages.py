"""Packages and what they need, and dpkg's database read."""

from __future__ import annotations

from dslim.shrink.packages.dpkg import read_dpkg
from dslim.shrink.packages.package import Package, Packages

STATUS = b"""Package: app
Status: install ok installed
Installed-Size: 10
Pre-Depends: base (>= 1.2)
Depends: libone (>= 2) | libtwo, virtual-mta:any
Recommends: extra,
 more

Package: gone
Status: deinstall ok config-files
Installed-Size: 5

Package: libtwo
Status: install ok installed
Architecture: amd64

Package: base
Essential: yes
Status: install ok installed

Package: postfix
Status: install ok installed
Provides: virtual-mta, other (= 1)
"""


def test_dpkg_is_read() -> None:
    files = {
        "status": STATUS,
        "info/app.list": b"/.\n/usr/bin/app\n",
        "info/libtwo:amd64.list": b"/.\n/usr/lib/two.so\n",
    }
    found = read_dpkg(files).by_name
    assert sorted(found) == ["app", "base", "libtwo", "postfix"]
    app = found["app"]
    assert app.size == 10 * 1024
    assert app.needs == (("base",), ("libone", "libtwo"), ("virtual-mta",))
    assert app.recommends == (("extra",), ("more",))
    assert app.files == ("/usr/bin/app",)
    assert found["libtwo"].files == ("/usr/lib/two.so",)
    assert (found["base"].essential, app.essential) == (True, False)
    assert found["postfix"].provides == ("virtual-mta", "other")


def test_a_closure_takes_the_alternative_that_is_there_and_all_that_provide_a_name() -> None:
    packages = read_dpkg({"status": STATUS})
    assert packages.closure(["app"]) == {"app", "base", "libtwo", "postfix"}
    assert packages.closure(["libtwo", "not-there"]) == {"libtwo"}


def test_packages_that_need_each_other() -> None:
    packages = Packages({"a": Package("a", needs=(("b",),)), "b": Package("b", needs=(("a",),), recommends=(("c",),))})
    assert packages.closure(["a"]) == {"a", "b"}
    more = Packages({**packages.by_name, "c": Package("c", 7)})
    assert more.recommended_closure(["a"]) == {"a", "b", "c"}
    assert more.size_of(["c", "c", "gone"]) == 7


def test_the_owners_of_a_path() -> None:
    packages = Packages({"a": Package("a", files=("/x", "/y")), "b": Package("b", files=("/x",))})
    assert packages.owners_of("/x") == ("a", "b")
    assert packages.owners_of("/z") == ()

"""Packages and what they need, and the databases of dpkg, rpm and apk read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dslim.shrink.packages import apk
from dslim.shrink.packages.apk import read_apk
from dslim.shrink.packages.dpkg import read_dpkg
from dslim.shrink.packages.managers import MANAGERS
from dslim.shrink.packages.package import Package, Packages
from dslim.shrink.packages.records import RECORDS
from dslim.shrink.packages.rpm import names_required, read_rpm

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


RPM = """Papp
S1000
R/bin/sh
Rlibone.so.1()(64bit)
R(extra if more)
R(none)
Wdocs
Vapp
Vapp(x86-64)
F/usr/bin/app
Pbash
S5
Vbash
F/usr/bin/sh
Pone
S7
Vlibone.so.1()(64bit)
Pgpg-pubkey
S0
Pextra
S1
"""


def test_what_rpm_prints_is_read() -> None:
    packages = read_rpm(RPM)
    app = packages.by_name["app"]
    assert sorted(packages.by_name) == ["app", "bash", "extra", "one"]
    assert (app.size, app.files) == (1000, ("/usr/bin/app",))
    assert app.recommends == (("docs",),)
    assert packages.closure(["app"]) == {"app", "bash", "one", "extra"}  # bash by the path, through /bin -> /usr/bin


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("libc.so.6(GLIBC_2.4)(64bit)", ["libc.so.6(GLIBC_2.4)(64bit)"]),
        ("(foo >= 1:2.0-1 if (bar or baz))", ["foo", "bar", "baz"]),
        ("(python3dist(x) < 3 with python3dist(x) >= 2)", ["python3dist(x)", "python3dist(x)"]),
    ],
)
def test_names_of_a_requirement_of_rpm(value: str, names: list[str]) -> None:
    assert list(names_required(value)) == names


APK = b"""C:Q1abc=
P:curl
V:8.5.0-r0
I:300000
D:ca-certificates>=2 so:libcurl.so.4 !old-curl
F:usr
F:usr/bin
R:curl
a:0:0:755
Z:Q1x=

P:libcurl
I:200000
p:so:libcurl.so.4=4.8.0
F:usr/lib
R:libcurl.so.4.8.0
R:libcurl.so.4

P:ca-certificates
F:
R:top
"""


def test_the_database_of_apk_is_read() -> None:
    packages = read_apk(APK)
    curl = packages.by_name["curl"]
    assert curl.needs == (("ca-certificates",), ("so:libcurl.so.4",))
    assert curl.size == 300000
    assert packages.closure(["curl"]) == {"curl", "libcurl", "ca-certificates"}
    assert packages.owners_of("/usr/lib/libcurl.so.4") == ("libcurl",)
    assert packages.owners_of("/top") == ("ca-certificates",)


def test_the_files_of_apk_packages_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "installed").write_bytes(APK.replace(b"F:usr", f"F:{tmp_path}/usr".lstrip("/").encode()))
    for path in ("bin/curl", "lib/libcurl.so.4", "lib/libcurl.so.4.8.0"):
        (tmp_path / "usr" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "usr" / path).touch()
    command = apk.removal(["libcurl", "other"])
    command[2] = command[2].replace(apk.DATABASES[0], str(tmp_path / "installed"))
    subprocess.run(command, check=True)
    left = [path for path in (tmp_path / "usr").rglob("*") if path.is_file()]
    assert left == [tmp_path / "usr/bin/curl"]


def test_each_manager_has_its_command_and_its_records() -> None:
    assert [manager.removal(["a", "b"])[-2:] for manager in MANAGERS.values()] == [["a", "b"]] * 3
    assert [manager.removal(["a"])[0] for manager in MANAGERS.values()] == ["dpkg", "rpm", "sh"]
    assert all(any(path.startswith(f"{folder}/") for folder in RECORDS) for path in apk.DATABASES)

"""A base image with a stand-in for apk, which keeps its database as apk does, and packages of the tests' own.

Alpine's apk is in no package of Debian. What is written here is what apk-tools 2.14 wrote of the same packages.
"""

from __future__ import annotations

import re
from pathlib import Path

from builder.apt_suite import DEBS, Deb

NAME = "busybox:apk-suite"
#: `apk add [-t NAME] PACKAGE...`: each with what it needs, once.
_APK = r"""#!/bin/sh
set -e
db=/lib/apk/db/installed
install() {
    grep -qx "P:$1" $db && return
    for needed in $(sed -n 's/^D://p' /repo/$1/record); do install "$needed"; done
    cp -a /repo/$1/root/. /
    cat /repo/$1/record >> $db
}
[ "$1" = add ] && shift
while [ $# -gt 0 ]; do
    case "$1" in
        -t) printf 'P:%s\n\n' "$2" >> $db; shift 2 ;;
        -*) shift ;;
        *) install "${1%%[=~<>@]*}"; shift ;;
    esac
done
"""


def write_archive(context: Path, _: str) -> None:
    """Write the packages and a Dockerfile that makes the base image into an empty folder."""
    for deb in DEBS:
        if not deb.postinst:
            _write(context / "repo" / deb.name, deb)
    (context / "apk").write_text(_APK)
    (context / "apk").chmod(0o755)
    (context / "Dockerfile").write_text(
        "FROM busybox\nCOPY repo /repo\nCOPY apk /sbin/apk\nRUN mkdir -p /lib/apk/db && : > /lib/apk/db/installed\n"
    )


def _write(folder: Path, deb: Deb) -> None:
    """A package as a folder; apk knows nothing that is only recommended, so what Debian's recommends is needed here."""
    fields = dict(line.split(": ", 1) for line in deb.fields.splitlines())
    names = re.sub(r"\(.*?\)|,", " ", f"{fields.get('Depends', '')},{fields.get('Recommends', '')}").split()
    needs = " ".join(name for name in names if not name.startswith("idle-") or deb.name.startswith("idle-"))
    data, program = folder / f"root/usr/share/{deb.name}/data", folder / f"root/usr/bin/{deb.name}"
    for path, text in {data: "x" * deb.size, program: f"#!/bin/sh\n{deb.command or f'echo {deb.name}'}\n"}.items():
        path.parent.mkdir(parents=True)
        path.write_text(text)
    program.chmod(0o755)
    (folder / "record").write_text(
        f"C:Q1=\nP:{deb.name}\nV:1.0-r0\nA:x86_64\nI:{deb.size}\n" + (f"D:{needs}\n" if needs else "")
        + f"F:usr\nF:usr/bin\nR:{deb.name}\na:0:0:755\nZ:Q1=\nF:usr/share\nF:usr/share/{deb.name}\nR:data\nZ:Q1=\n\n"
    )

"""A base image with real rpm and dnf, from Debian's packages, and a repository of small packages inside it."""

from __future__ import annotations

import re
from pathlib import Path

from builder.apt_suite import DEBS, Deb

NAME = "debian:rpm-suite"
_HEAD = """Name: {name}
Version: 1.0
Release: 1
Summary: test {name}
License: none
BuildArch: noarch
AutoReqProv: no
{needs}
%description
test
"""
_BODY = """%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/usr/share/{name}
head -c {size} /dev/zero | tr '\\0' x > %{{buildroot}}/usr/share/{name}/data
cat > %{{buildroot}}/usr/bin/{name} <<'E'
#!/bin/sh
{command}
E
%files
%attr(755,root,root) /usr/bin/{name}
/usr/share/{name}
"""


def write_archive(context: Path, base: str) -> None:
    """Write how each package is made, and a Dockerfile that makes the base image, into an empty folder."""
    for deb in DEBS:
        if not deb.postinst:
            (context / f"{deb.name}.spec").write_text(_spec(deb))
    (context / "Dockerfile").write_text(
        f"FROM {base}\n"
        "RUN apt-get update && apt-get install -y --no-install-recommends rpm dnf createrepo-c"
        " && rm -rf /var/lib/apt/lists/*\n"
        "RUN mkdir -p /etc/rpm /etc/yum.repos.d && echo '%_dbpath /var/lib/rpm' > /etc/rpm/macros"
        " && printf '[suite]\\nname=suite\\nbaseurl=file:///repo\\ngpgcheck=0\\n' > /etc/yum.repos.d/suite.repo\n"
        "COPY *.spec /specs/\n"
        "RUN rpmbuild --quiet --define '_rpmdir /repo' --define '_build_id_links none' -bb /specs/*.spec"
        " && createrepo_c --quiet /repo && rm -rf /root/rpmbuild\n"
    )


def _spec(deb: Deb) -> str:
    """How rpmbuild makes a package that dpkg has too; what needs another's data needs it by a path."""
    fields = dict(line.split(": ", 1) for line in deb.fields.splitlines())
    lines = [f"Requires: {_plain(name)}" for name in fields.get("Depends", "").split(",") if name]
    lines += [f"Recommends: {_plain(name)}" for name in fields.get("Recommends", "").split(",") if name]
    needs = "\n".join(lines).replace("Requires: codec-data", "Requires: /usr/bin/codec-data")
    command = (deb.command or f"echo {deb.name}").replace("%", "%%")
    return _HEAD.format(name=deb.name, needs=needs) + _BODY.format(name=deb.name, size=deb.size, command=command)


def _plain(name: str) -> str:
    return re.sub(r"\s*\(.*\)", "", name).strip()

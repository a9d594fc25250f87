"""A base image with real apt and an archive of small packages inside it, each made to ask one question of shrink."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "debian:apt-suite"


@dataclass(frozen=True)
class Deb:
    """A package with a command of its own name and `size` bytes of data. `fields`: more lines of its control file."""

    name: str
    fields: str = ""
    size: int = 20_000
    command: str = ""
    postinst: str = ""
    files: tuple[tuple[str, str], ...] = ()


#: `served` works only with two of the fourteen packages that it recommends, one of which needs a third.
_IDLE = [f"idle-{number}" for number in range(1, 13)]
DEBS = (
    Deb(
        "served",
        f"Depends: libserved\nRecommends: {', '.join(['codec-a', 'codec-b', *_IDLE])}\n",
        command="codec-a >/dev/null && codec-b >/dev/null && echo served",
    ),
    Deb("libserved"),
    Deb("codec-a", "Depends: codec-data (>= 0.1)\n", command="test -f /usr/share/codec-data/data && echo a"),
    Deb("codec-b", command="echo b"),
    Deb("codec-data"),
    *(Deb(name, "Depends: idle-data\n" if name == "idle-3" else "", 500_000) for name in _IDLE),
    Deb("idle-data", size=300_000),
    # a compiler that a RUN calls and nothing else; what it makes is a script
    Deb(
        "maker", "Recommends: maker-headers\n", 3_000_000,
        command="test -f /usr/share/maker-headers/data || exit 1\n"
        'printf "#!/bin/sh\\necho made\\n" > "$1"; chmod 755 "$1"',
    ),
    Deb("maker-headers", size=2_000_000),
    # takes the first free system number, as many services do
    Deb("daemon-user", postinst="getent passwd daemonuser >/dev/null || useradd -r daemonuser", size=400_000),
    # found through a link that only the script of the package makes
    Deb("linked", postinst="ln -sf /usr/bin/linked /usr/bin/by-link", command="echo linked"),
    Deb("monitor", "Recommends: monitor-health\n"),
    Deb("monitor-health", command="echo healthy"),
)  # fmt: skip


def write_archive(context: Path, base: str) -> None:
    """Write the packages, their index and a Dockerfile that makes the base image into an empty folder."""
    repo = context / "repo"
    repo.mkdir()
    (repo / "Packages").write_text("\n".join(_entry(repo, deb) for deb in DEBS))
    (context / "Dockerfile").write_text(
        f"FROM {base}\nCOPY repo /repo\n"
        "RUN rm -f /etc/apt/sources.list.d/* /etc/apt/sources.list"
        " && echo 'deb [trusted=yes] file:/repo ./' > /etc/apt/sources.list\n"
    )


def _entry(repo: Path, deb: Deb) -> str:
    """Make one package; its entry in Packages."""
    size = f"Installed-Size: {deb.size // 1024 + 1}\n"
    control = (
        f"Package: {deb.name}\nVersion: 1.0\nArchitecture: all\nMaintainer: test <test@example.invalid>\n"
        f"{size}{deb.fields}Description: test {deb.name}\n"
    )
    root = repo / deb.name
    contents = {f"usr/share/{deb.name}/data": "x" * deb.size, f"usr/bin/{deb.name}": _command(deb), **dict(deb.files)}
    for path, text in {"DEBIAN/control": control, **contents}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / f"usr/bin/{deb.name}").chmod(0o755)
    if deb.postinst:
        (root / "DEBIAN/postinst").write_text(f"#!/bin/sh\nset -e\n{deb.postinst}\n")
        (root / "DEBIAN/postinst").chmod(0o755)
    file = repo / f"{deb.name}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", str(root), str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    data = file.read_bytes()
    return f"{control}Filename: ./{file.name}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n"


def _command(deb: Deb) -> str:
    return f"#!/bin/sh\n{deb.command or f'echo {deb.name}'}\n"

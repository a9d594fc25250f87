"""Dockerfiles for the bench where no folder is given: the same ones for the same seed, and none of anybody's."""

from __future__ import annotations

import random
from pathlib import Path

_TOOLS = "curl git vim jq unzip build-essential ca-certificates gnupg libpq-dev openssl tzdata wget".split()
_BASES = {
    "apt": ("debian:12", "ubuntu:22.04", "python:3.11-slim", "node:20"),
    "apk": ("alpine:3.19", "node:20-alpine"),
    "dnf": ("fedora:40", "rockylinux:9"),
}


def dockerfile(random_: random.Random) -> str:
    """One Dockerfile of one to three stages."""
    stages = random_.choice((1, 1, 1, 2, 3))
    parts = [_stage(random_, i, last=i == stages - 1) for i in range(stages)]
    return "\n".join(parts)


def _stage(random_: random.Random, number: int, last: bool) -> str:
    manager = random_.choice(("apt", "apt", "apt", "apk", "dnf"))
    base = random_.choice(_BASES[manager])
    lines = [f"FROM {base}" + ("" if last else f" AS stage{number}")]
    if random_.random() < 0.5:
        lines.append(f"# {random_.choice(('what it needs', 'tools', 'see the wiki'))}")
    lines.append(f"ENV APP_HOME=/app VERSION={random_.randrange(9)}.{random_.randrange(20)}")
    lines += _installs(random_, manager)
    if number:
        lines.append(f"COPY --from=stage{number - 1} /out /app/lib")
    lines += ["WORKDIR /app", "COPY . /app"]
    body = [
        "RUN chown -R www-data:www-data /app",
        "RUN chmod +x /app/run.sh",
        "RUN mkdir -p /var/log/app && touch /var/log/app/out.log",
        "RUN cd /tmp && curl -fsSLO https://example.org/tool-${VERSION}.tgz \\\n"
        "    && tar -xzf tool-${VERSION}.tgz \\\n    && rm tool-${VERSION}.tgz",
        'RUN if [ "$DEBUG" = 1 ]; then pip install debugpy; else echo "no debug"; fi',
        "RUN pip install -r requirements.txt",
        "RUN npm install --production",
        'RUN set -eux; \\\n    for f in a b c; do \\\n        echo "$f" >> /etc/app.conf; \\\n    done',
        "RUN useradd -m app",
        "LABEL org.opencontainers.image.source=https://example.org",
        "EXPOSE 8080",
        "USER app",
        "HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1",
    ]
    lines += random_.sample(body, random_.randrange(3, 9))
    if last:
        lines.append('CMD ["./run.sh", "--serve"]')
    return "\n".join(lines) + "\n"


def _installs(random_: random.Random, manager: str) -> list[str]:
    packages = random_.sample(_TOOLS, random_.randrange(2, 8))
    wrapped = " \\\n    ".join(packages)
    if manager == "apk":
        return ["RUN apk update", f"RUN apk add {wrapped}"]
    if manager == "dnf":
        return [f"RUN dnf install -y {wrapped}"]
    if random_.random() < 0.5:
        return ["RUN apt-get update", f"RUN apt-get install -y {wrapped}"]
    clean = " \\\n    && rm -rf /var/lib/apt/lists/*" if random_.random() < 0.5 else ""
    return [f"RUN apt-get update && apt-get install -y \\\n    {wrapped}{clean}"]


def write(folder: Path, count: int, seed: int = 7) -> list[str]:
    """`count` Dockerfiles below `folder`; their paths."""
    random_ = random.Random(seed)
    paths = []
    for number in range(count):
        path = folder / f"{number:04}" / "Dockerfile"
        path.parent.mkdir(parents=True)
        path.write_text(dockerfile(random_), encoding="utf-8")
        paths.append(str(path))
    return paths


def long_file(lines: int) -> str:
    """One Dockerfile of about so many lines: generated ones, one below the other, so with many stages."""
    random_ = random.Random(lines)
    parts: list[str] = []
    have = 0
    while have < lines:
        part = _stage(random_, 0, last=True)
        parts.append(part)
        have += part.count("\n")
    return "".join(parts)

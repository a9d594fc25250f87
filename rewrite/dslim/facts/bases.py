"""What is known of Docker's official images without asking a registry."""

from __future__ import annotations

#: WORKDIR of official images, `/` where they set none (docker-library's Dockerfiles, looked up in 2025).
_STARTS: dict[str, str] = {
    **dict.fromkeys(
        "debian ubuntu alpine busybox centos fedora amazonlinux rockylinux almalinux oraclelinux archlinux"
        " buildpack-deps python node ruby openjdk eclipse-temurin amazoncorretto rust gcc nginx postgres"
        " mysql mariadb".split(),
        "/",
    ),
    "golang": "/go",
    "httpd": "/usr/local/apache2",
    "tomcat": "/usr/local/tomcat",
    "redis": "/data",
}


def official_name(base: str) -> str | None:
    """`node` of `node:20-slim` or `docker.io/library/node`, None for any image not known to be official."""
    name = base.split("@")[0]
    for registry in ("docker.io/", "index.docker.io/"):
        name = name.removeprefix(registry)
    name = name.removeprefix("library/").split(":")[0]
    return name if name.isascii() and name.replace("-", "").isalnum() else None


def start_folder(base: str) -> str | None:
    """The WORKDIR that an official image comes with; None where it is not known.

    `onbuild` variants of some go elsewhere; a tag that only the build knows may be one.
    """
    name = official_name(base)
    tag = base.partition(":")[2]
    return _STARTS.get(name) if name and "onbuild" not in tag and "$" not in tag else None

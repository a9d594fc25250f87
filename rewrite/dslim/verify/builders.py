"""The builders' own command lines: build a Dockerfile for real, save the image as an archive."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dslim.verify.errors import BuildError, NoBuilderError

#: In the order in which `auto` tries them.
NAMES = ("docker", "podman", "buildah")
_BUILDX = ("--load", "--provenance=false", "--progress=plain")
#: Seconds that an interrupted builder gets to clean up after itself.
GRACE = 20


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. `network` as the builder's `--network` takes it; None leaves it to the builder."""

    dockerfile: Path
    context: Path
    target: str | None = None
    build_args: tuple[str, ...] = ()
    network: str | None = None
    no_cache: bool = True

    @property
    def options(self) -> list[str]:
        """The options that all builders share."""
        options = ["--file", str(self.dockerfile)]
        options += ["--no-cache"] if self.no_cache else []
        options += ["--target", self.target] if self.target else []
        options += ["--network", self.network] if self.network else []
        for arg in self.build_args:
            options += ["--build-arg", arg]
        return options


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder's command line. `env`: variables beside those of this process."""

    name: str
    build_command: tuple[str, ...]
    save_command: tuple[str, ...]  # {tag} and {out} are filled in
    remove_command: tuple[str, ...]
    env: Mapping[str, str]

    def build(self, request: Request, out: Path) -> None:
        """Builds, and saves the image to the file `out`; no image stays behind.

        Raises BuildError with the builder's output.
        """
        tag = f"dslim-verify:{uuid.uuid4().hex}"
        with self._removed(tag):
            self._run([*self.build_command, *request.options, "--tag", tag, str(request.context)])
            self._run([part.format(tag=tag, out=out) for part in self.save_command])

    def save(self, image: str, out: Path) -> None:
        """Saves an image that the builder has, under whatever name, to the file `out`."""
        self._run([part.format(tag=image, out=out) for part in self.save_command])

    @contextmanager
    def _removed(self, tag: str) -> Iterator[None]:
        try:
            yield
        finally:
            command = [part.format(tag=tag) for part in self.remove_command]
            subprocess.run(command, env={**os.environ, **self.env}, capture_output=True, check=False)

    def _run(self, command: Sequence[str]) -> None:
        process = subprocess.Popen(
            command, env={**os.environ, **self.env}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            output, _ = process.communicate()
        except BaseException:
            _stop(process)
            raise
        if process.returncode:
            text = output.decode("utf-8", "replace").strip()
            raise BuildError(text or f"{command[0]} ended with status {process.returncode}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a builder so that it can still remove what it has begun."""
    process.terminate()
    try:
        process.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def docker(env: Mapping[str, str] | None = None) -> Builder:
    """Docker: BuildKit by buildx, the classic builder where there is no buildx."""
    env = dict(env or {})
    build: tuple[str, ...]
    if _works(["docker", "buildx", "version"], env):
        build = ("docker", "buildx", "build", *_BUILDX)
    else:
        build = ("docker", "build")
    save = ("docker", "save", "--output", "{out}", "{tag}")
    return Builder("docker", build, save, ("docker", "image", "rm", "{tag}"), env)


def podman(env: Mapping[str, str] | None = None) -> Builder:
    """Podman; the OCI format would drop SHELL, HEALTHCHECK and ONBUILD."""
    build = ("podman", "build", "--format=docker", "--layers", "--force-rm")
    save = ("podman", "save", "--quiet", "--format=docker-archive", "--output", "{out}", "{tag}")
    return Builder("podman", build, save, ("podman", "image", "rm", "{tag}"), dict(env or {}))


def buildah(env: Mapping[str, str] | None = None) -> Builder:
    """Buildah, in the docker format for the same reason."""
    build = ("buildah", "build", "--format=docker", "--layers", "--force-rm")
    save = ("buildah", "push", "--quiet", "{tag}", "docker-archive:{out}")
    return Builder("buildah", build, save, ("buildah", "rmi", "{tag}"), dict(env or {}))


_CHECKS = {"docker": ["docker", "info"], "podman": ["podman", "info"], "buildah": ["buildah", "info"]}
_MAKE = {"docker": docker, "podman": podman, "buildah": buildah}


def find_builder(name: str = "auto", env: Mapping[str, str] | None = None) -> Builder:
    """The builder called `name`; for `auto` the first that works. Raises NoBuilderError."""
    for known in NAMES if name == "auto" else (name,):
        if shutil.which(known, path=(env or os.environ).get("PATH")) and _works(_CHECKS[known], env or {}):
            return _MAKE[known](env)
    tried = " or ".join(NAMES) if name == "auto" else name
    raise NoBuilderError(f"no builder: {tried} must be installed, and a daemon be running where it needs one")


def _works(command: Sequence[str], env: Mapping[str, str]) -> bool:
    try:
        result = subprocess.run(
            command, env={**os.environ, **env}, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0

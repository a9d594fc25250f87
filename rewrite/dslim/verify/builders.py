"""Runs docker, podman or buildah: builds a Dockerfile for real, and saves the image as an archive."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, BinaryIO

from dslim.support.processes import ending_with_this
from dslim.support.run_mark import run_mark
from dslim.verify.errors import BuildError, NoBuilderError

#: In the order in which `auto` tries them.
BUILDER_NAMES = ("docker", "podman", "buildah")
_STEP = re.compile(r"Step \d+/\d+ : (\w+)")
_IMAGE = re.compile(r" ---> ([0-9a-f]{12})$")
#: Seconds that an interrupted builder gets to clean up after itself.
GRACE = 20
#: Bytes that a builder may print: a step may print without end. And those of the end that are read and shown.
MAX_OUTPUT = 1 << 30
#: Bytes of the answer of a short command that are read.
MAX_ANSWER = 1 << 20
READ_OUTPUT = 16 << 20
#: Seconds between looks at how much it has printed.
LOOK_EVERY = 1.0
#: The folder of a work folder that holds what is a builder's own.
STORE = "builder"


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. `network`: as the builder's `--network` takes it; None leaves it to the builder.

    `builder_options`: options that dslim does not know.
    """

    dockerfile: Path
    context: Path
    target: str | None = None
    build_args: tuple[str, ...] = ()
    network: str | None = None
    no_cache: bool = True
    builder_options: tuple[str, ...] = ()

    @property
    def options(self) -> list[str]:
        """The options that all builders share."""
        options = ["--file", str(self.dockerfile)]
        options += ["--no-cache"] if self.no_cache else []
        options += ["--target", self.target] if self.target else []
        options += ["--network", self.network] if self.network else []
        for arg in self.build_args:
            options += ["--build-arg", arg]
        return [*options, *self.builder_options]


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder's command line.

    `program`: its name and global options, before the words of each command. `clean_store`: removes everything in a
    store that is all ours (see `with_own_store`). `env`: variables beside those of this process. `builds_with`: the
    program that builds for it, where that is another one.
    """

    program: tuple[str, ...]
    build_words: tuple[str, ...]
    save_words: tuple[str, ...]  # {tag} and {out} are filled in
    remove_words: tuple[str, ...]
    env: Mapping[str, str]
    clean_store: Callable[[Builder], None] = lambda builder: None
    builds_with: tuple[str, ...] = ()

    @property
    def build_command(self) -> tuple[str, ...]:
        """The program with the words that build."""
        return (*(self.builds_with or self.program), *self.build_words)

    @property
    def name(self) -> str:
        """docker, podman or buildah."""
        return self.program[0]

    @property
    def is_classic(self) -> bool:
        """Docker without BuildKit; it keeps an image of every step."""
        return self.name == "docker" and self.build_words[0] == "build"

    @contextmanager
    def with_own_store(self, folder: Path) -> Iterator[Builder]:
        """This builder with its temporary files in `folder`, a new one, removed at the end of the block.

        Podman and buildah keep a layer of every step as an image, and working containers when they are
        interrupted. So they get an image store of their own there, with the user's below it to read.
        """
        (folder / "tmp").mkdir(parents=True)
        builder = replace(self, env={**self.env, "TMPDIR": str(folder / "tmp")})
        if self.name == "docker":
            yield builder
            return
        # podman takes no run root of more than 50 characters, and $TMPDIR may be long
        with TemporaryDirectory(prefix=f"dslim-{run_token()}", dir="/tmp", ignore_cleanup_errors=True) as run:
            builder = replace(builder, program=(*self.program, *store_options(self, folder / "root", run)))
            try:
                yield builder
            finally:
                if len(builder.program) > 1:  # or it is the user's own store
                    self.clean_store(builder)
                shutil.rmtree(folder, ignore_errors=True)

    def build(self, request: BuildRequest, out: Path | None) -> None:
        """Build, and save the image to the file `out`, if any; no image stays behind.

        Raises BuildError with the builder's output.
        """
        tag = f"dslim-verify:{run_token()}{uuid.uuid4().hex}"
        printed: list[str] = []
        try:
            self._run_command([*self.build_words, *request.options, "--tag", tag, str(request.context)], printed)
            if out is not None:
                self.save_image(tag, out)
        finally:
            self.output_of(part.format(tag=tag) for part in self.remove_words)
            if self.is_classic:
                self._remove_step_images(step_images("".join(printed)))

    def save_image(self, image: str, out: Path) -> None:
        """Save an image that the builder has, under whatever name, to the file `out`. Raises BuildError."""
        self._run_command([part.format(tag=image, out=out) for part in self.save_words])

    def output_of(self, words: Iterable[str]) -> str:
        """The output of a short command, up to MAX_ANSWER bytes; '' where it fails."""
        with TemporaryFile() as output:
            result = subprocess.run(
                [*self.program, *words], env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
            return "" if result.returncode else _start_of(output)

    def _remove_step_images(self, images: Iterable[str]) -> None:
        """Removes images of steps that are nobody's parent and have no name."""
        for image in images:
            for _ in range(GRACE * 4):
                names = self.output_of(["image", "inspect", "--format", "{{.RepoTags}}{{.RepoDigests}}", image]).strip()
                if names != "[][]" or self.output_of(["image", "rm", image]):
                    break
                time.sleep(0.25)  # the container of an interrupted step is about to go

    def _run_command(self, words: Sequence[str], printed: list[str] | None = None) -> None:
        """Run a command. `printed` gets what it prints, also when it is interrupted."""
        with TemporaryFile() as output:  # a pipe would lose what was read when a signal came
            process = subprocess.Popen(
                ending_with_this([*self.program, *words]), env={**os.environ, **self.env}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                self._wait(process, output.fileno())
            except BaseException:
                _stop_process(process)
                raise
            finally:
                output.seek(max(0, os.fstat(output.fileno()).st_size - READ_OUTPUT))
                text = output.read(READ_OUTPUT).decode("utf-8", "replace").strip()
                if printed is not None:
                    printed.append(text)
        if process.returncode:
            raise BuildError(text or f"{self.name} {words[0]} ended with status {process.returncode}")


    def _wait(self, process: subprocess.Popen[bytes], output: int) -> None:
        """Waits for a builder. Raises BuildError where it prints more than MAX_OUTPUT bytes to the file `output`."""
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=LOOK_EVERY)
            if os.fstat(output).st_size > MAX_OUTPUT:
                raise BuildError(f"{self.name} printed more than {MAX_OUTPUT} bytes")


#: The variable with what the names of images and folders of a run begin with, that whoever started it can find them.
RUN_TOKEN = "DSLIM_RUN_TOKEN"


def run_token() -> str:
    """What the names of this run's images and folders begin with: who started it, else who it is.

    '' where the system does not tell that.
    """
    token = os.environ.get(RUN_TOKEN, "")
    token = token if token.isalnum() else run_mark()
    return f"{token}-" if token else ""


def _stop_process(process: subprocess.Popen[bytes]) -> None:
    """Ends a builder so that it can still remove what it has begun."""
    process.terminate()
    try:
        process.wait(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def step_images(output: str) -> list[str]:
    """The images that docker's classic builder made, the last first; not those that it took by FROM."""
    found: list[str] = []
    keyword = ""
    for line in output.splitlines():
        if step := _STEP.match(line):
            keyword = step[1].upper()
        elif (image := _IMAGE.match(line)) and keyword != "FROM":
            found.append(image[1])
    return found[::-1]


def docker_builder(env: Mapping[str, str] | None = None) -> Builder:
    """The command line of docker: BuildKit by buildx, the classic builder where there is no buildx."""
    # buildx would ask git about the context for labels, and git runs what a repository's config says
    env = {"BUILDX_GIT_INFO": "false", "BUILDX_GIT_LABELS": "false", **(env or {})}
    build: tuple[str, ...]
    if _failure_reason(["docker", "buildx", "version"], env) is None:
        build = ("buildx", "build", "--load", "--provenance=false", "--progress=plain")
    else:
        build = ("build", "--force-rm")
    save = ("save", "--output", "{out}", "{tag}")
    return Builder(("docker",), build, save, ("image", "rm", "{tag}"), env)


#: The OCI format would drop SHELL, HEALTHCHECK and ONBUILD; without --layers all steps are one layer.
_LIKE_DOCKER = ("build", "--format=docker", "--layers", "--force-rm")


def podman_builder(env: Mapping[str, str] | None = None) -> Builder:
    """The command line of podman."""
    save = ("save", "--quiet", "--format=docker-archive", "--output", "{out}", "{tag}")
    return Builder(("podman",), _LIKE_DOCKER, save, ("image", "rm", "{tag}"), dict(env or {}), _clean_podman)


def buildah_builder(env: Mapping[str, str] | None = None) -> Builder:
    """The command line of buildah."""
    save = ("push", "--quiet", "{tag}", "docker-archive:{out}")
    return Builder(("buildah",), _LIKE_DOCKER, save, ("rmi", "{tag}"), dict(env or {}), _clean_buildah)


def _clean_podman(builder: Builder) -> None:
    """Its own `rm --all` overlooks the containers of builds."""
    containers = builder.output_of(["ps", "--all", "--quiet", "--external"]).split()
    if containers:
        builder.output_of(["rm", "--force", *containers])
    builder.output_of(["rmi", "--all", "--force"])


def _clean_buildah(builder: Builder) -> None:
    builder.output_of(["rm", "--all"])
    builder.output_of(["rmi", "--all", "--force"])


def store_options(builder: Builder, root: Path, run: str) -> list[str]:
    """Options for an image store of the user's own kind in `root`, with the user's images to read.

    None for podman as a client of a virtual machine, which takes no such options.
    """
    try:
        info = json.loads(builder.output_of(["info", *(["--format=json"] if builder.name == "podman" else [])]))
        store = {name.lower(): value for name, value in info["store"].items()}
        driver, images = str(store["graphdrivername"]), str(store["graphroot"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoBuilderError(f"{builder.name} info does not tell of its image store") from None
    if info.get("host", {}).get("serviceIsRemote"):
        return []
    options = _name_value_pairs(store.get("graphoptions"))
    if driver in ("overlay", "vfs"):  # no other can read a second store
        options.append(f"{driver}.imagestore={images}")
    words = ["--root", str(root), "--runroot", run, "--storage-driver", driver]
    return words + [word for option in options for word in ("--storage-opt", option)]


def _name_value_pairs(options: Any) -> list[str]:
    """`NAME=VALUE` each; buildah lists them so, podman has a table, with a program in one more."""
    if isinstance(options, dict):
        values = {k: v.get("Executable") if isinstance(v, dict) else v for k, v in options.items()}
        return [f"{name}={value}" for name, value in values.items()]
    return [str(option) for option in options or ()]


def with_containers(builder: Builder) -> Builder:
    """A builder that starts containers too: where that is buildah, podman does, from the store that they share.

    Raises NoBuilderError.
    """
    if builder.name != "buildah":
        return builder
    try:
        podman = find_builder("podman", builder.env)
    except NoBuilderError as error:
        reason = str(error).removeprefix("no builder: ")
        raise NoBuilderError(f"no builder: podman starts the images that buildah builds, and {reason}") from None
    return replace(podman, builds_with=builder.program)


_MAKE = {"docker": docker_builder, "podman": podman_builder, "buildah": buildah_builder}


def find_builder(name: str = "auto", env: Mapping[str, str] | None = None) -> Builder:
    """The builder called `name`; for `auto` the first that works. Raises NoBuilderError, one line long."""
    reasons = []
    for known in BUILDER_NAMES if name == "auto" else (name,):
        if shutil.which(known, path=(env or os.environ).get("PATH")) is None:
            reasons.append(f"{known} is not installed")
        elif (reason := _failure_reason([known, "info"], env or {})) is not None:
            reasons.append(f"{known} does not work{': ' if reason else ''}{reason}")
        else:
            return _MAKE[known](env)
    raise NoBuilderError(f"no builder: {'; '.join(reasons)}")


def _failure_reason(command: Sequence[str], env: Mapping[str, str]) -> str | None:
    """The last line that a command that fails writes to standard error; None for one that works."""
    null = subprocess.DEVNULL
    with TemporaryFile() as errors:
        try:
            result = subprocess.run(
                command, env={**os.environ, **env}, stdin=null, stdout=null, stderr=errors, timeout=60, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        lines = _start_of(errors).strip().splitlines()
    return (lines[-1] if lines else "") if result.returncode else None


def _start_of(file: BinaryIO) -> str:
    """The first MAX_ANSWER bytes of what a short command wrote to a file: a pipe would hold all of it in memory."""
    file.seek(0)
    return file.read(MAX_ANSWER).decode("utf-8", "replace")

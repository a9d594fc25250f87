"""Builds, changes and reads the images of one run; all of them, and their containers, go with it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from dslim.shrink.errors import OutOfBudgetError, ShrinkError
from dslim.shrink.images.copied_files import read_copied
from dslim.shrink.images.guard import Guard
from dslim.shrink.recipe import Recipe, as_recipe
from dslim.support.processes import Finished, Limit, run_command
from dslim.support.reading import read_file
from dslim.syntax import encode
from dslim.verify.builders import BuildRequest, run_token
from dslim.verify.errors import BuildError
from dslim.verify.image.image import Image, ImageReader
from dslim.verify.left_over import remove_of_dead_runs
from dslim.verify.session import BuildJob

#: Seconds that a command of the builder which builds nothing may take.
COMMAND_SECONDS = 600.0
#: Bytes that a program may print which is asked in an image: rpm's list of all files of a desktop has some 30 MB.
MAX_PRINTED = 128 << 20
#: How docker and podman call their stores on Linux's overlay, whose mounts name the layers.
_OVERLAY = ("overlay2", "overlay")
#: Where the script that changes an image lies while it runs.
_SCRIPT = "/.dslim-shrink"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take: `builds` in number, `build_seconds` for each, `deadline` on time.monotonic()'s clock.

    `disk_floor`: bytes that must be free before each build, where archives are read and where the builder keeps images.
    """

    builds: int = 20
    disk_floor: int = 1_000_000_000
    build_seconds: float = 3600.0
    deadline: float = float("inf")


@dataclass
class ImageStore:
    """The images of one run. `name`: what the names of all its images and containers begin with.

    `others`: the ids of containers that were there before.
    """

    job: BuildJob
    work: Path
    limits: Limits
    name: str
    guard: Guard
    others: frozenset[str] = frozenset()
    builds: int = 0
    _count: int = 0
    _tags: dict[Recipe, str] = field(default_factory=dict)
    _images: dict[str, Image] = field(default_factory=dict)
    _images_at: str | None = None

    @property
    def env(self) -> dict[str, str]:
        """The environment in which the builder's commands, and the owner's test, run."""
        return {**os.environ, **self.job.builder.env}

    # images

    def build(self, made_from: Recipe | str, use_cache: bool = True, target: str | None = None) -> str:
        """The image of a recipe, or of a Dockerfile's text; what was built before gives the image of then.

        `target`: another stage than that of the job, '' for the last one of the text. Raises BuildError with the
        builder's output, and OutOfBudgetError.
        """
        recipe = as_recipe(made_from)
        if use_cache and recipe in self._tags:
            return self._tags[recipe]
        if self.builds >= self.limits.builds:
            raise OutOfBudgetError(f"{self.limits.builds} builds were not enough; --max-builds allows more")
        self._check_disks()
        self.builds += 1
        tag = self._built(recipe, use_cache, target)
        self._tags[recipe] = tag
        return tag

    def _check_disks(self) -> None:
        """Raises OutOfBudgetError where a disk is too full for one more build: a full one would end other programs."""
        for folder in (str(self.work), self._image_folder()):
            if os.path.isdir(folder) and (free := shutil.disk_usage(folder).free) < self.limits.disk_floor:
                floor = f"{self.limits.disk_floor / 1e9:.1f} GB must be left for a build"
                raise OutOfBudgetError(f"{free / 1e9:.1f} GB are free on the disk of {folder}; {floor}")

    def _image_folder(self) -> str:
        """Where the builder keeps its images, '' where it does not tell; it may lie on another machine."""
        if self._images_at is None:
            field = "{{.DockerRootDir}}" if self.job.builder.name == "docker" else "{{.Store.GraphRoot}}"
            self._images_at = self.command(["info", "--format", field]).output.strip()
        return self._images_at

    def try_build(self, text: str, target: str | None = None) -> bool:
        """Whether a text builds that starts from an image of ours, and so takes a few seconds; it is not counted."""
        try:
            self.remove(self._built(Recipe(text), True, target))
        except BuildError:
            return False
        return True

    def _built(self, recipe: Recipe, use_cache: bool, target: str | None) -> str:
        tag = self._new_tag()
        builder, limit = self.job.builder, self._seconds(self.limits.build_seconds)
        words = [*self._request(recipe, not use_cache, target).options, "--tag", tag, str(self.job.context)]
        done = run_command([*builder.build_command, *words], limit, builder.env)
        if not done.succeeded:
            self._seconds(self.limits.build_seconds)  # out of time, it may have been ended for that
            raise BuildError(done.reason or done.output.strip() or f"ended with status {done.status}")
        return tag

    def _request(self, recipe: Recipe, no_cache: bool, target: str | None) -> BuildRequest:
        folder = self.work / uuid.uuid4().hex
        folder.mkdir()
        (folder / "Dockerfile").write_bytes(encode(recipe.text))
        job = self.job
        own, ignore = (file.with_name(f"{file.name}.dockerignore") for file in (job.dockerfile, folder / "Dockerfile"))
        if recipe.ignore is not None:
            ignore.write_bytes(encode(recipe.ignore))
        elif own.is_file():
            ignore.write_bytes(read_file(own, "ignore").data)
        options, stage = job.builder_options, (job.target if target is None else target) or None
        if job.builder.name != "docker" and ignore.exists():
            options = (*options, f"--ignorefile={ignore}")
        return BuildRequest(
            folder / "Dockerfile", job.context, stage, job.build_args, job.network, no_cache, options
        )

    def run_in(self, image: str, words: Sequence[str]) -> str | None:
        """The image that a command, run by root in `image`, leaves; None where the command fails, or there is no sh.

        A script that removes itself runs it: a commit could not take away words that Entrypoint or Cmd got.
        """
        script = self.work / f"{uuid.uuid4().hex}.sh"
        script.write_text(f"#!/bin/sh\nrm -f {_SCRIPT}\nexec {shlex.join(words)}\n")
        script.chmod(0o755)
        entrypoint = bool(self.config(image).get("Entrypoint"))
        called = ["--entrypoint", _SCRIPT, image] if entrypoint else [image, _SCRIPT]
        container = self._new_container()
        steps = (
            ["create", "--name", container, "--user", "0", *self._network(), *called],
            ["cp", str(script), f"{container}:{_SCRIPT}"],
            ["start", "--attach", container],
        )
        try:
            return self._commit(container, image) if all(self.command(step).succeeded for step in steps) else None
        finally:
            self.remove_container(container)

    def with_empty_file(self, image: str, path: str) -> str | None:
        """The image with a file of which nothing is left that could run; None where the builder cannot do that."""
        container = self._new_container()
        empty = self.work / f"empty-{uuid.uuid4().hex}"
        empty.write_bytes(b"")
        try:
            if not self.command(["create", "--name", container, image, "x"]).succeeded:
                return None
            if not self.command(["cp", str(empty), f"{container}:{path}"]).succeeded:
                return None
            return self._commit(container, image)
        finally:
            self.remove_container(container)

    def _commit(self, container: str, image: str) -> str | None:
        """An image of a container, with the config that `image` has."""
        config = self.config(image)
        tag = self._new_tag()
        words = ["--change", f"USER {config.get('User') or '0'}"]
        for key, name in (("Entrypoint", "ENTRYPOINT"), ("Cmd", "CMD")):
            words += ["--change", f"{name} {json.dumps(config[key])}"] if config.get(key) else []
        return tag if self.command(["commit", *words, container, tag]).succeeded else None

    def config(self, image: str) -> dict[str, Any]:
        """The `Config` of an image, as `docker image inspect` has it. Raises BuildError."""
        found = self._inspect(image).get("Config")
        return found if isinstance(found, dict) else {}

    def id_of(self, image: str) -> str:
        """The digest by which the builder knows an image of any name; '' where it has none of that name."""
        try:
            return str(self._inspect(image).get("Id") or "")
        except BuildError:
            return ""

    def begins_with(self, image: str, base: str) -> bool:
        """Whether the builder has an image called `base` whose layers are the first ones of `image`."""
        try:
            ours, theirs = (((self._inspect(name).get("RootFS") or {}).get("Layers")) or [] for name in (image, base))
        except BuildError:
            return False
        return bool(theirs) and ours[: len(theirs)] == theirs

    def layer_folder(self, image: str) -> str | None:
        """Where the last layer of an image lies on this machine; None where the builder does not tell."""
        driver = self._inspect(image).get("GraphDriver")
        data = driver.get("Data") if isinstance(driver, dict) and driver.get("Name") in _OVERLAY else None
        folder = data.get("UpperDir") if isinstance(data, dict) else None
        return folder if isinstance(folder, str) else None

    def _inspect(self, image: str) -> dict[str, Any]:
        done = self.command(["image", "inspect", image])
        try:
            (found,) = json.loads(done.output)
        except ValueError:
            raise BuildError(f"{image}: {done.last_lines(1)}") from None
        return found if isinstance(found, dict) else {}

    def read_image(self, image: str, reader: ImageReader) -> Image:
        """The config, history and layers of an image. Raises BuildError and ImageError."""
        if image not in self._images:
            archive = self.work / f"{uuid.uuid4().hex}.tar"
            words = [part.format(tag=image, out=archive) for part in self.job.builder.save_words]
            done = self.command(words)
            if not done.succeeded:
                raise BuildError(done.last_lines())
            self._images[image] = reader.read_image(archive)
            archive.unlink()
        return self._images[image]

    def read_files(self, image: str, path: str) -> dict[str, bytes]:
        """The regular files below a folder of an image, or one file, by their place below it; {} where it is not."""
        container = self._new_container()
        try:
            if not self.command(["create", "--name", container, image, "x"]).succeeded:
                return {}
            words = [*self.job.builder.program, "cp", f"{container}:{path}", "-"]
            with TemporaryFile(dir=self.work) as archive:
                done = run_command(words, COMMAND_SECONDS, self.job.builder.env, archive)
                if done.reason:
                    raise ShrinkError(f"{path} of the image cannot be read: {done.reason}")
                if not done.succeeded:
                    return {}
                archive.seek(0)
                return read_copied(archive)
        finally:
            self.remove_container(container)

    def output_in(self, image: str, words: Sequence[str]) -> str | None:
        """What a program prints that root runs in a container of an image; None where it fails.

        Raises ShrinkError where it prints more than MAX_PRINTED bytes: it is ended then, and half an answer is none.
        """
        container = self._new_container()
        options = ["--name", container, "--user", "0", *self._network(), "--entrypoint", words[0], image, *words[1:]]
        with TemporaryFile(dir=self.work) as output:
            command = [*self.job.builder.program, "run", "--rm", *options]
            try:
                limit = Limit(COMMAND_SECONDS, output=MAX_PRINTED)
                done = run_command(command, limit, self.job.builder.env, output)
            finally:
                self.remove_container(container)
            if done.reason:
                raise ShrinkError(f"what {words[0]} prints in the image cannot be read: {done.reason}")
            output.seek(0)
            return output.read(MAX_PRINTED).decode("utf-8", "replace") if done.succeeded else None

    def remove(self, image: str) -> None:
        """Remove an image, and what containers there are of it."""
        self.remove_containers_of(image)
        self.command(["rmi", "--force", image])

    # containers

    def remove_containers_of(self, image: str) -> None:
        """Remove the containers of one of our images, whoever started them.

        Two builds of one Dockerfile are one image, so that a builder takes the containers of another run, and those of
        a service that the user runs, for ours: they stay by the name that they were started under.
        """
        words = ["ps", "--all", "--filter", f"ancestor={image}", "--format", "{{.ID}} {{.Image}}"]
        rows = [line.split(" ", 1) for line in self.command(words).output.splitlines() if " " in line]
        rows = [row for row in rows if row[0] not in self.others]
        is_ours_alone = not rows or self._is_ours_alone(image)
        for container in (row[0] for row in rows if is_ours_alone or f"{self.name}:" in row[1]):
            self.remove_container(container)

    def _is_ours_alone(self, image: str) -> bool:
        """Whether an image has no name but ours."""
        try:
            names = self._inspect(image).get("RepoTags")
        except BuildError:
            return False
        return isinstance(names, list) and all(f"{self.name}:" in str(name) for name in names)

    def start(self, image: str, options: Sequence[str] = ()) -> str:
        """Start an image as it is, in the background; the container's name. Raises ShrinkError."""
        container = self._new_container()
        done = self.command(["run", "--detach", "--name", container, *self._network(), *options, image])
        if not done.succeeded:
            self.remove_container(container)
            raise ShrinkError(f"the image does not start: {done.last_lines()}")
        return container

    def remove_container(self, container: str) -> None:
        """Stop and remove a container."""
        self.command(["rm", "--force", "--volumes", container])

    def command(self, words: Sequence[str], seconds: float = COMMAND_SECONDS) -> Finished:
        """Run a command of the builder."""
        return run_command([*self.job.builder.program, *words], seconds, self.job.builder.env)

    def _network(self) -> list[str]:
        return ["--network", self.job.network] if self.job.network else []

    @property
    def has_time(self) -> bool:
        """Whether the run's deadline is still to come."""
        return time.monotonic() < self.limits.deadline

    def _seconds(self, wanted: float) -> float:
        """A limit on one command, by the run's deadline. Raises OutOfBudgetError."""
        left = self.limits.deadline - time.monotonic()
        if left <= 0:
            raise OutOfBudgetError("out of time; --time allows more")
        return min(wanted, left)

    def _new_tag(self) -> str:
        self._count += 1
        return f"{self.name}:{self._count}"

    def _new_container(self) -> str:
        self._count += 1
        return f"{self.name}-{self._count}"


@contextmanager
def open_store(job: BuildJob, limits: Limits = Limits()) -> Iterator[ImageStore]:
    """A store that is emptied at the end of the block, or, where this process is killed, by its guard."""
    remove_of_dead_runs(job.builder)
    name = f"dslim-shrink-{run_token()}{uuid.uuid4().hex[:16]}"
    env: Mapping[str, str] = {**os.environ, **job.builder.env}
    with TemporaryDirectory(prefix=f"dslim-shrink-{run_token()}") as folder:
        others = frozenset(job.builder.output_of(["ps", "--all", "--format", "{{.ID}}"]).split())
        guard = Guard(job.builder.name, name, env, others)
        try:
            yield ImageStore(job, Path(folder), limits, name, guard, others)
        finally:
            guard.finish()



"""What a test does with the builder."""

from __future__ import annotations

import os
import subprocess
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dslim.syntax import decode
from dslim.verify.builders import Builder, BuildRequest
from dslim.verify.image.compare import (
    Difference,
    Noise,
    caches_not_emptied,
    find_differences,
    learn_noise,
    unexplained_differences,
)
from dslim.verify.image.history import base_layers
from dslim.verify.image.image import Image, ImageReader
from dslim.verify.session import BuildJob, Session, open_session


class TestBuilder:
    """Builds Dockerfiles given as text, and compares the images. `network`: host, where RUN has one."""

    __test__ = False  # no test class, whatever its name says
    network = "host"

    def __init__(self, builder: Builder, env: Mapping[str, str], work: Path) -> None:
        self.builder = builder
        self.env = {**os.environ, **env}
        self.work = work
        self._targets: dict[Path, str | None] = {}
        self.reader = ImageReader(self.work)

    def build(
        self,
        dockerfile: str,
        context: Path | None = None,
        target: str | None = None,
        build_args: Iterable[str] = (),
        no_cache: bool = False,
    ) -> Path:
        """The archive of the image. Raises dslim.verify.errors.BuildError with the builder's output.

        Layers of an equal beginning come from the builder's cache, unless `no_cache`. No context: an
        empty directory.
        """
        request = self._request(dockerfile, context, target, tuple(build_args), no_cache)
        archive = request.dockerfile.with_name("image.tar")
        self.builder.build(request, archive)
        self._targets[archive] = target
        return archive

    def try_build(self, dockerfile: str, context: Path | None = None) -> None:
        """As `build`, but nobody wants the image."""
        self.builder.build(self._request(dockerfile, context, None, (), False), None)

    def _request(
        self, dockerfile: str, context: Path | None, target: str | None, args: tuple[str, ...], no_cache: bool
    ) -> BuildRequest:
        folder = self.work / uuid.uuid4().hex
        (folder / "empty").mkdir(parents=True)
        (folder / "Dockerfile").write_bytes(dockerfile.encode("utf-8", "surrogateescape"))
        return BuildRequest(folder / "Dockerfile", context or folder / "empty", target, args, self.network, no_cache)

    def read(self, archive: Path) -> Image:
        """The image in an archive: config, layers, sizes."""
        return self.reader.read_image(archive)

    def compare_images(
        self, a: Path, b: Path, caches: Iterable[str] = (), again: Path | None = None
    ) -> list[Difference]:
        """How image `b` differs from `a`, but below `caches`; a cache that `b` keeps is a difference.

        `again`: `a` built a second time (with no_cache), to subtract what changes from build to build.
        """
        caches = tuple(caches)
        one, two = self.read(a), self.read(b)
        noise = learn_noise(one, self.read(again))[0] if again else Noise()
        found = list(unexplained_differences(find_differences(one, two), noise, caches))
        base = base_layers(one, decode(a.with_name("Dockerfile").read_bytes()), self._targets.get(a))
        return found + list(caches_not_emptied(one, two, caches, base))

    def need(self, *names: str) -> None:
        """Makes the slower base images: "python" gives python:stand-in, "node" node:stand-in."""
        from builder import bases

        for name in names:
            bases.make(self, name)

    @contextmanager
    def session(self, context: Path, dockerfile: Path) -> Iterator[Session]:
        """A session of `dslim verify`; the layers of base images are read once for all of them."""
        job = BuildJob(self.builder, context, dockerfile, network=self.network)
        with open_session(job, self.reader) as session:
            yield session

    def docker(self, *words: str, stdin: bytes | None = None) -> str:
        """A command of the builder's own; its output."""
        result = subprocess.run([self.builder.name, *words], env=self.env, input=stdin, capture_output=True)
        if result.returncode:
            raise RuntimeError(f"{self.builder.name} {words[0]}: {result.stderr.decode(errors='replace')}")
        return result.stdout.decode()

    def has_image(self, name: str) -> bool:
        """Whether the builder has an image of that name."""
        command = [self.builder.name, "image", "inspect", name]
        return subprocess.run(command, env=self.env, capture_output=True).returncode == 0

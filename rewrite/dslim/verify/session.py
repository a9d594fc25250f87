"""Builds texts of one Dockerfile and reads the images, in a work folder that is removed at the end."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dslim.support.reading import read_file
from dslim.syntax import encode
from dslim.verify.builders import STORE, Builder, BuildRequest, run_token
from dslim.verify.image.image import Image, ImageReader
from dslim.verify.left_over import remove_of_dead_runs


@dataclass(frozen=True, slots=True)
class BuildJob:
    """What is the same for every build of one run.

    `dockerfile`: the file whose texts are built; a `NAME.dockerignore` beside it counts, as BuildKit has it.
    """

    builder: Builder
    context: Path
    dockerfile: Path
    target: str | None = None
    build_args: tuple[str, ...] = ()
    network: str | None = None
    builder_options: tuple[str, ...] = ()  # options for the builder


@dataclass
class Session:
    """Builds texts and reads their images. `seconds`: spent in `build`, and in `compare` (reading included).

    `on_step`: is told what begins, in words for people.
    """

    job: BuildJob
    work: Path
    reader: ImageReader
    on_step: Callable[[str], None] = lambda what: None
    seconds: dict[str, float] = field(default_factory=lambda: {"build": 0.0, "compare": 0.0})
    _built: dict[str, Image] = field(default_factory=dict)

    def build(self, text: str) -> Image:
        """The image of a Dockerfile text, built anew. Raises BuildError and ImageError."""
        folder = self.work / uuid.uuid4().hex
        folder.mkdir()
        dockerfile = folder / "Dockerfile"
        dockerfile.write_bytes(encode(text))
        ignore = self.job.dockerfile.with_name(self.job.dockerfile.name + ".dockerignore")
        if ignore.is_file():
            (folder / "Dockerfile.dockerignore").write_bytes(read_file(ignore, "ignore").data)
        job = self.job
        more = job.builder_options
        request = BuildRequest(dockerfile, job.context, job.target, job.build_args, job.network, builder_options=more)
        archive = folder / "image.tar"
        with self.measure_time("build"):
            job.builder.build(request, archive)
        with self.measure_time("compare"):
            image = self.reader.read_image(archive)
        archive.unlink()  # a 10 GB image need not lie here three times
        return image

    def build_once(self, text: str) -> Image:
        """The image of a Dockerfile text; one that was built before gives the image of then."""
        if text not in self._built:
            self._built[text] = self.build(text)
        return self._built[text]

    @contextmanager
    def measure_time(self, what: str) -> Iterator[None]:
        """Adds the time of a block to `seconds[what]`."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[what] += time.monotonic() - start


@contextmanager
def open_session(
    job: BuildJob, reader: ImageReader | None = None, on_step: Callable[[str], None] = lambda what: None
) -> Iterator[Session]:
    """A session whose work folder is removed at its end, however it ends.

    `reader`: one that has read some of the layers already. `on_step`: takes what is done, in words.
    """
    remove_of_dead_runs(job.builder)
    with TemporaryDirectory(prefix=f"dslim-verify-{run_token()}") as name:
        work = Path(name)
        with job.builder.with_own_store(work / STORE) as builder:
            job = replace(job, builder=builder, context=job.context.resolve())
            yield Session(job, work, reader or ImageReader(work), on_step)

"""What the tests of `dslim shrink` with real builders share: tests as owners write them, and one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builder import TestBuilder
from dslim.engine.fix_loop import fix_text
from dslim.shrink.images.image_store import ImageStore, Limits, open_store
from dslim.shrink.job import ShrinkJob, context_texts, sent_context
from dslim.shrink.owner_test.owner_test import OwnerTest, ScriptTest
from dslim.shrink.result import Shrunk
from dslim.shrink.shrinker import Shrinker
from dslim.verify.session import BuildJob


def script_test(context: Path, text: str) -> ScriptTest:
    """A test by a script."""
    path = context / "test.sh"
    path.write_text(f"#!/bin/sh\nset -e\n{text}\n")
    path.chmod(0o755)
    return ScriptTest(path, seconds=60)


def says(context: Path, words: str, program: str = "docker") -> ScriptTest:
    """A test that wants these words from the image."""
    return script_test(context, f'[ "$({program} run --rm --network host $IMAGE)" = "{words}" ]')


@contextmanager
def opened(builder: TestBuilder, context: Path, limits: Limits = Limits()) -> Iterator[ImageStore]:  # noqa: B008
    """A store for one run in a build context."""
    job = BuildJob(builder.builder, context, context / "Dockerfile", network="host")
    with open_store(job, limits) as store:
        yield store


def shrunk(
    builder: TestBuilder, context: Path, text: str, test: OwnerTest, limits: Limits = Limits(), **options: object  # noqa: B008
) -> Shrunk:
    """What is found for a text with a test; nothing of it is left afterwards."""
    names = [path.name for path in context.iterdir() if path.is_file() and path.suffix != ".sh"]
    name, texts = "", context_texts(context, names)
    try:
        with opened(builder, context, limits) as store:
            name = store.name
            sent = sent_context(store.job)
            job = ShrinkJob(text, lambda before: fix_text(before).after, test, texts, sent=sent, **options)  # type: ignore[arg-type]
            return Shrinker(store, job).run()
    finally:
        assert left(builder, name) == []


def left(builder: TestBuilder, name: str) -> list[str]:
    """Images and containers whose names begin so."""
    images = builder.docker("images", "--format", "{{.Repository}}", "--filter", f"reference={name}").split()
    return images + builder.docker("ps", "--all", "--format", "{{.Names}}", "--filter", f"name={name}").split()

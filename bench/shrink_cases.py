"""What `dslim shrink` finds for eight kinds of images, as a table: `python bench/shrink_cases.py [CASE...]`.

Each folder of tests/shrink_cases, and examples/checksum, is a build context with the test of an owner. The columns are
megabytes beyond the base image: of the Dockerfile as it is, of what `dslim fix` makes of it, with `--unsafe-fixes` (and
whether the test still passes), and of what `dslim shrink` finds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import Context, open_context
from dslim.shrink.images.image_store import ImageStore, open_store
from dslim.shrink.job import Level, ShrinkJob, context_texts, sent_context
from dslim.shrink.owner_test.owner_test import ScriptTest
from dslim.shrink.result import Shrunk
from dslim.shrink.shrinker import Shrinker
from dslim.syntax import decode
from dslim.verify.builders import find_builder
from dslim.verify.errors import BuildError
from dslim.verify.image.image import ImageReader
from dslim.verify.session import BuildJob

TOP = Path(__file__).parent.parent
CASES = (*(TOP / "tests/shrink_cases").iterdir(), TOP / "examples/checksum")
HEADER = (
    "| case | original | fix | unsafe | shrink | left | form | builds | probes | seconds | kept | mutants killed |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |"
)


@dataclass(frozen=True)
class Row:
    """One case. Sizes are bytes beyond the base; `is_unsafe_fine`: the test passes after `--unsafe-fixes`."""

    name: str
    found: Shrunk
    size_fixed: int
    size_unsafe: int
    is_unsafe_fine: bool

    @property
    def original(self) -> int:
        """Bytes that the Dockerfile adds to its base."""
        return self.found.size_before - self.found.size_base

    @property
    def left(self) -> int:
        """Bytes that the smallest one that was found adds."""
        return self.found.size_after - self.found.size_base

    def line(self) -> str:
        """A line of the table."""
        sizes = [megabytes(size) for size in (self.original, self.size_fixed, self.size_unsafe, self.left)]
        sizes[2] += "" if self.is_unsafe_fine else ", broken"
        killed, count = self.found.killed
        found = self.found
        form = ", ".join(change.form for change in found.changes) or "none"
        cells = [self.name, *sizes, f"{100 * self.left / self.original:.0f} %", form, found.builds, found.probes]
        return f"| {' | '.join(map(str, [*cells, round(found.seconds), len(found.kept), f'{killed} of {count}']))} |"


def main() -> int:
    """Prints the table as it comes; 1 where a case could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="names of folders; [default: all]")
    parser.add_argument("--builder", default="docker")
    parser.add_argument("--network", help="as the builder takes it")
    parser.add_argument("--level", default="unused", help="as dslim shrink has it; [default: unused]")
    parser.add_argument("--show", action="store_true", help="print each report and Dockerfile too, on standard error")
    asked = parser.parse_args()
    builder, rows = find_builder(asked.builder), list[Row]()
    folders = {path.name: path for path in sorted(CASES) if (path / "test.sh").exists()}
    names = asked.cases or list(folders)
    print(HEADER, flush=True)
    for name in names:
        try:
            job = BuildJob(builder, folders[name], folders[name] / "Dockerfile", network=asked.network)
            row = measure(job, asked.level)
        except Exception as error:
            print(f"| {name} | {type(error).__name__}: {str(error).splitlines()[-1]} |", flush=True)
            continue
        rows.append(row)
        print(row.line(), flush=True)
        if asked.show:
            sys.stderr.write("\n".join(report(name, row.found)))
    for line in _summary(rows):
        print(line)
    return int(len(rows) < len(names))


def measure(job: BuildJob, level: Level) -> Row:
    """One case: what it is, what fixes make of it, and what is found."""
    text = decode(job.dockerfile.read_bytes())
    known = open_context(str(job.context))
    test = ScriptTest(job.context / "test.sh")
    found = smallest(job, test, level)
    with open_store(job) as store:
        size_fixed, _ = _built(store, _fixed(text, known), test)
        size_unsafe, passed = _built(store, _fixed(text, known, Options(unsafe=True)), test)
    return Row(job.context.name, found, size_fixed - found.size_base, size_unsafe - found.size_base, passed)


def smallest(job: BuildJob, test: ScriptTest, level: Level) -> Shrunk:
    """What `dslim shrink` finds, without its cache."""
    known = open_context(str(job.context))
    sent = (known.files(".") if known is not None else None) or {}
    texts = context_texts(job.context, list(sent))
    text = decode(job.dockerfile.read_bytes())
    work = ShrinkJob(text, lambda before: _fixed(before, known), test, texts, level, sent=sent_context(job))
    with open_store(job) as store:
        return Shrinker(store, work).run()


def _fixed(text: str, known: Context | None, options: Options = Options()) -> str:  # noqa: B008 -- a frozen value
    return fix_text(text, options, known, "Dockerfile").after


def _built(store: ImageStore, text: str, test: ScriptTest) -> tuple[int, bool]:
    """(bytes of the image, whether the test passes on it)."""
    try:
        tag = store.build(text)
    except BuildError:
        return 0, False
    return store.read_image(tag, ImageReader(store.work)).size, test.run(store, tag).passed


def report(name: str, found: Shrunk) -> Iterator[str]:
    """What a run says of a file, and the Dockerfile that it found."""
    from dslim.shrink.report.text import shrunk_lines

    yield from (*shrunk_lines(name, found), found.after, "")


def _summary(rows: list[Row]) -> Iterator[str]:
    if rows:
        shares = [100 * row.left / row.original for row in rows]
        total = 100 * sum(row.left for row in rows) / sum(row.original for row in rows)
        yield ""
        yield f"Left of what the originals add: {statistics.median(shares):.0f} % on the median, {total:.0f} % in sum."


def megabytes(size: int) -> str:
    """A size as the tables have it."""
    return f"{size / 1e6:.1f}"


if __name__ == "__main__":
    sys.exit(main())

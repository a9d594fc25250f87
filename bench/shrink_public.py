"""What `dslim shrink` finds for Dockerfiles of public repositories: `python bench/shrink_public.py FOLDER [TEST...]`.

bench/shrink_public.tsv has a line for each: the URL of a repository, a revision, the path of a Dockerfile in it, and
the name of a test in tests/shrink_public, written as its owner would. FOLDER keeps the checkouts. Base images that the
builder of the tests has not are stood in for (tests/builder/stand_ins.py). Prints a table as it comes: megabytes beyond
the base image as the Dockerfile is and of the smallest image that was found, packages that are kept for a reason,
mutants that the test refused.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from real_builds import checked_out

from builder.machine import open_builder
from builder.stand_ins import make_stand_in
from dslim.proofs.repositories import ListedFile
from dslim.shrink.owner_test.owner_test import ScriptTest
from dslim.shrink.result import Shrunk
from dslim.syntax import decode, parse
from dslim.verify.base_digests import base_names
from dslim.verify.session import BuildJob
from shrink_cases import megabytes, report, smallest

TOP = Path(__file__).parent.parent
LIST = TOP / "bench/shrink_public.tsv"
TESTS = TOP / "tests/shrink_public"
HEADER = (
    "| repository, Dockerfile | commit | what the test does | original | shrink | left | form | kept | mutants killed "
    "| builds | seconds |\n| --- | --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |"
)


@dataclass(frozen=True)
class Case:
    """A Dockerfile of a public repository with the test of an owner."""

    listed: ListedFile
    test: Path

    def line(self, found: Shrunk) -> str:
        """A line of the table."""
        before, after = found.size_before - found.size_base, found.size_after - found.size_base
        killed, count = found.killed
        repository = "/".join(self.listed.url.removesuffix(".git").split("/")[-2:])
        form = ", ".join(change.form for change in found.changes) or ("fix" if after < before else "none")
        cells = [f"{repository} `{self.listed.path}`", self.listed.revision[:7], self.purpose]
        cells += [megabytes(before), megabytes(after), f"{100 * after / before:.0f} %", form, str(len(found.kept))]
        return f"| {' | '.join([*cells, f'{killed} of {count}', str(found.builds), f'{found.seconds:.0f}'])} |"

    @property
    def purpose(self) -> str:
        """What the test does: the comment on its second line."""
        return self.test.read_text(encoding="utf-8").splitlines()[1].lstrip("# ")


def cases() -> list[Case]:
    """The lines of the list."""
    lines = [line.split("\t") for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Case(ListedFile(url, revision, path), TESTS / f"{test}.sh") for url, revision, path, test in lines]


def main() -> int:
    """Prints the table; 1 where a case could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tests", nargs="*", help="names of tests; [default: all]")
    parser.add_argument("--level", default="unused", help="as dslim shrink has it; [default: unused]")
    parser.add_argument("--show", action="store_true", help="print each report and Dockerfile too, on standard error")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    chosen = [case for case in cases() if not asked.tests or case.test.stem in asked.tests]
    shares: list[float] = []
    print(HEADER, flush=True)
    with open_builder() as builder:
        for case in chosen:
            try:
                file = checked_out(case.listed, asked.folder)
                for base in base_names(parse(decode(file.read_bytes()))):
                    make_stand_in(builder, base)
                job = BuildJob(builder.builder, file.parent, file, network=builder.network)
                found = smallest(job, ScriptTest(case.test), asked.level)
            except Exception as error:
                print(f"| {case.test.stem} | {type(error).__name__}: {str(error).splitlines()[-1]} |", flush=True)
                continue
            shares.append(100 * (found.size_after - found.size_base) / (found.size_before - found.size_base))
            print(case.line(found), flush=True)
            if asked.show:
                sys.stderr.write("\n".join(report(case.test.stem, found)))
    if shares:
        print(f"\nLeft of what the originals add: {statistics.median(shares):.0f} % on the median.")
    return int(len(shares) < len(chosen))


if __name__ == "__main__":
    sys.exit(main())

"""Proves the fixes of many real Dockerfiles by building them, on base images that are made here.

`python bench/real_builds.py LIST STORE [OPTION...]`: LIST has a line for each file: its path, or the URL of a
repository, a revision and the path in it, with tabs between, as in bench/real_builds.tsv. STORE keeps the checkouts and
the verdicts; a second run goes on where the first one was. Options go to `dslim fleet verify`. The builder is that of
the tests.

A base image that the builder has not is stood in for (tests/builder/stand_ins.py); a file whose base cannot be is left
out, with the name of the base. Prints a table: file, verdict, bytes saved, reason.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from builder.api import TestBuilder
from builder.machine import open_builder
from builder.stand_ins import make_stand_in
from dslim.proofs.repositories import ListedFile, read_list
from dslim.proofs.summary import Summary
from dslim.proofs.verdict_store import VerdictStore
from dslim.support.git.checkout import check_out, resolve_revision
from dslim.syntax import DockerfileSyntaxError, decode, parse
from dslim.verify.base_digests import base_names


def files_of(listed: Path, folder: Path) -> Iterator[Path]:
    """The files of a list, those of repositories checked out below `folder`, one checkout for each repository."""
    lines = [line for line in listed.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    if "\t" not in lines[0]:
        yield from map(Path, lines)
        return
    for one in read_list(str(listed)):
        yield checked_out(one, folder)


def checked_out(one: ListedFile, folder: Path) -> Path:
    """A file of a repository, which is checked out below `folder` if no other file of it was."""
    name = "-".join(one.url.removesuffix(".git").split("/")[-2:])
    checkout = folder / f"{name}-{one.revision[:12]}"
    if not checkout.exists():
        part = checkout.with_suffix(".part")
        check_out(one.url, resolve_revision(one.url, one.revision), str(part))
        part.rename(checkout)
    return checkout / one.path


def with_bases(files: list[Path], builder: TestBuilder) -> Iterator[Path]:
    """The files whose base images the builder has, or has now; of others it is told why not."""
    for file in files:
        try:
            names = base_names(parse(decode(file.read_bytes())))
        except (DockerfileSyntaxError, OSError) as error:
            print(f"{file}: left out: {error}", file=sys.stderr)
            continue
        if missing := [name for name in names if not make_stand_in(builder, name)]:
            print(f"{file}: left out: nothing stands in for {' '.join(missing)}", file=sys.stderr)
        else:
            yield file


def rows(summary: Summary) -> Iterator[str]:
    """The table, a line a file, and what all of it comes to."""
    for verdict in sorted(summary.verdicts, key=lambda one: (one.state, one.file)):
        saved = f"{verdict.saved:,}" if verdict.state in ("same", "different") else ""
        yield f"{verdict.state:9} {saved:>13} {'+'.join(verdict.saved_by_rule):24} {verdict.file}  {verdict.reason}"
    yield from summary.lines()


def main(listed: Path, store: Path, options: list[str]) -> int:
    """The exit status of `dslim fleet verify`."""
    checkouts = store / "checkouts"
    checkouts.mkdir(parents=True, exist_ok=True)
    with open_builder() as builder:
        files = list(with_bases(list(files_of(listed, checkouts)), builder))
        command = [sys.executable, "-m", "dslim", "fleet", "verify", "--store", str(store)]
        words = [*command, "--network", builder.network, *options, "--", *map(str, files)]
        done = subprocess.run(words, env=builder.env, check=False)
    kept = VerdictStore(str(store))
    for line in rows(Summary(len(files), list(kept.verdicts()))):
        print(line)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))

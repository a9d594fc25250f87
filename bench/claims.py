"""What the usual advice on Dockerfiles saves, measured: `make claims`, or `python bench/claims.py`.

Each Dockerfile below is built as it is and as `dslim fix` writes it, and both images are compared. Bytes are
those of the layers on top of the base image. It needs docker, podman or buildah, and the network for apt.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.verify.builders import find_builder
from dslim.verify.report.text import size_text
from dslim.verify.session import BuildJob, Session, open_session
from dslim.verify.verdict import FileChange, Verdict, compare_builds

BASE = "debian:bookworm-slim"
USER = "RUN useradd -u 1000 -U app\nWORKDIR /app\n"
CLAIMS = {
    "update, install and rm in RUNs of their own": (
        "RUN apt-get update\nRUN apt-get install -y --no-install-recommends git\nRUN rm -rf /var/lib/apt/lists/*\n"
    ),
    "lists never removed": "RUN apt-get update && apt-get install -y --no-install-recommends git\n",
    "COPY of 100 MB, then chown -R": USER + "COPY data /app/data\nRUN chown -R app:app /app/data\n",
    "chown to the owner they have already": "COPY data /srv/data\nRUN chown -R root:root /srv/data\n",
    "ten RUNs that write a file each": "".join(f"RUN echo {i} > /{i}\n" for i in range(10)),
    "a download deleted in a later RUN": (
        "RUN head -c 50000000 /dev/urandom > /tmp/archive && cp /tmp/archive /opt/kept\nRUN rm /tmp/archive\n"
    ),
}


def main() -> int:
    """Prints a line for each claim; 1 if an image is not the same after."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builder", default="auto")
    parser.add_argument("--network", help="as the builder takes it")
    asked = parser.parse_args()
    failed = 0
    print(f"{'before':>9}  {'after':>9}  {'saved':>9}  {'built in':>8}  {'now':>6}  image  rules")
    with TemporaryDirectory(prefix="dslim-claims-") as name:
        context = Path(name)
        (context / "data").mkdir()
        for i in range(10):
            (context / f"data/{i}").write_bytes(bytes([i]) * 10_000_000)
        job = BuildJob(find_builder(asked.builder), context, context / "Dockerfile", network=asked.network)
        with open_session(job) as session:
            session.build_once(f"FROM {BASE}\nRUN true\n")  # the base image is pulled and read before the clock runs
            for claim, lines in CLAIMS.items():
                failed += not measure(session, claim, f"FROM {BASE}\n{lines}")
    return int(failed > 0)


def measure(session: Session, claim: str, text: str) -> bool:
    """One claim's line; whether the images are the same."""
    outcome = fix_text(text, context=open_context(str(session.job.context)))
    times = []
    for each in (outcome.before, outcome.after):
        start = session.seconds["build"]
        session.build_once(each)
        times.append(session.seconds["build"] - start)
    verdict = compare_builds(session, FileChange(outcome.before, outcome.after, outcome.steps))
    before, after = own(verdict)
    sizes = "  ".join(f"{size_text(size):>9}" for size in (before, after, before - after))
    rules = ", ".join(dict.fromkeys(finding.rule for finding in outcome.applied))
    same = "same" if verdict.is_same else "OTHER"
    now = f"{times[1]:4.1f} s" if outcome.changed else "     -"
    print(f"{sizes}  {times[0]:6.1f} s  {now}  {same:<5}  {rules}\n  {claim}", flush=True)
    return verdict.is_same


def own(verdict: Verdict) -> tuple[int, int]:
    """Bytes on top of the base image, before and after."""
    rows = verdict.layer_rows[1:]
    before = sum(part.size for row in rows for part in row.before)
    return before, sum(part.size for row in rows for part in row.after)


if __name__ == "__main__":
    sys.exit(main())

"""One seed: generate, fix, build both ways, compare; with the context that all share, or one of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder import TestBuilder
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import DEFAULT, fix_text
from dslim.facts.build_context.context import open_context
from dslim.verify.errors import BuildError
from dslim.verify.report.text import verdict_lines
from dslim.verify.session import BuildJob, Session, open_session
from dslim.verify.verdict import FileChange, RewrittenBuildError, compare_builds
from fuzzing.contexts import Case
from fuzzing.generate import dockerfile

#: `Dockerfile:7` above BuildKit's excerpt of the instruction that failed.
_FAILED = re.compile(r"Dockerfile:(\d+)\b")


@dataclass(frozen=True)
class Result:
    """What came of one seed. `kind`: "unchanged", "unbuildable" (both fail, as they must), "same" or "WRONG"."""

    seed: int
    kind: str
    outcome: Outcome
    saved: int = 0
    told: str = ""

    @property
    def rules(self) -> str:
        """The rules that changed the file."""
        return "+".join(sorted({finding.rule for finding in self.outcome.applied}))


def buildable(text: str, context: Path, builder: TestBuilder, tries: int = 12) -> str:
    """`text` without the lines that make a build fail; as it is where that does not end well."""
    lines = text.splitlines(True)
    for _ in range(tries):
        try:
            builder.build("".join(lines), context)
            return "".join(lines)
        except BuildError as error:
            found = _FAILED.search(str(error))
            if not found or int(found[1]) > len(lines) or lines[int(found[1]) - 1].startswith("FROM"):
                return text
            at = int(found[1]) - 1
            while lines[at].endswith("\\\n"):
                del lines[at]
            del lines[at]
    return text


def try_seed(
    seed: int, context: Path, builder: TestBuilder, options: Options = DEFAULT, broken: bool = False
) -> Result:
    """Builds a file and its rewrite; what no cache of a fix and no noise explains is WRONG.

    `broken`: leave the file as it is generated, which seldom builds: then the rewrite must fail too.
    """
    text = dockerfile(seed)

    def fixed() -> Outcome:
        return fix_text(text, options, open_context(str(context)), f"seed {seed}")

    outcome = fixed()
    if not broken and outcome.changed:
        text = buildable(text, context, builder)
        outcome = fixed()
    if outcome.error is not None:
        return Result(seed, "WRONG", outcome, told=outcome.error)
    if not outcome.changed:
        return Result(seed, "unchanged", outcome)
    return _compared(seed, outcome, context, builder, ())


def try_case(seed: int, case: Case, context: Path, builder: TestBuilder, options: Options = DEFAULT) -> Result:
    """As `try_seed`, of a Dockerfile with a context of its own, which is put below the empty folder `context`."""
    case.write(context)
    outcome = fix_text(case.dockerfile, options, open_context(str(context)), f"seed {seed}")
    if outcome.error is not None:
        return Result(seed, "WRONG", outcome, told=outcome.error)
    if not outcome.changed:
        return Result(seed, "unchanged", outcome)
    for name, mode in case.modes_at_build.items():
        (context / name).chmod(mode)
    return _compared(seed, outcome, context, builder, case.build_args, case.at_run_time)


def _compared(
    seed: int, outcome: Outcome, context: Path, builder: TestBuilder, args: tuple[str, ...], at_run_time: str = ""
) -> Result:
    job = BuildJob(builder.builder, context, context / "Dockerfile", build_args=args, network=builder.network)
    with open_session(job, builder.reader) as session:
        try:
            verdict = compare_builds(session, FileChange(outcome.before, outcome.after, outcome.steps))
        except RewrittenBuildError as error:
            return Result(seed, "WRONG", outcome, told=f"builds no more ({error.finding}): {error}")
        except BuildError:
            return _both_fail(seed, outcome, session)
        texts = (outcome.before + at_run_time, outcome.after + at_run_time)
        if at_run_time and _builds(session, texts[0]) > _builds(session, texts[1]):
            return Result(seed, "WRONG", outcome, told=f"runs no more in a container: {at_run_time}")
    if verdict.is_same:
        return Result(seed, "same", outcome, verdict.size_before - verdict.size_after)
    return Result(seed, "WRONG", outcome, told="\n".join(verdict_lines(f"seed {seed}", verdict)))


def _builds(session: Session, text: str) -> bool:
    """Whether a text builds."""
    try:
        session.build_once(f"{text}\n")
    except BuildError:
        return False
    return True


def _both_fail(seed: int, outcome: Outcome, session: Session) -> Result:
    try:
        session.build_once(outcome.after)
    except BuildError:
        return Result(seed, "unbuildable", outcome)
    return Result(seed, "WRONG", outcome, told="the original does not build, the rewrite does")

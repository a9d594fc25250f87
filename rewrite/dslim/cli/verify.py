"""`dslim verify`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dslim.cli.terminal import put, say, tell, tell_lines
from dslim.support.safe_text import json_text

if TYPE_CHECKING:
    from dslim.fleet.config.plan import Plan
    from dslim.fleet.workers.task import Task
    from dslim.verify.session import Job
    from dslim.verify.verdict import Change, Verdict


@click.command()
@click.argument("file", default="Dockerfile", type=click.Path(dir_okay=False))
@click.option(
    "--context", type=click.Path(exists=True, file_okay=False), help="[default: the folder of FILE]"
)
@click.option("--target", metavar="STAGE", help="The stage to build. [default: the last]")
@click.option("--build-arg", "build_args", multiple=True, metavar="K=V", help="As the builder takes it.")
@click.option("--network", metavar="MODE", help="The network of RUN, as the builder takes it.")
@click.option(
    "--builder", type=click.Choice(["auto", "docker", "podman", "buildah"]), default="auto", show_default=True
)
@click.option("--builder-option", "more", multiple=True, metavar="OPTION", help="For the builder: --secret=id=x,src=y")
@click.option(
    "--against", type=click.Path(exists=True, dir_okay=False), help="Compare with this Dockerfile instead."
)
@click.option("--cache", "caches", multiple=True, metavar="PATH", help="A cache directory that may differ.")
@click.option("--each", is_flag=True, help="Build after each fix too, to tell the bytes that it saves alone.")
@click.option("--rule", "rules", multiple=True, metavar="RULE,...", help="Fix by these rules only.")
@click.option("--ignore-rule", "ignored", multiple=True, metavar="RULE,...", help="Leave these rules out.")
@click.option("--merge", type=click.Choice(["all", "bytes", "off"]), help="As for fix.  [default: all]")
@click.option("--style", type=click.Choice(["clean", "cache-mount"]), help="As for fix.  [default: clean]")
@click.option("--unsafe-fixes", is_flag=True, help="Verify the fixes too that cannot be proven harmless.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option("--html", type=click.Path(dir_okay=False, writable=True), help="Write the verdict as a page too.")
def verify(
    file: str,
    context: str | None,
    target: str | None,
    build_args: tuple[str, ...],
    network: str | None,
    builder: str,
    more: tuple[str, ...],
    against: str | None,
    caches: tuple[str, ...],
    each: bool,
    as_json: bool,
    html: str | None,
    **fixing: Any,
) -> int:
    """Build FILE as it is and as `dslim fix` would write it, and compare the images.

    The config counts as for fix. If the images differ, FILE is built again as it is, to learn what changes
    from build to build. Exit codes: 0 the same, 1 different, 2 could not build.
    """
    from dslim.fleet.config.settings import ConfigError
    from dslim.verify.builders import find_builder
    from dslim.verify.errors import NoBuilderError
    from dslim.verify.session import Job

    if html and not Path(html).parent.is_dir():
        tell(f"{html}: error: not written: no such folder")
        return 2
    try:
        plan = _plan(context, target, builder, fixing)
        task = plan.task(file)
        for note in plan.notes:
            tell(note)
        change = _against(file, against, caches) if against else _fixed(plan, task, caches)
    except ConfigError as error:
        tell(str(error))
        return 2
    if change is None:
        return 2
    if change.before == change.after:
        return _unchanged(file, as_json)
    try:
        folder = Path(context or task.context or Path(file).parent)
        job = Job(find_builder(builder), folder, Path(file), target, build_args, network, more)
    except NoBuilderError as error:
        tell(f"error: {error}")
        return 2
    return _run(file, job, change, each, as_json, html)


#: What a builder of images is called by the options of a fix.
_KINDS = {"docker": "buildkit", "podman": "buildah", "buildah": "buildah"}


def _plan(context: str | None, target: str | None, builder: str, fixing: Mapping[str, Any]) -> Plan:
    """What `dslim fix` would do: the say of the command line, that of the config comes by the file."""
    from dslim.fleet.config.plan import Plan
    from dslim.rules.lookup import codes_of

    given: dict[str, Any] = {"merge": fixing["merge"]} if fixing["merge"] else {}
    given |= {"unsafe": True} if fixing["unsafe_fixes"] else {}
    given |= {"rules": codes_of(fixing["rules"])} if fixing["rules"] else {}
    given |= {"ignore": codes_of(fixing["ignored"])} if fixing["ignored"] else {}
    given |= {"cache": fixing["style"].removeprefix("cache-")} if fixing["style"] else {}
    given |= {"targets": (target,)} if target else {}
    given |= {"builder": _KINDS[builder]} if builder in _KINDS else {}
    return Plan(given, context)


def _fixed(plan: Plan, task: Task, caches: tuple[str, ...]) -> Change | None:
    """What becomes of the file, as it stands among the others of its repository; None, and told why, for nothing."""
    from dslim.cli.files import read
    from dslim.fleet.related_files.around import Around
    from dslim.fleet.workers.runner import Runner
    from dslim.verify.verdict import Change

    runner = Runner(read, lambda outcome: "")
    (found, *_), _ = Around(plan, runner.look).tasks([task])
    done = runner.look(found).done
    if done.outcome is None:
        tell(f"{task.path}{done.error or f': error: a template ({done.note})'}")
        return None
    return Change(done.outcome.before, done.outcome.after, done.outcome.steps, caches)


def _against(file: str, other: str, caches: tuple[str, ...]) -> Change | None:
    from dslim.verify.verdict import Change

    before, after = _read(file), _read(other)
    return None if before is None or after is None else Change(before, after, (), caches)


def _read(file: str) -> str | None:
    from dslim.cli.files import read
    from dslim.syntax import DockerfileSyntaxError, decode, parse

    try:
        text = decode(read(file).data)
        parse(text, file)
    except DockerfileSyntaxError as error:
        tell(f"{file}:{error.line}:{error.column}: error: {error.reason}")
    except OSError as error:
        tell(f"{file}: error: {error.strerror or error}")
    else:
        return text
    return None


def _unchanged(file: str, as_json: bool) -> int:
    if as_json:
        put(json_text({"file": file, "same": True, "differences": [], "changed": False}) + "\n")
    else:
        say(f"{file}: nothing to verify, no fix applies")
    return 0


def _run(file: str, job: Job, change: Change, each: bool, as_json: bool, html: str | None) -> int:
    from dslim.verify.errors import BuildError, ImageError, NoBuilderError
    from dslim.verify.session import open_session
    from dslim.verify.verdict import AfterError, verify

    try:
        with open_session(job) as session:
            verdict = verify(session, change, job.target, each)
    except BuildError as error:
        tell_lines(str(error))
        what = "the rewritten file does not build, the original does" if isinstance(error, AfterError) else ""
        tell(f"{file}: error: {what or 'does not build'}{_blamed(error)}")
        return 2
    except (ImageError, NoBuilderError, OSError) as error:
        tell(f"{file}: error: {error}")
        return 2
    try:
        if html:
            _write_page(html, file, verdict, change)
    except OSError as error:
        tell(f"{html}: error: not written: {error.strerror or error}")
        return 2
    finally:
        _report(file, verdict, as_json)
    return 0 if verdict.same else 1


def _blamed(error: Exception) -> str:
    finding = getattr(error, "finding", None)
    return f"; to blame: {finding.rule}, line {finding.line}: {finding.message}" if finding else ""


def _report(file: str, verdict: Verdict, as_json: bool) -> None:
    if as_json:
        from dslim.verify.report.json_data import verdict_data

        put(json_text(verdict_data(file, verdict), indent=2) + "\n")
    else:
        from dslim.verify.report.text import verdict_lines

        for line in verdict_lines(file, verdict):
            say(line)


def _write_page(html: str, file: str, verdict: Verdict, change: Change) -> None:
    from dslim.report.diff import label, regions_of, unified_diff
    from dslim.support.output_file import write_output
    from dslim.verify.report.page import verdict_page

    regions = regions_of(change.steps) if change.steps else None
    diff = unified_diff(change.before, change.after, regions, label(file))
    write_output(html, verdict_page(file, verdict, diff).encode("utf-8", "replace"))

"""The arguments of `dslim shrink` as a typed value, and the test of the owner that they name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dslim.cli.build_arguments import BuildArguments

if TYPE_CHECKING:
    from dslim.shrink.job import Level
    from dslim.shrink.owner_test.owner_test import OwnerTest


@dataclass(frozen=True)
class ShrinkArguments(BuildArguments):
    """Every argument of `dslim shrink`, by the name of its option."""

    test: str | None
    command: str | None
    http: str | None
    in_place: bool
    level: Level
    repeat: int
    max_builds: int
    minutes: float
    test_seconds: float
    as_json: bool
    html: str | None
    no_cache: bool


def owner_test(arguments: ShrinkArguments, text: str) -> OwnerTest:
    """The test that the command line names, else the HEALTHCHECK of the Dockerfile. Raises ShrinkError."""
    from dslim.shrink.errors import ShrinkError
    from dslim.shrink.owner_test.owner_test import CommandTest, HealthTest, HttpTest, ScriptTest
    from dslim.syntax import parse

    given = [value for value in (arguments.test, arguments.command, arguments.http) if value]
    if len(given) > 1:
        raise ShrinkError("one test: --test, --run or --http")
    seconds = arguments.test_seconds
    if arguments.test:
        return ScriptTest(Path(arguments.test), seconds)
    if arguments.command:
        return CommandTest(arguments.command, seconds)
    if arguments.http:
        port, slash, path = arguments.http.partition("/")
        if not port.isdigit() or not 0 < int(port) < 1 << 16:
            raise ShrinkError(f"--http {arguments.http}: a port and a path, as in 8080/health")
        return HttpTest(int(port), slash + path or "/", seconds)
    checks = [node for node in parse(text).stages[-1].instructions if node.keyword == "HEALTHCHECK"]
    if checks and checks[-1].args.strip().upper() != "NONE":
        return HealthTest(seconds)
    raise ShrinkError("no test: give --test PROGRAM, --run COMMAND or --http PORT/PATH, or have a HEALTHCHECK")

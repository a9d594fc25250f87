"""What one RUN, or the command that starts a container, does to a cache."""

from __future__ import annotations

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.rules.caches.cache_use import ContextFiles, use_by_run, why_read_at_start
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.shell import Invocation, Script, parse_script
from dslim.syntax import parse

USES = {"fill": Use.FILLS, "read": Use.READS}
WATCHED = WatchedCache("the cache", "/cache", lambda call: USES.get(call.name or "", Use.NONE), named="read")


def facts_of(line: str) -> Facts:
    return Facts(parse(f"FROM debian:12\n{line}\n"), Options())


@pytest.mark.parametrize(
    ("script", "reason", "after", "success"),
    [
        ("true", None, False, False),
        ("read", "`read` needs the cache", False, False),
        ("fill; read", None, True, True),
        ("fill && read", None, True, True),
        ("true && fill", None, True, True),
        ("make && fill", None, False, True),
        ("make && fill; read", "`read` needs the cache", False, False),
        ("make || fill", None, False, False),
        ("fill & read", "`read` needs the cache", False, False),
        ("if make; then fill; fi; read", "`read` needs the cache", False, False),
        ("if make; then fill; read; fi", None, False, False),
        ("sudo sh -c 'fill'; read", None, True, True),
        ("echo $(read)", "`read` needs the cache", False, False),
        ("f() { read; }; f", "`read` needs the cache", False, False),
        ("eval read", "`read` needs the cache", False, False),
        ("./setup.sh", "`./setup.sh` may need the cache", False, False),
        ("curl x | sh", "a shell whose script comes from a pipe may need the cache", False, False),
        ("curl sh.rustup.rs | sh", None, False, False),
    ],
)
def test_a_run_reads_what_it_did_not_fill_itself(script: str, reason: str | None, after: bool, success: bool) -> None:
    run = facts_of(f"RUN {script}").all_runs[0]
    assert use_by_run(run, WATCHED, frozenset()) == (reason, after, success)


@pytest.mark.parametrize(
    ("script", "reason"),
    [("read", "in the file s.sh, `read` needs the cache"), ("fill; read", None), ("ls", None)],
)
def test_a_script_of_the_context_is_read_where_it_is_called(script: str, reason: str | None) -> None:
    tree = parse_script(script)
    assert isinstance(tree, Script)

    def find(call: Invocation) -> tuple[str, Script] | None:
        return ("s.sh", tree) if call.name == "./s.sh" else None

    run = facts_of("RUN ./s.sh").all_runs[0]
    assert use_by_run(run, WATCHED, frozenset(), ContextFiles(script=find)).reason == reason


def test_a_script_that_calls_itself_is_read_a_few_times() -> None:
    tree = parse_script("./s.sh")
    assert isinstance(tree, Script)
    files = ContextFiles(script=lambda call: ("s.sh", tree))
    run = facts_of("RUN ./s.sh").all_runs[0]
    reason = use_by_run(run, WATCHED, frozenset(), files).reason or ""
    assert reason.startswith("in the file s.sh, `./s.sh` may need the cache")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("CMD read", "`read` needs the cache"),
        ('CMD ["read"]', "`read` needs the cache"),
        ('CMD ["sh", "-c", "fill && read"]', None),
        ("CMD ./setup.sh", None),
        ("CMD []", None),
    ],
)
def test_the_command_that_starts_a_container_may_read(line: str, reason: str | None) -> None:
    node = facts_of(line).tree.instructions[-1]
    assert why_read_at_start(node, WATCHED, ContextFiles()) == reason

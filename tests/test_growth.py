"""A Dockerfile of twice the lines takes about twice the steps, whatever its kind; each instruction is read once."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from types import FrameType

import pytest
from kinds import KINDS

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts import Facts, run
from dslim.facts.environment import Scope
from dslim.facts.first_match_cache import FirstMatch, first_before
from dslim.facts.point import Point
from dslim.facts.variable_expansion import try_expand
from dslim.rules.caches import later_readers
from dslim.rules.caches.apt_commands import watched
from dslim.shell import Script, parse_script, path_lookup
from dslim.shell.path_lookup import forgets
from dslim.syntax import DockerfileSyntaxError, parse

#: Lines that show how steps grow: more than RUNs that one round of SL101 joins.
LINES = 400


def steps(text: str) -> int:
    """How many functions are called to fix a text: a number that no other process changes."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    parse_script.cache_clear()  # what it knows from another text would be no work of this one
    sys.setprofile(profile)
    try:
        fix_text(text, Options(merge="all"))
    except DockerfileSyntaxError:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_lines_take_about_twice_the_steps(kind: str) -> None:
    steps(KINDS[kind](50))  # what is imported and built once is there
    assert steps(KINDS[kind](2 * LINES)) < 2.7 * steps(KINDS[kind](LINES)) + 10_000


def facts_of(*lines: str) -> Facts:
    return Facts(parse("\n".join(("FROM debian:12", *lines)) + "\n"), Options())


def test_each_instruction_is_read_once_however_many_runs_ask_who_reads_a_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = facts_of(*["RUN make"] * 50, "RUN apt-get install -y x")
    asked: list[int] = []
    event = later_readers._event

    def counted(point: Point, what: later_readers.Watched) -> object:
        asked.append(point.index)
        return event(point, what)

    monkeypatch.setattr(later_readers, "_event", counted)
    reasons = {later_readers.later_reader(facts.point(0, i), watched(facts.point(0, i))) for i in range(50)}
    assert reasons == {"`apt-get install -y x` reads the package lists (line 52)"}
    # once to know of it, and by each who asks: what is installed by then may spare it
    assert sorted(i for i in asked if i < 50) == list(range(1, 50))


def test_a_row_of_stages_of_any_length_is_looked_through() -> None:
    count = 3_000
    stages = "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(count))
    text = f"FROM debian:12 AS s0\nRUN apt-get update && apt-get install -y x\n{stages}RUN apt-get install -y y\n"
    reasons = {finding.why_not for finding in fix_text(text).refused if finding.rule == "SL201"}
    assert reasons == {f"`apt-get install -y y` reads the package lists (line {count + 3})"}


def test_first_match_asks_each_once() -> None:
    asked: list[int] = []

    def ask(index: int) -> str | None:
        asked.append(index)
        return "yes" if index in (3, 7) else None

    onward: FirstMatch[str] = FirstMatch()
    found = [onward.first(0, start, 9, ask) for start in (2, 0, 5, 4, 8, 3)]
    assert found == [(3, "yes"), (3, "yes"), (7, "yes"), (7, "yes"), None, (3, "yes")]
    assert sorted(asked) == list(range(9))


def test_first_before_goes_through_the_stages_above_first() -> None:
    text = "FROM debian AS a\nRUN one\nRUN two\nFROM a AS b\nRUN three\nRUN four\n"
    facts = Facts(parse(text), Options())

    def ask(point: Point) -> str | None:
        word = point.node.args
        return word if word in ("two", "four") else None

    def late(point: Point) -> str | None:
        word = point.node.args
        return word if word == "four" else None

    assert first_before(facts.point(1, 0), ask) == "two"
    assert first_before(facts.point(0, 2), ask) is None
    assert first_before(facts.point(0, 3), ask) == "two"
    assert [first_before(facts.point(1, i), late) for i in range(4)] == [None, None, None, "four"]


def test_a_stage_of_unknown_base_may_continue_any_before_it() -> None:
    text = "ARG B\nFROM a AS a\nFROM $B AS b\nFROM a AS c\nFROM $B AS d\n"
    lineage = Facts(parse(text), Options()).lineage
    assert [lineage.children(i) for i in range(4)] == [(1, 2), (3,), (3,), ()]
    below: dict[int, str | None] = {}
    assert lineage.first_below(0, lambda stage: "d" if stage == 3 else None, below) == "d"
    assert below == {0: "d", 1: "d", 2: "d", 3: "d"}


COMMANDS = (
    "make a", "foo", "cp foo /usr/local/bin/", "git pull", "(git pull)", "pip install pip", "pip install x", "bar",
    "curl -O https://example.org/git-2.40.tar.gz", "apt-get install -y git", "apk add coreutils", "bar install",
    "tar -xf git.tar", "foo > /usr/bin/bar", "python3 setup.py install", "command -v make",
)  # fmt: skip


def test_forgets_says_what_a_look_at_all_pairs_says() -> None:
    random_ = random.Random(7)
    for _ in range(500):
        bodies = [" && ".join(random_.choices(COMMANDS, k=random_.randrange(1, 4))) for _ in range(4)]
        scripts = [script for body in bodies if isinstance(script := parse_script(body), Script)]
        assert forgets(scripts, frozenset({"bar"})) == pairwise(scripts, frozenset({"bar"})), bodies


def pairwise(bodies: list[Script], fixed: frozenset[str]) -> set[int]:
    """`forgets` as it is meant."""
    rows = [[(event, script) for event in path_lookup._events(script)] for script in bodies]
    found = set()
    for i, row in enumerate(rows):
        for at, (event, _) in enumerate(row):
            for name in event.names - fixed if event.here else ():
                replaced = any(path_lookup._replaces(e, name, script) for e, script in row[at:])
                for other, script in (e for later in rows[i + 1 :] for e in later):
                    if replaced and name in other.names:
                        found.add(i)
                    replaced = replaced or path_lookup._replaces(other, name, script)
    return found


def test_a_scope_is_the_dictionary_that_it_stands_for() -> None:
    random_ = random.Random(3)
    scope, env, args = Scope(), dict[str, str | None](), set[str]()
    kept: list[tuple[Scope, dict[str, str | None]]] = []
    for step in range(2_000):
        name = f"N{random_.randrange(300)}"
        if random_.random() < 0.6:
            scope, env[name] = scope.with_env(name, str(step)), str(step)
        else:
            scope = scope.with_arg(name)
            args.add(name)
        if step % 700 == 699:
            scope, args = scope.without_args(), set()
        kept.append((scope, {**dict.fromkeys(args), **env}))
    for seen, meant in kept[::97]:
        assert dict(seen) == meant
        assert len(seen) == len(meant)
        assert seen.get("none", "x") == "x"
        assert set(seen.args) == {name for name in meant if meant[name] is None}


def test_a_scope_shares_all_but_what_is_new() -> None:
    scope = Scope()
    for i in range(5_000):
        scope = scope.with_env(f"N{i}", "x")
    copied = len(list(leaves_apart(scope._env, scope.with_env("more", "x")._env)))
    assert copied <= 17  # at most one leaf, which may have been divided


def leaves_apart(old: object, new: object) -> Iterator[object]:
    """The leaves of one tree that are not those of another."""
    if old is not new and isinstance(old, tuple) and isinstance(new, tuple):
        for a, b in zip(old, new):
            yield from leaves_apart(a, b)
    elif old is not new:
        yield new


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("ENV A=$A$A", False),
        ("ENV A=${A}x", True),
        ("ENV B=1", True),
    ],
)
def test_a_value_that_grows_without_bound_is_not_known(line: str, known: bool) -> None:
    facts = facts_of("ENV A=1234567890", *[line] * 60)
    value = facts.states[0][-1].env["A"]
    assert (value is not None) is known
    assert len(value or "") <= 4096


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*a*b", "*" * 50 + "b", "*a*b"])
@pytest.mark.parametrize("operator", ["#", "##", "%", "%%", "/", "//"])
def test_a_pattern_that_would_try_all_places_has_an_answer(operator: str, pattern: str) -> None:
    text = f"${{A{operator}{pattern}{'/x' if '/' in operator else ''}}}"
    assert try_expand(text, {"A": "a" * 4000}) == "a" * 4000


def test_a_stage_with_too_much_to_look_at_is_left_alone_and_told() -> None:
    text = "FROM debian:12\n" + "COPY a /srv/a\n" * 300 + "RUN chown -R www-data /srv/a\n" * 300
    refused = [finding for finding in fix_text(text, Options(merge="off")).refused if finding.rule == "SL301"]
    assert [finding.line for finding in refused] == [1]
    assert "more steps" in (refused[0].why_not or "")


def test_volumes_and_folders_have_a_bound() -> None:
    many = facts_of(*[f"VOLUME /v{i}" for i in range(150)], *["VOLUME /v1"] * 9).states[0][-1]
    assert len(many.volumes) == 101
    assert many.volumes[-1] == ""
    assert facts_of(*["WORKDIR some"] * 2_000).states[0][-1].workdir is None


def test_each_run_text_is_parsed_once_whatever_the_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counted(text: str) -> object:
        parsed.append(text)
        return parse_script(text)

    monkeypatch.setattr(run, "parse_script", counted)
    lines = [f"RUN apt-get update && apt-get install -y x{i}\nCOPY a /srv/{i}\n" for i in range(400)]
    outcome = fix_text("FROM debian:12\n" + "".join(lines))
    assert len(outcome.steps) >= 1
    assert len(parsed) == len(set(parsed)) == 800  # as they were, and with the cleanup


def test_a_pipeline_that_tree_sitter_would_take_a_gigabyte_for_is_not_read() -> None:
    assert isinstance(parse_script("a | " * 400 + "a"), Script)
    assert "a pipeline of over" in getattr(parse_script("a | " * 40_000 + "a"), "reason", "")

"""Patterns of other people: what they match, and that a star more does not make them cost more."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dslim.facts.build_context import context as contexts
from dslim.facts.build_context.context import Context
from dslim.facts.value_patterns import with_replaced, without_end, without_start
from dslim.facts.variable_expansion import MAX_DEPTH, try_expand
from dslim.fleet.builds.bake import MAX_HCL, read_bake
from dslim.fleet.builds.build_files import MAX_VALUE, interpolate, read_build_file
from dslim.fleet.builds.compose import read_compose
from dslim.fleet.discovery.ignore_files import IgnoreRules
from dslim.fleet.discovery.templates import template_kind
from dslim.support import ignore_patterns
from dslim.support.ignore_patterns import ignore_spec


def calls(work: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def profile(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


PIECES = ["a", "b", "c", "*", "*", "?", "[ab]", "[!a]", "[^bc]", "[a-b]", "\\a", "[[:alpha:]]", "[z-a]", "[]a]",
          "[a\\]b]", "**", "[a--b]", "[z-ab]", "[!c-a]", "[a-b-c]", "[[:alpha:]-c]", "[[:a1:]b]", "[a-\\b]",
          "[b&&a]", "[[a]"]  # fmt: skip


def some_pattern(random_: random.Random) -> str:
    names = []
    for _ in range(random_.choice((1, 1, 2, 3, 4))):
        length = random_.randrange(1, 6)
        names.append("**" if random_.random() < 0.25 else "".join(random_.choices(PIECES, k=length)))
    end = "" if set(names[-1]) == {"*"} else random_.choice(("", "", "/"))  # pathspec differs there
    return random_.choice(("", "", "/")) + "/".join(names) + end


def some_path(random_: random.Random) -> str:
    names = ("".join(random_.choices("abc", k=random_.randrange(1, 4))) for _ in range(random_.randrange(1, 5)))
    return "/".join(names)


@pytest.mark.parametrize("few", [ignore_patterns.FEW_STARS, -1])
def test_a_pattern_matches_what_git_says(tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ignore_patterns, "FEW_STARS", few)
    random_ = random.Random(few)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    ask = ["git", "-C", str(tmp_path), "check-ignore", "--no-index", "--stdin"]
    for _ in range(150):
        pattern = some_pattern(random_)
        paths = [some_path(random_) for _ in range(20)]
        (tmp_path / ".gitignore").write_text(pattern + "\n")
        run = subprocess.run(ask, input="\n".join(paths), capture_output=True, text=True, check=False)
        theirs = {path for path in paths if path in run.stdout.split("\n")}
        spec = ignore_spec([pattern])
        assert {path for path in paths if spec.match_file(path)} == theirs, pattern


def test_it_matches_without_atomic_groups_too(monkeypatch: pytest.MonkeyPatch) -> None:
    random_ = random.Random(4)
    patterns = [some_pattern(random_) for _ in range(300)]
    paths = [some_path(random_) for _ in range(30)]
    found = [[ignore_spec([pattern]).match_file(path) for path in paths] for pattern in patterns]
    monkeypatch.setattr(ignore_patterns, "_HAS_ATOMIC_GROUPS", False)
    assert [[ignore_spec([pattern]).match_file(path) for path in paths] for pattern in patterns] == found
    assert any(any(row) for row in found)


@pytest.mark.parametrize("pattern", ["*a" * 2_000 + "b", "[ab]*" * 2_000 + "c", "**/a*a*b/" * 500 + "c"])
def test_a_pattern_of_many_stars_has_an_answer(pattern: str) -> None:
    spec = ignore_spec([pattern])  # each of these took longer than anybody waits
    assert not any(spec.match_file(path) for path in ("a" * 255, "/".join(["a" * 255] * 16), "a/" * 2_000 + "a"))


@pytest.mark.parametrize("pattern", ["[a--b]", "[+--b]", "[a&&b]", "[[a]", "[a~~b]", "[a||b]", "[--b]"])
def test_a_class_is_no_class_of_python(pattern: str, recwarn: pytest.WarningsRecorder) -> None:
    spec = ignore_spec([pattern])
    assert spec.match_file("b") or pattern == "[[a]"
    assert not recwarn.list


def test_one_bad_line_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("[z-a]\nb\\\n[a\nignored\n")
    ignored = IgnoreRules().with_folder(str(tmp_path))
    assert ignored.ignores(str(tmp_path / "ignored"), False)
    assert not ignored.ignores(str(tmp_path / "b"), False)


def test_a_source_of_many_stars_has_an_answer(tmp_path: Path) -> None:
    (tmp_path / ("a" * 200)).touch()
    context = Context(str(tmp_path))
    assert context.matches("*a" * 30 + "b") == ()
    assert [place.name for place in context.matches("*a" * 30)] == ["a" * 200]


def test_links_back_to_a_folder_do_not_double_what_a_source_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        os.symlink(".", tmp_path / name)
    monkeypatch.setattr(contexts, "MAX_ENTRIES", 100)
    context = Context(str(tmp_path))
    assert len(context.matches("*/*")) == 9
    assert context.matches("/".join("*" * 40)) == ()


def test_a_context_that_was_compared_with_too_many_sources_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(10):
        (tmp_path / f"f{i}").touch()
    monkeypatch.setattr(contexts, "MAX_COMPARED", 95)
    context = Context(str(tmp_path))
    assert [len(context.matches(f"*{i}")) for i in range(10)] == [1] * 9 + [0]
    assert len(context.matches("f1")) == 0  # not half an answer


def regex_of(pattern: str) -> str:
    """What a pattern of `${A#...}` means, as an expression that tries all ways."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    return "(?s:" + "".join({"*": ".*", "?": "."}.get(p) or re.escape(p[-1]) for p in parts) + ")"


PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "?", "\\*", "\\a", "ab"]), min_size=1, max_size=6).map("".join)
VALUES = st.text("ab*", max_size=9)


@settings(max_examples=400)
@given(VALUES, PATTERNS, st.booleans())
def test_trimming_is_what_all_ways_tried_give(value: str, pattern: str, longest: bool) -> None:
    whole = re.compile(regex_of(pattern) + r"\Z")
    cuts = [cut for cut in range(len(value) + 1) if whole.match(value[:cut])]
    assert without_start(value, pattern, longest) == value[(max if longest else min)(cuts, default=0) :]
    cuts = [cut for cut in range(len(value) + 1) if whole.match(value[cut:])]
    assert without_end(value, pattern, longest) == value[: (min if longest else max)(cuts, default=len(value))]


@settings(max_examples=400)
@given(VALUES, PATTERNS)
def test_replacing_is_what_all_ways_tried_give(value: str, pattern: str) -> None:
    assert with_replaced(value, pattern, "X", False) == re.sub(regex_of(pattern), "X", value, count=1)
    if set(pattern) != {"*"}:  # Python replaces the end once more, Go does not
        assert with_replaced(value, pattern, "X", True) == re.sub(regex_of(pattern), "X", value)


@pytest.mark.parametrize("operator", ["#", "##", "%", "%%", "/", "//"])
@pytest.mark.parametrize("pattern", ["ab", "*b", "*a*b", "*a*a*a*b", "*" * 50 + "b"])
def test_a_long_value_is_looked_at_once(operator: str, pattern: str) -> None:
    text, value = f"${{A{operator}{pattern}{'/x' if '/' in operator else ''}}}", "a" * 4_000
    try_expand(text, {"A": value})
    assert calls(lambda: try_expand(text, {"A": value})) < 500
    assert try_expand(text, {"A": value}) == value


def test_a_pattern_with_question_marks_is_not_compared_at_every_place_of_a_long_value() -> None:
    assert try_expand("${A##*" + "a" * 500 + "?b}", {"A": "a" * 4_000}) is None
    assert try_expand("${A##*a?b}", {"A": "aab" * 100}) == ""


def test_defaults_in_each_other_are_read_to_a_depth() -> None:
    def nested(depth: int) -> str:
        return "${N:-" * depth + "x" + "}" * depth

    assert try_expand(nested(MAX_DEPTH), {}) == "x"
    assert try_expand(nested(MAX_DEPTH + 1), {}) is None
    assert calls(lambda: try_expand(nested(900), {})) < 100_000


def test_a_value_in_many_levels_is_not_copied_into_each() -> None:
    deep = "${N:-$A$A" * 50 + "}" * 50
    assert try_expand(deep, {"A": "a" * 4_000}) is None
    assert len(try_expand(deep, {"A": "a" * 40}) or "") == 4_000


KINDS = [
    ("{{ x }}\n", "a template"), ("FROM a\nRUN x {{ b }}\n", "a template"), ("RUN x {{.b}}\n", None),
    ("RUN x {{ .b }}\n", "a template"), ("RUN '{{ x }}'\n", None), ("RUN \"a\n{{ x }}\n", "a template"),
    ("RUN {%if a %}\n", "a Jinja template"), ("RUN {%if a\n%}\n", None), ("<% a\n %>", "an ERB template"),
    ("RUN x <%>\n", None), ("RUN <<EOF\n{{ x }}\nEOF\n", None), ("RUN <<EOF\n{{ x }}\n", "a template"),
    ("RUN <<EOFS\n{{ x }}\nEOF\n", "a template"), ("RUN <<-'E' <<F\n{{ x }}\n\tE\n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_kinds_of_templates(text: str, kind: str | None) -> None:
    assert template_kind(text) == kind


@pytest.mark.parametrize(
    "unit",
    [
        "<%",
        "<%a",
        "{%a",
        "{%a{%a ",
        "{{ ",
        "{{a",
        "{{" + " " * 9,
        "{# ",
        "<<a ",
        "<<a\n{{",
        "'{{",
        '"{{',
        '\\"{{',
        "{{ {%",
    ],
)
def test_a_template_is_told_with_as_many_calls_as_it_has_characters(unit: str) -> None:
    small, large = ((unit * (size // len(unit))) for size in (10_000, 40_000))
    assert calls(lambda: template_kind(large)) < 5 * calls(lambda: template_kind(small)) + 1_000


def compose(*services: str, head: str = "") -> str:
    return head + "services:\n" + "".join(f"  s{i}:\n    build: {text}\n" for i, text in enumerate(services))


def test_a_compose_file_whose_aliases_double_is_not_read() -> None:
    rows = ["a0: &a0 [x, x]\n"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60)]
    told = read_compose("/c/compose.yml", compose("{context: ., tags: *a59}", head="".join(rows)))
    assert told.builds == ()
    assert told.notes == ("/c/compose.yml: not read: with its aliases written out it is over 20 times as long",)
    assert not told.is_known


def test_a_compose_file_whose_merges_double_is_not_read() -> None:
    rows = ["a0: &a0 {x: y}\n"] + [f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]\n  k{i}: v\n" for i in range(1, 60)]
    told = read_compose("/c/compose.yml", compose(".", head="".join(rows)))
    assert "over 20 times as long" in told.notes[0]


def test_a_long_text_that_many_services_name_is_not_written_out_for_each() -> None:
    head = "x: &x '" + "a" * 30_000 + "'\n"
    told = read_compose("/c/compose.yml", compose(*["{context: *x}"] * 1_000, head=head))
    assert "over 20 times as long" in told.notes[0]


def test_an_alias_inside_what_it_is_for() -> None:
    told = read_compose("/c/compose.yml", compose(".", head="a: &a [*a]\n"))
    assert told.notes == ("/c/compose.yml: not read: an alias stands inside what it is for",)


def test_what_compose_files_share_by_aliases_is_read() -> None:
    head = "x: &x\n  context: .\n  args: {A: b}\n"
    told = read_compose("/c/compose.yml", compose(*["\n      <<: *x\n      dockerfile: D"] * 40, head=head))
    assert {build.dockerfile for build in told.builds} == {"/c/D"}
    assert len(told.builds) == 40


def test_a_context_that_is_a_list_is_not_known() -> None:
    told = read_compose("/c/compose.yml", compose("{context: [a, b]}"))
    assert told.notes == ("/c/compose.yml: what service s0 builds depends on variables",)


def bake(targets: dict[str, str]) -> str:
    rows = (f'"{name}": {{{text}}}' for name, text in targets.items())
    return f'{{"target": {{{", ".join(rows)}}}}}'


def test_a_diamond_of_targets_is_put_together_once_each() -> None:
    def diamond(depth: int) -> str:
        rows = {f"t{i}": f'"inherits": ["t{i + 1}", "u{i + 1}"], "tags": ["a"]' for i in range(depth)}
        rows |= {f"u{i}": f'"inherits": ["t{i + 1}", "u{i + 1}"]' for i in range(depth)}
        return bake({**rows, f"t{depth}": '"dockerfile": "D"', f"u{depth}": '"dockerfile": "E"'})

    told = read_bake("/c/docker-bake.json", diamond(60))
    assert {build.dockerfile for build in told.builds} == {"/c/D", "/c/E"}
    assert {build.dockerfile for build in told.builds if build.images} == {"/c/E"}
    assert calls(lambda: read_bake("/c/docker-bake.json", diamond(120))) < 3 * calls(
        lambda: read_bake("/c/docker-bake.json", diamond(60))
    )


def test_a_target_that_inherits_from_itself_ends() -> None:
    told = read_bake("/c/docker-bake.json", bake({"a": '"inherits": ["b"]', "b": '"inherits": ["a"], "target": "x"'}))
    assert [build.target for build in told.builds] == ["x", "x"]


def test_names_that_all_targets_inherit_have_a_bound() -> None:
    tags = ", ".join(f'"t{i}"' for i in range(500))
    rows = {"base": f'"tags": [{tags}]', **{f"t{i}": '"inherits": ["base"]' for i in range(100)}}
    told = read_bake("/c/docker-bake.json", bake(rows))
    assert told.notes == ("/c/docker-bake.json: not read: its targets have over 20,000 names",)
    assert not told.is_known


def test_hcl_has_a_bound_of_its_own() -> None:
    told = read_bake("/c/docker-bake.hcl", "#" * (MAX_HCL + 1))
    assert told.notes == ("/c/docker-bake.hcl: not read: it is longer than 300 kB, the most that is read of HCL",)


def test_a_default_that_is_named_thousands_of_times_is_not_known() -> None:
    assert interpolate("$A" * 5_000, {"A": "a" * 5_000}) is None
    assert len(interpolate("$A" * 10, {"A": "a" * (MAX_VALUE // 10)}) or "") == MAX_VALUE


def test_chains_of_targets_too_long_to_follow_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "docker-bake.json"
    path.write_text(bake({f"t{i}": f'"inherits": ["t{i + 1}"]' for i in range(5_000)}))
    told = read_build_file(str(path))
    assert told.notes == (f"{path}: not read: it is nested too deep",)


def test_a_row_of_stars_is_one_star() -> None:
    from dslim.support.ignore_patterns import ignore_spec

    spec = ignore_spec(["*" * 1000 + "log"])
    assert all(pattern.regex.pattern.count("[^/]*") < 10 for pattern in spec.patterns if pattern.regex)
    assert spec.match_file("a/b.log")
    assert not spec.match_file("a/b.txt")

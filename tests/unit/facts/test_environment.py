"""The variables in force, as one chain that all instructions share."""

from __future__ import annotations

import random
from collections.abc import Iterator

from dslim.facts.environment import Scope


def test_a_scope_is_the_dictionary_that_it_stands_for() -> None:
    random_ = random.Random(3)
    scope, env, args = Scope(), dict[str, str | None](), set[str]()
    kept: list[tuple[Scope, dict[str, str | None]]] = []
    for step in range(2_000):
        name = f"N{random_.randrange(300)}"
        if random_.random() < 0.6:
            scope, env[name] = scope.with_env(name, str(step)), str(step)
            args.discard(name)
        else:
            scope = scope.with_arg(name)
            args.add(name)
        if step % 700 == 699:
            scope, args = scope.without_args(), set()
        kept.append((scope, {**env, **dict.fromkeys(args)}))
    for seen, meant in kept[::97]:
        assert dict(seen) == meant
        assert len(seen) == len(meant)
        assert seen.get("none", "x") == "x"
        assert set(seen.args) == {name for name in meant if meant[name] is None}


def test_of_env_and_arg_the_later_one_counts() -> None:
    env_first = Scope().with_env("A", "1").with_arg("A")
    assert (env_first["A"], list(env_first.args)) == (None, ["A"])
    assert dict(env_first.without_args()) == {"A": "1"}  # in a child stage
    arg_first = Scope().with_arg("A").with_env("A", "1")
    assert (dict(arg_first), list(arg_first.args)) == ({"A": "1"}, [])
    assert env_first.with_env("A", "2")["A"] == "2"


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

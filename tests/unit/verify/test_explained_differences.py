"""Which differences of two images a fix accounts for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dslim.verify.image.compare import Difference, Noise, cache_sizes, tree_differences, unexplained_differences
from dslim.verify.image.entries import Entry

LOG = Difference("/var/log/apt/eipp.log.xz", "content", "4576 bytes", "4580 bytes")


def test_the_log_of_apts_solver_tells_of_the_lists() -> None:
    assert list(unexplained_differences([LOG], Noise(), ("/var/lib/apt/lists",))) == []
    assert list(unexplained_differences([LOG], Noise(), ("/root/.cache/pip",))) == [LOG]


def test_logs_of_npm_are_not_its_cache() -> None:
    entries: list[Any] = [
        SimpleNamespace(path="root/.npm/_logs/a.log", stored=9), SimpleNamespace(path="root/.npm/_cacache/b", stored=5),
    ]  # fmt: skip
    image: Any = SimpleNamespace(layers=(entries,))
    assert cache_sizes(image, ["/root/.npm"]) == {"/root/.npm": 5}


def test_a_file_that_a_fix_names_may_be_missing_also_by_a_pattern() -> None:
    gone = Difference("/src/v1.2.tar.gz", "missing", "file", "")
    assert list(unexplained_differences([gone], Noise(), ("/src/v*.tar.gz",))) == []
    assert list(unexplained_differences([gone], Noise(), ("/*/v1.2.tar.gz",))) == []
    assert list(unexplained_differences([gone], Noise(), ("/v*.tar.gz",))) == [gone]


def test_what_ldconfig_notes_of_the_machine_is_not_compared_but_its_owner_is() -> None:
    cache = "var/cache/ldconfig/aux-cache"
    one, two = (Entry(cache, "f", digest=bytes([n]) * 32, size=9 + n, uid=n) for n in (1, 2))
    assert [difference.aspect for difference in tree_differences([one], [two])] == ["uid"]
    here, there = (entry._replace(path="etc/ld.so.cache", uid=0) for entry in (one, two))
    assert [difference.aspect for difference in tree_differences([here], [there])] == ["content"]

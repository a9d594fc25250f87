"""The builder of the tests: it builds, and its comparison sees what it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import TestBuilder
from dslim.verify.errors import BuildError

pytestmark = pytest.mark.builder


def test_equal_files_are_equal_images(builder: TestBuilder, tmp_path: Path) -> None:
    a = builder.build("FROM busybox\nRUN echo a > /x && chmod 600 /x\n", tmp_path)
    b = builder.build("FROM busybox\nRUN echo a > /x\nRUN chmod 600 /x\n", tmp_path)
    assert builder.compare_images(a, b) == []
    assert builder.read(b).size == builder.read(a).size + 2


def test_differences_are_seen(builder: TestBuilder) -> None:
    a = builder.build("FROM busybox\nENV A=1\nRUN echo a > /x; touch /y\n")
    b = builder.build("FROM busybox\nENV A=2\nRUN echo b > /x; chown 1:2 /x; chmod 600 /x; touch /z\n")
    found = [(d.path, d.aspect) for d in builder.compare_images(a, b)]
    config, *files = found
    assert config == ("config.Env", "config")
    x = [("/x", aspect) for aspect in ("content", "mode", "uid", "gid")]
    assert files == [*x, ("/y", "missing"), ("/z", "extra")]


def test_real_apt_without_a_network(builder: TestBuilder) -> None:
    text = "FROM debian:fastapt\nRUN apt-get update && apt-get install -y gamma"
    a = builder.build(text + "\n")
    again = builder.build(text + "\n", no_cache=True)
    b = builder.build(text + " && rm -rf /var/lib/apt/lists/*\n")
    assert builder.compare_images(a, b, ["/var/lib/apt/lists"], again) == []
    assert any(d.path.startswith("/var/lib/apt/lists/") for d in builder.compare_images(a, b))
    assert [d.aspect for d in builder.compare_images(a, again, ["/var/lib/apt/lists"], again)] == ["cache"]


def test_the_builders_error_comes_whole(builder: TestBuilder) -> None:
    with pytest.raises(BuildError, match=r"(?s)echo first.*one-of-ours.*exit code: 7"):
        builder.build("FROM busybox\nRUN echo first\nRUN echo one-of-ours; exit 7\n")

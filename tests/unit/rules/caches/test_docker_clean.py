"""docker-clean goes only where every RUN that calls apt has the mount."""

from __future__ import annotations

from cache_calls import why_not

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.docker_clean import RULE

OPTIONS = Options(cache="mount", unsafe=True, rules=frozenset({"SL211"}))
APT = "apt-get install -y x"
WITH = f"RUN --mount=type=cache,target=/var/cache/apt {APT}\n"


def changes(text: str) -> bool:
    return fix_text(text, OPTIONS).after != text


def test_only_official_images_with_a_mount_of_their_own_have_it() -> None:
    assert RULE.example[0] != RULE.example[1]
    assert changes(f"FROM debian:12\n{WITH}")
    assert changes(f"FROM debian:12 AS a\nFROM a\n{WITH}")
    assert not changes(f"FROM x/y\n{WITH}")
    assert not changes(f"FROM debian:12\nRUN {APT}\n")
    assert not changes(f"FROM debian:12\n{WITH.replace('type=cache', 'type=bind')}")


def test_a_run_without_the_mount_would_keep_its_packages() -> None:
    text = f"FROM debian:12\n{WITH}RUN {APT}\n"
    assert why_not(text, "SL211", OPTIONS) == [
        "the RUN on line 3 uses apt without a cache mount, and its packages would stay in the layer"
    ]  # fmt: skip

"""What BuildKit parses and then refuses is an error with its line. Each case was built with BuildKit (docker 26)."""

from __future__ import annotations

import pytest

from dslim.syntax import DockerfileSyntaxError, parse_buildable

NEEDED = (
    "ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
    "WORKDIR",
)  # fmt: skip
REFUSED = [
    ("ARG X\n", 1, "no FROM"),
    ("# a\nARG X\n\nARG Y\n", 4, "no FROM"),
    ("FROM\n", 1, "FROM needs an image"),
    ("FROM a b\n", 1, "FROM needs an image"),
    ("FROM a b c\n", 1, "FROM needs an image"),
    ("COPY a b\nFROM scratch\n", 1, "no FROM above"),
    ("FROM scratch\nCOPY a\n", 2, "COPY needs a source and a destination"),
    ('FROM scratch\n\nCOPY ["a"]\n', 3, "COPY needs a source and a destination"),
    ("FROM scratch\nCOPY --from=a b\n", 2, "COPY needs a source and a destination"),
    ("FROM scratch\nADD\n", 2, "ADD needs a source and a destination"),
    ("FROM scratch\nRUN --mount=type=cahce,target=/x true\n", 2, "unknown mount type 'cahce'; did you mean cache?"),
    ("FROM scratch\nRUN --mount=type=foo true\n", 2, "there are bind, cache, tmpfs, secret, ssh"),
    *((f"FROM scratch\n{keyword}\n", 2, f"{keyword} needs an argument") for keyword in NEEDED),
]
TAKEN = [
    "FROM scratch\n",
    "ARG X\nFROM $X as b\n",
    "FROM scratch\nCMD\nENTRYPOINT\nRUN\n",
    "FROM scratch\nUSER a b\nWORKDIR a b\n",
    "FROM scratch\nCOPY <<EOF /a\nx\nEOF\n",
    "FROM scratch\nONBUILD COPY a\n",
    "FROM scratch\nRUN --mount=type=CACHE,target=/x true\n",
    "FROM scratch\nARG T=cache\nRUN --mount=type=$T,target=/x true\n",
    "# syntax=example.com/frontend\nFROM scratch\nRUN --mount=type=foo true\n",
]


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED)
def test_what_buildkit_refuses_is_an_error_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DockerfileSyntaxError) as caught:
        parse_buildable(text, "Dockerfile")
    assert (caught.value.line, caught.value.filename) == (line, "Dockerfile")
    assert reason in caught.value.reason


@pytest.mark.parametrize("text", TAKEN)
def test_what_buildkit_takes_is_a_tree(text: str) -> None:
    assert parse_buildable(text.encode()).text == text


def test_the_known_frontend_of_any_version_knows_no_more_mounts() -> None:
    with pytest.raises(DockerfileSyntaxError, match="unknown mount type"):
        parse_buildable("# syntax=docker/dockerfile:1-labs\nFROM a\nRUN --mount=type=foo true\n")

"""Who copies, packs, or lists into a file a folder that holds something."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.kept_contents import why_contents_are_kept, why_rest_of_run_keeps
from dslim.syntax import parse
from dslim.tools.kept_contents import DEEP_LISTERS, LISTERS

LISTS = "/var/lib/apt/lists"


def kept(folder: Path, lines: str) -> str | None:
    text = f"FROM debian:12\nWORKDIR /app\nRUN true\n{lines}\n"
    facts = Facts(parse(text), Options(), open_context(str(folder)))
    return why_contents_are_kept(facts.point(0, 2), LISTS)


@pytest.mark.parametrize(
    "line",
    [
        "RUN cd / && tar cf x.tar var",
        "RUN tar -C / -cf x.tar var",
        "RUN tar cf x.tar -C / var/lib",
        "RUN tar cf x.tar ../var",
        "RUN n=$(ls -R /var | wc -l); echo $n > /n",
        "WORKDIR /var\nRUN tar -czf /x lib",
        "RUN cp -a /var/. /y",
        "RUN d=/var; cp -r $d /y",
        "RUN rsync -a /var/ /y/",
        "ENV D=/var\nRUN mv $D/lib /y",
        "RUN find / -xdev > /x",
        "RUN (ls -R /var) > /x",
        "RUN ls -R /var | sort | tee /x",
        "RUN { du -s /var; } >> /x",
        "RUN cd /var && ls lib/apt/lists > /x",
        "RUN echo /var/lib/apt/lists/* > /x",
        "RUN sha256sum /var/lib/apt/lists/* > /x",
        "RUN find var | cpio -o > /x\nRUN cd / && find var | cpio -o > /x",
        "RUN for f in /var/lib/apt/lists/*; do echo $f; done > /x",
        "RUN chroot / tar cf x.tar var",
        "RUN sh -c 'tar cf /x /var'",
        "RUN python3 -c \"import shutil; shutil.copytree('/var/lib', '/y')\"",
        "RUN python3 -m tarfile -c /x /var",
        "RUN <<EOF\ncd /\ntar cf x.tar var\nEOF",
        'RUN ["tar", "cf", "/x.tar", "/var"]',
        "WORKDIR /\nRUN git add var",
    ],
)
def test_it_is_kept(tmp_path: Path, line: str) -> None:
    assert "a folder that holds what the fix would remove" in (kept(tmp_path, line) or "")


@pytest.mark.parametrize(
    "line",
    [
        "RUN tar -C / -xf x.tar",
        "RUN ls -R /var",
        "RUN ls /var > /x",
        "RUN find / -name '*.pyc' -delete",
        "RUN du -sh / | sort",
        "RUN find / -type f > /dev/null",
        "RUN cp -a /app /var",
        "RUN mv x/* /",
        "RUN cp /var/lib/dpkg/status /y",
        "RUN cp $SOURCE /y",
        "RUN tar cf x.tar /var/log",
        "RUN ls 2> /x /var -R",
        "RUN rsync -a /app/ /",
        "RUN zip -r x.zip app",
    ],
)
def test_it_is_not(tmp_path: Path, line: str) -> None:
    assert kept(tmp_path, line) is None


@pytest.mark.parametrize(
    ("copy", "is_kept"),
    [
        ("/var/lib /copy", True),
        ("/var/lib/apt /var/lib/apt", False),
        ("/ /", False),
        ("/etc /copy", False),
        ("/ /root", True),
    ],
)
def test_a_copy_of_the_stage_to_another_place_keeps_it(tmp_path: Path, copy: str, is_kept: bool) -> None:
    text = f"FROM debian:12 AS base\nRUN true\nFROM base\nCOPY --from=base {copy}\n"
    facts = Facts(parse(text), Options(), open_context(str(tmp_path)))
    assert (why_contents_are_kept(facts.point(0, 2), LISTS) is not None) == is_kept


def test_what_stands_before_keeps_nothing(tmp_path: Path) -> None:
    text = (
        "FROM debian:12 AS base\nRUN tar cf /x /var\nRUN true && tar cf /y /var && true\nFROM base\nRUN cp -a /var /z\n"
    )
    facts = Facts(parse(text), Options(), open_context(str(tmp_path)))
    run = facts.all_runs[1]
    assert "line 5" in (why_contents_are_kept(facts.point_of(run).after(), LISTS) or "")
    assert why_rest_of_run_keeps(facts, run, 0, LISTS) is not None
    assert why_rest_of_run_keeps(facts, run, 10, LISTS) is None


def test_what_lists_all_below_lists() -> None:
    assert DEEP_LISTERS < LISTERS

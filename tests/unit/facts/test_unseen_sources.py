"""Whether files that nobody can read may lie where make runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.unseen_sources import may_hold_unread_makefile, sources_of_names
from dslim.shell import Script
from dslim.syntax import parse


def unread(folder: Path, lines: str, base: str = "gcc:13", folders: tuple[str, ...] = ()) -> bool:
    facts = Facts(parse(f"FROM {base}\n{lines}\n"), Options(), open_context(str(folder)))
    run = facts.all_runs[-1]
    assert isinstance(run.script, Script)
    return may_hold_unread_makefile(facts.point_of(run), run.script, folders)


@pytest.mark.parametrize(
    "lines",
    ["RUN git clone https://example.org/x && make", "RUN curl -O https://example.org/x\nRUN make",
     "COPY --from=other /x /x\nRUN make", "ADD https://example.org/x.tar.gz /\nRUN make", "ADD x.tar /\nRUN make",
     "RUN printf 'a:' > Makefile\nRUN make", "RUN apt-get source x\nRUN make", "RUN --mount=target=/x,from=y make"],
)  # fmt: skip
def test_what_brings_files(tmp_path: Path, lines: str) -> None:
    assert unread(tmp_path, lines)


@pytest.mark.parametrize(
    "lines",
    ["RUN make", "COPY . .\nRUN make", "RUN git clone x && ./configure && make",
     "RUN git clone x\nRUN cmake .\nRUN make",
     "RUN git clone x && perl Makefile.PL && make",
     "RUN apt-get install -y git curl\nRUN make > /dev/null"],
)  # fmt: skip
def test_what_brings_none_or_configures(tmp_path: Path, lines: str) -> None:
    assert not unread(tmp_path, lines)


def test_an_unknown_base_may_have_any(tmp_path: Path) -> None:
    assert unread(tmp_path, "RUN make", "acme/x:1")


def test_packages_bring_makefiles_that_only_build(tmp_path: Path) -> None:
    assert not unread(tmp_path, "RUN make", "acme/x:1", ("/usr/local/cuda-11.1/samples", "/usr/src/gtest"))
    assert unread(tmp_path, "RUN make", "acme/x:1", ("/usr/local/cuda/samples", "/src"))
    assert unread(tmp_path, "RUN make", "acme/x:1", ("/usr/local/cuda/samples2",))


def test_where_files_come_from_by_their_names() -> None:
    facts = Facts(parse("FROM a\nCOPY <<E /x/h\nE\nRUN cp /t/a.sh /bin/b; echo > /bin/c; ln -s /d /e/\n"), Options())
    found = sources_of_names(facts)
    assert {name: found[name] for name in "hcbd"} == {"h": ("",), "c": ("",), "b": ("/t/a.sh",), "d": ("/d",)}


def test_what_other_images_and_stages_bring() -> None:
    stages = "FROM a AS s\nCOPY mk ./\nRUN make x\nFROM a\nCOPY --from=s /mk /bin/mk\nCOPY --from=s /x /bin/x\n"
    found = sources_of_names(Facts(parse(f"{stages}COPY --from=corp.example/y /y /bin/\n"), Options()))
    assert found["mk"] == ("", "")  # from the build context, but maybe changed
    assert "x" not in found  # made there, as by an earlier RUN
    assert found["y"] == ("",)

"""Faults planted in a rewrite: each must be seen, and the fix that made it must be named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from builder import TestBuilder
from dslim.diagnostics.findings import Finding, Fix, Safety
from dslim.diagnostics.outcome import Step
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Span
from dslim.verify.session import Session
from dslim.verify.verdict import FileChange, RewrittenBuildError, compare_builds
from images import layer, member

#: cap_net_bind_service, permitted and effective, as the kernel stores it.
CAPABILITY = "\x01\0\0\x02\0\x04\0\0" + "\0" * 12
USERADD = "RUN echo app:x:77:77::/: >> /etc/passwd && echo app:x:77: >> /etc/group\n"
pytestmark = pytest.mark.builder


@pytest.fixture
def session(builder: TestBuilder, tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "src/bin").mkdir(parents=True)
    (tmp_path / "src/a.txt").write_text("a")
    (tmp_path / "src/bin/tool").write_text("#!/bin/sh\n")
    (tmp_path / "src/bin/tool").chmod(0o755)
    (tmp_path / "with.tar").write_bytes(layer(member("a", b"", xattrs={"security.capability": CAPABILITY})))
    (tmp_path / "without.tar").write_bytes(layer(member("a", b"")))
    with builder.session(tmp_path, tmp_path / "Dockerfile") as session:
        yield session


def change(*texts: str, caches: tuple[str, ...] = ()) -> FileChange:
    """The texts of a run, one fix between two of them: SL901, SL902 ..."""
    steps = []
    for number, (before, after) in enumerate(pairwise(texts), 1):
        edits = (Edit(0, len(before), after),)
        fix = Fix(edits, Safety.SAFE, caches)
        finding = Finding("planted", Span(0, len(before)), fix, line=number, rule=f"SL90{number}")
        steps.append(Step((finding,), edits, after))
    return FileChange(texts[0], texts[-1], tuple(steps))


#: name -> (before, after, (path, aspect) pairs to be told)
FAULTS: dict[str, tuple[str, str, set[tuple[str, str]]]] = {
    "a lost file": ("RUN touch /a /b\n", "RUN touch /a\n", {("/b", "missing")}),
    "a file too many": ("RUN touch /a\n", "RUN touch /a /b\n", {("/b", "extra")}),
    "a lost tree": (
        "RUN mkdir -p /d/e && touch /d/e/f\n",
        "RUN mkdir /d\n",
        {("/d/e", "missing"), ("/d/e/f", "missing")},
    ),
    "a mode": ("RUN touch /a && chmod 4755 /a\n", "RUN touch /a && chmod 755 /a\n", {("/a", "mode")}),
    "a sticky directory": ("RUN mkdir -m 1777 /d\n", "RUN mkdir -m 777 /d\n", {("/d", "mode")}),
    "an owner": ("COPY --chown=1:2 src /s\n", "COPY --chown=1:3 src /s\n", {
        ("/s", "gid"), ("/s/a.txt", "gid"), ("/s/bin", "gid"), ("/s/bin/tool", "gid"),
    }),
    "an xattr": (
        "ADD with.tar /\n",
        "ADD without.tar /\n",
        {("/a", "xattrs")},
    ),
    "content": ("RUN echo 1 > /a\n", "RUN echo 2 > /a\n", {("/a", "content")}),
    "a link target": ("RUN ln -s x /l\n", "RUN ln -s y /l\n", {("/l", "link")}),
    "a link made a file": ("RUN ln -s / /l\n", "RUN touch /l\n", {("/l", "type"), ("/l", "mode")}),
    "a device": ("RUN mknod /n c 1 3\n", "RUN mknod /n c 1 5\n", {("/n", "device")}),
    "an ENV": ("ENV A=1 B=2\n", "ENV A=1 B=3\n", {("config.Env", "config")}),
    "a user": ("USER 1\n", "USER 2\n", {("config.User", "config")}),
    "an entry point": (
        'ENTRYPOINT ["a"]\nCMD ["b"]\n',
        "ENTRYPOINT a\n",
        {(f"config.{field}", "config") for field in ("Entrypoint", "Cmd", "ArgsEscaped")},
    ),
    "a health check": (
        "HEALTHCHECK --interval=5s CMD true\n", "HEALTHCHECK --interval=6s CMD true\n",
        {("config.Healthcheck", "config")},
    ),
    "labels, ports, volumes, signal, triggers": (
        "LABEL a=b\nEXPOSE 80\nVOLUME /v\nSTOPSIGNAL 9\nONBUILD RUN a\nSHELL [\"/bin/sh\", \"-ec\"]\n",
        "LABEL a=c\nEXPOSE 81\nVOLUME /w\nSTOPSIGNAL 15\nONBUILD RUN b\nSHELL [\"/bin/sh\", \"-c\"]\n",
        {(f"config.{f}", "config") for f in "Labels ExposedPorts Volumes StopSignal OnBuild Shell".split()},
    ),
    # BuildKit takes a user that does not exist yet for root, and says nothing
    "a chown moved above its useradd": (
        USERADD + "COPY src /s\nRUN chown -R app:app /s\n",
        "COPY --chown=app:app src /s\n" + USERADD,
        {(path, aspect) for path in ("/s", "/s/a.txt", "/s/bin", "/s/bin/tool") for aspect in ("uid", "gid")},
    ),
    # parents that COPY --chown creates take the owner too
    "a parent directory's owner": (
        "COPY src /srv/app/s\nRUN chown -R 7:7 /srv/app/s\n",
        "COPY --chown=7:7 src /srv/app/s\n",
        {(path, aspect) for path in ("/srv", "/srv/app") for aspect in ("uid", "gid")},
    ),
    "a cd that leaks through a merge": (
        "WORKDIR /w\nRUN cd /tmp && touch a\nRUN touch b\n",
        "WORKDIR /w\nRUN cd /tmp && touch a && touch b\n",
        {("/w/b", "missing"), ("/tmp/b", "extra")},
    ),
    "a umask that leaks through a merge": (
        "RUN umask 077 && touch /a\nRUN touch /b\n",
        "RUN umask 077 && touch /a && touch /b\n",
        {("/b", "mode")},
    ),
    "a failure that a merge hides": (
        "RUN true || true\nRUN touch /a\n",
        "RUN true || true || touch /a\n",
        {("/a", "missing")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_seen_and_blamed(session: Session, name: str) -> None:
    before, after, expected = FAULTS[name]
    before, after = "FROM busybox\n" + before, "FROM busybox\n" + after
    verdict = compare_builds(session, change(before, after))
    assert {(d.path, d.aspect) for d, _ in verdict.differences} == expected
    assert {finding.rule for _, finding in verdict.differences if finding} == {"SL901"}
    assert all(finding for _, finding in verdict.differences)


def test_a_kept_cache_is_seen(session: Session) -> None:
    text = "FROM busybox\nRUN mkdir -p /var/cache/x && head -c 9999 /dev/zero > /var/cache/x/c\n"
    verdict = compare_builds(session, change(text, text + "RUN rm -r /var/cache/x\n", caches=("/var/cache/x",)))
    found, finding = verdict.differences[0]
    assert (found.path, found.aspect, found.before, found.after) == (
        "/var/cache/x",
        "cache",
        "9999 bytes",
        "9999 bytes",
    )
    assert finding is not None
    assert finding.rule == "SL901"


def test_a_cache_that_went_and_its_empty_parent_are_no_difference(session: Session) -> None:
    make = "FROM busybox\nRUN mkdir -p /root/.cache/x/y && echo > /root/.cache/x/y/z"
    verdict = compare_builds(
        session, change(make + "\n", make + " && rm -r /root/.cache\n", caches=("/root/.cache/x",))
    )
    assert verdict.is_same
    assert verdict.size_before == verdict.size_after + 1


def test_what_lies_beside_a_cache_is_no_cache(session: Session) -> None:
    make = "FROM busybox\nRUN mkdir -p /root/.cache/x && touch /root/.cache/keep /root/.cache/x/z"
    verdict = compare_builds(
        session, change(make + "\n", make + " && rm -r /root/.cache\n", caches=("/root/.cache/x",))
    )
    assert [d.path for d, _ in verdict.differences] == ["/root/.cache/keep"]


def test_each_of_several_faults_goes_to_its_fix(session: Session) -> None:
    lines = ["RUN touch /a", "RUN touch /b", "RUN touch /c", "LABEL x=1", "RUN touch /d", "RUN touch /e"]
    texts = ["FROM busybox\n" + "\n".join(lines) + "\n"]
    for old, new in (
        ("RUN touch /a\nRUN touch /b", "RUN touch /a && touch /b"),  # right
        ("RUN touch /c", "RUN touch /C"),
        ("RUN touch /d\nRUN touch /e", "RUN touch /d; touch /e"),  # right
        ("LABEL x=1", "LABEL x=2"),
        ("touch /e", "touch /e && chmod 600 /e /d"),
    ):
        texts.append(texts[-1].replace(old, new))
    verdict = compare_builds(session, change(*texts))
    blamed = {f"{d.path} {d.aspect}": finding.rule for d, finding in verdict.differences if finding}
    assert blamed == {
        "/C extra": "SL902", "/c missing": "SL902", "config.Labels config": "SL904",
        "/d mode": "SL905", "/e mode": "SL905",
    }  # fmt: skip


def test_two_fixes_of_one_round_are_told_apart(session: Session) -> None:
    text = "FROM busybox\nRUN touch /a\nRUN touch /b\nRUN touch /c\n"
    fixes = []
    for number, (old, new) in enumerate((("/a", "/a "), ("/b", "/B"), ("/c", "/c ")), 1):
        start = text.index(old)
        fix = Fix((Edit(start, start + 2, new),), Safety.SAFE)
        fixes.append(Finding("planted", Span(start, start + 2), fix, line=number, rule=f"SL90{number}"))
    after = text.replace("/a", "/a ").replace("/b", "/B").replace("/c", "/c ")
    step = Step(tuple(fixes), tuple(edit for f in fixes if f.fix for edit in f.fix.edits), after)
    verdict = compare_builds(session, FileChange(text, after, (step,)))
    assert {finding.rule for _, finding in verdict.differences if finding} == {"SL902"}
    assert [row.fixes for row in verdict.layer_rows] == [(), *((finding,) for finding in fixes)]


def test_a_fix_that_breaks_the_build_is_blamed(session: Session) -> None:
    text = "FROM busybox\nRUN touch /a\nRUN touch /b\n"
    texts = [
        text,
        text.replace("/a\n", "/a ; true\n"),
        text.replace("touch /b", "false"),
        text.replace("touch", "mv"),
    ]
    with pytest.raises(RewrittenBuildError, match="did not complete successfully") as caught:
        compare_builds(session, change(*texts))
    assert caught.value.finding is not None
    assert caught.value.finding.rule == "SL902"


def test_noise_is_learnt_and_hides_nothing_else(session: Session) -> None:
    # No time of day for a name: busybox has no %N, and two builds may fall into one second.
    uuid = "/proc/sys/kernel/random/uuid"
    noisy = f"FROM busybox\nRUN cat {uuid} > /id; mkdir /l; touch /l/$(cat {uuid}).log /l/stays"
    verdict = compare_builds(session, change(noisy + "\n", noisy + "; chmod 600 /id; rm /l/stays\n"))
    assert {(d.path, d.aspect) for d, _ in verdict.differences} == {("/id", "mode"), ("/l/stays", "missing")}
    assert {"/id"} < {d.path for d in verdict.noise}
    assert compare_builds(session, change(noisy + "\n", noisy + "; true\n")).is_same


def test_bytes_saved_by_each_fix(session: Session) -> None:
    big = "head -c 100000 /dev/zero > /big"
    texts = [
        f"FROM busybox\nRUN {big}\nRUN chown 1:1 /big\nRUN rm /big\n",
        f"FROM busybox\nRUN {big} && chown 1:1 /big\nRUN rm /big\n",
        f"FROM busybox\nRUN {big} && chown 1:1 /big && rm /big\n",
    ]
    verdict = compare_builds(session, change(*texts), each=True)
    assert verdict.is_same
    assert [(finding.rule, saved) for finding, saved in verdict.saved_by_fix] == [
        ("SL901", 100000),
        ("SL902", 100000),
    ]

"""`dslim shrink` with other package managers than dpkg and with podman: the real ones, but for apk."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from builder import BuilderMissing, TestBuilder
from builder.apk_suite import NAME as APK
from builder.machine import must_have_builder
from builder.others import listed, open_other, with_containers
from builder.plugin import leave_out
from builder.rpm_suite import NAME as RPM
from shrinking import says, shrunk

pytestmark = pytest.mark.builder

SERVED = f"""FROM {RPM}
RUN dnf install -y \\
    served \\
    && dnf clean all
CMD ["served"]
"""
MADE = f"""FROM {RPM}
RUN dnf install -y maker monitor && dnf clean all
WORKDIR /srv
COPY src/ src/
RUN mkdir -m 750 out && maker out/run
CMD ["/srv/out/run"]
"""


@pytest.fixture
def context(builder: TestBuilder, tmp_path: Path) -> Path:
    builder.need(RPM, APK)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/main.x").write_text("source\n")
    return tmp_path


def test_recommended_packages_of_rpm(builder: TestBuilder, context: Path) -> None:
    found = shrunk(builder, context, SERVED, says(context, "served"))
    assert found.after == SERVED.replace("install -y", "install --setopt=install_weak_deps=False -y").replace(
        "    served \\\n", "    served \\\n    codec-a \\\n    codec-b \\\n"
    )
    assert {kept.package for kept in found.kept} == {"codec-a", "codec-b"}
    assert found.size_before - found.size_after > 6_000_000
    assert found.builds <= 5


def test_a_build_with_packages_of_rpm_gets_a_stage_of_its_own(builder: TestBuilder, context: Path) -> None:
    found = shrunk(builder, context, MADE, says(context, "made"), level="unused")
    assert [change.form for change in found.changes] == ["two-stages"], found.notes
    assert "dnf" not in found.after.split("\n\n")[1]
    assert found.size_after - found.size_base < (found.size_before - found.size_base) * 0.15


def test_packages_of_apk_that_nobody_uses(builder: TestBuilder, context: Path) -> None:
    listed = "    idle-1 \\\n    idle-3~=1 \\\n    served=1.0-r0\n"
    text = f'FROM {APK}\nRUN apk add --no-cache \\\n{listed}CMD ["served"]\n'
    found = shrunk(builder, context, text, says(context, "served"), level="unused")
    assert found.after == text.replace("    idle-1 \\\n    idle-3~=1 \\\n", "")
    assert found.changes[0].gone == ("idle-1", "idle-3", "idle-data")


def test_a_build_with_packages_of_apk_gets_a_stage_of_its_own(builder: TestBuilder, context: Path) -> None:
    text = MADE.replace(RPM, APK).replace("dnf install -y maker monitor && dnf clean all", "apk add maker codec-a")
    test = says(context, "made")
    test.path.write_text(test.path.read_text() + "docker run --rm --network host $IMAGE codec-a\n")
    found = shrunk(builder, context, text, test, level="unused")
    assert [change.form for change in found.changes] == ["two-stages"], found.notes
    assert "RUN apk add --no-cache codec-a\n" in found.after.split("\n\n")[1]


@pytest.fixture
def podman(request: pytest.FixtureRequest, builder: TestBuilder) -> TestBuilder:
    """Podman with an image store that stays; loudly left out where it is not there."""
    try:
        return with_containers(open_other("podman", builder))
    except BuilderMissing as error:
        assert not must_have_builder()
        leave_out(request, str(error))


@pytest.mark.parametrize("program", ["podman", "buildah"])
def test_podman_shrinks_in_its_own_store_and_leaves_nothing_there(
    podman: TestBuilder, tmp_path: Path, program: str
) -> None:
    """What buildah builds is started by podman, from the same store."""
    if program == "buildah":
        podman = TestBuilder(replace(podman.builder, builds_with=("buildah",)), podman.builder.env, podman.work)
    for name in (".git/pack", "start"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"#!/bin/sh\necho run\n{'#' * 200_000}\n")
    (tmp_path / "start").chmod(0o755)
    text = 'FROM docker.io/library/busybox\nCOPY . /srv/\nCMD ["/srv/start"]\n'
    before = listed(podman)
    found = shrunk(podman, tmp_path, text, says(tmp_path, "run", "podman"))
    assert found.ignore is not None, found.notes
    assert found.ignore.after == "# version control\n.git\n"
    assert found.size_before - found.size_after >= 200_000
    assert found.is_traced == (os.geteuid() == 0)
    assert listed(podman) == before

"""Buildah and podman from Debian's packages, with an image store of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess

from builder import bases, daemon
from builder.api import TestBuilder
from builder.machine import BuilderMissing
from dslim.verify.builders import find_builder
from dslim.verify.errors import NoBuilderError
from programs import is_debian_root


def open_other(name: str, docker: TestBuilder) -> TestBuilder:
    """A builder beside docker, its one base image `busybox`. Raises BuilderMissing."""
    if shutil.which(name) is None:
        if not is_debian_root():
            raise BuilderMissing(f"no {name}")
        daemon.apt_install(name)
    folder = daemon.home() / name
    folder.mkdir(parents=True, exist_ok=True)
    conf = folder / "storage.conf"
    store = f'graphroot = "{folder}/root"\nrunroot = "{folder}/run"\n'
    conf.write_text(f'[storage]\ndriver = "overlay"\n{store}')
    # chroot: no cgroups, no network of its own, as machines of CI give neither
    env = {"CONTAINERS_STORAGE_CONF": str(conf), "BUILDAH_ISOLATION": "chroot"}
    try:
        builder = TestBuilder(find_builder(name, env), env, docker.work)
    except NoBuilderError as error:
        raise BuilderMissing(str(error)) from None
    with daemon.locked(name):
        if not listed(builder):
            _import_busybox(builder)
    return builder


def with_containers(podman: TestBuilder) -> TestBuilder:
    """Podman so that it runs containers too where a machine of CI gives neither cgroups of their own nor networks."""
    conf = daemon.home() / podman.builder.name / "containers.conf"
    limits = 'pids_limit = 0\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
    shared = "".join(f'{name} = "host"\n' for name in ("netns", "utsns", "cgroupns"))
    engine = '[engine]\nruntime = "runc"\nevents_logger = "file"\ncgroup_manager = "cgroupfs"\n'
    conf.write_text(f"[containers]\n{shared}{limits}{engine}")
    env = {**podman.builder.env, "CONTAINERS_CONF": str(conf)}
    return TestBuilder(find_builder(podman.builder.name, env), env, podman.work)


def listed(builder: TestBuilder) -> str:
    """The ids of all images in the builder's store, and of its containers."""
    words = {"buildah": ["containers", "--all"], "podman": ["ps", "--all", "--external"]}[builder.builder.name]
    return builder.docker("images", "--all", "--quiet") + builder.docker(*words, "--quiet")


def _import_busybox(builder: TestBuilder) -> None:
    root = bases.busybox(daemon.home())
    env = {**os.environ, **builder.env}
    name = "docker.io/library/busybox"
    if builder.builder.name == "podman":
        subprocess.run(
            ["podman", "import", "--quiet", f"--change=ENV PATH={bases.PATH}", root, name], env=env, check=True
        )
        return
    container = builder.docker("from", "scratch").strip()
    builder.docker("add", "--quiet", container, str(root), "/")
    builder.docker("config", "--env", f"PATH={bases.PATH}", container)
    builder.docker("commit", "--quiet", "--rm", "--format", "docker", container, name)

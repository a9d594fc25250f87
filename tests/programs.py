"""What the tests run that pip does not install: `make test` and `make test-all` ask for it before they start.

    python tests/programs.py           what `make test` needs
    python tests/programs.py --all     what `make test-slow` needs: builders, what makes base images, a browser
    python tests/programs.py --recipes what `make test-recipes` needs: Java

On Debian as root what is missing is installed, after a line that says so. Elsewhere a line says what is missing and
what will be left out for want of it. Needs nothing but the standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

#: A program, and the package of Debian that brings it.
USUAL = {"git": "git", "bash": "bash", "dash": "dash", "busybox": "busybox-static"}
#: For real builds: a daemon's runtime, what base images are made with, other builders. A browser, an editor, and
#: what packs the extension of another.
BUILDS = {
    "runc": "runc",
    "mmdebstrap": "mmdebstrap",
    "openssl": "openssl",
    "buildah": "buildah",
    "podman": "podman",
    "chromium": "chromium",
    "nvim": "neovim",
    "node": "nodejs",
    "npm": "npm",
}
#: What Spark runs on.
RECIPES = {"java": "default-jre-headless"}
#: Shells that the trace oracle runs: a system without them cannot run its tests.
SHELLS = ("dash", "bash", "busybox")
#: Without these there is no test to run.
REQUIRED = ("git",)


def missing(programs: Iterable[str]) -> list[str]:
    """Those that are not on PATH."""
    return [name for name in programs if shutil.which(name) is None]


def is_debian_root() -> bool:
    """Whether Debian's packages can be installed here."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian\n" in "\n" + release.read_text(encoding="utf-8")
    return debian and os.geteuid() == 0 and shutil.which("apt-get") is not None


def builder_home() -> Path:
    """Where the tests' own docker daemon and base images are kept between sessions."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dslim-test-builder"
    return Path(os.environ.get("DSLIM_TEST_BUILDER_DIR") or default)


def apt_install(packages: Iterable[str]) -> None:
    """Install Debian packages for the machine, after saying so on standard error."""
    names = sorted(packages)
    print(f"-- installing from Debian's packages: {' '.join(names)}", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        subprocess.run(["apt-get", "-qq", *command], check=True, env=env, stdout=subprocess.DEVNULL)


def prepare(wanted: Mapping[str, str]) -> int:
    """Install what is missing, or say what is; the exit code, 2 where no test could run."""
    gone = missing(wanted)
    if gone and is_debian_root():
        apt_install({wanted[name] for name in gone})
        gone = missing(wanted)
    if gone:
        print(f"-- not installed here: {' '.join(gone)}; what needs them is LEFT OUT", file=sys.stderr, flush=True)
    for name in gone:
        if name in REQUIRED:
            print(f"error: the tests need {name}: install it and start again", file=sys.stderr)
            return 2
    return 0


def main(words: list[str]) -> int:
    """The exit code."""
    if "--recipes" in words:
        return prepare(USUAL | RECIPES)
    if "--all" not in words:
        return prepare(USUAL)
    if is_debian_root() and not (builder_home() / "docker").exists():
        print(f"-- the tests unpack a docker daemon, 300 MB, and base images into {builder_home()}", file=sys.stderr)
    return prepare(USUAL | BUILDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

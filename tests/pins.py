"""The pins with hashes in requirements/, and those of the hooks. `python tests/pins.py [--upgrade]` makes them anew.

uv resolves once for every Python and platform that pyproject.toml allows; where these need different versions, lines
have markers. Without --upgrade a pin that still fits stays.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "requirements"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PROJECT: dict[str, Any] = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: The extras of users; dev and bench are of those who work on dslim, with the newest of everything.
EXTRAS = ("bake", "cluster", "corpus", "progress", "verify")


def declared(*extras: str) -> list[str]:
    """The dependencies of dslim itself and of these extras, as pyproject.toml has them."""
    project = PROJECT["project"]
    return [*project["dependencies"], *(one for name in extras for one in project["optional-dependencies"][name])]


#: What each file pins: all that is needed to run dslim, the same with every extra, to build it, and to release it.
FILES: dict[str, list[str]] = {
    "run.txt": declared(),
    "all.txt": declared(*EXTRAS),
    "build.txt": PROJECT["build-system"]["requires"],
    "release.txt": [*PROJECT["build-system"]["requires"], "build"],
}


@dataclass(frozen=True, slots=True)
class Pin:
    """One line of a file of pins: a version, where it is in force, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version alone; `ValueError` where the line does not name exactly one."""
        (one,) = self.requirement.specifier
        if one.operator != "==" or "*" in one.version:
            raise ValueError(f"{self.requirement} is no exact version")
        return one.version

    @property
    def line(self) -> str:
        """As pip reads it from a command line, without hashes."""
        return str(self.requirement)


def pins_in(text: str) -> list[Pin]:
    """The pins of a file, whose other lines are comments; `ValueError` for options, for they could name an index."""
    lines = re.sub(r"\\\n", " ", re.sub(r"^ *#.*\n?", "", text, flags=re.MULTILINE)).splitlines()
    return [_pin(line) for line in lines if line.strip()]


def _pin(line: str) -> Pin:
    if line.startswith("-"):
        raise ValueError(f"an option, and no pin: {line}")
    requirement, *hashes = line.split(" --hash=")
    return Pin(Requirement(requirement.strip()), tuple(one.strip() for one in hashes))


def hooks_with(pins: list[Pin], text: str) -> str:
    """The text of .pre-commit-hooks.yaml with these pins as what pre-commit installs beside dslim."""
    listed = "".join(f"    - {_quoted(pin.line)}\n" for pin in pins)
    return re.sub(r"(?<=  additional_dependencies:\n)(?:    - .*\n)+", lambda _: listed, text)


def _quoted(line: str) -> str:
    """A YAML scalar; markers have double quotes, or none."""
    return f"'{line}'" if ";" in line else line


def compile_file(name: str, *options: str) -> None:
    """Writes one file of requirements/, from the public index of Python packages."""
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-config", "--no-annotate"]
    command += ["--python-version", "3.10", "--custom-compile-command", "make pins", "--no-emit-package", "dslim"]
    command += ["--output-file", str(FOLDER / name), *options, "-"]
    if name != "run.txt":  # one version of each for all
        command += ["--constraints", str(FOLDER / "run.txt")]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))}
    subprocess.run(command, input="\n".join(FILES[name]), text=True, check=True, cwd=ROOT, env=environment)


def main() -> None:
    """Makes all files anew, and the hooks from run.txt."""
    FOLDER.mkdir(exist_ok=True)
    for name in FILES:
        compile_file(name, *sys.argv[1:])
    pins = pins_in((FOLDER / "run.txt").read_text(encoding="utf-8"))
    HOOKS.write_text(hooks_with(pins, HOOKS.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

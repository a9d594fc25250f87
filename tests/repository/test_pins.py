"""What the action and the container install has its hash in requirements/; what is declared is imported."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pins import EXTRAS, FILES, FOLDER, HOOKS, PROJECT, ROOT, Pin, declared, hooks_with, pins_in

PYTHONS = ("3.10.0", "3.11.0", "3.12.0", "3.13.0", "3.14.0")
#: Names of distributions and of what they bring to import, where these differ.
MODULES = {"pyyaml": "yaml", "python-hcl2": "hcl2"}


def pins_of(name: str) -> list[Pin]:
    return pins_in((FOLDER / name).read_text(encoding="utf-8"))


def in_force(pins: list[Pin], python: str, system: str = "Linux") -> dict[str, Pin]:
    """What a Python installs of these, by name; each once, or pip would refuse."""
    short = python.rpartition(".")[0]
    where = {"python_full_version": python, "python_version": short, "platform_system": system, "os_name": "posix"}
    found: dict[str, Pin] = {}
    for pin in pins:
        if pin.requirement.marker is None or pin.requirement.marker.evaluate(where):
            assert found.setdefault(canonicalize_name(pin.requirement.name), pin) is pin
    return found


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", FILES)
def test_the_pins_satisfy_pyproject(name: str, python: str) -> None:
    found = in_force(pins_of(name), python)
    for text in FILES[name]:
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"python_version": python.rpartition(".")[0]}):
            assert wanted.specifier.contains(found[canonicalize_name(wanted.name)].version), text


def test_the_lowest_python_that_is_declared_is_among_those_of_the_pins() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.10"
    assert PYTHONS[0].startswith("3.10.")


@pytest.mark.parametrize("name", FILES)
def test_every_pin_is_exact_and_has_hashes(name: str) -> None:
    pins = pins_of(name)
    assert pins
    for pin in pins:
        assert pin.version
        assert pin.hashes, f"{name}: {pin.line} has no hash"
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in pin.hashes)


def test_no_file_of_pins_names_an_index() -> None:
    assert {path.name for path in FOLDER.iterdir()} == FILES.keys()
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^-|file:|--(?!hash=)", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "line", ["--index-url https://example.org/simple", "-e .", "--extra-index-url=file:///a", "-r other.txt"]
)
def test_an_option_among_pins_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no pin"):
        pins_in(f"click==8.2.0 --hash=sha256:{'0' * 64}\n{line}\n")


def test_all_files_agree_on_a_version() -> None:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in FILES:
        for pin in pins_of(name):
            found[pin.requirement.name, str(pin.requirement.marker)].add(pin.version)
    assert [key for key, versions in found.items() if len(versions) > 1] == []


def test_the_hooks_install_the_versions_of_the_pins() -> None:
    pins = pins_of("run.txt")
    text = HOOKS.read_text(encoding="utf-8")
    assert hooks_with(pins, text) == text, "run `make pins`"
    hooks: list[dict[str, Any]] = yaml.safe_load(text)
    for hook in hooks:
        assert [str(Requirement(one)) for one in hook["additional_dependencies"]] == [pin.line for pin in pins]


def test_stale_pins_of_hooks_are_noticed() -> None:
    text = HOOKS.read_text(encoding="utf-8")
    stale = re.sub(r"- click==.*", "- click==0.1", text)
    assert stale != text
    assert hooks_with(pins_of("run.txt"), stale) == text


def imported() -> set[str]:
    """The top-level modules that the package's files import, also where they name them in a text."""
    found: set[str] = set()
    for path in (ROOT / "rewrite" / "dslim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                found |= {str(one.value).partition(".")[0] for one in node.args if isinstance(one, ast.Constant)}
    return found


def test_nothing_is_declared_that_is_not_imported() -> None:
    names = {canonicalize_name(Requirement(text).name) for text in declared(*EXTRAS)}
    modules = {MODULES.get(name, name.replace("-", "_")) for name in names}
    assert modules - imported() == set()


def test_nothing_is_imported_that_is_not_declared() -> None:
    names = {canonicalize_name(Requirement(text).name) for text in declared(*EXTRAS)}
    modules = {MODULES.get(name, name.replace("-", "_")) for name in names}
    assert imported() - modules - set(sys.stdlib_module_names) == {"dslim"}


def test_the_action_and_the_container_install_nothing_without_a_hash() -> None:
    for path in (ROOT / "action.yml", ROOT / "Dockerfile"):
        text = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
        commands = re.findall(r"(?:^ +install|pip install|pip wheel) (?!\(\)).*?(?= && |$)", text, flags=re.MULTILINE)
        commands = [one for one in commands if '"$@"' not in one]
        assert len(commands) >= 2
        for one in commands:
            hashed = "--require-hashes" in one and "--only-binary :all:" in one
            itself = "--no-deps" in one and "--no-index" in one
            assert hashed or itself, f"{path.name}: {one}"
        for name in re.findall(r"requirements/(\w+\.txt)", text):
            assert name in FILES


@pytest.mark.slow  # asks PyPI
@pytest.mark.parametrize("name", FILES)
def test_pip_takes_the_pins(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(tmp_path), "-r", str(FOLDER / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    short = ".".join(map(str, sys.version_info[:2]))
    assert len(list(tmp_path.iterdir())) == len(in_force(pins_of(name), f"{short}.99"))


@pytest.mark.slow  # asks PyPI
def test_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    """Shows that the test above can fail."""
    file = tmp_path / "wrong.txt"
    pin = pins_of("build.txt")[0]
    file.write_text(f"{pin.line} --hash=sha256:{'0' * 64}\n")
    command = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--dest", str(tmp_path / "out"), "-r", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr

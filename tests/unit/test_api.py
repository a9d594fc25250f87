"""The public names, as a Python caller uses them."""

from __future__ import annotations

import doctest
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

import dslim
from dslim.api import fix_file, fix_text

BLOATED = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\n"


def test_every_public_name_is_there() -> None:
    assert {name for name in dslim.__all__ if getattr(dslim, name) is not None} == set(dslim.__all__)
    assert set(dslim.__all__) <= set(dir(dslim))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dslim.nothing  # noqa: B018


def test_a_file_is_fixed_and_written_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(BLOATED)
    outcome = dslim.fix_file(file)
    assert outcome.changed
    assert file.read_text() == BLOATED
    assert dslim.fix_file(file, write=True).after == file.read_text() == outcome.after
    assert not dslim.fix_file(file).changed


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"merge": "sometimes"}, ValueError, "merge is 'sometimes': it must be one of 'auto', 'all', 'bytes', 'off'"),
        ({"builder": None}, ValueError, "builder is None"),
        ({"cache": "cache-mount"}, ValueError, "'clean', 'mount'"),
        ({"unsafe": 1}, TypeError, "unsafe is 1"),
        ({"rules": "SL201"}, TypeError, "rules is 'SL201': it must be a collection of names"),
        ({"ignore": [201]}, TypeError, "ignore is"),
        ({"targets": b"web"}, TypeError, "targets is"),
    ],
)
def test_options_are_checked(given: dict[str, Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        dslim.Options(**given)
    assert message in str(caught.value)


def test_any_collection_of_names_will_do() -> None:
    for given in (["apt-lists"], {"apt-lists"}, ("apt-lists",), frozenset({"apt-lists"}), iter(["apt-lists"])):
        options = dslim.Options(ignore=given)  # type: ignore[arg-type]
        assert options == dslim.Options(ignore=frozenset({"apt-lists"}))
        assert not dslim.fix_text(BLOATED, options).changed


def test_a_rule_that_there_is_not_is_an_error_that_names_the_nearest() -> None:
    for options in (dslim.Options(rules=frozenset({"apt-list"})), dslim.Options(ignore=frozenset({"apt-list"}))):
        with pytest.raises(ValueError, match="Did you mean apt-lists"):
            dslim.fix_text(BLOATED, options)


def test_frozen_means_frozen() -> None:
    outcome = dslim.fix_text(BLOATED)
    for value, name in ((dslim.Options(), "merge"), (outcome, "after"), (outcome.applied[0], "line")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "x")


def test_the_examples_of_the_documentation_run() -> None:
    found = doctest.testfile(str(Path(__file__).parents[2] / "docs" / "api.md"), module_relative=False)
    assert found.attempted > 15
    assert found.failed == 0


def test_options_and_context_are_passed_on(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(BLOATED)
    assert not dslim.fix_file(file, dslim.Options(ignore=frozenset({"SL201"})), tmp_path).changed


def test_a_bad_file_names_itself(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM a\nNONSENSE\n")
    with pytest.raises(dslim.DockerfileSyntaxError, match="NONSENSE"):
        dslim.fix_file(file)


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, dslim; print([m for m in sys.modules if m.startswith(('dslim.', 'lark', 'click'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_a_rule_that_there_is_not_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="apt-list"):
        fix_file(tmp_path / "nothing", dslim.Options(rules=frozenset({"apt-list"})))
    with pytest.raises(ValueError, match="apt-list"):
        fix_text(BLOATED, dslim.Options(ignore=frozenset({"apt-list"})))


def test_the_context_is_the_folder_of_the_file_but_where_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "c/app").mkdir(parents=True)
    (tmp_path / "c/app/run").touch()
    text = "FROM debian:12\nCOPY app/run /srv/run\nRUN chown -R root:root /srv/run\n"
    (tmp_path / "Dockerfile").write_text(text)
    assert not fix_file(tmp_path / "Dockerfile").changed
    assert fix_file(tmp_path / "Dockerfile", context=tmp_path / "c").changed
    assert fix_text(text, context=tmp_path / "c").changed
    assert not fix_text(text).changed

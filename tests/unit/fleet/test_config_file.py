"""Config files read and checked: what is wrong is one error that names the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.fleet.config.config_file import MAX_KEY_PARTS, key_location, read_config
from dslim.fleet.config.settings import ConfigError


def write(folder: Path, text: str, name: str = "dslim.toml") -> str:
    (folder / name).write_text(text)
    return str(folder / name)


def test_a_pyproject_without_our_table_says_nothing(tmp_path: Path) -> None:
    for text in ("", "[tool.black]\nline-length = 9\n", "# dslim\n[project]\n", "not TOML\n"):
        assert read_config(write(tmp_path, text, "pyproject.toml")) is None
    assert read_config(str(tmp_path / "dslim.toml")) is None


@pytest.mark.parametrize("text", ["[tool.dslim]\nmerge = 'off'\n", "[tool]\ndslim = {merge = 'off'}\n"])
def test_our_table_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    found = read_config(write(tmp_path, text, "pyproject.toml"))
    assert found is not None
    assert found.settings.merge == "off"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("\nrules = 1\n", ":2: rules: must be a list of strings"),
        ("\n\nmerg = 'off'\n", ":3: merg: unknown key. Did you mean merge?"),
        ("[[overrides]]\nmerge = 'off'\n", ":2: overrides: needs `paths`"),
        ("[[overrides]]\npaths = ['a']\n[[overrides]]\npaths = ['b']\nexclude = ['c']\n", ":5: exclude: unknown key"),
        ("a = \n", ":1: "),
        (".".join(["a"] * (MAX_KEY_PARTS + 2)) + " = 1\n", f":1: not read: a key of over {MAX_KEY_PARTS} parts"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, error: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert str(caught.value).startswith(path + error)


def test_the_line_of_a_key_is_found_in_its_own_table(tmp_path: Path) -> None:
    text = "[tool.other]\nmerge = 1\n[tool.dslim]\nmerge = 'off'\n"
    text += "[[tool.dslim.overrides]]\npaths = ['a']\nmerge = 'all'\n"
    path = write(tmp_path, text, "pyproject.toml")
    config = read_config(path)
    assert config is not None
    assert key_location(config, "merge") == f"{path}:4"
    assert key_location(config, "merge", 0) == f"{path}:7"

"""`cache`, `config`, `explain` and `rules`: what each prints, and where."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dslim.cli.cache import cache
from dslim.cli.config import config
from dslim.cli.explain import explain
from dslim.cli.rules import rules
from dslim.rules import TABLE
from dslim.rules.lookup import UnknownRuleError


def run(command: click.Command, *args: str) -> Result:
    return CliRunner().invoke(command, args, catch_exceptions=False, standalone_mode=False)


def test_cache_dir_prints_the_folder_alone_and_clean_removes_what_is_ours(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert run(cache, "dir", "--cache-dir", str(folder)).stdout == f"{folder}\n"
    assert not folder.exists(), "to ask makes nothing"
    assert run(cache, "clean", "--cache-dir", str(folder)).stdout == f"0 bytes removed from {folder}\n"


def test_config_prints_what_is_in_force_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslim.toml").write_text('merge = "off"\nexclude = ["old"]\n')
    (tmp_path / "compose.yaml").write_text("services: {web: {build: {context: ., target: b}, image: w}}\n")
    done = run(config, "Dockerfile")
    said = json.loads(done.stdout)
    assert done.return_value == 0
    assert (said["file"], said["config"], said["excluded"]) == ("Dockerfile", str(tmp_path / "dslim.toml"), False)
    assert (said["options"]["merge"], said["options"]["ignore"]) == ("off", [])
    assert [(build["target"], build["images"]) for build in said["builds"]] == [("b", ["w"])]
    assert json.loads(run(config, "old/Dockerfile").stdout)["excluded"] is True


def test_a_config_that_cannot_be_used_is_one_line_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dslim.toml").write_text('\nmerge = "sometimes"\n')
    done = run(config)
    assert (done.return_value, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path / 'dslim.toml'}:2: merge: must be one of ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["SL201", "sl201", "apt-lists"])
def test_explain_takes_a_code_or_a_name(name: str) -> None:
    said = run(explain, name).stdout
    assert said.startswith("SL201 apt-lists")
    assert "rm -rf /var/lib/apt/lists/*" in said


def test_explain_knows_no_other_rule() -> None:
    with pytest.raises(UnknownRuleError, match="apt-lists"):
        run(explain, "apt-list")


def test_rules_lists_each_in_every_format() -> None:
    codes = [listed.code for listed in TABLE]
    assert [rule["code"] for rule in json.loads(run(rules, "--format", "json").stdout)] == codes
    for form in ("text", "markdown"):
        said = run(rules, "--format", form).stdout
        assert [code for code in codes if code not in said] == []
        assert [said.index(code) for code in codes] == sorted(said.index(code) for code in codes)

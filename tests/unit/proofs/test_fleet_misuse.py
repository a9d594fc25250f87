"""Misuse of `dslim fleet`: one line and exit code 2, nothing lost, and no verdict taken for one that it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from dslim.cli.parameter_types import Amount, NewFolder
from dslim.proofs.questions import Asked, Shard, questions_below
from dslim.proofs.stored_verdict import StoredVerdict, from_json, verdict_of
from dslim.proofs.verdict_store import StoreError, VerdictStore
from dslim.support.folders import open_folder
from dslim.support.private_folder import is_in_use
from fleet_site import CHANGES, HANGS, Site, until


class Bench(Site):
    """A site with a working folder, for the command line as it is typed."""

    def dslim(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "dslim", *words], cwd=self.root / "here", env={**os.environ, **self.env},
            capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def write(self, name: str, text: str) -> None:
        path = self.root / "here" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path / "site")
    found.write("a/Dockerfile", CHANGES)
    return found


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a", "--store="), "no folder is named"),
        (("nope", "--store", "s"), "nope: error: No such file or directory"),
        (("no.tsv", "--store", "s"), "no.tsv: error: No such file or directory"),
        (("a", "--store", "s", "--seconds", "0"), "'0' is not above 0"),
        (("a", "--store", "s", "--seconds", "nan"), "'nan' is not above 0"),
        (("a", "--store", "s", "--seconds", "soon"), "'soon' is no number"),
        (("a", "--store", "s", "--budget", "-1"), "'-1' is not 0 or above"),
        (("a", "--store", "foreign"), "foreign: error: its files.json is not of `dslim fleet`: name another folder"),
        (("a", "--store", "a/Dockerfile"), "is a file"),
        (("a", "--store", "a/Dockerfile/s"), "a/Dockerfile/s"),
    ],
)
def test_a_misuse_is_one_line_and_nothing_is_written(bench: Bench, words: tuple[str, ...], told: str) -> None:
    bench.write("foreign/files.json", '{"name": "x"}')
    code, out, err = bench.dslim("fleet", "verify", *words)
    assert (code, out) == (2, "")
    assert told in err.splitlines()[-1]
    assert (bench.root / "here/foreign/files.json").read_text() == '{"name": "x"}'
    assert not (bench.root / "here/s").exists()


def test_a_second_run_on_a_store_is_refused_and_the_first_is_not_disturbed(bench: Bench) -> None:
    bench.write("c/Dockerfile", HANGS)
    command = [sys.executable, "-m", "dslim", "fleet", "verify", "a", "c", "--store", "s", "-j1"]
    process = subprocess.Popen(
        command, cwd=bench.root / "here", env={**os.environ, **bench.env}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    until((bench.root / "state/hangs").exists)
    try:
        code, out, err = bench.dslim("fleet", "verify", "a", "--store", "s")
        assert (code, out) == (2, "")
        assert err == "s: error: another run is at work with this store; a shard has its own\n"
        assert bench.dslim("fleet", "status", "s")[1].startswith("2 files, 1 with a verdict\n")
    finally:
        process.kill()
        process.communicate()
    code, out, _ = bench.dslim("fleet", "verify", "a", "--store", "s")
    assert (code, out.splitlines()[0]) == (0, "1 files, 1 with a verdict"), "a lock ends with its process"


def test_a_verdict_on_an_earlier_text_counts_for_none(bench: Bench) -> None:
    assert bench.dslim("fleet", "verify", "a", "--store", "s")[0] == 0
    bench.write("a/Dockerfile", CHANGES + "RUN touch /c\n")
    code, out, _ = bench.dslim("fleet", "verify", "a", "--store", "s", "--budget", "0")
    assert (code, out.splitlines()[0]) == (1, "1 files, 0 with a verdict")
    assert bench.dslim("fleet", "status", "s")[1].splitlines()[0] == "1 files, 0 with a verdict"
    assert json.loads(bench.dslim("fleet", "report", "s", "--format=json")[1])["verdicts"] == []


def test_a_store_in_a_build_context_is_no_part_of_it_and_a_note_says_that_it_is_sent(bench: Bench) -> None:
    bench.write("a/Dockerfile", CHANGES + "RUN touch /c\n")
    for _ in range(2):
        code, _, err = bench.dslim("fleet", "verify", "a", "--store", "a/s")
        assert code == 0
        assert "a/s: this store is sent to the builder with the context of 1 files" in err
    assert "1 files, 1 with a verdict already" in err
    bench.write("a/.dockerignore", "s\n")
    assert "is sent" not in bench.dslim("fleet", "verify", "a", "--store", "a/s")[2]


def test_a_context_that_cannot_be_read_whole_is_always_asked_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bench.root / "here")
    bench.write("a/x", "1")
    asked = Asked((), None, "s")
    ((one,), _), ((other,), notes) = (questions_below(("a",), Shard(), asked) for _ in range(2))
    assert (one.key, notes) == (other.key, [])
    monkeypatch.setattr("dslim.facts.build_context.context.MAX_ENTRIES", 0)
    ((one,), _), ((other,), _) = (questions_below(("a",), Shard(), asked) for _ in range(2))
    assert one.key != other.key


def test_what_was_not_searched_is_told(bench: Bench) -> None:
    bench.write("compose.yaml", "#" * 6_000_000)
    code, out, err = bench.dslim("fleet", "verify", ".", "--store", "s")
    assert (code, out.splitlines()[0]) == (0, "1 files, 1 with a verdict")
    assert "compose.yaml: not read: larger than 5 MB" in err
    (bench.root / "here/empty").mkdir()
    code, out, err = bench.dslim("fleet", "verify", "empty", "--store", "s2")
    assert (code, err.splitlines()[0]) == (0, "No Dockerfile found.")


def test_a_repository_that_cannot_be_reached_costs_its_own_files_alone(bench: Bench) -> None:
    listed = bench.repository([CHANGES])
    with listed.open("a") as file:
        file.write(f"{bench.root}/nope.git\tmain\tDockerfile\n{bench.root}/bare.git\tgone\tDockerfile\n")
    code, out, err = bench.dslim("fleet", "verify", str(listed), "--store", "s")
    assert (code, "1 the same image" in out, "2 does not build" in out) == (0, True, True), err
    assert f"/nope.git@main:Dockerfile: failed: '{bench.root}/nope.git' does not appear to be a git repository" in err
    assert "couldn't find remote ref gone" in err


@pytest.mark.parametrize(
    "change",
    [
        "[]", "{", "[" * 100_000, '{"file": "x"}', {"before": "12"}, {"new_field": 3}, {"seconds": float("nan")},
        {"seconds": -1}, {"state": ["same"]}, {"state": "fine"}, {"saved_by_rule": [1]},
        {"saved_by_rule": {"SL1": "x"}}, {"bases": {"a": 1}}, {"reason": None}, {"file": 1}, {"after": True},
    ],
)  # fmt: skip
def test_a_verdict_that_is_damaged_or_of_another_version_is_missing(change: object, tmp_path: Path) -> None:
    good = StoredVerdict("x", "k", "same", 100, 40, {"SL201": 60})
    store = VerdictStore(str(tmp_path))
    with store.reserved():
        store.prepare({"x": "k", "y": "k"})
        store.add(good)
    assert (list(store.verdicts()), store.unreadable()) == ([good], [])
    text = json.dumps({**json.loads(good.as_json()), **change}) if isinstance(change, dict) else str(change)
    with pytest.raises(ValueError):  # noqa: PT011
        from_json(text)
    next((tmp_path / "verdicts").iterdir()).write_text(text)
    assert (list(store.verdicts()), store.unreadable()) == ([], ["x"])


@pytest.mark.parametrize("text", ["", "{}", '{"files": {"x": 1}}', '{"files": ["x"]}', "[" * 100_000, "[1]", "3"])
def test_a_list_of_files_that_is_none_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "files.json").write_text(text)
    with pytest.raises(StoreError, match="no verdicts"):
        VerdictStore(str(tmp_path)).keys()
    with pytest.raises(StoreError, match=r"its files\.json is not of"), VerdictStore(str(tmp_path)).reserved():
        pass


def test_a_store_that_cannot_be_read_or_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "x")

    store = VerdictStore(str(tmp_path))
    store.prepare({"x": "k"})
    monkeypatch.setattr("dslim.proofs.verdict_store.write_output", refuse)
    with pytest.raises(StoreError, match="a verdict cannot be kept: Permission denied"):
        store.add(StoredVerdict("x", "k", "same"))
    monkeypatch.setattr("dslim.proofs.verdict_store.open_file", refuse)
    with pytest.raises(StoreError, match=r"error: files\.json: Permission denied"):
        store.keys()
    with pytest.raises(StoreError, match=r"error: files\.json: Permission denied"), store.reserved():
        pass


def test_a_store_without_keys_is_read(tmp_path: Path) -> None:
    """As it was before the keys were kept."""
    store = VerdictStore(str(tmp_path))
    store.prepare({})
    store.add(StoredVerdict("x", "k", "same"))
    (tmp_path / "files.json").write_text('["x"]')
    assert [verdict.file for verdict in store.verdicts()] == ["x"]
    store.remove("x")
    assert list(store.verdicts()) == []


def test_a_folder_is_in_use_while_another_has_it(tmp_path: Path) -> None:
    with open_folder(str(tmp_path)) as one, open_folder(str(tmp_path)) as other:
        assert [is_in_use(one), is_in_use(one), is_in_use(other)] == [False, False, True]


def test_a_cause_is_the_files_own_line_not_the_hint_after_it() -> None:
    output = "nope: error: No such file or directory\nthere is Dockerfile\n"
    assert verdict_of("nope", "k", 2, output, 1.0).reason == "No such file or directory"
    output = "f/Dockerfile:2:1: error: unknown instruction 'RUNN': RUNN x\n"
    assert verdict_of("f/Dockerfile", "k", 2, output, 1.0).reason == "2:1: error: unknown instruction 'RUNN': RUNN x"


def test_amounts_and_folders_are_checked() -> None:
    assert (Amount().convert("0", None, None), Amount(is_open=True).convert("inf", None, None)) == (0, float("inf"))
    assert NewFolder(file_okay=False).convert("new", None, None) == "new"
    for kind, word in ((Amount(), "nan"), (Amount(is_open=True), "0"), (NewFolder(), "")):
        with pytest.raises(click.BadParameter):
            kind.convert(word, None, None)

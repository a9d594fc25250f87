"""The cache: what it gives is what a new look would give, whatever becomes of its file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from dslim.cli.input_files import read_dockerfile
from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Note, Outcome, Step
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context import context as context_module
from dslim.facts.build_context.context import Context, open_context
from dslim.facts.related_files import ChildStage, RelatedFiles
from dslim.fleet.cache import outcome_cache as module
from dslim.fleet.cache.outcome_cache import OutcomeCache, remove_cache
from dslim.fleet.cache.recorded_reads import RecordingContext, answer_questions
from dslim.fleet.cache.serialization import deserialize_result, serialize_result
from dslim.fleet.cache.trust import Seal
from dslim.fleet.workers.runner import Runner
from dslim.fleet.workers.task import FileResult, Task
from dslim.report.diff import hunks_of
from dslim.syntax.edits import Edit

YARN = "FROM node:20\nCOPY . .\nRUN yarn install\n"
BLOAT = "FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN b\n"


class Counted:
    """Renders hunks, and counts how often: once a look that changes something."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, outcome: Outcome) -> str:
        self.count += 1
        return hunks_of(outcome)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "Dockerfile").write_text(BLOAT)
    return tmp_path


def look(folder: Path, task: Task | None = None, where: str = "cache") -> tuple[FileResult, bool]:
    """What a run says of the Dockerfile in work/, and whether it was looked at anew."""
    cache = OutcomeCache(str(folder / where))
    runner = Runner(read_dockerfile, hunks_of, 1, cache)
    task = task or Task(str(folder / "work" / "Dockerfile"), Options(), str(folder / "work"))
    [result] = runner.run([task], 1)
    cache.close()
    return result.result, result.is_fresh


def test_the_second_run_says_the_same_without_a_look(folder: Path) -> None:
    first, fresh = look(folder)
    assert fresh
    assert first.outcome is not None
    assert first.outcome.changed
    assert look(folder) == (first, False)


def test_text_options_and_related_files_are_part_of_the_key(folder: Path) -> None:
    task = Task(str(folder / "work" / "Dockerfile"), Options(), str(folder / "work"))
    others = [
        task._replace(options=Options(merge="off")),
        task._replace(options=Options(ignore=frozenset({"SL201"}))),
        task._replace(options=Options(rules=frozenset({"SL201"}))),
        task._replace(options=Options(targets=("x",))),
        task._replace(context=None),
        task._replace(related_files=RelatedFiles((ChildStage("", "x", "FROM a\n", 0),))),
    ]
    for one in [task, *others]:
        assert look(folder, one)[1]
    for one in [task, *others]:
        assert not look(folder, one)[1]
    (folder / "work" / "Dockerfile").write_text(BLOAT + "# x\n")
    assert look(folder)[1]


def test_an_answer_of_the_build_context_that_changes_is_a_new_look(folder: Path) -> None:
    (folder / "work" / "Dockerfile").write_text(YARN)
    lock = folder / "work" / "yarn.lock"
    states = {"none": None, "berry": "__metadata:\n", "one": "# yarn lockfile v1\n"}
    seen = {}
    for name, text in states.items():
        lock.unlink(missing_ok=True)
        if text is not None:
            lock.write_text(text)
        done, fresh = look(folder)
        assert done.outcome is not None
        assert fresh
        seen[name] = done.outcome.after
        assert look(folder) == (done, False)
    assert seen["none"] == seen["berry"] == YARN != seen["one"]
    lock.write_text("__metadata:\n")
    done, _ = look(folder)
    assert done.outcome
    assert done.outcome.after == YARN


def test_a_change_of_the_code_is_a_new_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder / "rule.py"
    source.write_text("SAFE = 1\n")
    monkeypatch.setattr(module, "source_files", lambda: [("dslim/rule.py", str(source))])
    read: list[object] = []
    code_hash = module.code_hash

    def counted(files: list[tuple[str, str]]) -> bytes:
        read.append(files)
        return code_hash(files)

    monkeypatch.setattr(module, "code_hash", counted)
    look(folder)
    assert not look(folder)[1]
    assert len(read) == 1, "files of ours that have not changed are not read again"
    source.write_text("SAFE = 2\n")
    assert look(folder)[1]
    source.write_text("SAFE = 1\n")
    os.utime(source, ns=(1, 1))
    assert not look(folder)[1], "the text counts, not the time"


def test_our_own_files_are_all_there() -> None:
    names = {name for name, _ in module.source_files()}
    assert {"dslim/engine/fix_loop.py", "dslim/run_edits/join_runs.py", "dslim/syntax/node_builder.py"} <= names
    assert "dslim/grammar/dockerfile.lark" in names


def test_what_a_template_or_a_bad_file_is_is_kept_too(folder: Path) -> None:
    for text in ("FROM {{ x }}\n", "FROM a\nRUNN x\n"):
        (folder / "work" / "Dockerfile").write_text(text)
        first, _ = look(folder)
        assert first.note or first.error
        assert look(folder) == (first, False)


def damage_nothing(path: Path) -> None:
    path.write_bytes(b"")


def damage_head(path: Path) -> None:
    path.write_bytes(b"rubbish" * 1000)


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    path.write_bytes(bytes(data))


def damage_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damage_values(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("UPDATE kept SET value = X'3D00FF'")
    db.commit()
    db.close()


def damage_types(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("UPDATE kept SET value = 'text'")
    db.commit()
    db.close()


def damage_table(path: Path) -> None:
    path.unlink()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE kept (other TEXT)")
    db.commit()
    db.close()


def damage_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [damage_nothing, damage_head, damage_middle, damage_cut, damage_values, damage_types, damage_table, damage_folder],
)
def test_a_damaged_cache_is_as_good_as_none(folder: Path, damage: object) -> None:
    first, _ = look(folder)
    assert callable(damage)
    damage(folder / "cache" / "outcomes.sqlite")
    assert look(folder)[0] == first
    assert look(folder)[0] == first


def test_a_folder_that_cannot_be_made_is_no_error(folder: Path) -> None:
    (folder / "file").write_text("")
    assert look(folder, where="file/cache")[1]


def test_a_locked_cache_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look(folder)
    (folder / "work" / "Dockerfile").write_text(BLOAT + "# new\n")
    monkeypatch.setattr(module, "_LOCK_TIMEOUT", 0.01)
    db = sqlite3.connect(folder / "cache" / "outcomes.sqlite")
    db.execute("BEGIN EXCLUSIVE")
    assert look(folder)[0].outcome is not None
    db.rollback()
    db.close()


def test_many_runs_at_once_share_a_cache(folder: Path) -> None:
    for i in range(30):
        (folder / "work" / f"{i}.Dockerfile").write_text(f"FROM a\nRUN {i}\nRUN b\n")
    command = [sys.executable, "-m", "dslim", "fix", "-j1", "--cache-dir", str(folder / "cache"), str(folder / "work")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    said = {process.communicate() for process in running}
    assert len(said) == 1
    assert {process.returncode for process in running} == {0}


def test_clean_removes_what_is_ours_and_no_more(folder: Path) -> None:
    look(folder)
    (folder / "cache" / "mine").write_text("x")
    assert remove_cache(str(folder / "cache")) > 0
    assert [p.name for p in (folder / "cache").iterdir()] == ["mine"]
    (folder / "cache" / "mine").unlink()
    assert remove_cache(str(folder / "cache")) == 0
    assert not (folder / "cache").exists()


@pytest.mark.parametrize("text", [BLOAT, "FROM a\n", "FROM a\nRUN alias x=y\nRUN \udcff\u2028\n", YARN])
def test_packing_loses_nothing(text: str) -> None:
    outcome = replace(fix_text(text, Options(unsafe=True)), notes=(Note(2, "no rule is called `x`"),))
    done = FileResult(outcome, hunks_of(outcome))
    assert deserialize_result(serialize_result(done), text) == done


def test_every_question_to_the_context_is_written_down(folder: Path) -> None:
    context = open_context(str(folder / "work"))
    assert context is not None
    recorder = RecordingContext(context)
    seen = recorder.as_context()
    assert seen.mode("Dockerfile") == context.mode("Dockerfile")
    assert seen.find("nosuch") is None
    assert seen.root == context.root
    assert list(recorder.answers) == [("mode", ("Dockerfile",)), ("find", ("nosuch",)), ("root", ())]
    assert answer_questions(context, recorder.answers) == list(recorder.answers.values())
    assert recorder.is_complete
    with pytest.raises(TypeError):
        seen.find(Path("Dockerfile"))  # type: ignore[arg-type]
    assert not recorder.is_complete, "it cannot be asked again from what is written down"


def test_whoever_is_given_a_path_may_read_there(folder: Path) -> None:
    context, questions = Context(folder), [("find", ("work",)), ("find", ("work/Dockerfile",)), ("root", ())]
    first = answer_questions(context, questions)
    assert answer_questions(context, questions) == first
    (folder / "work" / "Dockerfile").write_text("FROM other, and longer\n")
    second = answer_questions(context, questions)
    assert [a != b for a, b in zip(first, second)] == [True, True, False]
    (folder / "new").write_text("")
    assert answer_questions(context, questions)[2] != first[2]


def test_an_answer_is_the_same_wherever_the_context_lies(tmp_path: Path) -> None:
    told = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("")
        told.append(answer_questions(Context(tmp_path / name), [("find", ("x",)), ("nosuch", ())]))
    assert told[0] == told[1]
    assert told[0][1] == "AttributeError"


def test_a_context_is_walked_once_for_all_files_of_a_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = folder / "work"
    for i in range(9):
        (work / f"{i}.Dockerfile").write_text(f"FROM debian:12\nCOPY . /srv/{i}\nRUN chown -R www-data /srv/{i}\n")
    walked: list[str] = []
    walk = context_module._walk

    def counted(path: str) -> object:
        walked.append(path)
        return walk(path)

    tasks = [Task(str(work / f"{i}.Dockerfile"), Options(), str(work)) for i in range(9)]
    runner = Runner(read_dockerfile, hunks_of, 1, OutcomeCache(str(folder / "cache")))
    monkeypatch.setattr(context_module, "_walk", counted)
    assert all(result.result.outcome for result in runner.run(tasks, 9))
    assert len(walked) == 2  # for sizes, and for setuid files


def test_many_files_take_few_reads_of_the_cache(folder: Path) -> None:
    work = folder / "work"
    texts = [f"{YARN if i % 2 else BLOAT}# {i}\n" for i in range(200)]
    for i, text in enumerate(texts):
        (work / f"{i}.Dockerfile").write_text(text)
    tasks = [Task(str(work / f"{i}.Dockerfile"), Options(), str(work)) for i in range(200)]

    def run() -> tuple[list[bool], int]:
        cache = OutcomeCache(str(folder / "cache"))
        reads: list[str] = []
        assert cache._db is not None
        cache._db.set_trace_callback(lambda query: reads.append(query) if query.startswith("SELECT") else None)
        found = [r.is_fresh for r in Runner(read_dockerfile, hunks_of, 1, cache).run(tasks, 200)]
        cache.close()
        return found, len(reads)

    fresh, _ = run()
    assert all(fresh)
    fresh, reads = run()
    assert not any(fresh)
    assert reads <= 2 * (200 // module.MAX_KEYS_AT_ONCE + 1)


def poison(folder: Path, secret: Path, text: str) -> None:
    """Put an entry into the cache, under the right key and by our own code, as one with another secret can."""
    cache = OutcomeCache(str(folder / "cache"), str(secret))
    file = folder / "work" / "Dockerfile"
    task = Task(str(file), Options(), str(folder / "work"))
    runner = Runner(read_dockerfile, lambda _: "@@ -1 +1 @@\n-FROM a\n+\x1b]0;evil\x07\n", 1, cache)
    slot = runner._queue_task(task)
    before = file.read_text()
    edit = Edit(0, len(before), text)
    outcome = Outcome(before, text, (Step((), (edit,), text),), (), (), None)
    done = FileResult(outcome, "@@ -1 +1 @@\n-FROM a\n+\x1b]0;evil\x07\n")
    cache.put(slot.key, {}, lambda: None, serialize_result(done))
    cache.close()


EVIL = "FROM evil\nRUN \x1b]0;evil\x07\n"


@pytest.mark.parametrize("seal", ["other secret", "none"])
@pytest.mark.parametrize("options", [["-i"], ["--diff"], ["--check"], ["--format=json"], ["-v", "--why-not"]])
def test_the_text_of_a_poisoned_cache_goes_nowhere(folder: Path, seal: str, options: list[str]) -> None:
    file = folder / "work" / "Dockerfile"
    poison(folder, folder / "theirs", EVIL)
    if seal == "none":  # as if it said that nothing is to be done
        db = sqlite3.connect(folder / "cache" / "outcomes.sqlite")
        db.execute("UPDATE kept SET value = X'2D' || substr(value, 18) WHERE substr(value, 1, 1) = X'3D'")
        db.commit()
        db.close()
    command = [sys.executable, "-m", "dslim", "fix", "--cache-dir", str(folder / "cache"), *options]
    command.append(str(folder / "work"))
    done = subprocess.run(command, capture_output=True, check=False)
    assert b"evil" not in done.stdout + done.stderr
    assert "evil" not in file.read_text()
    assert ("rm -rf /var/lib/apt/lists" in file.read_text()) == (options == ["-i"]), "it was looked at anew"


def test_a_poisoned_entry_with_our_own_secret_would_be_taken(folder: Path) -> None:
    """Or the test above would hold whatever the cache does."""
    poison(folder, Path(os.environ["XDG_STATE_HOME"]) / "dslim", EVIL)
    done, fresh = look(folder)
    assert not fresh
    assert done.outcome is not None
    assert done.outcome.after == EVIL
    command = [sys.executable, "-m", "dslim", "fix", "-q", "--cache-dir", str(folder / "cache"), str(folder / "work")]
    assert b"evil" in subprocess.run(command, capture_output=True, check=False).stdout


def test_that_nothing_is_to_be_done_is_believed_of_a_cache_from_elsewhere(folder: Path) -> None:
    (folder / "work" / "Dockerfile").write_text("FROM a\n")
    for secret, is_fresh in ((folder / "one", True), (folder / "other", False)):
        cache = OutcomeCache(str(folder / "cache"), str(secret))
        task = Task(str(folder / "work" / "Dockerfile"), Options(), str(folder / "work"))
        [result] = Runner(read_dockerfile, hunks_of, 1, cache).run([task], 1)
        cache.close()
        assert result.is_fresh == is_fresh


def test_a_question_that_is_none_of_ours_is_not_asked(folder: Path) -> None:
    context = Context(folder)
    assert answer_questions(context, [("__setattr__", ("x", 1)), ("_walked", (".",))]) == ["AttributeError"] * 2
    assert not hasattr(context, "x")


def test_a_value_that_unpacks_without_end_is_no_outcome() -> None:
    with pytest.raises(ValueError, match=r"not an outcome|Unterminated"):
        deserialize_result(zlib.compress(b'{"note": "' + b"x" * 101_000_000 + b'"}'), "")


@pytest.mark.parametrize("how", ["folder", "file", "link", "hard link", "owner"])
def test_a_cache_that_others_can_write_is_not_used(folder: Path, how: str) -> None:
    look(folder)
    where, file = folder / "cache", folder / "cache" / "outcomes.sqlite"
    if how == "folder":
        where.chmod(0o770)
    elif how == "file":
        file.chmod(0o666)
    elif how == "link":
        where.rename(folder / "elsewhere")
        where.symlink_to("elsewhere")
    elif how == "hard link":
        os.link(file, folder / "other")
    elif os.geteuid() == 0:
        os.chown(file, 1234, 1234)
    else:
        pytest.skip("only root can give a file away")
    before = file.read_bytes()
    assert look(folder)[1]
    assert file.read_bytes() == before
    command = [sys.executable, "-m", "dslim", "fix", "--cache-dir", str(where), str(folder / "work")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert f"{where}: the cache is not used: " in done.stderr
    assert "1 would change" in done.stderr


def test_the_cache_and_the_secret_are_for_their_user_alone(folder: Path) -> None:
    old = os.umask(0)
    try:
        OutcomeCache(str(folder / "cache"), str(folder / "state")).close()
    finally:
        os.umask(old)
    for path, mode in ((folder / "cache", 0o700), (folder / "state", 0o700), (folder / "state/cache-secret", 0o600)):
        assert path.stat().st_mode & 0o777 == mode
    assert (folder / "cache" / "outcomes.sqlite").stat().st_mode & 0o022 == 0


@pytest.mark.parametrize("damage", ["mode", "short", "link"])
def test_a_secret_that_others_may_know_seals_nothing(folder: Path, damage: str) -> None:
    seal = Seal(str(folder / "state"))
    sealed = seal.add_seal(b"key", b"value")
    assert sealed is not None
    assert Seal(str(folder / "state")).remove_seal(b"key", sealed) == b"value"
    assert seal.remove_seal(b"other", sealed) is None
    assert Seal(str(folder / "another")).remove_seal(b"key", sealed) is None
    secret = folder / "state" / "cache-secret"
    if damage == "mode":
        secret.chmod(0o644)
    elif damage == "short":
        secret.write_bytes(b"x")
    else:
        secret.rename(folder / "moved")
        secret.symlink_to(folder / "moved")
    assert Seal(str(folder / "state")).add_seal(b"key", b"value") is None
    assert Seal(str(folder / "state")).remove_seal(b"key", sealed) is None

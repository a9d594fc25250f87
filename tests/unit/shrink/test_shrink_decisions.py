"""What is decided without a builder: a store that knows which packages its images lack answers for one."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from dslim.cli.shrink import shrink as command
from dslim.cli.shrink_arguments import ShrinkArguments, owner_test
from dslim.shrink.candidates import Candidates
from dslim.shrink.errors import ShrinkError
from dslim.shrink.images import copied_files
from dslim.shrink.images.copied_files import read_copied
from dslim.shrink.images.file_tree import FileTree
from dslim.shrink.images.guard import Guard
from dslim.shrink.job import ShrinkJob
from dslim.shrink.later_steps import LaterSteps
from dslim.shrink.needed_packages import NeededPackages, owners_of
from dslim.shrink.original import Original
from dslim.shrink.owner_test.owner_test import CommandTest, HealthTest, HttpTest, OwnerVerdict, ScriptTest
from dslim.shrink.packages.package import Package, Packages
from dslim.shrink.proof import Proof, last_line
from dslim.shrink.recipe import Recipe, as_recipe
from dslim.shrink.report.text import shrunk_lines
from dslim.shrink.result import Change, Kept, Shrunk
from dslim.shrink.shrinker import Shrinker
from dslim.shrink.stored_results import StoredResults
from dslim.shrink.strength import Mutant, Mutants
from dslim.shrink.trace.fanotify import Fanotify
from dslim.shrink.trace.opened_files import OpenedFiles
from dslim.shrink.trace.traced_runs import opened_by_build, opened_by_test
from dslim.verify.errors import BuildError
from dslim.verify.image.entries import Entry
from dslim.verify.question_key import question_key
from images import layer, member

PACKAGES = Packages({
    name: Package(name, 10, needs=needs, files=(f"/usr/bin/{name}",))
    for name, needs in {
        "app": (("lib",),), "lib": (), "need": (("data",),), "data": (), "idle-1": (), "idle-2": (), "idle-3": (),
    }.items()
})  # fmt: skip
TEXT = "FROM debian\nARG A=1\nRUN apt-get install -y app\nRUN make\n"


class FakeStore:
    """Images are the sets of packages that they lack; `breaks`: those without which a build fails."""

    def __init__(self, breaks: Iterable[str] = ()) -> None:
        self.name = "dslim-shrink-fake"
        self.work = Path()
        self.job = SimpleNamespace(target=None, network=None)
        self.images: dict[str, frozenset[str]] = {"original": frozenset()}
        self.built: list[str] = []
        self.breaks = frozenset(breaks)
        self._numbers = itertools.count()

    def build(self, made_from: Recipe | str, use_cache: bool = True, target: str | None = None) -> str:
        text = as_recipe(made_from).text
        self.built.append(text)
        base = next(line.split()[1] for line in text.splitlines() if line.startswith("FROM"))
        gone = self.images.get(base, frozenset())
        if gone & self.breaks:
            raise BuildError(f"#1 0.2 make: {sorted(gone)[0]} not found\n#1 ERROR: exit code: 2\n")
        return self._added(gone)

    def try_build(self, text: str, target: str | None = None) -> bool:
        try:
            self.remove(self.build(text, target=target))
        except BuildError:
            return False
        return True

    def run_in(self, image: str, words: Sequence[str]) -> str | None:
        return self._added(self.images[image] | set(words[3:]))

    def with_empty_file(self, image: str, path: str) -> str | None:
        return self._added(self.images[image])

    @property
    def kept(self) -> set[str]:
        """Images that were built to start from, and stay until the end."""
        return {name for name, gone in self.images.items() if not gone}

    def config(self, image: str) -> dict[str, Any]:
        return {}

    def layer_folder(self, image: str) -> str | None:
        return None

    def remove(self, image: str) -> None:
        del self.images[image]

    def _added(self, gone: frozenset[str]) -> str:
        name = f"image-{next(self._numbers)}"
        self.images[name] = gone
        return name


class NeedsTest(CommandTest):
    """Passes where nothing of `command` (names of packages) is gone."""

    def run(self, store: Any, image: str) -> OwnerVerdict:
        gone = store.images[image] & set(self.command.split())
        return OwnerVerdict(not gone, f"{sorted(gone)} gone" if gone else "")


def original(store: FakeStore) -> Any:
    made = Original(store, TEXT)  # type: ignore[arg-type]
    entries = {f"/usr/bin/{name}": Entry(f"usr/bin/{name}", "f") for name in PACKAGES.by_name}
    vars(made).update(tag="original", packages=PACKAGES, base_packages=frozenset(), files=FileTree(entries))
    return made


def proof(made: Any, test: NeedsTest) -> Proof:
    return Proof(made, test, 1, lambda line: None)


@pytest.mark.parametrize(
    ("opened", "probes"), [(None, 8), (OpenedFiles({"/usr/bin/need"}), 1), (OpenedFiles({"/usr/bin/app"}), 8)]
)
def test_needed_packages_are_found_traced_or_tried(opened: OpenedFiles | None, probes: int) -> None:
    store = FakeStore()
    made = original(store)
    found = NeededPackages(made, proof(made, NeedsTest("need")), opened).among(
        ["need", "data", "idle-1", "idle-2", "idle-3"], {"idle-3": "start.sh names `x`"}
    )
    assert set(found.reasons) == {"need", "idle-3"}
    assert found.reasons["idle-3"] == "start.sh names `x`"
    assert found.probes <= probes
    assert set(store.images) == {"original"}  # no probe is left


@pytest.mark.parametrize(("tries_opened", "kept"), [(False, {"need", "idle-1", "idle-2"}), (True, {"need", "idle-2"})])
def test_what_the_test_opens_and_passes_without_is_kept_but_at_the_last_level(
    tries_opened: bool, kept: set[str]
) -> None:
    made = original(FakeStore())
    opened = OpenedFiles({"/usr/bin/need", "/usr/bin/data", "/usr/bin/idle-1", "/usr/bin/idle-2"})
    asking = NeededPackages(made, proof(made, NeedsTest("need data")), opened, tries_opened)
    found = asking.among(["need", "data", "idle-1", "idle-2"], {"idle-2": "start.sh names `x`"})
    assert set(found.reasons) == kept
    assert found.probes <= 1 + 2  # all that is opened; without `idle-1`, without `need`


def test_what_the_test_opens_is_tried_too_where_a_package_was_missing() -> None:
    made = original(FakeStore())
    opened = OpenedFiles({"/usr/bin/idle-1", "/usr/bin/idle-2"})
    asking = NeededPackages(made, proof(made, NeedsTest("need")), opened, tries_opened=True)
    found = asking.among(["need", "data", "idle-1", "idle-2"], {})
    assert found.reasons == {"need": "without it the test fails"}


def test_a_probe_that_failed_once_is_tested_again() -> None:
    """A container that did not start would have a package kept that nobody needs."""

    class Busy(NeedsTest):
        def run(self, store: Any, image: str) -> OwnerVerdict:
            asked.append(image)
            return OwnerVerdict(False, "the daemon is busy") if asked.count(image) == 1 else super().run(store, image)

    asked: list[str] = []
    made = original(FakeStore())
    found = NeededPackages(made, proof(made, Busy("need")), None).among(["need", "data", "idle-1", "idle-2"], {})
    assert set(found.reasons) == {"need"}


def test_the_owner_of_a_path_is_found_through_links() -> None:
    files = FileTree({
        "/bin": Entry("bin", "l", link="usr/bin"), "/usr/bin": Entry("usr/bin", "d"), "/usr": Entry("usr", "d"),
        "/usr/bin/ps": Entry("usr/bin/ps", "f"), "/usr/bin/also": Entry("usr/bin/also", "l", link="ps"),
    })  # fmt: skip
    owns = {"procps": "/bin/ps", "other": "/bin/also"}
    packages = Packages({name: Package(name, files=(path,)) for name, path in owns.items()})
    assert owners_of(packages, files, ["/usr/bin/ps"]) == {"procps": "/bin/ps"}


def test_the_later_steps_say_what_they_need() -> None:
    store = FakeStore(breaks=["lib"])
    steps = LaterSteps(original(store))
    assert steps.has_runs
    assert steps.needed_of(["app", "lib", "need", "idle-1"]) in (("app",), ("lib",))
    assert steps.opened_packages == {}  # nobody can tell
    assert store.built[0] == "FROM debian\nARG A=1\nRUN apt-get install -y app\n"
    assert store.built[-1].endswith("\nARG A=1\nRUN make\n")
    assert not LaterSteps(Original(store, "FROM debian\nRUN apt-get install -y app\nCMD x\n")).has_runs  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "needs", "listed", "gone"),
    [
        ("recommends", "need", "app need", ("idle-1", "idle-2", "idle-3")),
        ("recommends", "app idle-2", "app idle-2", ("data", "idle-1", "idle-3", "need")),
        ("unused", "lib", "lib", ("app", "data", "idle-1", "idle-2", "idle-3", "need")),
    ],
)
def test_candidates_name_what_stays_and_tell_what_goes(
    level: Any, needs: str, listed: str, gone: tuple[str, ...]
) -> None:
    made, test = original(FakeStore()), NeedsTest(needs)
    candidates = Candidates(made, ShrinkJob(TEXT, lambda text: text, test, level=level), proof(made, test), None)
    forms = candidates._without_unused() if level == "unused" else iter(candidates)
    found = next(forms)
    assert found.text == TEXT.replace("-y app", f"--no-install-recommends -y {listed}")
    assert found.change.gone == gone
    assert set(made.store.images) <= {"original", *made.store.kept}


def test_a_smaller_file_that_does_not_build_or_pass_is_refused_with_the_reason() -> None:
    made = original(FakeStore(breaks=["lib"]))
    made.store.images["poor"] = frozenset(["lib"])
    assert proof(made, NeedsTest("need")).why_refused("FROM poor\n") == "it does not build: make: lib not found"
    made.store.images["other"] = frozenset(["need"])
    assert proof(made, NeedsTest("need")).why_refused("FROM other\n") == "the test fails: ['need'] gone"
    assert last_line("a\n b \n\n") == "b"


def test_package_mutants_leave_what_others_need() -> None:
    made = original(FakeStore())
    found = list(Mutants(made, NeedsTest("need data")).of_packages(["app", "need", "idle-1"]))
    assert found == [
        Mutant("the package app", False), Mutant("the package need", True, reason="['data', 'need'] gone"),
        Mutant("the package idle-1", False),
    ]  # fmt: skip


def test_a_test_that_fails_or_wavers_ends_the_run() -> None:
    store = FakeStore()
    job = ShrinkJob(TEXT, lambda text: text, NeedsTest("need"))
    run = Shrinker(store, job)  # type: ignore[arg-type]
    vars(run.original).update(tag="image")
    store.images["image"] = frozenset(["need"])
    with pytest.raises(ShrinkError, match=r"the test fails on the image as it is: \['need'\] gone"):
        run.run()


@pytest.mark.parametrize(("needs", "is_taken"), [("need", False), ("app", True)])
def test_what_a_fix_alone_makes_smaller_must_pass_the_test(needs: str, is_taken: bool) -> None:
    made, fixed = original(FakeStore()), "FROM poor\n"
    made.store.images["poor"] = frozenset(["need"])
    run = Shrinker(made.store, ShrinkJob(TEXT, lambda text: fixed, NeedsTest(needs)))
    run.proof = proof(made, NeedsTest(needs))
    vars(run.proof).update(_broken_laws=lambda tag: iter(()), _built_size=lambda recipe: 1)
    assert run._fixed(None) == (fixed if is_taken else TEXT)
    refused = ["what `dslim fix` changes was tried and left out: the test fails: ['need'] gone"]
    assert run.notes == ([] if is_taken else refused)


def test_nothing_is_traced_where_nobody_tells_the_layer() -> None:
    store: Any = FakeStore()
    assert opened_by_test(store, "original", NeedsTest("need")) is None
    assert opened_by_build(store, "original", lambda base: f"FROM {base}\n") is None


def test_fanotify_is_refused_with_an_oserror_where_it_may_not_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(OSError, match="Linux"):
        Fanotify()


def test_a_mount_that_has_gone_is_not_watched(tmp_path: Path) -> None:
    """Else every program of the machine would be taken for one of the image."""
    calls: list[tuple[Any, ...]] = []
    queue = Fanotify.__new__(Fanotify)
    queue.fd = 99

    def mark(*words: Any) -> int:
        calls.append(words)
        return 0

    queue._libc = SimpleNamespace(fanotify_mark=mark)  # type: ignore[assignment]
    number = tmp_path.stat().st_dev
    with pytest.raises(OSError, match="another file system"):
        queue.watch(str(tmp_path), f"{os.major(number)}:{os.minor(number) + 1}")
    assert calls == []
    queue.watch(str(tmp_path), f"{os.major(number)}:{os.minor(number)}")
    assert len(calls) == 1


# the command

ARGUMENTS: dict[str, Any] = dict.fromkeys(ShrinkArguments.__dataclass_fields__, None) | {"test_seconds": 5.0}


@pytest.mark.parametrize(
    ("given", "text", "kind"),
    [
        ({"test": "t.sh"}, "FROM a\n", ScriptTest),
        ({"command": "true"}, "FROM a\n", CommandTest),
        ({"http": "80/x/y"}, "FROM a\n", HttpTest),
        ({}, "FROM a\nHEALTHCHECK CMD x\n", HealthTest),
    ],
)
def test_the_command_line_names_the_test(given: dict[str, str], text: str, kind: type) -> None:
    test = owner_test(ShrinkArguments(**{**ARGUMENTS, **given}), text)
    assert type(test) is kind
    assert test.seconds == 5
    if isinstance(test, HttpTest):
        assert (test.port, test.path) == (80, "/x/y")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "no test"), ({"test": "a", "command": "b"}, "one test"), ({"http": "x/80"}, "a port and a path"),
    ],
)  # fmt: skip
def test_no_test_is_told_with_a_way_out(given: dict[str, str], why: str) -> None:
    with pytest.raises(ShrinkError, match=why):
        owner_test(ShrinkArguments(**{**ARGUMENTS, **given}), "FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n")


def test_without_a_test_the_command_ends_with_2_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    result = CliRunner().invoke(command, [str(tmp_path / "Dockerfile")], standalone_mode=False)
    assert result.return_value == 2
    assert len(result.stderr.splitlines()) == 1
    assert "error: no test: give --test PROGRAM" in result.stderr


# what is kept, and told

FOUND = Shrunk(
    "FROM a\n", "FROM b\n", 10, 100, 20, (Change("two-stages", "3 packages stay", 80),), (Kept("x", "opened"),),
    (Mutant("/srv/a", False), Mutant("/srv/b", True)), ("the test is weak",), 4, 3, 1.5,
)  # fmt: skip


def test_a_result_is_kept_with_a_seal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("1")
    key = question_key({"text": "x"}, [str(tmp_path / "file")])
    results = StoredResults(str(tmp_path / "cache"))
    assert results.find(key) is None
    results.add(key, FOUND)
    assert results.find(key) == FOUND
    (tmp_path / "file").write_text("2")
    assert question_key({"text": "x"}, [str(tmp_path / "file")]) != key
    stored = tmp_path / "cache/shrink" / key
    stored.write_bytes(stored.read_bytes().replace(b"FROM b", b"FROM c"))
    assert results.find(key) is None


def test_the_report_claims_what_the_test_sees() -> None:
    lines = list(shrunk_lines("Dockerfile", FOUND))
    assert lines[0].startswith("Dockerfile: as your test sees it")
    assert "  the test refused 1 of 2 images with something taken away" in lines
    assert "    it passed without /srv/a" in lines
    none = Shrunk("a", "a", 1, 2, 2, (), (), (), (), 1, 0, 0.0)
    assert next(iter(shrunk_lines("D", none))).startswith("D: nothing smaller was found")


def test_a_folder_of_a_container_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = layer(member("dpkg"), member("dpkg/status", b"s"), member("dpkg/info/a.list", b"l" * 3000))
    assert read_copied(io.BytesIO(data)) == {"status": b"s", "info/a.list": b"l" * 3000}
    monkeypatch.setattr(copied_files, "MAX_READ", 2000)
    with pytest.raises(ShrinkError, match="more than 2000 bytes"):
        read_copied(io.BytesIO(data))


def test_the_guard_cleans_up_when_its_input_ends(tmp_path: Path) -> None:
    """A program in place of docker writes down what it is asked."""
    name = f"dslim-shrink-{uuid.uuid4().hex[:16]}"
    log, fake = tmp_path / "log", tmp_path / "docker"
    fake.write_text(f'#!/bin/sh\necho "$@" >> {log}\n[ "$1" = ps ] && [ "$5" = name={name} ] && echo left-over; true\n')
    fake.chmod(0o755)
    left_over = subprocess.Popen(["sleep", "600"], env={"PATH": "/usr/bin:/bin", "IMAGE": f"{name}:1"})
    other = subprocess.Popen(["sleep", "600"], env={"PATH": "/usr/bin:/bin", "IMAGE": f"other-{name}:1"})
    try:
        guard = Guard(str(fake), name, {"PATH": "/usr/bin:/bin"})
        guard.finish()
        assert left_over.wait(10) == -9
        assert other.poll() is None
    finally:
        for process in (left_over, other):
            process.kill()
            process.wait()
    assert "rm --force --volumes left-over" in log.read_text()

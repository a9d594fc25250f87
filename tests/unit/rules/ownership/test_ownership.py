"""What the ownership rules know: modes, the build context, owners, who is a bystander."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ownership_texts import facts_of

from dslim.diagnostics.findings import Safety
from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import Context
from dslim.fleet.workers.task import Task, open_build_context
from dslim.rules.ownership import copy_chmod
from dslim.rules.ownership.file_modes import applied
from dslim.syntax.edits import apply_edits

MODES = ("755 0644 7 +x u+x a+rX g-w,o-w u=rwx,go=rx go= u+rwX,go+rX,go-w -x +w a=r ug+rw-x").split()


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_is_what_chmod_makes_of_it(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "x"
    path.touch()
    for before in (0o644, 0o755, 0o600, 0o664, 0o711, 0o444):
        path.chmod(before)
        command = f"umask 022; chmod {mode} {path}"
        # chmod complains of `-x` where the umask keeps bits that it was to take
        subprocess.run(["sh", "-c", command], check=False, capture_output=True)
        assert applied(mode, before) == path.stat().st_mode & 0o7777, oct(before)


@pytest.mark.parametrize("mode", ["4755", "u+s", "+t", "u=g", "bogus", "u+x,", ""])
def test_a_mode_that_is_not_read(mode: str) -> None:
    assert applied(mode, 0o644) is None


def touch(path: Path, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    path.chmod(mode)
    return path


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


class TestContext:
    def test_wildcards_are_those_of_go(self, tmp_path: Path) -> None:
        for name in ("a.sh", "b.sh", "sub/c.sh", "ab"):
            touch(tmp_path / name)
        context = Context(tmp_path)
        assert [p.name for p in context.matches("*.sh")] == ["a.sh", "b.sh"]
        assert [p.name for p in context.matches("/sub/*")] == ["c.sh"]
        assert [p.name for p in context.matches("?.sh")] == ["a.sh", "b.sh"]
        assert context.matches("[ab].sh") == ()  # not read
        assert context.matches("../x") == ()
        assert context.matches(".") == (tmp_path,)

    def test_nothing_outside_the_context_counts(self, tmp_path: Path) -> None:
        touch(tmp_path / "secret")
        (tmp_path / "ctx").mkdir()
        (tmp_path / "ctx/out").symlink_to("../secret")
        assert Context(tmp_path / "ctx").find("out") is None

    @pytest.mark.parametrize("mode", [0o4755, 0o2755])
    def test_setuid_and_setgid_files(self, tmp_path: Path, mode: int) -> None:
        touch(tmp_path / "src/su", mode)
        assert Context(tmp_path).special_bits("src") is True
        assert Context(tmp_path).special_bits("nothing") is None

    def test_a_setgid_folder_keeps_its_bit_through_a_chown(self, tmp_path: Path) -> None:
        touch(tmp_path / "src/a")
        (tmp_path / "src").chmod(0o2755)
        assert Context(tmp_path).special_bits("src") is False

    def test_what_dockerignore_leaves_out(self, tmp_path: Path) -> None:
        for name in (".git/config", "sub/.git/config", "node_modules/a", "keep/b"):
            touch(tmp_path / name)
        context = Context(tmp_path)
        assert context.brings(".", ".git")
        (tmp_path / ".dockerignore").write_text("# c\n.git/\nnode_modules\n*\n!keep\n")
        context = Context(tmp_path)
        assert not context.brings(".", ".git")
        assert not context.is_ignored("keep/b")
        assert context.size(".") == 1
        (tmp_path / ".dockerignore").write_text("**/.git\n!sub/.git\n")
        context = Context(tmp_path)
        assert context.brings("sub", ".git")
        assert not context.brings(".", ".git")
        # a file of a Dockerfile's own takes its place
        touch(tmp_path / "a.Dockerfile.dockerignore")
        assert Context(tmp_path).brings(".", ".git")
        (tmp_path / "a.Dockerfile.dockerignore").unlink()
        assert not Context(tmp_path).brings(".", ".git")
        assert Context(tmp_path, own_ignores=True).brings(".", ".git")

    def test_a_dockerfile_elsewhere_has_ignores_of_its_own(self, tmp_path: Path) -> None:
        """`docker/Dockerfile.dockerignore` counts, although the context is the folder above."""
        file = touch(tmp_path / "docker/Dockerfile")
        (tmp_path / ".dockerignore").write_text("a\n")
        for own in (False, True):
            if own:
                touch(tmp_path / "docker/Dockerfile.dockerignore")
            context = open_build_context(Task(str(file), Options(), str(tmp_path)))
            assert context is not None
            assert context.is_ignored("a") is not own

    def test_modes_of_the_file_system_without_git(self, tmp_path: Path) -> None:
        touch(tmp_path / "a", 0o664)
        assert Context(tmp_path).mode("a") == 0o664

    def test_modes_of_the_index_in_a_git_work_tree(self, tmp_path: Path) -> None:
        for name, mode in (("plain", 0o644), ("run", 0o755), ("umask", 0o664), ("lost", 0o755), ("new", 0o640)):
            touch(tmp_path / name, mode)
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "plain", "run", "umask", "lost")
        git(tmp_path, "update-index", "--chmod=-x", "lost")
        context = Context(tmp_path)
        assert (context.mode("plain"), context.mode("run"), context.mode("new")) == (0o644, 0o755, 0o640)
        # 664 comes of this checkout's umask, and `lost` is no script in another checkout
        assert context.mode("umask") == 0o644
        assert context.mode("lost") is None
        recorded = [context.recorded_mode(name) for name in ("plain", "run", "umask", "lost", "new")]
        assert recorded == [0o644, 0o755, 0o644, None, None]


def fixed(tmp_path: Path, text: str, builder: str = "buildkit") -> tuple[str, list[str]]:
    rules = frozenset({"copy-chown", "copy-chmod", "idle-chown", "chown-where-made"})
    options = Options(rules=rules, builder=builder)  # type: ignore[arg-type]
    outcome = fix_text(text, options, Context(tmp_path))
    assert outcome.error is None
    return outcome.after, [f.why_not or "" for f in outcome.refused]


def test_a_setuid_file_of_the_context_keeps_its_chown(tmp_path: Path) -> None:
    touch(tmp_path / "src/su", 0o4755)
    for owner in ("1:1", "root:root"):
        text = f"FROM debian:12\nCOPY src /app\nRUN chown -R {owner} /app\n"
        after, reasons = fixed(tmp_path, text)
        assert after == text
        assert "setuid" in reasons[0]


@pytest.mark.parametrize("before", [0o600, 0o664, 0o775, 0o700])
def test_a_mode_that_only_a_umask_gave_is_no_reason_for_a_flag(tmp_path: Path, before: int) -> None:
    touch(tmp_path / "a", before)
    text = "FROM debian:12\nCOPY a /bin/\nRUN chmod +x /bin/a\n"
    facts = facts_of(text, tmp_path)
    (offered,) = copy_chmod.check(facts)
    assert offered.message.endswith("; the fix is right if a has the mode 644 or 755 where the image is built")
    assert offered.fix is not None
    assert offered.fix.safety is Safety.UNSAFE
    assert apply_edits(text, offered.fix.edits) == "FROM debian:12\nCOPY --chmod=755 a /bin/\n"
    assert fixed(tmp_path, text)[0] == text
    several = text.replace("+x", "u+x")
    assert f"a has the mode {before:o}, by the umask" in fixed(tmp_path, several)[1][0]
    numeric = "FROM debian:12\nCOPY a /bin/\nRUN chmod 755 /bin/a\n"
    assert fixed(tmp_path, numeric)[0] == "FROM debian:12\nCOPY --chmod=755 a /bin/\n"
    # the same whatever the file had
    assert fixed(tmp_path, numeric.replace("755", "a=rx"))[0] == "FROM debian:12\nCOPY --chmod=555 a /bin/\n"


@pytest.mark.parametrize(("text", "fixed_text"), [
    ("COPY a /bin/\nRUN chmod +x /bin/a\n", "COPY --chmod=755 a /bin/\n"),
    ("COPY run /bin/\nRUN chmod +x /bin/run\n", "COPY --chmod=755 run /bin/\n"),
    ("COPY . /app\nRUN chmod +x /app/run\n", "COPY . /app\n"),
])  # fmt: skip
def test_the_umask_of_a_checkout_changes_no_answer(tmp_path: Path, text: str, fixed_text: str) -> None:
    for umask in (0o022, 0o002, 0o077):
        folder = tmp_path / f"{umask:o}"
        touch(folder / "a", 0o666 & ~umask)
        touch(folder / "run", 0o777 & ~umask)
        git(folder, "init", "-q")
        git(folder, "add", "a", "run")
        assert fixed(folder, f"FROM debian:12\n{text}")[0] == f"FROM debian:12\n{fixed_text}"


def test_a_chmod_below_a_folder_goes_by_the_index_alone_and_a_message_says_so(tmp_path: Path) -> None:
    touch(tmp_path / "run", 0o755)
    text = "FROM debian:12\nCOPY . /app\nRUN chmod +x /app/run\n"
    after, reasons = fixed(tmp_path, text)
    assert after == text
    assert "git tracks no such file" in reasons[0]
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "run")
    outcome = fix_text(text, Options(rules=frozenset({"idle-chown"})), Context(tmp_path))
    assert outcome.after == "FROM debian:12\nCOPY . /app\n"
    assert "git's index has run with mode 755" in outcome.applied[0].message


def test_the_claim_is_the_size_of_what_is_not_stored_twice(tmp_path: Path) -> None:
    touch(tmp_path / "src/a").write_text("x" * 1000)
    touch(tmp_path / "src/skip").write_text("x" * 50)
    (tmp_path / ".dockerignore").write_text("src/skip\n")
    rules = Options(rules=frozenset({"copy-chown"}))
    outcome = fix_text("FROM debian:12\nCOPY src /app\nRUN chown -R 1:1 /app\n", rules, Context(tmp_path))
    assert [f.fix.saves for f in outcome.applied if f.fix] == [1000]


def test_a_context_that_changes_is_read_again(tmp_path: Path) -> None:
    text = "FROM debian:12\nCOPY src /app\nRUN chown -R 1:1 /app\n"
    assert fixed(tmp_path, text)[0] == text
    touch(tmp_path / "src/a")
    assert fixed(tmp_path, text)[0] != text
    os.unlink(tmp_path / "src/a")

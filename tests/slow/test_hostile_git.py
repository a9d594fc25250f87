"""No way in which git can be made to run a program works through dslim; each is shown to work through plain git."""

from __future__ import annotations

import ast
import hashlib
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import dslim
from dslim.support.git import regular_files
from dslim.support.git.locate import GitError, find_repository
from dslim.support.git.regular_files import check_regular_files
from dslim.support.git.settings import parse_settings

pytestmark = pytest.mark.slow

SOURCE = Path(dslim.__file__).parent
WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
#: The mode of what COPY brings decides whether the chmod can go, so git is asked for it.
DOCKERFILE = "FROM debian:12\nCOPY ü.sh /opt/\nRUN chmod 755 /opt/ü.sh\nRUN pip install x\n"
HOOKS = ("post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman", "post-checkout")


@dataclass
class Scene:
    """A repository in which a stranger may write, and a program that leaves a mark wherever it is started."""

    base: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def top(self) -> Path:
        return self.base / "top"

    @property
    def marks(self) -> set[str]:
        file = self.base / "marks"
        return set(file.read_text().split()) if file.exists() else set()

    def program(self, mark: str) -> str:
        """A command that leaves a mark."""
        file = self.base / "bin" / f"leave-{mark}"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\necho {mark} >> '{self.base}/marks'\n")
        file.chmod(0o755)
        return str(file)

    def git(self, *words: str, where: Path | None = None, given: bytes = b"") -> bytes:
        """Git as somebody prepares the repository, before anything hostile is in it."""
        command = ["git", *WHO, *words]
        return subprocess.run(command, cwd=where or self.top, input=given, capture_output=True, check=True).stdout

    def set(self, *pairs: tuple[str, str], where: Path | None = None) -> None:
        for key, value in pairs:
            self.git("config", key, value, where=where)

    def naive(self, *words: str) -> None:
        """Git as a tool without care calls it; it may fail."""
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", **self.environment}
        subprocess.run(
            ["git", *WHO, *words], cwd=self.top, env=environment, input=b"protocol=https\nhost=x\n\n", timeout=60,
            capture_output=True, check=False,
        )  # fmt: skip

    def dslim(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "dslim", *words)

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DSLIM_CACHE_DIR": str(self.base / "cache"), **self.environment}
        return subprocess.run(
            [sys.executable, *words], cwd=self.top, env=environment, stdin=subprocess.DEVNULL, text=True,
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Two commits, a file that is staged, one that is changed, and one that git does not know."""
    for key in [key for key in os.environ if key.startswith("GIT_")]:
        monkeypatch.delenv(key)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    scene = Scene(tmp_path)
    for name in ("a", "b", "ctx"):
        (scene.top / name).mkdir(parents=True)
        (scene.top / name / "Dockerfile").write_text(DOCKERFILE)
        script = scene.top / name / "ü.sh"
        script.write_text("#!/bin/sh\n")
        script.chmod(0o755)
    scene.git("init", "-q", "-b", "main", ".")
    scene.git("add", ".")
    scene.git("commit", "-qm", "one")
    (scene.top / "a/Dockerfile").write_text(DOCKERFILE + "RUN pip install two\n")
    scene.git("commit", "-qam", "two")
    (scene.top / "b/Dockerfile").write_text(DOCKERFILE + "RUN pip install staged\n")
    scene.git("add", "b")
    (scene.top / "b/Dockerfile").write_text(DOCKERFILE + "RUN pip install other\n")
    (scene.top / "new").mkdir()
    (scene.top / "new/Dockerfile").write_text(DOCKERFILE)
    return scene


Plant = Callable[[Scene], None]
#: Kind -> (what a stranger puts into the repository, or into the environment; git commands that then run a program).
KINDS: dict[str, tuple[Plant, tuple[tuple[str, ...], ...]]] = {}


def kind(*naive: tuple[str, ...]) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        KINDS[plant.__name__] = (plant, naive)
        return plant

    return register


@kind(("ls-files", "--stage"), ("status",))
def fsmonitor(scene: Scene) -> None:
    scene.set(("core.fsmonitor", scene.program("fsmonitor")))


@kind(("status",))
def fsmonitor_in_the_index(scene: Scene) -> None:
    scene.set(("core.fsmonitor", scene.program("fsmonitor_in_the_index")))
    scene.git("update-index", "--fsmonitor")
    (scene.base / "marks").unlink(missing_ok=True)


@kind(("update-index", "--refresh"), ("status",))
def hooks(scene: Scene) -> None:
    for name in HOOKS:
        shutil.copy(scene.program("hooks"), scene.top / ".git/hooks" / name)
    os.utime(scene.top / "a/Dockerfile", (1, 1))


@kind(("update-index", "--refresh"), ("status",))
def hooks_path(scene: Scene) -> None:
    (scene.top / "hooks").mkdir()
    for name in HOOKS:
        shutil.copy(scene.program("hooks_path"), scene.top / "hooks" / name)
    scene.set(("core.hooksPath", str(scene.top / "hooks")))
    os.utime(scene.top / "a/Dockerfile", (1, 1))


@kind(("diff", "--name-only", "HEAD"), ("add", "-A"))
def filter_clean(scene: Scene) -> None:
    (scene.top / ".gitattributes").write_text("* filter=evil\n")
    scene.set(("filter.evil.clean", scene.program("filter_clean")))


@kind(("diff", "--name-only", "HEAD"), ("add", "-A"))
def filter_process(scene: Scene) -> None:
    (scene.top / ".git/info/attributes").write_text("* filter=evil\n")
    scene.set(("filter.evil.process", scene.program("filter_process")), ("filter.evil.required", "true"))


@kind(("checkout", "-f", "HEAD~1", "--", "."))
def filter_smudge(scene: Scene) -> None:
    (scene.top / ".gitattributes").write_text("* filter=evil\n")
    scene.set(("filter.evil.smudge", scene.program("filter_smudge")))


@kind(("diff", "HEAD"))
def textconv(scene: Scene) -> None:
    (scene.top / ".gitattributes").write_text("* diff=evil\n")
    scene.set(("diff.evil.textconv", scene.program("textconv")))


@kind(("diff", "HEAD"))
def diff_external(scene: Scene) -> None:
    scene.set(("diff.external", scene.program("diff_external")))


@kind(("diff", "HEAD"))
def diff_command(scene: Scene) -> None:
    (scene.top / ".gitattributes").write_text("* diff=evil\n")
    scene.set(("diff.evil.command", scene.program("diff_command")))


@kind(("commit", "--allow-empty"))
def editor(scene: Scene) -> None:
    scene.set(("core.editor", scene.program("editor")))


@kind(("ls-remote", "origin"))
def ssh_command(scene: Scene) -> None:
    scene.set(("core.sshCommand", scene.program("ssh_command")), ("remote.origin.url", "ssh://localhost/x"))
    scene.set(("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"))


@kind(("ls-remote", "origin"))
def ext_transport(scene: Scene) -> None:
    scene.set(("protocol.ext.allow", "always"), ("remote.origin.url", f"ext::{scene.program('ext_transport')}"))


@kind(("ls-remote", "origin"))
def upload_pack(scene: Scene) -> None:
    scene.set(("remote.origin.url", str(scene.top)), ("remote.origin.uploadpack", scene.program("upload_pack")))


@kind(("ls-remote", "git://localhost/x"))
def git_proxy(scene: Scene) -> None:
    scene.set(("core.gitProxy", scene.program("git_proxy")))


@kind(("ls-tree", "-r", "HEAD"), ("diff", "HEAD"), ("cat-file", "-p", "HEAD:a"))
def lazy_fetch(scene: Scene) -> None:
    """Objects that are not there, and a remote that promises them."""
    for revision in ("HEAD:a", "HEAD:ctx", "HEAD~1:a"):
        name = scene.git("rev-parse", revision).decode().strip()
        (scene.top / ".git/objects" / name[:2] / name[2:]).unlink(missing_ok=True)
    scene.set(("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin"))
    scene.set(("remote.origin.promisor", "true"), ("remote.origin.url", str(scene.top)))
    scene.set(("remote.origin.uploadpack", scene.program("lazy_fetch")))


@kind(("merge-base", "HEAD~1", "HEAD"), ("log", "--oneline"))
def lazy_fetch_of_a_commit(scene: Scene) -> None:
    name = scene.git("rev-parse", "HEAD~1").decode().strip()
    (scene.top / ".git/objects" / name[:2] / name[2:]).unlink()
    scene.set(("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin"))
    scene.set(("remote.origin.promisor", "true"), ("remote.origin.url", str(scene.top)))
    scene.set(("remote.origin.uploadpack", scene.program("lazy_fetch_of_a_commit")))


@kind(("ls-file",), ("since",))
def alias(scene: Scene) -> None:
    for name in ("ls-file", "since", "ls-files", "merge-base", "diff-index", "ls-tree", "config", "rev-parse"):
        scene.set((f"alias.{name}", f"!{scene.program('alias')}"))


@kind(("credential", "fill"))
def credential_helper(scene: Scene) -> None:
    scene.set(("credential.helper", f"!{scene.program('credential_helper')}"))


@kind(("credential", "fill"))
def ask_pass(scene: Scene) -> None:
    scene.set(("core.askPass", scene.program("ask_pass")))


@kind(("status",))
def include(scene: Scene) -> None:
    (scene.top / "more.config").write_text(f"[core]\nfsmonitor = {scene.program('include')}\n")
    scene.set(("include.path", "../more.config"))


@kind(("status",))
def include_if(scene: Scene) -> None:
    (scene.top / "more.config").write_text(f"[core]\nfsmonitor = {scene.program('include_if')}\n")
    scene.set(("includeIf.gitdir:**.path", "../more.config"))


@kind(("log", "-1"))
def signature(scene: Scene) -> None:
    text = scene.git("cat-file", "commit", "HEAD").replace(
        b"\n\n", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n xx\n -----END PGP SIGNATURE-----\n\n", 1
    )
    name = scene.git("hash-object", "-t", "commit", "-w", "--stdin", given=text).decode().strip()
    scene.git("update-ref", "HEAD", name)
    scene.set(("gpg.program", scene.program("signature")), ("log.showSignature", "true"))


@kind(("diff", "HEAD"), ("status",))
def submodule(scene: Scene) -> None:
    inner = scene.top / "ctx/module"
    inner.mkdir()
    scene.git("init", "-q", where=inner)
    scene.git("commit", "-q", "--allow-empty", "-m", "x", where=inner)
    (inner / "Dockerfile").write_text(DOCKERFILE)
    scene.git("add", "ctx/module")
    scene.git("commit", "-qm", "module")
    scene.set(("core.fsmonitor", scene.program("submodule")), where=inner)


@kind(("-C", "ctx", "ls-files", "--stage"), ("-C", "ctx", "status"))
def embedded_bare_repository(scene: Scene) -> None:
    """As a clone brings it: no file of it is called `.git`."""
    bare = scene.top / "ctx"
    for name in ("objects", "refs"):
        (bare / name).mkdir()
        (bare / name / "kept").write_text("")
    (bare / "HEAD").write_text("ref: refs/heads/main\n")
    mark = scene.program("embedded_bare_repository")
    core = f"[core]\nrepositoryformatversion = 0\nbare = false\nworktree = .\nfsmonitor = {mark}\n"
    (bare / "config").write_text(core)
    shutil.copy(scene.top / ".git/index", bare / "index")


@kind(("status",))
def work_tree_elsewhere(scene: Scene) -> None:
    scene.set(("core.worktree", "../ctx"), ("core.fsmonitor", scene.program("work_tree_elsewhere")))


@kind(("status",))
def config_of_the_work_tree(scene: Scene) -> None:
    scene.set(("core.repositoryformatversion", "1"), ("extensions.worktreeConfig", "true"))
    mark = scene.program("config_of_the_work_tree")
    (scene.top / ".git/config.worktree").write_text(f"[core]\nfsmonitor = {mark}\n")


@kind(("status",))
def git_file(scene: Scene) -> None:
    shutil.move(scene.top / ".git", scene.top / "ctx/store")
    (scene.top / ".git").write_text("gitdir: ctx/store\n")
    scene.set(("core.fsmonitor", scene.program("git_file")))


@kind(("status",))
def git_file_with_a_common_directory(scene: Scene) -> None:
    evil = scene.base / "evil"
    shutil.copytree(scene.top / ".git", evil)
    (evil / "config").write_text(f"[core]\nfsmonitor = {scene.program('git_file_with_a_common_directory')}\n")
    (scene.top / ".git/commondir").write_text(f"{evil}\n")


@kind(("status",))
def variables_with_a_config(scene: Scene) -> None:
    scene.environment = {
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": scene.program("variables_with_a_config"),
    }  # fmt: skip


@kind(("status",))
def variable_with_a_config_s_path(scene: Scene) -> None:
    (scene.base / "g").write_text(f"[core]\nfsmonitor = {scene.program('variable_with_a_config_s_path')}\n")
    scene.environment = {"GIT_CONFIG_GLOBAL": str(scene.base / "g")}


@kind(("status",))
def config_of_the_user(scene: Scene) -> None:
    (scene.base / "home/.gitconfig").write_text(f"[core]\nfsmonitor = {scene.program('config_of_the_user')}\n")


@kind(("diff", "HEAD"), ("ls-remote", "ssh://localhost/x"), ("commit", "--allow-empty"))
def variables_with_commands(scene: Scene) -> None:
    names = "GIT_EXTERNAL_DIFF GIT_SSH_COMMAND GIT_SSH GIT_EDITOR EDITOR GIT_ASKPASS SSH_ASKPASS GIT_PAGER PAGER"
    scene.environment = dict.fromkeys(names.split(), scene.program("variables_with_commands"))


@kind(("status",))
def variable_with_a_repository(scene: Scene) -> None:
    evil = scene.base / "evil"
    shutil.copytree(scene.top / ".git", evil)
    scene.git("config", "--file", str(evil / "config"), "core.fsmonitor", scene.program("variable_with_a_repository"))
    scene.environment = {"GIT_DIR": str(evil), "GIT_WORK_TREE": str(scene.top)}


@kind(("status",))
def variable_with_a_trace(scene: Scene) -> None:
    """What git writes there is as good as a mark."""
    scene.environment = dict.fromkeys(("GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"), str(scene.base / "marks"))


@kind(("status",))
def program_called_git(scene: Scene) -> None:
    """The search path has the working directory in it, and the repository has a `git`."""
    for folder in (scene.top, scene.top / "ctx"):
        shutil.copy(scene.program("program_called_git"), folder / "git")
    scene.environment = {"PATH": os.pathsep.join([".", "", "ctx", str(scene.top / "ctx"), os.environ["PATH"]])}


#: Several commands in one process, as it takes half a second to start one for each.
SEVERAL = """
from dslim.cli.main import main
runs = ["--check .", "--since=HEAD~1 ctx/Dockerfile .", "--staged", "--since=HEAD", "-i ctx/Dockerfile"]
for words in runs:
    try:
        main(["fix", *words.split()])
    except SystemExit:
        pass
print("all", len(runs), "done")
"""


@pytest.mark.parametrize("name", KINDS)
def test_plain_git_runs_what_is_planted(scene: Scene, name: str) -> None:
    plant, naive = KINDS[name]
    plant(scene)
    assert scene.marks == set()
    for words in naive:
        scene.naive(*words)
    assert scene.marks, "the kind below would not be tested by anything"


@pytest.mark.parametrize("name", KINDS)
def test_dslim_runs_nothing_that_is_planted(scene: Scene, name: str) -> None:
    KINDS[name][0](scene)
    done = scene.python("-c", SEVERAL)
    assert done.stdout.endswith("all 5 done\n"), done.stderr
    assert scene.marks == set()


def test_plain_git_pages_on_a_terminal_and_dslim_does_not(scene: Scene) -> None:
    scene.set(("core.pager", scene.program("pager")), ("pager.ls-files", "true"), ("pager.ls-tree", "true"))
    on_a_terminal(["git", "ls-files"], scene)
    assert scene.marks == {"pager"}
    (scene.base / "marks").unlink()
    for words in (["--check", "."], ["--since=HEAD~1"], ["--staged"]):
        on_a_terminal([sys.executable, "-m", "dslim", "fix", *words], scene)
    assert scene.marks == set()


def on_a_terminal(command: list[str], scene: Scene) -> None:
    """Runs a command whose streams are a terminal."""
    main, end = pty.openpty()
    with subprocess.Popen(command, cwd=scene.top, stdin=end, stdout=end, stderr=end) as process:
        os.close(end)
        try:
            while os.read(main, 4096):
                pass
        except OSError:  # the terminal's other end is closed
            pass
        process.wait(60)
    os.close(main)


#: What no kind above takes away from another: planted together, every command is run over them.
TOGETHER = (
    "fsmonitor", "hooks", "hooks_path", "filter_clean", "filter_smudge", "textconv", "diff_external", "editor",
    "ssh_command", "git_proxy", "alias", "credential_helper", "ask_pass", "include", "signature", "submodule",
    "embedded_bare_repository", "config_of_the_user",
)  # fmt: skip


def test_no_command_runs_anything(scene: Scene) -> None:
    for name in ("signature", "submodule"):
        KINDS[name][0](scene)
    for name in TOGETHER:
        if name not in ("signature", "submodule"):
            KINDS[name][0](scene)
    (scene.base / "marks").unlink(missing_ok=True)
    for words in (
        ["fix", "."],
        ["fix", "--no-cache", "--why-not", "-v", "-j2", "."],
        ["fix", "--format=json", "ctx"],
        ["fix", "--since=HEAD~1", "ctx"],
        ["fix", "--context=ctx", "--stdin-filename=ctx/Dockerfile", "-"],
        ["fix", "--staged", "--statistics"],
        ["fix", "-i", "."],
        ["config", "ctx/Dockerfile"],
        ["layers", "ctx/Dockerfile"],
        ["verify", "ctx/Dockerfile"],
        ["cache", "dir"],
    ):
        scene.dslim(*words)
        assert scene.marks == set(), words


def test_git_is_really_asked_and_is_given_nothing_but_what_is_meant(scene: Scene) -> None:
    """The tests above would be worth nothing if these commands never started git."""
    log, real = scene.base / "log", shutil.which("git")
    shim = scene.base / "shim/git"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\n{{ echo "$@"; env; }} >> "{log}"\nexec {real} "$@"\n')
    shim.chmod(0o755)
    scene.environment = {
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}", "GIT_SSH_COMMAND": "x", "GIT_DIR": "/x",
        "SSH_ASKPASS": "x", "EDITOR": "x", "PAGER": "x", "LESSOPEN": "x",
    }  # fmt: skip
    asked = {"--check": "ls-files --stage -z", "--since=HEAD~1": "merge-base HEAD~1 HEAD", "--staged": "diff-index"}
    for word, question in asked.items():
        log.unlink(missing_ok=True)
        done = scene.dslim("fix", "--no-cache", word, ".")
        assert "read" in done.stderr, done.stderr
        text = log.read_text()
        assert question in text
        assert str(scene.top) not in text.replace("GIT_OBJECT_DIRECTORY=" + str(scene.top), "").replace(
            "GIT_INDEX_FILE=" + str(scene.top), ""
        ), "no work tree, and no git directory of the repository"
        for line in text.splitlines():
            assert not line.startswith(("GIT_SSH", "SSH_", "EDITOR", "PAGER", "LESS", "HOME=/home", "GIT_DIR=/x"))


HONEST = {
    "--since=HEAD~1": {"a/Dockerfile", "b/Dockerfile", "new/Dockerfile"},
    "--since=main~1": {"a/Dockerfile", "b/Dockerfile", "new/Dockerfile"},
    "--since=HEAD": {"b/Dockerfile", "new/Dockerfile"},
    "--since=@{1}": {"a/Dockerfile", "b/Dockerfile", "new/Dockerfile"},
    "--staged": {"b/Dockerfile"},
}


def named(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The files that a run would change, by what `--check` prints."""
    assert done.returncode == 1, done.stderr
    return {line.partition(":")[0] for line in done.stdout.splitlines() if "Dockerfile:" in line}


@pytest.mark.parametrize("word", HONEST)
@pytest.mark.parametrize("name", ["plain", "fsmonitor", "filter_clean", "config_of_the_work_tree", "include"])
def test_answers_are_right_also_in_a_hostile_repository(scene: Scene, name: str, word: str) -> None:
    if name != "plain":
        KINDS[name][0](scene)
    assert named(scene.dslim("fix", "--check", word)) == HONEST[word]
    assert scene.marks == set()


def test_a_branch_s_upstream_a_packed_one_and_a_work_tree_beside(scene: Scene) -> None:
    scene.git("branch", "up", "HEAD~1")
    scene.set(("branch.main.remote", "."), ("branch.main.merge", "refs/heads/up"))
    scene.git("pack-refs", "--all")
    scene.git("gc", "-q")
    wanted = HONEST["--since=HEAD~1"]
    assert named(scene.dslim("fix", "--check", "--since=up")) == wanted
    assert named(scene.dslim("fix", "--check", "--since=@{upstream}")) == wanted
    clone = Scene(scene.base / "second")
    clone.base.mkdir()
    scene.git("worktree", "add", "-q", str(clone.top), "up")
    scene.git("clone", "-q", str(scene.top), str(scene.base / "third/top"))
    (clone.top / "ctx/Dockerfile").write_text(DOCKERFILE + "RUN pip install more\n")
    assert named(clone.dslim("fix", "--check", "--since=main")) == {"ctx/Dockerfile"}
    third = Scene(scene.base / "third")
    third.git("checkout", "-q", "-b", "work", "origin/main")
    (third.top / "b/Dockerfile").write_text(DOCKERFILE + "RUN pip install more\n")
    for revision in ("@{u}", "origin/main", "origin/HEAD"):
        assert named(third.dslim("fix", "--check", f"--since={revision}")) == {"b/Dockerfile"}


def test_a_repository_of_somebody_else_is_read_like_any(scene: Scene) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away; the answer does not depend on the owner")
    for path in (scene.top, *scene.top.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    refused = subprocess.run(["git", "status"], cwd=scene.top, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    for word, wanted in HONEST.items():
        assert named(scene.dslim("fix", "--check", word)) == wanted


def rename_in_index(scene: Scene, name: bytes, other: bytes) -> None:
    """Gives an entry a name that git itself would not add."""
    index = scene.top / ".git/index"
    data = index.read_bytes()[:-20].replace(name, other)
    index.write_bytes(data + hashlib.sha1(data).digest())


def test_no_file_outside_is_rewritten_whatever_the_index_says(scene: Scene) -> None:
    outside = scene.base / "outside"
    outside.mkdir()
    bloat = "FROM debian:12\nRUN a >/x\nRUN chmod 600 /x\n"
    for folder in (outside, scene.top / "aa"):
        folder.mkdir(exist_ok=True)
        (folder / "Dockerfile").write_text(bloat)
    blob = scene.git("hash-object", "-w", "aa/Dockerfile").decode().strip()
    names = ("!!/outside/Dockerfile", "link/Dockerfile", "aa/Dockerfile")
    scene.git("update-index", "--index-info", given="".join(f"100644 {blob}\t{n}\n" for n in names).encode())
    (scene.top / "link").symlink_to("../outside")
    rename_in_index(scene, b"!!/outside/Dockerfile", b"../outside/Dockerfile")
    assert b"../outside/Dockerfile" in scene.git("ls-files")
    for words in (["--staged"], ["--since=HEAD"], ["."]):
        assert scene.dslim("fix", "-i", *words).returncode == 0
        assert (outside / "Dockerfile").read_text() == bloat
    assert "RUN a >/x &&" in (scene.top / "aa/Dockerfile").read_text(), "what lies inside is rewritten"


@pytest.mark.parametrize(
    "name", ["objects/info/alternates", "refs/heads/main", "packed-refs", "config", "HEAD", "index"]
)
def test_an_endless_file_in_the_git_directory_is_one_line(scene: Scene, name: str) -> None:
    file = scene.top / ".git" / name
    file.unlink(missing_ok=True)
    file.symlink_to("/dev/zero")
    done = scene.dslim("fix", "-i", "--since=HEAD~1", "ctx")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize(
    "name",
    ["refs/heads/main", "refs/heads/more/x", "logs/refs/heads/x", "objects/pack/pack-x.idx", "objects/ab/" + "c" * 38,
     "objects/info/commit-graph", "../lender/pack/pack-x.idx", "refs/heads/link"],
)  # fmt: skip
def test_git_is_not_asked_where_it_would_wait_at_a_pipe(scene: Scene, name: str) -> None:
    pipe = scene.top / ".git" / name
    pipe.parent.mkdir(parents=True, exist_ok=True)
    pipe.unlink(missing_ok=True)
    if "link" in name:
        os.mkfifo(scene.base / "pipe")
        pipe.symlink_to(scene.base / "pipe")
    else:
        os.mkfifo(pipe)
    if "lender" in name:
        (scene.top / ".git/objects/info/alternates").write_text("# a\n../../lender\n../../lender/../lender\n.\n")
    done = scene.dslim("fix", "-i", "--since=HEAD~1", "ctx")
    assert done.returncode == 2
    assert "not a regular file" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize("name", ["packed-refs", "shallow"])
def test_no_line_of_another_file_is_told(scene: Scene, name: str) -> None:
    """git quotes a line that it does not understand, of whatever file a link leads to."""
    secret = scene.base / "secret"
    secret.write_text("root:$y$secret:1::\n")
    file = scene.top / ".git" / name
    file.unlink(missing_ok=True)
    file.symlink_to(secret)
    done = scene.dslim("fix", "--check", "--since=HEAD", "ctx")
    assert done.returncode == 2
    assert "secret" not in done.stdout + done.stderr
    assert f"{name}: a link" in done.stderr


def test_objects_may_be_borrowed_and_too_many_files_are_not_looked_at(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.git("clone", "-q", "--shared", str(scene.top), str(scene.base / "second/top"))
    repository = find_repository(str(scene.base / "second/top"))
    assert repository is not None
    check_regular_files(repository)
    (scene.base / "second/top/.git/refs/heads/nowhere").symlink_to("nothing")
    check_regular_files(repository)
    monkeypatch.setattr(regular_files, "MAX_ENTRIES", 5)
    with pytest.raises(GitError, match="more than 5 files"):
        check_regular_files(repository)
    monkeypatch.setattr(regular_files, "MAX_LENDERS", 1)
    with pytest.raises(GitError, match="folders of objects"):
        check_regular_files(repository)


def test_a_config_s_names_cannot_become_settings(scene: Scene) -> None:
    evil = 'x"]\\n[core]\\nfsmonitor = touch \\\\" ; #'
    for value in (evil, 'a\\', '"', "]", "\\\\", "e\u0301\x7f\x1b"):
        scene.git("config", f"branch.{value}.merge", f"refs/heads/{value}")
        scene.git("config", f"remote.{value}.fetch", f"+refs/heads/{value}:refs/remotes/{value}")
        scene.git("config", f"remote.{value}.uploadpack", scene.program("name"))
    listed = scene.git("config", "--list", "-z", "--file", ".git/config")
    text = parse_settings(listed).text()
    (scene.base / "kept").write_text(text, encoding="utf-8", errors="surrogateescape")
    kept = parse_settings(scene.git("config", "--list", "-z", "--file", str(scene.base / "kept"))).pairs
    wanted = [(k, v) for k, v in parse_settings(listed).pairs if k.endswith((".merge", ".fetch"))]
    assert [pair for pair in kept if pair[0].startswith(("branch", "remote"))] == wanted
    assert len(wanted) == 12
    assert {key for key, _ in kept if key.startswith(("core", "ext"))} == {"core.repositoryformatversion", "core.bare"}
    assert named(scene.dslim("fix", "--check", "--since=HEAD~1")) == HONEST["--since=HEAD~1"]


MODULES = "yaml tomllib tomli pathspec subprocess tempfile hashlib multiprocessing sqlite3 lark".split()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_no_module_of_the_repository_is_imported(scene: Scene, platform: str) -> None:
    """By `python -m dslim` there, and by the new interpreters that a pool of processes starts where it cannot fork."""
    for name in MODULES:
        (scene.top / f"{name}.py").write_text(f"open({str(scene.base / 'marks')!r}, 'a').write('{name} ')\n")
    (scene.top / "dslim.toml").write_text('merge = "off"\n')
    for number in range(60):
        (scene.top / "a" / f"Dockerfile.{number}").write_text(DOCKERFILE + f"RUN pip install x{number}\n")
    start = scene.base / "start.py"
    start.write_text(
        f"import sys\nsys.platform = {platform!r}\nfrom dslim.cli.main import main\n"
        "if __name__ == '__main__':\n    main(['fix', '--check', '-j2', '--no-cache', '.'])\n"
    )
    for words in (["-m", "dslim", "fix", "--check", "."], ["-m", "dslim", "fix", "--since=HEAD~1"], [str(start)]):
        done = scene.python(*words)
        assert "files read" in done.stderr, done.stderr
        assert scene.marks == set(), words


@pytest.mark.parametrize("word", ["--since=HEAD", "--staged"])
def test_what_cannot_be_asked_is_one_line(scene: Scene, word: str) -> None:
    def refusal(environment: Mapping[str, str] | None = None) -> str:
        scene.environment = dict(environment or {})
        done = scene.dslim("fix", "-i", word)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
        return done.stderr

    assert "git cannot be run" in refusal({"PATH": "/nowhere"})
    scene.set(("core.worktree", "/elsewhere"))
    assert "core.worktree" in refusal()
    other = scene.base / "other"
    shutil.move(scene.top / ".git", other / ".git")
    assert "not in a git repository" in refusal()
    (scene.top / ".git").write_text(f"gitdir: {other}/.git\n")
    assert f"leads to the repository of {other}" in refusal()
    (scene.top / ".git").write_text("gitdir: nowhere\n")
    assert "leads to no repository" in refusal()
    (scene.top / ".git").write_text("gitdir: a\0b\n")
    assert "names no path" in refusal()
    (scene.top / ".git").write_text(f"gitdir: {'a/' * 5000}\n")
    assert "leads to no repository" in refusal()
    (scene.top / ".git").write_text("x" * 2_000_000)
    assert "larger than 1 MB" in refusal()
    (scene.top / ".git").unlink()
    (scene.top / ".git").symlink_to(other / ".git")
    assert f"leads to the repository of {other}" in refusal()


def calls(tree: ast.AST) -> set[str]:
    """What a module imports or names that starts programs."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
    return found


def starts_programs(found: set[str]) -> bool:
    modules = {"subprocess", "pty", "pexpect", "sh", "plumbum", "git", "pygit2", "dulwich", "_posixsubprocess"}
    shells = ("os.system", "os.popen", "os.exec", "os.spawn", "os.posix_spawn", "asyncio.create_subprocess")
    return bool(modules & found) or any(name.startswith(shells) for name in found)


def test_one_module_starts_git() -> None:
    """The builders start docker, podman and buildah, shrink the owner's test; nothing else starts a program.

    A checkout for a proof, which the owner asks for by URL, is started by support/processes.py, as builders are.
    """
    starters = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if starts_programs(calls(ast.parse(path.read_text(encoding="utf-8"))))
    }
    builders = {"verify/builders.py", "shrink/images/guard.py", "support/processes.py"}
    assert starters == {"support/git/program.py", *builders}
    for name in builders:
        words = ast.walk(ast.parse((SOURCE / name).read_text(encoding="utf-8")))
        assert "git" not in {node.value for node in words if isinstance(node, ast.Constant)}
    assert starts_programs(calls(ast.parse("import os\nos.execvp('git', [])")))

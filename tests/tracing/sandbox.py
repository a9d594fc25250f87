"""Where the steps run: a scratch tree whose PATH holds nothing but stand-ins.

Two ways. DIRECT, no privilege at all: for texts that `confined` shows to stay in their directory. CHROOT:
for any other text; as root by chroot(8), else in a user namespace by unshare(1).
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tracing.allowances import Allowance
from tracing.model import Event, Marker, Plan, RunStep, Step, Trace
from tracing.standin import FIELD, ITEM, driver, standin

#: Shell name to what it needs installed; "bash as sh" is what RUN gets where /bin/sh is bash.
SHELLS = {"dash": "dash", "bash": "bash", "bash as sh": "bash", "busybox ash": "busybox"}
#: A sequence that takes longer never ends.
SECONDS = 10
_KEPT = frozenset({".t", "bin", "lib", "lib64", "usr", "dev"})
_BUILTINS = frozenset(
    re.findall(
        r"\w+",
        """if then else elif fi for while until do done case esac in function select time test alias bg break
        cd command continue echo eval exec exit export false fg getopts hash jobs kill let local printf pwd
        read readonly return set shift shopt times trap true type ulimit umask unalias unset wait declare
        typeset pushd popd dirs builtin enable mapfile source""",
    )
)
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
#: A path of its own (not `a/b`), a way up, a home, a target that only the shell knows, a signal, a way round
#: our PATH (a shell without PATH looks in its own default).
_LOOSE = re.compile(
    r"(?<![\w.)}*?\]-])/(?!dev/null\b)|\.\.|~|>[&|]?\s*[\"']?[$`]|\bkill\b|(?<!\w)%\d|\b\w*PATH\b|\bcommand\s+-p"
)
#: What `times` prints: how long the machine took is no difference.
_TIMES = re.compile(r"\b\d+m\d+\.\d+s")
_NOISE = re.compile(r"^export (?:PWD|OLDPWD|_|SHLVL)=.*\n", re.M)


class MissingShellError(RuntimeError):
    """A shell that the oracle runs is not installed: a fault of the set-up, not a reason to skip."""


class UnconfinedError(RuntimeError):
    """The text may touch what is outside its directory, and no chroot can be had here."""


def confined(steps: Iterable[Step]) -> bool:
    """Whether the steps can run without a chroot: nothing they write can lie outside."""
    for step in steps:
        if isinstance(step, RunStep):
            paths = [v for name, v in step.env.items() if "/" in v or name == "PATH"]
            if _LOOSE.search(step.body) or step.argv or paths:
                return False
    return True


def shell_of(step: RunStep, shell: str) -> str:
    """The shell of SHELLS that runs the step, where `shell` stands for /bin/sh."""
    name = os.path.basename(step.shell[0]) if step.shell else "sh"
    return {"bash": "bash", "dash": "dash", "ash": "busybox ash"}.get(name, shell)


def program(name: str) -> str:
    """The path of an installed program. Raises MissingShellError."""
    found = shutil.which(name)
    if found is None:
        raise MissingShellError(f"the trace oracle needs {name} (apt-get install dash bash busybox-static)")
    return os.path.realpath(found)


class World(NamedTuple):
    """What the tree holds before the first step: directories, and stand-ins at paths of their own."""

    folders: frozenset[str]
    programs: frozenset[str] = frozenset()


class Sandbox:
    """One scratch tree, used again and again; `prefix` is its place as a step sees it ("" in a chroot)."""

    def __init__(self, chroot: bool) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="trace-")).resolve()
        atexit.register(shutil.rmtree, self.root, ignore_errors=True)
        self.chroot = chroot
        self.prefix = "" if chroot else str(self.root)
        self.tools = self.root / ".t"
        self.names: set[str] = set()
        self.checked: set[str] = set()
        self.allowances: tuple[Allowance, ...] | None = None
        for name in ("bin", "real", "shells/sh-bash"):
            (self.tools / name).mkdir(parents=True)
        if chroot:
            (self.root / "dev").mkdir()
            self._null()
        self.dash = self._install("dash", self.tools / "shells/dash")
        for name in ("mkdir", "touch"):
            self._install(name, self.tools / "real" / name)

    def _null(self) -> None:
        path = self.root / "dev/null"
        try:
            os.mknod(path, 0o20666, os.makedev(1, 3))
        except OSError:
            path.touch()  # a place to mount it at
        path.chmod(0o666)

    def _install(self, name: str, to: Path) -> str:
        """`name` at `to`, with its libraries where there is a chroot; the path as a step sees it."""
        if not to.exists():
            source = program(name)
            if self.chroot:
                shutil.copy(source, to)
                out = subprocess.run(["ldd", source], capture_output=True, text=True, check=False).stdout
                for library in re.findall(r"(/\S+)", out):
                    target = self.root / library.lstrip("/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    if os.path.exists(library) and not target.exists():
                        shutil.copy(os.path.realpath(library), target)
            else:
                to.symlink_to(source)
        return self.prefix + "/" + str(to.relative_to(self.root))

    def shell(self, name: str) -> list[str]:
        """The argv, without `-c`, of a shell of SHELLS."""
        if name == "busybox ash":
            return [self._install("busybox", self.tools / "shells/busybox"), "ash"]
        if name == "bash as sh":
            return [self._install("bash", self.tools / "shells/sh-bash/sh")]
        return [self._install(name, self.tools / "shells" / name)]

    def check(self, shell: str) -> None:
        """Raises RuntimeError where the shell does not start: two traces of nothing would be the same."""
        if shell not in self.checked:
            self.checked.add(shell)
            self.prepare([RunStep("probe")], ())
            step = RunStep("cd d && echo x >/dev/null && probe </dev/null && exit 42")
            trace = self.run([step], shell, Plan(0, 0), World(frozenset({"/w/d"})))
            if trace.status != 42 or [(e.argv, e.stdin) for e in trace.events] != [(("probe",), "")]:
                raise RuntimeError(f"the sandbox does not work with {shell}: {trace}")

    def prepare(self, steps: Iterable[Step], allowances: tuple[Allowance, ...]) -> None:
        """Stand-ins for every word of the steps."""
        script = self.tools / "standin"
        if allowances != self.allowances:
            script.write_text(standin(self.dash, self.prefix + "/.t", self.prefix, allowances))
            script.chmod(0o755)
            self.allowances = allowances
        runs = [step for step in steps if isinstance(step, RunStep)]
        names = {word for run in runs for word in _WORD.findall(run.body)} - _BUILTINS
        names |= {run.argv[0] for run in runs if run.argv and "/" not in run.argv[0]}
        for name in names - self.names:
            if len(name) < 200:
                (self.tools / "bin" / name).symlink_to(self.prefix + "/.t/standin")
                self.names.add(name)

    def run(self, steps: Sequence[Step], shell: str, plan: Plan, world: World) -> Trace:
        """Run the steps in a clean tree that `world` fills."""
        self._clean()
        for folder in world.folders:
            (self.root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        for path in world.programs:
            at = self.root / path.lstrip("/")
            at.parent.mkdir(parents=True, exist_ok=True)
            if not at.is_symlink() and not at.exists():
                at.symlink_to(self.prefix + "/.t/standin")
        (self.tools / "plan").write_text(f"{plan.seed} {plan.percent}\n")
        tools = self.prefix + "/.t"
        script = driver(steps, lambda step: self.shell(shell_of(step, shell)), tools, self.prefix)
        (self.tools / "driver").write_text(script, "utf-8", "surrogateescape")
        status = self._start()
        output = (self.tools / "output").read_text("utf-8", "surrogateescape")
        events, runaway = self._events(steps)
        return Trace(events, -1 if runaway else status, self._files(), self._plain(output))

    def _clean(self) -> None:
        for entry in os.scandir(self.root):
            if entry.name not in _KEPT:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, onerror=_open_up)
                else:
                    os.unlink(entry.path)
        for name in ("e", "n"):
            shutil.rmtree(self.tools / name, ignore_errors=True)
            (self.tools / name).mkdir()
        for name in ("log", "total"):
            (self.tools / name).unlink(missing_ok=True)
        (self.root / "root").mkdir()

    def _start(self) -> int:
        argv = [self.dash, self.prefix + "/.t/driver"]
        if self.chroot:
            argv = [*self._enter(), str(self.root), *argv]
        env = {"PATH": self.prefix + "/.t/bin", "HOME": self.prefix + "/root"}
        # Whatever a step leaves in the background holds `alive` open: its end of file is the end of them all.
        # Far above the descriptors that a script names.
        ended, first = os.pipe()
        alive = fcntl.fcntl(first, fcntl.F_DUPFD, 200)
        os.close(first)
        try:
            with open(self.tools / "output", "wb") as output:
                process = subprocess.Popen(
                    argv,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                    cwd=self.root,
                    pass_fds=(alive,),
                )
            os.close(alive)
            in_time = select.select([ended], [], [], SECONDS)[0]
            _end(process.pid)
            return process.wait() if in_time else -2
        finally:
            os.close(ended)

    def _enter(self) -> list[str]:
        """The argv that goes before the tree to enter and the command to run there."""
        if os.geteuid() == 0:
            return [program("chroot")]
        # a user namespace may not make a device, but may have the one outside
        script = f'{program("mount")} --bind /dev/null "$0/dev/null" && exec {program("chroot")} "$0" "$@"'
        return [program("unshare"), "--user", "--map-root-user", "--mount", program("dash"), "-c", script]

    def _events(self, steps: Sequence[Step]) -> tuple[tuple[Event, ...], bool]:
        log = self.tools / "log"
        events: list[Event] = []
        tag = ""
        lines = log.read_text().split() if log.exists() else []
        for line in lines:
            if line.startswith("@"):
                step = steps[int(line[1:])]
                if isinstance(step, Marker):
                    events.append(Event((step.text,)))
                else:
                    tag = step.tag
            elif line != "runaway":
                events.append(self._event(line, tag))
        return tuple(events), "runaway" in lines

    def _event(self, pid: str, tag: str) -> Event:
        raw = (self.tools / "e" / pid).read_text("utf-8", "surrogateescape")
        env, cwd, limits, argv, descriptors, stdin = self._plain(raw).split(FIELD, 5)
        words = argv.split(ITEM)[:-1]
        words[0] = words[0].removesuffix("__")
        limits = " ".join(limits.split())
        return Event(tuple(words), tag, cwd.strip() or "/", limits, _NOISE.sub("", env), descriptors, stdin)

    def _plain(self, text: str) -> str:
        text = _TIMES.sub("0m0.000s", text)
        return text.replace(self.prefix, "") if self.prefix else text

    def _files(self) -> tuple[tuple[str, str], ...]:
        """Path, then mode and content, of all that a step may have made."""
        found = []
        for folder, folders, files in os.walk(self.root):
            if Path(folder) == self.root:
                folders[:] = [name for name in folders if name not in _KEPT]
            found.append((folder, oct(os.stat(folder).st_mode)))
            for name in files:
                path = Path(folder, name)
                if path.is_file():
                    text = self._plain(path.read_text("utf-8", "surrogateescape"))
                    found.append((str(path), f"{oct(path.stat().st_mode)} {text}"))
        return tuple(sorted((path[len(str(self.root)) :], what) for path, what in found))


def _end(group: int) -> None:
    try:
        os.killpg(group, 9)
    except (ProcessLookupError, PermissionError):
        return


def _open_up(function: object, path: str, _: object) -> None:
    """A directory that a step's umask closed."""
    os.chmod(os.path.dirname(path), 0o700)
    os.chmod(path, 0o700)
    shutil.rmtree(path, ignore_errors=True) if os.path.isdir(path) else os.unlink(path)

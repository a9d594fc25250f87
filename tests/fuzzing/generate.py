"""Random Dockerfiles whose instructions get in each other's way: the same few paths, users and modes.

Most of them build. What a file does is of no use; that its steps read, own, delete and shadow what others
wrote is the point.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: The build context: name -> (mode, text). Small, with a folder in a folder, a script and an empty file.
FILES = {
    "app/main.py": (0o644, "print(1)\n"),
    "app/run.sh": (0o755, "#!/bin/sh\necho run\n"),
    "app/lib/deep.py": (0o600, "deep = 1\n"),
    "app/lib/tool": (0o644, "#!/bin/sh\necho tool\n"),
    "conf/app.conf": (0o640, "a=1\n"),
    "entry.sh": (0o644, "#!/bin/sh\nexec \"$@\"\n"),
    "readme.txt": (0o644, "read me\n"),
    "empty": (0o644, ""),
}
FOLDER_MODES = {"app": 0o755, "app/lib": 0o750, "conf": 0o700}

TREES = ("/app", "/srv/app", "/opt/app", "/data", "/home/app", "/var/lib/app", "/usr/local/bin", "/etc/app")
NAMES = ("main.py", "run.sh", "lib", "lib/tool", "entry.sh", "made", "made/deep", "app.conf", "readme.txt")
OWNERS = (
    "app:app", "77:77", "root:root", "app", "77:88", "app:", ":app", "77", "0:0", "root", "nobody", "1000:1000",
    "$OWNER",
)  # fmt: skip
MODES = ("755", "0644", "+x", "a+rX", "u+x", "-R 755", "-R a+rX", "-R g=u", "4755", "-R 700", "go-w", "$MODE")


def write_context(folder: Path) -> None:
    """Puts the build context below an empty folder."""
    for name, (mode, text) in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
    for name, mode in FOLDER_MODES.items():
        (folder / name).chmod(mode)


@dataclass
class Writer:
    """One Dockerfile in the making. `debian`: whether useradd and bash are there."""

    random: random.Random
    debian: bool
    apt: bool
    lines: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=lambda: ["/tmp", "/etc/passwd"])

    def pick(self, *choices: str) -> str:
        """One of the choices."""
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        """True in that share of calls."""
        return self.random.random() < share

    def tree(self) -> str:
        """A folder that the file works on; the first few are the usual ones, so that steps meet."""
        return self.random.choice(TREES[: self.random.choice((1, 2, 3, len(TREES)))])

    def path(self) -> str:
        """A folder, something in it, or something relative to WORKDIR."""
        if self.chance(0.75):
            return self.random.choice(self.known[-self.random.choice((1, 2, 4, 9)) :])
        tree, name = self.tree(), self.random.choice(NAMES)
        return self.pick(tree, f"{tree}/{name}", tree, f"{tree}/", name, ".", f"{tree}/*", f"$ROOT/{name}")


def dockerfile(seed: int) -> str:
    """A Dockerfile, always the same for one seed."""
    rng = random.Random(seed)
    base = rng.choice(("busybox", "debian:bookworm-slim", "debian:bookworm-slim", "debian:fastapt"))
    out = Writer(rng, base != "busybox", base == "debian:fastapt")
    if out.chance(0.15):
        out.lines += [f"FROM {base} AS build", *_made(out, 3), ""]
    if out.chance(0.1):
        out.lines += ["ARG TAG=0"]
    out.lines += [f"FROM {base}" + (" AS last" if out.chance(0.2) else "")]
    if out.chance(0.3):
        out.lines += ["ENV ROOT=/app MODE=755", "ARG OWNER=77:77"]
    out.lines += _made(out, rng.randint(4, 14))
    return "\n".join(out.lines) + ("\n" if out.chance(0.95) else "")


def _made(out: Writer, count: int) -> list[str]:
    kinds, weights = [kind for kind, _ in _KINDS], [weight for _, weight in _KINDS]
    lines: list[str] = []
    if out.chance(0.85):
        lines.append(_user(out))
    for _ in range(count):
        lines.append(out.random.choices(kinds, weights)[0](out))
        if out.chance(0.1):
            lines.append("# a note")
        if out.chance(0.15):
            lines.append("")
    return lines


def _user(out: Writer) -> str:
    if out.debian:
        return "RUN " + out.pick(
            "useradd -m app", "useradd -u 77 -U app", "groupadd -g 88 app && useradd -u 77 -g app app",
            "groupadd app && useradd -r -g app -d /app app", "adduser --system --group app",
            "useradd -m -d /srv/app app", "useradd -N app && groupadd app",
        )  # fmt: skip
    return "RUN " + out.pick(
        "adduser -D app", "adduser -D -H -u 77 app", "addgroup -g 88 app && adduser -D -u 77 -G app app",
        "addgroup -S app && adduser -S -G app app", "adduser -D -h /app app",
    )  # fmt: skip


def _copy(out: Writer) -> str:
    sources = out.pick(
        "app", "app/", "app/main.py", "app/run.sh", "entry.sh", ".", "app conf", "entry.sh readme.txt", "app/*",
        "app/lib", "conf/app.conf", "*.sh", "readme.txt app/main.py",
    )  # fmt: skip
    target = out.pick(out.tree(), out.tree() + "/", out.path().replace("*", ""))
    out.known += [target.rstrip("/"), *([f"{target.rstrip('/')}/{NAMES[0]}"] if sources in ("app", "app/") else [])]
    if " " in sources or "*" in sources:
        target = target.rstrip("/") + "/"
    flags = ""
    if out.chance(0.12):
        flags += f"--chown={out.pick('app:app', '77:77', 'root:root', 'app', '77')} "
    if out.chance(0.08):
        flags += f"--chmod={out.pick('755', '0644')} "
    if out.chance(0.08) and any(line.endswith("AS build") for line in out.lines):
        flags, sources = "--from=build " + flags, out.path().replace("*", "")
    keyword = "ADD" if out.chance(0.1) and "from" not in flags else "COPY"
    if out.chance(0.06):
        words = ", ".join(f'"{word}"' for word in (*sources.split(), target))
        return f"{keyword} {flags}[{words}]"
    return f"{keyword} {flags}{sources} {target}"


def _own(out: Writer) -> str:
    options = out.pick("-R ", "-R ", "-R ", "", "-h ", "-Rh ", "--recursive " if out.debian else "-R ")
    paths = " ".join(out.path() for _ in range(out.random.choice((1, 1, 1, 2))))
    return f"chown {options}{out.pick(*OWNERS[: out.random.choice((1, 5, len(OWNERS)))])} {paths}"


def _mode(out: Writer) -> str:
    return f"chmod {out.pick(*MODES)} {out.path()}"


def _write(out: Writer) -> str:
    path = out.pick(f"{out.tree()}/made", out.path()).rstrip("/*.") or "/app/made"
    out.known.append(path)
    return out.pick(
        f"mkdir -p {path}", f"mkdir -p {path} && echo x > {path}/made", f"echo x >> {path}", f"touch {path}",
        f"rm -rf {path}", f"rm -f {path}", f"cp -r {out.tree()} {path}", f"mv {out.path()} {path}",
        f"ln -sf {out.path()} {path}", f"install -m 755 /etc/passwd {path}" , f"mkdir -m 700 {path}",
        f"cp -p {out.path()} {path}",
    )  # fmt: skip


def _read(out: Writer) -> str:
    tree = out.tree()
    log = out.pick("/log", "/log", f"{tree}/log")
    # (`find TREE | sort >> TREE/log` would race: find may or may not see the log)
    return out.pick(
        f"find {tree} -exec stat -c '%n %u:%g %a' {{}} + | sort >> /log", f"stat -c '%u %a' {out.path()} >> {log}",
        f"pwd >> {log}", f"id -u >> {log}", f"test -x {out.path()} && echo yes >> {log}",
        f"env | sort | grep -v HOST >> {log}",
        f"umask >> {log}", f"ls {tree} >> {log}", f"test -e {out.path()}", f"cat {tree}/main.py >> {log}",
    )  # fmt: skip


def _leak(out: Writer) -> str:
    return out.pick(
        "cd /tmp", f"cd {out.tree()}", "export ROOT=/srv", "umask 077", "set -e", "set -u", "ROOT=/opt",
        "alias ls=false",
        "set -- a b", "trap 'echo bye >> /log' EXIT", "f() { echo f; }", "exec 3>/dev/null", "IFS=,", "readonly Z=1",
    )  # fmt: skip


def _apt(out: Writer) -> str:
    if not out.apt:
        return _read(out)
    package = out.pick("alpha", "beta", "gamma", "alpha gamma")
    return out.pick(
        "apt-get update", f"apt-get update && apt-get install -y {package}", f"apt-get install -y {package}",
        "apt-get clean", "rm -rf /var/lib/apt/lists/*", f"apt-get purge -y {package}", "apt-get autoremove -y",
        f"apt-get update -qq; apt-get install -y --no-install-recommends {package}",
        f"apt-get update && apt-get install -y {package} && rm -rf /var/lib/apt/lists/*",
    )  # fmt: skip


def _command(out: Writer) -> str:
    made: Callable[[Writer], str] = out.random.choices(
        (_own, _mode, _write, _read, _leak, _apt), (24, 14, 26, 18, 12, 14 if out.apt else 0)
    )[0]
    return made(out)


def _run(out: Writer) -> str:
    commands = [_command(out) for _ in range(out.random.choice((1, 1, 1, 2, 2, 3)))]
    text = commands[0]
    for command in commands[1:]:
        joint = out.pick(" && ", " && ", " && ", "; ", " || ", " && \\\n    ", " \\\n && ")
        text += joint + command
    text = out.random.choices(
        (text, f"set -e; {text}", f"set -eux; {text}", f"( {text} )", f"{{ {text}; }}", f"{text} || true",
         f"if true; then {text}; fi", f"{text} # end", f"{text};", f"for i in 1 2; do {text}; done", f"! {text}",
         f"sh -c '{text}'" if "'" not in text else text),
        (70, 3, 2, 3, 2, 4, 2, 1, 2, 1, 1, 2),
    )[0]  # fmt: skip
    return f"RUN {text}"


def _run_own(out: Writer) -> str:
    return f"RUN {_own(out)}"


def _run_mode(out: Writer) -> str:
    return f"RUN {_mode(out)}"


def _other(out: Writer) -> str:
    return out.pick(
        f"WORKDIR {out.tree()}", f"WORKDIR {out.tree()}", "WORKDIR sub", "USER app", "USER root", "USER 77",
        "USER root",
        f"ENV ROOT={out.tree()}", "ENV MODE=755 PATH=/app:$PATH", "ARG X=1", "LABEL a=b", "EXPOSE 80",
        f"VOLUME {out.tree()}",
        'CMD ["sh"]', f"COPY <<EOF {out.tree()}/inline\ntext\nEOF", "STOPSIGNAL 9", "ONBUILD RUN true",
        'SHELL ["/bin/sh", "-ec"]',
    )  # fmt: skip


_KINDS = ((_copy, 24), (_run, 36), (_run_own, 14), (_run_mode, 8), (_other, 18))

"""Short rows of instructions, each made so that one kind of wrong rewrite would show in the image."""

from __future__ import annotations

import io
import random
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from fuzzing.scripts import DEEDS, Called, script_of
from fuzzing.stand_ins import ALPINE, BASE, NODE

#: A file of the context: its mode and its content, or where a link leads.
File = tuple[int, str | bytes]


@dataclass(frozen=True)
class Episode:
    """`kind`: what it would show. `files`, `links`, `folders` (with their modes): of the context. `base`: its image.

    `build_args`: what the build is given. `modes_at_build`: those that files of the context have only when the image
    is built, as another umask gives them. `at_run_time`: an instruction that builds on the image before and after, or
    on neither: what something does in a container.
    """

    kind: str
    lines: list[str]
    files: dict[str, File] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    base: str = BASE
    build_args: tuple[str, ...] = ()
    modes_at_build: dict[str, int] = field(default_factory=dict)
    at_run_time: str = ""


def _copies(called: Called) -> list[str]:
    return [text if text.startswith("COPY ") else f"COPY {text} /scripts/" for text in called.copies]


def _deed(rng: random.Random, number: int) -> Episode:
    deed = rng.choice(DEEDS)
    called = script_of(rng, deed.shell, f"step{number}")
    before = "date --version >> /log && " if deed.kind == "front" else ""  # the shell knows where date is
    lines = [*_copies(called), f"RUN {called.flags}{before}{called.command}", f"RUN {called.flags}{deed.seen_by}"]
    return Episode(f"script-{deed.kind}", lines, dict(called.files))


def _daemon(rng: random.Random, number: int) -> Episode:
    start = rng.choice((
        "php-fpm8.2", "searchd --daemonize", "su root -c php-fpm8.2", "script -qc memcached /dev/null",
        "workerd --background", "nice -n 5 memcached -d", "sh -c 'php-fpm8.2'", "env A=1 php-fpm8.2",
    ))  # fmt: skip
    return Episode("daemon", [f"RUN {start} && echo started >> /log", f"RUN {start} && echo again >> /log"])


def _inline_code(rng: random.Random, number: int) -> Episode:
    quiet = "stdin=-3, stdout=-3, stderr=-3"
    code = rng.choice((
        f"python3 -c \"import subprocess as s; s.Popen(['sleep', '300'], {quiet})\"",
        "perl -e 'exit if fork; close STDIN; close STDOUT; close STDERR; exec qw(sleep 300)'",
    ))
    return Episode("inline-code", [f"RUN {code}", "RUN (grep -lxs sleep /proc/[0-9]*/comm || true) | wc -l >> /log"])


def _cleanup(rng: random.Random, number: int) -> Episode:
    install = rng.choice((
        "NPM_TOKEN=secret npm ci", "npm_config_cache=/opt/cache npm install", "HOME=/tmp/home npm ci",
        "npm config set cache /opt/cache && npm ci", "export NPM_TOKEN=secret && npm ci", "npm ci",
    ))
    token = "NPM_TOKEN" in install
    files: dict[str, File] = {"package.json": (0o644, '{"name": "x"}\n')}
    if token:
        files[".npmrc"] = (0o644, "//registry.example/:_authToken=${NPM_TOKEN}\n")
    names = " ".join(files)
    return Episode("cleanup", [f"WORKDIR /web{number}", f"COPY {names} ./", f"RUN {install}"], files, base=NODE)


def _list_reader(rng: random.Random, number: int) -> Episode:
    command = rng.choice(("apt-get install -y gamma", "apt-cache show gamma > /shown", "apt-get -y install beta gamma"))
    called = script_of(rng, command, f"pkgs{number}")
    filled = "RUN apt-get update && apt-get install -y alpha"
    return Episode("list-reader", [filled, *_copies(called), f"RUN {called.flags}{called.command}"], dict(called.files))


def _npm_reader(rng: random.Random, number: int) -> Episode:
    package: File = (0o644, '{"name": "x", "scripts": {"again": "npm ci --offline"}}\n')
    begin = [f"WORKDIR /web{number}", "COPY package.json ./", "RUN npm ci"]
    again = rng.choice(("npm run again", "npm ci --offline", "SETTING", "SCRIPT"))
    if again == "SETTING":
        lines = [*begin, "ENV npm_config_offline=true", "RUN npm ci"]
        return Episode("npm-reader", lines, {"package.json": package}, base=NODE)
    if again == "SCRIPT":
        called = script_of(rng, f"cd /web{number} && npm ci --offline", f"again{number}")
        files: dict[str, File] = {**called.files, "package.json": package}
        lines = [*begin, *_copies(called), f"RUN {called.flags}{called.command}"]
        return Episode("npm-reader", lines, files, base=NODE)
    return Episode("npm-reader", [*begin, f"RUN {again}"], {"package.json": package}, base=NODE)


def _archive(rng: random.Random, number: int) -> Episode:
    fetch = f"curl -fsSLO https://example.org/pkg{number}.tar.gz && tar xzf pkg{number}.tar.gz"
    begin = [f"WORKDIR /dl{number}", f"RUN {fetch}"]
    files: dict[str, File] = {f"sums{number}": (0o644, f"{'0' * 64}  pkg{number}.tar.gz\n")}
    read = rng.choice((f"ls -l pkg{number}.tar.gz", f"find /dl{number} -type f | sort", f"ls /dl{number}"))
    if rng.random() < 0.4:
        lines = [*begin, f"COPY sums{number} ./", f"RUN cut -c67- sums{number} | xargs ls >> /log"]
        return Episode("archive", lines, files)
    called = script_of(rng, f"{read} | tr -s ' ' | cut -d' ' -f9- >> /log", f"look{number}")
    return Episode("archive", [*begin, *_copies(called), f"RUN {called.flags}{called.command}"], dict(called.files))


def _mode(rng: random.Random, number: int) -> Episode:
    path = f"/opt/tool{number}/run.sh"
    folder = path.rpartition("/")[0]
    look = rng.choice((
        f"[ -x {path} ] && echo yes >> /log || echo no >> /log", f"stat -c %a {path} >> /log", f"cp {path} /copied",
        f"find {folder} -executable -type f >> /log", f"tar -cf - -C {folder} . | tar -tvf - | cut -c1-10 >> /log",
        f"command -v {path} >> /log || true", f"ls -F {folder} >> /log", f"cp -a {folder} /copied-folder",
        f"install -D {path} /installed", f"python3 -c \"import os; print(os.access('{path}', 1))\" >> /log",
    ))  # fmt: skip
    change = rng.choice(("chmod 755", "chmod +x", "chmod a+rx"))
    called = script_of(rng, look, f"see{number}") if rng.random() < 0.4 else Called({}, [], look)
    between = [*_copies(called), f"RUN {called.flags}{called.command}"]
    files: dict[str, File] = {**called.files, "run.sh": (0o644, "#!/bin/sh\necho run\n")}
    return Episode("mode", [f"COPY run.sh {path}", *between, f"RUN {change} {path}"], files)


def _setgid(rng: random.Random, number: int) -> Episode:
    place = rng.choice(("/opt/shared/app", "/data/app", "/opt/app", "/var/local/app", "/var/mail/app"))
    base = "corp.example/setgid:3" if place.startswith(("/opt/shared", "/data")) else BASE
    change = rng.choice(("chmod -R 750", "chmod -R 755", "chown -R root:root", "chown -R 77:77", "chown -R root"))
    source = "marked" if place == "/opt/app" else "tree"
    files: dict[str, File] = {f"{source}/a": (0o644, "a\n"), f"{source}/deep/b": (0o644, "b\n")}
    folders = {"marked": 0o2755, "marked/deep": 0o2755} if source == "marked" else {}
    lines = [f"COPY {source} {place}", f"RUN {change} {place}"]
    return Episode("setgid", lines, files, folders=folders, base=base)


def _archive_by_content(rng: random.Random, number: int) -> Episode:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        info = tarfile.TarInfo("inner/file")
        info.uid = info.gid = 1000
        info.mode, info.size = 0o640, 5
        tar.addfile(info, io.BytesIO(b"text\n"))
    change = rng.choice(("chown -R root:root /opt/unpacked", "chmod -R 755 /opt/unpacked"))
    lines = [f"ADD bundle{number} /opt/unpacked/", f"RUN {change}"]
    return Episode("unpacked", lines, {f"bundle{number}": (0o644, out.getvalue())})


def _argument(rng: random.Random, number: int) -> Episode:
    declared = ["ENV OWNER=77:77", "ARG OWNER=88:88"]
    if rng.random() < 0.4:
        declared.reverse()
    change = rng.choice(("chown -R $OWNER /opt/owned", "chown -R ${OWNER} /opt/owned"))
    lines = [*declared, "COPY tree /opt/owned", f"RUN {change}"]
    args = ("OWNER=99:99",) if rng.random() < 0.7 else ()
    return Episode("env-arg", lines, {"tree/a": (0o644, "a\n")}, build_args=args)


def _base_user(rng: random.Random, number: int) -> Episode:
    place = rng.choice(("/srv/shared/run.sh", "/home/app/run.sh"))
    change = rng.choice((f"chmod +x {place}", f"chmod 755 {place} || echo no >> /srv/shared/log"))
    lines = [f"COPY run.sh {place}", f"RUN {change}"]
    return Episode("base-user", lines, {"run.sh": (0o644, "#!/bin/sh\n")}, base="corp.example/user:3")


def _link(rng: random.Random, number: int) -> Episode:
    change = rng.choice(("chown -R 77:77", "chown -R 77:77", "chmod -R 700"))
    target = rng.choice(("/srv/current/app", "/srv/current"))
    lines = ["COPY rootfs/ /", f"COPY tree {target}", f"RUN {change} {target}"]
    files: dict[str, File] = {"rootfs/srv/releases/keep": (0o644, "k\n"), "tree/a": (0o644, "a\n")}
    return Episode("link", lines, files, {"rootfs/srv/current": "releases"})


def _package_folder(rng: random.Random, number: int) -> Episode:
    remove = rng.choice(("apt-get purge -y alpha", "apt-get remove -y alpha", "dpkg -r alpha"))
    lines = ["RUN apt-get update && apt-get install -y alpha", "WORKDIR /usr/share/alpha", f"RUN {remove}"]
    return Episode("package-folder", [*lines, "RUN pwd >> /log && touch here", "WORKDIR /work"])


def _triggers(rng: random.Random, number: int) -> Episode:
    return Episode("onbuild", ["ONBUILD RUN mkdir -p /app/build", "ONBUILD RUN echo hi > /app/build/x"])


def _base_errexit(rng: random.Random, number: int) -> Episode:
    second = rng.choice((
        "false; echo went on >> /log", "echo $- >> /log; true", "cp /nowhere /x; echo copied >> /log",
        "test -e /nowhere && echo x; echo last >> /log",
    ))
    lines = ["RUN mkdir -p /opt/x && echo first >> /log", f"RUN {second}", "RUN echo a > /opt/x/a; echo b > /opt/x/b"]
    return Episode("base-errexit", lines, base="corp.example/errexit:3")


def _start_file(rng: random.Random, number: int) -> Episode:
    if rng.random() < 0.5:
        lines = ["RUN echo 'export LATER=1' >> /etc/start.env", 'RUN echo "$LATER $FROM_START" >> /log']
        return Episode("start-file", lines, base="corp.example/env:3")
    lines = ['SHELL ["/bin/bash", "-c"]', "ENV BASH_ENV=/etc/my.env", "RUN echo 'export LATER=1' >> /etc/my.env"]
    return Episode("start-file", [*lines, 'RUN echo "later $LATER" >> /log'])


def _clock(rng: random.Random, number: int) -> Episode:
    lines = ['SHELL ["/bin/bash", "-c"]', "RUN sleep 1.1; echo slow >> /log", "RUN echo $SECONDS >> /log"]
    return Episode("seconds", lines)


def _times(rng: random.Random, number: int) -> Episode:
    look = rng.choice((
        "if [ src -nt out ]; then cp src out; fi", "find . -newer out -name src >> /log", "cp -u src out",
        "mv -u src out", "test out -ot src && echo older >> /log || echo no >> /log",
    ))
    return Episode("times", ["WORKDIR /times", "RUN echo b > out", "RUN echo c > src", f"RUN {look}", "WORKDIR /work"])


def _lists_twice(rng: random.Random, number: int) -> Episode:
    rest = ["RUN apt-get update", "RUN apt-get install -y alpha"]
    rng.shuffle(rest)
    last = "RUN apt-get update && apt-get install -y gamma" + rng.choice(("", " && rm -rf /var/lib/apt/lists/*"))
    lines = ["RUN apt-get update", *rest, last, rng.choice(("RUN rm -rf /var/lib/apt/lists/*", "RUN apt-get clean"))]
    return Episode("lists", lines)


def _package(rng: random.Random, number: int) -> Episode:
    named = rng.choice(("locales", "alpha locales", "locales-all alpha", "dash", "alpha dash ksh", "tree ksh"))
    lines = ['SHELL ["/bin/bash", "-c"]', "ENV LANG=xx_XX.UTF-8"] if "locales" in named else []
    lines.append(f"RUN apt-get update && apt-get install -y {named} && rm -rf /var/lib/apt/lists/*")
    seen = "x=\u00e4; echo ${#x} >> /log" if "locales" in named else "echo ${BASH_VERSION:+bash} >> /log"
    return Episode("package", [*lines, f"RUN {seen}"])


def _unread(rng: random.Random, number: int) -> Episode:
    deed = rng.choice([deed for deed in DEEDS if deed.kind in ("server", "group", "shm")])
    kind = rng.choice(("jar", "zipapp", "sqlite", "find", "loop"))
    files: dict[str, File] = {}
    if kind == "jar":
        files[f"do{number}.jar"] = (0o644, b"PK\x03\x04\0\xff\n" + deed.shell.encode() + b"\n")
        command = f"java -jar /unread/do{number}.jar"
    elif kind == "zipapp":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            code = f"import subprocess\nsubprocess.run({deed.shell!r}, shell=True, check=True)\n"
            archive.writestr(zipfile.ZipInfo("__main__.py"), code)
        files[f"do{number}.pyz"] = (0o644, out.getvalue())
        command = f"python3 /unread/do{number}.pyz"
    elif kind == "sqlite":
        files[f"do{number}.sql"] = (0o644, f".shell {deed.shell}\n")
        command = rng.choice((f"sqlite3 /db < /unread/do{number}.sql", f"cat /unread/do{number}.sql | sqlite3 /db"))
    else:
        files[f"do{number}.sh"] = (0o755, f"#!/bin/sh\n{deed.shell}\n")
        loop = f"for f in /unread/do{number}*; do \"$f\"; done"
        command = loop if kind == "loop" else f"find /unread -name 'do{number}.sh' -exec {{}} \\;"
    return Episode("unread", [f"COPY {next(iter(files))} /unread/", f"RUN {command}", f"RUN {deed.seen_by}"], files)


def _kept(rng: random.Random, number: int) -> Episode:
    keep = rng.choice((
        f"cd / && tar cf /kept{number}.tar var/lib/apt", f"find /var/lib -type f | sort > /kept{number}",
        f"cp -a /var/lib/apt /kept{number}", f"cd /var && ls -R lib/apt > /kept{number}",
        f"d=/var/lib; echo $(find $d/apt -type f | wc -l) > /kept{number}",
    ))  # fmt: skip
    called = script_of(rng, keep, f"keep{number}") if rng.random() < 0.3 else Called({}, [], keep)
    lines = ["RUN apt-get update && apt-get install -y alpha", "ENV KEPT=1", *_copies(called)]
    return Episode("kept", [*lines, f"RUN {called.flags}{called.command}"], dict(called.files))


def _unseen(rng: random.Random, number: int) -> Episode:
    deed = rng.choice(("group", "server", "shm"))
    address = f"https://example.org/{deed}/tool"
    place = rng.choice((f"/usr/local/bin/tool{number}", f"/usr/bin/tool{number}", f"/opt/t/bin/tool{number}"))
    name = place if place.startswith("/opt") else f"tool{number}"
    fetched = f"mkdir -p {place.rpartition('/')[0]} && curl -fsSL {address} -o {place} && chmod 755 {place}"
    seen = next(one.seen_by for one in DEEDS if one.kind == deed)
    if rng.random() < 0.5:
        return Episode("unseen", [f"RUN {fetched} && {name} setup", f"RUN {seen}"])
    return Episode("unseen", [f"RUN {fetched}", f"RUN {name} setup", f"RUN {seen}"])


def _zone(rng: random.Random, number: int) -> Episode:
    told = rng.choice(("printf '%(%z)T\\n' 0 >> /log", "date +%z >> /log"))
    first = rng.choice((f"{told} && ", "", f"{told}; "))
    install = "apt-get update && apt-get install -y tzdata && rm -rf /var/lib/apt/lists/*"
    lines = ['SHELL ["/bin/bash", "-c"]', "ENV TZ=Asia/Tokyo", f"RUN {first}{install}", f"RUN {told}"]
    return Episode("zone", lines)


def _other_date(rng: random.Random, number: int) -> Episode:
    named = rng.choice(("coreutils", "alpha coreutils"))
    first = rng.choice(("date -d @0 +%Y >> /log && ", "date -d @0 +%Y >> /log; ", ""))
    lines = [f"RUN {first}apt-get update && apt-get install -y {named} && rm -rf /var/lib/apt/lists/*"]
    return Episode("coreutils", [*lines, "RUN date -d @0 +%Y >> /log"])


def _alpine(rng: random.Random, number: int) -> Episode:
    named = rng.choice(("coreutils", "tzdata tree", "tree", "coreutils tzdata"))
    flags = rng.choice(("", "--no-cache ", "--no-cache "))
    first = rng.choice(("date -d @0 +%Y >> /log && ", "date -d @0 +%Y >> /log; ", ""))
    after = rng.choice(("date -d @0 +%Y >> /log", "ls -R /var/cache > /cached", "tree /opt >> /log || true"))
    lines = [f"RUN {first}apk add {flags}{named}", "RUN mkdir -p /opt/x", f"RUN {after}"]
    if rng.random() < 0.5:
        lines += ["COPY tree /opt/tree", rng.choice(("RUN chown -R 77:77 /opt/tree", "RUN chmod -R 755 /opt/tree"))]
    return Episode("alpine", lines, {"tree/a": (0o644, "a\n")}, base=ALPINE)


def _listed(rng: random.Random, number: int) -> Episode:
    look = rng.choice((
        "ls -R $FOLDER > /listed", "echo /var/lib | xargs ls -R > /listed", "find $FOLDER -type f | sort > /listed",
        "sha256sum /var/lib/*/*/* > /listed 2>/dev/null || true", "echo /var/lib/*/* > /listed",
        "du -a $FOLDER | cut -f2 | sort | tee /listed", "cp -r $FOLDER /copied",
    ))  # fmt: skip
    begin = ["ARG FOLDER=/var/lib", "RUN apt-get update && apt-get install -y alpha", "ENV LISTED=1"]
    return Episode("listed", [*begin, f"RUN {look}"])


#: Each with how often it is taken.
EPISODES: tuple[tuple[Callable[[random.Random, int], Episode], int], ...] = (
    (_deed, 14), (_daemon, 3), (_inline_code, 2), (_cleanup, 3), (_list_reader, 4), (_npm_reader, 3), (_archive, 4),
    (_mode, 4), (_setgid, 4), (_archive_by_content, 1), (_argument, 2), (_base_user, 2), (_link, 2),
    (_package_folder, 1), (_triggers, 1), (_base_errexit, 2), (_start_file, 2), (_clock, 1), (_times, 2),
    (_lists_twice, 2),
)  # fmt: skip
#: Those that only seeds from `FIRST_LATER` on take: what the seeds before it give stays as it was.
LATER_EPISODES: tuple[tuple[Callable[[random.Random, int], Episode], int], ...] = (
    (_package, 3), (_unread, 4), (_kept, 3),
)  # fmt: skip
FIRST_LATER = 1_000
#: And those that only seeds from `FIRST_NEWEST` on take.
NEWEST_EPISODES: tuple[tuple[Callable[[random.Random, int], Episode], int], ...] = (
    (_unseen, 6), (_zone, 3), (_other_date, 3), (_alpine, 6), (_listed, 5),
)  # fmt: skip
FIRST_NEWEST = 20_000

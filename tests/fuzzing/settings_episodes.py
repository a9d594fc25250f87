"""Episodes of what programs take in by themselves, of what runs later, and of owners and modes between two steps."""

from __future__ import annotations

import random
from collections.abc import Callable

from fuzzing.episodes import Episode, File
from fuzzing.scripts import DEEDS, Deed
from fuzzing.stand_ins import BASE, SETTINGS, SETTINGS_NODE


def _any_deed(rng: random.Random) -> Deed:
    return rng.choice([deed for deed in DEEDS if deed.kind in ("server", "group", "shm") and "'" not in deed.shell])


def _git_settings(rng: random.Random, number: int) -> Episode:
    deed = _any_deed(rng)
    place = rng.choice(("/root/.gitconfig", "/etc/gitconfig"))
    files: dict[str, File] = {f"git{number}": (0o644, f"[alias]\n\tgo = !{deed.shell}\n")}
    return Episode(
        "git-settings", [f"COPY git{number} {place}", "RUN git go", f"RUN {deed.seen_by}"], files, base=SETTINGS
    )


def _ssh_settings(rng: random.Random, number: int) -> Episode:
    deed = _any_deed(rng)
    files: dict[str, File] = {f"ssh{number}": (0o600, f"Host *\n  ProxyCommand {deed.shell}\n")}
    lines = [f"COPY ssh{number} /root/.ssh/config", "RUN ssh host.example true", f"RUN {deed.seen_by}"]
    return Episode("ssh-settings", lines, files, base=SETTINGS)


def _package_hook(rng: random.Random, number: int) -> Episode:
    deed = _any_deed(rng)
    when = rng.choice(("DPkg::Post-Invoke", "DPkg::Pre-Invoke", "APT::Update::Post-Invoke"))
    files: dict[str, File] = {f"hook{number}": (0o644, f"{when} {{\"{deed.shell}\";}};\n")}
    install = "apt-get update && apt-get install -y alpha && rm -rf /var/lib/apt/lists/*"
    lines = [f"COPY hook{number} /etc/apt/apt.conf.d/99hook", f"RUN {install}", f"RUN {deed.seen_by}"]
    return Episode("package-hook", lines, files)


def _python_start(rng: random.Random, number: int) -> Episode:
    deed = _any_deed(rng)
    code = f"import os; os.system({deed.shell!r})\n"
    name = rng.choice((f"x{number}.pth", "sitecustomize.py"))
    lines = [f"COPY start{number} /usr/lib/python3/dist-packages/{name}", "RUN python3 -c 'print(1)' >> /log"]
    return Episode("python-start", [*lines, f"RUN {deed.seen_by}"], {f"start{number}": (0o644, code)})


def _r_start(rng: random.Random, number: int) -> Episode:
    deed = _any_deed(rng)
    place = rng.choice(("/root/.Rprofile", "/work/.Rprofile"))
    files: dict[str, File] = {f"r{number}": (0o644, f"system(\"{deed.shell}\")\n")}
    lines = [f"COPY r{number} {place}", "RUN Rscript -e '1' >> /log", f"RUN {deed.seen_by}"]
    return Episode("r-start", lines, files, base=SETTINGS)


def _health_check(rng: random.Random, number: int) -> Episode:
    install = "apt-get install -y gamma"
    check = rng.choice((f"CMD {install}", f"--interval=5m CMD sh -c '{install}'"))
    lines = ["RUN apt-get update && apt-get install -y alpha", f"HEALTHCHECK {check}"]
    return Episode("health-check", lines, at_run_time=f"RUN {install}")


def _offline_settings(rng: random.Random, number: int) -> Episode:
    package: File = (0o644, '{"name": "x"}\n')
    if rng.random() < 0.5:
        lines = [f"WORKDIR /web{number}", "COPY package.json ./", "RUN npm ci", "COPY .npmrc ./", "RUN npm ci"]
        files: dict[str, File] = {"package.json": package, ".npmrc": (0o644, "offline=true\n")}
        return Episode("offline-settings", lines, files, base=SETTINGS_NODE)
    lines = [f"WORKDIR /py{number}", "RUN uv pip install x", "COPY uv.toml ./", "RUN uv pip install x"]
    return Episode("offline-settings", lines, {"uv.toml": (0o644, "offline = true\n")}, base=SETTINGS_NODE)


def _umask(rng: random.Random, number: int) -> Episode:
    had, has = rng.choice(((0o664, 0o644), (0o600, 0o644), (0o640, 0o644)))
    change = rng.choice(("chmod +x", "chmod u+x", "chmod a+rx"))
    lines = [f"COPY run{number} /usr/local/bin/run{number}", f"RUN {change} /usr/local/bin/run{number}"]
    return Episode("umask", lines, {f"run{number}": (had, "#!/bin/sh\n")}, modes_at_build={f"run{number}": has})


def _renumbered(rng: random.Random, number: int) -> Episode:
    change = rng.choice(("usermod -u 2000 app", "usermod -u 2000 -g 50 app", "sed -i s/:1000:/:2000:/ /etc/passwd"))
    owner = rng.choice(("app", "app:app"))
    lines = [
        "RUN useradd -u 1000 app", f"COPY --chown={owner} tree /opt/r{number}", f"RUN {change}",
        f"RUN chown -R {owner} /opt/r{number}",
    ]  # fmt: skip
    return Episode("renumbered", lines, {"tree/a": (0o644, "a\n"), "tree/b/c": (0o644, "c\n")})


def _project_install(rng: random.Random, number: int) -> Episode:
    script = rng.choice(("", ', "scripts": {"postinstall": "echo made > made"}', ', "workspaces": ["a"]'))
    files: dict[str, File] = {
        "package.json": (0o644, f'{{"name": "x"{script}}}\n'), "package-lock.json": (0o644, "{}\n"),
        "src/a.js": (0o644, "a\n"),
    }  # fmt: skip
    install = rng.choice(("npm ci", "npm install", "npm ci --omit=dev"))
    lines = [
        f"WORKDIR /web{number}", "COPY package.json package-lock.json ./", f"RUN {install}", "COPY src ./src",
        f"RUN chown -R node:node /web{number}",
    ]  # fmt: skip
    return Episode("project-install", lines, files, base=SETTINGS_NODE)


def _small_copies(rng: random.Random, number: int) -> Episode:
    made = ("mkdir -p {0}/made && echo m > {0}/made/m", "cp -r /etc/apt {0}/apt", "tar -C /etc -cf {0}/t.tar apt")
    fill = rng.choice(made).format(f"/opt/small{number}")
    owner = rng.choice(("77:77", "root:77", "77"))
    folder = f"/opt/small{number}"
    lines = [f"COPY tree {folder}", "RUN echo between >> /log", f"RUN {fill}", f"RUN chown -R {owner} {folder}"]
    return Episode("small-copies", lines, {"tree/a": (0o644, "a\n")})


def _hard_links(rng: random.Random, number: int) -> Episode:
    folder = f"/opt/links{number}"
    link = rng.choice((f"ln {folder}/a /srv/b{number}", f"cp -al {folder} /srv/c{number}", f"ln {folder}/a {folder}/c"))
    change = rng.choice((f"chown 7:7 {folder}/a", f"echo more >> {folder}/a", f"chmod 600 {folder}/a"))
    return Episode("hard-links", [f"RUN mkdir {folder} && echo a > {folder}/a && {link}", f"RUN {change}"], base=BASE)


#: Each with how often it is taken, by seeds from `FIRST` on.
EPISODES: tuple[tuple[Callable[[random.Random, int], Episode], int], ...] = (
    (_git_settings, 3), (_ssh_settings, 3), (_package_hook, 3), (_python_start, 3), (_r_start, 3), (_health_check, 2),
    (_offline_settings, 4), (_umask, 3), (_renumbered, 3), (_project_install, 4), (_small_copies, 3), (_hard_links, 3),
)  # fmt: skip
FIRST = 30_000

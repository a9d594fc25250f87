"""Scripts of a build context: what they do, in five languages, and how a RUN comes to run them."""

from __future__ import annotations

import random
from typing import NamedTuple


class Deed(NamedTuple):
    """What a script does, as commands of a shell, and a RUN that would see it afterwards."""

    kind: str
    shell: str
    seen_by: str


#: How many servers run; of the shell itself, and of what it is asked with, nothing is promised.
_PS = "(grep -lxs sleep /proc/[0-9]*/comm || true) | wc -l >> /log"
_DATE = "/usr/local/sbin/date"
_VERSION = "date --version | head -1 >> /log"
DEEDS = (
    Deed("server", "nohup sleep 300 >/dev/null 2>&1 </dev/null &", _PS),
    Deed("server", "php-fpm8.2", "php-fpm8.2"),
    Deed("server", "memcached -d -u root", "memcached -d -u root"),
    Deed("server", "setsid -f sleep 300 >/dev/null 2>&1 </dev/null", _PS),
    Deed("group", "groupadd -g 4000 builders && usermod -aG builders root", "id -G >> /log"),
    Deed("group", "echo 'ops:x:4001:root' >> /etc/group", "id -G >> /log"),
    Deed("shm", "touch /dev/shm/lock", "ls /dev/shm >> /log"),
    Deed("workdir", "cd / && rm -rf /work && mkdir -p /work", "touch here"),
    Deed("workdir", "cd / && mv /work /work.old && mkdir /work", "touch here"),
    Deed("shell", "ln -sf bash /bin/sh", "echo ${BASH_VERSION:+bash} >> /log"),
    Deed("front", f"printf '#!/bin/sh\\necho new\\n' > {_DATE} && chmod 755 {_DATE}", _VERSION),
    Deed("plain", "echo plain > /plain", "echo next >> /log"),
    Deed("plain", "mkdir -p /opt/made && echo made > /opt/made/file", "ls /opt/made >> /log"),
)


class Called(NamedTuple):
    """A script in the context, what brings it into the image, and the command that runs it."""

    files: dict[str, tuple[int, str]]
    copies: list[str]
    command: str
    flags: str = ""


def script_of(rng: random.Random, commands: str, name: str) -> Called:
    """A script that runs `commands`, in some language, called in some way; `name` has no ending."""
    return rng.choice(_WAYS)(commands, name)


def _shell(commands: str, name: str) -> Called:
    return Called({f"{name}.sh": (0o755, f"#!/bin/sh\nset -e\n{commands}\n")}, [f"{name}.sh"], f"/scripts/{name}.sh")


def _shell_by_name(commands: str, name: str) -> Called:
    return Called({f"{name}.sh": (0o644, f"{commands}\n")}, [f"{name}.sh"], f"sh /scripts/{name}.sh")


def _sourced(commands: str, name: str) -> Called:
    text = f"do_{name}() {{\n  {commands}\n}}\n"
    return Called({f"{name}.sh": (0o644, text)}, [f"{name}.sh"], f". /scripts/{name}.sh && do_{name}")


def _through_another(commands: str, name: str) -> Called:
    files = {
        f"{name}.sh": (0o755, f"#!/bin/bash\nset -e\nhere=$(dirname \"$0\")\nbash \"$here/inner-{name}.sh\"\n"),
        f"inner-{name}.sh": (0o644, f"{commands}\n"),
    }
    return Called(files, list(files), f"/scripts/{name}.sh")


def _mounted(commands: str, name: str) -> Called:
    files = {f"{name}.sh": (0o755, f"#!/bin/sh\n{commands}\n")}
    return Called(files, [], f"/mnt/{name}.sh", "--mount=type=bind,target=/mnt ")


def _on_path(commands: str, name: str) -> Called:
    return Called({f"bin/{name}": (0o755, f"#!/bin/sh\n{commands}\n")}, ["bin"], f"/scripts/{name}")


def _made_here(commands: str, name: str) -> Called:
    text = f"COPY --chmod=755 <<'EOT' /usr/local/bin/{name}\n#!/bin/sh\n{commands}\nEOT"
    return Called({}, [text], name)


def _parts(commands: str, name: str) -> Called:
    files = {f"{name}.d/10-first": (0o755, f"#!/bin/sh\n{commands}\n")}
    return Called(files, [f"{name}.d"], "run-parts --exit-on-error /scripts")


def _loop(commands: str, name: str) -> Called:
    command = f"for f in /scripts/{name}*.sh; do sh \"$f\"; done"
    return Called({f"{name}-1.sh": (0o644, f"{commands}\n")}, [f"{name}-1.sh"], command)


def _python(commands: str, name: str) -> Called:
    text = f"#!/usr/bin/env python3\nimport subprocess\nsubprocess.run({commands!r}, shell=True, check=True)\n"
    return Called({f"{name}.py": (0o755, text)}, [f"{name}.py"], f"python3 /scripts/{name}.py")


def _perl(commands: str, name: str) -> Called:
    quoted = commands.replace("\\", "\\\\").replace("'", "\\'")
    text = f"system('{quoted}') == 0 or die;\n"
    return Called({f"{name}.pl": (0o644, text)}, [f"{name}.pl"], f"perl /scripts/{name}.pl")


def _make(commands: str, name: str) -> Called:
    text = f".PHONY: {name}\nall: other\n{name}:\n\t{commands.replace('$', '$$')}\nother:\n\techo other\n"
    return Called({f"{name}.mk": (0o644, text)}, [f"{name}.mk"], f"make -f /scripts/{name}.mk {name}")


def _package_script(commands: str, name: str) -> Called:
    quoted = commands.replace("\\", "\\\\").replace('"', "'")
    text = f'{{"name": "x", "scripts": {{"{name}": "{quoted}"}}}}\n'
    return Called({"package.json": (0o644, text)}, ["package.json"], f"cd /scripts && npm run {name}")


_WAYS = (
    _shell, _shell, _shell_by_name, _sourced, _through_another, _mounted, _on_path, _made_here, _parts, _loop, _python,
    _perl, _make, _package_script,
)  # fmt: skip

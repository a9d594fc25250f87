"""Base images for contexts with scripts: Debian with make, python and perl, and small programs in place of big ones.

Each is made once; the programs do of what the real ones do as much as a rewrite may break: a server goes on in the
background and is alone on its port, npm has a cache, settings and scripts, curl gives the same archive each time.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from builder import TestBuilder
from builder.bases import BUSYBOX, DEBIAN, FASTAPT

#: Another name where what is in it changes: an image is made once.
BASE = "debian:scripts-4"
NODE = "node:scripts-4"
#: Busybox, and an `apk` of three packages.
ALPINE = "alpine:scripts-4"
#: The first with git, ssh and R, as far as they do what their settings say; NODE with uv, and its npm reads .npmrc.
SETTINGS, SETTINGS_NODE = "debian:settings-1", "node:settings-1"
#: Images of which nothing is known: what each brings.
UNKNOWN = {
    "corp.example/errexit:3": 'SHELL ["/bin/bash", "-ec"]',
    "corp.example/user:3": (
        "RUN useradd -m -u 1001 app && mkdir -p /srv/shared && chown app:app /srv/shared && chmod 2775 /srv/shared\n"
        "WORKDIR /srv/shared\nUSER app"
    ),
    "corp.example/env:3": "RUN echo 'export FROM_START=1' > /etc/start.env\nENV BASH_ENV=/etc/start.env\n"
    'SHELL ["/bin/bash", "-c"]',
    "corp.example/setgid:3": "RUN mkdir -p /opt/shared /data && chgrp 50 /opt/shared && chmod 2775 /opt/shared /data",
    "corp.example/trigger:3": "ONBUILD RUN echo child >> /log",
}

_SERVER = (
    '#!/bin/sh\nname=$(basename "$0")\n'
    'case " $* " in *" -t "*|*" -F "*|*--version*) exit;; esac\n'
    'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " " | grep -q "$name-[r]uns" && exit 1\n'
    'setsid bash -c "exec -a $name-runs sleep 300" >/dev/null 2>&1 </dev/null &\nsleep 0.1\n'
)
_NPM = (
    "#!/bin/sh\n"
    'grep -qs NPM_TOKEN .npmrc && [ -z "$NPM_TOKEN" ] && { echo "no NPM_TOKEN" >&2; exit 7; }\n'
    "cache=${npm_config_cache:-$(cat /usr/local/etc/npm-cache 2>/dev/null || echo $HOME/.npm)}\n"
    'case "$1 $*" in *--offline*) npm_config_offline=true;; esac\n'
    'case "$1" in\ninstall|ci|i) if [ "$npm_config_offline" = true ]; then ls "$cache/_cacache" >/dev/null || exit 1\n'
    '  else mkdir -p "$cache/_cacache"; head -c 300000 /dev/zero > "$cache/_cacache/blob"; fi\n'
    "  mkdir -p node_modules; echo module > node_modules/m;;\n"
    'cache) rm -rf "$cache/_cacache";;\nconfig) echo "$4" > /usr/local/etc/npm-cache;;\n'
    'run) text=$(sed -n "s/.*\\"$2\\": *\\"\\([^\\"]*\\)\\".*/\\1/p" package.json); sh -c "${text:-exit 1}";;\nesac\n'
)
#: What a download does when it is run, by a word of its address.
_DOWNLOADS = {
    "group": "groupadd -g 4000 builders && usermod -aG builders root",
    "server": "setsid -f sleep 300 >/dev/null 2>&1 </dev/null",
    "shm": "touch /dev/shm/lock",
}
#: A time zone of 28,672 seconds east of Greenwich (RFC 8536, version 1).
_ZONE = "TZif" + "\0" * 16 + "\0" * 16 + "\0\0\0\1\0\0\0\4" + "\0\0\x70\0\0\0" + "XST\0"
#: `apk add` fetches an index, which stays without --no-cache; coreutils puts another `date` in the place of busybox's.
_APK = (
    '#!/bin/sh\n[ "$1" = add ] || exit 0\nshift\n'
    'case " $* " in *" --no-cache "*) ;; *) head -c 300000 /dev/zero > /var/cache/apk/APKINDEX.1;; esac\n'
    "for name; do case $name in\n"
    "coreutils) rm -f /bin/date; printf '#!/bin/sh\\necho coreutils\\n' > /bin/date; chmod 755 /bin/date;;\n"
    "tzdata) mkdir -p /usr/share/zoneinfo/Asia; echo zone > /usr/share/zoneinfo/Asia/Tokyo;;\n"
    "tree) mkdir -p /usr/bin; printf '#!/bin/sh\\nfind \"$@\"\\n' > /usr/bin/tree; chmod 755 /usr/bin/tree;;\n"
    "esac; done\n"
)
_CURL = (
    "#!/bin/sh\nout=/dev/stdout\nfor word; do\n"
    'case "$before" in -o|-*o|-O) out=$word;; esac\ncase $word in http*) url=$word;; esac; before=$word\ndone\n'
    'case " $* " in *" -"*O*" "*) out=$(basename "$url");; esac\n'
    "case $url in\n"
    + "".join(f"*/{word}/tool) echo '#!/bin/sh\n{text}' > $out; exit;;\n" for word, text in _DOWNLOADS.items())
    + "esac\n"
    'd=$(mktemp -d); echo "$url" > "$d/readme"\n'
    'tar -C "$d" --mtime=@0 --owner=0 --group=0 -czf - readme > "$out"; rm -r "$d"\n'
)
#: Of git and ssh what their settings start, of R its start-up file.
_GIT = (
    "#!/bin/sh\n"
    'go=$(cat /etc/gitconfig $HOME/.gitconfig 2>/dev/null | sed -n "s/^[ \t]*$1 *= *!//p" | head -1)\n'
    'exec sh -c "${go:-true}"\n'
)
_SSH = (
    "#!/bin/sh\n"
    'go=$(sed -n "s/^[ \t]*ProxyCommand //p" $HOME/.ssh/config 2>/dev/null | head -1)\nsh -c "${go:-true}"\n'
)
_R = (
    "#!/bin/sh\n"
    "for f in .Rprofile $HOME/.Rprofile; do [ -e $f ] && break; done\n"
    "sed -n 's/^system(\"\\(.*\\)\")/\\1/p' $f 2>/dev/null | sh\n"
)
_UV = (
    "#!/bin/sh\n"
    'case " $* " in *" --no-cache "*) cache=$(mktemp -d);; *) cache=${UV_CACHE_DIR:-$HOME/.cache/uv};; esac\n'
    'case "$1" in\ncache) rm -rf "$cache";;\n'
    'pip) if grep -qs "^offline = true" uv.toml; then [ -e "$cache/x" ] || exit 1\n'
    '  else mkdir -p "$cache"; head -c 300000 /dev/zero > "$cache/x"; fi; echo x > /usr/local/x;;\nesac\n'
)
_READS_NPMRC = 'grep -qs "^offline=true" .npmrc && npm_config_offline=true\n'
_NPM_WITH_SETTINGS = _NPM.replace('case "$1 $*"', _READS_NPMRC + 'case "$1 $*"', 1)
#: A jar is a line that is no text, and then commands; sqlite3 does what `.shell` says.
_JAVA = '#!/bin/sh\n[ "$1" = -jar ] || exit 0\ntail -n +2 "$2" | sh\n'
_SQLITE = (
    "#!/bin/sh\nshift\n"
    'if [ $# -gt 0 ]; then printf "%s\\n" "$@"; else cat; fi | sed -n "s/^[.]shell //p" | sh\n'
)
#: Packages that change how tools behave, and what each does when it is installed.
PACKAGES = {
    "locales": "cp -r /usr/lib/locale/C.utf8 /usr/lib/locale/xx_XX.utf8",
    "locales-all": "cp -r /usr/lib/locale/C.utf8 /usr/lib/locale/xx_XX.utf8",
    "dash": "ln -sf bash /bin/sh", "ksh": ":", "tree": ":",
    "tzdata": "mkdir -p /usr/share/zoneinfo/Asia; cp /opt/zone /usr/share/zoneinfo/Asia/Tokyo",
    "coreutils": "cp /opt/other-date /usr/local/bin/date",
}  # fmt: skip
PROGRAMS = {
    "usr/bin/java": _JAVA, "usr/bin/sqlite3": _SQLITE,
    "usr/sbin/php-fpm8.2": _SERVER, "usr/bin/searchd": _SERVER, "usr/bin/memcached": _SERVER,
    "opt/zone": _ZONE, "opt/other-date": "#!/bin/sh\necho other\n", "usr/bin/workerd": _SERVER,
    "usr/local/bin/npm": _NPM, "usr/bin/curl": _CURL,
}  # fmt: skip


def make(builder: TestBuilder) -> None:
    """Makes the base images that are not there yet."""
    if not builder.has_image(BASE):
        _build(builder, BASE, _base_dockerfile(), PROGRAMS)
    if not builder.has_image(NODE):
        _build(builder, NODE, f"FROM {BASE}\nRUN groupadd -g 1000 node && useradd -u 1000 -g node -m node\n", {})
    for name, base, programs in (
        (SETTINGS, BASE, {"git": _GIT, "ssh": _SSH, "Rscript": _R}),
        (SETTINGS_NODE, NODE, {"npm": _NPM_WITH_SETTINGS, "uv": _UV}),
    ):
        if not builder.has_image(name):
            placed = {f"usr/local/bin/{program}": text for program, text in programs.items()}
            _build(builder, name, f"FROM {base}\nCOPY root /\n", placed)
    if not builder.has_image(ALPINE):
        text = f"FROM {BUSYBOX}\nCOPY root/usr/bin/apk /usr/bin/apk\nRUN mkdir -p /var/cache/apk\n"
        _build(builder, ALPINE, text, {"usr/bin/apk": _APK})
    for name, text in UNKNOWN.items():
        if not builder.has_image(name):
            _build(builder, name, f"FROM {BASE}\n{text}\n", {})


def _base_dockerfile() -> str:
    """Debian with tools of its archive, and then the repository of FASTAPT in its place."""
    return (
        f"FROM {DEBIAN}\nRUN apt-get update && apt-get install -y --no-install-recommends make python3-minimal"
        " && rm -rf /var/lib/apt/lists/* /etc/apt/sources.list.d/*\n"
        f"COPY --from={FASTAPT} /repo /repo\nCOPY --from={FASTAPT} /etc/apt/sources.list /etc/apt/\nCOPY root /\n"
        + "".join(_package(name, command) for name, command in PACKAGES.items())
    )


def _package(name: str, command: str) -> str:
    """The step that puts a package without files into the repository."""
    control = f"Package: {name}\\nVersion: 9\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n"
    return (
        f"RUN mkdir -p /b/DEBIAN && printf '{control}' > /b/DEBIAN/control"
        f" && printf '#!/bin/bash\\n{command}\\n' > /b/DEBIAN/postinst && chmod 755 /b/DEBIAN/postinst"
        f" && dpkg-deb --root-owner-group -b /b /repo/{name}.deb"
        f" && (echo; cat /b/DEBIAN/control; echo Filename: ./{name}.deb; echo Size: $(stat -c %s /repo/{name}.deb);"
        f" echo SHA256: $(sha256sum < /repo/{name}.deb | cut -c1-64)) >> /repo/Packages && rm -r /b\n"
    )


def _build(builder: TestBuilder, name: str, dockerfile: str, programs: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        for path, text in programs.items():
            (context / "root" / path).parent.mkdir(parents=True, exist_ok=True)
            (context / "root" / path).write_text(text)
            (context / "root" / path).chmod(0o755)
        (context / "Dockerfile").write_text(dockerfile)
        words = [*builder.builder.build_words, "--network", builder.network, "--tag", name, str(context)]
        builder.docker(*words)

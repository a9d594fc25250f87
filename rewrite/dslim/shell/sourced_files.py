"""Files that Dockerfiles source and that are known: none turns errexit on, sets a trap or has a function that does so.

What else they set, variables and functions, they may. One of the same name that somebody else wrote may do anything,
but none is known under these paths.
"""

from __future__ import annotations

from dslim.shell import tree as t
from dslim.support.lazy_regex import regex

#: Where the files lie, and where their text is to be read. Not here: what runs the files of others that lie beside it
#: (/etc/profile, conda's activation), and what everybody writes to (.bashrc, .profile).
_ROWS = (
    # https://github.com/ros/catkin/blob/noetic-devel/cmake/templates/setup.sh.in
    # https://github.com/ament/ament_package/tree/rolling/ament_package/template/prefix_level
    r"/opt/ros/[^/]+/(local_)?setup\.(ba)?sh",
    # https://github.com/nvm-sh/nvm/blob/master/nvm.sh: with `set -e` on, nvm turns it off and on again
    # not one beside the project, which may be its own
    r"[/~$].*/nvm\.sh",
    # https://github.com/rust-lang/rustup/blob/master/src/cli/self_update/env.sh
    r"(.*/\.cargo|/usr/local/cargo|\$\{?CARGO_HOME\}?)/env",
    # https://www.freedesktop.org/software/systemd/man/latest/os-release.html: nothing but assignments
    r"(/etc|/usr/lib)/os-release|/etc/lsb-release",
    # https://github.com/sclorg/scl-utils/blob/master/scl_source, and `export` lines
    r"/opt/rh/[^/]+/enable",
    # https://github.com/emscripten-core/emsdk/blob/main/emsdk_env.sh
    r"(.*/)?emsdk_env\.sh",
    # https://github.com/python/cpython/blob/main/Lib/venv/scripts/common/activate
    # https://github.com/pypa/virtualenv/blob/main/src/virtualenv/activation/bash/activate.sh
    r"(?!.*conda)(.*/)?\.?(v|virtual)?env[^/]*/bin/activate",
    # https://salsa.debian.org/apache-team/apache2/-/blob/master/debian/config-dir/envvars
    r"/etc/apache2/envvars",
)
_KNOWN = regex(f"(?:{'|'.join(_ROWS)})\\Z")
_SOURCES = frozenset({".", "source"})


def sources_known_file(simple: t.Simple) -> bool:
    """Whether a command sources a file that is known to leave errexit and traps as they are."""
    words = simple.words
    return len(words) > 1 and words[0].literal in _SOURCES and is_known_file(words[1].text)


def is_known_file(word: str) -> bool:
    """Whether a word, as it is written, names a file that is known to leave errexit and traps as they are."""
    return _KNOWN.match(word.replace('"', "").replace("'", "")) is not None

"""Programs that print settings for `eval`: variables, functions and PATH, and no option of the shell."""

from __future__ import annotations

import re
from typing import NamedTuple

from dslim.support.lazy_regex import regex
from dslim.tools.calls import manual


class PrintedSettings(NamedTuple):
    """A call that prints settings: `words`, a pattern of its first words, and where its manual says so."""

    words: str
    documentation: str


_PRINTED = (
    PrintedSettings(r"opam (config )?env", "https://opam.ocaml.org/doc/man/opam-env.html"),
    PrintedSettings(r"pyenv (virtualenv-)?init", "https://github.com/pyenv/pyenv/blob/master/COMMANDS.md#pyenv-init"),
    PrintedSettings(r"rbenv init", "https://github.com/rbenv/rbenv/blob/master/README.md#how-rbenv-hooks-into-your-shell"),
    PrintedSettings(r"nodenv init", "https://github.com/nodenv/nodenv/blob/main/README.md"),
    PrintedSettings(r"goenv init", "https://github.com/go-nv/goenv/blob/master/INSTALL.md"),
    PrintedSettings(r"jenv init", "https://github.com/jenv/jenv/blob/master/README.md"),
    PrintedSettings(r"(conda|mamba) shell\.(bash|posix) hook", "https://docs.conda.io/projects/conda/en/stable/dev-guide/"),
    PrintedSettings(r"(micromamba|mamba) shell hook", "https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html"),
    PrintedSettings(r"brew shellenv", "https://docs.brew.sh/Manpage#shellenv-shell-"),
    PrintedSettings(r"fnm env", "https://github.com/Schniz/fnm/blob/master/docs/commands.md"),
    PrintedSettings(r"direnv (hook|export)", "https://direnv.net/man/direnv.1.html"),
    PrintedSettings(r"luarocks path", "https://github.com/luarocks/luarocks/blob/main/docs/luarocks_path.md"),
    PrintedSettings(r"go env", "https://pkg.go.dev/cmd/go#hdr-Print_Go_environment_information"),
    PrintedSettings(r"ssh-agent", manual("ssh-agent.1")),  # its process lives on, which merging knows
    PrintedSettings(r"dircolors", manual("dircolors.1")),
    PrintedSettings(r"apt-config shell", manual("apt-config.8")),
    PrintedSettings(r"dpkg-architecture -s", manual("dpkg-architecture.1")),
)
_WORDS = "|".join(f"(?:{row.words})" for row in _PRINTED)
_SUBSTITUTION = regex(r"\"?(?:\$\(\s*([^()`]+?)\s*\)|`([^()`]+?)`)\"?")
#: By its name or from a folder of its own: a program beside the project may be a script of that.
_CALL = regex(rf"(?:[~$/][\w.~${{}}/-]*/|/)?(?:{_WORDS})(?: [\w.=/:@-]+)*")


def prints_settings(argument: str) -> bool:
    """Whether the argument of an `eval`, as it is written, is what a known program prints: `"$(opam env)"`."""
    found = _SUBSTITUTION.fullmatch(argument)
    call = re.sub(r"\s+", " ", found[1] or found[2]).strip() if found is not None else ""
    return _CALL.fullmatch(call) is not None

"""Which commands the settings of git, ssh and package managers have them start: aliases, helpers, proxies, hooks."""

from __future__ import annotations

from collections.abc import Iterator

from dslim.facts.build_context.foreign_code import UNKNOWN
from dslim.support.lazy_regex import regex

#: `[alias]`, `[credential "https://x"]`: https://git-scm.com/docs/git-config#_syntax
_SECTION = regex(r"\[\s*([\w.-]+)(?:\s+\"[^\"]*\")?\s*\]")
_VALUE = regex(r"([A-Za-z][\w-]*)\s*=\s*(.*)")
#: Keys whose value is a command, whatever section they stand in.
_COMMANDS = frozenset(
    """editor pager sshcommand askpass textconv clean smudge process cmd program driver command proxycommand external
    gitproxy fsmonitor""".split()
)
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0", ""})
#: https://man.archlinux.org/man/alpm-hooks.5
_HOOK_COMMAND = regex(r"(?m)^[ \t]*Exec[ \t]*=[ \t]*(.+)$")
#: https://man.openbsd.org/ssh_config
_SSH_COMMAND = regex(
    r"(?im)^[ \t]*(?:ProxyCommand|LocalCommand|KnownHostsCommand|PKCS11Provider)[ \t=]+(.+)$"
    r"|^[ \t]*Match[ \t][^\n]{0,500}?\bexec[ \t]+\"?([^\"\n]+)"
)
_SSH_STAYS = regex(r"(?im)^[ \t]*ControlPersist[ \t=]+(?!no\b|0\b)\S")
_SSH_INCLUDES = regex(r"(?im)^[ \t]*Include[ \t]")


def commands_of_git_settings(text: str) -> Iterator[str]:
    """The commands that git may start by a file of its settings; UNKNOWN for what no text tells."""
    section = ""
    for line in text.splitlines():
        if found := _SECTION.match(line.strip()):
            section = found[1].lower()
        elif value := _VALUE.match(line.strip()):
            yield from commands_of_git_setting(section, value[1].lower(), value[2].strip().strip("\"'"))


def commands_of_git_setting(section: str, key: str, value: str) -> Iterator[str]:
    """The commands that git may start by one of its settings: `[credential] helper = cache`."""
    key = key.rpartition(".")[2]
    if section == "alias":
        yield value[1:] if value.startswith("!") else f"git {value}"
    elif section == "credential" and key == "helper" and value:
        yield value.removeprefix("!") if value[0] in "!/" else f"git-credential-{value}"
    elif section in ("include", "includeif") or key in ("hookspath", "templatedir"):
        yield UNKNOWN
    elif key == "fsmonitor" and value.lower() in _TRUE:
        yield "git-fsmonitor--daemon"
    elif key in _COMMANDS and value.lower() not in _TRUE | _FALSE:
        yield value


def commands_of_ssh_settings(text: str) -> Iterator[str]:
    """The commands that ssh may start by a file of its settings; one for a connection that outlives its command."""
    for named, matched in _SSH_COMMAND.findall(text):
        if (named or matched).strip().lower() != "none":
            yield (named or matched).strip()
    if _SSH_STAYS.search(text):
        yield "ssh -fN"
    if _SSH_INCLUDES.search(text):
        yield UNKNOWN


def commands_of_hook_settings(text: str) -> Iterator[str]:
    """The commands that the hooks of pacman start."""
    return iter(_HOOK_COMMAND.findall(text))

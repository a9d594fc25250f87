"""What a script of another language than the shell's starts, and what it changes, by a look at its text.

Python, perl, ruby, JavaScript, PHP, R, lua and the like call other programs by a few well-known functions. What stands
there as text is read as a command; what does not may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from dslim.support.lazy_regex import regex

#: Starts of programs in one script, and files that it names, beyond which what there is more of counts as unknown.
MAX_STARTS = 300
#: A command longer than this is unknown.
MAX_TEXT = 5_000
_STARTS = regex(
    r"\bos\.(?:system|popen\d?|exec[lv]\w*|spawn[lv]\w*|posix_spawnp?)\s*\(|\bsubprocess\.\w+\s*\("
    r"|\b(?:Popen|check_call|check_output|getoutput|getstatusoutput|call_command|pexpect\.\w+)\s*\("
    r"|\b(?:execSync|execFileSync|execFile|spawnSync|spawn|execa(?:\.\w+)?|shell\.exec|cp\.exec|child_process\.\w+)\s*\("
    r"|\b(?:shell_exec|passthru|proc_open|popen|pcntl_exec|os\.execute|io\.popen|system2?|Open3\.\w+|IO\.popen)\b\s*\(?"
    r"|(?<![\w.$>])(?:exec|sh)(?=\s*[\"'({\[<|!/])\s*\(?"
)
_BACKTICKS = regex(r"`([^`\n]+)`")
_MARKED = regex(r"(?:%x|\bqx)\s*(?:\(([^)\n]*)\)|\{([^}\n]*)\}|\[([^\]\n]*)\]|<([^>\n]*)>|([|!/])([^\n]*?)\5)")
#: A literal, maybe with a letter of python's before it.
_TEXT = regex(r"\s*(?:args\s*=\s*|cmd\s*=\s*)?[rbfuRBFU]{0,2}(\"\"\"|'''|\"|')((?:\\.|(?!\1)[^\\])*)\1", re.S)
_LIST = regex(r"\s*(?:args\s*=\s*)?[\[(]\s*((?:[rbfu]?(?:\"[^\"\n]*\"|'[^'\n]*')\s*,?\s*)+)")
_ITEM = regex(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_COMMENT = regex(r"(?m)^\s*(?:#|//|--).*$")
#: `exec groupadd x` of tcl, `spawn ssh-keygen` of expect.
_UNQUOTED = regex(r"(?m)^\s*(?:exec|spawn)\s+(\w[^\n\"'(]*)$")
#: Starts of programs whose arguments are not followed.
_UNTOLD = regex(
    r"\bDeno\.(?:Command|run)\b|\bBun\.(?:spawn|\$)|(?:await\s+|[=(]\s*)\$`|\bnew\s+ProcessBuilder\b|\bgetRuntime\(\)\.exec\b"
    r"|\[\s*exec\s+\w"
)
#: Stands for a command that only the run tells.
UNKNOWN = "$COMMAND_KNOWN_WHEN_IT_RUNS"
_FILE_NAMED = regex(r"[\"'\s(=]((?:\.{0,2}/)?[\w./-]+\.(?:sh|bash|py|pl|rb|js|mjs|cjs|php|lua|R))(?=[\"'\s);,]|\Z)")
_IMPORTED = regex(r"(?m)^\s*(?:from|import)\s+\.?([A-Za-z_][\w.]*)(?:\s+import\s+([\w, ]+))?")
_REQUIRED = regex(
    r"\b(?:require|require_relative|include|include_once|require_once|import|from|load|dofile|source)"
    r"\s*\(?\s*[\"'](\.{0,2}/?[\w./-]+)[\"']"
)


@lru_cache(maxsize=256)  # one script is copied by many Dockerfiles, and started by many RUNs
def processes_of_code(text: str) -> tuple[str, ...]:
    """The commands that a script starts, as a shell would be given them; UNKNOWN for one that no text tells."""
    return tuple(_bounded_commands(text))


def _bounded_commands(text: str) -> Iterator[str]:
    for number, command in enumerate(_commands_in(text)):
        if number == MAX_STARTS:
            yield UNKNOWN
            return
        yield command if len(command) <= MAX_TEXT else UNKNOWN


def _commands_in(text: str) -> Iterator[str]:
    """The commands in a script: by calls of functions, in backticks, and as some languages mark them."""
    code = _COMMENT.sub("", text)
    for found in _STARTS.finditer(code):
        yield _command_at(code, found.end())
    if _runs_backticks(text):
        for found in _BACKTICKS.finditer(code):
            yield found[1]
    for found in _UNQUOTED.finditer(code):
        yield found[1]
    if _UNTOLD.search(code):
        yield UNKNOWN
    for found in _MARKED.finditer(code):
        yield next((part for part in found.groups() if part and len(part) > 1), "")


@lru_cache(maxsize=256)
def files_named_by_code(text: str) -> tuple[str, ...]:
    """The files that a script names by their endings, imports or requires, as far as they may lie beside it.

    Of more than MAX_STARTS one more than that.
    """
    names = [found[1] for found in _FILE_NAMED.finditer(text)]
    for found in _IMPORTED.finditer(text):
        path = found[1].replace(".", "/")
        names += [f"{path}.py", f"{path}/__init__.py"]
        names += [f"{path}/{name.strip()}.py" for name in (found[2] or "").split(",") if name.strip()]
    for found in _REQUIRED.finditer(text):
        names += [found[1], *(found[1] + ending for ending in (".js", ".rb", ".php", ".pl", ".lua", "/index.js"))]
    return tuple(dict.fromkeys(names))[: MAX_STARTS + 1]


def _runs_backticks(text: str) -> bool:
    """Whether backticks run a command, as in perl, ruby and PHP; in JavaScript they quote."""
    return not re.search(r"\b(const|let|var|require\(|function\s*\(|=>)|^import .* from ", text) or "<?php" in text


def _command_at(code: str, start: int) -> str:
    """The command that a call is given: a text, or a list of texts; UNKNOWN for anything else."""
    if found := _TEXT.match(code, start):
        more = _LIST.match(code, found.end() + 1) if code[found.end() : found.end() + 1] == "," else None
        rest = more[1] if more is not None else _rest_of_call(code, found.end())
        words = [found[2], *(a or b for a, b in _ITEM.findall(rest))]
        joined = re.match(r"\s*(%|\+|\.(?!\w)|\.format)", code[found.end() : found.end() + 20])
        if joined and not re.match(r"[\w./-]+\s", found[2]):
            return UNKNOWN
        return re.sub(r"\\([\"'\\])", r"\1", " ".join(words).replace("\\n", "\n"))
    if found := _LIST.match(code, start):
        return " ".join(a or b for a, b in _ITEM.findall(found[1]))
    return UNKNOWN


def _rest_of_call(code: str, start: int) -> str:
    """The further arguments of a call that are texts: `system("a", "b")`."""
    found = re.compile(r"(?:\s*,\s*(?:\"[^\"\n]*\"|'[^'\n]*'))*").match(code, start)
    return found[0] if found else ""

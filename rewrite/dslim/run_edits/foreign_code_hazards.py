"""What a script of another language than the shell's may leave behind that the next RUN does not get, or must not."""

from __future__ import annotations

import posixpath

from dslim.facts.run import Run
from dslim.run_edits.after_a_merge import OLD_SHELL, of_each_run
from dslim.support.lazy_regex import regex

#: How python, perl, ruby, node and php leave a process behind.
_LEAVES_PROCESS = regex(
    r"\bos\.fork\(|daemonize|DaemonContext|start_new_session\s*=\s*True|\bsetsid\b|detached:\s*true"
    r"|expand_path\(\s*[\"'][./]*spring[\"']|\bspring/binstub\b"  # bin/rails of a project that has spring
    r"|Process\.(daemon|detach|spawn)|\bfork\s*(\(\s*\)|;|\|\||or\b)|\bpcntl_fork\b|(system|exec)\w*\s*\(.*[^&]&\s*[\"']\s*[,)]"
)
_WAITS = regex(r"\.(wait|communicate|kill|terminate)\(|with\s+(subprocess\.)?Popen\(")
#: What each RUN gets anew, and the files of users and groups.
_NEW_FOR_EACH_RUN = regex(r"/dev/shm\b|/etc/(?:hosts|resolv\.conf|hostname)\b|/proc/sys/|/sys/[a-z]")
_USERS = regex(r"/etc/(?:passwd|group|shadow|gshadow)\b")
_SHELL = regex(r"(?<![!\w])/(?:usr/)?bin/(?:sh|bash|dash|ash|busybox)\b")
_WRITES = regex(
    r"\b(?:open|write|rename|renames|replace|symlink|link|copy\w*|move|unlink|remove|install|cp|mv|ln|file_put_contents"
    r"|writeFile\w*|copyFile\w*|rm)\b"
)
_REMOVES_FOLDERS = regex(
    r"\b(?:rmtree|remove_tree|removedirs|rmdir\w*|rm_rf|rm_r|remove_entry_secure|rimraf|deltree|emptyDir\w*|rmSync)\b"
    r"|\bfs\.(?:promises\.)?(?:rm|rename)\w*\(|\b(?:shutil\.move|os\.renames?|File\.rename|FileUtils\.mv|move_tree)\b"
)


def why_foreign_code_forbids(run: Run, text: str) -> str | None:
    """Why a script, by a look at its text, may change what the next RUN gets anew; None where nothing is seen."""
    if may_leave_process(text):
        return "it may leave a process running"
    if found := _NEW_FOR_EACH_RUN.search(text):
        return of_each_run(found[0])
    writes = _WRITES.search(text) is not None
    if writes and _USERS.search(text):
        return "it may change users and groups"
    if writes and _SHELL.search(text.partition("\n")[2] if text.startswith("#!") else text):
        return f"it may replace the shell{OLD_SHELL}"
    if _REMOVES_FOLDERS.search(text) and (run.state.workdir or "/") != "/":
        return "it may remove or move the working directory"
    for volume in run.state.volumes:
        name = posixpath.basename(volume.rstrip("/"))
        if not name or name in text:
            return f"it may write below the VOLUME {volume or '(unknown)'}"
    return None


def has_foreign_hazard(text: str) -> bool:
    """Whether a text starts what may go on running, or names what each RUN gets anew, users, shells or whole trees."""
    named = (_NEW_FOR_EACH_RUN, _USERS, _SHELL, _REMOVES_FOLDERS)
    return may_leave_process(text) or any(pattern.search(text) for pattern in named)


def may_leave_process(text: str) -> bool:
    """Whether a script of another language than the shell's starts what may go on running, by a look at its text."""
    return bool(_LEAVES_PROCESS.search(text)) or ("Popen(" in text and not _WAITS.search(text))

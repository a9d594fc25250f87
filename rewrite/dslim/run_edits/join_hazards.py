"""Why the shell of one RUN must end before the next RUN begins.

Each reason is in words that a user understands, and a row of the merging table in docs/semantics.md.
"""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.facts.mounts import mounts
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.paths import lies_in
from dslim.facts.run import Run
from dslim.facts.working_directory_removal import may_remove_workdir
from dslim.run_edits.after_a_merge import of_each_run
from dslim.run_edits.changed_user import why_user_may_change
from dslim.run_edits.foreign_code_hazards import why_foreign_code_forbids
from dslim.run_edits.hard_links import why_links_are_shared
from dslim.run_edits.inline_code import why_inline_code_forbids
from dslim.run_edits.piped_installers import why_an_installer_is_not_read
from dslim.run_edits.replaced_shell import why_a_new_shell_differs, why_shell_may_be_replaced
from dslim.run_edits.shell_process import why_its_process_counts
from dslim.run_edits.start_files import why_a_start_file_changes
from dslim.run_edits.surviving_processes import why_a_process_may_survive, why_a_variable_starts_a_server
from dslim.run_edits.unread_scripts import why_a_script_is_not_read
from dslim.shell import Script
from dslim.support.lazy_regex import regex
from dslim.tools import names_where

#: What each RUN gets anew; of /dev, not what everybody reads and writes.
_NEW_FOR_EACH_RUN = regex(
    r"/etc/(hosts|resolv\.conf|hostname)\b"
    r"|/dev/(?!null\b|zero\b|u?random\b|std(in|out|err)\b|tty\b|fd/|full\b|tcp/|udp/)[a-z]"
    r"|/proc/sys/|/sys/[a-z]"
)
_REST_OF_PATH = regex(r"[\w./-]+")
#: Commands that change what a RUN's own namespaces hold: most of them need a privileged build.
_NAMESPACES = names_where(lambda tool: tool.changes_namespaces)
_KEPT_MOUNTS = frozenset({"bind", "cache", "secret", "ssh"})


def why_shell_must_end(facts: Facts, a: Run, b: Run) -> str | None:
    """Why RUN `b` may not run in the container that RUN `a` ran in; None where nothing forbids it."""
    if not isinstance(a.script, Script):
        return about_run(a, a.script.reason)
    own = _why_shell_of_first_must_end(facts, a, b, a.script)
    if own is not None:
        return about_run(a, own)
    if not isinstance(b.script, Script):
        return None
    if reason := why_its_process_counts(a.script):
        return about_run(a, reason)
    if reason := why_its_process_counts(b.script):
        return about_run(b, reason)
    return why_links_are_shared(a.script, b.script)


def about_run(run: Run, reason: str) -> str:
    """A reason that begins with `it`, which is a RUN, with the line of that RUN; any other as it is."""
    return f"the RUN on line {run.outer.line} {reason[3:]}" if reason.startswith("it ") else reason


def in_file(name: str, reason: str) -> str:
    """A reason for what a file of the build context does, with its name."""
    if reason.startswith("it "):
        return f"{name} of the build context {reason[3:]}"
    return f"in {name} of the build context, {reason}"


def _why_shell_of_first_must_end(facts: Facts, a: Run, b: Run, script: Script) -> str | None:
    """Why the shell of RUN `a` must end before RUN `b` begins, for what `a` or a script of it does."""
    own = why_a_new_shell_differs(a) or why_a_variable_starts_a_server(a) or why_a_start_file_changes(facts, a)
    own = own or _why_flags_forbid(a, b) or _why_what_it_does_outlives_it(a, script)
    return own or _why_a_script_of_it_forbids(facts, a) or why_a_script_is_not_read(facts, a)


def _why_what_it_does_outlives_it(run: Run, script: Script) -> str | None:
    """What a script, that of a RUN or one that it runs, may leave behind which the next RUN does not get."""
    return (
        why_a_process_may_survive(script)
        or why_shell_may_be_replaced(run, script)
        or why_user_may_change(run, script)
        or _why_it_needs_a_new_container(run, script)
        or may_remove_workdir(run, script)
        or why_an_installer_is_not_read(script)
        or why_inline_code_forbids(script)
    )


def _why_a_script_of_it_forbids(facts: Facts, run: Run) -> str | None:
    """As above, of the scripts of the build context that a RUN runs: what they do counts as if it stood there."""
    for found in scripts_of_run(facts.point_of(run)):
        if found.tree is not None:
            reason = _why_what_it_does_outlives_it(run, found.tree)
        else:
            reason = why_foreign_code_forbids(run, found.text)
        if reason is not None:
            return in_file(found.name, reason)
    return None


def _why_it_needs_a_new_container(run: Run, script: Script) -> str | None:
    """What the script may change of that which each RUN gets anew."""
    if found := _NEW_FOR_EACH_RUN.search(script.text):
        return of_each_run((_REST_OF_PATH.match(script.text, found.start()) or found)[0])
    for call in every_invocation(script):
        asks = call.name == "hostname" and all(w.text.startswith("-") for w in call.argv[1:])
        if call.name in _NAMESPACES and len(call.argv) > 1 and not asks:
            what = "what each RUN gets fresh (mounts, host name, network, keyring)"
            return f"`{call.name}` may change {what}, and after a merge the second RUN would see the change"
    for volume in run.state.volumes:
        name = posixpath.basename(volume.rstrip("/"))
        if not name or name in script.text or lies_in(run.state.workdir or "/", volume):
            return f"it may write below the VOLUME {volume or '(unknown)'}"
    return None


def _why_flags_forbid(a: Run, b: Run) -> str | None:
    """The flags of the two RUNs are not the same set, or hold a mount whose content ends with its RUN."""
    flags_of_a, flags_of_b = (sorted((f.name, f.value or "") for f in run.flags) for run in (a, b))
    if flags_of_a != flags_of_b:
        return "their flags (--mount, --network, --security) differ"
    for mount in mounts(a.flags):
        kind = mount.get("type", "bind")
        if kind == "tmpfs":
            return "a tmpfs mount is empty at the start of each RUN"
        if kind not in _KEPT_MOUNTS:
            return f"it has a mount of an unknown type (`{kind}`)"
        if kind == "bind" and _is_writable(mount):
            return "what a RUN writes to a bind mount is dropped at its end"
    targets = [m.get("target", "") for m in mounts(a.flags)]
    nested = any(x != y and lies_in(y, x) for x in targets for y in targets)
    if nested and [f.value for f in a.flags] != [f.value for f in b.flags]:
        return "the order of nested mounts differs"
    return None


def _is_writable(mount: dict[str, str]) -> bool:
    """A bind mount is read-only unless told otherwise."""
    off = ("false", "0", "f")
    on = any(mount.get(key, "false").lower() not in off for key in ("rw", "readwrite"))
    return on or any(mount.get(key, "").lower() in off for key in ("ro", "readonly"))

"""Which RUNs may share one, and why two may not; how they share it is for run_edits/join_forms.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.facts import Facts
from dslim.facts.nested_scripts import nested_texts
from dslim.facts.run import Run
from dslim.facts.windows import WINDOWS, is_windows
from dslim.run_edits.comments_between import has_ignore_comment_above, shell_comment, why_comments_forbid
from dslim.run_edits.compared_times import why_times_are_compared
from dslim.run_edits.join_hazards import about_run, why_shell_must_end
from dslim.run_edits.run_script import RunScript
from dslim.shell import Opaque, Script, Simple, commands, walk
from dslim.shell.state_observers import observes_errexit
from dslim.shell.tree import AndOr, Param
from dslim.support.lazy_regex import regex
from dslim.support.memo import once_each
from dslim.syntax.nodes import Instruction

#: Instructions that only edit the image's config: a RUN cannot see them.
CONFIG_ONLY = frozenset({"LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"})

#: BuildKit hands the text to the shell as one argument; Linux allows 128 KiB for one.
MAX_BYTES = 100_000
#: What a join adds to a text, at most.
_BYTES_OF_A_JOIN = 20

COMMENT_STAYS = "it ends in a shell comment (`# ...`): write the comment on a line of its own above the RUN"
_UNREADABLE = "it cannot be read as shell code ({}): check its syntax, or write it more simply"
#: What an ignore comment of any tool begins with.
_IGNORES = regex(r"(?i)#\s*(dslim|hadolint|check|syntax|escape|checkov|trivy|kics)\b")
#: Variables that tell since when a shell runs, what started it, how its last pipe ended, or all of its text; also in a
#: text for another shell.
_TELLS_ITS_SHELL = regex(r"(?<!\w)(SECONDS|PPID|SHLVL|PIPESTATUS|BASH_EXECUTION_STRING)\b(?!=)")
#: How a shell asks for its number; that of a RUN itself is 1, that of one which it starts counts all before it.
_NUMBER_OF_SHELL = regex(r"\$\$|\$\{?BASHPID\b")
#: Variables of bash that are others in a subshell.
_TELL_A_SUBSHELL = frozenset({"BASH_SUBSHELL", "BASHPID"})


def consecutive_runs(facts: Facts, stage: int) -> Iterator[list[Run]]:
    """The rows of two or more RUNs of one kind (plain or ONBUILD) with nothing but config between them."""
    nodes = facts.tree.stages[stage].instructions
    for onbuild in (False, True) if any(node.keyword == "ONBUILD" for node in nodes) else (False,):
        row: list[Run] = []
        for node, run in zip(nodes, facts.runs[stage]):
            if run is not None and (node.keyword == "ONBUILD") == onbuild:
                row.append(run)
            elif row and not _may_cross(node, onbuild):
                if len(row) > 1:
                    yield row
                row = []
        if len(row) > 1:
            yield row


def _may_cross(node: Instruction, onbuild: bool) -> bool:
    """Whether a RUN may move up over `node`.

    An ONBUILD only stores a line: no RUN of this build sees it, but among themselves their order counts.
    """
    if node.keyword in CONFIG_ONLY:
        return True
    if onbuild:
        return node.inner is not None and node.inner.keyword in CONFIG_ONLY
    return node.keyword == "ONBUILD"


def script_to_join(run: Run) -> RunScript | str:
    """The script of a RUN that may join another, or why it joins none."""
    script = run.script
    if isinstance(script, Opaque):
        own = run.node.json is None and not run.node.heredocs and run.shell_name is not None
        return about_run(run, _UNREADABLE.format(script.reason) if own else script.reason)
    reason = _why_it_needs_its_own_shell(script, run.shell_name) or _why_comment_stays(run, script)
    return RunScript(run, script) if reason is None else about_run(run, reason)


def _why_comment_stays(run: Run, script: Script) -> str | None:
    """Why the shell comment that ends a text cannot go to a line of its own, as a comment of the Dockerfile."""
    if not script.comments:
        return None
    text = script.comments[0].text.rstrip()
    own_line = len(script.comments) == 1 and len(run.outer.tokens) == 1 and not run.node.heredocs
    # one that ends in a backslash swallowed a line, and one that reads as an ignore comment would become one
    if own_line and not text.endswith(("\\", "`")) and not _IGNORES.search(text):
        return None
    return COMMENT_STAYS


@once_each
def _why_it_needs_its_own_shell(script: Script, shell: str | None) -> str | None:
    """Why a script shares its shell with no other."""
    if not script.statements:
        return "it runs nothing"
    names = {s.words[0].literal for s in commands(script) if s.words}
    if names & {"alias", "shopt", "unalias"}:
        return "it uses `alias` or `shopt`, which change how the rest is parsed"
    if _reads_last_word(script):
        return "it uses `$_`, whose value comes from the command before it"
    if "BASH" in script.text and any(isinstance(n, Param) and n.name in _TELL_A_SUBSHELL for n in walk(script)):
        return "it uses `$BASH_SUBSHELL` or `$BASHPID`, which differ in a subshell"
    if _TELLS_ITS_SHELL.search(script.text):
        name = _TELLS_ITS_SHELL.findall(script.text)[0]
        return f"it uses `${name}`, whose value would differ after a merge"
    inner = nested_texts(script)[1:] if _NUMBER_OF_SHELL.search(script.text) else ()
    if any(_NUMBER_OF_SHELL.search(text.text if isinstance(text, Script) else text) for text in inner):
        return "a shell that it starts asks for its own number, which would differ after a merge"
    if shell != "bash" and script.bashisms:
        lift = "name bash in a SHELL above the RUN"
        return f"`{script.bashisms[0].kind}` is syntax of bash, and the shell may be another: {lift}"
    return None


def _reads_last_word(script: Script) -> bool:
    """`$_` in it, and no simple command of its own shell runs for certain before that."""
    if "_" not in script.text:
        return False
    first = script.statements[0].node
    first = first.items[0] if isinstance(first, AndOr) else first
    node = first if isinstance(first, Simple) else script
    return any(isinstance(below, Param) and below.name == "_" for below in walk(node))


def why_not_joined(facts: Facts, group: Sequence[RunScript], run: Run) -> str | None:
    """Why the scripts of `group`, which may share a RUN, do not share it with the next one too; None if they may."""
    runs = [script.run for script in group]
    if len(group) > 1 and shell_comment(runs[-1]):
        return about_run(runs[-1], COMMENT_STAYS)  # only the first's goes above the RUN that they become
    return _why_not_shared(facts, group, run) or why_comments_forbid(facts.tree, [*runs, run])


def why_not_moved(facts: Facts, first: RunScript, run: Run) -> str | None:
    """Why a RUN does not move up, over what stands between, to share that of `first`; None if it may."""
    if reason := _why_not_shared(facts, [first], run):
        return reason
    if run.outer.comments or shell_comment(run) or shell_comment(first.run):
        return about_run(run, "it holds comments, which would move")
    return about_run(run, "it has an ignore comment above") if has_ignore_comment_above(facts.tree, run) else None


def _why_not_shared(facts: Facts, group: Sequence[RunScript], run: Run) -> str | None:
    """Why the scripts of `group` and that of `run` are not one RUN, wherever it stands."""
    if run.outer is not run.node:
        return "each ONBUILD is an entry of its own in the image's config, which must stay as it is"
    following = script_to_join(run)
    if isinstance(following, str):
        return following
    last = group[-1]
    if is_windows(facts, last.run.stage):
        return WINDOWS
    size = sum([script.size + _BYTES_OF_A_JOIN for script in (*group, following)])
    if size > MAX_BYTES:
        return f"the merged text would be over {MAX_BYTES:,} bytes"
    if not run.state.shell_known and not _runs_alike_under_errexit(last, following):
        likely = "may have" if run.state.maybe_errexit else "is not known and may have"
        stops = "under which a merged RUN may go on where the first of two RUNs fails"
        return f"the base image's SHELL {likely} `-e`, {stops}: write a SHELL instruction in this stage"
    if reason := why_times_are_compared(facts, [script.run for script in group], run):
        return reason
    regions = facts.related_files.protected
    return why_shell_must_end(facts, last.run, run) or regions.between(last.run.outer.span.start, run.outer.span.start)


def _runs_alike_under_errexit(last: RunScript, following: RunScript) -> bool:
    """Whether two scripts joined run as apart, also where the shell that runs them has errexit on from the start.

    `&&` chains do, and what turns errexit on itself before anything else. A `cd` stands only in the last of them: to
    have another behind it takes a subshell.
    """
    if last.is_plain_chain and following.is_chain_with_cd:
        return not observes_errexit(last.script)
    return all(s.errexit_opening is not None or s.chained_errexit_opening is not None for s in (last, following))

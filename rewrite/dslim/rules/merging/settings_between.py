"""ENV, ARG or WORKDIR between RUNs that save bytes as one: what those above cannot read moves above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dslim.diagnostics.findings import Finding, Fix, Safety, finding
from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.run import Run
from dslim.facts.stages import name_values
from dslim.rules.merging.author_comments import why_author_separates
from dslim.rules.merging.bytes_saved import savings
from dslim.run_edits.join_candidates import script_to_join, why_not_joined, why_not_moved
from dslim.run_edits.remove_commands import without_instruction
from dslim.run_edits.run_script import RunScript
from dslim.shell import Invocation
from dslim.support.lazy_regex import regex
from dslim.syntax.edits import Edit
from dslim.syntax.nodes import Comment, Instruction, Stage
from dslim.tools import find, names_where

#: Instructions that set what a RUN sees; of those ENV and ARG may move.
_SETTINGS = frozenset({"ENV", "ARG", "WORKDIR"})
#: RUNs on either side of a setting that are looked at.
_MAX_RUNS = 50
#: Programs that read no variables but those that their manuals name: see _READ.
_PLAIN_TOOLS = names_where(lambda tool: tool.reads_known_variables)
#: The variables that these, the shell, the C library and the dynamic linker read.
_READ = regex(
    r"(?i)(PATH|LD_.*|HOME|SHELL|ENV|BASH.*|CDPATH|IFS|PS\d|LANG|LANGUAGE|LC_.*|TZ|TZDIR|POSIX.*|TMPDIR|.*_PROXY|CURL.*"
    r"|SSL.*|WGET.*|SYSTEM_WGETRC|TAR.*|TAPE|RSH|GZIP|BZIP.*|XZ.*|UNZIP.*|ZIP.*|OPENSSL.*|NETRC|HTTP.*|COLUMNS|TERM|USER|LOGNAME"
    r"|MALLOC.*|GLIBC.*|GCONV_PATH|LOCPATH|NLSPATH|RES_OPTIONS|HOSTALIASES|LOCALDOMAIN|RESOLV.*|LS_.*|BLOCK.*|TIME_STYLE|APT.*|APK.*"
    r"|SIMPLE_BACKUP_SUFFIX|VERSION_CONTROL|QUOTING_STYLE|PWD|OLDPWD|OPTIND|SHELLOPTS|GLOBIGNORE|_|.*HOME_DIR|SSH.*"
    r"|NSS.*|GNUTLS.*|QLOGDIR|SSLKEYLOGFILE|XDG_.*|NO_COLOR|APPDATA|ZSTD.*|GLOBSORT|TABSIZE|_POSIX2_VERSION|IPFS.*|KRB5.*"
    r"|P11_KIT.*|MUSL_LOCPATH|TMOUT|SUDO.*|GSS.*|EXECIGNORE|FUNCNEST|TIMEFORMAT"
    r"|(OUTPUT_)?CHARSET|LZOP|PIGZ|P?LBZIP2|PBZIP2)"
)
#: What reads a variable whose name stands nowhere: the environment as a file, and names that bash puts together.
_READS_ANY = regex(r"/proc\b|\benviron\b|\$\{!|\$\{\w+@|(\btest|\[)\s(.*\s)?-v\s")
#: Options of tar, wget and curl by which they run another program, or read a file that may name variables.
_STARTS_ANOTHER = regex(
    r"--(to-c|us|ch|info-|new-|rsh|conf|var|exp|exe)\S*|-[a-zA-Z]*[IKF]\S*|-e.*|\S*(askpass|exec=)\S*"
)


def settings_between(facts: Facts, stage: Stage) -> Iterator[Finding]:
    """For each place where settings keep RUNs apart that save bytes as one: the fix that moves them, or why not."""
    nodes = stage.instructions
    at = 0
    while at < len(nodes):
        if nodes[at].keyword not in _SETTINGS:
            at += 1
            continue
        end = at
        while end < len(nodes) and nodes[end].keyword in _SETTINGS:
            end += 1
        above, below = _runs_up(facts, stage, at), _runs_down(facts, stage, end)
        if above and below and (found := _finding(facts, nodes[at:end], above, below)) is not None:
            yield found
        at = end


def _runs_up(facts: Facts, stage: Stage, at: int) -> list[RunScript]:
    """The RUNs straight above a place, in order, as far as they may be one."""
    found: list[RunScript] = []
    for run in reversed(facts.runs[stage.index][max(at - _MAX_RUNS, 0) : at]):
        script = script_to_join(run) if run is not None and run.outer is run.node else ""
        if isinstance(script, str) or (found and _why_apart(facts, script, found[0])):
            break
        found.insert(0, script)
    return found


def _runs_down(facts: Facts, stage: Stage, at: int) -> list[RunScript]:
    """The RUNs straight below a place, in order, as far as they may be one."""
    found: list[RunScript] = []
    for run in facts.runs[stage.index][at : at + _MAX_RUNS]:
        script = script_to_join(run) if run is not None and run.outer is run.node else ""
        if isinstance(script, str) or (found and _why_apart(facts, found[-1], script)):
            break
        found.append(script)
    return found


def _why_apart(facts: Facts, first: RunScript, second: RunScript) -> str | None:
    reason = why_not_joined(facts, [first], second.run)
    return reason or why_author_separates(facts.tree, first.run, second.run)


def _finding(
    facts: Facts, settings: Sequence[Instruction], above: list[RunScript], below: list[RunScript]
) -> Finding | None:
    """What there is to say of settings between two rows of RUNs; None where they keep no bytes."""
    row = [*above, *below]
    crossing = [s for s in savings(facts, row) if s.first < len(above) <= s.last and not s.is_small]
    if not crossing:
        return None
    saving = min(crossing)
    crossed = above[saving.first :]
    verb = "keeps" if len(settings) == 1 else "keep"
    gain = f"although the later RUN replaces or removes {saving.what}, which the earlier RUN has stored"
    message = f"{_name(settings)} {verb} RUNs apart, {gain}"
    reason = why_not_moved(facts, above[-1], below[0].run)
    reason = reason or why_author_separates(facts.tree, above[-1].run, below[0].run)
    reason = reason or _why_settings_stay(facts, settings, crossed)
    return finding(message, settings[0].span, reason or _fix(facts, settings, crossed[0].run))


def _name(settings: Sequence[Instruction]) -> str:
    return " and ".join(f"{node.keyword} on line {node.line}" for node in settings)


def _why_settings_stay(facts: Facts, settings: Sequence[Instruction], crossed: Sequence[RunScript]) -> str | None:
    """Why settings may not move above some RUNs."""
    line = crossed[0].run.outer.line
    for node in settings:
        if node.keyword == "WORKDIR":
            moved = f"a merge would put the WORKDIR above the RUN on line {line}, which would run elsewhere then"
            return f"{moved}: write the WORKDIR above line {line} if that makes no difference"
        for name, _ in name_values(node, {}):
            for script in crossed:
                if reason := _why_it_may_read(script, name) or _why_a_script_may_read(facts, script, name):
                    lift = f"write {node.keyword} {name} above line {line} if that makes no difference"
                    return f"a merge would set {name} before the RUN on line {script.run.outer.line}, {reason}: {lift}"
    start, end = crossed[0].run.outer.span.start, settings[-1].span.end
    if any(isinstance(item, Comment) for item in facts.tree.between(start, end)) or any(s.comments for s in settings):
        return "comments would come in another order"
    return None


def _why_it_may_read(script: RunScript, name: str) -> str | None:
    """Why a RUN may do otherwise with another value of a variable."""
    if any(name in token for token in script.run.outer.tokens):
        return "which names the variable"
    if _READ.fullmatch(name):
        return "whose programs may read the variable"
    if _READS_ANY.search(script.script.text):
        return "which may read any variable"
    for call in every_invocation(script.script):
        if not _reads_known_variables_only(call):
            return f"where {f'`{call.written}`' if call.written else 'a command'} may read the variable"
    return None


def _why_a_script_may_read(facts: Facts, script: RunScript, name: str) -> str | None:
    """As above, of the scripts that it runs, also where they bear the name of a known program."""
    scripts = read_scripts_of_run(facts.point_of(script.run))
    for found in (*(each.name for each in scripts.found), *scripts.unread):
        return f"where the script {found} may read the variable"
    return None


def _reads_known_variables_only(call: Invocation) -> bool:
    """Whether it reads no variables but those of _READ, and starts nothing that may read others."""
    if not call.understood or not set(call.wrappers) <= {"command"}:
        return False
    if call.name == "set" and not call.texts:
        return False
    if call.name in ("tar", "wget", "curl") and any(map(_STARTS_ANOTHER.fullmatch, call.texts)):
        return False
    return call.name in _PLAIN_TOOLS or _only_updates(call)


def _only_updates(call: Invocation) -> bool:
    """Whether it fetches package lists, which runs no script of a package."""
    tool = find(call.name)
    return tool is not None and tool.updates_lists != "" and call.args == (tool.updates_lists,)


def _fix(facts: Facts, settings: Sequence[Instruction], first: Run) -> Fix:
    """The edits that move settings above a RUN, and above the comments that belong to it."""
    tree = facts.tree
    at = first.outer.span.start
    for item in tree.before(at):
        if not isinstance(item, Comment):
            break
        at = item.span.start
    text = "".join(tree.text[node.span.start : node.span.end] for node in settings)
    text = text if text.endswith("\n") else text + tree.newline
    removed = [without_instruction(tree, node) for node in settings]
    return Fix((Edit(at, at, text), *removed), Safety.SAFE)

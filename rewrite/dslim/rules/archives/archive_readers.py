"""Who may read an archive by what stands in a file of the build context: a script, or a list of checksums."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dslim.facts import Facts
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.build_context.file_search import file_with_pattern, may_run_file
from dslim.facts.build_context.read_scripts import shown_script
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run, scripts_of_call, scripts_of_run
from dslim.facts.call_sites import CallSite, call_sites
from dslim.facts.nested_scripts import every_invocation
from dslim.facts.run import Run, scripts
from dslim.shell import Script, parse_script
from dslim.shell.invocations import Invocation, exec_invocation
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Instruction

#: Instructions that start a program in a container.
_STARTS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})
#: How a script reads all files of a folder.
_ALL_OF_A_FOLDER = (
    r"\bxargs\b[^\n]{0,80}sum\b|\b(?:sha\d+|md5)sum\s{1,9}\*|\bos\.(?:walk|listdir|scandir)\b|\.(?:rglob|iterdir|glob)\("
    r"|\bglob\s*\(|\bopendir\b|\bFile::Find\b|\breaddir(?:Sync)?\b|^[^#\n]{0,200}\b(?:find|ls|du|tree|tar)\s[^\n|]{0,200}[|>]"
)
#: Files of the context that the calls of one RUN may name, of which no more are read.
_MAX_FILES = 30
_VARIABLE = regex(r"\$(?:\{\w+\}|\w+)")
_FILE_NAME = regex(r"[\w./+-]+")


class NamedArchive(NamedTuple):
    """An archive by its name without the folder, `base`, and the number of the call that unpacks it, `open`.

    A name that holds variables is any that is like it.
    """

    base: str
    open: int

    @property
    def pattern(self) -> str:
        """A regular expression of its name: what stands before its first variable, and behind its last one."""
        parts = _VARIABLE.split(self.base)
        ends = (parts[0], parts[-1]) if len(parts) > 1 else (self.base,)
        return r"[^\s/\"']{0,200}".join(map(re.escape, ends))


def why_read_by_a_file(facts: Facts, run: Run, archive: NamedArchive) -> str | None:
    """Which file of the build context, that a call after the archive was unpacked leads to, may read it."""
    base = archive.base
    ending = base[base.rindex(".") :] if "." in base else base
    # `$(NAME).tar.gz`, "${name}.tgz", name + ".zip"
    by_variable = rf"(?:[)}}\"']|\$\w{{1,50}})(?:\.\w{{1,10}})?{re.escape(ending)}\b"
    pattern = rf"{archive.pattern}|\*{re.escape(ending)}\b|{by_variable}|{_ALL_OF_A_FOLDER}"
    if names := _variables_that_name(facts, archive.pattern):
        by_name = rf"\$\{{?(?:{'|'.join(names)})\b"
        pattern = f"{pattern}|{by_name}"
        for node in facts.tree.instructions:
            is_later = node.keyword in (*_STARTS, "RUN") and node.span.start > run.outer.span.start
            if is_later and re.search(by_name, node.args):
                return f"the {node.keyword} on line {node.line} may read the archive by a variable"
    if line := _line_of_heredoc(facts, run, pattern):
        return f"the COPY on line {line} writes a script that may read the archive, and a later RUN names that script"
    for other in facts.all_runs if facts.context is not None else ():
        if isinstance(other.script, Script) and other.outer.span.start >= run.outer.span.start:
            sites = call_sites(other.script)
            later = sites[archive.open + 1 :] if other is run else sites
            for site in later:
                if may_run_file(site.call) and (name := file_with_pattern(facts, other, site.call, pattern)):
                    user = f"`{site.call.written}` on line {other.outer.line}"
                    return f"{user} uses {shown_script(name)}, which may read the archive"
            if name := _script_of_the_context(facts, other):
                runs = f"the RUN on line {other.outer.line} runs {name}"
                return f"{runs}, which dslim cannot read and which may use the archive"
            if name := _list_that_names(facts, other, later, archive.pattern):
                reads = f"the RUN on line {other.outer.line} may read the archive"
                return f"{reads}, which {name} in the build context names"
    for command in facts.related_files.later_commands:
        if re.search(rf"{archive.pattern}|\*{re.escape(ending)}\b", command.text):
            return f"what runs in a container of this image may read the archive ({command.place})"
    return _why_read_at_run_time(facts, pattern) if facts.context is not None else None


def _variables_that_name(facts: Facts, pattern: str) -> tuple[str, ...]:
    """The variables of ENVs whose value is the path of the archive, and no address."""
    envs = " ".join(node.args for node in facts.tree.instructions if node.keyword == "ENV")
    named = re.findall(rf"(?:^|\s)(\w+)[= ][\"']?([^\s\"'=]*{pattern})(?=[\"'\s]|\Z)", envs) if envs else []
    return tuple(dict.fromkeys(name for name, value in named if "://" not in value))


def _why_read_at_run_time(facts: Facts, pattern: str) -> str | None:
    """Which script that a CMD, ENTRYPOINT or HEALTHCHECK of a stage that ships starts may read the archive."""
    for stage in facts.tree.stages:
        for index, node in enumerate(stage.instructions):
            if node.keyword not in _STARTS or not facts.ships(stage.index):
                continue
            point = facts.point(stage.index, index)
            started = Run(node, node, stage.index, index, point.state, scripts(facts.tree))
            for call in _calls_of(node):
                for script in scripts_of_call(point, started, call, None).found:
                    if re.search(pattern, script.text, re.M):
                        user = f"the {node.keyword} on line {node.line}"
                        return f"{user} uses {shown_script(script.name)}, which may read the archive"
    return None


def _line_of_heredoc(facts: Facts, run: Run, pattern: str) -> int | None:
    """The line of a COPY that writes a script which may read the archive, and which a later RUN names."""
    for stage in facts.tree.stages:
        for node in stage.instructions:
            if node.keyword not in ("COPY", "ADD") or node.span.start < run.outer.span.start:
                continue
            if any(re.search(pattern, document.body, re.MULTILINE) for document in node.heredocs):
                names = {posixpath.basename(node.args.split("\n")[0].split()[-1].strip("\"'")), *_names(node)} - {""}
                later = (other.node.args for other in facts.all_runs if other.outer.span.start > node.span.start)
                if any(name in text for text in later for name in names):
                    return node.line
    return None


def _names(node: Instruction) -> set[str]:
    return {document.name for document in node.heredocs if "." in document.name}


def _calls_of(node: Instruction) -> tuple[Invocation, ...]:
    """The calls that an instruction makes when a container starts, or is looked at."""
    argv = node.json
    if argv is not None and (len(argv) < 3 or posixpath.basename(argv[0]) not in SHELLS or "c" not in argv[1]):
        return (exec_invocation(argv),) if argv else ()
    text = argv[2] if argv is not None else node.args
    script = parse_script(text.partition("CMD")[2].strip() if node.keyword == "HEALTHCHECK" and argv is None else text)
    return every_invocation(script) if isinstance(script, Script) else ()


def _script_of_the_context(facts: Facts, run: Run) -> str | None:
    """A script that may be one of the context, and that nobody can tell: `sh "$f"`, run-parts, what a script calls."""
    scripts = read_scripts_of_run(facts.point_of(run))
    return next((f"`{name}`" for name in scripts.unread if scripts.found or "$" in name or name == "run-parts"), None)


def _list_that_names(facts: Facts, run: Run, sites: tuple[CallSite, ...], pattern: str) -> str | None:
    """A file of the context that a call is given, as SHA256SUMS, and in which the archive's name (a pattern) stands.

    The calls of the scripts that a RUN runs count as its own.
    """
    scripts_read = (script.tree for script in scripts_of_run(facts.point_of(run)) if script.tree is not None)
    calls = [*(site.call for site in sites), *(call for tree in scripts_read for call in every_invocation(tree))]
    words = dict.fromkeys(text.strip("\"'") for call in calls for text in call.texts)
    names = [word for word in words if _FILE_NAME.fullmatch(word) and not word.startswith("-")]
    for name in names[:_MAX_FILES]:
        path = posixpath.join(run.state.workdir or "/", name)
        found = find_file(facts, run, path, may_be_changed=True)
        if found is not None and re.search(pattern, found[1]):
            return found[0]
    return None

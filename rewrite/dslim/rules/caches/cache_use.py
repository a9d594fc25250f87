"""What one RUN, or the command that starts a container, does to a cache: does it read what it did not fill itself?"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from dslim.facts.build_context.context_scripts import shell_of
from dslim.facts.build_context.file_search import may_run_file
from dslim.facts.build_context.read_scripts import shown_script
from dslim.facts.build_context.scripts_of_run import ScriptsOfRun
from dslim.facts.nested_scripts import invocations_of
from dslim.facts.run import Run
from dslim.rules.caches.unread_scripts import DRIVERS, shortened, unread_script
from dslim.rules.caches.watched_cache import Use, WatchedCache
from dslim.run_edits.piped_installers import addresses_piped
from dslim.shell import Opaque, Script, parse_script, unwrap
from dslim.shell import tree as t
from dslim.shell.invocations import Invocation, exec_invocation
from dslim.shell.walk import children, walk
from dslim.shell.wrappers import SHELLS
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Instruction
from dslim.tools.installers import CALL_NO_PACKAGE_MANAGER

#: What is not read of a project that describes how it is built.
_DESCRIBE_BUILDS = frozenset({"the makefile", "package.json", "composer.json"})
#: How a reason goes on that names a file which is there, but not in the build context.
NOT_KNOWN = ", whose text is not known, may need"
#: Files of which a shell takes each line, with a `#!` or without.
_OF_SHELL = regex(r"\.(?:ba)?sh\Z|bashrc\Z|profile\Z")
_UPDATES = regex(r"\bapt(?:-get|itude)?\s+(?:-\S+\s+){0,9}update\b")
_STARTS = regex(r"what (?:\S*/)?(\S+) starts")
#: Scripts of the build context that run one another.
MAX_DEPTH = 4


def _describes_build(name: str) -> bool:
    """Whether what is unread only builds: a makefile, or what a build script such as gradlew starts."""
    return name in _DESCRIBE_BUILDS or ((found := _STARTS.fullmatch(name)) is not None and found[1] in DRIVERS)


class CacheUse(NamedTuple):
    """What a script does to a cache.

    `reason`: who reads what the script did not fill itself. `after`: it is filled for what follows, whatever failed
    before; `success`: it is filled if the whole succeeded.
    """

    reason: str | None
    after: bool
    success: bool


class ContextFiles(NamedTuple):
    """How the files of the build context are found that a call runs; each None where nobody looks.

    `script`: (name, tree) of the shell script that a call runs. `text`: the name of a file that tells the call what to
    do, and in which a pattern is found. `all_scripts`: all scripts that a call at a place of the RUN leads to.
    """

    script: Callable[[Invocation], tuple[str, Script] | None] | None = None
    text: Callable[[Invocation, str], str | None] | None = None
    all_scripts: Callable[[Invocation, int | None], ScriptsOfRun] | None = None


_NO_FILES = ContextFiles()


def use_by_run(run: Run, watched: WatchedCache, copied: Container[str], files: ContextFiles = _NO_FILES) -> CacheUse:
    """What one RUN does to a cache; `copied`: names that COPY and ADD may have put there."""
    scanner = _Scanner(watched, copied, files)
    node = run.node
    if node.json is not None:
        return _scan_exec(node.json, scanner) if node.json else CacheUse(None, False, False)
    script = run.script
    if isinstance(script, Opaque) and node.heredocs and node.args.strip().startswith("<<"):
        body = node.heredocs[0].body
        if run.shell_name is not None and (not body.startswith("#!") or "sh" in body.split("\n", 1)[0]):
            script = parse_script(body)
    if isinstance(script, Opaque):
        if not watched.scripts:
            return CacheUse(None, False, False)
        return CacheUse(f"a later RUN is not understood ({script.reason})", False, False)
    return scanner.scan_script(script, False)


def why_read_at_start(node: Instruction, watched: WatchedCache, files: ContextFiles) -> str | None:
    """Who reads a cache when a container starts, or its health is checked; None where nobody does."""
    scanner = _Scanner(watched, frozenset(), files, at_start=True)
    if node.json is None:
        is_check = node.keyword == "HEALTHCHECK"
        script = parse_script(node.args.partition("CMD")[2].strip() if is_check else node.args)
        return None if isinstance(script, Opaque) else scanner.scan_script(script, False).reason
    return _scan_exec(node.json, scanner).reason if node.json else None


def text_reads(name: str, text: str, watched: WatchedCache) -> bool:
    """Whether a file that something runs at start reads a cache which it did not fill itself."""
    if not re.search(watched.named, text, re.M):
        return False
    tree = shell_of(text) if text.startswith("#!") or _OF_SHELL.search(name) else None
    if tree is not None:
        return _Scanner(watched, frozenset(), at_start=True).scan_script(tree, False).reason is not None
    return not _UPDATES.search(text)


def why_command_reads(text: str, watched: WatchedCache) -> str | None:
    """Who reads a cache, which it did not fill itself, in the shell text of a command; None where nobody does."""
    if not re.search(watched.named, text, re.MULTILINE):
        return None
    script = parse_script(text)
    if isinstance(script, Script):
        return _Scanner(watched, frozenset(), at_start=True).scan_script(script, False).reason
    return None if _UPDATES.search(text) else f"what runs there needs {watched.what}"


def _scan_exec(argv: tuple[str, ...], scanner: _Scanner) -> CacheUse:
    call = exec_invocation(argv)
    if call.name in SHELLS and len(argv) == 3 and argv[1] in ("-c", "-lc", "-ec", "-exc", "-xec"):
        script = parse_script(argv[2])
        if isinstance(script, Script):
            return scanner.scan_script(script, False)
        return CacheUse(f"a later RUN is not understood ({script.reason})", False, False)
    return scanner.scan_call(call, False)


class _Scanner:
    """One walk over a script: does anything read the cache before the script has filled it?"""

    def __init__(
        self,
        watched: WatchedCache,
        copied: Container[str],
        files: ContextFiles = _NO_FILES,
        at_start: bool = False,
        depth: int = 0,
    ) -> None:
        self.watched = watched
        self.copied = copied
        self.files = files
        self.at_start = at_start
        self.depth = depth
        self.place: int | None = None
        self.is_inner = False
        self.harmless_pipe = False
        self.functions: set[str] = set()

    def scan_script(self, script: Script, fresh: bool) -> CacheUse:
        self.functions |= {n.name for n in _functions(script)}
        return self.scan_statements(script.statements, fresh)

    def scan_statements(self, body: tuple[t.Statement, ...], fresh: bool) -> CacheUse:
        success = after = fresh
        for statement in body:
            found = self.scan_node(statement.node, after)
            if found.reason is not None:
                return found
            if statement.terminator == "&":
                success = after
                continue
            # what an `&&` chain filled counts for later statements only if its first member did it
            success, after = found.success or after, found.after or after
        return CacheUse(None, after, success)

    def scan_node(self, node: t.Node, fresh: bool) -> CacheUse:
        match node:
            case t.AndOr():
                return self.scan_and_or(node, fresh)
            case t.Simple():
                return self.scan_simple(node, fresh)
            case t.Group() | t.Subshell():
                return self.scan_statements(node.body, fresh)
            case t.Pipeline() if len(node.members) == 1 and not node.negated:
                return self.scan_node(node.members[0], fresh)
            case t.Pipeline():
                return self.scan_pipeline(node, fresh)
            case t.Statement():
                return self.scan_node(node.node, fresh)
        return self.scan_children(node, fresh)

    def scan_children(self, node: t.Node, fresh: bool) -> CacheUse:
        """Everything below a compound may run or not: it may read, and is not sure to fill."""
        at = fresh
        for child in children(node):
            found = self.scan_node(child, at)
            if found.reason is not None:
                return found
            # within one branch or body what stands first is sure for what stands after it
            if isinstance(node, t.Branch | t.Clause) or type(child) is t.Statement:
                at = at or found.after
        return CacheUse(None, fresh, fresh)

    def scan_pipeline(self, node: t.Pipeline, fresh: bool) -> CacheUse:
        if self.watched.is_refilled_by is not None and self.watched.is_refilled_by(addresses_piped(node)):
            return CacheUse(None, True, True)
        before, self.harmless_pipe = self.harmless_pipe, self.harmless_pipe or _is_harmless(node)
        found = self.scan_children(node, fresh)
        self.harmless_pipe = before
        return found

    def scan_and_or(self, node: t.AndOr, fresh: bool) -> CacheUse:
        at = after = fresh
        chain = True
        for i, item in enumerate(node.items):
            found = self.scan_node(item, at if chain else after)
            if found.reason is not None:
                return found
            after = after or (found.after and (i == 0 or (chain and _never_fails_before(node, i))))
            if chain:
                at = at or found.success
            chain = chain and i < len(node.operators) and node.operators[i] == "&&"
        whole = all(op == "&&" for op in node.operators)
        return CacheUse(None, after, at if whole else after)

    def scan_simple(self, node: t.Simple, fresh: bool) -> CacheUse:
        parts: tuple[t.Node, ...] = (*node.words, *node.assignments, *node.redirects)
        for part in parts:
            if isinstance(part, t.Word) and part.literal is not None:
                continue
            found = self.scan_children(part, fresh)
            if found.reason is not None:
                return found
        first = unwrap(node)[0]
        self.place = None if self.is_inner else node.span.start
        if first.shell_inner is not None:
            outer, self.is_inner = self.is_inner, True
            scan = self.scan_script(first.shell_inner, fresh)
            self.is_inner = outer
            return scan
        for other in invocations_of(node)[1:]:
            found = self.scan_call(other, fresh)
            if found.reason is not None:
                return found
        return self.scan_call(first, fresh)

    def scan_call(self, call: Invocation, fresh: bool) -> CacheUse:
        if call.name in self.functions:
            return CacheUse(None, fresh, fresh)  # its body was read where it is defined
        if call.name == "eval" and call.args and None not in call.args:
            script = parse_script(" ".join(arg or "" for arg in call.args))
            if isinstance(script, Script):
                return self.scan_script(script, fresh)
        use = self.watched.use(call)
        if use is Use.READS and self.watched.is_exempt is not None and self.watched.is_exempt(call):
            use = Use.NONE
        if use is Use.FILLS:
            return CacheUse(None, True, True)
        if use is Use.READS and not fresh:
            return CacheUse(f"`{shortened(call, 50)}` needs {self.watched.what}", fresh, fresh)
        if use is Use.NONE and not fresh and self.files.all_scripts is not None and self.watched.named:
            reason = self.reader_among_scripts(call)
            if reason is not None:
                return CacheUse(reason, fresh, fresh)
        if use is Use.NONE and self.watched.named and not fresh and not self.at_start and may_run_file(call):
            scan = self.scan_context_script(call) or self.scan_context_texts(call)
            if scan is not None:
                return scan
        if use is Use.NONE and self.watched.scripts and not fresh and not self.at_start and not self.harmless_pipe:
            hidden = unread_script(call, self.copied)
            if hidden is not None:
                return self.scan_context_script(call) or CacheUse(
                    f"{hidden} may need {self.watched.what}", fresh, fresh
                )
        return CacheUse(None, fresh, fresh)

    def reader_among_scripts(self, call: Invocation) -> str | None:
        """Who reads the cache among all scripts that a call leads to; None where none does, or where they fill it."""
        assert self.files.all_scripts is not None
        all_scripts = self.files.all_scripts(call, self.place)
        for number, script in enumerate(all_scripts.found):
            if script.tree is not None:
                scan = _Scanner(self.watched, self.copied, at_start=True).scan_script(script.tree, False)
                if number == 0 and scan.reason is None and scan.success:
                    return None
                if scan.reason is not None:
                    return in_script(script.name, scan.reason)
            is_searched = script.tree is None or not self.watched.scripts
            if is_searched and re.search(self.watched.named, script.text, re.M):
                return f"`{shortened(call, 50)}` uses {shown_script(script.name)}, which may need {self.watched.what}"
        unread = all_scripts.unread if self.watched.scripts else self.scripts_unread(all_scripts.unread)
        unread = tuple(name for name in unread if not CALL_NO_PACKAGE_MANAGER.search(name))
        if unread and not self.at_start:
            name = f"the makefile of `{shortened(call)}`" if unread[0] == "the makefile" else f"`{unread[0]}`"
            return f"{name}{NOT_KNOWN} {self.watched.what}"
        return None

    def scripts_unread(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of what is not read, the scripts that may work offline: what only describes a build fetches what it lacks."""
        return tuple(name for name in names if self.watched.unread and not _describes_build(name))

    def scan_context_texts(self, call: Invocation) -> CacheUse | None:
        """Who may read the cache by what a file of the context says that is no shell script; None where none does."""
        name = self.files.text(call, self.watched.named) if self.files.text is not None else None
        if name is None:
            return None
        uses = f"`{shortened(call, 50)}` uses {shown_script(name)}"
        return CacheUse(f"{uses}, which may need {self.watched.what}", False, False)

    def scan_context_script(self, call: Invocation) -> CacheUse | None:
        """What the script of the context does that a call runs; None where it cannot be read."""
        found = self.files.script(call) if self.files.script is not None and self.depth < MAX_DEPTH else None
        if found is None:
            return None
        files = self.files._replace(all_scripts=None)
        inner = _Scanner(self.watched, self.copied, files, depth=self.depth + 1)
        scan = inner.scan_script(found[1], False)
        return scan._replace(reason=in_script(found[0], scan.reason)) if scan.reason is not None else scan


def in_script(name: str, reason: str) -> str:
    """A reason for what a script of the build context does, with its name; the innermost of several is named."""
    return reason if reason.startswith("in ") else f"in {shown_script(name)}, {reason}"


#: Commands that succeed, whatever they are given here, so that what follows `&&` runs.
_NEVER_FAIL = frozenset({"set", "export", "echo", ":", "true", "printf"})


def _never_fails_before(node: t.AndOr, index: int) -> bool:
    """Whether all before item `index` never fails."""
    return all(
        isinstance(item, t.Simple) and item.words and item.words[0].literal in _NEVER_FAIL
        for item in node.items[:index]
    )


def _is_harmless(node: t.Pipeline) -> bool:
    words = [w.text for m in node.members if isinstance(m, t.Simple) for w in m.words]
    return any(CALL_NO_PACKAGE_MANAGER.search(word) for word in words)


def _functions(script: Script) -> Iterator[t.Function]:
    return (node for node in walk(script) if isinstance(node, t.Function))

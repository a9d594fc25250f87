"""SL202: `apk add --no-cache`, and no index in the layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dslim.diagnostics.findings import Finding, Fix, Rule, Safety, finding
from dslim.facts import Facts
from dslim.facts.call_sites import CallSite, call_sites, is_sure
from dslim.facts.first_match_cache import first_before
from dslim.facts.kept_contents import why_rest_of_run_keeps
from dslim.facts.mounts import lies_on_mount, mounts
from dslim.facts.point import Point
from dslim.facts.run import IN_ONBUILD, Run
from dslim.rules.caches import apk_commands
from dslim.rules.caches.later_mentions import later_need
from dslim.rules.caches.later_readers import later_reader
from dslim.rules.caches.watched_cache import Use
from dslim.run_edits.remove_commands import without_item
from dslim.shell import Script, walk
from dslim.shell import tree as t
from dslim.shell.errexit import may_be_on
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.edits import Edit, overlaps
from dslim.syntax.nodes import Dockerfile

CACHELESS = "`apk` leaves its index in the layer"
_OLD = regex(r"alpine[^\s:]*:v?(2\.|3\.[0-2](\.|-|$))|alpine-?(2\.|3\.[0-2]\b)")


@dataclass(frozen=True)
class _ApkCalls:
    """The calls of a RUN: `every` one, and of apk those that install with a cache and those that only update.

    `strict_removals`: what removes the index and fails where there is none.
    """

    every: tuple[CallSite, ...]
    adds: list[CallSite]
    updates: list[CallSite]
    strict_removals: list[CallSite]


def check(facts: Facts) -> Iterator[Finding]:
    """Findings for `apk add`s with a cache, and for updates that nothing reads."""
    for run in facts.shipped_scripts:
        if "apk" in run.node.args and isinstance(run.script, Script):
            yield from _findings_of_run(facts, run, run.script)


def _findings_of_run(facts: Facts, run: Run, script: Script) -> Iterator[Finding]:
    found = call_sites(script)
    adds = [s for s in found if _installs(s.call) and not apk_commands.is_cacheless(s.call)]
    updates = [s for s in found if s.call.name == "apk" and apk_commands.verb(s.call) == "update"]
    if not adds and not updates:
        return
    if lies_on_mount(mounts(run.flags), apk_commands.CACHE) or lies_on_mount(mounts(run.flags), "/etc/apk/cache"):
        return
    span = run.outer.span
    if _leaves_no_index(facts, run, found):
        return  # whoever wrote that needs no option
    why_not = _objection(facts, run, adds + updates)
    strict_removals = [site for site in found if apk_commands.fails_without_index(site.call)]
    if why_not is None and strict_removals:
        # they fail where there is no index to remove: they go, and with them all that fetches one
        fix = _switch_and_remove(facts, run, script, _ApkCalls(found, adds, updates, strict_removals))
        yield finding(CACHELESS, span, fix)
        return
    why_not = why_not or later_need(facts, run, (apk_commands.CACHE,), None)
    first = (adds + updates)[0].simple.span.start
    why_not = why_not or why_rest_of_run_keeps(facts, run, first, apk_commands.CACHE)
    plain = [site for site in adds if not apk_commands.fetches_index(site.call)]
    if why_not is None and plain:
        why_not = later_reader(facts.point_of(run), apk_commands.QUERIES) or _query_in_run(found)
    if why_not is None and plain:
        why_not = _why_update_stays(facts, run, script, updates)
    if why_not is None and plain:
        edits = _add_switches(facts, run, script, found, plain)
        if len(edits) == len(plain) and _removes_index_behind(script, found, plain):
            return  # the removal stays, and nothing is to be saved
        yield Finding(CACHELESS, span, Fix(tuple(edits), Safety.SAFE, (apk_commands.CACHE,)))
        return
    if why_not is None and adds:
        # these leave an index behind: only once nobody reads it any more, here or later
        why_not = _reader_in_run(found[found.index(adds[0]) + 1 :], adds) or later_reader(
            facts.point_of(run), apk_commands.INDEX
        )
        if why_not is None:
            edits = _add_switches(facts, run, script, found, adds)
            yield Finding(CACHELESS, span, Fix(tuple(edits), Safety.SAFE, (apk_commands.CACHE,)))
            return
    if why_not is None:
        cut = _remove_updates(facts, run, script, updates)
        why_not = cut if isinstance(cut, str) else None
        if not isinstance(cut, str):
            yield Finding("`apk update` fetches an index that no command uses", span, cut)
            return
    if adds or not any(apk_commands.removes_index(s.call) for s in found[found.index(updates[-1]) :]):
        yield Finding(CACHELESS, span, why_not=why_not)


def _leaves_no_index(facts: Facts, run: Run, found: tuple[CallSite, ...]) -> bool:
    """Whether a RUN removes the index behind all that leaves one, so that nothing is to be saved.

    Where an earlier layer holds one, it is to become the last that needs it, and loses its own removal.
    """
    removing = [number for number, site in enumerate(found) if apk_commands.removes_index(site.call)]
    if not removing or not is_sure(run, found[removing[-1]]):
        return False
    if any(_leaves_index(site) for site in found[removing[-1] :]):
        return False
    stays = len(_operands(found[removing[-1]])) > 1
    return stays or not first_before(facts.point_of(run), _point_leaves_index)


def _removes_index_behind(script: Script, found: tuple[CallSite, ...], adds: list[CallSite]) -> bool:
    """Whether an `&&` chain inside of an `if` or the like, in which all installs stand, removes the index after them.

    In a RUN's own chain the removal goes in the end.
    """
    removing = [site for site in found if apk_commands.removes_index(site.call)]
    if not removing or any(_leaves_index(site) for site in found[found.index(removing[-1]) :]):
        return False
    for node in walk(script):
        is_own = any(statement.node is node for statement in script.statements)
        if isinstance(node, t.AndOr) and set(node.operators) == {"&&"} and not is_own:
            items = [id(item) for item in node.items]
            if id(removing[-1].simple) in items and all(id(site.simple) in items for site in adds):
                return True
    return False


def _objection(facts: Facts, run: Run, found: list[CallSite]) -> str | None:
    if any(site.call.script is not None for site in found):
        return "the command runs inside `sh -c`"
    if run.outer is not run.node:
        return IN_ONBUILD
    if any(map(facts.tree.says, ("/etc/apk/cache", "setup-apkcache"))) or "--cache-dir" in run.node.args:
        return "the file sets up a cache for apk"
    if any(flag.name == "network" and flag.value == "none" for flag in run.flags) or facts.tree.says("--no-network"):
        return "the RUN has no network"
    if _is_old(facts.tree):
        return "the base image is old: its apk may not know --no-cache"
    return None


@once
def _is_old(tree: Dockerfile) -> bool:
    return any(_OLD.search(stage.base) for stage in tree.stages)


def _add_switch(run: Run, site: CallSite) -> Edit:
    """`--no-cache` in the place of `--update`, or after the verb."""
    words = site.call.argv[1:]
    for word in words:
        if word.literal in apk_commands.UPDATES:
            return Edit(*run.source(word.span.start, word.span.end), "--no-cache")
    verb = next(word for word in words if word.literal == apk_commands.verb(site.call))
    at = run.source_at(verb.span.end)
    return Edit(at, at, " --no-cache")


def _add_switches(
    facts: Facts, run: Run, script: Script, found: tuple[CallSite, ...], adds: list[CallSite]
) -> list[Edit]:
    """Switches; and where no index is left then, here or from before, without the `rm -rf /var/cache/apk/*`."""
    edits = [_add_switch(run, site) for site in adds]
    if any(_leaves_index(site) and site not in adds for site in found):
        return edits
    if first_before(facts.point_of(run), _point_leaves_index):
        return edits
    for site in found:
        paths = _operands(site) if apk_commands.removes_index(site.call) else []
        if all(path.startswith(apk_commands.CACHE) for path in paths):
            edit = _remove_from_chain(run, script, site) if len(paths) == 1 else None
            if edit is not None and not overlaps(edit, edits):
                edits.append(edit)
    return edits


def _installs(call: Invocation) -> bool:
    return apk_commands.verb(call) in apk_commands.VERBS


def _leaves_index(site: CallSite) -> bool:
    call = site.call
    return call.name == "apk" and apk_commands.verb(call) != "del" and not apk_commands.is_cacheless(call)


def _point_leaves_index(point: Point) -> bool | None:
    """Whether an instruction may leave an index, as far as the file tells."""
    run = point.run
    if run is None or "apk" not in run.node.args:
        return None
    left = not isinstance(run.script, Script)
    for site in call_sites(run.script) if isinstance(run.script, Script) else ():
        left = _leaves_index(site) or (left and not apk_commands.removes_index(site.call))
    return left or None


def _switch_and_remove(facts: Facts, run: Run, script: Script, calls: _ApkCalls) -> Fix | str:
    """Switches, and without the updates and the `rm /var/cache/apk/*` without -f, in one fix."""
    own = [*calls.adds, *calls.strict_removals]
    reader = _reader_in_run(calls.every, own) or later_reader(facts.point_of(run), apk_commands.INDEX)
    reader = reader or later_need(facts, run, (apk_commands.CACHE,), None)
    if reader:
        return reader
    edits = [_add_switch(run, site) for site in calls.adds]
    for site in [*calls.updates, *calls.strict_removals]:
        is_whole = site in calls.updates or len(_operands(site)) == 1
        edit = _remove_from_chain(run, script, site) if is_whole else None
        if edit is None or not calls.adds or overlaps(edit, edits):
            command = f"`{site.call.written} {' '.join(site.call.texts)[:40]}`"
            if site in calls.updates:
                return f"{command} cannot be taken out of the RUN, and would leave its index in the layer"
            return f"with --no-cache there would be no index to remove, and {command} would fail: write `rm -f`"
        edits.append(edit)
    return Fix(tuple(edits), Safety.SAFE, (apk_commands.CACHE,))


def _operands(site: CallSite) -> list[str]:
    return [text for text in site.call.texts if text[:1] != "-"]


def _remove_updates(facts: Facts, run: Run, script: Script, updates: list[CallSite]) -> Fix | str:
    """Without `apk update &&`, now that all who install fetch the index themselves."""
    reader = _reader_in_run(call_sites(script)) or later_reader(facts.point_of(run), apk_commands.INDEX)
    if reader:
        return reader
    if not _is_fetched_later(facts, run, updates[-1]):
        unfetched = "without `apk update` nothing later would fetch the index"
        return f"{unfetched}, and a build without network would no longer fail"
    edits: list[Edit] = []
    for site in updates:
        edit = _remove_from_chain(run, script, site)
        if edit is None:
            return "`apk update` is not part of a plain `&&` chain"
        edits.append(edit)
    for site in call_sites(script):
        if apk_commands.removes_index(site.call) and len(_operands(site)) == 1:
            edit = _remove_from_chain(run, script, site)
            if edit is not None and not any(edit.start < e.end and e.start < edit.end for e in edits):
                edits.append(edit)
    return Fix(tuple(edits), Safety.SAFE, (apk_commands.CACHE,))


def _is_fetched_later(facts: Facts, run: Run, update: CallSite) -> bool:
    """Whether some `apk add --no-cache` comes after an update, which fails where that would have failed."""
    for other in facts.runs[run.stage][run.index :]:
        if other is not None and isinstance(other.script, Script):
            found = call_sites(other.script)
            found = found[found.index(update) :] if other is run else found
            if any(_installs(s.call) and apk_commands.is_cacheless(s.call) for s in found):
                return True
    return False


def _why_update_stays(facts: Facts, run: Run, script: Script, updates: list[CallSite]) -> str | None:
    """Why an `apk update` of the RUN cannot go, so that its index stays and --no-cache behind it saves nothing."""
    found = call_sites(script)
    updates = [
        update
        for update in updates
        if not any(apk_commands.removes_index(site.call) for site in found[found.index(update) :])
    ]
    if not updates:
        return None
    if any(_remove_from_chain(run, script, site) is None for site in updates):
        return "`apk update` is not part of a plain `&&` chain"
    return later_reader(facts.point_of(run), apk_commands.INDEX)


def _query_in_run(found: tuple[CallSite, ...]) -> str | None:
    """Who asks in a RUN what the index has, which an install before it fetched."""
    query = next((s.call for s in found if apk_commands.query_use(s.call) is Use.READS), None)
    return f"`{query.written} {' '.join(query.texts)[:40]}` needs apk's index" if query is not None else None


def _reader_in_run(found: tuple[CallSite, ...], but: Sequence[CallSite] = ()) -> str | None:
    for site in found:
        if site not in but and apk_commands.index_use(site.call) is Use.READS:
            return f"`{site.call.written} {' '.join(site.call.texts)[:40]}` needs apk's index"
    return None


def _remove_from_chain(run: Run, script: Script, site: CallSite) -> Edit | None:
    """The edit that takes a command out of its `&&` chain; None where it stands elsewhere or alone."""
    for number, statement in enumerate(script.statements):
        node = statement.node
        if not isinstance(node, t.AndOr) or any(op != "&&" for op in node.operators):
            continue
        for i, item in enumerate(node.items):
            if item is not site.simple or site.simple.redirects or site.simple.assignments:
                continue
            if i + 1 < len(node.items):
                if i and _stays(node.items[i - 1]) and (edit := without_item(run, node.items, i)) is not None:
                    return edit
                after = node.items[i + 1].span.start
                start = run.source(item.span.start, after).start
                return _unless_it_holds_comments(run, Edit(start, run.source(after, after + 1).start, ""))
            if number < len(script.statements) - 1 and may_be_on(script, run.state.shell, run.state.maybe_errexit):
                return None  # `set -e; a && rm x; b` goes on to b where a fails, `set -e; a; b` does not
            before = run.source_at(node.items[i - 1].span.end)
            return _unless_it_holds_comments(run, Edit(before, run.source_at(item.span.end), ""))
    return None


def _stays(item: t.Node) -> bool:
    """Whether it is an `apk add`, so that no other edit touches its end."""
    return (
        isinstance(item, t.Simple)
        and [w.literal for w in item.words[:1]] == ["apk"]
        and "add" in [w.literal for w in item.words]
    )


def _unless_it_holds_comments(run: Run, edit: Edit) -> Edit | None:
    inside = any(edit.start < c.span.end and c.span.start < edit.end for c in run.outer.comments)
    return None if inside else edit


RULE = Rule(
    "`apk add --no-cache`; `apk update` goes",
    Safety.SAFE,
    check,
    (
        "FROM alpine:3.20\nRUN apk update && apk add curl\n",
        "FROM alpine:3.20\nRUN apk add --no-cache curl\n",
    ),
    "With `--no-cache` apk fetches the index for itself and keeps nothing. `apk update` goes where all who"
    " install after it do that, in this stage, in stages FROM it and in ONBUILD. Not where the RUN removes the index"
    " itself, behind all that leaves one; nor where the file sets up a cache for apk, has no network, or starts from an"
    " Alpine before 3.3, whose apk does not know the option.",
    ("https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk.8.scd",),
)

"""Golden cases: a folder each, run as it is and as its hostile twins.

    golden/<rule>/<reason>/input.Dockerfile
                           output.Dockerfile   absent: the input must stay as it is
                           case.toml           optional, the keys of KEYS
                           context/            optional, the build context (with `context = true`)

A rule with many cases has them in groups: golden/<rule>/<group>/<reason>/. A case runs the rule that the first folder
names, and all rules where that is no rule's name.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dslim.diagnostics.options import Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.engine.invariants import comment_texts
from dslim.facts.build_context.context import open_context
from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.related_files import RelatedFiles
from dslim.fleet.related_files.shared_base import find_shared_bases
from dslim.report.diff import regions_of
from dslim.rules import RULES
from dslim.rules.ownership.bytes_saved import LITTLE
from dslim.syntax import Dockerfile, decode, parse, print_file
from dslim.syntax.edits import apply_edits

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent.parent / "golden"

#: merge, unsafe, targets, builder, cache: as in Options, but that the default of merge-runs/ is "all". rules: codes or
#: names, ["all"] for all.
#: why_not: what the reason of one refusal must contain. offered: what the message of one fix that is left to
#: --unsafe-fixes must contain. advice: what one piece of advice must contain, "" for
#: none at all. context: the folder context/ is the build context. large: files of the context that are made when the
#: case is read, of more bytes than are stored twice for a short text (in a copy of context/, which need not be there).
#: siblings: other Dockerfiles beside it, by name.
#: skip: {twin name = "reason"}.
KEYS = frozenset(
    "merge unsafe targets builder cache rules why_not offered advice context large skip siblings".split()
)


@dataclass(frozen=True)
class Case:
    """One text, what must become of it, and under which options."""

    name: str
    before: str
    after: str
    options: Options
    why_not: str | None
    offered: str | None
    advice: str | None
    context: Path | None
    skip: dict[str, str]
    siblings: dict[str, str]


def case_files(root: Path = FOLDER) -> list[Path]:
    """The inputs of all cases, at whatever depth, in order; what lies in a build context is none."""
    return [path for path in sorted(root.rglob("input.Dockerfile")) if "context" not in path.relative_to(root).parts]


def read_case(folder: Path, root: Path = FOLDER) -> Case:
    """The case in a folder below `root`. Raises ValueError for one that is not well formed."""
    name = folder.relative_to(root)
    told = folder / "case.toml"
    keys: dict[str, Any] = tomllib.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    if unknown := keys.keys() - KEYS:
        raise ValueError(f"{told}: unknown keys {sorted(unknown)}")
    before = decode((folder / "input.Dockerfile").read_bytes())
    output = folder / "output.Dockerfile"
    after = decode(output.read_bytes()) if output.exists() else before
    if output.exists() and before == after:
        raise ValueError(f"{folder}: the output is the input; leave it out")
    context = folder / "context" if keys.get("context") else None
    context = _with_large_files(folder, keys["large"]) if keys.get("large") else context
    if context and not context.is_dir():
        raise ValueError(f"{folder}: no folder context/")
    return Case(
        name.as_posix(),
        before,
        after,
        _options(keys, name.parts[0]),
        keys.get("why_not"),
        keys.get("offered"),
        keys.get("advice"),
        context,
        keys.get("skip", {}),
        keys.get("siblings", {}),
    )


def _with_large_files(folder: Path, names: list[str]) -> Path:
    """A copy of a case's context/, in a folder that goes when the tests end, with large files of some names."""
    copy = Path(tempfile.mkdtemp(prefix="golden-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    context = copy / "context"
    if (folder / "context").is_dir():
        shutil.copytree(folder / "context", context, symlinks=True)
    for name in names:
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o644)
        os.truncate(path, LITTLE + 1)
    return context


def _options(keys: dict[str, Any], rule: str) -> Options:
    given = {key: keys[key] for key in ("merge", "unsafe", "builder", "cache") if key in keys}
    if rule == "merge-runs":
        given.setdefault("merge", "all")
    default = [rule] if any(rule == r.name for r in RULES) else ["all"]
    rules = keys.get("rules", default)
    chosen = None if rules == ["all"] else frozenset(rules)
    return Options(rules=chosen, targets=tuple(keys.get("targets", ())), **given)


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases below a folder, by name."""
    return [read_case(path.parent, folder) for path in case_files(folder)]


# Twins: the same case in another guise; None where it cannot wear it.

Twin = Callable[[Case], "Case | None"]


def _mapped(case: Case, change: Callable[[str], str]) -> Case:
    return replace(case, before=change(case.before), after=change(case.after))


def as_it_is(case: Case) -> Case:
    """The case itself."""
    return case


def crlf(case: Case) -> Case | None:
    """With Windows line ends."""
    if "\r" in case.before:
        return None
    return _mapped(case, lambda text: text.replace("\n", "\r\n"))


def no_final_newline(case: Case) -> Case | None:
    """Cut off before the last line break."""
    if not all(re.search(r"[^\\`\s]\n\Z", text) for text in (case.before, case.after)):
        return None
    return _mapped(case, lambda text: text[:-1])


def backtick(case: Case) -> Case | None:
    """With ` as the escape character, where continuations are all that \\ is used for."""
    continued = re.compile(r"\\(?=[ \t]*\r?(?:\n|\Z))")
    bare = [continued.sub("", text) for text in (case.before, case.after)]
    tree = parse(case.before)
    bodies = [heredoc.body for node in tree.instructions for heredoc in node.heredocs]
    if any("\\" in text or "`" in text for text in bare) or any("\\" in body for body in bodies):
        return None
    if any(directive.name == "escape" for directive in tree.directives):
        return None
    top = "# escape=`\r\n" if "\r\n" in case.before else "# escape=`\n"
    return _mapped(case, lambda text: _after_bom(text, top, lambda rest: continued.sub("`", rest)))


def bom(case: Case) -> Case | None:
    """With a byte order mark."""
    if case.before.startswith("\ufeff"):
        return None
    return _mapped(case, lambda text: "\ufeff" + text)


def _after_bom(text: str, top: str, change: Callable[[str], str]) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + top + change(text[len(mark) :])


UNRELATED = "FROM scratch AS a-twin-of-nothing\nCOPY zz /\n\n"


def earlier_stage(case: Case) -> Case | None:
    """Below a stage that has nothing to do with it."""
    if re.search(r"from=\d", case.before):
        return None

    def change(text: str) -> str:
        at = parse(text).stages[0].start.span.start
        return text[:at] + UNRELATED + text[at:]

    return _mapped(case, change)


def later_stage(case: Case) -> Case | None:
    """Above a stage that takes nothing from it: the case no longer ships, and must stay as it is."""
    if case.options.targets:
        return None
    text = case.before + ("" if case.before.endswith("\n") else "\n") + UNRELATED
    return replace(case, before=text, after=text, why_not=None, offered=None, advice=case.advice and "")


TWINS: dict[str, Twin] = {
    twin.__name__: twin for twin in (as_it_is, crlf, no_final_newline, backtick, bom, earlier_stage, later_stage)
}


def variants(cases: list[Case]) -> Iterator[tuple[str, Case]]:
    """(`rule/reason-twin`, the case in that guise) for all that can be."""
    for case in cases:
        if unknown := case.skip.keys() - TWINS.keys():
            raise ValueError(f"{case.name}: no twins {sorted(unknown)}")
        for name, twin in TWINS.items():
            if name not in case.skip and (dressed := twin(case)):
                yield f"{case.name}-{name}", dressed


# What must hold.


def check(case: Case) -> None:
    """Raises AssertionError unless the case comes out as it must and the invariants hold."""
    outcome = _fix(case, case.before)
    assert outcome.error is None, outcome.error
    assert outcome.after == case.after
    if case.why_not is not None:
        reasons = [finding.why_not or "" for finding in outcome.refused]
        assert any(case.why_not in reason for reason in reasons), reasons
    if case.offered is not None:
        messages = [finding.message for finding in outcome.offered if finding.fix is not None]
        assert any(case.offered in message for message in messages), messages
    if case.advice is not None:
        given = [finding.message for finding in outcome.offered if finding.fix is None]
        assert any(case.advice in message for message in given) if case.advice else not given, given
    check_invariants(outcome)
    again = _fix(case, outcome.after)
    assert again.after == outcome.after, "not stable: a second run changes it again"


def _fix(case: Case, text: str) -> Outcome:
    context = open_context(str(case.context)) if case.context else None
    bases = find_shared_bases({"": text, **case.siblings}, str).get("", ()) if case.siblings else ()
    return fix_text(text, case.options, context, case.name, RelatedFiles(shared_bases=bases))


def check_invariants(outcome: Outcome) -> None:
    """Raises AssertionError unless the output parses, prints, keeps comments and all bytes but the edited."""
    before, after = parse(outcome.before), parse(outcome.after)
    assert print_file(before) == outcome.before
    assert print_file(after) == outcome.after
    assert _comments(before) == _comments(after)
    text = outcome.before
    for step in outcome.steps:
        text = apply_edits(text, step.edits)
        assert text == step.text
    assert text == outcome.after
    a = b = 0
    for region in regions_of(outcome.steps):
        assert outcome.before[a : region.a0] == outcome.after[b : region.b0]
        a, b = region.a1, region.b1
    assert outcome.before[a:] == outcome.after[b:]


def _comments(tree: Dockerfile) -> tuple[list[str], list[str]]:
    """Plain comments in order, and ignore comments, which a merge may lift, in any order."""
    return comment_texts(tree), sorted(c.body for c in tree.comments if is_ignore_comment(c))

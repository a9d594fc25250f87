"""The edits that make one RUN of several, in the form that run_edits/join_forms.py chooses.

How a rule joins RUN `b` into the earlier RUN `a` of the same stage:

    scripts = script_to_join(a), script_to_join(b)           # a `str` is the reason why not
    reason = why_not_joined(facts, [scripts[0]], b)          # None: nothing forbids it
    fix = merge_fix(facts, scripts)                          # nothing but config and comments between them
    fix = move_fix(facts, *scripts)                          # anything between, after `why_not_moved`

`merge_fix` moves config-only instructions between the RUNs below them and keeps comments. `move_fix` takes
`b` out of its place and leaves all between as it is: that the two may swap is for the rule to prove. In both,
`b` runs if and only if `a` exits 0, in a shell that is like new to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from dslim.diagnostics.findings import Fix, Safety
from dslim.facts import Facts
from dslim.facts.build_context.scripts_of_run import scripts_of_run
from dslim.facts.first_match_cache import first_before
from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.image_names import read_image, root_base
from dslim.facts.point import Point
from dslim.facts.run import Run
from dslim.facts.stages import name_values
from dslim.run_edits.comments_between import (
    comments_in,
    comments_lifted,
    has_comment_above,
    ignore_comments_lifted,
    items_moved_below,
    shell_comment,
    text_moved_below,
)
from dslim.run_edits.join_forms import Fragment, JoinForm, choose_form
from dslim.run_edits.line_style import ShownStyle, Style, shown_style, style_of, style_of_shown
from dslim.run_edits.reflow_joints import Reflow, reflowed_joints
from dslim.run_edits.remove_commands import without_instruction
from dslim.run_edits.run_script import RunScript
from dslim.shell import Simple, commands
from dslim.shell.tree import AndOr, Node
from dslim.syntax import reparse
from dslim.syntax.edits import Edit, apply_edits, in_order
from dslim.syntax.nodes import Comment, Dockerfile
from dslim.tools import find, names_where

#: RUNs above and below a joint that are looked at for a style.
_NEAR = 20


class _Placed(NamedTuple):
    """A script with the fragment that it becomes in the merged RUN."""

    script: RunScript
    fragment: Fragment


class _Joint(NamedTuple):
    """What stands between two scripts in a merged RUN. `lifted`: where the comments begin that go above it."""

    operator: str
    style: Style
    lifted: frozenset[int]


#: Commands above a comment that say so little that it tells of the whole RUN that they become a part of.
_SMALL = 2
_UPGRADES = ("upgrade", "dist-upgrade", "full-upgrade")


def join_form(facts: Facts, scripts: Sequence[RunScript]) -> JoinForm:
    """The form that two or more RUNs take as one."""
    files = [[f.tree for f in scripts_of_run(facts.point_of(s.run)) if f.tree is not None] for s in scripts]
    return choose_form(scripts, _programs_first_on_path(facts, scripts[0].run), files)


def merge_fix(facts: Facts, scripts: Sequence[RunScript], joined: tuple[int, int] = (1, 0)) -> Fix:
    """The fix that makes one RUN of two or more. `joined`: as in `Fix`."""
    tree = facts.tree
    form = join_form(facts, scripts)
    placed = [_Placed(script, fragment) for script, fragment in zip(scripts, form.fragments)]
    edits = _opening_edits(scripts[0], form)
    above = comments_lifted(tree, [script.run for script in scripts], _count_small(tree, scripts))
    lifted_comments = frozenset(comment.span.start for comment in above)
    shown = [shown_style(tree, script.run) for script in scripts]
    for at, operator in enumerate(form.operators):
        style = _style_of_joint(tree, shown, at)
        reflow = _reflow(tree, placed[at + 1], style)
        if reflow is not None:
            shown[at + 1] = reflow.shown
        else:
            style = _style_before(style, shown[at + 1])
        edits.append(_join_edit(tree, placed[at], placed[at + 1], _Joint(operator, style, lifted_comments)))
        edits += reflow.edits if reflow is not None else ()
    edits += _break_before_cleanup(tree, scripts[-1], style)
    if placed[-1].fragment.after:
        edits.append(Edit(*_place_of_end(placed[-1]), placed[-1].fragment.after))
    if below := _edit_below(tree, scripts):
        if edits[-1].end == below.start:  # a last line without a line break: one edit, not two at one place
            below = Edit(edits[-1].start, below.end, edits.pop().text + below.text)
        edits.append(below)
    own = [text] if (text := shell_comment(scripts[0].run)) else []
    lifted = "".join(_as_line(text, tree.newline) for text in (*own, *(comment.text for comment in above)))
    if lifted := lifted + ignore_comments_lifted(tree, [script.run for script in scripts]):
        at = scripts[0].run.outer.span.start
        edits.append(Edit(at, at, lifted))
    return Fix(tuple(edits), Safety.SAFE, joined=joined)


def facts_of_join(facts: Facts, scripts: Sequence[RunScript]) -> Facts:
    """The facts of the file in which two or more RUNs are one, to ask what could be done then."""
    edits = in_order(merge_fix(facts, scripts).edits)
    return facts.after(reparse(facts.tree, edits, apply_edits(facts.tree.text, edits)), facts.related_files)


def move_fix(facts: Facts, first: RunScript, second: RunScript) -> Fix:
    """The fix that takes `second` out of its place and puts it to the end of `first`, see the head of this module."""
    tree = facts.tree
    form = join_form(facts, [first, second])
    style = style_of(tree, first.run, second.run)
    left, right = form.fragments
    start = second.run.source(right.start, right.start).start
    reflow = _reflow(tree, _Placed(second, right), style)
    inner = [Edit(e.start - start, e.end - start, e.text) for e in reflow.edits] if reflow is not None else []
    moved = apply_edits(tree.text[start : second.run.source_at(right.end)], inner)
    tail, head = style.around_break(form.operators[0])
    text = f"{left.after}{tail}{style.line_break}{head}{right.before}{moved}{right.after}"
    place = _place_of_end(_Placed(first, left))
    edits = (Edit(*place, text), *_opening_edits(first, form), without_instruction(tree, second.run.outer))
    return Fix(edits, Safety.SAFE, joined=(1, 0))


def _opening_edits(script: RunScript, form: JoinForm) -> list[Edit]:
    """What is put before all of the merged text."""
    text = form.opening + form.fragments[0].before
    at = script.run.source(script.start, script.start).start
    return [Edit(at, at, text)] if text else []


def _place_of_end(placed: _Placed) -> tuple[int, int]:
    """What gives way to that which comes after a script: a `;` that closes it, and the blanks before that."""
    script, run = placed.script, placed.script.run
    at = run.source_at(placed.fragment.end)
    token = script.statements[-1].terminator_span
    if not script.ends_in_semicolon or token is None:
        return at, at
    start, end = run.source(*token)
    return (start if run.has_comment(at, end) else at), max(at, end)


def _count_small(tree: Dockerfile, scripts: Sequence[RunScript]) -> int:
    """How many of some scripts, from the first on, only prepare the next: a command or two, the last an update.

    What a comment says of the RUN that installs is true of the whole then. One that a comment of its own stands
    above is an update alone.
    """
    left = _SMALL - has_comment_above(tree, scripts[0].run)
    small = 0
    for at, script in enumerate(scripts):
        found = list(commands(script.script))
        left -= len(found)
        if left < 0:
            break
        small = at + 1 if found and _is_update(found[-1]) else small
    return small


def _is_update(simple: Simple) -> bool:
    """Whether a command fetches the lists of packages, or brings all packages up to date, and does nothing else."""
    words = [word.literal for word in simple.words if not word.text.startswith("-")]
    tool = find(words[-2]) if len(words) > 1 else None
    asked = tool is not None and tool.updates_lists is not None and words[-1] in {tool.updates_lists, *_UPGRADES}
    return asked and words[:-2] in ([], ["sudo"])


def _join_edit(tree: Dockerfile, first: _Placed, second: _Placed, joint: _Joint) -> Edit:
    """The edit from the end of one script to the start of the next: an operator, and the comments that stay there."""
    a, b = first.script.run, second.script.run
    start = a.source_at(first.fragment.end)
    end = b.source(second.fragment.start, second.fragment.start).start
    style = joint.style
    tail, head = style.around_break(joint.operator)
    # an ignore comment between the two is lifted; one inside of either stays inside
    kept = [c for c in comments_in(tree, start, end) if c.inner or not is_ignore_comment(c)]
    kept = [c for c in kept if c.span.start not in joint.lifted]
    moved = items_moved_below(tree, a, b)
    below = moved[-1].span.end if moved else start  # from the end of `a` up to there all moves
    own = a.outer.span.end
    stay = [c for c in kept if c.span.start < own or c.span.start >= below]
    comments = "".join(_as_line(_indented(c, style), style.newline) for c in stay)
    before, after = first.fragment.after, second.fragment.before
    return Edit(start, end, f"{before}{tail} {style.escape}{style.newline}{comments}{style.indent}{head}{after}")


def _break_before_cleanup(tree: Dockerfile, script: RunScript, style: Style) -> tuple[Edit, ...]:
    """The edit that gives a line of its own to the cleanup which ends a script of one line, and now all of the RUN."""
    node, start = script.last_command, script.run.source_at(script.start)
    if len(script.statements) > 1 or not isinstance(node, AndOr) or node.operators[-1] != "&&":
        return ()
    before, last = (item.span for item in node.items[-2:])
    if "\n" in tree.text[start : script.run.source_at(script.end)] or not _is_cleanup(node.items[-1]):
        return ()
    tail, head = style.around_break("&&")
    text = f"{tail} {style.escape}{style.newline}{style.indent}{head}"
    return (Edit(script.run.source_at(before.end), script.run.source(last.start, last.start).start, text),)


def _is_cleanup(node: Node) -> bool:
    """Whether a command removes files, or has a package manager empty its cache."""
    words = [word.text for word in node.words] if isinstance(node, Simple) else []
    words = words[1:] if words[:1] == ["sudo"] else words
    return words[:1] == ["rm"] or any(word.startswith(("clean", "clear")) for word in words[1:3])


def _indented(comment: Comment, style: Style) -> str:
    """The text of a comment between two RUNs, indented as the line below it; one that stood in a RUN is as it was."""
    return comment.text if comment.inner else style.indent + comment.text.lstrip(" \t")


def _edit_below(tree: Dockerfile, scripts: Sequence[RunScript]) -> Edit | None:
    """The instructions that stood between the RUNs, put below the merged one."""
    moved = [text_moved_below(tree, first.run, second.run) for first, second in zip(scripts, scripts[1:])]
    text = "".join(_as_line(lines, tree.newline) for lines in moved if lines)
    if not text:
        return None
    at = scripts[-1].run.outer.span.end
    if not tree.text[:at].endswith("\n"):
        text = tree.newline + text.rstrip("\r\n")
    return Edit(at, at, text)


def _as_line(text: str, newline: str) -> str:
    return text if text.endswith("\n") else text + newline


def _style_of_joint(tree: Dockerfile, shown: Sequence[ShownStyle], at: int) -> Style:
    """The style of the line break after script number `at` of a RUN: that of the nearest above it that shows one.

    What shows only how the words of a list are indented counts where none above shows more. Where none above does,
    that of the most below.
    """
    above = shown[max(at + 1 - _NEAR, 0) : at + 1][::-1]
    above = [style for style in above if style.leading is not None] or above
    below = shown[at + 1 : at + 1 + _NEAR]
    leads = sum((style.leading is True) - (style.leading is False) for style in below)
    return style_of_shown(tree, [*above, *(style for style in below if style.leading == (leads > 0)), *below])


def _style_before(style: Style, shown: ShownStyle) -> Style:
    """The style of the joint above a script that keeps its own joints.

    Where operators lead above and the script has them at the end of its first line, it is that one's: no line has `&&`
    before and after.
    """
    if style.leading and shown.leading is False and shown.indent is not None:
        return style._replace(leading=False, indent=shown.indent)
    return style


def _reflow(tree: Dockerfile, placed: _Placed, style: Style) -> Reflow | None:
    """How the joints of a script get the style of those above; None for one that they do not stand beside."""
    fragment = placed.fragment
    if fragment.before or fragment.after or fragment.start != placed.script.start:
        return None
    return reflowed_joints(tree, placed.script, style)


def _programs_first_on_path(facts: Facts, run: Run) -> frozenset[str]:
    """Programs that stand first on PATH whatever is installed: those of some official images."""
    image = read_image(root_base(facts, run.stage))
    # not ruby: `gem install bundler` puts one into /usr/local/bundle/bin, before the image's own
    found = _first_on_path_of(image.official)
    if not found or "PATH" in run.state.env:
        return frozenset()
    stored = run.outer is not run.node  # runs with what is in force at the end
    until = len(facts.tree.stages[run.stage].instructions) if stored else run.index
    return found if first_before(facts.point(run.stage, until), _sets_prefix) is None else frozenset()


@cache
def _first_on_path_of(image: str | None) -> frozenset[str]:
    """Programs that stand first on PATH in an official image: a newer one overwrites the old."""
    return names_where(lambda tool: image is not None and tool.first_on_path_of == image)


def _sets_prefix(point: Point) -> bool | None:
    """Whether an ENV or ARG may choose the folder that programs go to."""
    node = point.node
    names = name_values(node, {}) if node.keyword in ("ENV", "ARG") and "PREFIX" in node.args.upper() else ()
    return True if any("PREFIX" in name.upper() for name, _ in names) else None

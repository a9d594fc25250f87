"""A RUN whose heredoc is all that its shell gets (`RUN <<EOF`), read as the script that the body is."""

from __future__ import annotations

from dataclasses import replace

from dslim.facts.run import Run
from dslim.shell import Script
from dslim.support.lazy_regex import regex
from dslim.syntax.nodes import Comment, Instruction, Logical, Span

#: The arguments of a RUN that are nothing but the opening of a heredoc.
_ONLY_HEREDOC = regex(r"\s*<<-?([\"']?)([\w.-]+)\1\s*\Z")


def with_body(run: Run) -> Run:
    """The RUN with the body of its heredoc as its text, where that is the script; any other RUN as it is.

    BuildKit hands the body to the shell in force as it is. Not where a `#!` line chooses another program, where
    the RUN is an ONBUILD's, and where the body holds what is read otherwise line by line (heredocs of its own, CR).
    """
    node = run.node
    if run.outer is not node or len(node.heredocs) != 1 or not _ONLY_HEREDOC.match(node.args):
        return run
    heredoc = node.heredocs[0]
    body = heredoc.body
    if body.startswith("#!") or "<<" in body or "\r" in body or (heredoc.chomp and "\n\t" in body and "'\n" in body):
        return run
    text = node._replace(
        args=body, args_start=0, logical=Logical(body, ((0, 0),), heredoc.body_span.start), heredocs=(), comments=()
    )
    found = replace(run, node=text, outer=text)
    if not isinstance(found.script, Script):
        return run
    commented = text._replace(comments=_comments_of(text, found.script))
    return replace(run, node=commented, outer=commented)


def _comments_of(node: Instruction, script: Script) -> tuple[Comment, ...]:
    """The comments of the script as comments inside of the instruction: no edit may take one out."""
    spans = (node.logical.span(*comment.span) for comment in script.comments)
    return tuple(Comment(Span(*span), comment.text, inner=True) for span, comment in zip(spans, script.comments))

"""Comments in which an author wants RUNs apart: a layer of its own, for the build cache, or since it takes long."""

from __future__ import annotations

from functools import lru_cache

from dslim.facts.ignore_comments import is_ignore_comment
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.syntax.nodes import Comment, Dockerfile, Instruction

_WANTS_APART = regex(
    r"(?i)\b(separate|own|intermediate|distinct|dedicated|different|multiple|several|individual)"
    r" ((docker|image|build) )?(layers?|steps?|commands?|RUN)\b|\bseparately\b|\bapart\b"
    r"|\b(split|break|broken)\b.{0,40}\b(layers?|steps?|commands?|RUNs?)\b"
    r"|\b(not|don.?t|never)( be)? (merged?|combined?|joined?|squash(ed)?)\b"
    # it takes long
    r"|(?<![-\w])tim(e|es|ed|ing)[- ]?outs?\b"
    r"|\b(takes?|took|taking)( \w+){0,3} (lo+n+g+|longer|hours?|ages|forever|while)\b|\blong[- ]running\b"
    r"|\b(is|are|be|so|very|too|extremely) slow\b"
    # something was put into the RUN, or is to be
    r"|\b(add|mov|merg|append|put)(e|ed|d|ing)?\b( \w+){0,6} (to|into|in|with)( \w+){0,2} RUN\b"
    r"|\binvalidat\w+\b|\bbust(s|ing)?\b"
)
#: What is not the cache of builds: a folder, a package manager's, a program's.
_CACHE = regex(
    r"(?i)(?<![-\w./:$])(?<!apt )(?<!apk )(?<!yum )(?<!dnf )(?<!pip )(?<!npm )(?<!yarn )(?<!font )(?<!icon )"
    r"(?<!package )(?<!ld )(?<!linker )cach(e|es|ed|ing|eable)\b"
    r"(?! ?(dir(ectory)?|folder|path|volume|mount|locality|results?|cop(y|ies)|versions?|files?|values?|data)\b)"
)
_CLEANS = regex(
    r"(?i)\b(clean|clear|remov|delet|purg|empt|wip|flush|drop|prun|disabl|without|update|refresh|unnecessary|rm)\w*"
)
#: A line of a script that is commented out says nothing of layers.
_IS_CODE = regex(r"[ \t]*#+[ \t]*(RUN|COPY|ADD|ENV|ARG|FROM|&&|apk|apt-get|apt|pip3?|npm|yum|dnf)\b")


@lru_cache(maxsize=4096)
def wants_apart(text: str) -> bool:
    """Whether a comment says why a RUN is one of its own."""
    if _IS_CODE.match(text):
        return False
    return bool(_WANTS_APART.search(text)) or (bool(_CACHE.search(text)) and not _CLEANS.search(text))


def why_author_separates(tree: Dockerfile, *runs: Run) -> str | None:
    """What a comment above one of some RUNs says about its layer; None where there is none."""
    comments = _comments_about_layers(tree)
    for run in runs if comments else ():
        for item in tree.before(run.outer.span.start):
            if isinstance(item, Instruction):
                break
            if isinstance(item, Comment) and item.span.start in comments:
                return f"the comment on line {tree.line_of(item.span.start)} asks for a layer of its own"
    return None


@once
def _comments_about_layers(tree: Dockerfile) -> frozenset[int]:
    """Where the comments stand that tell of layers; nearly always none."""
    return frozenset(c.span.start for c in tree.comments if wants_apart(c.text) and not is_ignore_comment(c))

"""Ways to join RUN bodies: the one that is always right, and the ones that tools get wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPENS_WITH_ERREXIT = re.compile(r"set\s+(-[a-zA-Z]*e|(-[a-zA-Z]+\s+)*(-[a-zA-Z]*o\s+errexit|-[a-zA-Z]*e))")


_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.")


def has_background_job(body: str) -> bool:
    """Whether the body starts what may live on: no merge keeps that (Docker ends it with its RUN)."""
    return re.search(r"(?<![&>|<])&(?![&>\d-])", _QUOTED.sub("", body)) is not None


def general_form(bodies: Iterable[str], errexit: bool = False) -> str:
    """`set -e; ( set +e; A ); ( B )`: each body in a subshell that is a statement of its own.

    `errexit`: the SHELL's flags turn -e on, so that no body turns it off. Not for bodies with a trailing
    comment, a heredoc, `alias` or `shopt`.
    """
    parts = []
    for body in bodies:
        own = errexit or _OPENS_WITH_ERREXIT.match(body)
        parts.append(f"( {body} )" if own else f"( set +e; {body} )")
    return "set -e; " + "; ".join(parts)


def joined(bodies: Iterable[str], operator: str = "&&") -> str:
    """`A && B`, right for the plain rows of the table alone."""
    return f" {operator} ".join(bodies)


def isolated(a: str, b: str) -> str:
    """`( A ) && B`, right for leaks without errexit."""
    return f"( {a} ) && {b}"

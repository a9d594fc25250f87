"""RUN bodies as Dockerfile text, in all the ways that people lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tracing.generate import bodies

#: What may stand between two RUNs. The first kinds are most of what real files have.
BETWEEN = (
    "", "", "", "", "", "", "\n", "# a comment", "#hash", "  # indented", "LABEL a=b", "EXPOSE 80",
    "CMD foo", "ENV V=5", "ENV W='a b'", "ARG V=arg", "ARG U", "WORKDIR d1", "WORKDIR /srv", "USER app",
    "COPY a b", "VOLUME /v", "ONBUILD RUN foo; bar", "ONBUILD RUN cd d1", "# hadolint ignore=DL3059",
    "# dslim: ignore", "HEALTHCHECK NONE", 'SHELL ["/bin/sh", "-ec"]',
    'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]', 'RUN ["foo", "x"]', "FROM other", "ADD a b",
    "STOPSIGNAL 9", 'ENTRYPOINT ["foo"]', "LABEL a=b\n# below it", "# above it\nLABEL a=b", "# one\n\n# two",
)  # fmt: skip
FLAGS = (
    "", "", "", "", "", "", "", "--mount=type=cache,target=/c ", "--network=none ",
    "--mount=type=tmpfs,target=/t ",
)  # fmt: skip
HEADS = (
    "", "", "", "", "", "WORKDIR /app", "ENV V=env", "ENV W='a b'", "ARG V=arg", 'SHELL ["/bin/sh", "-ec"]',
    'SHELL ["/bin/sh", "-exc"]',
)  # fmt: skip
BASH_HEADS = (
    'SHELL ["/bin/bash", "-c"]', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    'SHELL ["bash", "-euxo", "pipefail", "-c"]',
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """How a file is written: its indent, line end, escape character, and where operators stand."""

    indent: str
    newline: str
    escape: str
    leading: bool
    comments: bool


layouts: SearchStrategy[Layout] = st.builds(
    Layout,
    indent=st.sampled_from(("    ", "  ", "\t", " ")),
    newline=st.sampled_from(("\n", "\n", "\n", "\r\n")),
    escape=st.sampled_from(("\\", "\\", "\\", "`")),
    leading=st.booleans(),
    comments=st.booleans(),
)


def breaks(body: str) -> list[int]:
    """Offsets of blanks outside quotes, where a line may be continued."""
    found, quote, skip = [], "", False
    for at, ch in enumerate(body):
        if skip:
            skip = False
        elif ch == "\\" and quote != "'":
            skip = True
        elif quote:
            quote = "" if ch == quote else quote
        elif ch in "'\"`":
            quote = ch
        elif ch == " " and 0 < at < len(body) - 1:
            found.append(at)
    return found


def continued(body: str, places: Sequence[int], layout: Layout) -> str:
    """The body over several lines, broken at some of `places` (blanks)."""
    lines, start = [], 0
    for at in sorted(set(places)):
        if layout.leading and body[at + 1 : at + 3] != "&&":
            continue
        lines.append(body[start:at] + f" {layout.escape}")
        if layout.comments:
            lines.append(f"{layout.indent}# why {len(lines)}")
        start = at + 1
    return (layout.newline + layout.indent).join([*lines, body[start:]])


@st.composite
def dockerfiles(draw: DrawFn, onbuild: bool = True) -> str:
    """A whole Dockerfile with two RUNs at least."""
    layout = draw(layouts)
    bash = draw(st.booleans())
    lines = ["FROM base AS one"]
    if layout.escape != "\\":
        lines.insert(0, f"# escape={layout.escape}")
    lines += [draw(st.sampled_from(BASH_HEADS if bash else HEADS)), draw(st.sampled_from(HEADS[:9]))]
    prefix = draw(st.sampled_from(("RUN ",) * 9 + ("ONBUILD RUN ",))) if onbuild else "RUN "
    flags = draw(st.sampled_from(FLAGS))
    for body in draw(st.lists(bodies(bash), min_size=2, max_size=5)):
        own = draw(st.sampled_from(FLAGS)) if draw(st.integers(0, 9)) == 0 else flags
        lines.append(prefix + own + _laid_out(draw, body, layout))
        lines.append(draw(st.sampled_from(BETWEEN)))
    end = draw(st.sampled_from((layout.newline, layout.newline, "")))
    return layout.newline.join(line for line in lines if line) + end


def _laid_out(draw: DrawFn, body: str, layout: Layout) -> str:
    body = body.strip()
    if layout.escape == "`":
        body = body.replace("`bar`", "$(bar)").replace("`foo a`", "$(foo a)")
    places = breaks(body)
    chosen = draw(st.lists(st.sampled_from(places), max_size=4)) if places else []
    return continued(body, chosen, layout)

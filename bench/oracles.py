"""Does dslim read Dockerfiles as BuildKit does? `python bench/oracles.py FOLDER|LIST...` prints the figures.

LIST is a text file with a path a line, FOLDER is searched for Dockerfiles. Two oracles, neither of them ours:
PyPI `dockerfile` is BuildKit v0.12's own parser, PyPI `e2b-dockerfile-utils` a port of a newer one; where the
two differ, the newer is right. It has no eyes for what an ONBUILD holds, for a line over 64 KiB and for a file
without instructions: there the old one is asked. Exit code 1 if anything differs.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import dockerfile
import e2b_dockerfile_utils as newer

from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.syntax import Dockerfile, DockerfileSyntaxError, Instruction, decode, encode, parse, print_file
from dslim.syntax.grammar import make_parser, read_grammar
from dslim.syntax.instructions import KEYWORDS


class Row(NamedTuple):
    """What an instruction says. `heredocs`: (name, raw body) pairs; all offsets are 1-based lines."""

    keyword: str
    flags: tuple[str, ...]
    json: bool
    line: int
    end_line: int
    heredocs: tuple[tuple[str, str], ...]


#: None: the parser refuses the file.
Reading = tuple[Row, ...] | None


def mine(text: str) -> Reading:
    """As dslim reads it."""
    try:
        return tuple(row_of(node) for node in parse(text).instructions)
    except DockerfileSyntaxError:
        return None


def row_of(node: Instruction) -> Row:
    """One instruction of ours; for an ONBUILD, what the old oracle tells of it: the inner JSON, no heredocs."""
    flags = tuple(f"--{f.name}" + ("" if f.value is None else f"={f.value}") for f in node.flags)
    heredocs = () if node.inner else tuple((h.name, h.body) for h in node.heredocs)
    return Row(node.keyword, flags, (node.inner or node).json is not None, node.line, node.end_line, heredocs)


def onbuild_differs(tree: Dockerfile) -> bool:
    """Whether what an ONBUILD holds is read otherwise than as an instruction of its own."""
    for node in tree.instructions:
        if node.inner is not None:
            start = node.logical.source(node.inner.keyword_start)
            alone = f"# escape={tree.escape}\n{tree.text[start : node.span.end]}"
            rows = new(alone)
            said = row_of(node.inner)._replace(line=2, end_line=2 + node.end_line - tree.line_of(start))
            if rows != (said,):
                return True
    return False


#: The old oracle ends the process on a byte that is no text, and a text at a NUL: it is shown other characters there.
_SHOWN = {byte: 0xF700 + byte - 0xDC00 for byte in range(0xDC80, 0xDD00)} | {0: 0xF700}
_MEANT = {shown: meant for meant, shown in _SHOWN.items()}


def old(data: bytes) -> Reading:
    """As BuildKit v0.12 reads it."""
    try:
        found = dockerfile.parse_string(decode(data).translate(_SHOWN))
    except dockerfile.GoParseError:
        return None
    rows = (
        Row((c.cmd or "").upper(), tuple(c.flags), bool(c.json), c.start_line, c.end_line, _heredocs(c.heredocs))
        for c in found
    )
    return tuple(
        row._replace(
            flags=tuple(flag.translate(_MEANT) for flag in row.flags),
            heredocs=tuple((name.translate(_MEANT), body.translate(_MEANT)) for name, body in row.heredocs),
        )
        for row in rows
    )


def new(text: str) -> Reading:
    """As a newer BuildKit reads it."""
    try:
        found = newer.parse_dockerfile_ast(text).instructions
    except newer.DockerfileSyntaxError:
        return None
    return tuple(
        Row(i.name, tuple(i.flags), i.json, i.start_line, i.end_line, _heredocs(i.heredocs)) for i in found
    )


def _heredocs(found: Any) -> tuple[tuple[str, str], ...]:
    return tuple((h.name, h.content) for h in found)


def expected(data: bytes) -> Reading:
    """What a BuildKit of today makes of a file, as far as the two oracles together can tell."""
    rows = new(decode(data))
    if max(map(len, data.split(b"\n"))) > 65_535:
        return old(data)
    if not rows:
        before = old(data) or ()
        unseen = any(row.keyword == "ONBUILD" for row in before) and all(row.keyword in KEYWORDS for row in before)
        return before if unseen else None
    if any(row.keyword == "ONBUILD" for row in rows):
        stored = old(data)
        if stored is None:
            return None
        whole = {row.line: row for row in stored if row.keyword == "ONBUILD"}
        # the newer one takes the document of an ONBUILD's heredoc for instructions
        inside = {line for row in whole.values() for line in range(row.line + 1, row.end_line + 1)}
        return tuple(whole.get(row.line, row) for row in rows if row.line not in inside)
    return rows


def unknown_keyword(text: str) -> bool:
    """Whether dslim refuses the file for an instruction that no BuildKit knows: broken files, templates."""
    try:
        parse(text)
    except DockerfileSyntaxError as error:
        return error.reason.startswith("unknown instruction")
    return False


def files_of(names: Iterable[str]) -> Iterator[str]:
    """The paths that folders and lists on the command line stand for."""
    for name in names:
        if os.path.isdir(name):
            yield from find_dockerfiles([name]).files
        else:
            yield from Path(name).read_text(encoding="utf-8").splitlines()


def cost(texts: list[str]) -> tuple[float, float]:
    """CPU ms a file: the Lark parse alone (our lexer, no transformer), and from text to nodes."""
    bare = make_parser(read_grammar())
    best = []
    for work in (bare.parse, parse):
        spent = []
        for _ in range(3):
            start = time.process_time()
            for text in texts:
                work(text)
            spent.append(time.process_time() - start)
        best.append(min(spent) * 1000 / max(len(texts), 1))
    return best[0], best[1]


def main(names: list[str]) -> int:
    """Print the figures; the exit code."""
    count: Counter[str] = Counter()
    timed: list[str] = []
    for path in files_of(names):
        data = Path(path).read_bytes()
        text = decode(data)
        ours, theirs = mine(text), expected(data)
        count["files"] += 1
        if ours is not None:
            count["read"] += 1
            count["instructions"] += len(ours)
            tree = parse(text)
            if onbuild_differs(tree):
                count["differences"] += 1
                print(f"{path}: an ONBUILD differs")
            if encode(print_file(tree)) != data:
                count["round trips that fail"] += 1
                print(f"{path}: does not print as it was")
            if len(timed) < 2_000:
                timed.append(text)
        elif unknown_keyword(text):
            count["unknown instruction"] += 1
            if theirs is not None:
                count["differences"] += 1
                print(f"{path}: unknown to dslim alone")
            continue
        if ours != theirs:
            count["refused by one alone" if ours is None or theirs is None else "differences"] += 1
            print(f"{path}: {_first_difference(ours, theirs)}")
        elif ours is None:
            count["refused by both"] += 1
        elif ours != old(data):
            count["the old oracle differs, the new does not"] += 1
    for key in ("files", "read", "instructions", "unknown instruction", "refused by both", "refused by one alone",
                "round trips that fail", "differences", "the old oracle differs, the new does not"):  # fmt: skip
        print(f"{count[key]:8} {key}")
    lark, nodes = cost(timed)
    print(f"{lark:8.2f} ms a file for the Lark parse alone, {nodes:.2f} to nodes: {nodes / max(lark, 1e-9):.2f} times")
    return int(any(count[k] for k in ("refused by one alone", "round trips that fail", "differences")))


def _first_difference(ours: Reading, theirs: Reading) -> str:
    if ours is None or theirs is None:
        return f"refused by {'dslim' if ours is None else 'BuildKit'} alone"
    pairs = ((a, b) for a, b in zip(ours, theirs) if a != b)
    return next((f"{a} <> {b}" for a, b in pairs), f"{len(ours)} <> {len(theirs)} instructions")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The golden cases of the ownership rules that change something, built both ways by a real builder.

Paths, types, modes, owners, extended attributes and contents must be the same, and the image smaller by what
the fixes claim. A case is built where its FROMs can be had; those that need what no test machine has are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

import golden
from builder import TestBuilder
from builder.bases import BUSYBOX, OWNED
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.syntax import parse

RULES = ("copy-chown", "copy-chmod", "idle-chown", "chown-where-made")
#: The image that is built on, for the name in a golden case.
BASES = {"busybox": BUSYBOX} | dict.fromkeys(("debian:12", "node:20", "node:20-slim", "php:8-apache"), OWNED)
#: What the web holds; a golden case knows its sha256.
PROGRAM = b"#!/bin/sh\necho served\n"
#: Cases with those FROMs that cannot be built here, and why.
NOT_BUILT = {
    "copy-chmod/behind-an-or": "the small base has no ldconfig",
    "copy-chmod/add-of-a-missing-file-unsafe": "it adds what it does not have",
    "copy-chmod/missing-source-unsafe": "it copies what it does not have",
    "copy-chmod/several-missing-unsafe": "it copies what it does not have",
    "copy-chmod/source-by-an-argument-unsafe": "it copies what it does not have",
    "copy-chown/add-of-a-missing-file-unsafe": "it adds what it does not have",
    "copy-chmod/program-between-unsafe": "nobody has its program",
    "copy-chown/missing-source-unsafe": "it copies what it does not have",
    "copy-chown/parent-of-a-package-unsafe": "the small base has no dpkg",
    "copy-chmod/classic-with-syntax": "`# syntax=` asks a registry for the frontend",
    "chown-where-made/two-runs-git-clone": "git clone needs a network",
    "chown-where-made/repeated": "it copies what it does not have",
    "chown-where-made/npm-then-the-rest": "smaller only with copy-chown after it, built as npm-with-all-rules",
    "copy-chown/a-name-stays-a-name": "the small busybox has no addgroup",
    "copy-chown/by-sudo": "sudo is a setuid program of its own",
    "copy-chown/by-sudo-of-a-file": "sudo is a setuid program of its own",
    "copy-chown/usermod-groups-between": "the small base has no usermod",
    "idle-chown/group-joined-between": "the small base has no usermod",
    "copy-chown/parents-shown-by-a-file": "the small base has no dpkg",
    "copy-chown/written-by-xargs": "the small base has no xargs",
    "copy-chown/user-made-later-by-a-package": "apt-get needs a network",
    "copy-chmod/url-unsafe": "it gives the mode 755 where the chmod made 711 of what ADD fetched, as its message says",
}
CASES = {
    case.name: case
    for case in golden.read_cases()
    if case.name.partition("/")[0] in RULES
    and case.before != case.after
    and case.name not in NOT_BUILT
    and all(stage.base in {*BASES, *(s.name for s in parse(case.before).stages)} for stage in parse(case.before).stages)
}


class Web(BaseHTTPRequestHandler):
    """The web of the golden cases: each address is the same program."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(PROGRAM)))
        self.end_headers()
        self.wfile.write(PROGRAM)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    """Where it answers: builder and tests are on one machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def on_own_bases(text: str, web: str) -> str:
    text = re.sub(r"(?m)^FROM (\S+)", lambda m: f"FROM {BASES.get(m[1], m[1])}", text)
    return text.replace("https://example.com", web)


def test_most_cases_are_built() -> None:
    assert len(CASES) >= 50


@pytest.mark.builder
@pytest.mark.parametrize("name", CASES)
def test_the_image_is_the_same_and_smaller(builder: TestBuilder, web: str, name: str) -> None:
    case = CASES[name]
    builder.need(OWNED)
    context = open_context(str(case.context)) if case.context else None
    outcome = fix_text(case.before, case.options, context)
    assert outcome.after == case.after
    before = builder.build(on_own_bases(case.before, web), case.context)
    after = builder.build(on_own_bases(case.after, web), case.context)
    assert builder.compare_images(before, after) == []
    claimed = sum(f.fix.saves or 0 for f in outcome.applied if f.fix)
    assert builder.read(before).size - builder.read(after).size >= claimed


#: What a base image sets, which no line of a Dockerfile shows.
SILENT_BASE = f"FROM {OWNED}\nENV APP_UID=1000 APP_GID=1000\nWORKDIR /srv/base\n"


@pytest.mark.builder
@pytest.mark.parametrize(
    "name",
    [
        "copy-chown/variable-of-the-base-unsafe",
        "copy-chown/variable-of-dotnet",
        "copy-chmod/folder-of-the-base",
        "copy-chmod/folder-of-the-base-for-its-owner-unsafe",
        "copy-chmod/folder-of-the-base-others-between",
    ],
)
def test_what_only_the_base_image_says_counts_for_copy_too(builder: TestBuilder, name: str) -> None:
    case = golden.read_case(golden.FOLDER / name)
    builder.need(OWNED)
    base = SILENT_BASE.replace("\n", " AS base\n", 1)
    texts = [base + re.sub(r"(?m)^FROM \S+", "FROM base", text) for text in (case.before, case.after)]
    before, after = (builder.build(text, case.context) for text in texts)
    assert builder.compare_images(before, after) == []
    assert builder.read(before).size > builder.read(after).size

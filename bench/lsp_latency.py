"""How long the language server takes for a change, over real Dockerfiles, and whether its memory grows.

    python bench/lsp_latency.py FOLDER [--files 500] [--changes 10000]

Each file is opened, and each of its first lines gets a comment more, one after the other; timed is what lies between
the message and the diagnostics. The time is that of this process, so that a busy machine tells little more.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import resource
import time
from collections.abc import Mapping
from pathlib import Path

from dslim.fleet.discovery.dockerfile_search import find_dockerfiles
from dslim.lsp.connection import Connection
from dslim.lsp.server import Server


def main() -> None:
    """Print percentiles in milliseconds of CPU, and memory before and after."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--changes", type=int, default=10_000)
    arguments = parser.parse_args()
    files = find_dockerfiles([arguments.folder]).files
    files = files[:: max(1, len(files) // arguments.files)][: arguments.files]
    gc.set_threshold(200_000, 50, 50)  # as `dslim lsp` runs
    server = Server(Connection(io.BytesIO(), io.BytesIO()))
    server.handle({"id": 1, "method": "initialize", "params": {}})
    first, changes = list[float](), list[float]()
    for file in files:
        text = Path(file).read_bytes().decode("utf-8", "replace")
        uri = Path(os.path.abspath(file)).as_uri()
        opened = {"textDocument": {"uri": uri, "version": 0, "text": text}}
        first.append(_timed(server, "textDocument/didOpen", opened))
        lines = text.split("\n")
        for version in range(1, 6):
            changed = "\n".join([*lines[:version], f"# {version}", *lines[version:]])
            changes.append(_timed(server, "textDocument/didChange", _change(uri, version, changed)))
        server.handle({"method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}})
    print(f"{len(files)} files; milliseconds of CPU: {'p50':>8} {'p95':>8} {'p99':>8} {'most':>8}")
    for name, values in (("opened", first), ("changed", changes)):
        row = sorted(values)
        at = [row[min(len(row) - 1, int(len(row) * part))] for part in (0.5, 0.95, 0.99, 1)]
        print(f"{name:>28}: " + " ".join(f"{value * 1000:8.1f}" for value in at))
    uri = Path(os.path.abspath(files[0])).as_uri()
    text = Path(files[0]).read_bytes().decode("utf-8", "replace")
    before = after = 0
    for number in range(arguments.changes):
        server.handle({"method": "textDocument/didChange", "params": _change(uri, number, f"{text}# {number}\n")})
        _emptied(server)
        if number == arguments.changes // 10:
            before = _memory()
    after = _memory()
    print(f"{arguments.changes} changes: {before // 1024} MB after a tenth, {after // 1024} MB at the end")


def _change(uri: str, version: int, text: str) -> dict[str, object]:
    return {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}


def _timed(server: Server, method: str, params: Mapping[str, object]) -> float:
    start = time.process_time()
    server.handle({"method": method, "params": params})
    taken = time.process_time() - start
    _emptied(server)
    return taken


def _emptied(server: Server) -> None:
    target = server.connection._target
    assert isinstance(target, io.BytesIO)
    target.seek(0)
    target.truncate()


def _memory() -> int:
    """Kilobytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()

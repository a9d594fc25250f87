"""A client of the language server for tests: its own reading of the protocol, and its own buffer."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from dslim.lsp.connection import Connection, encode_message
from dslim.lsp.server import Server

#: Bytes of one unit of `character`, and the codec, by the encoding that was agreed on.
CODECS = {"utf-8": (1, "utf-8"), "utf-16": (2, "utf-16-le"), "utf-32": (4, "utf-32-le")}


#: What a client of today can take.
CAPABILITIES: dict[str, Any] = {
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {"relatedInformation": True},
    },
}


class Client:
    """Starts a server in this process and talks to it, message by message.

    `capabilities`: beside CAPABILITIES, or in their place; with `bare` nothing but these.
    """

    def __init__(
        self, capabilities: dict[str, Any] | None = None, options: object = None, bare: bool = False
    ) -> None:
        self.received: list[dict[str, Any]] = []
        self._target = io.BytesIO()
        self.server = Server(Connection(io.BytesIO(), self._target))
        self._number = 0
        told = merged({} if bare else CAPABILITIES, capabilities or {})
        params = {"capabilities": told, "initializationOptions": options}
        self.capabilities = self.ask("initialize", params)["capabilities"]
        self.tell("initialized", {})

    def ask(self, method: str, params: object) -> Any:
        """The result of a request. Raises RuntimeError for an error."""
        self._number += 1
        self.server.handle({"id": self._number, "method": method, "params": params})
        self._collect()
        answer = next(m for m in self.received if m.get("id") == self._number and "method" not in m)
        if "error" in answer:
            raise RuntimeError(f"{answer['error']['code']}: {answer['error']['message']}")
        return answer["result"]

    def tell(self, method: str, params: object) -> None:
        """Send a notification."""
        self.server.handle({"method": method, "params": params})
        self._collect()

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        item = {"uri": uri, "version": version, "languageId": "dockerfile", "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, text: str, version: int) -> None:
        """Give a document its next text."""
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", params)

    def published(self, uri: str) -> list[dict[str, Any]]:
        """What was published of a document, the latest last."""
        name = "textDocument/publishDiagnostics"
        return [m["params"] for m in self.received if m.get("method") == name and m["params"]["uri"] == uri]

    def actions(self, uri: str, text: str, only: list[str] | None = None) -> list[dict[str, Any]]:
        """All actions of a document."""
        end = {"line": text.count("\n") + text.count("\r") + 1, "character": 0}
        where = {"start": {"line": 0, "character": 0}, "end": end}
        context = {"diagnostics": [], **({"only": only} if only is not None else {})}
        params = {"textDocument": {"uri": uri}, "range": where, "context": context}
        return list(self.ask("textDocument/codeAction", params))

    def _collect(self) -> None:
        data = self._target.getvalue()
        self._target.seek(0)
        self._target.truncate()
        while data:
            head, _, rest = data.partition(b"\r\n\r\n")
            length = int(head.split(b":")[1])
            self.received.append(json.loads(rest[:length]))
            data = rest[length:]


def merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Both, one in the other; where they differ, the second counts."""
    made = dict(first)
    for name, value in second.items():
        made[name] = merged(first[name], value) if isinstance(first.get(name), dict) else value
    return made


def applied(text: str, edit: dict[str, Any], encoding: str = "utf-16") -> str:
    """A buffer after a workspace edit of one document."""
    (edits,) = edit["changes"].values() if "changes" in edit else [one["edits"] for one in edit["documentChanges"]]
    unit, codec = CODECS[encoding]
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)

    def offset(position: dict[str, int]) -> int:
        before = sum(len(line) for line in lines[: position["line"]])
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        data = line.encode(codec, "surrogatepass")[: position["character"] * unit]
        assert position["character"] * unit <= len(line.rstrip("\r\n").encode(codec, "surrogatepass")), "past the end"
        return before + len(data.decode(codec, "surrogatepass"))

    spans = sorted((offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits)
    out, at = [], 0
    for start, end, new in spans:
        assert start >= at, "edits overlap"
        out += [text[at:start], new]
        at = end
    return "".join([*out, text[at:]])


def framed(*messages: dict[str, Any]) -> io.BytesIO:
    """Messages as they go over a stream."""
    return io.BytesIO(b"".join(encode_message(message) for message in messages))

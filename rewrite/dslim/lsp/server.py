"""The language server: what it answers to each message, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dslim
from dslim.lsp.analysis import Analyser
from dslim.lsp.client_features import ClientFeatures, fitted_action, fitted_diagnostic, read_features
from dslim.lsp.code_actions import KINDS, code_actions, resolve
from dslim.lsp.connection import Connection, Message
from dslim.lsp.diagnostics import diagnostics_of
from dslim.lsp.documents import Document, Documents
from dslim.lsp.hover import hover_at
from dslim.rules.lookup import UnknownRuleError, codes_of
from dslim.support.nested import inside

_FULL_SYNC = 1
_METHOD_NOT_FOUND, _INVALID_PARAMS, _INTERNAL_ERROR, _NOT_INITIALIZED = -32601, -32602, -32603, -32002
_CANCELLED = -32800
_LOG_WARNING, _LOG_ERROR = 2, 1
#: Files whose change may change what is said of a Dockerfile.
_WATCHED = "**/*"
_CHANGES_OF_FILES = ("workspace/didChangeWatchedFiles", "textDocument/didSave")

Params = dict[str, Any]


class RequestError(Exception):
    """A request that cannot be answered. `code`: of the protocol."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Server:
    """One client's server, from its first message to its last."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.documents = Documents()
        self.analyser = Analyser()
        self.features = ClientFeatures()
        self.ignored_by_fix_all: frozenset[str] = frozenset()
        self.is_ready = False
        self.is_shut_down = False
        self._requests: dict[str, Callable[[Params], object]] = {
            "initialize": self._initialize,
            "shutdown": self._shut_down,
            "textDocument/diagnostic": self._diagnostic,
            "textDocument/codeAction": self._code_action,
            "codeAction/resolve": self._resolve,
            "textDocument/hover": self._hover,
        }
        self._notifications: dict[str, Callable[[Params], None]] = {
            "initialized": self._initialized,
            "textDocument/didOpen": self._open,
            "textDocument/didChange": self._change,
            "textDocument/didSave": self._save,
            "textDocument/didClose": self._close,
            "workspace/didChangeWatchedFiles": self._files_changed,
            "workspace/didChangeConfiguration": self._configure,
        }

    def run(self) -> int:
        """Answer until the client says `exit`, or goes; the exit status."""
        for message in self.connection.messages():
            if message.get("method") == "exit":
                return 0 if self.is_shut_down else 1
            self.handle(message)
        return 0 if self.is_shut_down else 1

    def handle(self, message: Message) -> None:
        """Answer one message; whatever goes wrong, the server lives."""
        method = message.get("method")
        if not isinstance(method, str):
            return  # an answer to something that we asked
        params = message.get("params")
        params = params if isinstance(params, dict) else {}
        if "id" in message:
            self._answer(message["id"], method, params)
        elif method in self._notifications:
            try:
                self._notifications[method](params)
            except Exception as error:
                self._log(_LOG_ERROR, f"{method}: {type(error).__name__}: {error}")

    def _answer(self, number: object, method: str, params: Params) -> None:
        try:
            if method not in self._requests:
                raise RequestError(_METHOD_NOT_FOUND, f"no method {method}")
            if not self.is_ready and method != "initialize":
                raise RequestError(_NOT_INITIALIZED, "initialize comes first")
            if any(_is_cancel_of(number, message) for message in self.connection.waiting()):
                raise RequestError(_CANCELLED, "cancelled")
            self.connection.send({"id": number, "result": self._requests[method](params)})
        except RequestError as error:
            self.connection.send({"id": number, "error": {"code": error.code, "message": str(error)}})
        except (KeyError, TypeError, ValueError) as error:
            text = f"{method}: {type(error).__name__}: {error}"
            self.connection.send({"id": number, "error": {"code": _INVALID_PARAMS, "message": text}})
        except Exception as error:
            text = f"{method}: {type(error).__name__}: {error}"
            self.connection.send({"id": number, "error": {"code": _INTERNAL_ERROR, "message": text}})

    # start and end

    def _initialize(self, params: Params) -> Params:
        self.features = read_features(params.get("capabilities"))
        self.documents.encoding = self.features.encoding
        self._read_settings(params.get("initializationOptions"))
        self.is_ready = True
        provided: Params = {
            "positionEncoding": self.documents.encoding,
            "textDocumentSync": {"openClose": True, "change": _FULL_SYNC, "save": {"includeText": False}},
            "codeActionProvider": {"codeActionKinds": KINDS, "resolveProvider": True},
            "hoverProvider": True,
        }
        if self.features.is_pulling:
            provided["diagnosticProvider"] = {
                "identifier": "dslim", "interFileDependencies": False, "workspaceDiagnostics": False,
            }  # fmt: skip
        return {"capabilities": provided, "serverInfo": {"name": "dslim", "version": dslim.__version__}}

    def _initialized(self, params: Params) -> None:
        if self.features.can_watch:
            watcher = {"watchers": [{"globPattern": _WATCHED}]}
            method = "workspace/didChangeWatchedFiles"
            registration = {"id": "dslim-files", "method": method, "registerOptions": watcher}
            self.connection.ask("client/registerCapability", {"registrations": [registration]})

    def _shut_down(self, params: Params) -> None:
        self.is_shut_down = True

    def _configure(self, params: Params) -> None:
        settings = params.get("settings")
        self._read_settings(settings.get("dslim", settings) if isinstance(settings, dict) else None)

    def _read_settings(self, settings: object) -> None:
        """`{"fixAll": {"ignoreRules": ["merge-runs"]}}`; all else is for dslim.toml to say.

        Where there is nothing of this, what was known stays: some clients send empty settings after the start.
        """
        names = inside(settings, "fixAll", "ignoreRules")
        if not isinstance(names, list):
            return
        try:
            self.ignored_by_fix_all = codes_of(str(name) for name in names)
        except UnknownRuleError as error:
            self._log(_LOG_WARNING, f"fixAll.ignoreRules: {error}")

    # documents

    def _open(self, params: Params) -> None:
        item = params["textDocument"]
        self._publish(self.documents.set(item["uri"], item.get("version"), item["text"]))

    def _change(self, params: Params) -> None:
        item, changes = params["textDocument"], params["contentChanges"]
        document = self.documents.set(item["uri"], item.get("version"), changes[-1]["text"])
        if not self._is_overtaken(document.uri):
            self._publish(document)

    def _is_overtaken(self, uri: str) -> bool:
        """Whether a later text of the document has come already: then nobody wants to know of this one."""
        return any(
            message.get("method") == "textDocument/didChange"
            and inside(message, "params", "textDocument", "uri") == uri
            for message in self.connection.waiting()
        )

    def _save(self, params: Params) -> None:
        self._forget()

    def _close(self, params: Params) -> None:
        uri = params["textDocument"]["uri"]
        self.documents.close(uri)
        if not self.features.is_pulling:
            self.connection.notify("textDocument/publishDiagnostics", {"uri": uri, "diagnostics": []})

    def _files_changed(self, params: Params) -> None:
        self._forget()

    def _forget(self) -> None:
        """Look at the open documents anew: files that bear on them may have changed.

        Of many messages of this kind, as a build or a checkout sends them, only the last leads to another look.
        """
        self.analyser.forget()
        if any(message.get("method") in _CHANGES_OF_FILES for message in self.connection.waiting()):
            return
        if not self.features.is_pulling:
            for document in self.documents:
                self._publish(document)
        elif self.features.can_refresh:
            self.connection.ask("workspace/diagnostic/refresh", None)

    def _publish(self, document: Document) -> None:
        if self.features.is_pulling:
            return
        found: Params = {"uri": document.uri, "diagnostics": self._diagnostics(document)}
        if self._is_overtaken(document.uri):
            return  # while it was looked at
        if document.version is not None:
            found["version"] = document.version
        self.connection.notify("textDocument/publishDiagnostics", found)

    def _diagnostics(self, document: Document) -> list[Params]:
        analysis = self.analyser.analyse(document)
        for note in self.analyser.notes:
            self._log(_LOG_WARNING, note)
        self.analyser.notes.clear()
        return [fitted_diagnostic(one, self.features) for one in diagnostics_of(document, analysis)]

    # requests

    def _diagnostic(self, params: Params) -> Params:
        document = self.documents.get(params["textDocument"]["uri"])
        return {"kind": "full", "items": [] if document is None else self._diagnostics(document)}

    def _code_action(self, params: Params) -> list[Params]:
        document = self.documents.get(params["textDocument"]["uri"])
        if document is None:
            return []
        lines = (params["range"]["start"]["line"], params["range"]["end"]["line"])
        only = inside(params, "context", "only")
        actions = code_actions(document, self.analyser.analyse(document), lines, only)
        if not self.features.resolves_edits:  # who does not ask for an edit gets it at once
            actions = [self._with_edit(action) for action in actions]
        return [fitted_action(action, self.features) for action in actions]

    def _resolve(self, action: Params) -> Params:
        return fitted_action(self._with_edit(action), self.features)

    def _with_edit(self, action: Params) -> Params:
        if "edit" in action:
            return action
        document = self.documents.get(str(inside(action, "data", "uri")))
        return resolve(action, document, self.analyser, self.ignored_by_fix_all)

    def _hover(self, params: Params) -> Params | None:
        document = self.documents.get(params["textDocument"]["uri"])
        if document is None:
            return None
        at = document.positions.offset(params["position"]["line"], params["position"]["character"])
        return hover_at(document, self.analyser.analyse(document), at, self.features.hover_kind)

    def _log(self, kind: int, text: str) -> None:
        self.connection.notify("window/logMessage", {"type": kind, "message": f"dslim: {text}"})


def _is_cancel_of(number: object, message: Message) -> bool:
    return message.get("method") == "$/cancelRequest" and inside(message, "params", "id") == number

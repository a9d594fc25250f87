"""A client that others wrote (pytest-lsp, on lsprotocol's types), with what real editors say they can take.

It reads every answer as the type that the protocol has for it, and warns of what the editor did not ask for. Its own
buffer is not used: it takes \\f and U+2028 for the ends of lines.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities

import dslim
from lsp_client import applied

pytestmark = pytest.mark.slow

SCRIPT = str(Path(sys.executable).parent / "dslim")
TEXT = (
    "# 😀 ün\u2028ï\nFROM debian:12\nRUN apt-get update && apt-get install -y curl # 😀\nRUN pip install x\n"
    "RUN npm ci\n# dslim: ignore[merge-runs]\nRUN yarn install && \\\n    echo 😀\n"
)
EDITORS = ["visual_studio_code", "neovim@v0.7", "neovim@v0.10", "neovim@v0.11", "emacs"]
ENCODINGS = types.PositionEncodingKind
#: The encodings that a client asks for, None for those of the editor, and the one that is chosen of them.
WISHES: list[tuple[list[types.PositionEncodingKind] | None, str]] = [
    (None, ""), ([ENCODINGS.Utf8], "utf-8"), ([ENCODINGS.Utf32, ENCODINGS.Utf16], "utf-32"), ([], "utf-16"),
]  # fmt: skip


class Session:
    """One editor with a Dockerfile open."""

    def __init__(self, client: LanguageClient, capabilities: types.ClientCapabilities, folder: Path) -> None:
        self.client = client
        self.capabilities = capabilities
        self.uri = (folder / "Dockerfile").as_uri()
        self.versions: list[tuple[int | None, int]] = []  # of what was published, with the number of diagnostics
        self.server: types.ServerCapabilities | None = None

        client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: self._register(params))  # pygls marks it
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._publish(params))

    def _register(self, params: types.RegistrationParams) -> None:
        assert [one.method for one in params.registrations] == ["workspace/didChangeWatchedFiles"]

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.client.diagnostics[params.uri] = params.diagnostics
        self.versions.append((params.version, len(params.diagnostics)))

    @property
    def document(self) -> types.TextDocumentIdentifier:
        """The document."""
        return types.TextDocumentIdentifier(self.uri)

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for diagnostics."""
        document = self.capabilities.text_document
        return document is not None and document.diagnostic is not None

    async def diagnostics(self, version: int) -> list[types.Diagnostic]:
        """Those of a version of the document, asked for or sent."""
        if self.pulls:
            params = types.DocumentDiagnosticParams(self.document)
            report = await self.client.text_document_diagnostic_async(params)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            assert self.versions == []
            return list(report.items)
        while not self.versions or self.versions[-1][0] != version:
            await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[self.uri])

    async def actions(self, kind: str) -> list[types.CodeAction]:
        """The actions of a kind for the whole document, with their edits."""
        where = types.Range(types.Position(0, 0), types.Position(TEXT.count("\n"), 0))
        context = types.CodeActionContext([], only=[kind])
        params = types.CodeActionParams(self.document, where, context)
        found = await self.client.text_document_code_action_async(params) or []
        return [await self.whole(action) for action in found if isinstance(action, types.CodeAction)]

    async def whole(self, action: types.CodeAction) -> types.CodeAction:
        """The action with its edit: an editor asks for it only if it said that it would."""
        document = self.capabilities.text_document
        resolves = document and document.code_action and document.code_action.resolve_support
        return await self.client.code_action_resolve_async(action) if resolves and action.edit is None else action


def run(
    editor: str, wish: list[types.PositionEncodingKind] | None, folder: Path, talk: Callable[[Session], Awaitable[None]]
) -> None:
    """Start the server and an editor, open the document, and talk."""

    async def session() -> None:
        capabilities = client_capabilities(editor)
        if wish is not None:
            capabilities.general = capabilities.general or types.GeneralClientCapabilities()
            capabilities.general.position_encodings = wish
        client = LanguageClient(converter_factory=default_converter)
        await client.start_io(SCRIPT, "lsp")
        try:
            one = Session(client, capabilities, folder)
            started = await client.initialize_session(types.InitializeParams(capabilities))
            one.server = started.capabilities
            item = types.TextDocumentItem(one.uri, "dockerfile", 1, TEXT)
            client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            await talk(one)
            await client.shutdown_session()
        finally:
            if client._server is not None and client._server.returncode is None:
                client._server.kill()  # what failed did not end it
            await client.stop()  # type: ignore[no-untyped-call]
        assert client.error is None

    with warnings.catch_warnings():
        warnings.simplefilter("error", category=UserWarning)  # LspSpecificationWarning is one
        asyncio.run(asyncio.wait_for(session(), 120))


def as_json(value: object) -> Any:
    """A value of the protocol as it goes over the wire."""
    return default_converter().unstructure(value)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(("wish", "wanted"), WISHES, ids=["as-it-is", "utf-8", "utf-32", "none"])
@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_shows_and_fixes_what_the_command_line_does(
    editor: str, wish: list[types.PositionEncodingKind] | None, wanted: str, tmp_path: Path
) -> None:
    async def talk(one: Session) -> None:
        assert one.server is not None
        encoding = str(getattr(one.server.position_encoding, "value", one.server.position_encoding))
        assert encoding == wanted or not wanted
        marks = await one.diagnostics(1)
        found = dslim.look(TEXT, later=False).findings
        assert {str(as_json(mark.data)["id"]) for mark in marks} == {f.id for f in found if not f.why_not}
        (everything,) = await one.actions("source.fixAll.dslim")
        assert applied(TEXT, as_json(everything.edit), encoding) == dslim.fix_text(TEXT).after
        fixes = [one for one in await one.actions("quickfix") if not one.title.startswith("dslim: ignore")]
        assert len(fixes) == len([f for f in found if f.edits])
        for action in fixes:
            (mark,) = action.diagnostics or []
            wanted_id = as_json(mark.data)["id"]
            done = dslim.fix_text(TEXT, dslim.Options(unsafe=True), choose=lambda f: f.id == wanted_id)  # noqa: B023
            assert applied(TEXT, as_json(action.edit), encoding) == done.after

    run(editor, wish, tmp_path, talk)


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_hears_of_the_last_version_and_of_errors_with_their_line(editor: str, tmp_path: Path) -> None:
    async def talk(one: Session) -> None:
        for version in range(2, 22):
            text = TEXT + f"# {version}\n" if version < 21 else "FROM a\nNOTHING\n"
            identifier = types.VersionedTextDocumentIdentifier(version, one.uri)
            change = [types.TextDocumentContentChangeWholeDocument(text)]
            one.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, change))
        (error,) = await one.diagnostics(21)
        assert (error.severity, error.range.start.line) == (types.DiagnosticSeverity.Error, 1)
        assert await one.actions("source.fixAll") == []
        versions = [version or 0 for version, _ in one.versions]
        assert versions == sorted(versions)

    run(editor, None, tmp_path, talk)


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_shows_explanations_and_counts_the_config(editor: str, tmp_path: Path) -> None:
    async def talk(one: Session) -> None:
        for line, character, rule in ((2, 3, "apt-lists"), (5, 20, "merge-runs")):
            params = types.HoverParams(one.document, types.Position(line, character))
            found = await one.client.text_document_hover_async(params)
            assert found is not None
            assert rule in as_json(found.contents)["value"]
        before = await one.diagnostics(1)
        (tmp_path / "dslim.toml").write_text('ignore = ["pip-no-cache"]\n')
        one.versions.clear()
        changes = [types.FileEvent((tmp_path / "dslim.toml").as_uri(), types.FileChangeType.Created)]
        one.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))
        after = await one.diagnostics(1)
        assert {mark.code for mark in before} - {mark.code for mark in after} == {"SL205"}

    run(editor, None, tmp_path, talk)

"""What a client says at the start that it can take, and answers cut down to that."""

from __future__ import annotations

from typing import Any, NamedTuple

from dslim.lsp.positions import UNITS, Encoding
from dslim.support.nested import inside

Answer = dict[str, Any]


class ClientFeatures(NamedTuple):
    """What the client can take.

    `is_pulling`: it asks for diagnostics, and then none are sent; `can_refresh`: it asks again when it is told to.
    `resolves_edits`: it asks for the edit of an action that came without one. `has_versions`: it takes edits of one
    version of a document. `can_watch`: it tells of changed files. `hover_kind`: markdown or plaintext.
    `can_create_files`: an edit may make a file.
    """

    encoding: Encoding = "utf-16"
    is_pulling: bool = False
    can_refresh: bool = False
    resolves_edits: bool = False
    has_versions: bool = False
    has_related_information: bool = False
    can_watch: bool = False
    hover_kind: str = "plaintext"
    can_create_files: bool = False


def read_features(capabilities: object) -> ClientFeatures:
    """The features that the `capabilities` of an initialize request tell of."""
    encodings = inside(capabilities, "general", "positionEncodings") or []
    document = inside(capabilities, "textDocument")
    workspace = inside(capabilities, "workspace")
    kinds = inside(document, "hover", "contentFormat") or ["plaintext"]
    return ClientFeatures(
        encoding=next((name for name in encodings if name in UNITS), "utf-16"),
        is_pulling=inside(document, "diagnostic") is not None,
        can_refresh=bool(inside(workspace, "diagnostics", "refreshSupport")),
        resolves_edits="edit" in (inside(document, "codeAction", "resolveSupport", "properties") or ()),
        has_versions=bool(inside(workspace, "workspaceEdit", "documentChanges")),
        has_related_information=bool(inside(document, "publishDiagnostics", "relatedInformation")),
        can_watch=bool(inside(workspace, "didChangeWatchedFiles", "dynamicRegistration")),
        hover_kind=next((kind for kind in kinds if kind in ("markdown", "plaintext")), "plaintext"),
        can_create_files="create" in (inside(workspace, "workspaceEdit", "resourceOperations") or ()),
    )


def fitted_diagnostic(diagnostic: Answer, features: ClientFeatures) -> Answer:
    """A diagnostic as the client takes it."""
    if not features.has_related_information:
        diagnostic.pop("relatedInformation", None)
    return diagnostic


def fitted_action(action: Answer, features: ClientFeatures) -> Answer:
    """A code action with its edit as the client takes it, and its diagnostics."""
    for diagnostic in action.get("diagnostics", ()):
        fitted_diagnostic(diagnostic, features)
    changes = inside(action, "edit", "documentChanges") or ()
    if any("kind" in change for change in changes) and not (features.has_versions and features.can_create_files):
        del action["edit"]
        action["disabled"] = {"reason": "the editor says of itself that its edits make no files"}
    if not features.has_versions and (changes := inside(action, "edit", "documentChanges")) is not None:
        del action["edit"]["documentChanges"]
        action["edit"]["changes"] = {change["textDocument"]["uri"]: change["edits"] for change in changes}
    return action

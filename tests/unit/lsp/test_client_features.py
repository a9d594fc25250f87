"""What a client says that it can take, and what it gets."""

from __future__ import annotations

from typing import Any

import pytest

from dslim.lsp.client_features import ClientFeatures, fitted_action, read_features

ALL = {
    "general": {"positionEncodings": ["utf-7", "utf-32", "utf-8"]},
    "textDocument": {
        "diagnostic": {}, "codeAction": {"resolveSupport": {"properties": ["command", "edit"]}},
        "hover": {"contentFormat": ["x", "markdown"]}, "publishDiagnostics": {"relatedInformation": True},
    },
    "workspace": {
        "diagnostics": {"refreshSupport": True}, "workspaceEdit": {"documentChanges": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
}  # fmt: skip


def test_all_is_read() -> None:
    assert read_features(ALL) == ClientFeatures("utf-32", True, True, True, True, True, True, "markdown")


@pytest.mark.parametrize("told", [None, {}, [], {"textDocument": 1, "workspace": None}])
def test_who_says_nothing_can_take_the_least(told: object) -> None:
    assert read_features(told) == ClientFeatures()


def test_an_edit_goes_with_or_without_a_version() -> None:
    def action() -> dict[str, Any]:
        edit = {"documentChanges": [{"textDocument": {"uri": "a:b", "version": 3}, "edits": [1]}]}
        return {"title": "x", "diagnostics": [{"message": "m", "relatedInformation": []}], "edit": edit}

    assert fitted_action(action(), read_features(ALL)) == action()
    assert fitted_action(action(), ClientFeatures()) == {
        "title": "x", "diagnostics": [{"message": "m"}], "edit": {"changes": {"a:b": [1]}},
    }  # fmt: skip
    assert fitted_action({"title": "lazy"}, ClientFeatures()) == {"title": "lazy"}

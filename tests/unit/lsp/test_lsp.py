"""The language server: what it says and offers is what `dslim fix` says and does, in the client's own positions."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dslim
import golden
from dslim.cli import lsp as command
from dslim.diagnostics.findings import Safety
from dslim.lsp.analysis import Analyser
from dslim.lsp.code_actions import FIX_ALL
from dslim.lsp.connection import Connection, ProtocolError, read_message
from dslim.lsp.diagnostics import diagnostics_of
from dslim.lsp.documents import Document, path_of
from dslim.lsp.hover import hover_at
from dslim.lsp.positions import Positions
from dslim.lsp.server import Server
from dslim.syntax import decode
from lsp_client import CODECS, Client, applied, framed

URI = "untitled:Dockerfile"
TEXT = "FROM debian:12\n# ünïcödé 😀\nRUN apt-get update && apt-get install -y curl\nRUN pip install x\n"


def fixed(text: str, **options: Any) -> str:
    return dslim.fix_text(text, dslim.Options(**options)).after


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_fix_of_everything_is_that_of_the_command_line(encoding: str) -> None:
    client = Client({"general": {"positionEncodings": [encoding]}})
    assert client.capabilities["positionEncoding"] == encoding
    client.open(URI, TEXT)
    (action,) = client.actions(URI, TEXT, only=["source.fixAll"])
    assert "edit" not in action  # lazily
    assert applied(TEXT, client.ask("codeAction/resolve", action)["edit"], encoding) == fixed(TEXT)


def test_each_quick_fix_is_what_only_gives() -> None:
    client = Client()
    client.open(URI, TEXT)
    offered = client.actions(URI, TEXT, only=["quickfix"])
    fixes = [action for action in offered if not action["title"].startswith("dslim: ignore")]
    assert len(fixes) >= 3
    for action in fixes:
        (mark,) = action["diagnostics"]
        wanted = mark["data"]["id"]
        found = dslim.fix_text(TEXT, dslim.Options(unsafe=True), choose=lambda finding: finding.id == wanted)  # noqa: B023
        assert applied(TEXT, action["edit"]) == found.after
        finding = found.applied[0]
        assert finding.fix is not None
        assert action["isPreferred"] == (finding.fix.safety is Safety.SAFE)


def test_ignoring_takes_the_finding_away() -> None:
    client = Client()
    for ending in ("\n", "\r\n"):
        text = ("# syntax=docker/dockerfile:1\n" + TEXT).replace("\n", ending)
        client.open(URI, text)
        before = client.published(URI)[-1]["diagnostics"]
        ignoring = [a for a in client.actions(URI, text) if a["title"].startswith("dslim: ignore")]
        assert len({action["title"] for action in ignoring}) == len(ignoring)
        for action in ignoring:
            changed = applied(text, action["edit"])
            assert changed.count("\r\n") == (changed.count("\n") if ending == "\r\n" else 0)
            client.change(URI, changed, 2)
            left = client.published(URI)[-1]["diagnostics"]
            for mark in action["diagnostics"]:
                assert mark["message"] not in [other["message"] for other in left if other["code"] == mark["code"]]
            assert len(left) < len(before)


def test_diagnostics_have_a_version_a_severity_and_a_place_in_their_line() -> None:
    client = Client()
    client.open(URI, TEXT, 7)
    (found,) = client.published(URI)
    assert found["version"] == 7
    assert {mark["severity"] for mark in found["diagnostics"]} == {2, 4}
    lines = TEXT.splitlines()
    for mark in found["diagnostics"]:
        start, end = mark["range"]["start"], mark["range"]["end"]
        assert start["line"] == end["line"]
        assert 0 <= start["character"] <= end["character"] <= len(lines[end["line"]])
    client.change(URI, "FROM debian:12\nNOTHING x\n", 8)
    (error,) = client.published(URI)[-1]["diagnostics"]
    assert (error["severity"], error["range"]["start"]["line"]) == (1, 1)
    client.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert client.published(URI)[-1]["diagnostics"] == []


def test_an_ignore_comment_without_effect_has_a_mark_of_its_own() -> None:
    client = Client()
    client.open(URI, "FROM a:1\n# dslim: ignore[apt-list]\nRUN touch b\n")
    misspelt, unused = client.published(URI)[-1]["diagnostics"]
    assert misspelt["message"] == "no rule is called `apt-list`: it is taken for apt-lists (SL201)"
    assert (misspelt["severity"], misspelt["range"]["start"], unused["range"]["end"]["line"]) == (
        3, {"line": 1, "character": 0}, 1,
    )  # fmt: skip


def test_a_client_that_asks_for_diagnostics_is_sent_none() -> None:
    client = Client({"textDocument": {"diagnostic": {}}})
    assert "diagnosticProvider" in client.capabilities
    client.open(URI, TEXT)
    assert client.published(URI) == []
    assert client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"]


def test_a_text_that_was_overtaken_is_not_looked_at() -> None:
    changes = [
        {"method": "textDocument/didChange",
         "params": {"textDocument": {"uri": URI, "version": n}, "contentChanges": [{"text": TEXT + f"# {n}\n"}]}}
        for n in range(2, 30)
    ]  # fmt: skip
    target = io.BytesIO()
    opened = {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": URI, "version": 1, "text": TEXT}}}
    connection = Connection(framed({"id": 1, "method": "initialize", "params": {}}, opened, *changes), target)
    for _ in range(1000):
        if len(connection.waiting()) == len(changes) + 2:
            break
        threading.Event().wait(0.01)
    assert Server(connection).run() == 1
    assert target.getvalue().count(b"publishDiagnostics") == 1
    assert b'"version":29' in target.getvalue()


def test_rules_are_kept_out_of_fix_all_and_offered_all_the_same() -> None:
    text = "FROM debian:12\nRUN echo a > /a\nRUN rm /a\nRUN pip install x\n"
    client = Client(options={"fixAll": {"ignoreRules": ["pip-no-cache", "nothing"]}})
    assert "no rule 'nothing'" in str(client.received)
    client = Client(options={"fixAll": {"ignoreRules": ["pip-no-cache"]}})
    client.open(URI, text)
    (action,) = client.actions(URI, text, only=[FIX_ALL])
    assert applied(text, client.ask("codeAction/resolve", action)["edit"]) == fixed(text, ignore=["pip-no-cache"])
    assert any("pip-no-cache" in mark["message"] for mark in client.published(URI)[-1]["diagnostics"])
    (one,) = client.actions(URI, text, only=[f"{FIX_ALL}.pip-no-cache"])
    assert applied(text, client.ask("codeAction/resolve", one)["edit"]) == fixed(text, rules=["pip-no-cache"])
    assert client.actions(URI, text, only=["refactor"]) == []


@pytest.mark.parametrize("settings", [None, {}, {"dslim": None}, {"dslim": {}}, {"dslim": {"fixAll": 1}}])
def test_settings_that_say_nothing_leave_those_of_the_start(settings: object) -> None:
    client = Client(options={"fixAll": {"ignoreRules": ["merge-runs"]}})
    client.tell("workspace/didChangeConfiguration", {"settings": settings})
    assert client.server.ignored_by_fix_all == {"SL101"}
    client.tell("workspace/didChangeConfiguration", {"settings": {"dslim": {"fixAll": {"ignoreRules": []}}}})
    assert client.server.ignored_by_fix_all == frozenset()


def test_a_fix_of_another_version_has_no_edit() -> None:
    client = Client()
    client.open(URI, TEXT, 1)
    (action,) = client.actions(URI, TEXT, only=[FIX_ALL])
    client.change(URI, TEXT + "\n", 2)
    assert "edit" not in client.ask("codeAction/resolve", action)


def test_hover_explains_a_finding_and_a_rule_in_an_ignore_comment() -> None:
    client = Client()
    text = TEXT + "# dslim: ignore[merge-runs, what]\nRUN x\n"
    client.open(URI, text)
    document = Document(URI, 1, text, "utf-16")
    assert hover_at(document, Analyser().analyse(document), text.index("# ")) is None

    def hovered(line: int, character: int) -> str:
        position = {"line": line, "character": character}
        found = client.ask("textDocument/hover", {"textDocument": {"uri": URI}, "position": position})
        return found["contents"]["value"] if found else ""

    assert "apt-lists" in hovered(2, 5)
    assert "merge-runs" in hovered(4, 20)
    assert hovered(4, 30) == ""
    assert hovered(1, 0) == ""


def test_the_config_and_the_context_of_the_file_count(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    (tmp_path / "dslim.toml").write_text('ignore = ["pip-no-cache"]\nexclude = ["old/"]\n')
    client = Client()
    client.open(file.as_uri(), TEXT)
    names = {mark["message"].partition(":")[0] for mark in client.published(file.as_uri())[-1]["diagnostics"]}
    assert "apt-lists" in names
    assert "pip-no-cache" not in names
    for name in ("old/Dockerfile", "Dockerfile.j2"):
        uri = (tmp_path / name).as_uri()
        client.open(uri, TEXT)
        assert client.published(uri)[-1]["diagnostics"] == []
    (tmp_path / "dslim.toml").write_text('ignore = ["apt-lists"]\n')
    client.tell("workspace/didChangeWatchedFiles", {"changes": []})
    names = {mark["message"].partition(":")[0] for mark in client.published(file.as_uri())[-1]["diagnostics"]}
    assert "pip-no-cache" in names
    assert "apt-lists" not in names


def test_a_broken_config_is_logged_and_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "dslim.toml").write_text("merge = 1\n")
    client = Client()
    client.open((tmp_path / "Dockerfile").as_uri(), TEXT)
    assert client.published((tmp_path / "Dockerfile").as_uri())[-1]["diagnostics"] == []
    assert "dslim.toml" in str([m for m in client.received if m.get("method") == "window/logMessage"])


def test_an_error_is_answered_and_the_server_lives() -> None:
    client = Client()
    client.open(URI, TEXT)
    requests: list[tuple[str, dict[str, Any], int]] = [
        ("textDocument/hover", {}, -32602), ("textDocument/rename", {}, -32601),
        ("textDocument/codeAction", {"textDocument": {"uri": URI}, "range": None}, -32602),
    ]  # fmt: skip
    for method, params, code in requests:
        with pytest.raises(RuntimeError, match=str(code)):
            client.ask(method, params)
    client.tell("textDocument/didOpen", {"nothing": 1})
    assert "KeyError" in str(client.received[-1])
    assert client.ask("shutdown", None) is None


def test_a_client_gets_only_what_it_can_take() -> None:
    client = Client(bare=True)
    client.open(URI, TEXT)
    assert not [mark for mark in client.published(URI)[-1]["diagnostics"] if "relatedInformation" in mark]
    (action,) = client.actions(URI, TEXT, only=[FIX_ALL])
    assert action["edit"].keys() == {"changes"}  # and at once: it does not ask for edits
    assert applied(TEXT, action["edit"]) == fixed(TEXT)
    for quick in client.actions(URI, TEXT, only=["quickfix"]):
        assert quick["edit"].keys() == {"changes"}
        assert not [mark for mark in quick["diagnostics"] if "relatedInformation" in mark]
        assert client.ask("codeAction/resolve", quick)["edit"] == quick["edit"]
    where = {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 5}}
    shown = client.ask("textDocument/hover", where)["contents"]
    assert (shown["kind"], "**" in shown["value"]) == ("plaintext", False)


def test_a_client_of_today_gets_all() -> None:
    client = Client()
    client.open(URI, TEXT)
    assert [mark for mark in client.published(URI)[-1]["diagnostics"] if "relatedInformation" in mark]
    for quick in client.actions(URI, TEXT, only=["quickfix"]):
        (change,) = quick["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": URI, "version": 1}
    where = {"textDocument": {"uri": URI}, "position": {"line": 2, "character": 5}}
    assert client.ask("textDocument/hover", where)["contents"]["kind"] == "markdown"


def test_a_version_that_is_overtaken_while_it_is_looked_at_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.open(URI, TEXT)
    params = {"textDocument": {"uri": URI, "version": 3}, "contentChanges": [{"text": TEXT}]}
    analyse = client.server.analyser.analyse

    def slow(document: Document) -> object:
        client.server.connection._waiting.append({"method": "textDocument/didChange", "params": params})
        return analyse(document)

    monkeypatch.setattr(client.server.analyser, "analyse", slow)
    client.change(URI, TEXT + "\n", 2)
    assert [found["version"] for found in client.published(URI)] == [1]


def test_a_request_that_was_cancelled_is_not_worked_on() -> None:
    document = {"textDocument": {"uri": URI}}
    ask = {"id": 2, "method": "textDocument/diagnostic", "params": document}
    messages = [{"id": 1, "method": "initialize", "params": {}}, ask, {**ask, "id": 3}]
    messages.append({"method": "$/cancelRequest", "params": {"id": 2}})
    target = io.BytesIO()
    connection = Connection(framed(*messages), target)
    while len(connection.waiting()) < len(messages):
        threading.Event().wait(0.01)
    Server(connection).run()
    assert b'"id":2,"error":{"code":-32800' in target.getvalue()
    assert b'"id":3,"result":{"kind":"full"' in target.getvalue()


@pytest.mark.parametrize("pulls", [False, True])
def test_of_many_changes_of_files_only_the_last_leads_to_another_look(pulls: bool) -> None:
    capabilities: dict[str, Any] = {"textDocument": {"diagnostic": {}}} if pulls else {}
    capabilities["workspace"] = {"diagnostics": {"refreshSupport": True}}
    start = {"id": 1, "method": "initialize", "params": {"capabilities": capabilities}}
    opened = {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": URI, "version": 1, "text": TEXT}}}
    changes = [{"method": "workspace/didChangeWatchedFiles", "params": {"changes": []}}] * 30
    target = io.BytesIO()
    connection = Connection(framed(start, opened, *changes), target)
    while len(connection.waiting()) < len(changes) + 2:
        threading.Event().wait(0.01)
    assert Server(connection).run() == 1
    assert target.getvalue().count(b"publishDiagnostics") == (0 if pulls else 2)
    assert target.getvalue().count(b"workspace/diagnostic/refresh") == pulls


def test_before_initialize_nothing_is_answered() -> None:
    target = io.BytesIO()
    server = Server(Connection(framed({"id": 1, "method": "shutdown"}, {"method": "exit"}), target))
    assert server.run() == 1
    assert b"-32002" in target.getvalue()


def test_watchers_are_registered_where_the_client_can() -> None:
    client = Client({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}})
    assert [m["method"] for m in client.received if "method" in m] == ["client/registerCapability"]


# the parts


@settings(deadline=None)
@given(st.text(st.sampled_from("a😀é\n\r\u2028\x0b\ud800"), max_size=30), st.sampled_from(sorted(CODECS)))
def test_positions_go_there_and_back(text: str, encoding: Any) -> None:
    if encoding == "utf-8" and "\ud800" in text:
        text = text.replace("\ud800", "")
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # inside a line break
        place = positions.position(offset)
        assert positions.offset(place["line"], place["character"]) == offset
    assert positions.offset(10_000, 0) == len(text)
    assert positions.offset(0, 10_000) <= len(text)


@settings(deadline=None)
@given(st.sampled_from(golden.case_files()), st.sampled_from(sorted(CODECS)), st.booleans())
def test_golden_cases_are_fixed_as_on_the_command_line(case: Path, encoding: str, has_crlf: bool) -> None:
    before = decode(case.read_bytes()).lstrip("\ufeff")
    if any("\udc80" <= character <= "\udcff" for character in before):
        return  # no editor sends what is no UTF-8
    text = before if before.startswith("#") else "# 😀\u2028é\n" + before
    text = text.replace("\n", "\r\n") if has_crlf and "\r" not in text else text
    client = Client({"general": {"positionEncodings": [encoding]}})
    client.open(URI, text)
    for action in client.actions(URI, text, only=[FIX_ALL]):
        edit = client.ask("codeAction/resolve", action).get("edit")
        assert (applied(text, edit, encoding) if edit else text) == fixed(text)


def test_messages_are_read_within_bounds() -> None:
    assert read_message(io.BytesIO(b"")) is None
    assert read_message(io.BytesIO(b"Content-Length: 2\r\nContent-Type: x\r\n\r\n{}")) == {}
    for length, body in ((b"x", b"{}"), (b"999999999999", b""), (b"2", b"[]"), (b"1", b"{")):
        with pytest.raises(ProtocolError):
            read_message(io.BytesIO(b"Content-Length: %s\r\n\r\n%s" % (length, body)))


def test_uris_are_paths() -> None:
    assert path_of("file:///a%20b/./Dockerfile") == "/a b/Dockerfile"
    assert path_of("untitled:Untitled-1") is None


def test_a_document_that_is_left_alone_has_no_diagnostics() -> None:
    document = Document("file:///x/Dockerfile", 1, "{% if x %}\nFROM a\n{% endif %}\n", "utf-16")
    assert diagnostics_of(document, Analyser().analyse(document)) == []


def test_the_command_speaks_over_standard_input_and_output() -> None:
    start, end = {"id": 1, "method": "initialize", "params": {}}, {"id": 2, "method": "shutdown"}
    messages = framed(start, end, {"method": "exit"}).getvalue()
    done = subprocess.run([sys.executable, "-m", "dslim", "lsp"], input=messages, capture_output=True)
    assert done.returncode == 0
    assert done.stdout.startswith(b"Content-Length: ")
    assert b'"serverInfo":{"name":"dslim"' in done.stdout
    assert command.lsp.name == "lsp"

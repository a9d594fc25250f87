"""An editor that others wrote, with `dslim lsp`: what it shows and writes is what the command line says and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from builder.machine import must_have_builder
from builder.plugin import leave_out
from programs import missing

pytestmark = pytest.mark.slow

TEXT = "# 😀 ünï\nFROM debian:12\nRUN apt-get update && apt-get install -y curl # 😀\nRUN pip install x\nRUN npm ci\n"
#: Opens the file, waits for diagnostics, takes the fix of everything, writes, and tells what it saw.
SCRIPT = """
local dslim, file, seen = unpack(vim.fn.json_decode(vim.env.DSLIM_TEST))
vim.cmd('edit ' .. vim.fn.fnameescape(file))
local id = vim.lsp.start_client({
  cmd = {dslim, 'lsp', '--stdio'}, name = 'dslim', root_dir = vim.fn.fnamemodify(file, ':h'),
})
vim.lsp.buf_attach_client(0, id)
local client = vim.lsp.get_client_by_id(id)
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local marks = {}
for _, mark in ipairs(vim.diagnostic.get(0)) do table.insert(marks, {mark.lnum, mark.message, mark.severity}) end
local params = vim.lsp.util.make_range_params()
params.context = {diagnostics = {}, only = {'source.fixAll.dslim'}}
local answer = client.request_sync('textDocument/codeAction', params, 20000, 0)
for _, action in ipairs(answer.result) do
  local whole = client.request_sync('codeAction/resolve', action, 20000, 0).result
  vim.lsp.util.apply_workspace_edit(whole.edit, client.offset_encoding)
end
vim.cmd('write')
vim.fn.writefile({vim.fn.json_encode({marks = marks, encoding = client.offset_encoding})}, seen)
vim.cmd('qall!')
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_neovim_shows_and_writes_what_the_command_line_does(
    request: pytest.FixtureRequest, tmp_path: Path, newline: str
) -> None:
    if missing(["nvim"]):
        assert not must_have_builder()
        leave_out(request, "no neovim")
    file, seen, script = tmp_path / "Dockerfile", tmp_path / "seen.json", tmp_path / "drive.lua"
    file.write_bytes(TEXT.replace("\n", newline).encode())
    script.write_text(SCRIPT)
    dslim = str(Path(sys.executable).parent / "dslim")
    command = [dslim, "fix", "-q", "-i", "-", "--stdin-filename", str(file)]
    wanted = subprocess.run(command, input=file.read_bytes(), capture_output=True, check=True).stdout
    subprocess.run(
        ["nvim", "--headless", "--clean", "-c", f"luafile {script}"], check=True, timeout=120,
        env={
            "DSLIM_TEST": json.dumps([dslim, str(file), str(seen)]), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path),
        },
    )  # fmt: skip
    assert file.read_bytes() == wanted
    found = json.loads(seen.read_text())
    assert found["encoding"] == "utf-16"
    assert [mark[0] for mark in found["marks"]] == sorted(mark[0] for mark in found["marks"])
    assert any(mark[0] == 2 and "apt-lists" in mark[1] for mark in found["marks"])

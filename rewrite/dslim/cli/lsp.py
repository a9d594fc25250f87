"""The command `dslim lsp`: serves an editor over standard input and output."""

from __future__ import annotations

import click

from dslim.cli.terminal import protocol_streams


@click.command()
@click.option("--stdio", is_flag=True, help="Over standard input and output, which is the only way; editors say it.")
def lsp(stdio: bool) -> int:
    """Serve an editor: findings as it is typed, fixes one by one or all at once, explanations.

    An editor starts it and speaks the Language Server Protocol with it; docs/editors.md says how to set up which.
    """
    from dslim.lsp.connection import Connection
    from dslim.lsp.server import Server

    return Server(Connection(*protocol_streams())).run()

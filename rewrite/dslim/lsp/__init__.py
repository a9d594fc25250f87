"""Dockerfiles in an editor: findings, fixes and explanations over the Language Server Protocol.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

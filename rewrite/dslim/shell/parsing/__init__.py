"""Parses the text of a shell script: ours is a recursive descent, and tree-sitter must agree."""

"""Shell text to a typed tree, and what its commands do."""

from dslim.shell.parser import parse_script
from dslim.shell.tree import (
    AndOr,
    Assignment,
    Compound,
    Node,
    Opaque,
    Part,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Statement,
    Word,
    children,
    flat_parts,
    nodes,
    own_words,
    simples,
    substitutions,
)

__all__ = [
    "AndOr", "Assignment", "Compound", "Node", "Opaque", "Part", "Pipeline", "Redirect", "Script", "Simple",
    "Statement", "Word", "children", "flat_parts", "nodes", "own_words", "parse_script", "simples",
    "substitutions",
]  # fmt: skip

"""Reads a YAML text as plain values, however hostile it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from dslim.fleet.builds.build_files import MAX_VALUE, TooMuchError

#: A file whose aliases make it longer than so many times is not read: `a: [*b, *b]`, again and again, doubles.
MAX_REPEATED = 20


class YamlText(NamedTuple):
    """The value of a text in YAML, and the node that it was made of, which knows the lines."""

    value: Any
    node: Any
    pairs: dict[int, dict[str, Any]]  # of the mappings that were asked for, by their nodes: key -> (key, value)

    def line_of(self, *path: str) -> int:
        """The line, from 1, of what stands below some keys, one in the other; of the last that is found."""
        node = self.node
        line = 1
        for name in path:
            pairs = node.value if node is not None and isinstance(node.value, list) else []
            if id(node) not in self.pairs:
                self.pairs[id(node)] = {str(pair[0].value): pair for pair in pairs if isinstance(pair, tuple)}
            found = self.pairs[id(node)].get(name)
            if found is None:
                break
            line = found[0].start_mark.line + 1
            node = found[1]
        return line


def load_yaml(text: str) -> Any:
    """The values of a YAML text. Raises TooMuchError, and ValueError with the place of what is wrong."""
    return load_yaml_with_lines(text).value


def load_yaml_with_lines(text: str) -> YamlText:
    """The values of a YAML text, with the lines where they stand. Raises as `load_yaml` does."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Reads plain values only; compose's own tags (`!reset`, `!override`) mean nothing."""

    def construct_untagged(loader: Any, suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("!", construct_untagged)
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return YamlText(None, None, {})
        if _expanded_size(node, {}) > MAX_REPEATED * len(text) + MAX_VALUE:
            raise TooMuchError(f"with its aliases written out it is over {MAX_REPEATED} times as long")
        return YamlText(loader.construct_document(node), node, {})
    except TooMuchError:
        raise
    except (yaml.YAMLError, ValueError, TypeError) as error:
        problem = getattr(error, "problem", None) or "it is no YAML"
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"line {mark.line + 1}: {problem}" if mark else str(problem)) from None
    finally:
        loader.dispose()


def _expanded_size(node: Any, known: dict[int, int]) -> int:
    """The characters and nodes below a node of YAML, each time that an alias stands for them. Raises TooMuchError."""
    if isinstance(node.value, str):
        return len(node.value) + 1
    found = known.get(id(node))
    if found is None:
        known[id(node)] = -1  # being counted
        parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
        found = known[id(node)] = 1 + sum(_expanded_size(part, known) for part in parts)
    elif found < 0:
        raise TooMuchError("an alias stands inside what it is for")
    return found

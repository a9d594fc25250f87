"""One line of the table of rules: what can be known of a rule before its module is imported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from dslim.diagnostics.findings import Rule
    from dslim.diagnostics.options import CacheStyle, Options
    from dslim.syntax import Instruction


@dataclass(frozen=True, eq=False)
class ListedRule:
    """A rule by its code and by the module below `dslim.rules` that holds it as RULE.

    `words`: of each set one must stand in an instruction for the rule to find anything; without sets it always may.
    `cache`: the style of caches without which it finds nothing, if there is one.
    """

    code: str
    module: str
    words: tuple[frozenset[str], ...] = ()
    cache: CacheStyle | None = None

    @cached_property
    def name(self) -> str:
        """The rule's name, which is that of its file: `idle-chown` of ownership/idle_chown.py."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @cached_property
    def rule(self) -> Rule:
        """The rule itself with its code and name, imported now."""
        found: Rule = import_module(f"{__package__}.{self.module}").RULE
        return replace(found, code=self.code, name=self.name)

    def is_chosen(self, options: Options) -> bool:
        """Whether the options ask for the rule, by its code or by its name."""
        asked = options.rules is None or not options.rules.isdisjoint((self.code, self.name))
        return asked and not self.is_ignored(options)

    def is_ignored(self, options: Options) -> bool:
        """Whether the options turn the rule off by its code or name; `rules` that leave it out may be for one run."""
        return not options.ignore.isdisjoint((self.code, self.name))

    def can_apply(self, present: Set[str], options: Options) -> bool:
        """Whether the rule may find anything in a file that holds these words; False is certain."""
        if self.cache is not None and options.cache != self.cache:
            return False
        return not any(map(present.isdisjoint, self.words))  # no generator: 25 rules are asked in every pass


def listed(code: str, module: str, *words: str, cache: CacheStyle | None = None) -> ListedRule:
    """A line of the table. Each text of `words` holds alternatives, with blanks between them."""
    return ListedRule(code, module, tuple(frozenset(text.split()) for text in words), cache)


def words_present(nodes: Sequence[Instruction], words: Iterable[str]) -> set[str]:
    """Those of `words` that stand in some instructions, quotes left out: a program's name, however it is written.

    Not in a FROM: no image calls a program there, and `ubuntu` has `bun` in it.
    """
    texts = [node.args for node in nodes if node.keyword != "FROM"]
    texts += [heredoc.body for node in nodes if node.heredocs for heredoc in node.heredocs]
    text = "\n".join(texts)
    for quote in "\"'\\":
        text = text.replace(quote, "")  # a quarter of what translate takes
    return {word for word in words if word in text}

"""Finds whether packages for the development of a project can go, and what the image is without them: form prune."""

from __future__ import annotations

from functools import partial

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.shrink.forms.dev_packages import ProjectInstall, project_installs, without_dev
from dslim.shrink.original import Original
from dslim.shrink.proof import Proof
from dslim.shrink.recipe import Recipe
from dslim.shrink.result import Change
from dslim.syntax import parse

#: Bytes below which nobody would write a line for them, and the share, in percent, of what the original adds.
MIN_SIZE = 100_000
MIN_SHARE = 1
#: In the folder $1: whether the command $3 works, and takes at least $2 kilobytes away.
_PROBE = """cd "$1" && before=$(du -sk . | cut -f1) && eval "$3" >/dev/null && after=$(du -sk . | cut -f1) \\
&& [ $((before - after)) -ge "$2" ]"""


class Pruning:
    """Asks, for one original, whether the test passes without packages for development. `probes`: images tried."""

    def __init__(self, original: Original, proof: Proof) -> None:
        self.original = original
        self.proof = proof
        self.probes = 0
        self.refused = ""

    def smaller(self, recipe: Recipe) -> tuple[str, Change] | None:
        """A recipe's text without these packages, proven; None where it has none, or they must stay.

        `refused`: why a text that was tried was not taken.
        """
        original = self.original
        if berry := self._yarn_2_lines():
            self.refused = (
                f"yarn 2 and later has no option for it, and `yarn workspaces focus --all --production` installs"
                f" otherwise than line {berry[0]} does"
            )
            return None
        if not self._is_worth_it():
            return None
        text = without_dev(Facts(parse(recipe.text), Options()))
        if text is None:
            return None
        before = self.proof.size_of(recipe)
        pruned = Recipe(text, recipe.ignore)
        self.refused = self.proof.why_refused(pruned) or ""
        if self.refused:
            return None
        saved = before - self.proof.size_of(pruned)
        if saved <= 0:
            return None
        names = ", ".join(dict.fromkeys(install.call.name or "" for install in project_installs(original.facts)))
        reason = f"packages of {names} that only development needs are gone; the test passes without"
        return text, Change("prune", reason, saved)

    def _yarn_2_lines(self) -> list[int]:
        """The lines that call a yarn which knows nothing of --production: one whose settings are YAML."""
        if not (self.original.store.job.context / ".yarnrc.yml").exists():
            return []
        installs = project_installs(self.original.facts)
        return [install.run.outer.line for install in installs if install.call.name == "yarn"]

    def _is_worth_it(self) -> bool:
        """Whether the test passes on the image as it is without these packages, and they are large enough.

        A file with stages may have left its program behind with the build: there only a build can tell.
        """
        original = self.original
        installs = project_installs(original.facts)
        last = {original.stage.index, *original.facts.lineage.ancestors(original.stage.index)}
        added = original.image.size - original.base.size
        least = max(MIN_SIZE, added * MIN_SHARE // 100) // 1024
        for install in (install for install in installs if install.run.stage in last):
            words = ["sh", "-c", _PROBE, "sh", install.folder, str(least), install.prune]
            if not original.answers.ask((str(self.proof.repeat), *words), partial(self._passes_after, install, words)):
                return False
        return bool(installs)

    def _passes_after(self, install: ProjectInstall, words: list[str]) -> bool:
        """Whether a command that takes packages away works and the test passes after it."""
        self.probes += 1
        self.proof.report(f"trying `{install.prune}` in {install.folder}")
        return self.proof.passes_after(words)

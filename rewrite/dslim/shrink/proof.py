"""Decides whether the image of a smaller Dockerfile is taken: it builds, passes the test, and keeps the laws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dslim.shrink.laws.image_laws import broken_laws, changed_files, changed_users
from dslim.shrink.laws.users_named import users_named
from dslim.shrink.original import Original
from dslim.shrink.owner_test.owner_test import OwnerTest
from dslim.shrink.recipe import Recipe, as_recipe
from dslim.verify.errors import BuildError
from dslim.verify.image.compare import Noise, learn_noise

#: Where Linux keeps users and groups.
_ACCOUNTS = ("/etc/passwd", "/etc/group")


class Proof:
    """The test and the laws, for the smaller images of one original. `report`: takes what is done, in words."""

    def __init__(self, original: Original, test: OwnerTest, repeat: int, report: Callable[[str], None]) -> None:
        self.original = original
        self.test = test
        self.repeat = repeat
        self.report = report
        self._noise: Noise | None = None
        self._sizes: dict[Recipe, int] = {}

    def why_fails(self, tag: str) -> str | None:
        """Why an image does not pass the test, run once; None where it does."""
        self.report(f"testing {self.test.description}")
        result = self.test.run(self.original.store, tag)
        return None if result.passed else result.reason or "it fails"

    def passes(self, tag: str) -> bool:
        """Whether the test passes on an image as often as it is asked."""
        return all(self.why_fails(tag) is None for _ in range(self.repeat))

    def passes_after(self, words: list[str]) -> bool:
        """Whether a command works in the image as it is, and the test passes on what it leaves, which is removed."""
        store = self.original.store
        probe = store.run_in(self.original.tag, words)
        if probe is None:
            return False
        try:
            return self.passes(probe)
        finally:
            store.remove(probe)

    def why_refused(self, made_from: Recipe | str) -> str | None:
        """Why the image of a smaller Dockerfile is not taken; None where it is. It is built without a cache."""
        return self._answer("smaller", as_recipe(made_from), self._why_smaller_refused)

    def size_of(self, made_from: Recipe | str) -> int:
        """Bytes of the image of a recipe, which is built where it has not been proven. Raises BuildError."""
        recipe = as_recipe(made_from)
        if recipe not in self._sizes:
            self._sizes[recipe] = self._built_size(recipe)
        return self._sizes[recipe]

    def why_ignore_refused(self, recipe: Recipe) -> str | None:
        """Why the Dockerfile as it is, with another ignore file, is not taken; None where it is.

        Every file that is left must have the content that it had: a build may read what is no longer sent.
        """
        return self._answer("ignore", recipe, self._why_longer_ignore_refused)

    def _answer(self, kind: str, recipe: Recipe, why_refused: Callable[[Recipe], str | None]) -> str | None:
        """What `why_refused` says, now or in an earlier run; the size of an image that is taken is known then."""

        def ask() -> tuple[str, int] | tuple[str]:
            refused = why_refused(recipe)
            return (refused,) if refused is not None else ("", self._built_size(recipe))

        ignore = ("no ignore file",) if recipe.ignore is None else ("ignore file", recipe.ignore)
        refused, *size = self.original.answers.ask((kind, str(self.repeat), recipe.text, *ignore), ask)
        if not size:
            return refused
        self._sizes[recipe] = size[0]
        return None

    def _built_size(self, recipe: Recipe) -> int:
        return self.original.read(self.original.store.build(recipe)).size

    def _why_smaller_refused(self, recipe: Recipe) -> str | None:
        self.report("building the smaller Dockerfile")
        return self._why_refused(recipe, use_cache=False)

    def _why_longer_ignore_refused(self, recipe: Recipe) -> str | None:
        self.report("building with the longer ignore file")
        refused = self._why_refused(recipe, use_cache=True)
        if refused is not None:
            return refused
        original, smaller = self.original.image, self.original.read(self.original.store.build(recipe))
        if any(changed_files(original, smaller, Noise())):
            return next(changed_files(original, smaller, self._known_noise()), None)
        return None

    def _why_refused(self, made_from: Recipe, use_cache: bool) -> str | None:
        try:
            tag = self.original.store.build(made_from, use_cache)
        except BuildError as error:
            return f"it does not build: {last_line(str(error))}"
        for _ in range(self.repeat):
            if reason := self.why_fails(tag):
                return f"the test fails: {reason}"
        return next(self._broken_laws(tag), None)

    def _broken_laws(self, tag: str) -> Iterator[str]:
        original = self.original
        smaller = original.read(tag)
        if any(broken_laws(original.image, smaller, Noise())):
            yield from broken_laws(original.image, smaller, self._known_noise())
        before, after = ({p: original.store.read_files(t, p) for p in _ACCOUNTS} for t in (original.tag, tag))
        yield from changed_users(before, after, sorted(users_named(original.facts)))

    def _known_noise(self) -> Noise:
        """How two builds of the original differ."""
        if self._noise is None:
            self.report("building the Dockerfile as it is once more, to learn what changes from build to build")
            again = self.original.store.build(self.original.text, use_cache=False)
            self._noise = learn_noise(self.original.image, self.original.read(again))[0]
        return self._noise


#: A line of BuildKit's plain output that a step printed.
_OF_STEP = re.compile(r"#\d+ \d+\.\d+ (.*\S)")


def last_line(text: str) -> str:
    """The last line that a step of a build printed, else the last of all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    printed = [match[1] for line in lines if (match := _OF_STEP.fullmatch(line))]
    return (printed or lines or ["without a word"])[-1]

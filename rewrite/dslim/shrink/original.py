"""What is known of the image as it is: its layers, files and packages, and those of the base that it starts from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.stages import target_index
from dslim.shrink.answers import Answers
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.install_calls import InstallCall, install_calls
from dslim.shrink.images.file_tree import FileTree, file_tree
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.packages.managers import DPKG, PackageManager
from dslim.shrink.packages.package import Packages
from dslim.syntax import parse
from dslim.syntax.nodes import Stage
from dslim.verify.image.image import Image, ImageReader


class Original:
    """The Dockerfile as it is and the image that it makes, each part worked out when it is first asked for.

    `answers`: what tests and builds say of it; none are known without.
    """

    def __init__(self, store: ImageStore, text: str, answers: Answers | None = None) -> None:
        self.store = store
        self.answers = answers or Answers()
        self.text = text
        self.reader = ImageReader(store.work)
        self.facts = Facts(parse(text), Options())

    @cached_property
    def stage(self) -> Stage:
        """The stage that is built. Raises ShrinkError where there is none of that name."""
        stages = self.facts.tree.stages
        target = self.store.job.target
        index = len(stages) - 1 if target is None else target_index(self.facts.tree, target)
        if index is None:
            raise ShrinkError(f"no stage is called {target}")
        return stages[index]

    @cached_property
    def tag(self) -> str:
        """The image's name. Raises BuildError."""
        return self.store.build(self.text)

    @cached_property
    def base_tag(self) -> str:
        """The name of the image that the stage, or the first that it continues, starts from."""
        root = self.facts.tree.stages[self.facts.lineage.root[self.stage.index]]
        if "$" not in root.base and self.store.begins_with(self.tag, root.base):
            return root.base
        return self.store.build(self.text[: root.start.span.end], target="")

    @cached_property
    def image(self) -> Image:
        """The image."""
        return self.read(self.tag)

    @cached_property
    def base(self) -> Image:
        """The image that it starts from."""
        return self.read(self.base_tag)

    @cached_property
    def files(self) -> FileTree:
        """The files of the image."""
        return file_tree(self.image)

    @cached_property
    def packages(self) -> Packages:
        """All packages of the image."""
        return self.manager.read(self.store, self.tag)

    @cached_property
    def base_packages(self) -> frozenset[str]:
        """The names of the packages that the base has already."""
        return frozenset(self.manager.read(self.store, self.base_tag).by_name)

    @cached_property
    def installs(self) -> tuple[InstallCall, ...]:
        """The calls that install packages into the image, of the manager that is called first."""
        found = install_calls(self.facts, self.store.job.target)
        return tuple(install for install in found if install.manager is found[0].manager)

    @cached_property
    def manager(self) -> PackageManager:
        """The package manager that the Dockerfile calls; dpkg where it calls none."""
        return self.installs[0].manager if self.installs else DPKG

    @cached_property
    def named_packages(self) -> tuple[str, ...]:
        """The packages that those calls name and that are installed."""
        named = (name for install in self.installs for name in install.packages)
        return tuple(name for name in dict.fromkeys(named) if name in self.packages.by_name)

    def without(self, image: str, names: Sequence[str]) -> str | None:
        """An image of ours without packages, whoever needs them; None where they cannot be taken away."""
        return self.store.run_in(image, self.manager.removal(names)) if names else image

    def read(self, tag: str) -> Image:
        """An image by its name; layers that several have are read once."""
        return self.store.read_image(tag, self.reader)

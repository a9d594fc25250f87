"""What is known of the image as it is: its layers, files and packages, and those of the base that it starts from."""

from __future__ import annotations

from functools import cached_property

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.stages import target_index
from dslim.shrink.errors import ShrinkError
from dslim.shrink.forms.apt_installs import AptInstall, apt_installs
from dslim.shrink.images.file_tree import FileTree, file_tree
from dslim.shrink.images.image_store import ImageStore
from dslim.shrink.packages.dpkg import FOLDER, read_dpkg
from dslim.shrink.packages.package import Packages
from dslim.syntax import parse
from dslim.syntax.nodes import Stage
from dslim.verify.image.image import Image, ImageReader


class Original:
    """The Dockerfile as it is and the image that it makes, each part worked out when it is first asked for."""

    def __init__(self, store: ImageStore, text: str) -> None:
        self.store = store
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
        return read_dpkg(self.store.read_files(self.tag, FOLDER))

    @cached_property
    def base_packages(self) -> frozenset[str]:
        """The names of the packages that the base has already."""
        return frozenset(read_dpkg(self.store.read_files(self.base_tag, FOLDER)).by_name)

    @cached_property
    def installs(self) -> tuple[AptInstall, ...]:
        """The calls of apt that make the image."""
        return apt_installs(self.facts, self.store.job.target)

    @cached_property
    def named_packages(self) -> tuple[str, ...]:
        """The packages that those calls name and that are installed."""
        named = (name for install in self.installs for name in install.packages)
        return tuple(name for name in dict.fromkeys(named) if name in self.packages.by_name)

    def read(self, tag: str) -> Image:
        """An image by its name; layers that several have are read once."""
        return self.store.read_image(tag, self.reader)

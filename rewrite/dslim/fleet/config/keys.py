"""The keys of the config: the type of each, what it is for, and where it may stand."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key of the config.

    `kind`: its type, where `list` and `map` hold strings. `text`: what it is for. `choices`: its values if they are
    few. `override`: whether an override may have it.
    """

    kind: str
    text: str
    choices: tuple[str, ...] = ()
    override: bool = True


#: By attribute of Settings.
KEYS = {
    "rules": Key("list", "Run these rules only, by code or name."),
    "ignore": Key("list", "Leave these rules out, by code or name."),
    "unsafe_fixes": Key("bool", "Make fixes too that cannot be proven harmless."),
    "merge": Key(
        "text",
        "Which RUNs to merge: those that save bytes, and short quick ones of a file that is fixed anyway (auto), all"
        " that can be, only those that save bytes, or none.",
        ("auto", "all", "bytes", "off"),
    ),
    "style": Key(
        "text", "What to do about caches: remove them, or keep them in a cache mount.", ("clean", "cache-mount")
    ),
    "cache": Key("text", "The old name of style; mount was cache-mount.", ("clean", "mount")),
    "builder": Key(
        "text",
        "What builds the image; docker is buildkit, podman is buildah.",
        ("buildkit", "docker", "buildah", "podman", "kaniko", "classic"),
    ),
    "targets": Key("list", "Stages that ship, beside the last and those of compose and bake."),
    "context": Key(
        "text",
        "The build context, a folder from the config's; by default what compose, bake, CI files or makefiles say, else"
        " the folder of each file.",
    ),
    "generated": Key(
        "text",
        "What to do with a Dockerfile that says it is generated and that a search finds: leave it as it is, or fix it.",
        ("leave", "fix"),
    ),
    "include": Key("list", "More names of Dockerfiles, as patterns of .gitignore.", override=False),
    "exclude": Key("list", "Files and folders to leave out, as patterns of .gitignore.", override=False),
    "builds": Key(
        "list", "Compose and bake files that stand in no folder above what they build.", override=False
    ),
    "images": Key("map", "Images that Dockerfiles here build: name to path, or path#stage.", override=False),
    "shared_prefix": Key(
        "text",
        "Whether instructions that several Dockerfiles begin with stay the same in all of them.",
        ("ignore", "keep"),
        override=False,
    ),
    "paths": Key("list", "The files that an override is for, as patterns of .gitignore.", override=False),
}
#: Old key -> the key that it is called by now.
RENAMED_KEYS = {"cache": "style"}
#: What users call a builder -> what Options call it.
BUILDER_ALIASES = {"docker": "buildkit", "podman": "buildah"}
#: Keys of the table itself, and of an override.
TOP_KEYS = tuple(name for name in KEYS if name != "paths")
OVERRIDE_KEYS = ("paths", *(name for name, key in KEYS.items() if key.override))

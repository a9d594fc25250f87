"""How the programs that build images from a Dockerfile are called."""

from __future__ import annotations

from typing import NamedTuple

from dslim.tools.calls import words


class ImageBuilder(NamedTuple):
    """One program that builds images.

    `verbs`: the words that follow its name, the first ones that fit. `context`: the options that name the build
    context, none where it is the operand. `file`: those that name the Dockerfile. `valued`: further options whose
    value is the next word. `flags`: options without a value.
    """

    verbs: tuple[tuple[str, ...], ...]
    file: frozenset[str]
    context: frozenset[str]
    valued: frozenset[str]
    flags: frozenset[str]


#: https://docs.docker.com/reference/cli/docker/buildx/build/, and what podman's and nerdctl's have beyond it:
#: https://docs.podman.io/en/latest/markdown/podman-build.1.html
_VALUED = words(
    "-t --tag --build-arg --target --platform --label --annotation --cache-from --cache-to -o --output --progress"
    " --secret --ssh --network --add-host --build-context --builder --iidfile --metadata-file --shm-size --ulimit"
    " --memory -m --memory-swap -c --cpu-shares --cpu-period --cpu-quota --cpuset-cpus --cpuset-mems --isolation"
    " --security-opt --provenance --sbom --attest --allow --cgroup-parent --call --no-cache-filter -v --volume --format"
    " --jobs --authfile --isolation --arch --os --manifest --timestamp --layer-label"
)
_FLAGS = words(
    "--no-cache --pull -q --quiet --rm --force-rm --squash --compress --load --push --disable-content-trust --no-rm"
    " --layers --debug -D --check --squash-all --tls-verify --stream"
)
_FILE = words("-f --file")
_BUILD = ImageBuilder(
    (("buildx", "build"), ("image", "build"), ("builder", "build"), ("build",)), _FILE, frozenset(), _VALUED, _FLAGS
)
#: https://github.com/GoogleContainerTools/kaniko#additional-flags
_KANIKO = ImageBuilder(
    ((),), words("-f --dockerfile"), words("-c --context"),
    words(
        "-d --destination --build-arg --cache-repo --cache-ttl --snapshot-mode --snapshotMode --target --label"
        " --verbosity -v --registry-mirror --digest-file --tar-path --custom-platform --context-sub-path"
    ),
    words("--cache --no-push --cleanup --single-snapshot --reproducible --use-new-run --compressed-caching"),
)  # fmt: skip
IMAGE_BUILDERS = {
    "docker": _BUILD,
    "podman": _BUILD,
    "nerdctl": _BUILD,
    "buildah": _BUILD._replace(verbs=(("bud",), ("build",), ("build-using-dockerfile",))),
    "executor": _KANIKO,
}

"""Programs that build images and run containers, and the shells of base images."""

from __future__ import annotations

from dslim.tools.calls import manual, words
from dslim.tools.tool import Tool

ROWS = (
    Tool(
        "docker-php-ext-install", "https://hub.docker.com/_/php#how-to-install-more-php-extensions",
        calls_compilers=True, first_on_path_of="php",
        effect_known=True, ignores_owners=True, writes_own_folders=True, temporary_folders=("/tmp",),
    ),
    Tool(
        "docker-php-ext-enable", "https://hub.docker.com/_/php#how-to-install-more-php-extensions",
        first_on_path_of="php", effect_known=True, ignores_owners=True, writes_own_folders=True,
    ),
    Tool(
        "docker-php-ext-configure", "https://hub.docker.com/_/php#how-to-install-more-php-extensions",
        first_on_path_of="php", effect_known=True, ignores_owners=True, writes_own_folders=True,
    ),
    Tool("install-php-extensions", "https://github.com/mlocati/docker-php-extension-installer", effect_known=True),
    Tool(
        "docker", "https://docs.docker.com/reference/cli/docker/",
        lives_on_options=words("-d --detach -dit -itd -td"),
    ),
    Tool("podman", manual("podman"), lives_on_options=words("-d --detach -dit -itd -td")),
    Tool("nerdctl", "https://github.com/containerd/nerdctl", lives_on_options=words("-d --detach -dit -itd -td")),
    Tool("dockerd", "https://docs.docker.com/reference/cli/dockerd/", lives_on=True),
    Tool("containerd", "https://containerd.io/docs/", lives_on=True),
    Tool("busybox", "https://busybox.net/downloads/BusyBox.html", replaces_files=True),
    Tool("sh", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html", accepts_empty_patterns=True),
    Tool("bash", "https://www.gnu.org/software/bash/manual/bash.html", accepts_empty_patterns=True),
)

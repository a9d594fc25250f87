"""Where package managers keep what they know of an image: no image runs it, and every install writes it anew."""

from __future__ import annotations

#: Of dpkg and apt, of rpm and those that call it, and of apk.
RECORDS = (
    "/var/lib/apt", "/var/lib/dpkg",
    "/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/lib/sysimage/libdnf5", "/var/lib/dnf", "/var/lib/yum",
    "/lib/apk", "/usr/lib/apk",
)  # fmt: skip

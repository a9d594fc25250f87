"""Commands of the shell itself."""

from __future__ import annotations

from dslim.tools.tool import Tool

ROWS = (
    Tool(
        ":", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15", ignores_owners=True,
        writes_own_folders=True, reads_known_variables=True,
    ),
    Tool(
        "cd", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/cd.html", ignores_owners=True,
        writes_own_folders=True, accepts_empty_patterns=True, leaves_scripts=True, reads_known_variables=True,
        writes_named_only=True,
    ),
    Tool(
        "set", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15",
        ignores_owners=True, writes_own_folders=True, reads_known_variables=True, writes_named_only=True,
    ),
    Tool(
        "export", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15",
        ignores_owners=True, writes_own_folders=True, accepts_empty_patterns=True, writes_named_only=True,
    ),
    Tool(
        "unset", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15",
        ignores_owners=True,
    ),
    Tool(
        "exit", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_21",
        ignores_owners=True, writes_own_folders=True,
    ),
    Tool("read", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/read.html", ignores_owners=True),
    Tool(
        "type", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/type.html", names_packages_only=True,
        ignores_owners=True,
    ),
    Tool(
        "command", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/command.html",
        names_packages_only=True, ignores_owners=True,
    ),
    Tool("hash", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/hash.html", names_packages_only=True),
    Tool("pwd", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pwd.html", reads_known_variables=True),
)

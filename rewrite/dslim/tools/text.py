"""Text, sums and values."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual

ROWS = (
    Tool("head", manual("head"), in_distribution=True, ignores_owners=True),
    Tool("tail", manual("tail"), in_distribution=True, ignores_owners=True),
    Tool("sort", manual("sort"), in_distribution=True, ignores_owners=True),
    Tool("uniq", manual("uniq"), in_distribution=True, ignores_owners=True),
    Tool("wc", manual("wc"), in_distribution=True, ignores_owners=True),
    Tool("cut", manual("cut"), in_distribution=True, ignores_owners=True),
    Tool("tr", manual("tr"), in_distribution=True, ignores_owners=True),
    Tool(
        "sed", manual("sed"), in_distribution=True, other_daemon_flags=True, takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, writes_arguments=True,
    ),
    Tool(
        "grep", manual("grep"), in_distribution=True, other_daemon_flags=True, takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, accepts_empty_patterns=True,
    ),
    Tool("egrep", manual("egrep"), in_distribution=True, ignores_owners=True, accepts_empty_patterns=True),
    Tool("fgrep", manual("fgrep"), in_distribution=True),
    Tool(
        "awk", manual("awk"), in_distribution=True, takes_start_as_text=True, ignores_owners=True,
        accepts_empty_patterns=True,
    ),
    Tool("xargs", manual("xargs"), in_distribution=True, installs_unseen=True),
    Tool("diff", manual("diff"), in_distribution=True, other_daemon_flags=True),
    Tool("cmp", manual("cmp"), in_distribution=True),
    Tool("od", manual("od"), in_distribution=True),
    Tool("xxd", manual("xxd"), other_daemon_flags=True),
    Tool("iconv", manual("iconv"), other_daemon_flags=True),
    Tool("md5sum", manual("md5sum"), in_distribution=True, ignores_owners=True),
    Tool("sha1sum", manual("sha1sum"), in_distribution=True),
    Tool("sha256sum", manual("sha256sum"), in_distribution=True, ignores_owners=True),
    Tool("sha512sum", manual("sha512sum"), in_distribution=True, ignores_owners=True),
    Tool("base64", manual("base64"), in_distribution=True),
    Tool(
        "echo", manual("echo"), in_distribution=True, takes_start_as_text=True, names_packages_only=True,
        ignores_owners=True, writes_own_folders=True, accepts_empty_patterns=True,
    ),
    Tool(
        "printf", manual("printf"), in_distribution=True, takes_start_as_text=True, names_packages_only=True,
        ignores_owners=True, writes_own_folders=True, accepts_empty_patterns=True,
    ),
    Tool(
        "test", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html", in_distribution=True,
        takes_start_as_text=True, names_packages_only=True, ignores_owners=True, writes_own_folders=True,
    ),
    Tool(
        "[", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html", takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, writes_own_folders=True,
    ),
    Tool("true", manual("true"), in_distribution=True, ignores_owners=True, writes_own_folders=True),
    Tool("false", manual("false"), in_distribution=True, ignores_owners=True),
    Tool("expr", manual("expr"), in_distribution=True, takes_start_as_text=True, accepts_empty_patterns=True),
    Tool("seq", manual("seq"), in_distribution=True),
    Tool("yes", manual("yes"), in_distribution=True),
    Tool("date", manual("date"), in_distribution=True, other_daemon_flags=True, ignores_owners=True),
    Tool("env", manual("env"), in_distribution=True),
    Tool("envsubst", manual("envsubst"), ignores_owners=True),
    Tool("dos2unix", manual("dos2unix"), in_distribution=True, ignores_owners=True, writes_arguments=True),
    Tool("unix2dos", manual("unix2dos"), in_distribution=True, other_daemon_flags=True),
    Tool("man", manual("man"), names_packages_only=True),
    Tool("captoinfo", manual("captoinfo"), effect_known=True),
    Tool("captest", manual("captest"), effect_known=True),
)

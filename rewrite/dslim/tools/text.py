"""Programs that work on text, checksums and values."""

from __future__ import annotations

from dslim.tools.calls import manual
from dslim.tools.tool import Tool

ROWS = (
    Tool("head", manual("head"), in_distribution=True, ignores_owners=True, leaves_scripts=True, writes_little=True),
    Tool("tail", manual("tail"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("sort", manual("sort"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("tac", manual("tac"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("uniq", manual("uniq"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("wc", manual("wc"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("cut", manual("cut"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("tr", manual("tr"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool(
        "sed", manual("sed"), in_distribution=True, other_daemon_flags=True, takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, writes_arguments=True,
        holds_command=r"(?s)(?:[\d$]{1,20}|/[^/]{0,200}/)?e\s{1,20}(\S.*)", writes_little=True, writes_named_only=True,
        works_in_place=True,
    ),
    Tool(
        "grep", manual("grep"), in_distribution=True, other_daemon_flags=True, takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, accepts_empty_patterns=True, leaves_scripts=True,
        writes_little=True, writes_named_only=True, works_in_place=True,
    ),
    Tool(
        "egrep", manual("egrep"), in_distribution=True, ignores_owners=True, accepts_empty_patterns=True,
        writes_little=True,
    ),
    Tool("fgrep", manual("fgrep"), in_distribution=True, writes_little=True),
    Tool(
        "awk", manual("awk"), in_distribution=True, takes_start_as_text=True, ignores_owners=True,
        accepts_empty_patterns=True, writes_little=True,
    ),
    Tool("xargs", manual("xargs"), in_distribution=True, installs_unseen=True, leaves_scripts=True),
    Tool("diff", manual("diff"), in_distribution=True, other_daemon_flags=True),
    Tool("cmp", manual("cmp"), in_distribution=True),
    Tool("od", manual("od"), in_distribution=True),
    Tool("xxd", manual("xxd"), other_daemon_flags=True),
    Tool("iconv", manual("iconv"), other_daemon_flags=True),
    Tool(
        "md5sum", manual("md5sum"), in_distribution=True, ignores_owners=True, writes_little=True,
        reads_known_variables=True, checks_files=True,
    ),
    Tool(
        "sha1sum", manual("sha1sum"), in_distribution=True, writes_little=True, reads_known_variables=True,
        checks_files=True,
    ),
    Tool(
        "sha256sum", manual("sha256sum"), in_distribution=True, ignores_owners=True, leaves_scripts=True,
        writes_little=True, reads_known_variables=True, checks_files=True,
    ),
    Tool(
        "sha512sum", manual("sha512sum"), in_distribution=True, ignores_owners=True, writes_little=True,
        reads_known_variables=True, checks_files=True,
    ),
    Tool("base64", manual("base64"), in_distribution=True),
    Tool(
        "echo", manual("echo"), in_distribution=True, takes_start_as_text=True, names_packages_only=True,
        ignores_owners=True, writes_own_folders=True, accepts_empty_patterns=True, leaves_scripts=True,
        removes_nothing=True, reads_known_variables=True, writes_named_only=True, checks_files=True,
        works_in_place=True,
    ),
    Tool(
        "printf", manual("printf"), in_distribution=True, takes_start_as_text=True, names_packages_only=True,
        ignores_owners=True, writes_own_folders=True, accepts_empty_patterns=True, removes_nothing=True,
        reads_known_variables=True, writes_named_only=True, checks_files=True, works_in_place=True,
    ),
    Tool(
        "test", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html", in_distribution=True,
        takes_start_as_text=True, names_packages_only=True, ignores_owners=True, writes_own_folders=True,
        leaves_scripts=True, removes_nothing=True, reads_known_variables=True, writes_named_only=True,
        checks_files=True, works_in_place=True,
    ),
    Tool(
        "[", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html", takes_start_as_text=True,
        names_packages_only=True, ignores_owners=True, writes_own_folders=True, leaves_scripts=True,
        removes_nothing=True, reads_known_variables=True, writes_named_only=True, checks_files=True,
    ),
    Tool(
        "true", manual("true"), in_distribution=True, ignores_owners=True, writes_own_folders=True, writes_little=True,
        reads_known_variables=True, writes_named_only=True,
    ),
    Tool(
        "false", manual("false"), in_distribution=True, ignores_owners=True, writes_little=True,
        reads_known_variables=True, writes_named_only=True,
    ),
    Tool(
        "expr", manual("expr"), in_distribution=True, takes_start_as_text=True, accepts_empty_patterns=True,
        writes_little=True,
    ),
    Tool("seq", manual("seq"), in_distribution=True, writes_little=True),
    Tool("yes", manual("yes"), in_distribution=True, writes_little=True),
    Tool(
        "date", manual("date"), in_distribution=True, other_daemon_flags=True, ignores_owners=True, writes_little=True,
    ),
    Tool("env", manual("env"), in_distribution=True, writes_little=True),
    Tool("envsubst", manual("envsubst"), ignores_owners=True),
    Tool(
        "dos2unix", manual("dos2unix"), in_distribution=True, ignores_owners=True, writes_arguments=True,
        leaves_scripts=True, works_in_place=True,
    ),
    Tool("unix2dos", manual("unix2dos"), in_distribution=True, other_daemon_flags=True),
    Tool("man", manual("man"), names_packages_only=True),
    Tool("captoinfo", manual("captoinfo"), effect_known=True),
    Tool("captest", manual("captest"), effect_known=True),
    Tool("sha224sum", manual("sha224sum"), checks_files=True),
    Tool("sha384sum", manual("sha384sum"), checks_files=True),
    Tool("shasum", manual("shasum"), checks_files=True),
    Tool("dc", manual("dc"), holds_command=r"(?s)!(.+)"),
    Tool("vim", manual("vim"), holds_command=r"(?s):?!(.+)"),
    Tool("vi", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/vi.html", holds_command=r"(?s):?!(.+)"),
    Tool("ex", "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ex.html", holds_command=r"(?s):?!(.+)"),
    Tool("nvim", manual("nvim"), holds_command=r"(?s):?!(.+)"),
    Tool(
        "emacs", manual("emacs"),
        holds_command=(
            r"(?s)\A(?:[^(]|\((?!(?:async-)?(?:shell-command|start-process|call-process)))*"
            r"\((?:async-)?(?:shell-command|start-process|call-process)[^\s(]{0,40}\s{1,9}\"([^\"]+)"
        ),
    ),
)

"""What fetches, and what looks at the network."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual, words

ROWS = (
    Tool(
        "git", manual("git"), in_distribution=True, well_known=True, other_daemon_flags=True,
        takes_start_as_text=True, writes_working_directory=True, lives_on_verbs=words("daemon fsmonitor--daemon"),
    ),
    Tool("svn", "https://svnbook.red-bean.com/", well_known=True, brought_by=("subversion",)),
    Tool(
        "curl", manual("curl"), in_distribution=True, downloads=True, well_known=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True,
    ),
    Tool(
        "wget", manual("wget"), in_distribution=True, downloads=True, well_known=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True,
    ),
    Tool("gpg", manual("gpg"), in_distribution=True, ignores_owners=True),
    Tool("openssl", manual("openssl"), in_distribution=True),
    Tool("ssh", manual("ssh"), other_daemon_flags=True),
    Tool("scp", manual("scp"), other_daemon_flags=True, takes_contents=True),
    Tool("ssh-keyscan", manual("ssh-keyscan"), in_distribution=True),
    Tool("ssh-keygen", manual("ssh-keygen"), in_distribution=True, writes_arguments=True),
    Tool("ip", manual("ip"), in_distribution=True),
    Tool("ifconfig", manual("ifconfig"), in_distribution=True),
    Tool("ping", manual("ping"), in_distribution=True),
    Tool("nslookup", manual("nslookup"), in_distribution=True),
    Tool("hostname", manual("hostname"), in_distribution=True),
    Tool("sqlite3", manual("sqlite3"), other_daemon_flags=True),
    Tool("psql", manual("psql"), other_daemon_flags=True),
    Tool("helm", "https://helm.sh/docs/helm/", well_known=True),
    Tool("hg", "https://www.mercurial-scm.org/help", brought_by=("mercurial",), lives_on_options=words("-d --daemon")),
)

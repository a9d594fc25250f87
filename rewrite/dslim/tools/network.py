"""Programs that fetch files, and programs that look at the network."""

from __future__ import annotations

from dslim.tools.calls import manual, words
from dslim.tools.tool import Tool

ROWS = (
    Tool(
        "git", manual("git"), in_distribution=True, well_known=True, other_daemon_flags=True, takes_start_as_text=True,
        writes_working_directory=True, lives_on_verbs=words("daemon fsmonitor--daemon"), brings_files=True,
        holds_command=r"(?s)(?:alias\.[\w-]+=!|core\.(?:sshCommand|editor|pager)=)(.+)", writes_named_only=True,
        quick_verbs=words("config"),
    ),
    Tool("svn", "https://svnbook.red-bean.com/", well_known=True, brought_by=("subversion",), brings_files=True),
    Tool(
        "curl", manual("curl"), in_distribution=True, downloads=True, well_known=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True, brings_files=True, reads_known_variables=True,
        writes_named_only=True, fills_directory=True,
    ),
    Tool(
        "wget", manual("wget"), in_distribution=True, downloads=True, well_known=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True, brings_files=True, reads_known_variables=True,
        writes_named_only=True, fills_directory=True,
    ),
    Tool("gpg", manual("gpg"), in_distribution=True, ignores_owners=True, writes_little=True, checks_files=True),
    Tool("openssl", manual("openssl"), in_distribution=True),
    Tool("ssh", manual("ssh"), other_daemon_flags=True, holds_command=r"(?s)(?:-o)?ProxyCommand[= ](.+)"),
    Tool("scp", manual("scp"), other_daemon_flags=True, takes_contents=True, brings_files=True),
    Tool("ssh-keyscan", manual("ssh-keyscan"), in_distribution=True),
    Tool("ssh-keygen", manual("ssh-keygen"), in_distribution=True, writes_arguments=True),
    Tool("ip", manual("ip"), in_distribution=True),
    Tool("ifconfig", manual("ifconfig"), in_distribution=True, changes_namespaces=True),
    Tool("ping", manual("ping"), in_distribution=True, writes_little=True),
    Tool("nslookup", manual("nslookup"), in_distribution=True),
    Tool("hostname", manual("hostname"), in_distribution=True, writes_little=True, changes_namespaces=True),
    Tool("sqlite3", manual("sqlite3"), other_daemon_flags=True),
    Tool("psql", manual("psql"), other_daemon_flags=True),
    Tool("helm", "https://helm.sh/docs/helm/", well_known=True),
    Tool(
        "hg", "https://www.mercurial-scm.org/help", brought_by=("mercurial",), lives_on_options=words("-d --daemon"),
        brings_files=True,
    ),
    Tool("bzr", manual("bzr"), brings_files=True),
    Tool("fossil", "https://fossil-scm.org/home/help", brings_files=True),
    Tool("repo", "https://gerrit.googlesource.com/git-repo/", brings_files=True),
    Tool("fetch", "https://man.freebsd.org/fetch", brings_files=True),
    Tool("sftp", manual("sftp"), brings_files=True),
    Tool("dget", manual("dget"), brings_files=True),
    Tool("pull-lp-source", manual("pull-lp-source"), brings_files=True),
    Tool("gh", "https://cli.github.com/manual/", brings_files=True),
    Tool("glab", "https://docs.gitlab.com/cli/", brings_files=True),
    Tool("aws", "https://docs.aws.amazon.com/cli/latest/reference/", brings_files=True),
    Tool("gsutil", "https://docs.cloud.google.com/storage/docs/gsutil", brings_files=True),
    Tool("conan", "https://docs.conan.io/2/reference/commands.html", calls_compilers=True, brings_files=True),
    Tool("vcpkg", "https://learn.microsoft.com/vcpkg/commands/common-options", calls_compilers=True, brings_files=True),
    Tool("gpg2", manual("gpg2"), checks_files=True),
    Tool("cosign", "https://docs.sigstore.dev/cosign/verifying/verify/", checks_files=True),
    Tool("minisign", manual("minisign"), checks_files=True),
    Tool("iptables", manual("iptables"), changes_namespaces=True),
    Tool("ip6tables", manual("ip6tables"), changes_namespaces=True),
    Tool("nft", manual("nft"), changes_namespaces=True),
)

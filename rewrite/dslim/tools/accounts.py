"""Programs that make, change and show users and groups."""

from __future__ import annotations

from dslim.tools.calls import manual
from dslim.tools.tool import Tool

ROWS = (
    Tool(
        "useradd", manual("useradd"), needs_root=True, in_distribution=True, other_daemon_flags=True, makes_users=True,
        writes_little=True, writes_named_only=True, names_users=True,
    ),
    Tool(
        "adduser", manual("adduser"), needs_root=True, in_distribution=True, other_daemon_flags=True, makes_users=True,
        changes_users=True, writes_little=True, writes_named_only=True, names_users=True,
    ),
    Tool(
        "groupadd", manual("groupadd"), needs_root=True, in_distribution=True, other_daemon_flags=True,
        makes_users=True, writes_own_folders=True, writes_little=True, writes_named_only=True, names_users=True,
    ),
    Tool(
        "addgroup", manual("addgroup"), needs_root=True, in_distribution=True, other_daemon_flags=True,
        makes_users=True, changes_users=True, writes_own_folders=True, writes_little=True, writes_named_only=True,
        names_users=True,
    ),
    Tool(
        "usermod", manual("usermod"), needs_root=True, in_distribution=True, other_daemon_flags=True, makes_users=True,
        changes_users=True, writes_own_folders=True, writes_little=True, writes_named_only=True, names_users=True,
    ),
    Tool(
        "groupmod", manual("groupmod"), in_distribution=True, makes_users=True, changes_users=True,
        writes_own_folders=True, names_users=True, is_quick=True,
    ),
    Tool("userdel", manual("userdel"), in_distribution=True, makes_users=True, changes_users=True, is_quick=True),
    Tool(
        "deluser", manual("deluser"), in_distribution=True, other_daemon_flags=True, makes_users=True,
        changes_users=True,
    ),
    Tool("groupdel", manual("groupdel"), in_distribution=True, makes_users=True, is_quick=True),
    Tool("delgroup", manual("delgroup"), in_distribution=True, makes_users=True, changes_users=True),
    Tool("newusers", manual("newusers"), makes_users=True),
    Tool("vipw", manual("vipw"), makes_users=True),
    Tool("visudo", manual("visudo"), in_distribution=True),
    Tool("gpasswd", manual("gpasswd"), changes_users=True, is_quick=True),
    Tool(
        "chpasswd", manual("chpasswd"), in_distribution=True, ignores_owners=True, writes_own_folders=True,
        writes_little=True,
    ),
    Tool("passwd", manual("passwd"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("chsh", manual("chsh"), in_distribution=True, writes_little=True),
    Tool("mkpasswd", manual("mkpasswd"), other_daemon_flags=True),
    Tool("id", manual("id"), in_distribution=True, writes_little=True),
    Tool("whoami", manual("whoami"), in_distribution=True, writes_little=True),
    Tool("getent", manual("getent"), in_distribution=True, writes_little=True),
    Tool("sudo", manual("sudo"), in_distribution=True, installs_unseen=True, other_daemon_flags=True, names_users=True),
    Tool("su", manual("su"), in_distribution=True, installs_unseen=True, other_daemon_flags=True, names_users=True),
    Tool("gosu", "https://github.com/tianon/gosu", names_users=True),
    Tool("su-exec", "https://github.com/ncopa/su-exec", names_users=True),
    Tool("runuser", manual("runuser"), names_users=True),
)

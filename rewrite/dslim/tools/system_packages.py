"""Package managers of distributions."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual, words

ROWS = (
    Tool(
        "apt-get", manual("apt-get"), family="apt", packages="system", distribution="debian", needs_root=True,
        in_distribution=True, well_known=True, other_daemon_flags=True, effect_known=True, writes_own_folders=True,
        undoes=words("clean autoclean autoremove purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf", "/usr/share/doc", "/usr/share/man"),
        clean_verbs=words("clean autoclean"), clean_folders=("/var/cache/apt",), updates_lists="update",
        no_recommends="--no-install-recommends",
    ),
    Tool(
        "apt", manual("apt"), family="apt", packages="system", distribution="debian", needs_root=True,
        in_distribution=True, well_known=True, other_daemon_flags=True, effect_known=True, writes_own_folders=True,
        undoes=words("clean autoclean autoremove purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf", "/usr/share/doc", "/usr/share/man"),
        clean_verbs=words("clean autoclean"), clean_folders=("/var/cache/apt",), updates_lists="update",
        no_recommends="--no-install-recommends",
    ),
    Tool(
        "aptitude", manual("aptitude"), family="apt", packages="system", in_distribution=True, well_known=True,
        effect_known=True, undoes=words("clean autoclean purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf"), updates_lists="update",
    ),
    Tool("apt-fast", "https://github.com/ilikenwf/apt-fast", family="apt", packages="system", effect_known=True),
    Tool("nala", "https://gitlab.com/volian/nala", family="apt", packages="system"),
    Tool(
        "dpkg", manual("dpkg"), family="apt", packages="files", distribution="debian", in_distribution=True,
        installs_unseen=True, other_daemon_flags=True,
    ),
    Tool(
        "apk", "https://man.archlinux.org/man/apk.8", family="apk", packages="system", distribution="alpine",
        needs_root=True, in_distribution=True, updates_itself=True, well_known=True, other_daemon_flags=True,
        writes_own_folders=True, undoes=words("del"), temporary_folders=("/var/cache/apk",), updates_lists="update",
    ),
    Tool(
        "apk-install", "https://github.com/gliderlabs/docker-alpine/blob/master/docs/usage.md", packages="system",
        in_distribution=True,
    ),
    Tool(
        "yum", "https://man7.org/linux/man-pages/man8/yum.8.html", family="rpm", packages="system",
        distribution="rpm", needs_root=True, in_distribution=True, well_known=True, other_daemon_flags=True,
        writes_own_folders=True, undoes=words("clean remove erase autoremove"),
        temporary_folders=("/var/cache/yum", "/usr/share/doc", "/usr/share/man", "/var/tmp"),
        clean_verbs=words("clean"), clean_folders=("/var/cache/yum", "/var/cache/dnf"),
    ),
    Tool(
        "dnf", "https://dnf.readthedocs.io/en/latest/command_ref.html", family="rpm", packages="system",
        distribution="rpm", needs_root=True, in_distribution=True, well_known=True, other_daemon_flags=True,
        writes_own_folders=True, undoes=words("clean remove erase autoremove"),
        temporary_folders=("/var/cache/yum", "/var/cache/dnf", "/usr/share/doc", "/usr/share/man", "/var/tmp"),
        clean_verbs=words("clean"), clean_folders=("/var/cache/dnf", "/var/cache/libdnf5"),
    ),
    Tool("dnf5", "https://dnf5.readthedocs.io/en/latest/", packages="system"),
    Tool("dnf-3", "https://dnf.readthedocs.io/en/latest/command_ref.html", packages="system"),
    Tool(
        "microdnf", "https://github.com/rpm-software-management/microdnf", family="rpm", packages="system",
        distribution="rpm", needs_root=True, in_distribution=True, well_known=True, writes_own_folders=True,
        undoes=words("clean remove"), temporary_folders=("/var/cache/yum", "/var/cache/dnf"),
        clean_verbs=words("clean"), clean_folders=("/var/cache/yum", "/var/cache/dnf"),
    ),
    Tool("tdnf", "https://github.com/vmware/tdnf/wiki", packages="system", in_distribution=True, well_known=True),
    Tool(
        "rpm", "https://rpm.org/docs/latest/man/rpm.8", family="rpm", packages="files", in_distribution=True,
        installs_unseen=True,
    ),
    Tool("yum-builddep", "https://man7.org/linux/man-pages/man1/yum-builddep.1.html"),
    Tool("dnf-builddep", "https://dnf-plugins-core.readthedocs.io/en/latest/builddep.html"),
    Tool("yum-config-manager", "https://man7.org/linux/man-pages/man1/yum-config-manager.1.html", in_distribution=True),
    Tool(
        "zypper", "https://en.opensuse.org/SDB:Zypper_manual", packages="system", in_distribution=True,
        well_known=True, undoes=words("clean remove rm"), temporary_folders=("/var/cache/zypp",),
        clean_verbs=words("clean"), clean_folders=("/var/cache/zypp",),
    ),
    Tool("pacman", "https://man.archlinux.org/man/pacman.8", packages="system", in_distribution=True, well_known=True),
    Tool("brew", "https://docs.brew.sh/Manpage", updates_itself=True),
)

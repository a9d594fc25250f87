"""Programs with which Debian, Alpine and Red Hat set a system up."""

from __future__ import annotations

from dslim.tools.calls import manual
from dslim.tools.tool import Tool

ROWS = (
    Tool("apt-cache", manual("apt-cache"), in_distribution=True, effect_known=True, reads_package_lists=True),
    Tool(
        "apt-key", manual("apt-key"), in_distribution=True, effect_known=True, ignores_owners=True, writes_little=True,
    ),
    Tool(
        "apt-mark", manual("apt-mark"), in_distribution=True, effect_known=True, names_packages_only=True,
        ignores_owners=True, writes_little=True,
    ),
    Tool("apt-config", manual("apt-config"), effect_known=True),
    Tool("apt-ftparchive", manual("apt-ftparchive"), effect_known=True),
    Tool("apt-file", manual("apt-file"), effect_known=True, reads_package_lists=True),
    Tool("apt-add-repository", manual("apt-add-repository"), effect_known=True, fills_package_lists=True),
    Tool(
        "add-apt-repository", manual("add-apt-repository"), in_distribution=True, effect_known=True, writes_little=True,
        fills_package_lists=True,
    ),
    Tool("apt-venv", "https://manpages.debian.org/stretch/apt-venv", reads_package_lists=True),
    Tool("apt-offline", manual("apt-offline"), reads_package_lists=True),
    Tool("apt-build", manual("apt-build"), reads_package_lists=True),
    Tool("debtree", manual("debtree"), reads_package_lists=True),
    Tool("apt-rdepends", manual("apt-rdepends"), reads_package_lists=True),
    Tool("apt-show-versions", manual("apt-show-versions"), reads_package_lists=True),
    Tool("apt-clone", manual("apt-clone"), reads_package_lists=True),
    Tool("auto-apt", "https://manpages.debian.org/stretch/auto-apt/auto-apt.1.en.html", reads_package_lists=True),
    Tool("wajig", manual("wajig"), reads_package_lists=True),
    Tool("dselect", manual("dselect"), reads_package_lists=True),
    Tool("synaptic", manual("synaptic"), reads_package_lists=True),
    Tool("tasksel", manual("tasksel"), reads_package_lists=True),
    Tool("unattended-upgrade", manual("unattended-upgrade"), reads_package_lists=True),
    Tool("unattended-upgrades", manual("unattended-upgrades"), reads_package_lists=True),
    Tool(
        "ubuntu-drivers", "https://manpages.ubuntu.com/manpages/noble/man1/ubuntu-drivers.1.html",
        reads_package_lists=True,
    ),
    Tool(
        "check-language-support", "https://manpages.ubuntu.com/manpages/noble/man1/check-language-support.1.html",
        reads_package_lists=True,
    ),
    Tool(
        "update-command-not-found", "https://manpages.ubuntu.com/manpages/jammy/man8/update-command-not-found.8.html",
        reads_package_lists=True,
    ),
    Tool("cnf-update-db", "https://launchpad.net/command-not-found", reads_package_lists=True),
    Tool("pkcon", manual("pkcon"), reads_package_lists=True),
    Tool("gdebi", manual("gdebi"), reads_package_lists=True),
    Tool("mk-build-deps", manual("mk-build-deps"), reads_package_lists=True),
    Tool("debootstrap-lists", manual("debootstrap-lists"), reads_package_lists=True),
    Tool("rosdep", "https://docs.ros.org/en/independent/api/rosdep/html/", reads_package_lists=True),
    Tool("grep-aptavail", manual("grep-aptavail"), reads_package_lists=True),
    Tool("dpkg-reconfigure", manual("dpkg-reconfigure"), in_distribution=True, ignores_owners=True),
    Tool("dpkg-divert", manual("dpkg-divert"), in_distribution=True, copies_programs=True, replaces_files=True),
    Tool("dpkg-query", manual("dpkg-query"), names_packages_only=True),
    Tool(
        "debconf-set-selections", manual("debconf-set-selections"), in_distribution=True, ignores_owners=True,
        writes_own_folders=True, writes_little=True,
    ),
    Tool(
        "update-alternatives", manual("update-alternatives"), in_distribution=True, copies_programs=True,
        replaces_files=True, effect_known=True, ignores_owners=True, writes_own_folders=True, writes_little=True,
        writes_named_only=True,
    ),
    Tool(
        "alternatives", "https://man7.org/linux/man-pages/man8/alternatives.8.html", in_distribution=True,
        copies_programs=True, replaces_files=True, effect_known=True, ignores_owners=True, writes_own_folders=True,
        writes_little=True, writes_named_only=True,
    ),
    Tool(
        "update-ca-certificates", manual("update-ca-certificates"), in_distribution=True, ignores_owners=True,
        writes_own_folders=True, writes_little=True,
    ),
    Tool(
        "update-rc.d", manual("update-rc.d"), in_distribution=True, other_daemon_flags=True, takes_start_as_text=True,
        ignores_owners=True,
    ),
    Tool("update-locale", manual("update-locale"), in_distribution=True, makes_locales=True, is_quick=True),
    Tool(
        "locale-gen", manual("locale-gen"), in_distribution=True, makes_locales=True, ignores_owners=True,
        writes_own_folders=True, writes_little=True, writes_named_only=True,
    ),
    Tool(
        "localedef", manual("localedef"), in_distribution=True, makes_locales=True, effect_known=True,
        ignores_owners=True,
    ),
    Tool(
        "ldconfig", manual("ldconfig"), in_distribution=True, ignores_owners=True, writes_own_folders=True,
        writes_little=True,
    ),
    Tool(
        "a2enmod", manual("a2enmod"), in_distribution=True, effect_known=True, ignores_owners=True,
        writes_own_folders=True, writes_little=True,
    ),
    Tool(
        "a2dismod", manual("a2dismod"), in_distribution=True, ignores_owners=True, writes_own_folders=True,
        is_quick=True,
    ),
    Tool("a2ensite", manual("a2ensite"), in_distribution=True, ignores_owners=True, is_quick=True),
    Tool("a2dissite", manual("a2dissite"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("phpenmod", manual("phpenmod"), ignores_owners=True, is_quick=True),
    Tool("setup-timezone", "https://wiki.alpinelinux.org/wiki/Alpine_setup_scripts#setup-timezone", effect_known=True),
    Tool("tzselect", manual("tzselect"), in_distribution=True, is_quick=True),
    Tool("setupcon", manual("setupcon"), effect_known=True),
    Tool("rc-update", "https://github.com/OpenRC/openrc/blob/master/user-guide.md", takes_start_as_text=True),
    Tool("chkconfig", "https://man7.org/linux/man-pages/man8/chkconfig.8.html", takes_start_as_text=True),
    Tool("adaptec", manual("adaptec"), effect_known=True),
    Tool("bzapt", manual("bzapt"), effect_known=True),
    Tool("install-info", manual("install-info"), effect_known=True),
    Tool("dpkg-source", manual("dpkg-source"), brings_files=True),
    Tool("ldd", manual("ldd"), writes_little=True),
    Tool("gpgconf", manual("gpgconf"), writes_little=True),
)

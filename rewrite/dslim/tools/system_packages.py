"""Package managers of distributions."""

from __future__ import annotations

from dslim.tools.caches import CacheMount, Cleanup
from dslim.tools.calls import Calls, manual, words
from dslim.tools.tool import Tool

#: The verbs and options by which managers of a distribution's packages install.
INSTALL_VERBS = words("install add in reinstall localinstall -i -S --sync")
#: The rest of them: pacman's and rpm's bundles of letters.
INSTALL_BUNDLES = words("-Sy -Syu --reinstall fix -U --install -Uvh -ivh")
#: Those by which they remove: apt, apk, dnf and zypper by a word, dpkg, rpm and pacman by an option.
REMOVE_VERBS = words(
    "remove purge autoremove auto-remove autopurge del erase rm uninstall -r -P --remove --purge -e -R -Rs -Rns"
)
#: The verbs of apt that install packages.
APT_INSTALLS = words(
    "install upgrade dist-upgrade full-upgrade safe-upgrade build-dep satisfy reinstall dselect-upgrade"
)
#: A pattern of the options with which apt asks and prints less, and does the same.
APT_SAYS_LESS = r"-[yq]+|-q=\d|--(yes|quiet|assume-yes)"
#: Options of apt whose value is the next word.
APT_VALUED = words("-o --option -t --target-release --default-release -c --config-file -a")
#: Options of apk whose value is the next word.
APK_VALUED = words(
    "-t --virtual -p --root -X --repository --repositories-file --keys-dir --cache-dir --cache-max-age --arch --wait"
    " --progress-fd --timeout"
)
#: How dnf and its kind leave out packages that are only recommended.
_NO_WEAK = "--setopt=install_weak_deps=False"

# https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages
# not /var/lib/apt as a whole: extended_states, which says what was installed by itself, belongs to the image
_APT_MOUNT = CacheMount(
    "apt",
    Calls(words("update"), valued=APT_VALUED),
    ("/var/cache/apt", "/var/lib/apt/lists"),
    Calls(words("clean distclean dist-clean"), valued=APT_VALUED),
    chosen=r"Dir::(Cache|State)",
    through=words("sudo eatmydata env timeout ash bash dash sh"),
    locked=True,
    read_offline=False,  # apt_commands.py knows who reads the lists
)

#: Options of dnf and its kind whose value is the next word.
RPM_VALUED = words(
    "-c --config -x --exclude --excludepkgs --enablerepo --disablerepo --repo --repoid --releasever --installroot -R"
    " --randomwait -d --debuglevel -e --errorlevel --rpmverbosity --setopt --color --disableplugin --enableplugin"
    " --forcearch --comment --downloaddir --destdir"
)
_RPM_OFFLINE = words("-C --cacheonly")
_RPM_CACHE = Cleanup(
    "rpm-clean",
    "the packages and metadata that were fetched stay in the layer",
    Calls(
        words(
            "install in update upgrade up upgrade-minimal update-minimal groupinstall group localinstall reinstall"
            " builddep makecache module swap distro-sync downgrade install-n check-update groupupdate list search info"
            " rei dsync dg mc up-min grp"
        ),
        valued=RPM_VALUED,
        unless=_RPM_OFFLINE,
    ),
    "{program} clean all",
    r"/var/cache/?($|(yum|dnf|libdnf5|tdnf)\b)|^/var$",
    ("/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf", "/var/lib/yum"),
    # packages ask for it, dnf does not: https://learn.microsoft.com/sql/connect/odbc/linux-mac/installing-the-driver
    unread_variables=r"ACCEPT_\w+|\w+_EULA",
    cleans=Calls(words("clean"), valued=RPM_VALUED),
    reads=(Calls(options=_RPM_OFFLINE),),
    prepares=Calls(
        words("makecache mc config-manager clean") | {"module enable", "module reset", "module disable"},
        valued=RPM_VALUED,
    ),
    always_fill=words("yum-builddep dnf-builddep"),
    # keepcache: https://dnf.readthedocs.io/en/latest/conf_ref.html and yum.conf(5) of the images; not so tdnf's
    keep_no_packages=words("dnf dnf5 dnf-3 dnf-builddep yum yum-builddep"),
    refused=(
        ("keepcache=1", "keepcache is on: the packages are kept on purpose"),
        ("keepcache=True", "keepcache is on: the packages are kept on purpose"),
    ),
    root_only=True,
    documentation="https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command",
)

_ZYPPER_VALUED = words(
    "-R --root -c --config -D --reposd-dir -C --cache-dir --releasever -r --repo -p --plus-repo --plus-content"
    " --raw-cache-dir --solv-cache-dir --pkg-cache-dir --installroot"
)
#: The calls of zypper that fetch metadata or packages.
ZYPPER_FILLS = Calls(
    words(
        "install in update up dist-upgrade dup patch refresh ref source-install si install-new-recommends inr"
    ),
    valued=_ZYPPER_VALUED,
)
_ZYPPER_CACHE = Cleanup(
    "zypper-clean",
    "the packages and metadata that zypper fetched stay in the layer",
    ZYPPER_FILLS,
    "zypper clean --all",
    r"/var/cache/?($|zypp\b)|^/var$",
    ("/var/cache/zypp", "/var/cache/zypper"),
    cleans=Calls(words("clean cc"), valued=_ZYPPER_VALUED),
    reads=(Calls(options=words("--no-refresh --no-remote")),),
    keep_no_packages=words("zypper"),  # --keep-packages is off unless a repository was added with it
    root_only=True,
    documentation="https://en.opensuse.org/SDB:Zypper_manual",
)

_PACMAN_LONG = (
    ("--sync", "S"), ("--clean", "c"), ("--search", "s"), ("--info", "i"), ("--list", "l"), ("--groups", "g"),
)  # fmt: skip
_PACMAN_FILLS = Calls(letters="S", no_letters="csilg", spelled=_PACMAN_LONG)  # -Sc cleans, -Ss and -Si only look
_PACMAN_CLEANS = Calls(letters="Sc", spelled=_PACMAN_LONG)
# `-Scc --noconfirm` answers no, so the packages go by rm
_PACMAN_CACHE = Cleanup(
    "tool-caches",
    "the packages that pacman fetched stay in the layer",
    _PACMAN_FILLS,
    "rm -rf /var/cache/pacman/pkg/*",
    r"/var/cache/?($|pacman)|^/var$",
    ("/var/cache/pacman/pkg",),
    cleans=_PACMAN_CLEANS,
    root_only=True,
    documentation="https://man.archlinux.org/man/pacman.8",
)
# https://man.archlinux.org/man/pacman.conf.5#OPTIONS, CacheDir
_PACMAN_MOUNT = CacheMount(
    "pacman",
    _PACMAN_FILLS,
    ("/var/cache/pacman/pkg",),
    _PACMAN_CLEANS,
    chosen=r"--cachedir|CacheDir",
    locked=True,
    root_only=True,
    read_offline=False,
)

ROWS = (
    Tool(
        "apt-get", manual("apt-get"), family="apt", updates_with_install=True, packages="system", distribution="debian",
        needs_root=True, in_distribution=True, well_known=True, other_daemon_flags=True, effect_known=True,
        writes_own_folders=True,
        undoes=words("clean autoclean autoremove purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf", "/usr/share/doc", "/usr/share/man"),
        clean_verbs=words("clean autoclean"), clean_folders=("/var/cache/apt",), updates_lists="update",
        no_recommends="--no-install-recommends", mount=_APT_MOUNT, brings_files_by=words("source download"),
    ),
    Tool(
        "apt", manual("apt"), family="apt", updates_with_install=True, packages="system", distribution="debian",
        needs_root=True, in_distribution=True, well_known=True, other_daemon_flags=True, effect_known=True,
        writes_own_folders=True,
        undoes=words("clean autoclean autoremove purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf", "/usr/share/doc", "/usr/share/man"),
        clean_verbs=words("clean autoclean"), clean_folders=("/var/cache/apt",), updates_lists="update",
        no_recommends="--no-install-recommends", mount=_APT_MOUNT, brings_files_by=words("source download"),
    ),
    Tool(
        "aptitude", manual("aptitude"), family="apt", packages="system", in_distribution=True, well_known=True,
        effect_known=True, undoes=words("clean autoclean purge remove install"),
        temporary_folders=("/var/lib/apt", "/var/cache/apt", "/var/cache/debconf"), updates_lists="update",
        mount=_APT_MOUNT,
    ),
    Tool(
        "apt-fast", "https://github.com/ilikenwf/apt-fast", family="apt", packages="system", effect_known=True,
        mount=_APT_MOUNT,
    ),
    Tool("nala", "https://gitlab.com/volian/nala", family="apt", packages="system", mount=_APT_MOUNT),
    Tool(
        "dpkg", manual("dpkg"), family="apt", packages="files", distribution="debian", in_distribution=True,
        installs_unseen=True, other_daemon_flags=True, may_disable_managers=True,
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
        cleanup=(_RPM_CACHE,),
    ),
    Tool(
        "dnf", "https://dnf.readthedocs.io/en/latest/command_ref.html", family="rpm", packages="system",
        distribution="rpm", needs_root=True, in_distribution=True, well_known=True, other_daemon_flags=True,
        writes_own_folders=True, undoes=words("clean remove erase autoremove"),
        temporary_folders=("/var/cache/yum", "/var/cache/dnf", "/usr/share/doc", "/usr/share/man", "/var/tmp"),
        clean_verbs=words("clean"), clean_folders=("/var/cache/dnf", "/var/cache/libdnf5"), no_recommends=_NO_WEAK,
        cleanup=(_RPM_CACHE,),
    ),
    Tool("dnf5", "https://dnf5.readthedocs.io/en/latest/", packages="system", cleanup=(_RPM_CACHE,)),
    Tool("dnf-3", "https://dnf.readthedocs.io/en/latest/command_ref.html", packages="system", cleanup=(_RPM_CACHE,)),
    Tool(
        "microdnf", "https://github.com/rpm-software-management/microdnf", family="rpm", packages="system",
        distribution="rpm", needs_root=True, in_distribution=True, well_known=True, writes_own_folders=True,
        undoes=words("clean remove"), temporary_folders=("/var/cache/yum", "/var/cache/dnf"),
        clean_verbs=words("clean"), clean_folders=("/var/cache/yum", "/var/cache/dnf"), no_recommends=_NO_WEAK,
        cleanup=(_RPM_CACHE,),
    ),
    Tool(
        "tdnf", "https://github.com/vmware/tdnf/wiki", packages="system", in_distribution=True, well_known=True,
        cleanup=(_RPM_CACHE,),
    ),
    Tool(
        "rpm", "https://rpm.org/docs/latest/man/rpm.8", family="rpm", packages="files", in_distribution=True,
        installs_unseen=True, may_disable_managers=True,
    ),
    Tool("yum-builddep", "https://man7.org/linux/man-pages/man1/yum-builddep.1.html", cleanup=(_RPM_CACHE,)),
    Tool("dnf-builddep", "https://dnf-plugins-core.readthedocs.io/en/latest/builddep.html", cleanup=(_RPM_CACHE,)),
    Tool(
        "yum-config-manager", "https://man7.org/linux/man-pages/man1/yum-config-manager.1.html", in_distribution=True,
        may_disable_managers=True,
    ),
    Tool(
        "zypper", "https://en.opensuse.org/SDB:Zypper_manual", packages="system", in_distribution=True,
        well_known=True, undoes=words("clean remove rm"), temporary_folders=("/var/cache/zypp",),
        clean_verbs=words("clean"), clean_folders=("/var/cache/zypp",),
        cleanup=(_ZYPPER_CACHE,),
    ),
    Tool(
        "pacman", "https://man.archlinux.org/man/pacman.8", packages="system", in_distribution=True, well_known=True,
        cleanup=(_PACMAN_CACHE,), mount=_PACMAN_MOUNT,
    ),
    Tool("brew", "https://docs.brew.sh/Manpage", updates_itself=True),
    Tool("subscription-manager", "https://docs.redhat.com/", may_disable_managers=True),
    Tool("rhsmcertd", "https://docs.redhat.com/", may_disable_managers=True),
)

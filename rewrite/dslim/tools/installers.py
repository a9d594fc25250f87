"""Installers that are downloaded and run at once, of which it is known that they leave nothing running.

Their texts were written to end when they are done: they start no server, and change neither the shell nor the user.
"""

from __future__ import annotations

from dslim.support.lazy_regex import regex
from dslim.tools.calls import words

#: Patterns of addresses, without https://, each from the host's first letter on.
LEAVE_NOTHING_RUNNING = (
    r"(deb|rpm)\.nodesource\.com/",
    r"sh\.rustup\.rs",
    r"static\.rust-lang\.org/rustup",
    r"astral\.sh/uv",
    r"install\.python-poetry\.org",
    r"raw\.githubusercontent\.com/(sdispater|python-poetry)/poetry/",
    r"bun\.(sh|com)/install",
    r"raw\.githubusercontent\.com/(creationix|nvm-sh)/nvm/",
    r"get\.docker\.com",
    r"get\.pnpm\.io/",
    r"bootstrap\.pypa\.io/",
    r"getcomposer\.org/",
    r"raw\.githubusercontent\.com/helm/helm/",
    r"(repo\.(anaconda|continuum)\.(com|io)/(mini|ana)conda|github\.com/conda-forge/miniforge/)",
    r"cpanmin\.us",  # it is App::cpanminus itself: https://metacpan.org/pod/App::cpanminus
    # it unpacks in a folder, and installs no packages: https://learn.microsoft.com/dotnet/core/tools/dotnet-install-script
    r"(dot\.net|dotnet\.microsoft\.com/download/dotnet/scripts|builds\.dotnet\.microsoft\.com/dotnet/scripts)/v1/dotnet-",
    r"sdk\.cloud\.google\.com",  # it unpacks the SDK in the home: https://cloud.google.com/sdk/docs/downloads-interactive
)

#: Of these, and of other installers, those that run `apt-get update` and leave the lists:
#: https://github.com/nodesource/distributions/tree/master/scripts/deb, https://get.docker.com,
#: https://packagecloud.io/docs (script.deb.sh), https://help.cloudsmith.io/docs/debian-repository (setup.deb.sh).
UPDATE_APT = (
    r"deb\.nodesource\.com/setup_",
    r"get\.docker\.com(?![\w.-])",
    r"packagecloud\.io/install/repositories/[\w./-]+/script\.deb\.sh",
    r"dl\.cloudsmith\.io/[\w./-]+/setup\.deb\.sh",
)

#: How a command has Playwright install what its browsers need: `apt-get update`, then `apt-get install`
#: (https://github.com/microsoft/playwright, src/server/registry/dependencies.ts; it says what else it finds on others).
PLAYWRIGHT_INSTALLS = (
    r"((npx|bunx|yarn|pnpm|npm|uv|poetry|pipenv|pdm|python[\d.]*|exec|dlx|run|-m|-y|--yes|--) )*playwright(@\S+)? "
    r"(install-deps|install (\S+ )*--with-deps)\b"
)

#: Of these, those that do so before they read the lists: what was fetched before, they need not.
#: (packagecloud's installs curl and gpg first, where they are missing.)
UPDATE_APT_FIRST = UPDATE_APT[:2]

#: Names of scripts that, wherever they come from, only configure, build, install or tell variables.
SCRIPTS_THAT_ONLY_BUILD = (
    r"[Cc]onfig(ure)?", r"autogen(\.sh)?", r"bootstrap([-.][\w.-]*)?", r"buildconf(\.sh)?", r"b2|bjam|waf|scons(\.py)?",
    r"(setup|get-pip|ez_setup|pipstrap|manage)\.py", r"(Build|Makefile)\.PL|Build|make\.bash",
    r"composer-setup\.php|composer(\.phar)?|installer",
    r"activate|env|envvars|\$APACHE_ENVVARS|\.?(bash_)?profile|\.bashrc|(os|lsb)-release|(nvm|virtualenv|sdkman-init)\.sh|setup\.bash",
    r"(mini|ana|mamba)(conda|forge)[\w.-]*\.sh|(Mini|Ana|Mamba)(conda|forge)[\w.-]*\.sh|cmake-[\w.-]*\.sh|rustup-init(\.sh)?",
    r"dotnet-install\.sh",
)  # fmt: skip

#: Installers that are shell scripts and are known to call no package manager, by what their name or URL holds.
CALL_NO_PACKAGE_MANAGER = regex(
    r"(?i)sh\.rustup\.rs|rustup-init|(mini|ana)conda|(mini|mamba)forge|cmake-\d|install\.python-poetry\.org"
    r"|astral\.sh/uv|nvm-sh/nvm|creationix/nvm|get-pip\.py|\bsdk\.cloud\.google\.com(?![\w.-])|\bcpanmin\.us(?![\w.-])"
    r"|\bdotnet-install\.sh\b"
)
#: Files that set variables and functions for what comes after.
FILES_OF_VARIABLES = regex(
    r"(^|/)(activate|\.?bashrc|bash\.bashrc|\.(bash_)?profile|profile|nvm\.sh|os-release|lsb-release|env|\.env"
    r"|envvars|environment|setvars\.sh|conda\.sh|mamba\.sh|emsdk_(?:set_)?env\.sh|GNUstep\.sh|sdkman-init\.sh|\.?cargo/env|gvm|rvm)$"
    r"|^/opt/ros/|^/opt/rh/[^/]+/enable$|^/etc/profile"
)

#: Archives that are unpacked over the root of the file system and hold no shell of the system:
#: https://github.com/just-containers/s6-overlay (its programs lie in /command and /package)
ARCHIVES_WITHOUT_A_SHELL = regex(r"(?i)s6[-_.]?overlay|s6_?arch|\bs6\b")
#: R and conan, which call apt-get where they are told to: https://cran.r-project.org/package=bspm and
#: https://docs.conan.io/2/reference/tools/system/package_manager.html
CALL_APT_IF_TOLD = words("R Rscript r littler conan install.r install2.r installGithub.r installBioc.r installRub.r")

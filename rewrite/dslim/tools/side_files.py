"""Which programs take in a file that no word of their call names: by variables, settings, hooks, names of tasks."""

from __future__ import annotations

from dslim.support.lazy_regex import regex
from dslim.tools.calls import words

_OF_NODE = words("node nodejs npm npx yarn pnpm bun corepack ng next vite webpack tsc")
#: Variables by which a program takes a file in: who reads them (none: every program), and how the file is named.
VARIABLES = (
    ("NODE_OPTIONS", _OF_NODE, regex(r"(?:--require|--import|--loader|-r)[= ]([\w./-]+)")),
    ("RUBYOPT", words("ruby gem bundle bundler rake rails irb"), regex(r"-r\s*([\w./-]+)")),
    ("PERL5OPT", words("perl cpan cpanm prove"), regex(r"-[Mm]([\w:]+)")),
    ("JAVA_TOOL_OPTIONS", words("java mvn gradle javac sbt ant"), regex(r"-javaagent:([\w./-]+)")),
    ("LD_PRELOAD", frozenset[str](), regex(r"([\w./-]+)")),
    *(
        (name, words("java mvn gradle javac sbt ant"), regex(r"-javaagent:([\w./-]+)"))
        for name in ("JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS", "SBT_OPTS", "ANT_OPTS")
    ),
    ("APT_CONFIG", words("apt-get apt aptitude apt-cache"), regex(r"\A\s*([\w./-]+)")),
    ("BASH_ENV", words("bash sh"), regex(r"\A\s*([\w./-]+)")),
    ("LD_AUDIT", frozenset[str](), regex(r"([\w./-]+)")),
    ("R_PROFILE", words("R Rscript r littler"), regex(r"\A\s*([\w./-]+)")),
    ("R_PROFILE_USER", words("R Rscript r littler"), regex(r"\A\s*([\w./-]+)")),
    ("LUA_INIT", words("lua luajit luarocks"), regex(r"\A@([\w./-]+)")),
    ("GIT_SSH_COMMAND", words("git"), regex(r"\A\s*(/[\w./-]+|\.[\w./-]+)")),
    ("GIT_SSH", words("git"), regex(r"\A\s*([\w./-]+)")),
)
PYTHONS = regex(r"(?:python|pypy|pip)[\d.]*|poetry|uv")
CUSTOMIZE = ("sitecustomize.py", "usercustomize.py")
MAKES = frozenset({"make", "gmake"})
VALUED_BY_JAVA = words("-cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports")
#: What the name of a variable ends with whose value is a program that others start: GIT_EDITOR, PAGER, SSH_ASKPASS.
NAMES_OF_PROGRAMS = regex(
    r"(?:EDITOR|VISUAL|PAGER|ASKPASS|BROWSER|LESSOPEN|_SSH|_RSH|RSYNC_RSH|EXTERNAL_DIFF|PROXY_COMMAND|SHELL|WRAPPER"
    r"|LAUNCHER|LINKER|RUNNER|_HOOK|COMPILER|_COMMAND)\Z|\A(?:CC|CXX|LD|AR|AS|FC|CPP)\Z"
)
SETTINGS = {
    "yarn": (".yarnrc.yml", ".yarnrc", ".npmrc"), "npm": (".npmrc",), "npx": (".npmrc",), "pnpm": (".npmrc",),
}  # fmt: skip
#: Programs that run the hooks of apt's settings.
APT_HOOKS = words("apt-get apt aptitude dpkg")
_KERNELS = words("apt-get apt aptitude dpkg update-initramfs mkinitramfs dracut")
_RPM = words("dnf yum microdnf rpm kernel-install")
#: Folders of which a program runs every file, and that files of the build context may be copied to.
HOOKS = (
    (APT_HOOKS, ("/etc/apt/apt.conf.d", "/etc/dpkg/dpkg.cfg.d"), "apt-settings"),
    (words("update-ca-certificates") | APT_HOOKS, ("/etc/ca-certificates/update.d",), "shell-as-copied"),
    (_KERNELS, ("/etc/kernel", "/etc/initramfs-tools", "/etc/initramfs"), "shell-as-copied"),
    (_RPM, ("/etc/kernel/install.d", "/usr/lib/kernel/install.d"), "shell-as-copied"),
    (words("apk"), ("/etc/apk/commit_hooks.d",), "shell-as-copied"),
    (words("pacman yay paru makepkg"), ("/etc/pacman.d/hooks", "/usr/share/libalpm/hooks"), "hook-settings"),
    (words("my_init"), ("/etc/my_init.d",), "shell-as-copied"),
)  # fmt: skip
#: Settings that say which commands a program starts, by their kind: who reads them, and where they may lie.
COMMAND_SETTINGS = (
    ("git-settings", words("git"), ("~/.gitconfig", "/etc/gitconfig", "~/.config/git/config", ".git/config")),
    (
        "ssh-settings", words("git ssh scp sftp rsync sshfs svn autossh hg"),
        ("~/.ssh/config", "/etc/ssh/ssh_config", "/etc/ssh/ssh_config.d/*.conf"),
    ),
    (
        "code", words("R Rscript r littler install.r install2.r installGithub.r installBioc.r"),
        (
            ".Rprofile", "~/.Rprofile", "/etc/R/Rprofile.site", "/usr/lib/R/etc/Rprofile.site",
            "/usr/local/lib/R/etc/Rprofile.site",
        ),
    ),
    ("code", words("gradle"), ("~/.gradle/init.gradle", "~/.gradle/init.d/*.gradle")),
    (
        "code", words("vim nvim vi"),
        ("~/.vimrc", "~/.config/nvim/init.vim", "~/.config/nvim/init.lua", "/etc/vim/vimrc.local"),
    ),
)  # fmt: skip
#: Programs that start git for themselves.
START_GIT = words(
    "npm npx yarn pnpm bun pip pip3 uv poetry pipenv go cargo composer bundle bundler gem repo pre-commit"
)
#: Programs that want to be sure that nobody else writes or reads keys and settings.
CHECK_KEYS = START_GIT | words("git ssh scp sftp rsync gpg gpg2 gpgv apt-key sshfs")
#: Tools that run a task of the project by its name, and where these stand.
TASK_RUNNERS = words("pdm hatch pipenv rye")
TASK_FILES = ("pyproject.toml", "Pipfile", "pdm.toml", "hatch.toml")

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
    ("GIT_SSH_COMMAND", words("git"), regex(r"\A\s*(/[\w./-]+|\.[\w./-]+)")),
    ("GIT_SSH", words("git"), regex(r"\A\s*([\w./-]+)")),
)
PYTHONS = regex(r"(?:python|pypy|pip)[\d.]*|poetry|uv")
CUSTOMIZE = ("sitecustomize.py", "usercustomize.py")
MAKES = frozenset({"make", "gmake"})
VALUED_BY_JAVA = words("-cp -classpath --class-path -p --module-path --add-modules --add-opens --add-exports")
SETTINGS = {
    "yarn": (".yarnrc.yml", ".yarnrc", ".npmrc"), "npm": (".npmrc",), "npx": (".npmrc",), "pnpm": (".npmrc",),
}  # fmt: skip
#: Programs that run the hooks of apt's settings.
APT_HOOKS = words("apt-get apt aptitude dpkg")
#: Folders of which a program runs every file, and that files of the build context may be copied to.
HOOKS = (
    (APT_HOOKS, ("/etc/apt/apt.conf.d", "/etc/dpkg/dpkg.cfg.d"), "apt-settings"),
    (words("update-ca-certificates"), ("/etc/ca-certificates/update.d",), "shell-as-copied"),
)  # fmt: skip
#: Tools that run a task of the project by its name, and where these stand.
TASK_RUNNERS = words("pdm hatch pipenv rye")
TASK_FILES = ("pyproject.toml", "Pipfile", "pdm.toml", "hatch.toml")

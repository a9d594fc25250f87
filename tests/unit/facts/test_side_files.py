"""What a call runs that it does not name, or names in a way of its own: no later RUN may share its shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from dslim.diagnostics.options import Options
from dslim.facts import Facts
from dslim.facts.build_context.context import open_context
from dslim.facts.build_context.read_scripts import ContextScript
from dslim.facts.build_context.scripts_of_run import read_scripts_of_run
from dslim.facts.build_context.side_files import (
    commands_of_apt_settings,
    files_of_settings,
    lines_of_tasks,
    sections_of_tasks,
)
from dslim.syntax import parse
from dslim.tools.side_files import VARIABLES

_UP = "usermod -aG staff root"
_CODE = {
    "js": f"require('child_process').execSync('{_UP}')\n",
    "ts": "await $`usermod`\n",
    "py": f"import os; os.system('{_UP}')\n",
    "rb": f"system('{_UP}')\n",
    "pm": f"system('{_UP}');\n",
    "sh": f"#!/bin/sh\n{_UP}\n",
    "mk": f"all: ; {_UP}\n",
    "tcl": "set x [exec usermod]\n",
    "swift": "Process()\n",
    "hs": "callCommand\n",
    "sql": ".shell usermod\n",
    "xml": '<project><exec executable="usermod"><arg line="-aG staff root"/></exec></project>\n',
    "clj": '(sh/sh "usermod")\n',
}


def hazards(folder: Path, lines: str, names: str) -> bool:
    """Whether the last RUN runs something of the context that is read to change groups, or cannot be read."""
    for name in names.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_CODE.get(name.rpartition(".")[2], _CODE["sh"]))
    facts = Facts(parse(f"FROM debian:12\nWORKDIR /app\nCOPY . .\n{lines}\n"), Options(), open_context(str(folder)))
    found = read_scripts_of_run(facts.point_of(facts.all_runs[-1]))
    return bool(found.unread) or any(_changes(script) for script in found.found)


def _changes(script: ContextScript) -> bool:
    return script.tree is not None and "usermod" in script.text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ENV NODE_OPTIONS='--require /app/a.js'\nRUN node -v", "a.js"),
        ("ENV RUBYOPT=-r/app/a.rb\nRUN gem env", "a.rb"),
        ("ENV PERL5OPT=-MUp PERL5LIB=/app\nRUN perl -v", "Up.pm"),
        ("ENV PYTHONPATH=/app\nRUN pip list", "sitecustomize.py"),
        ("ENV MAKEFILES=/app/a.mk\nRUN make x", "a.mk"),
        ("ENV GIT_SSH_COMMAND=/app/a.sh\nRUN git fetch", "a.sh"),
        ("RUN strace -f ./a.sh", "a.sh"),
        ("RUN unshare -r ./a.sh", "a.sh"),
        ("RUN tini -- ./a.sh", "a.sh"),
        ("RUN su -s /app/a.sh root", "a.sh"),
        ("RUN chroot / /app/a.sh", "a.sh"),
        ("RUN ls | entr -n ./a.sh", "a.sh"),
        ("RUN script -qc ./a.sh /dev/null", "a.sh"),
        ("RUN find . -name a.sh -exec {} +", "a.sh"),
        ('RUN for f in ./*; do "$f"; done', "a.sh"),
        ("RUN rsync -e ./a.sh x: /y", "a.sh"),
        ("RUN ssh -o ProxyCommand=./a.sh host", "a.sh"),
        ("RUN git rebase -x ./a.sh HEAD~1", "a.sh"),
        ("RUN git bisect run ./a.sh", "a.sh"),
        ("RUN npm exec -c ./a.sh", "a.sh"),
        ("RUN tclsh a.tcl", "a.tcl"),
        ("RUN bun a.ts", "a.ts"),
        ("RUN bun run a.ts", "a.ts"),
        ("RUN deno run -A a.ts", "a.ts"),
        ("RUN sqlite3 x < a.sql", "a.sql"),
        ("RUN F=a.sql; sqlite3 -init $F x ''", "a.sql"),
        ("RUN cat a.sql | sqlite3 x", "a.sql"),
        ("RUN runghc a.hs", "a.hs"),
        ("RUN swift run", "Package.swift"),
        ("RUN ant", "build.xml"),
        ("RUN lein run", "project.clj"),
        ("RUN flask up", "app.py"),
        ("RUN java -cp /app Main", ""),
        ("RUN gcc -o up up.c && /app/up", ""),
        ("RUN python3 < a.py", "a.py"),
        ("RUN make -f /dev/stdin < a.mk", "a.mk"),
        ("COPY a.sh /app/.git/hooks/post-commit\nRUN git commit -m x", "a.sh"),
    ],
)
def test_it_is_read_or_refused(tmp_path: Path, line: str, names: str) -> None:
    assert hazards(tmp_path, line, names)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ENV NODE_OPTIONS=--max-old-space-size=4096\nRUN node -v", "a.js"),
        ("RUN git commit -m x", "a.sh"),
        ("ENV LD_PRELOAD=/usr/lib/libjemalloc.so\nRUN make -v", "a.c"),
        ("RUN java -version", ""),
        ("RUN java -Djarmode=tools -jar app.jar extract", ""),
        ("RUN gcc -o /usr/local/lib/up.so up.c", ""),
        ("RUN strace -V", "a.sh"),
        ("RUN sqlite3 x < /usr/share/doc/x.sql", ""),
        ("RUN for f in *.txt; do cat $f; done", "a.sh"),
        ("RUN find . -name a.sh -exec chmod +x {} +", "a.sh"),
    ],
)
def test_what_runs_nothing_of_the_context_is_left(tmp_path: Path, line: str, names: str) -> None:
    assert not hazards(tmp_path, line, names)


def test_settings_of_apt_run_commands() -> None:
    text = 'DPkg::Post-Invoke {"rm -f /x"; "true";};\nAPT::Update::Pre-Invoke:: "date";\nAPT::Get::Assume-Yes "true";\n'
    assert list(commands_of_apt_settings(text)) == ["rm -f /x", "true", "date"]
    assert list(commands_of_apt_settings("post-invoke='date'\n")) == ["date"]


def test_settings_of_package_managers_name_files() -> None:
    assert files_of_settings("nodeLinker: x\nyarnPath: .yarn/releases/y.cjs\nplugins:\n  - path: a/b.cjs\n") == [
        ".yarn/releases/y.cjs",
        "a/b.cjs",
    ]
    assert files_of_settings("script-shell=bash\nnode-options=--require ./up.js\n") == ["./up.js"]


def test_only_the_sections_that_name_commands_count() -> None:
    text = '[project]\nname = "nginx"\n\n[tool.poe.tasks]\nup = "date"\n[tool.x]\na = "memcached"\n'
    assert lines_of_tasks("pyproject.toml", sections_of_tasks(text)) == ["", "date"]
    assert "date" in lines_of_tasks("deno.json", '{"tasks": {"up": "date"}}')


def test_what_the_linker_loads_alone_counts_for_every_program() -> None:
    assert [name for name, readers, _ in VARIABLES if not readers] == ["LD_PRELOAD", "LD_AUDIT"]

"""Why scripts of the build context are read: rewrites that do not mind them, built beside the original.

Each case is a Dockerfile, its context, and what a rewrite that reads no script makes of it. dslim leaves the
Dockerfile as it is, and the builder shows why: the rewritten one fails, or gives another image. So the golden cases
that must stay stand on evidence.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from builder import TestBuilder
from dslim.diagnostics.options import Merge, Options
from dslim.diagnostics.outcome import Outcome
from dslim.engine.fix_loop import fix_text
from dslim.facts.build_context.context import open_context
from dslim.verify.errors import BuildError
from fuzzing import stand_ins

BASE = stand_ins.BASE
_GROUPS = "#!/bin/sh\nusermod -aG video root\n"
_PYTHON_GROUPS = 'import subprocess\n\nsubprocess.check_call(["usermod", "-aG", "video", "root"])\n'
#: A backend as PEP 517 has it, which makes an empty wheel.
_BACKEND = f"""{_PYTHON_GROUPS}
import zipfile


def build_wheel(folder, settings=None, metadata=None):
    with zipfile.ZipFile(f"{{folder}}/a-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("a-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: a\\nVersion: 1\\n")
        lines = ("Wheel-Version: 1.0", "Generator: a", "Root-Is-Purelib: true", "Tag: py3-none-any", "")
        wheel.writestr("a-1.dist-info/WHEEL", "\\n".join(lines))
        wheel.writestr("a-1.dist-info/RECORD", "")
    return "a-1-py3-none-any.whl"
"""
_PROJECT = (
    '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]\n'
    '[project]\nname = "a"\nversion = "1"\n'
)
_SERVER = "#!/bin/sh\nphp-fpm8.2 --daemonize\n"
_ID = "id > /id.txt"
_FETCH = "curl -fsSLO https://example.org/tool.tgz && tar xzf tool.tgz -C /opt"


class Case(NamedTuple):
    """`rewritten`: what a rewrite makes of it that does not read what stands in `files` (of the build context)."""

    text: str
    rewritten: str
    files: dict[str, str]
    needs: str = ""


_HEAD = f"FROM {BASE}\nWORKDIR /app\nCOPY . ./\n"


def joined(first: str, second: str, files: dict[str, str], head: str = _HEAD) -> Case:
    """Two RUNs, and both in one."""
    return Case(f"{head}RUN {first}\nRUN {second}\n", f"{head}RUN {first} && \\\n    {second}\n", files)


CASES = {
    # what a script does counts as if it stood in the RUN
    "script": joined("./x.sh", _ID, {"x.sh": _GROUPS}),
    "sourced": joined(". ./x.sh", _ID, {"x.sh": _GROUPS}),
    "python script": joined("python3 x.py", _ID, {"x.py": _PYTHON_GROUPS}),
    "make target": joined("make users", _ID, {"Makefile": "users:\n\tusermod -aG video root\n"}),
    "package script": joined(
        "npm run users", _ID, {"package.json": '{"scripts": {"users": "usermod -aG video root"}}'}
    ),
    "evaluated file": joined('eval "$(cat x.sh)"', _ID, {"x.sh": _GROUPS}),
    "variable": joined("X=./x.sh && $X", _ID, {"x.sh": _GROUPS}),
    "start-up file of a login shell": joined(
        "bash -lc 'true'", _ID, {"x.sh": _GROUPS}, f"FROM {BASE}\nWORKDIR /app\nCOPY x.sh /etc/profile.d/x.sh\n"
    ),
    "program of another stage": joined(
        "mk", _ID, {"mk": _GROUPS},
        f"FROM {BASE} AS a\nCOPY mk /out/mk\nFROM {BASE}\nWORKDIR /app\nCOPY --from=a /out/mk /usr/local/bin/mk\n",
    ),
    "build backend": joined(
        "pip install --no-cache-dir .", _ID, {"pyproject.toml": _PROJECT, "own.py": _BACKEND},
        "FROM python:stand-in\nWORKDIR /app\nCOPY . ./\n",
    )._replace(needs="python"),
    "shell unpacked over the root": joined(
        "mkdir -p /t/usr/bin && printf '#!/bin/bash\\nX=1 exec bash \"$@\"' > /t/usr/bin/sh2 && chmod +x /t/usr/bin/sh2"
        " && ln -s sh2 /t/usr/bin/sh && tar -C /t -cf /t.tar usr/bin && tar --keep-directory-symlink -C / -xf /t.tar",
        'echo "$X" > /x.txt', {},
    ),
    # servers
    "server of a script": joined("./x.sh", "php-fpm8.2", {"x.sh": _SERVER}),
    "server of a make target": joined("make serve", "php-fpm8.2", {"Makefile": "serve:\n\tphp-fpm8.2 -D\n"}),
    # a cleanup has what the install had
    "token of the install": Case(
        f"{_HEAD}RUN NPM_TOKEN=x npm ci\n", f"{_HEAD}RUN NPM_TOKEN=x npm ci && npm cache clean --force\n",
        {"package.json": "{}", "package-lock.json": "{}", ".npmrc": "//r.example/:_authToken=${NPM_TOKEN}\n"},
    ),
    # who needs a cache later
    "lists that a makefile needs": Case(
        f"{_HEAD}RUN apt-get update && apt-get install -y --no-install-recommends alpha\nRUN make deps\n",
        f"{_HEAD}RUN apt-get update && apt-get install -y --no-install-recommends alpha"
        " && rm -rf /var/lib/apt/lists/*\nRUN make deps\n",
        {"Makefile": "deps:\n\tapt-get install -y --no-install-recommends gamma\n"},
    ),
    "cache that a script needs": Case(
        f"{_HEAD}RUN npm ci\nRUN ./x.sh\n", f"{_HEAD}RUN npm ci && npm cache clean --force\nRUN ./x.sh\n",
        {"package.json": "{}", "package-lock.json": "{}", "x.sh": "#!/bin/sh\nset -e\nnpm ci --offline\n"},
    ),
    # archives
    "archive that a script reads": Case(
        f"{_HEAD}RUN {_FETCH}\nRUN ./x.sh\n", f"{_HEAD}RUN {_FETCH} && rm -f tool.tgz\nRUN ./x.sh\n",
        {"x.sh": "#!/bin/sh\nset -e\ntest -s tool.tgz\n"},
    ),
    "archive that a makefile reads by a variable": Case(
        f"{_HEAD}RUN {_FETCH}\nRUN make check\n", f"{_HEAD}RUN {_FETCH} && rm -f tool.tgz\nRUN make check\n",
        {"Makefile": "F = tool\ncheck:\n\ttest -s $(F).tgz\n"},
    ),
    "archive in a list of checksums of a script": Case(
        f"{_HEAD}RUN {_FETCH}\nRUN ./x.sh\n", f"{_HEAD}RUN {_FETCH} && rm -f tool.tgz\nRUN ./x.sh\n",
        {"x.sh": "#!/bin/sh\nset -e\ncut -c67- SUMS | xargs ls\n", "SUMS": f"{'0' * 64}  tool.tgz\n"},
    ),
}  # fmt: skip


def _context(folder: Path, case: Case) -> Path:
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755 if text.startswith("#!") else 0o644)
    return folder


def _fixed(case: Case, context: Path) -> Outcome:
    merge: Merge = "all" if case.rewritten.count("RUN") < case.text.count("RUN") else "off"
    return fix_text(case.text, Options(merge=merge), open_context(str(context)))


@pytest.mark.parametrize("name", CASES)
def test_it_is_not_made(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    outcome = _fixed(case, _context(tmp_path, case))
    if "NPM_TOKEN" in case.text:  # what the cleanup needs can be given to it
        assert outcome.after == case.rewritten.replace("npm cache", "NPM_TOKEN=x npm cache")
        return
    assert outcome.after == case.text
    assert [finding.why_not for finding in outcome.refused if finding.why_not]


@pytest.mark.builder
@pytest.mark.parametrize("name", CASES)
def test_it_is_wrong(builder: TestBuilder, name: str, tmp_path: Path) -> None:
    case = CASES[name]
    stand_ins.make(builder)
    builder.need(*case.needs.split())
    context = _context(tmp_path, case)
    before = builder.build(case.text, context)
    builder.try_build(_fixed(case, context).after, context)
    try:
        after = builder.build(case.rewritten, context)
    except BuildError:
        return  # what built does no longer
    differing = {difference.path for difference in builder.compare_images(before, after)}
    assert differing & {"/id.txt", "/x.txt"}, differing

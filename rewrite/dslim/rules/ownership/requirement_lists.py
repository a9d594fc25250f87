"""Whether pip installs packages by their names alone, or by a list that names no project around it."""

from __future__ import annotations

import posixpath
import re

from dslim.facts import Facts
from dslim.facts.build_context.build_descriptions import folders_of_requirements
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.shell.invocations import Invocation
from dslim.support.lazy_regex import regex
from dslim.tools import find

#: A line that names what is installed as editable, a file, another list, or a repository, which pip clones below its
#: directory (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
_MORE_THAN_PACKAGES = regex(r"(?m)^\s*(?:-e|--editable|-r|--requirement|\.|/|file:)|\b(?:git|hg|svn|bzr)\+|@\s*file:")
_LIST = regex(r"(?:-r|--requirement=)(.+)")
#: A package of an index, with extras and versions: what holds a slash, begins with a dot or ends as an archive is a
#: path to pip (its `_looks_like_path` and `is_archive_file`).
_NAME = regex(r"[A-Za-z0-9][\w.-]*(\[[\w.,-]+\])?([<>=!~][\w.*+!<>=~,-]+)?", re.ASCII)
_ARCHIVE = regex(r"\.(zip|whl|tar|t?gz|t?bz2?|txz|tbz|tlz|xz|lzma)$", re.IGNORECASE)
#: Variables that have pip build elsewhere, or install more than it is told: each option may be one.
_TELLS_PIP = regex(
    r"TE?MP(DIR)?|PIP_(?!NO_|DISABLE_|DEFAULT_|ROOT_USER|INDEX|EXTRA_INDEX|TRUSTED|QUIET|PROGRESS|BREAK|PREFER|TIMEOUT"
    r"|RETRIES|CACHE)\w+"
)
#: Options of `pip install` without a value, and with one that is no path.
_PLAIN_OPTIONS = frozenset(
    """-q -qq --quiet -v --verbose -U --upgrade --user --no-cache-dir --no-cache --no-deps --no-input --pre
    --force-reinstall --ignore-installed --no-warn-script-location --disable-pip-version-check --no-compile --compile
    --break-system-packages --prefer-binary --no-python-version-warning --no-color""".split()
)
_PLAIN_VALUES = frozenset(
    "-i --index-url --extra-index-url --trusted-host --timeout --default-timeout --retries --root-user-action "
    "--upgrade-strategy --progress-bar --only-binary --no-binary".split()
)


def installs_listed_packages(facts: Facts, run: Run, site: CallSite, cwd: str | None) -> bool:
    """Whether a command of a RUN only installs what lists of packages name, so that it writes nothing where it runs."""
    call = site.call
    tool = find(call.name)
    if tool is None or tool.family != "pip" or cwd is None:
        return False
    names = [word for before, word in zip(call.texts, call.texts[1:]) if before in ("-r", "--requirement")]
    names += [found[1] for text in call.texts if (found := _LIST.fullmatch(text))]
    texts = [find_file(facts, run, posixpath.join(cwd, name)) for name in names]
    return bool(texts) and all(found is not None and _names_packages_alone(found[1]) for found in texts)


def installs_names_alone(call: Invocation, run: Run) -> bool:
    """Whether a call has pip install packages of an index by their names, so that it looks at no folder of a project.

    It builds what is no wheel below /tmp (https://pip.pypa.io/en/stable/cli/pip/, "--no-clean").
    """
    tool, texts = find(call.name), [text.strip("\"'") for text in call.texts]
    is_pip = tool is not None and tool.family == "pip"
    if texts[:2] == ["-m", "pip"]:
        is_pip, texts = True, texts[2:]
    if not is_pip or texts[:1] != ["install"] or any(map(_TELLS_PIP.fullmatch, (*run.state.env, *dict(call.env)))):
        return False
    words = zip(texts, texts[1:])
    names = [text for before, text in words if not text.startswith("-") and before not in _PLAIN_VALUES]
    options = {text.partition("=")[0] for text in texts[1:] if text.startswith("-")}
    are_names = all(_NAME.fullmatch(name) and not _ARCHIVE.search(name) for name in names)
    return bool(names) and options <= _PLAIN_OPTIONS | _PLAIN_VALUES and are_names


def _names_packages_alone(text: str) -> bool:
    return not _MORE_THAN_PACKAGES.search(text) and not folders_of_requirements(text)

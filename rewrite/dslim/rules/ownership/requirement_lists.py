"""Whether pip installs packages by a list of the build context that names no project around it."""

from __future__ import annotations

import posixpath

from dslim.facts import Facts
from dslim.facts.build_context.build_descriptions import folders_of_requirements
from dslim.facts.build_context.file_lookup import find_file
from dslim.facts.call_sites import CallSite
from dslim.facts.run import Run
from dslim.support.lazy_regex import regex
from dslim.tools import find

#: A line that names what is installed as editable, a file, another list, or a repository, which pip clones below its
#: directory (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
_MORE_THAN_PACKAGES = regex(r"(?m)^\s*(?:-e|--editable|-r|--requirement|\.|/|file:)|\b(?:git|hg|svn|bzr)\+|@\s*file:")
_LIST = regex(r"(?:-r|--requirement=)(.+)")


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


def _names_packages_alone(text: str) -> bool:
    return not _MORE_THAN_PACKAGES.search(text) and not folders_of_requirements(text)

"""Shows and writes the ignore files that `dslim fix --unsafe-fixes` changes beside Dockerfiles."""

from __future__ import annotations

import os

from dslim.fleet.related_files.ignore_edits import IgnoreEdit
from dslim.report.diff import diff_path, make_hunks, quote_path
from dslim.report.formats import IgnoreFileChange
from dslim.syntax import decode


def diff_of(edit: IgnoreEdit) -> str:
    """The diff of an ignore file, as `git apply` takes it; of one that is made too."""
    hunks = make_hunks(decode(edit.before or b""), decode(edit.after), None)
    name = diff_path(edit.path)
    old = "/dev/null" if edit.before is None else quote_path("a/" + name)
    return f"--- {old}\n+++ {quote_path('b/' + name)}\n{hunks}"


def change_of(edit: IgnoreEdit) -> IgnoreFileChange:
    """The change of an ignore file for a report: what is put in behind what stays."""
    before, added = edit.text_before, edit.text_added
    old = None if edit.before is None else before
    return IgnoreFileChange(os.path.relpath(edit.path), old, len(before), added, edit.names)


def line_on(edit: IgnoreEdit) -> str:
    """What `--check` prints of an ignore file."""
    names = ", ".join(f"`{name}`" for name in edit.names)
    return f"{os.path.relpath(edit.path)}: SL405 context-bloat: {names} would be left out of the build context"


def write_edit(edit: IgnoreEdit) -> str:
    """Write an ignore file whole, or make it; what went wrong, in words that follow its name, '' for nothing."""
    from dslim.support.atomic_write import create_atomic, write_atomic
    from dslim.support.write_refused import WriteRefused

    try:
        path = os.path.join(os.path.realpath(os.path.dirname(edit.path)), os.path.basename(edit.path))
        if edit.before is None:
            create_atomic(path, edit.after)
        else:
            write_atomic(path, edit.before, edit.after, edit.identity)
    except WriteRefused as error:
        return f": error: not written: {error}"
    except OSError as error:
        return f": error: {error.strerror or error}"
    return ""

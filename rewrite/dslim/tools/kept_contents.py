"""Commands that list what a folder holds, and commands that keep what a pipe brings them."""

from __future__ import annotations

from dslim.tools.calls import words

#: Commands that tell of all below a folder, and those that tell of what lies in it.
DEEP_LISTERS = words(
    "find du tree fdupes cloc tokei rg fd fdfind exa eza lsd dust"
    " hashdeep md5deep sha1deep sha256deep rhash mtree getfacl lsattr diff"
)
LISTERS = frozenset({"ls", "dir", "stat", *DEEP_LISTERS})
#: Commands that keep what a pipe brings them, or fail for what it does not.
KEEP_INPUT = words("tee cpio tar bsdtar xargs rsync zip pax while grep egrep fgrep cmp diff comm")
#: Commands whose last operand is where they put what the others name.
TO_LAST = frozenset({"cp", "mv", "scp", "rsync"})

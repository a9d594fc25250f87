"""Programs that copy, remove, pack and unpack files, and change their owners and modes."""

from __future__ import annotations

from dslim.tools.calls import manual
from dslim.tools.tool import Tool

ROWS = (
    Tool("ncdu", manual("ncdu"), takes_contents=True),
    Tool("stow", "https://www.gnu.org/software/stow/manual/", installs_unseen=True),
    Tool("cpio", manual("cpio"), brings_files=True, unpacks_to=("-D", "--directory")),
    Tool("zstd", manual("zstd")),
    Tool("unzstd", manual("unzstd")),
    Tool("lz4", manual("lz4")),
    Tool("brotli", manual("brotli")),
    Tool("jq", manual("jq")),
    Tool("paste", manual("paste")),
    Tool("protoc", manual("protoc")),
    Tool("nasm", manual("nasm")),
    Tool("unsquashfs", manual("unsquashfs")),
    Tool("createuser", manual("createuser")),
    Tool(
        "chown", manual("chown"), changes_attributes=True,
        in_distribution=True, takes_start_as_text=True, ignores_owners=True,
        writes_arguments=True, leaves_scripts=True, reads_known_variables=True, writes_named_only=True,
        works_in_place=True, names_users=True, is_quick=True,
    ),
    Tool(
        "fix-permissions", "https://jupyter-docker-stacks.readthedocs.io/en/latest/using/recipes.html",
        in_distribution=True, effect_known=True,
    ),
    Tool(
        "chmod", manual("chmod"), changes_attributes=True,
        in_distribution=True, copies_programs=True, other_daemon_flags=True,
        takes_start_as_text=True, writes_arguments=True, leaves_scripts=True, reads_known_variables=True,
        writes_named_only=True, checks_files=True, works_in_place=True, is_quick=True,
    ),
    Tool(
        "chgrp", manual("chgrp"), changes_attributes=True,
        in_distribution=True, ignores_owners=True, writes_arguments=True, leaves_scripts=True,
        reads_known_variables=True, writes_named_only=True, works_in_place=True, names_users=True, is_quick=True,
    ),
    Tool(
        "mkdir", manual("mkdir"), in_distribution=True, takes_start_as_text=True, ignores_owners=True,
        writes_little=True, removes_nothing=True, reads_known_variables=True, writes_named_only=True,
    ),
    Tool(
        "rmdir", manual("rmdir"), in_distribution=True, ignores_owners=True, writes_arguments=True,
        reads_known_variables=True, writes_named_only=True, works_in_place=True, is_quick=True,
    ),
    Tool(
        "rm", manual("rm"), in_distribution=True, copies_programs=True, takes_start_as_text=True, replaces_files=True,
        names_packages_only=True, ignores_owners=True, writes_arguments=True, removes_files=True, leaves_scripts=True,
        reads_known_variables=True, writes_named_only=True, works_in_place=True, is_quick=True,
    ),
    Tool(
        "cp", manual("cp"), in_distribution=True, copies_programs=True, other_daemon_flags=True,
        takes_start_as_text=True, replaces_files=True, writes_arguments=True, takes_contents=True,
        reads_known_variables=True, writes_last_argument=True, is_quick=True,
    ),
    Tool(
        "mv", manual("mv"), in_distribution=True, copies_programs=True, takes_start_as_text=True, replaces_files=True,
        writes_arguments=True, takes_contents=True, removes_files=True, reads_known_variables=True,
        may_disable_managers=True, writes_last_argument=True, is_quick=True,
    ),
    Tool(
        "ln", manual("ln"), in_distribution=True, copies_programs=True, takes_start_as_text=True, replaces_files=True,
        ignores_owners=True, writes_arguments=True, writes_little=True, reads_known_variables=True,
        writes_last_argument=True,
    ),
    Tool(
        "ls", manual("ls"), in_distribution=True, other_daemon_flags=True, names_packages_only=True,
        ignores_owners=True, writes_own_folders=True, leaves_scripts=True, writes_little=True, removes_nothing=True,
        reads_known_variables=True, writes_named_only=True, checks_files=True, works_in_place=True,
    ),
    Tool(
        "cat", manual("cat"), in_distribution=True, takes_start_as_text=True, ignores_owners=True,
        writes_own_folders=True, leaves_scripts=True, writes_little=True, reads_known_variables=True,
        writes_named_only=True, works_in_place=True,
    ),
    Tool(
        "touch", manual("touch"), in_distribution=True, copies_programs=True, takes_start_as_text=True,
        ignores_owners=True, writes_arguments=True, writes_little=True, reads_known_variables=True,
        writes_named_only=True, works_in_place=True,
    ),
    Tool("dd", manual("dd"), in_distribution=True, copies_programs=True, replaces_files=True),
    Tool(
        "install", "https://www.gnu.org/software/coreutils/install", in_distribution=True, copies_programs=True,
        other_daemon_flags=True, replaces_files=True, effect_known=True, writes_arguments=True, removes_nothing=True,
        writes_last_argument=True, names_users=True, is_quick=True,
    ),
    Tool("unlink", manual("unlink"), replaces_files=True, removes_files=True, is_quick=True),
    Tool("shred", manual("shred"), removes_files=True),
    Tool("mktemp", manual("mktemp"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool(
        "tee", manual("tee"), in_distribution=True, copies_programs=True, replaces_files=True, ignores_owners=True,
        writes_arguments=True, writes_named_only=True, is_quick=True,
    ),
    Tool(
        "stat", manual("stat"), in_distribution=True, other_daemon_flags=True, leaves_scripts=True, writes_little=True,
        removes_nothing=True, checks_files=True,
    ),
    Tool("du", manual("du"), in_distribution=True, writes_little=True, removes_nothing=True, checks_files=True),
    Tool("df", manual("df"), in_distribution=True, writes_little=True),
    Tool("sync", manual("sync"), in_distribution=True, writes_little=True),
    Tool(
        "find", manual("find"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        takes_start_as_text=True, writes_arguments=True, removes_files=True, accepts_empty_patterns=True,
    ),
    Tool("file", manual("file"), in_distribution=True, writes_little=True, checks_files=True),
    Tool(
        "which", manual("which"), in_distribution=True, names_packages_only=True, ignores_owners=True,
        writes_own_folders=True, writes_little=True,
    ),
    Tool("basename", manual("basename"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("dirname", manual("dirname"), in_distribution=True, ignores_owners=True, writes_little=True),
    Tool("readlink", manual("readlink"), in_distribution=True, writes_little=True),
    Tool("realpath", manual("realpath"), in_distribution=True, writes_little=True),
    Tool(
        "tar", manual("tar"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        takes_start_as_text=True, writes_working_directory=True, takes_contents=True, brings_files=True,
        holds_command=r"(?s)--(?:checkpoint-action=exec|to-command|use-compress-program|info-script)=(.+)",
        reads_known_variables=True, unpacks_to=("-C", "--directory"),
    ),
    Tool(
        "gzip", manual("gzip"), in_distribution=True, ignores_owners=True, writes_arguments=True,
        reads_known_variables=True, works_in_place=True, compressed_ending=".gz",
    ),
    Tool(
        "gunzip", manual("gunzip"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True, reads_known_variables=True, works_in_place=True,
        compressed_ending=".gz", decompresses=True,
    ),
    Tool(
        "bzip2", manual("bzip2"), in_distribution=True, ignores_owners=True, reads_known_variables=True,
        compressed_ending=".bz2",
    ),
    Tool(
        "bunzip2", manual("bunzip2"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        ignores_owners=True, reads_known_variables=True, compressed_ending=".bz2", decompresses=True,
    ),
    Tool(
        "xz", manual("xz"), in_distribution=True, ignores_owners=True, reads_known_variables=True,
        compressed_ending=".xz",
    ),
    Tool(
        "unxz", manual("unxz"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        ignores_owners=True, reads_known_variables=True, compressed_ending=".xz", decompresses=True,
    ),
    Tool(
        "unzip", manual("unzip"), in_distribution=True, installs_unseen=True, other_daemon_flags=True,
        ignores_owners=True, writes_working_directory=True, brings_files=True, reads_known_variables=True,
        unpacks_to=("-d",), fills_directory=True,
    ),
    Tool("zip", manual("zip"), in_distribution=True, takes_contents=True),
    Tool("pax", manual("pax"), takes_contents=True),
    Tool("mksquashfs", manual("mksquashfs"), takes_contents=True),
    Tool("genisoimage", manual("genisoimage"), takes_contents=True),
    Tool("xorriso", manual("xorriso"), takes_contents=True),
    Tool("restic", manual("restic"), takes_contents=True),
    Tool("borg", manual("borg"), takes_contents=True),
    Tool("rclone", manual("rclone"), takes_contents=True),
    Tool(
        "rsync", manual("rsync"), other_daemon_flags=True, takes_contents=True, brings_files=True,
        holds_command=r"(?s)--rsh=(.+)", writes_last_argument=True, compares_times="rsync",
    ),
    Tool("setcap", manual("setcap"), changes_attributes=True, in_distribution=True, writes_little=True),
    Tool("getcap", manual("getcap"), in_distribution=True, writes_little=True),
    Tool("setfacl", manual("setfacl"), changes_attributes=True, in_distribution=True, writes_little=True),
    Tool("bsdtar", manual("bsdtar"), brings_files=True, takes_contents=True, unpacks_to=("-C", "--directory")),
    Tool("gtar", "https://www.gnu.org/software/tar/manual/", unpacks_to=("-C", "--directory")),
    Tool("7z", manual("7z"), brings_files=True, takes_contents=True, unpacks_to=("-o",)),
    Tool("7za", manual("7za"), brings_files=True, takes_contents=True, unpacks_to=("-o",)),
)

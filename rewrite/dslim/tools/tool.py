"""Lists the columns of the table of programs: what a row says of one program."""

from __future__ import annotations

from typing import NamedTuple

from dslim.tools.caches import CacheMount, Cleanup


class DevPackages(NamedTuple):
    """How a program is kept from packages that only the development of a project needs.

    `verbs`: those that install what a project asks for, '' for the program alone. `option`: leaves them out, as the
    `others` do. `prune`: the command that removes them again. `valued`: options whose value is the next word.
    """

    verbs: frozenset[str]
    option: str
    prune: str
    others: tuple[str, ...] = ()
    valued: frozenset[str] = frozenset()


class Tool(NamedTuple):
    """What is known of one program: a column that a row leaves out says that nothing of the kind is known."""

    # --- Identity
    name: str
    #: A link to its manual.
    documentation: str
    #: The package manager whose files it shares: apt, apk, rpm, pip.
    family: str = ""
    #: `system`: it installs a distribution's packages by name; `files`: it installs package files.
    packages: str = ""
    #: The family of images that it shows.
    distribution: str = ""
    #: It succeeds for root alone.
    needs_root: bool = False

    # --- Where its name leads on PATH
    #: Nothing but a build of its own source puts another of that name elsewhere on PATH.
    in_distribution: bool = False
    #: The official image in which it stands first on PATH.
    first_on_path_of: str = ""
    #: Parts of the names of packages that bring it: `nodejs` brings npm.
    brought_by: tuple[str, ...] = ()
    #: It puts programs on PATH by the names of its arguments.
    copies_programs: bool = False
    #: It puts programs on PATH by the last part of an address.
    downloads: bool = False
    #: It puts programs on PATH by names that it does not say.
    installs_unseen: bool = False
    #: It installs packages of a language by their names.
    installs_from_index: bool = False
    #: It installs a newer one of itself.
    updates_itself: bool = False
    #: They stay where they are when it installs packages that do not bear their names.
    keeps_programs: frozenset[str] = frozenset()
    #: A package of its name, from its language's index, puts a newer one of it on PATH.
    newer_by_package: bool = False
    #: Known enough to be looked for behind `retry`.
    well_known: bool = False

    # --- Scripts and projects
    #: It does whatever a script says.
    runs_scripts: bool = False
    #: The language of the scripts that it runs; `find_interpreter` also takes a name with a version.
    interprets: str = ""
    #: A file of its name is the program itself, and no script of a project.
    never_a_script: bool = False
    #: The kind of file that says what it runs: make, package (package.json), composer, tasks (lines of commands).
    runs_from: str = ""
    #: What such a file is called.
    project_files: tuple[str, ...] = ()
    #: The folder of a project into which an install from its lock file puts packages, and nothing beside it.
    packages_of_project: str = ""
    #: The words, without options, of such an install.
    locked_installs: frozenset[str] = frozenset()
    #: The option without which it may write the lock file.
    locks_by: str = ""
    #: The verbs after which it runs a command of the project; '' where whatever stands first is one.
    runs_command_by: frozenset[str] = frozenset()
    #: It does whatever files in a language of their own say of a whole system.
    configures_systems: bool = False
    #: With one of these verbs it does so.
    configures_systems_by: frozenset[str] = frozenset()
    #: What it runs of a project only builds, so that a file of it which nobody sees may be left out of account.
    only_builds: bool = False
    #: What it builds calls compilers, git and the like by their names.
    calls_compilers: bool = False
    #: It installs a folder of a project as a package.
    installs_folders: bool = False
    #: It is a shell script that only builds what lies around it.
    builds_here: bool = False
    #: It makes makefiles that only build.
    writes_makefiles: bool = False
    #: Its name looks like that of a script which might install packages, and what it does is known.
    effect_known: bool = False
    #: It may name a package manager, and does not run it.
    names_packages_only: bool = False
    #: It reads what `apt-get update` fetched.
    reads_package_lists: bool = False
    #: With -U or --update it fills the package lists before it installs.
    updates_with_install: bool = False
    #: It does what `apt-get update` does.
    fills_package_lists: bool = False
    #: A script that its words name is the same after it.
    leaves_scripts: bool = False

    #: Files that it installs and those of its store are one, by hard links.
    links_with_store: bool = False
    #: It gives files another owner, mode or attribute, whatever name they have.
    changes_attributes: bool = False

    # --- Processes
    #: It may still run when its RUN is over.
    lives_on: bool = False
    #: With one of these verbs it may still run then.
    lives_on_verbs: frozenset[str] = frozenset()
    #: With one of these options it may still run then.
    lives_on_options: frozenset[str] = frozenset()
    #: It runs the command that its arguments are.
    runs_arguments: bool = False
    #: A pattern of words whose group 1 is a command for a shell.
    holds_command: str = ""
    #: `-D` and the like mean something else to it than going to the background.
    other_daemon_flags: bool = False
    #: `start` is a word like any other to it.
    takes_start_as_text: bool = False
    #: It changes what belongs to the container of one RUN alone, as mounts do.
    changes_namespaces: bool = False
    #: Of the environment it reads what its manual names alone, and it starts nothing that may read more.
    reads_known_variables: bool = False

    # --- The shell and users
    #: It may put another file in the place of the shell.
    replaces_files: bool = False
    #: It makes users or groups.
    makes_users: bool = False
    #: It changes users or groups that are there.
    changes_users: bool = False
    #: Its words may name users or groups.
    names_users: bool = False
    #: It makes locales, which a shell loads when it starts.
    makes_locales: bool = False

    # --- Files that it reads
    #: It does the same whatever owner and mode files have.
    ignores_owners: bool = False
    #: It may ask git, which asks whose a work tree is.
    asks_git: bool = False
    #: It runs scripts as whoever owns its folder.
    runs_as_folder_owner: bool = False
    #: A pattern without a match is nothing to it.
    accepts_empty_patterns: bool = False
    #: It says something of the files that it is given, and keeps nothing of them.
    checks_files: bool = False
    #: It takes all that a folder holds along.
    takes_contents: bool = False
    #: It keeps the names or the sums of all files that there are, whatever folder it is given.
    takes_all: bool = False
    #: It does a step again only where a file is newer than what it made: as make, rsync or python does.
    compares_times: str = ""

    # --- Files that it writes
    #: It writes only where its own package or arguments say.
    writes_own_folders: bool = False
    #: It writes only at the paths that it is given.
    writes_arguments: bool = False
    #: It writes at the paths that it is given, and into its directory.
    writes_working_directory: bool = False
    #: It writes into folders of its own.
    writes_prefix: bool = False
    #: It writes to the last of its words.
    writes_last_argument: bool = False
    #: It changes or shows the files that it is given, and makes none elsewhere.
    works_in_place: bool = False
    #: It changes no settings but those that its words name.
    writes_named_only: bool = False
    #: It leaves no bytes that are worth a layer.
    writes_little: bool = False
    #: What it does is done at once, whatever its words are: a layer of its own is worth nothing to a build.
    is_quick: bool = False
    #: The first words after which it only reads or writes a setting of its own.
    quick_verbs: frozenset[str] = frozenset()
    #: It leaves many bytes in its directory, or where it is told.
    fills_directory: bool = False
    #: It may remove what it is given, or all that lies there.
    removes_files: bool = False
    #: It removes nothing, not even from a folder that it is given.
    removes_nothing: bool = False
    #: The options by which it is told where to unpack.
    unpacks_to: tuple[str, ...] = ()
    #: It fetches or unpacks a tree of files.
    brings_files: bool = False
    #: The ending of compressed files, each of which it puts in the place of the other.
    compressed_ending: str = ""
    #: It takes that ending off without being asked by -d.
    decompresses: bool = False
    #: With one of these words it fetches a tree of files.
    brings_files_by: frozenset[str] = frozenset()

    # --- Packages and caches
    #: It installs what a project asks for, with packages that only its development needs.
    dev: DevPackages | None = None
    #: Verbs that take away what an earlier call wrote.
    undoes: frozenset[str] = frozenset()
    #: Folders of many files that it fills.
    temporary_folders: tuple[str, ...] = ()
    #: Verbs that do nothing but empty `clean_folders`.
    clean_verbs: frozenset[str] = frozenset()
    clean_folders: tuple[str, ...] = ()
    #: The verb that does nothing but fetch package lists.
    updates_lists: str = ""
    #: The option by which it installs no packages that are only recommended.
    no_recommends: str = ""
    #: Where the packages lie that it installs.
    packages_in: tuple[str, ...] = ()
    #: The folder of them in the one that it works in.
    packages_beside: str = ""
    #: It may take a package manager away, or what that fetches from.
    may_disable_managers: bool = False
    #: Caches that go by a command.
    cleanup: tuple[Cleanup, ...] = ()
    #: A cache that may lie on a mount.
    mount: CacheMount | None = None

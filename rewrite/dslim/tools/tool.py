"""The columns of the table of programs: what a row says of one program."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Protocol


class CommandLine(Protocol):
    """A call of a program: its arguments, None where one is known only when it runs, and as they are written."""

    @property
    def args(self) -> tuple[str | None, ...]: ...

    @property
    def texts(self) -> tuple[str, ...]: ...


@lru_cache(maxsize=1_000)  # every row of a program asks it of every call
def operands(args: tuple[str | None, ...], valued: frozenset[str] = frozenset()) -> tuple[str | None, ...]:
    """The arguments that are no options; `valued` names the options whose value is the next word."""
    found: list[str | None] = []
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg is not None and arg.startswith("-") and len(arg) > 1:
            skip = arg in valued
        else:
            found.append(arg)
    return tuple(found)


@lru_cache(maxsize=1_000)
def _words_given(args: tuple[str | None, ...], texts: tuple[str, ...]) -> frozenset[str | None]:
    """The arguments by their values, and as they are written without quotes."""
    return frozenset([*args, *[text.strip("\"'") for text in texts]])


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


#: Options by which package managers leave no cache, or do nothing.
NO_CACHE = words("--no-cache --no-cache-dir --dry-run --offline --help --version")


def manual(name: str) -> str:
    """The manual page of a program that Debian has."""
    return f"https://manpages.debian.org/{name}"


class Calls(NamedTuple):
    """Some calls of a program, told by their verb and their options.

    `verbs`: the first operand, or the first two with a space between; '' for none; without any, all calls that have an
    argument (`bare`: or none). `valued`: options whose value is the next word, which so is no operand. `anywhere`:
    other operands may stand before the verb. `operand`: there must be one, whatever it is. `options`: one of these
    must be there. `unless`: none of these may be. `unless_in`: no argument may have this in it. `letters`: the first
    bundle of short options has these letters and none of `no_letters` (pacman's `-Syu`).
    """

    verbs: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()
    anywhere: bool = False
    operand: bool = False
    bare: bool = False
    options: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    unless_in: str = ""
    letters: str = ""
    no_letters: str = ""

    def match(self, call: CommandLine) -> bool:
        """Whether a call of the program is one of these."""
        if self.unless_in and any(self.unless_in in text for text in call.texts):
            return False
        if self.options or self.unless:
            given = _words_given(call.args, call.texts)
            if self.unless & given or (self.options and not self.options & given):
                return False
        return self._has_verb(call)

    def _has_verb(self, call: CommandLine) -> bool:
        if self.letters:
            bundle = next((a for a in call.args if a and a.startswith("-") and not a.startswith("--")), "")
            return set(self.letters) <= set(bundle) and not set(self.no_letters) & set(bundle)
        if self.anywhere:
            return not self.verbs.isdisjoint({arg or "" for arg in call.args})
        found = operands(call.args, self.valued)
        if not self.verbs:
            return bool(found) if self.operand else self.bare or bool(call.args)
        first, second = [*found, "", ""][:2]
        return first in self.verbs or (bool(second) and f"{first} {second}" in self.verbs)


class ProjectFile(NamedTuple):
    """What a file of the project must show, before a cleanup of a cache is known to take nothing that is needed.

    `name`: it is looked for in what COPY and ADD took from the build context. `says`: a pattern that its text must
    match. `never`: one that it must not. `required`: it must be there. `absent`: it must not. `why_not`: what to tell
    where it is not as it must be.
    """

    name: str
    why_not: str
    says: str = ""
    never: str = ""
    required: bool = False
    absent: bool = False


class Cleanup(NamedTuple):
    """A cache that goes by a command in the RUN that filled it; programs may share one.

    `rule`: the name of the rule that adds the command. `message`: what stays without it. `fills`, `cleans`: the calls
    that leave the cache, or empty it; `always_fill`: programs of which every call does. `reads`: calls that need it
    later. `command`: what to add, `rm ...` or a call of the program itself, which then must be sure to be there.
    `paths`: a pattern of the cache's paths, for mounts and `rm`. `folders`: what the image may lose, below the home
    folder where they are not absolute, `./` below the working directory; the value of one of `variables` instead where
    it is set. `off`: variables that turn the cache off, or choose its place, when they are set. `unless_mentioned`:
    texts of the file that say where the cache is, or that it is needed. `refused`: (text, reason): what else must not
    stand in the file. `project`: what the project's files must show; of several rows that share their programs and a
    rule, the first whose project is shown is taken, else the first. `in_project`: which version it is depends on the
    folder that it runs in.
    `unread_variables`: a pattern of variables that `command` does not read. `reads_project_settings`: `command` reads
    settings in the folder that it runs in, which may name variables.
    `safe`: nothing needs the cache at run time. `documentation`: where the program's manual says so.
    """

    rule: str
    message: str
    fills: Calls
    command: str
    paths: str
    folders: tuple[str, ...]
    documentation: str
    cleans: Calls | None = None
    reads: tuple[Calls, ...] = ()
    always_fill: frozenset[str] = frozenset()
    variables: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    unless_mentioned: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    project: tuple[ProjectFile, ...] = ()
    in_project: bool = False
    unread_variables: str = ""
    reads_project_settings: bool = False
    root_only: bool = False
    safe: bool = True


class CacheMount(NamedTuple):
    """A cache that may lie on a mount of BuildKit; programs may share one.

    `name`: what people call it. `fills`, `cleans`: the calls that leave the cache, or only empty it. `folders`: where
    it lies, below the home folder where they are not absolute. `switches`: options of `fills` that leave it unused.
    `chosen`: a pattern of settings, anywhere in the file, that move the cache or turn it off. `through`: wrappers that
    the program may run through. `run_time`: a pattern of CMDs that may need the cache when the container runs.
    `locked`: one build at a time. `per_base`: what was built on one base must not get into another.
    """

    name: str
    fills: Calls
    folders: tuple[str, ...] = ()
    cleans: Calls | None = None
    switches: frozenset[str] = frozenset()
    chosen: str = ""
    through: frozenset[str] = frozenset()
    run_time: str = ""
    locked: bool = False
    per_base: bool = False
    root_only: bool = False
    safe: bool = True


class Tool(NamedTuple):
    """What is known of one program; a column that a row leaves out says that nothing of the kind is known.

    Identity: `name`, and a link to its `documentation`. `family`: the package manager whose files it shares (apt, rpm,
    pip). `packages`: `system` for who installs a distribution's packages by name, `files` for who installs package
    files. `distribution`: the family of images that it shows. `needs_root`: it succeeds for root alone.

    PATH: `in_distribution`: nothing but a build of its own source puts another of that name elsewhere on PATH.
    `first_on_path_of`: the official image in which it stands first on PATH. `brought_by`: parts
    of the names of packages that bring it, `nodejs` for npm. `copies_programs`, `downloads`: it puts
    programs on PATH by the names of its arguments, or by the last part of an address. `installs_unseen`: by
    names that it does not say. `installs_from_index`: by names of packages. `updates_itself`: a newer one of itself.
    `keeps_programs`: those that stay where they are when it installs packages that do not bear their names.
    `runs_scripts`: whatever a script says. `well_known`: known enough to be looked for behind `retry`.

    Processes: `lives_on`: it may still run when its RUN is over; `lives_on_verbs`: with one of these verbs alone;
    `lives_on_options`: with one of these options alone. `runs_arguments`: it runs the command that its arguments
    are. `other_daemon_flags`: `-D` and the like mean something else to it. `takes_start_as_text`: `start` is a word
    like any other to it.

    Shell and users: `replaces_files`: it may put another file in the place of the shell. `makes_users`,
    `changes_users`, `makes_locales`.

    Scripts: `builds_here`: a shell script that only builds what lies around it. `effect_known`: its name looks like
    that of a script which might install packages, and what it does is known. `names_packages_only`: it may name a
    package manager, and does not run it. `reads_package_lists`: it reads what `apt-get update` fetched.

    Files: `ignores_owners`: it does the same whatever owner and mode files have. `asks_git`: it may ask git, which asks
    whose a work tree is. `runs_as_folder_owner`: it runs scripts as whoever owns its folder. `writes_own_folders`: it
    writes only where its own package or arguments say. `writes_arguments`: only at the paths that it is given.
    `writes_working_directory`: there too. `writes_prefix`: into folders of its own. `takes_contents`: it takes all
    that a folder holds along. `removes_files`. `accepts_empty_patterns`: a pattern without a match is nothing to it.

    Caches: `undoes`: verbs that take away what an earlier call wrote. `temporary_folders`: folders of many that it
    fills. `clean_verbs`: verbs that do nothing but empty `clean_folders`. `updates_lists`: the verb that does nothing
    but fetch package lists. `no_recommends`: the option by which it installs no packages that are only recommended.
    `cleanup`, `mount`: see there.
    """

    name: str
    documentation: str
    family: str = ""
    packages: str = ""
    distribution: str = ""
    needs_root: bool = False
    in_distribution: bool = False
    first_on_path_of: str = ""
    brought_by: tuple[str, ...] = ()
    copies_programs: bool = False
    downloads: bool = False
    installs_unseen: bool = False
    installs_from_index: bool = False
    updates_itself: bool = False
    keeps_programs: frozenset[str] = frozenset()
    runs_scripts: bool = False
    well_known: bool = False
    lives_on: bool = False
    lives_on_verbs: frozenset[str] = frozenset()
    lives_on_options: frozenset[str] = frozenset()
    runs_arguments: bool = False
    other_daemon_flags: bool = False
    takes_start_as_text: bool = False
    replaces_files: bool = False
    makes_users: bool = False
    changes_users: bool = False
    makes_locales: bool = False
    builds_here: bool = False
    effect_known: bool = False
    names_packages_only: bool = False
    reads_package_lists: bool = False
    ignores_owners: bool = False
    asks_git: bool = False
    runs_as_folder_owner: bool = False
    writes_own_folders: bool = False
    writes_arguments: bool = False
    writes_working_directory: bool = False
    writes_prefix: bool = False
    takes_contents: bool = False
    removes_files: bool = False
    accepts_empty_patterns: bool = False
    undoes: frozenset[str] = frozenset()
    temporary_folders: tuple[str, ...] = ()
    clean_verbs: frozenset[str] = frozenset()
    clean_folders: tuple[str, ...] = ()
    updates_lists: str = ""
    no_recommends: str = ""
    cleanup: tuple[Cleanup, ...] = ()
    mount: CacheMount | None = None

"""Asks git, for the whole program, without trusting the repository that it is asked about.

`locate` finds a repository, `program` alone starts git, `questions` are what the rest of dslim may ask.

Git runs programs that a repository names: core.fsmonitor, filters, textconv, hooks, aliases, ssh and fetch commands and
whatever the next release adds. All of them stand in the repository's config. So git gets a directory of our own for
its GIT_DIR, with a config of our own and links to the repository's objects and references; it never reads the
repository's config, hooks or work tree. Since nothing of the repository runs, it does not matter who owns it either.
"""

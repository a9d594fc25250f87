"""Interpreters, which do whatever a script says."""

from __future__ import annotations

from dslim.tools.tool import Tool, manual, words

ROWS = (
    Tool("perl", manual("perl"), runs_scripts=True, other_daemon_flags=True),
    Tool("ruby", manual("ruby"), runs_scripts=True, other_daemon_flags=True),
    Tool("php", "https://www.php.net/manual/en/features.commandline.php", runs_scripts=True, other_daemon_flags=True),
    Tool(
        "Rscript", "https://cran.r-project.org/manuals.html", runs_scripts=True, other_daemon_flags=True,
        temporary_folders=("/tmp",),
    ),
    Tool(
        "R", "https://cran.r-project.org/manuals.html", runs_scripts=True,
        lives_on_verbs=words("Rserve"), other_daemon_flags=True,
        temporary_folders=("/root/.cache", "/tmp"),
        brought_by=("base",),
    ),
    Tool("java", manual("java"), other_daemon_flags=True, brought_by=("openjdk", "jdk", "jre")),
    Tool("javac", manual("javac"), other_daemon_flags=True, brought_by=("openjdk", "jdk")),
    Tool("jar", "https://docs.oracle.com/en/java/javase/21/docs/specs/man/jar.html", brought_by=("openjdk", "jdk")),
)

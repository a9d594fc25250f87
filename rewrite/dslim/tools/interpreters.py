"""Interpreters, which do whatever a script says."""

from __future__ import annotations

from dslim.tools.calls import manual, words
from dslim.tools.tool import Tool

ROWS = (
    Tool("perl", manual("perl"), runs_scripts=True, other_daemon_flags=True, interprets="perl", never_a_script=True),
    Tool(
        "ruby", manual("ruby"), runs_scripts=True, other_daemon_flags=True, interprets="ruby", never_a_script=True,
        newer_by_package=True,
    ),
    Tool(
        "php", "https://www.php.net/manual/en/features.commandline.php", runs_scripts=True, other_daemon_flags=True,
        interprets="php", never_a_script=True,
    ),
    Tool(
        "Rscript", "https://cran.r-project.org/manuals.html",
        calls_compilers=True, runs_scripts=True, other_daemon_flags=True,
        temporary_folders=("/tmp",), interprets="R",
    ),
    Tool(
        "R", "https://cran.r-project.org/manuals.html",
        calls_compilers=True, runs_scripts=True, lives_on_verbs=words("Rserve"),
        other_daemon_flags=True, temporary_folders=("/root/.cache", "/tmp"), brought_by=("base",), interprets="R",
    ),
    Tool("java", manual("java"), other_daemon_flags=True, brought_by=("openjdk", "jdk", "jre"), never_a_script=True),
    Tool("javac", manual("javac"), other_daemon_flags=True, brought_by=("openjdk", "jdk")),
    Tool("jar", "https://docs.oracle.com/en/java/javase/21/docs/specs/man/jar.html", brought_by=("openjdk", "jdk"),
         takes_contents=True),
    Tool("pypy", "https://doc.pypy.org/en/latest/man/pypy.1.html", interprets="python", compares_times="python"),
    Tool("jruby", "https://www.jruby.org/", interprets="ruby"),
    Tool("nodejs", manual("nodejs"), interprets="node"),
    Tool("lua", manual("lua"), interprets="lua"),
    Tool("luajit", manual("luajit"), interprets="lua"),
    Tool("tclsh", manual("tclsh"), interprets="tcl"),
    Tool("wish", manual("wish"), interprets="tk"),
    Tool("julia", "https://docs.julialang.org/en/v1/manual/command-line-interface/", interprets="julia"),
    Tool("guile", manual("guile"), interprets="scheme"),
    Tool("groovy", "https://groovy-lang.org/documentation.html", interprets="groovy"),
    Tool("deno", "https://docs.deno.com/runtime/reference/cli/", interprets="deno"),
    Tool("tsx", "https://tsx.is/", interprets="typescript"),
    Tool("ts-node", "https://typestrong.org/ts-node/docs/", interprets="typescript"),
    Tool("zsh", manual("zsh"), interprets="zsh"),
    Tool("ksh", manual("ksh"), interprets="ksh"),
    Tool("fish", manual("fish"), interprets="fish"),
    Tool("csh", manual("csh"), interprets="csh"),
    Tool("tcsh", manual("tcsh"), interprets="csh"),
    Tool(
        "pwsh", "https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_pwsh",
        interprets="powershell",
    ),
)

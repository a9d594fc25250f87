"""Programs that run code of a language of their own, and what in that code starts another program.

Of most of them only that is known: what else the code does stays in files and databases, which a shared RUN keeps too.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from dslim.tools.calls import words


class CodeRunner(NamedTuple):
    """How some programs are given code.

    `programs`: their names, without a version. `starts`: a pattern of what in the code may start a program. `code`,
    `files`: options whose value is code, or a file of code. `operands`: what their operands are: "code", "file", ""
    for neither. `endings`: of the files among the operands, where these are files; none: any. `includes`: a pattern of
    code that takes another file in. `reads_input`: code may stand on standard input. `documentation`: its manual.
    """

    programs: frozenset[str]
    starts: str
    documentation: str
    code: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    operands: str = ""
    endings: tuple[str, ...] = ()
    includes: str = ""
    reads_input: bool = True


#: How most languages call what starts a program.
_ANY = (
    r"(?i)exec|spawn|system|popen|process|shell|command|syscall|fork|daemon|\bos:cmd\b|\bcmd\b|`|%x\b|\bsh\b"
    r"|\brun(?:-program)?\s*[(`'\"]|\brun-program\b|\bsh/sh\b"
)
_EVALUATE = words("-e --eval -eval -c -E")

ROWS = (
    CodeRunner(
        words("sqlite3"),
        r"(?mi)(?:^|['\"])[ \t]*\.(?:sh|she|shel|shell|sy|sys|syst|system|excel|load|edit)\b"
        r"|\.(?:import|once|output|read)\s+['\"]?[|-]",
        "https://sqlite.org/cli.html",
        words("-cmd"),
        words("-init"),
        "code",
        includes=r"\.read\s+['\"]?([\w./-]+)",
    ),
    CodeRunner(
        words("psql"),
        r"\\!|\\(?:o|g|copy)\b[^\n]{0,500}(?:\||\bprogram\b)|(?i:\bPROGRAM\s+')",
        "https://www.postgresql.org/docs/current/app-psql.html",
        words("-c --command"),
        words("-f --file"),
        includes=r"\\ir?\s+([\w./-]+)",
    ),
    CodeRunner(
        words("mysql mariadb"),
        r"(?m)\\!|^[ \t]*(?:system|pager)\b",
        "https://dev.mysql.com/doc/refman/en/mysql-commands.html",
        words("-e --execute"),
        includes=r"(?m)^[ \t]*(?:source|\\\.)\s+([\w./-]+)",
    ),
    CodeRunner(
        words("mongo mongosh"),
        r"\b(?:run|runProgram|child_process|_startMongoProgram|shellHelper)\b",
        "https://www.mongodb.com/docs/mongodb-shell/",
        words("--eval"),
        words("-f --file"),
        "file",
        (".js",),
    ),
    CodeRunner(
        words("gdb lldb"),
        r"(?m)^[ \t]*(?:shell|!|make|python|py|pipe|\||platform shell|r|run|start|process launch)\b|^[ \t]*!",
        "https://sourceware.org/gdb/current/onlinedocs/gdb.html/Shell-Commands.html",
        words("-ex -iex --eval-command -o -O"),
        words("-x --command -s"),
        includes=r"(?m)^[ \t]*source\s+([\w./-]+)",
    ),
    CodeRunner(
        words("vim vi nvim ex view vimdiff"),
        r"(?m)(?:^|[|:\s%])!|\bsystem(?:list)?\(|\b(?:job_start|jobstart|termopen)\b"
        r"|\b(?:py3?|python3?|perl|ruby|lua|tcl)\b",
        "https://vimhelp.org/various.txt.html#%3A%21",
        words("-c --cmd"),
        words("-S -s -u -U"),
        includes=r"\b(?:so|source)\s+([\w./-]+)",
    ),
    CodeRunner(
        words("ed red"), r"(?m)^[\d,$.]*[ \t]*(?:[rwW][ \t]*)?!", "https://www.gnu.org/software/ed/manual/ed_manual.html"
    ),
    CodeRunner(
        words("sed gsed"),
        r"(?m)(?<![\w\\])s([^\w\s\\])(?:\\.|(?!\1)[^\\\n]){0,200}\1(?:\\.|(?!\1)[^\\\n]){0,200}\1"
        r"[gpiIMm\d]{0,5}e[gpiIMm\d]{0,5}(?=[\s;}]|\Z)"
        r"|(?:^|[;{])[ \t]{0,20}[\d$]{0,20}(?:/[^/\n]{0,200}/)?e\s+\S",
        "https://www.gnu.org/software/sed/manual/sed.html#Other-Commands",
        words("-e --expression"),
        words("-f --file"),
        "code",
        reads_input=False,
    ),
    CodeRunner(
        words("awk gawk mawk nawk original-awk"),
        r"\bsystem\s*\(|(?<!\|)\|(?!\|)",
        "https://www.gnu.org/software/gawk/manual/gawk.html#I_002fO-Functions",
        files=words("-f --file"),
        reads_input=False,
    ),
    CodeRunner(
        words("m4 gm4"),
        r"\be?syscmd\b",
        "https://www.gnu.org/software/m4/manual/m4.html#Shell-commands",
        operands="file",
    ),
    CodeRunner(
        words("gnuplot"),
        r"\bsystem\b|`|(?m:^[ \t]*!)|[\"']<",
        "http://www.gnuplot.info/documentation.html",
        words("-e"),
        operands="file",
    ),
    CodeRunner(
        words("octave octave-cli"),
        r"\b(?:system|unix|dos|popen2?|exec|fork|shell_cmd|spawn)\b",
        "https://docs.octave.org/latest/Controlling-Subprocesses.html",
        words("--eval"),
        operands="file",
        endings=(".m",),
    ),
    CodeRunner(
        words("emacs"),
        r"\b(?:async-)?shell-command|\b(?:start|call|make)-process|\bcompile\b",
        "https://www.gnu.org/software/emacs/manual/html_node/elisp/Processes.html",
        words("--eval -eval --execute"),
        words("-l --load --script -load -script"),
        reads_input=False,
    ),
    CodeRunner(
        words("latex pdflatex xelatex lualatex tex pdftex luatex latexmk texi2pdf"),
        r"write18|\\ShellEscape|os\.execute|io\.popen|\bsystem\s*\(",
        "https://www.tug.org/texinfohtml/web2c.html#Shell-escapes",
        words("-e"),
        words("-r"),
        "file",
        (".tex", ".latexmkrc"),
        reads_input=False,
    ),
    CodeRunner(
        words("java"),
        r"\bProcessBuilder\b|\.exec\s*\(",
        "https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html",
        files=words("-jar"),
        operands="file",
        endings=(".java",),
        reads_input=False,
    ),
    CodeRunner(
        words("dotnet"),
        r"\bProcess\b",
        "https://learn.microsoft.com/dotnet/core/tools/dotnet",
        operands="file",
        endings=(".dll",),
        reads_input=False,
    ),
    CodeRunner(
        words("pwsh powershell"),
        r"(?i)\b(?:usermod|adduser|gpasswd|Start-\w+|Invoke-Expression|iex|nohup)\b|&\s*\Z",
        "https://learn.microsoft.com/powershell/",
        words("-c -Command -command"),
        words("-File -file -f"),
        "file",
        (".ps1",),
    ),
    CodeRunner(
        words("groovy scala scala-cli kotlin jshell clojure clj bb"),
        _ANY,
        "https://groovy-lang.org/groovy-dev-kit.html#process-management",
        _EVALUATE,
        words("-l -i --load-file --init"),
        "file",
        (".groovy", ".gvy", ".scala", ".sc", ".kts", ".jsh", ".clj", ".jar"),
    ),
    CodeRunner(
        words("elixir escript erl iex"),
        _ANY,
        "https://www.erlang.org/doc/apps/kernel/os.html#cmd/1",
        words("-e --eval -eval"),
        operands="file",
        endings=(".exs", ".ex", ".escript", ".erl"),
    ),
    CodeRunner(
        words(
            "lein ocaml runghc runhaskell stack crystal nim dart swift zig v racket sbcl clisp ecl raku perl6 hy janet"
        ),
        _ANY,
        "https://ocaml.org/manual/toplevel.html",
        _EVALUATE,
        words("--script --load -l -i"),
        "file",
        (
            ".ml",
            ".hs",
            ".lhs",
            ".cr",
            ".nim",
            ".dart",
            ".swift",
            ".zig",
            ".v",
            ".rkt",
            ".lisp",
            ".cl",
            ".raku",
            ".p6",
            ".hy",
            ".janet",
        ),
    ),
    CodeRunner(
        words("zx esno vite-node babel-node coffee ipython xonsh nu elvish"),
        _ANY,
        "https://google.github.io/zx/",
        _EVALUATE,
        operands="file",
        endings=(".js", ".mjs", ".ts", ".mts", ".coffee", ".ipy", ".ipynb", ".xsh", ".nu", ".elv"),
    ),
)


#: Commands that write, by `-o`, a program of which nobody knows what it does.
COMPILERS = words(
    "gcc g++ cc c++ clang clang++ tcc gfortran rustc go ghc gdc dmd ldc2 nim crystal valac fpc ocamlfind ocamlopt"
)
#: What a build calls by its name.
CALLED_BY_BUILDS = COMPILERS | words(
    "ld ar as nm ranlib strip install pkg-config git make cmake python python3 node perl m4 uname curl wget"
)
#: Options whose value is a command for a shell, or a program with its options.
COMMAND_OPTIONS: dict[str, frozenset[str]] = {
    "tar": words("-I --use-compress-program --to-command -F --info-script --new-volume-script"),
    "rsync": words("-e --rsh"),
    "zip": words("-TT --unzip-command"),
    "sort": words("--compress-program"),
    "split": words("--filter"),
    "git": words("-x --exec"),
    "npm": words("-c --call"),
    "npx": words("-c --call"),
    "script": words("-c --command"),
    "man": words("-P --pager"),
}
#: Words of git behind which the rest is a command.
COMMANDS_OF_GIT = (("submodule", "foreach"), ("bisect", "run"))


@cache
def _by_name() -> dict[str, CodeRunner]:
    return {name: row for row in ROWS for name in row.programs}


def code_runner(name: str) -> CodeRunner | None:
    """How a program, by its name with or without a version, is given code; None for one that runs none."""
    rows = _by_name()
    return rows.get(name) or rows.get(name.rstrip("0123456789.-")) or None

"""Dockerfiles that somebody might write to make dslim take long: `HOSTILE[name](size)` has about `size` bytes.

Each repeats what is cheap to write and may be dear to read: openings that nothing ends, words of one letter, levels.
"""

from __future__ import annotations

from collections.abc import Callable

Make = Callable[[int], str]


def _run(unit: str, start: str = "RUN ", end: str = "\n") -> Make:
    return lambda size: "FROM debian:12\n" + start + unit * (size // len(unit)) + end


def _lines(unit: str, start: str = "FROM debian:12\n", end: str = "") -> Make:
    """Units of one or more lines; `{0}` is a number."""
    return lambda size: start + "".join(unit.format(i) for i in range(size // len(unit))) + end


def _nested(opening: str, closing: str, start: str = "RUN ", inner: str = "a") -> Make:
    def made(size: int) -> str:
        depth = size // (len(opening) + len(closing))
        return f"FROM debian:12\n{start}{opening * depth}{inner}{closing * depth}\n"

    return made


def _wrapped(unit: str, start: str = "RUN make") -> Make:
    """Units on lines of their own that a backslash joins."""
    return lambda size: "FROM debian:12\n" + start + (" \\\n" + unit) * (size // (len(unit) + 3)) + "\n"


HOSTILE: dict[str, Make] = {
    # one instruction
    "one word": _run("x"),
    "one quoted word": _run("x", 'RUN echo "', '"\n'),
    "semicolons": _run(";"),
    "ampersands": _run("&"),
    "pipes": _run("|"),
    "a;": _run("a;"),
    "a&": _run("a&"),
    "a|": _run("a|"),
    "a|a lines": _wrapped("| a"),
    "a&&": _run("a&&", end="a\n"),
    "a||": _run("a||", end="a\n"),
    "blanks": _run(" ", "RUN a", "b\n"),
    "dollars": _run("$"),
    "backslashes": _run("\\", end="x\n"),
    "single quotes": _run("'"),
    "double quotes": _run('"'),
    "backquotes": _run("`"),
    "hashes": _run("#", "RUN a "),
    "braces": _run("{"),
    "closing braces": _run("}"),
    "parentheses": _run("("),
    "closing parentheses": _run(")"),
    "brackets": _run("["),
    "stars": _run("*", "RUN rm "),
    "less": _run("<"),
    "<<": _run("<<a "),
    "<<<": _run("<<<a "),
    "redirects": _run(">a ", "RUN a "),
    "assignments": _run("a=b "),
    "assignments, command": _run("a=b ", end="make\n"),
    "case arms": _run("a) b;; ", "RUN case x in ", "esac\n"),
    "bangs": _run("! ", end="a\n"),
    "time": _run("time ", end="a\n"),
    "functions": _run("f() { a; }; "),
    "subscripts": _run("a[0]=1 "),
    "tildes": _run("~ ", "RUN ls "),
    "brace words": _run("{a,b}", "RUN ls "),
    "brace words nested": _nested("{a,", "}", "RUN ls "),
    "escaped": _run('\\"', 'RUN echo "', '"\n'),
    "quoted pairs": _run("''", "RUN a"),
    "ansi": _run("$'a'", "RUN a "),
    "open ansi": _run("$'", "RUN a "),
    "arithmetic terms": _run("1+", "RUN a $((", "1))\n"),
    "packages": _run("x ", "RUN apt-get update && apt-get install -y "),
    "flags": _run("-q ", "RUN apt-get install "),
    "sudos": _run("sudo ", end="a\n"),
    "envs": _run("env ", end="a\n"),
    "xargs": _run("xargs ", end="a\n"),
    "sh -c": _run('sh -c "a" && ', end="a\n"),
    "sets": _run("set -e; "),
    "cds": _run("cd a; "),
    "evals": _run("eval ", end="a\n"),
    "apt-gets": _run("apt-get "),
    "apt -": _run("apt - "),
    "installs": _run("install "),
    "pips": _run("pip install "),
    "chowns": _run("chown a b; "),
    "rms": _run("rm -rf /var/lib/apt/lists/* && ", end="a\n"),
    "tars": _run("tar xf a; "),
    "curls": _run("curl -O http://a/b && ", end="a\n"),
    "echo >": _run("echo a > b; "),
    "mounts": _run("--mount=type=cache,target=/a ", end="a\n"),
    "mount keys": _run("a=b,", "RUN --mount=", " a\n"),
    "from alternating": _run("--a=b ", "COPY ", "a b\n"),
    "exec form": _run('"a",', "RUN [", '"a"]\n'),
    "open exec form": _run('"a",', "RUN ["),
    "json nested": _nested("[", "]", "RUN "),
    # levels
    "deep (": _nested("(", ")"),
    "deep ( ": _nested("( ", " )"),
    "deep {": _nested("{ ", "; }"),
    "deep $(": _nested("$(", ")"),
    "deep $((": _nested("$((", "))", inner="1"),
    'deep "$(': _nested('"$(', ')"'),
    "deep `": _run("`a \\", end="\n"),
    "deep ${": _nested("${a:-", "}"),
    "deep ${ copy": _nested("${a:-", "}", "COPY a "),
    "deep if": _nested("if a; then ", "; fi"),
    "deep while": _nested("while a; do ", "; done"),
    "deep case": _nested("case a in a) ", ";; esac"),
    "deep for": _nested("for i in a; do ", "; done"),
    "deep f()": _nested("f() { ", "; }"),
    "deep [[": _nested("[[ ( ", " ) ]]"),
    "deep arithmetic": _nested("(", ")", "RUN echo $((", "1"),
    "open (": _run("( "),
    "open {": _run("{ "),
    "open $(": _run("$("),
    "open ${": _run("${a:-"),
    "open if": _run("if a; then "),
    "open case": _run("case a in a) "),
    "open $((": _run("$(("),
    "open ((": _run("(("),
    "open [[": _run("[[ "),
    "open <(": _run("<("),
    "else": _run("if a; then b; else "),
    # lines
    "comments in a RUN": _wrapped("# c"),
    "comments": _lines("# c\n"),
    "pragmas": _lines("# dslim: ignore[SL101]\n", end="RUN a\n"),
    "blank lines": _lines("\n"),
    "blank lines in a RUN": _wrapped(""),
    "stages": _lines("FROM a\n"),
    "named stages": _lines("FROM a AS s{0}\n"),
    "stages of the one before": _lines("FROM a AS a\n"),
    "stages of two": _lines("FROM a AS b\nFROM b AS a\n"),
    "args": _lines("ARG A\n"),
    "args before": _lines("ARG A{0}=$B\n", "", "FROM a\n"),
    "args in from": _lines("FROM $A\n", "ARG A=b\n"),
    "heredocs": _lines("RUN <<E\na\nE\n"),
    "heredocs in one": lambda size: "FROM a\nRUN " + "<<E " * (size // 6) + "\n" + "E\n" * (size // 6),
    "open heredocs": _lines("RUN <<E{0}\n"),
    "copies": _lines("COPY a b\n"),
    "sources": _run("a ", "COPY ", "/b/\n"),
    "wild sources": _run("*a ", "COPY ", "/b/\n"),
    "users": _lines("USER a\n"),
    "workdirs": _lines("WORKDIR a\n"),
    "envs of one": _run("A=b ", "ENV "),
    "env chain": lambda size: "FROM a\n" + "".join(f"ENV A{i + 1}=$A{i}\n" for i in range(size // 16)),
    "env doubled": _lines("ENV A=$A$A\n", "FROM a\nENV A=abc\n"),
    "env trimmed": _lines("ENV B=${{A##*a*b}}\n", "FROM a\nENV A=" + "a" * 4000 + "\n"),
    "env trimmed ?": _lines("ENV B=${{A%%*a?b}}\n", "FROM a\nENV A=" + "a" * 4000 + "\n"),
    "env expanded": _lines("ENV B=$A\nRUN $B\n", "FROM a\nENV A=" + "a" * 4000 + "\n"),
    "labels": _lines("LABEL a=b\n"),
    "onbuilds": _lines("ONBUILD RUN a\n"),
    "volumes": _lines("VOLUME a\n"),
    "shells": _lines('SHELL ["a"]\n'),
    "apt": _lines("RUN apt-get update\n"),
    "apt installs": _lines("RUN apt-get update && apt-get install -y a\n"),
    "runs": _lines("RUN a\n"),
    "runs of set": _lines("RUN set -e\n"),
    "runs of cd": _lines("RUN cd /a\n"),
    "chown all": _lines("COPY a /b\nRUN chown -R c /b\n"),
    "chown each": _lines("COPY a /b{0}\nRUN chown c /b{0}\n"),
    "chmod each": _lines("COPY a /b{0}\nRUN chmod +x /b{0}\n"),
    "archives": _lines("ADD a.tgz /b{0}\nRUN tar xf /b{0}/a.tgz && rm /b{0}/a.tgz\n"),
    "curled": _lines("RUN curl -O a/{0}.tgz && tar xf {0}.tgz\n"),
    "pip": _lines("RUN pip install a\n"),
    "npm": _lines("RUN npm i\n"),
    "late rm": _lines("RUN rm -rf /var/lib/apt/lists/*\n", "FROM debian\nRUN apt-get update && apt-get install -y a\n"),
    "copies from": _lines("COPY --from=a /a /a\n"),
    "froms and copies": _lines("FROM a AS s{0}\nCOPY --from=s{0} /a /a\n"),
    "runs at one path": _lines("RUN echo a >> /b\n"),
    "scripts": _lines("COPY a.sh /\nRUN /a.sh\n"),
    "crlf": _lines("RUN a\r\n"),
    "escape": _lines("RUN a`\nb\n", "# escape=`\nFROM a\n"),
    "directives": _lines("# a=b\n", "", "FROM a\n"),
    "expose": _run("1 ", "EXPOSE "),
    "healthchecks": _lines("HEALTHCHECK CMD a\n"),
    "cmds": _lines("CMD a\n"),
    "useradds": _lines("RUN useradd a{0}\nUSER a{0}\n"),
    "unknown bases": _lines("FROM $X AS a{0}\nRUN apt-get install a\n"),
}

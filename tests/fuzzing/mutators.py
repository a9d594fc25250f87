"""Ways to spoil a Dockerfile: bytes, tokens and lines are deleted, doubled, swapped, nested, quoted and spliced.

Each takes a source of chance, the text and the text of another file, and gives the new text. All of them keep
the text short enough for thousands of runs; what is long is long in one place.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutator = Callable[[random.Random, str, str], str]

#: Shell and Dockerfile syntax that decides how what stands beside it is read.
SHELL_TOKENS = tuple(
    r"""
    && || | |& ; & ;; ;& ( ) { } $( $(( (( )) ` " ' \ \ x\ $ ${ ${A ${A:- ${A#} ${A%%b} ${A/a/b} $A $$ $? $@ $* $0
    $' $" ! !! [[ ]] [ ] =~ == = += * ? ** ~ # #a : :: @ % ^ - -- + , . .. / // //* < > << >> <<- <<< <& >& &> <> >|
    2>&1 >/dev/null <( >( if then elif else fi for do done case esac while until in select function time coproc set
    -e +e -x -o pipefail eval exec exit return cd export unset alias trap wait source true false test command
    builtin env sudo nohup sh bash -c xargs find -exec {} rm -rf mkdir cp mv ln chown chmod -R 755 0:0 a:b root:root
    tar xzf curl wget -O apt-get apk yum dnf pip npm yarn gem conda update install clean autoclean
    /var/lib/apt/lists/* /tmp /tmp/* /root/.cache A=1 PATH=/x:$PATH H=$H:$T/"" A\=b y@ a=b() f(){ x()
    """.split()
)
KEYWORDS = tuple(
    "FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL "
    "HEALTHCHECK SHELL".split()
)
DOCKERFILE_TOKENS = (*KEYWORDS, *(
    r"""
    AS NONE scratch --from= --from=0 --from=build --chown= --chown=a:b --chmod=755 --chmod= --mount=
    --mount=type=cache,target=/x --mount=type=bind --link --network=none --security=insecure --platform=x --interval=3s
    --exclude=* --parents --keep-git-dir --checksum=x --unpack --start-period --a="b --\ [ ] ["a"] ["a",
    ["sh","-c","x"] [] [1] [null] ["\u0000"] [[ ,"b"] /bin/sh -c # #escape=` #syntax=docker/dockerfile:1
    #check=skip=all #dslim: <<EOF <<-EOF <<"E" <<'E' <<E<<F EOF 3<<E $A ${A} ${A:-b} ${A:+b} ${A?b} $1 a=b a\=b "a
    b"=c a= =b = / . ./ ../ * ? [a-z] \* https://x/y.tar.gz git@x:y.git debian:12 alpine:3.19 a@sha256:0 :latest ^ `
    """.split()
))  # fmt: skip
TOKENS = SHELL_TOKENS + DOCKERFILE_TOKENS

#: What opens something that nests, and what closes it.
NESTING = (
    ("$((", "))"), ("$((", ""), ("((", "))"), ("$(", ")"), ("(", ")"), ("( ", ")"), ("{ ", "; }"), ("`", ""),
    ('"', ""), ("'", ""), ('"$(', ')"'), ("${A:-", "}"), ("${A:-", ""), ("${A", ""), ("[", "]"), ("[[ ", " ]]"),
    ("[[ ( ", " ) ]]"), ("! ", ""), ("!", ""), ("if a; then ", "; fi"), ("while a; do ", "; done"),
    ("for a in b; do ", "; done"), ("case a in b) ", ";; esac"), ("f() ", ""), ("f() { ", "; }"),
    ("function f ", ""), ("<(", ")"), ("time ", ""), ("ONBUILD ", ""), ("a && ", ""), ("a || ", ""), ("a | ", ""),
    ("a; ", ""), ("a & ", ""), ("sh -c '", "'"), ('sh -c "', '"'), ("env ", ""), ("sudo ", ""), ("A=b ", ""),
    ("<<E ", ""), ("\\\n", ""), ("#", ""), ("# a\n", ""), ("\n", ""), ("\\", ""), (" ", ""), ("\t", ""), ("/", ""),
    ("../", ""), ("*", ""), ("a/", ""), ("$A", ""), ("--a=b ", ""), ("['", "']"), ('["', '"]'), ("{a,", "}"),
    (">a ", ""), (">", ""), ("<", ""), ("&", ""), ("|", ""), (";", ""),
)  # fmt: skip

ODD = (
    "\r", "\r\n", "\n\r", "\0", "\ufeff", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u2028", "\u202e", "\u3000",
    "\u200b", "\v", "\f", "\t", "\U0001f600", "e\u0301", "\udcff", "\udcc3", "\udc80\udcbf", "\udced\udca0\udc80",
    "İ", "ﬁ", "١", "²", "ſ", "K",
)  # fmt: skip

_TOKEN = re.compile(r"\s+|\w+|&&|\|\||<<-?|\$\(\(|\$[({]?|[^\w\s]")


def _place(chance: random.Random, text: str) -> int:
    return chance.randint(0, len(text))


def _token_place(chance: random.Random, text: str) -> int:
    """An offset between two tokens."""
    near = _place(chance, text)
    found = _TOKEN.search(text, near)
    return found.start() if found else near


def _range(chance: random.Random, text: str, longest: int) -> tuple[int, int]:
    start = _place(chance, text)
    return start, min(len(text), start + chance.randint(1, longest))


def _lines(text: str) -> list[str]:
    return text.splitlines(True) or [""]


def delete_characters(chance: random.Random, text: str, other: str) -> str:
    """Some characters in a row go."""
    start, end = _range(chance, text, chance.choice((1, 1, 2, 5, 30)))
    return text[:start] + text[end:]


def replace_character(chance: random.Random, text: str, other: str) -> str:
    """One character becomes another one of ASCII, or one that the text has."""
    start, end = _range(chance, text, 1)
    new = chance.choice(text) if text and chance.random() < 0.5 else chr(chance.randrange(128))
    return text[:start] + new + text[end:]


def insert_byte(chance: random.Random, text: str, other: str) -> str:
    """A byte that may be no text at all."""
    at = _place(chance, text)
    return text[:at] + bytes([chance.randrange(256)]).decode("utf-8", "surrogateescape") + text[at:]


def insert_odd(chance: random.Random, text: str, other: str) -> str:
    """A control character, a blank of another kind, half a character, a byte order mark."""
    at = chance.choice((0, _place(chance, text), _token_place(chance, text)))
    return text[:at] + chance.choice(ODD) + text[at:]


def insert_tokens(chance: random.Random, text: str, other: str) -> str:
    """Words of the shell or of Dockerfiles, between two tokens."""
    at = _token_place(chance, text)
    glue = chance.choice((" ", " ", ""))
    return text[:at] + glue + glue.join(chance.choices(TOKENS, k=chance.randint(1, 4))) + glue + text[at:]


def replace_token(chance: random.Random, text: str, other: str) -> str:
    """One token becomes another."""
    found = _TOKEN.search(text, _place(chance, text))
    if found is None:
        return text
    return text[: found.start()] + chance.choice(TOKENS) + text[found.end() :]


def delete_token(chance: random.Random, text: str, other: str) -> str:
    """One token, or the blank between two, goes."""
    found = _TOKEN.search(text, _place(chance, text))
    return text if found is None else text[: found.start()] + text[found.end() :]


def move_token(chance: random.Random, text: str, other: str) -> str:
    """A token of this file or of the other stands elsewhere too."""
    source = chance.choice((text, text, other))
    found = _TOKEN.search(source, _place(chance, source))
    at = _token_place(chance, text)
    return text if found is None else text[:at] + found.group() + text[at:]


def swap_tokens(chance: random.Random, text: str, other: str) -> str:
    """Two tokens change places."""
    spans = sorted({m.span() for _ in "ab" if (m := _TOKEN.search(text, _place(chance, text)))})
    if len(spans) < 2:
        return text
    (a, b), (c, d) = spans
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def escape(chance: random.Random, text: str, other: str) -> str:
    """A backslash, a backtick or a caret before a character, most often before one that means something."""
    special = [found.start() for found in re.finditer(r"[=$\"'\\ \n&|;<>(){}:,\[\]/-]", text)]
    at = chance.choice(special) if special and chance.random() < 0.8 else _place(chance, text)
    return text[:at] + chance.choice(("\\", "\\", "\\", "`", "^", "\\\\", "\\\n")) + text[at:]


def quote(chance: random.Random, text: str, other: str) -> str:
    """Quotes around a piece, or one of a pair."""
    start, end = _range(chance, text, chance.choice((3, 10, 60)))
    opening = chance.choice(('"', "'", "`", '\\"', "$'", '$"'))
    closing = chance.choice((opening[-1], opening[-1], "", '"', "'"))
    return text[:start] + opening + text[start:end] + closing + text[end:]


def nest(chance: random.Random, text: str, other: str) -> str:
    """A piece in up to 1,000 levels of something that nests; or the opening alone, as often."""
    start = _token_place(chance, text)
    end = min(len(text), start + chance.choice((0, 1, 5, 20)))
    opening, closing = chance.choice(NESTING)
    deep = chance.choice((1, 2, 3, 10, 42, 150, 300, 1000))
    deep = min(deep, 6000 // len(opening))
    return text[:start] + opening * deep + text[start:end] + closing * deep + text[end:]


def repeat_piece(chance: random.Random, text: str, other: str) -> str:
    """A piece stands there many times."""
    start, end = _range(chance, text, chance.choice((1, 3, 30)))
    return text[:end] + text[start:end] * min(chance.choice((1, 3, 30, 1000)), 3000 // max(1, end - start)) + text[end:]


def long_line(chance: random.Random, text: str, other: str) -> str:
    """A line longer than a reader of lines may have room for."""
    at = _token_place(chance, text)
    piece = chance.choice(("a", "a ", "$A", "a=b ", "&& a ", "\\", "'", '"', "/", "*", "(", "é"))
    return text[:at] + piece * (chance.choice((4_096, 20_000, 66_000)) // len(piece)) + text[at:]


def delete_lines(chance: random.Random, text: str, other: str) -> str:
    """Some lines go."""
    lines = _lines(text)
    at = chance.randrange(len(lines))
    return "".join(lines[:at] + lines[at + chance.choice((1, 1, 2, 4)) :])


def double_lines(chance: random.Random, text: str, other: str) -> str:
    """Some lines stand there again, at once or further down."""
    lines = _lines(text)
    at = chance.randrange(len(lines))
    piece = lines[at : at + chance.choice((1, 1, 2, 5))]
    to = chance.choice((at, chance.randrange(len(lines) + 1)))
    return "".join(lines[:to] + piece + lines[to:])


def swap_lines(chance: random.Random, text: str, other: str) -> str:
    """Two lines change places."""
    lines = _lines(text)
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines)


def join_lines(chance: random.Random, text: str, other: str) -> str:
    """A line break becomes something else."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    if not breaks:
        return text
    at = chance.choice(breaks)
    return (
        text[:at]
        + chance.choice(("", " ", " \\\n", "\\\n", " && ", "\r", "\r\n", "\n\n", " \\\n\n", "\\ \n# c\n", ";\\\n"))
        + text[at + 1 :]
    )


#: What a line may be cut with; each may end a continued instruction, or lie in one.
_BREAKS = (
    "\n", "\\\n", " \\\n", "\r\n", "\\\r\n", "`\n", "\nRUN ", "\n# a comment\n", " \\\n# a comment\n", "\\\n\n",
    "\nENV ", "\nFROM ", " \\\n  # hadolint ignore=DL3008\n  ", " \\\n# one\n# two\n", ";\n",
    " \\\n# a comment\n;\n", " \\\n \\\n", "\nLABEL a=b\n",
)  # fmt: skip
_COMMENTS = (
    "# a comment\n", "# another\r\n", "   # indented\n", "# hadolint ignore=DL3008\n", "# hadolint ignore=DL3059\n",
    "# dslim: ignore\n", "# dslim: ignore[SL101]\n", "# dslim: ignore-file[SL201]\n",
    "# shellcheck disable=SC2086\n", "# keep this layer for caching\n", "#\n", "# check=skip=all\n", "\n", "  \n",
    "\t\n",
)  # fmt: skip


def break_line(chance: random.Random, text: str, other: str) -> str:
    """A line break, a continuation, a comment or the start of an instruction inside a line."""
    at = _token_place(chance, text)
    return text[:at] + chance.choice(_BREAKS) + text[at:]


def comments(chance: random.Random, text: str, other: str) -> str:
    """Comments and blank lines between lines, inside continued instructions too."""
    lines = _lines(text)
    for _ in range(chance.choice((1, 1, 2, 4))):
        lines.insert(chance.randint(0, len(lines)), chance.choice(_COMMENTS))
    return "".join(lines)


def splice(chance: random.Random, text: str, other: str) -> str:
    """The head of one file and the tail of another."""
    if chance.random() < 0.5:
        a, b = _lines(text), _lines(other)
        return "".join(a[: chance.randint(0, len(a))] + b[chance.randint(0, len(b)) :])
    return text[: _token_place(chance, text)] + other[_token_place(chance, other) :]


def borrow_lines(chance: random.Random, text: str, other: str) -> str:
    """Some lines of another file in this one."""
    ours, theirs = _lines(text), _lines(other)
    at, source = chance.randint(0, len(ours)), chance.randrange(len(theirs))
    return "".join(ours[:at] + theirs[source : source + chance.choice((1, 1, 2, 4))] + ours[at:])


def borrow_piece(chance: random.Random, text: str, other: str) -> str:
    """Some characters of another file in this one."""
    start, end = _range(chance, other, 40)
    at = _token_place(chance, text)
    return text[:at] + other[start:end] + text[at:]


def random_run(chance: random.Random, text: str, other: str) -> str:
    """A RUN of words of the shell in any order."""
    glue = chance.choice((" ", " ", " ", ""))
    return _line_in(chance, text, "RUN " + glue.join(_words(chance, SHELL_TOKENS, 8)))


def random_instruction(chance: random.Random, text: str, other: str) -> str:
    """An instruction of words in any order."""
    return _line_in(chance, text, chance.choice(KEYWORDS) + " " + " ".join(_words(chance, TOKENS, 5)))


def _words(chance: random.Random, tokens: tuple[str, ...], most: int) -> list[str]:
    return chance.choices(tokens, k=chance.randint(1, most))


def _line_in(chance: random.Random, text: str, line: str) -> str:
    lines = _lines(text)
    at = chance.randint(0, len(lines))
    return "".join([*lines[:at], line + "\n", *lines[at:]])


def other_steps(chance: random.Random, text: str, other: str) -> str:
    """A RUN of commands of both files, joined and wrapped in any way."""
    commands = [
        c.strip()
        for c in _OPERATORS.split(_CONTINUATIONS.sub(" ", "\n".join(_STEPS.findall(text + other))))
        if c.strip()
    ]
    chosen = chance.choices([*commands, *_COMMANDS], k=chance.randint(1, 6))
    for at, command in enumerate(chosen):
        if chance.random() < 0.3:
            before, after = chance.choice(_WRAPPERS)
            chosen[at] = before + command + after
        elif chance.random() < 0.3:
            chosen[at] = command + chance.choice((" ", "", " >")) + chance.choice(SHELL_TOKENS)
    line = chosen[0]
    for command in chosen[1:]:
        line += (
            chance.choice((" && ", " && ", " && ", "; ", " || ", " | ", " & ", " && \\\n    ", "; \\\n  ", "&&", ";"))
            + command
        )
    flags = chance.choice(("", "", "", "", "--mount=type=cache,target=/root/.cache ", "--network=none "))
    return _line_in(chance, text, "RUN " + flags + line)


_STEPS = re.compile(r"^RUN ((?:.*[\\`]\n)*.*)$", re.M)
_CONTINUATIONS = re.compile(r"[\\`]\n")
_OPERATORS = re.compile(r"&&|\|\||[;|&\n]")
_COMMANDS = (
    "set -e", "set -eux", "set +e", "set -o pipefail", "cd /tmp", "cd x", "export A=b", "A=b", "umask 077",
    "trap 'rm x' EXIT", "exit 0", "exec bash", "true", "! false", "rm -rf /tmp/x",
    "wget -O /tmp/a.tgz https://e.org/a.tgz", "tar xf /tmp/a.tgz -C /opt", "apt-get update",
    "apt-get install -y curl", "rm -rf /var/lib/apt/lists/*", "apk add --no-cache git", "pip install flask",
    "npm ci", "yarn install", "chown -R app:app /app", "chmod -R 755 /app", "useradd app", "echo a > b", "cat <<E",
    ". ./x", "eval $x", "alias a=b", "f() { a; }", "f", "hash -r", "ulimit -n 4", "read x", "wait", "kill %1",
    "sleep 1 &", "[ -f x ]", "[[ a == b ]]", "((a++))", "A=b c", "> x", "make -j$(nproc)", 'H=$H:$T/"" h', "y@",
    "a:b c", "/a@ b", "@a", "a%", "a+=b", "a[1]=b", "A=(b c)", "a{b,c}d", "~/x", "*", "?x", "$x", '"$x" y', "'a b'",
    "`a`", "$(a)", "$((1))", "<x a", "2>&1 a", "time a", "coproc a", "select a in b; do c; done",
)  # fmt: skip
_WRAPPERS = (
    ("(", ")"), ("( ", " )"), ("{ ", "; }"), ("! ", ""), ("if ", "; then a; fi"), ("if a; then ", "; fi"),
    ("while ", "; do a; done"), ("for i in a b; do ", "; done"), ("case a in b) ", ";; esac"), ("f() { ", "; }"),
    ("$(", ")"), ("echo $(", ")"), ("`", "`"), ("sh -c '", "'"), ('bash -ec "', '"'), ("sudo ", ""),
    ("env A=b ", ""), ("A=b ", ""), ("time ", ""), ("command ", ""), ("exec ", ""), ("", " &"), ("", " || true"),
    ("", " >/dev/null 2>&1"), ("", " | tee x"), ("xargs ", ""), ("eval '", "'"), ("\"", "\""), ("", " # a"),
    ("set -e; ", ""), ("cd a && ", ""),
)  # fmt: skip


def append_to_command(chance: random.Random, text: str, other: str) -> str:
    """Words of the shell at the end of a line."""
    breaks = [found.start() for found in re.finditer(r"\n|\Z", text)]
    at = chance.choice(breaks)
    return (
        text[:at]
        + chance.choice((" ", "", " && ", "; ", " & "))
        + " ".join(_words(chance, SHELL_TOKENS, 4))
        + text[at:]
    )


def change_keyword(chance: random.Random, text: str, other: str) -> str:
    """A line begins with another keyword, or with the same in another case."""
    starts = list(re.finditer(r"^[A-Za-z]+", text, re.M))
    if not starts:
        return text
    found = chance.choice(starts)
    new = chance.choice((*KEYWORDS, found[0].lower(), found[0].title(), "ONBUILD " + found[0]))
    return text[: found.start()] + new + text[found.end() :]


def heredoc(chance: random.Random, text: str, other: str) -> str:
    """A heredoc around some lines, its end left out now and then."""
    lines = _lines(text)
    at = chance.randint(0, len(lines))
    body = lines[at : at + chance.choice((0, 1, 3))]
    name = chance.choice(("EOF", "E", '"E"', "'E F'", "-E", "-'E'", "\\E", "E$A", "$E", "1", "é", " E"))
    bare = name.lstrip("-\\").strip("'\" ")
    opening = chance.choice(
        ("RUN <<", "RUN cat <<", "COPY <<", "RUN a <<", "ONBUILD RUN <<", "ADD <<", "RUN 3<<", "RUN <<A <<")
    )
    end = (
        ""
        if chance.random() < 0.2
        else chance.choice(("", "\t", " ")) + bare + chance.choice(("\n", "\n", "\r\n", " \n", ""))
    )
    return "".join(
        [
            *lines[:at],
            f"{opening}{name}{chance.choice(('', ' /x', ' sh', ' && a'))}\n",
            *body,
            end,
            *lines[at + len(body) :],
        ]
    )


def line_ends(chance: random.Random, text: str, other: str) -> str:
    """Windows line ends, all or some; or no line break at the end."""
    if chance.random() < 0.3:
        return text.rstrip("\n")
    share = chance.choice((1.0, 0.5, 0.1))
    return "".join("\r\n" if c == "\n" and chance.random() < share else c for c in text)


def directive(chance: random.Random, text: str, other: str) -> str:
    """A parser directive on top, which may change the escape character."""
    lines = (
        "# escape=`\n",
        "# escape=\\\n",
        "#escape=`\r\n",
        "# syntax=docker/dockerfile:1\n",
        "# check=error=true\n",
        "# escape=x\n",
        "#\n",
    )
    return (
        chance.choice(("", "", "\ufeff", "\n"))
        + chance.choice(lines)
        + (text.replace("\\\n", "`\n") if chance.random() < 0.5 else text)
    )


#: How often each is taken.
WEIGHTS: dict[Mutator, int] = {
    delete_characters: 4, replace_character: 4, insert_byte: 2, insert_odd: 3, insert_tokens: 8, replace_token: 7,
    delete_token: 6, move_token: 5, swap_tokens: 3, escape: 7, quote: 5, nest: 4, repeat_piece: 2, long_line: 1,
    delete_lines: 4, double_lines: 4, swap_lines: 3, join_lines: 5, break_line: 8, comments: 5, splice: 4,
    borrow_lines: 6, borrow_piece: 4, random_run: 6, other_steps: 12, random_instruction: 5, append_to_command: 6,
    change_keyword: 4, heredoc: 4, line_ends: 2, directive: 2,
}  # fmt: skip
MUTATORS, _SHARES = tuple(WEIGHTS), tuple(WEIGHTS.values())


def mutate(chance: random.Random, text: str, other: str) -> tuple[str, tuple[str, ...]]:
    """The text after one to six changes, and their names."""
    count = chance.choice((1, 1, 1, 2, 2, 3, 4, 6))
    chosen = chance.choices(MUTATORS, _SHARES, k=count)
    for change in chosen:
        text = change(chance, text, other)
    return text, tuple(change.__name__ for change in chosen)

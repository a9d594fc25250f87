"""Kinds of long Dockerfiles: each has a way of its own to cost more than its lines.

`KINDS[name](n)` is a Dockerfile of about `n` lines (or commands, or levels) of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import generate
from mixtures import MIXTURES


def _file(lines: Iterable[str], base: str = "debian:12") -> str:
    return "\n".join([f"FROM {base}", *lines]) + "\n"


def _wrapped(parts: Iterable[str], between: str = " \\\n    ") -> str:
    return between.join(parts)


def runs(n: int) -> str:
    """RUNs in a row that nothing keeps apart."""
    return _file(f"RUN echo {i} > /srv/f{i}" for i in range(n))


def tools(n: int) -> str:
    """RUNs in a row that look programs up and may replace them."""
    calls = ("pip install a{0}", "make a{0}", "curl -o /srv/{0} https://example.org/{0}", "npm run a{0}", "cp a{0} /")
    return _file(("RUN " + calls[i % len(calls)].format(i) for i in range(n)), "python:3.11")


def leaky(n: int) -> str:
    """RUNs in a row of which each leaves something in its shell."""
    calls = ("cd /srv && make a{0}", "export A{0}=1; echo $A{0}", "set -e; make {0}; true", "umask 022 && touch /a{0}")
    return _file("RUN " + calls[i % len(calls)].format(i) for i in range(n))


def apart(n: int) -> str:
    """RUNs in a row that must stay apart."""
    return _file(f"RUN service x{i} start" for i in range(n))


def apt(n: int) -> str:
    """Installations in a row, each with an update of its own."""
    return _file(f"RUN apt-get update && apt-get install -y x{i}" for i in range(n))


def apt_split(n: int) -> str:
    """The same in two RUNs."""
    return _file(("RUN apt-get update", f"RUN apt-get install -y x{i}")[i % 2] for i in range(n))


def apt_copy(n: int) -> str:
    """Installations with a COPY after each."""
    return _file((f"RUN apt-get update && apt-get install -y x{i}", f"COPY a{i} /srv/")[i % 2] for i in range(n))


def curl(n: int) -> str:
    """The same packages again and again, of which one recommends another."""
    return _file(f"RUN apt-get update && apt-get install -y curl git && curl https://a/{i}" for i in range(n))


def apt_stages(n: int) -> str:
    """Stages that install, and go on in the next."""
    body = "RUN apt-get update && apt-get install -y x{0}\nCOPY a{0} /srv/\n"
    return "FROM debian:12 AS s0\n" + "".join(body.format(i) + f"FROM s{i} AS s{i + 1}\n" for i in range(n // 3))


def pip(n: int) -> str:
    """Caches of pip, npm, yarn and more, COPY between."""
    calls = ("pip install a{0}", "npm install a{0}", "yarn install", "apk add a{0}", "dnf install -y a{0}", "go build")
    return _file((f"COPY a{i} /srv/", "RUN " + calls[i // 2 % len(calls)].format(i))[i % 2] for i in range(n))


def removed(n: int) -> str:
    """Archives that are fetched, copied and removed later."""
    fetch = "RUN curl -o /srv/a{0}.tgz https://example.org/a{0}.tgz"
    rows = (fetch, "RUN tar -xzf /srv/a{0}.tgz", "RUN rm /srv/a{0}.tgz", "COPY a{0}.tgz /tmp/")
    return _file(rows[i % 4].format(i // 4) for i in range(n))


def envs(n: int) -> str:
    """Different ENVs."""
    return _file(f"ENV A{i}=$B{i}x" for i in range(n))


def args(n: int) -> str:
    """Different ARGs, and their use."""
    return _file((f"ARG A{i}=1", f"RUN echo $A{i}")[i % 2] for i in range(n))


def paths(n: int) -> str:
    """An ENV that grows."""
    return _file([*(f"ENV PATH=$PATH:/srv/{i}/bin" for i in range(n)), "RUN make"])


def doubled(n: int) -> str:
    """An ENV that doubles: its value has no bound."""
    return _file(["ENV A=1234567890", *(["ENV A=$A$A"] * n), "RUN make"])


def volumes(n: int) -> str:
    """Different VOLUMEs, and RUNs below them."""
    return _file((f"VOLUME /v{i}", f"RUN make a{i}", f"RUN make b{i}")[i % 3] for i in range(n))


def workdirs(n: int) -> str:
    """A WORKDIR below the one before."""
    return _file(["WORKDIR a"] * n + ["RUN make"])


def users(n: int) -> str:
    """Users that take turns."""
    return _file((f"USER u{i}", f"RUN make a{i}")[i % 2] for i in range(n))


def labels(n: int) -> str:
    """One LABEL of many pairs, and RUNs with LABELs between."""
    pairs = _wrapped(f"l{i}=v" for i in range(n // 3))
    return _file([f"LABEL {pairs}", *((f"LABEL a{i}=1", f"RUN make {i}")[i % 2] for i in range(n * 2 // 3))])


def stages(n: int) -> str:
    """Stages, each with one RUN."""
    return "".join(f"FROM debian:12 AS s{i}\nRUN make {i}\n" for i in range(n // 2))


def chain(n: int) -> str:
    """Stages, each FROM the one before."""
    return "FROM debian:12 AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\nRUN make {i}\n" for i in range(n // 2))


def edges(n: int) -> str:
    """Stages, each with COPY --from the one before."""
    copies = (f"FROM a AS s{i + 1}\nCOPY --from=s{i} /out /out\n" for i in range(n // 2))
    return "FROM debian:12 AS s0\n" + "".join(copies)


def star(n: int) -> str:
    """Stages, all of them copied into the last."""
    made = "".join(f"FROM a AS s{i}\nRUN apt-get update && apt-get install -y x\n" for i in range(n // 3))
    return f"{made}FROM b\n" + "".join(f"COPY --from=s{i} / /\n" for i in range(n // 3))


def unsure(n: int) -> str:
    """Stages of a base that a build argument tells."""
    return "ARG B=debian\n" + "".join(f"FROM $B AS s{i}\nRUN apt-get update\n" for i in range(n // 2))


def unsure_below(n: int) -> str:
    """The same below one that ships."""
    return unsure(n).replace("\n", "\nFROM debian AS base\n", 1) + "FROM base\nRUN pip install x\n"


def chowned(n: int) -> str:
    """Many COPYs, then a chown of all."""
    return _file([*(f"COPY a{i} /srv/a{i}" for i in range(n)), "RUN chown -R www-data:www-data /srv"])


def chowns(n: int) -> str:
    """COPYs, each with its chown and chmod."""
    rows = ("COPY a{0} /srv/a{0}", "RUN chown -R www-data /srv/a{0}", "RUN chmod +x /srv/a{0}")
    return _file(rows[i % 3].format(i // 3) for i in range(n))


def chowns_after(n: int) -> str:
    """Many COPYs, then as many chowns."""
    copies = (f"COPY a{i} /srv/a{i}" for i in range(n // 2))
    return _file([*copies, *(f"RUN chown www-data /srv/a{i}" for i in range(n // 2))])


def chowned_paths(n: int) -> str:
    """Two chowns of the same many paths."""
    paths = " ".join(f"/srv/a{i}" for i in range(n))
    return _file(["COPY . /srv", f"RUN chown -R app {paths}", f"RUN chown -R app {paths}"])


def onbuild(n: int) -> str:
    """A long ONBUILD."""
    return _file((f"ONBUILD RUN make a{i}", f"ONBUILD COPY a{i} /srv/")[i % 2] for i in range(n))


def onbuild_runs(n: int) -> str:
    """ONBUILD RUNs in a row, and an installation before each."""
    return _file((f"RUN apt-get update && apt-get install -y a{i}", f"ONBUILD RUN make a{i}")[i % 2] for i in range(n))


def commands(n: int) -> str:
    """One RUN of many commands."""
    return _file(["RUN " + _wrapped((f"make a{i}" for i in range(n)), " \\\n    && ")])


def statements(n: int) -> str:
    """The same with `;`."""
    return _file(["RUN set -e; " + _wrapped((f"cp a{i} /srv/" for i in range(n)), "; \\\n    ")])


def piped(n: int) -> str:
    """One pipeline."""
    return _file(["RUN " + _wrapped((f"sort a{i}" for i in range(n)), " | \\\n    ")])


def words(n: int) -> str:
    """One command of many words."""
    return _file(["RUN apt-get update && apt-get install -y \\\n    " + _wrapped(f"x{i}" for i in range(n))])


def installs(n: int) -> str:
    """One RUN of many installations."""
    calls = ("apt-get update", "apt-get install -y x{0}", "pip install x{0}", "rm -rf /tmp/x{0}")
    return _file(["RUN " + _wrapped((calls[i % 4].format(i) for i in range(n)), " \\\n    && ")])


def moves(n: int) -> str:
    """One RUN that changes its folder and its variables."""
    calls = ("cd /srv/x{0}", "A=$A{0}", "mkdir -p a{0}", "chown -R www-data a{0}")
    return _file(["RUN " + _wrapped((calls[i % 4].format(i) for i in range(n)), " \\\n    && ")])


def heredoc(n: int) -> str:
    """A heredoc RUN of many lines."""
    return _file(["RUN <<EOF", *(f"make a{i}" for i in range(n)), "EOF"])


def heredocs(n: int) -> str:
    """A RUN or COPY of many heredocs."""
    names = [f"F{i}" for i in range(n // 3)]
    return _file(["COPY " + " ".join(f"<<{name}" for name in names) + " /srv/", *(f"x\n{name}" for name in names)])


def shell_heredoc(n: int) -> str:
    """A copied file, and a script in a heredoc that is run after an installation."""
    return _file(["RUN apt-get update", "RUN <<EOF", *(f"apt-get install -y a{i}" for i in range(n)), "EOF"])


def substitutions(n: int) -> str:
    """`$(` in itself."""
    return _file(["RUN echo " + "$(echo \\\n" * n + ")" * n])


def groups(n: int) -> str:
    """`{` in itself."""
    return _file(["RUN " + "{ \\\n" * n + "make" + "; }" * n])


def subshells(n: int) -> str:
    """`(` in itself."""
    return _file(["RUN " + "( \\\n" * n + "make" + " )" * n])


def conditions(n: int) -> str:
    """`if` in itself."""
    return _file(["RUN " + "if true; then \\\n" * n + "make; " + "fi; " * n])


def defaults(n: int) -> str:
    """`${a:-` in itself, in RUN, ENV and COPY."""
    deep = "${a:-\\\n" * n + "}" * n
    return _file([f"RUN echo {deep}", f"ENV A={deep}", f"COPY {deep} /srv/"])


def quoted(n: int) -> str:
    """Quotes and substitutions in turn."""
    return _file(["RUN echo " + '"$(echo \\\n' * n + ')"' * n])


def strings(n: int) -> str:
    """Many quoted words with something to expand."""
    return _file(["RUN echo " + _wrapped(f"\"a${{B{i}:-c}}d\" 'e{i}'" for i in range(n))])


def open_quotes(n: int) -> str:
    """Quotes that nothing ends."""
    return _file(["RUN echo " + "\\\n".join(["'a' \""] * n) + "$("])


def eval_nested(n: int) -> str:
    """`sh -c` in a row."""
    return _file(["RUN " + _wrapped((f"sh -c 'cd /srv && make {i}'" for i in range(n)), " \\\n    && ")])


def long_lines(n: int) -> str:
    """One RUN of 160 bytes a line, 10 MB for 64,000: in lines of almost what BuildKit takes."""
    row = "echo " + "x" * 55 + " && "
    line = row * (64_000 // len(row))
    count = max(1, n * 160 // len(line))
    return _file(["RUN " + "\\\n".join([line] * count) + "true"])


def json(n: int) -> str:
    """One exec form of many words."""
    return _file(["RUN [" + ", \\\n".join(['"a"'] * n) + "]"])


def comments(n: int) -> str:
    """Comments between two RUNs, and inside one."""
    rows = [f"# {i}" for i in range(n // 2)]
    return _file([*rows, "RUN make a", *rows[: n // 4], "RUN make b && \\", *rows[: n // 4], "    make c"])


def commented(n: int) -> str:
    """RUNs with a comment above each."""
    return _file((f"# {i}", f"RUN make a{i}")[i % 2] for i in range(n))


def ignore_comments(n: int) -> str:
    """RUNs with an ignore comment above each."""
    rows = ("# hadolint ignore=DL3009", "RUN apt-get update && apt-get install -y x{0}")
    return _file(rows[i % 2].format(i) for i in range(n))


def blanks(n: int) -> str:
    """Empty lines, between instructions and in one."""
    return _file([*[""] * (n // 2), "RUN make a && \\", *[""] * (n // 2), "    make b", "RUN make c"])


def spaces(n: int) -> str:
    """Lines of blanks, and words far apart."""
    return _file([*[" " * 40] * (n // 2), "RUN make" + (" " * 40 + "\\\n") * (n // 2) + "b", "RUN make c"])


def escapes(n: int) -> str:
    """Backslashes."""
    many = "\\" * 51
    return _file([*[f"ENV A={many}x"] * (n // 2), "RUN echo " + f"{many}\\ \n" * (n // 2) + "x"])


def froms(n: int) -> str:
    """Nothing but FROM, each of the one before."""
    return "FROM debian:12 AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\n" for i in range(n))


def copied_scripts(n: int) -> str:
    """Scripts of the context, and RUNs that run them."""
    return _file((f"COPY s{i}.sh /srv/", f"RUN /srv/s{i}.sh")[i % 2] for i in range(n))


def mounted(n: int) -> str:
    """RUNs with mounts."""
    return _file(f"RUN --mount=type=cache,target=/root/.cache/pip pip install a{i}" for i in range(n))


KINDS: dict[str, Callable[[int], str]] = {
    "mixed": generate.long_file,
    **{
        make.__name__: make
        for make in (
            runs, tools, leaky, apart, apt, apt_split, apt_copy, curl, apt_stages, pip, removed, envs, args, paths,
            doubled, volumes, workdirs, users, labels, stages, chain, edges, star, unsure, unsure_below, chowned,
            chowns, chowns_after, chowned_paths, onbuild, onbuild_runs, commands, statements, piped, words, installs,
            moves, heredoc, heredocs,
            shell_heredoc, substitutions, groups, subshells, conditions, defaults, quoted, strings, open_quotes,
            eval_nested, long_lines, json, comments, commented, ignore_comments, blanks, spaces, escapes, froms,
            copied_scripts, mounted,
        )
    },
    **MIXTURES,
}  # fmt: skip

"""Hypothesis strategies for RUN bodies that cover the whole merging table.

Every body is one logical line, as a RUN without heredoc is. Names stay inside the working directory, so
that the sandbox needs no chroot. Loops end under every plan.
"""

from __future__ import annotations

import functools

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

#: Programs as real files call them; what a merge rule knows of them differs.
PROGRAMS = (
    "foo", "bar a b", "baz --opt=x", "apt-get update", "apt-get install -y curl", "apk add --no-cache git",
    "make", "make install", "pip install -U pip", "pip install x", "npm i -g npm", "curl -o f http:x",
    "tar xf a.tar", "ln -s a b", "cp a b", "mv a b", "rm -rf d1/x", "mkdir -p d3", "touch f", "chmod +x f",
    "useradd app", "git clone x", "find . -name '*.x' -exec rm {} \\;", "sed -i 's/a/b/' f",
    "sh -c 'foo; bar'", "bash x.sh", "sudo foo", "env A=1 foo", "xargs foo", "python -m x", "./configure",
    "d1/run",
)  # fmt: skip
BUILTINS = (
    "true", "false", ":", "echo hi", "echo $V >f", "printf x", "test -f f", '[ -n "$V" ]', "umask", "pwd",
    "cd .", "command -v foo",
)  # fmt: skip
#: Words that tell whether anything leaked.
WORDS = (
    "a", "'q w'", '"$V"', "$V", "$W", '"${V:-d}"', "*", "$1", "$#", '"$@"', "$?", "$(foo)", "`bar`",
    "$((1 + 2))", 'a\\ b', "'#x'", "x#y", '"a;b && c"', "';'", "$PWD", "${OLDPWD-}", "$-", "d*", "{a,b}",
    "'$V'", '"`foo a`"', "--", "-e", "$(cd d1; pwd)", "$(exit 3)", "!",
    '"$(false; foo)"', "$(foo; bar a)", "$(foo x && bar; baz)", "$_", "$!", "$LINENO", "$0",
)  # fmt: skip
#: State that a new shell would not have, in sh.
LEAKS = (
    "cd d1", "cd d1 && cd sub", "cd -", "cd $V", "V=1", "V=1 W=$V", "V=$(foo)", "export V=1", "export V",
    "unset V HOME", "readonly V=1", "umask 077", "set -- a b", "shift", "set -f", "set -u", "set -x",
    "set -C", "set -a", "set +e", "IFS=:", "ulimit -n 40", ": ${V:=z}", ": $((V = 3))", "exec >f",
    "exec 3>f", "exec 2>&1", "exec foo", "exit", "exit 0", "exit 3", "return 0", "eval 'V=1'", "eval cd d1",
    "command cd d1", "alias foo=bar", "trap 'foo' EXIT", "trap 'bar $?' 0", "trap - EXIT", "hash foo",
    "foo() { bar; }", "f() { cd d1; }; f", "f() ( cd d1 ); f", "getopts a V -a", "read V",
    "for V in a b; do foo; done", "echo V=1 >e.sh && . ./e.sh", "break", "local V=1", "unset -f foo",
    "cd d1 2>f || true", "{ cd d1; }", "if cd d1; then foo; fi", "! cd d1", "V=1 export W=2", "V=1 :",
    "wait", "foo & wait", "set -o pipefail", "set -v", "set -x && foo", "hash -r", "type foo", "times",
    "exec 3>&- 4<d1", "cd d1 && exec >f", "trap foo INT EXIT", "(exit 3)", "kill -0 $$",
)  # fmt: skip
BASH_LEAKS = (
    "pushd d1", "popd", "shopt -s nullglob", "shopt -s extglob", "declare -x V=1", "((V = 3))", "let V=3",
    "printf -v V x", "read V <<<x", "mapfile -t V <<<x", "set -o pipefail", "trap 'foo' ERR",
    "trap 'foo' DEBUG", "set -E", "export -f foo", "function foo { bar; }", "source ./e.sh", "V=(a b)",
    "shopt -s expand_aliases", "set -o posix", "builtin cd d1", "typeset V=1", "enable -n echo",
    "exec {fd}>f", "select V in a; do break; done",
)  # fmt: skip
BASH_TESTS = (
    '[[ -n "$V" ]]', "[[ a == a* && -f f ]]", 'foo <<<"$V"', "foo |& bar", "foo &>f", "(( 1 + 1 ))",
    "time foo", "echo {1..3}",
)  # fmt: skip
ERREXIT = (
    "set -e", "set -eu", "set -ex", "set -eux", "set -o errexit", "set -xe", "set -e -x",
    "set -u -o errexit", "set -ex", "set -e",
)  # fmt: skip
REDIRECTIONS = (
    "", "", "", "", "", " >f", " >>f", " 2>&1", " >/dev/null", " 2>/dev/null >&2", " <d1", " </dev/null",
    " 3>&1",
)  # fmt: skip


def commands(bash: bool) -> SearchStrategy[str]:
    """One simple command, harmless or not."""
    names, redirections = st.sampled_from(PROGRAMS), st.sampled_from(REDIRECTIONS)
    program = st.tuples(names, _arguments(), redirections).map("".join)
    prefixed = st.builds(lambda v, p: f"V={v} {p}", st.sampled_from(("1", "$W", "'a b'")), names)
    leaks = LEAKS + BASH_LEAKS if bash else LEAKS
    kinds = [program, program, program, st.sampled_from(BUILTINS), st.sampled_from(leaks), prefixed]
    if bash:
        kinds.append(st.sampled_from(BASH_TESTS))
    return st.one_of(kinds)


def _arguments() -> SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS).map(" {}".format), max_size=2).map("".join)


def _compound(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    """Compounds and lists over `inner`; each gives a complete list without its last separator."""
    pair = st.tuples(inner, inner)
    closed = inner.map(lambda text: text if text.endswith("&") else text + ";")
    return st.one_of(
        pair.map(lambda p: f"{p[0]} && {p[1]}"),
        pair.map(lambda p: f"{p[0]} && {p[1]}"),
        pair.map(lambda p: f"{p[0]} || {p[1]}"),
        pair.map(lambda p: f"{p[0]}; {p[1]}"),
        pair.map(lambda p: f"{p[0]} | {p[1]}"),
        pair.map(lambda p: f"{p[0]} & {p[1]}"),
        inner.map(lambda text: f"{text} &"),
        inner.map(lambda text: f"! {text}"),
        inner.map(lambda text: f"( {text} )"),
        closed.map(lambda text: f"{{ {text} }}"),
        closed.map(lambda text: f"f() {{ {text} }}; f"),
        closed.map(lambda text: f"for v in a b; do {text} done"),
        closed.map(lambda text: f"while foo w; do {text} break; done"),
        closed.map(lambda text: f"until ! foo u; do {text} break; done"),
        inner.map(lambda text: f"case $V in '') {text} ;; a|b) foo ;; *) bar;; esac"),
        st.tuples(inner, closed, closed).map(lambda t: f"if {t[0]}; then {t[1]} else {t[2]} fi"),
        st.tuples(closed, inner).map(lambda t: f"{{ {t[0]} }} >f && {t[1]}"),
    )


def _well_formed(text: str) -> bool:
    """No `&` or `!` where the operator after or before it makes a syntax error of it."""
    return not any(bad in text for bad in ("& &&", "& ||", "& |", "& ;", "&; ", "! !", "| !", "& &"))


@st.composite
def bodies(draw: DrawFn, bash: bool = False) -> str:
    """A RUN body: mostly short chains, now and then anything at all."""
    return draw(_bodies(bash))


@functools.cache
def _bodies(bash: bool) -> SearchStrategy[str]:
    chain = st.lists(commands(bash), min_size=1, max_size=3).map(" && ".join)
    nested = st.recursive(commands(bash), _compound, max_leaves=4)
    wild = st.deferred(lambda: nested)  # its repr has megabytes otherwise
    errexit = st.sampled_from(ERREXIT)
    items = st.lists(commands(bash), min_size=1, max_size=3).map("; ".join)
    listed = st.builds("{}; {}".format, errexit, items)
    chained = st.builds("{} && {}".format, errexit, wild)
    plain = st.lists(st.sampled_from(PROGRAMS), min_size=1, max_size=3).map(" && ".join)
    text = st.one_of(plain, chain, wild, wild, listed, chained, errexit)
    ends = st.sampled_from(("", "", "", "", "", "", "", ";", " ;", " # note", "  "))
    return st.builds(lambda body, end: body + end, text, ends).filter(_well_formed)

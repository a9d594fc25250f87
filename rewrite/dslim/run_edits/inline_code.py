"""Whether code that stands in a RUN itself (`python -c`, `perl -e`, `R -e`) may do more than print, import, install.

What a word of the code does is known from dslim/tools/inline_words.py; code with any other word may do anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.facts.build_context.code_given import codes_given
from dslim.facts.nested_scripts import every_invocation, invocations_of, nested_texts, source_of
from dslim.run_edits.foreign_code_hazards import has_foreign_hazard
from dslim.shell import Invocation, Script, Simple, Word, commands, walk
from dslim.shell.tree import Pipeline
from dslim.support.lazy_regex import regex
from dslim.support.memo import once
from dslim.tools import find_interpreter, inline_words
from dslim.tools.code_runners import code_runner

#: Longer code is not read.
MAX_CODE = 5_000
_AWKS = regex(r"[gmn]?awk|original-awk")
_TEXTS_OF_AWK = regex(r"\"(?:\\.|[^\"\\])*\"|(?<![\w)])/(?:\\.|[^/\\\n])*/")
_AWK_STARTS = regex(r"\bsystem\s*\(|(?<!\|)\|(?!\|)")
_LONE_VARIABLE = regex(r"\$\{?\w+\}?|\$\(.*\)|`.*`")
#: After these options a code follows; perl and ruby bundle them: `-ne`, `-pi -e`, `-lane`.
_INLINE = {
    "python": regex(r"-[A-Za-z]*c\Z"), "perl": regex(r"-[a-zA-Z0-9]*[eE]\Z"), "ruby": regex(r"-[a-zA-Z0-9]*e\Z"),
    "node": regex(r"(-[pe]|-pe|--eval|--print)\Z"), "php": regex(r"(-[rBRE]|--run)\Z"), "R": regex(r"-e\Z"),
    "lua": regex(r"-e\Z"), "deno": regex(r"eval\Z"), "bun": regex(r"(-e|--eval|-p)\Z"), "tcl": regex(r"-c\Z"),
    "julia": regex(r"-[eE]\Z"),
}  # fmt: skip
_WORDS = {
    "perl": inline_words.PERL_WORDS, "ruby": inline_words.RUBY_WORDS, "node": inline_words.NODE_WORDS,
    "php": inline_words.PHP_WORDS, "R": inline_words.R_WORDS, "lua": frozenset({"print"}),
    "julia": inline_words.JULIA_WORDS, "bun": inline_words.NODE_WORDS, "deno": inline_words.NODE_WORDS,
}  # fmt: skip
_TEXTS = regex(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
#: What a text may hold that runs: `"@{[ system(x) ]}"` in perl, `"#{x}"` in ruby.
_RUNS_IN_TEXT = regex(r"@\{|\$\{\\|#\{|\$\(|child_process|cluster|worker_threads|shelljs|execa|cross-spawn|node-pty")
_REPLACES = regex(r"(?<![\w$@%&])(?:s|y|tr)\s*([^\w\s=,;){(\[<])(?:\\.|(?!\1)[^\\])*\1(?:\\.|(?!\1)[^\\])*\1([a-z]*)")
_REPLACES_IN_BRACES = regex(r"(?<![\w$@%&])(?:s|y|tr)\s*\{(?:\\.|[^{}\\])*\}\s*\{(?:\\.|[^{}\\])*\}([a-z]*)")
_MATCHES = regex(r"(?<![\w)\]}])(?:m\s*([^\w\s=,;){(\[<])(?:\\.|(?!\1)[^\\])*\1|/(?:\\.|[^/\\\n])*/)[a-z]*")
_IMPORTS = regex(r"\b(?:use|no|require|import)\s+[A-Z][\w:]*")
_OWN_NAMES = regex(
    r"\b(?:const|let|var|my|our|local)\s+(\w+)|\b(\w+)\s*(?:=>|=(?![=~])|<-)|(?<![:?])\b(\w+)\s*:(?!:)|\|\s*(\w+)(?:\s*,\s*(\w+))?\s*\|"
    r"|\((\w+)\)\s*=>"
)
_CALLED = regex(r"\b(\w+)\s*\(")
_QUOTED = regex(r"\bq[qw]?\s*(?:\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|/[^/]*/|\|[^|]*\|)")
_NAME = regex(r"(?<![\w$@%&])[A-Za-z_][\w]*")
_SIGILS = regex(r"[$@%]\{?\^?\w+\}?")


_MAY_DO_MORE = "of which dslim cannot tell that it only prints, imports modules or installs packages"


@once
def why_inline_code_forbids(script: Script) -> str | None:
    """Why code that a script hands to an interpreter may do anything; None where it hands over none, or harmless."""
    for call in every_invocation(script):
        for language, code in codes_of_call(call):
            if not is_harmless(language, code):
                return f"`{call.name}` runs code {_MAY_DO_MORE}"
        if any(re.search(row.starts, code) for row, code in codes_given(call)):
            return f"`{call.name}` runs code that starts a program"
        if _AWKS.fullmatch(call.name or "") and any(map(_starts_in_awk, call.argv[1:])):
            return f"`{call.name}` runs code that starts a program"
    for text in nested_texts(script):
        for name, language, code in _codes_on_input(text) if isinstance(text, Script) else ():
            row = code_runner(name) if not language else None
            if code == "\0" and row is not None:
                return f"`{name}` runs code from the command before it in the pipe, which dslim cannot read"
            if not is_harmless(language, code) if row is None else re.search(row.starts, code):
                return f"`{name}` runs code from its input {_MAY_DO_MORE}"
    return None


def _starts_in_awk(word: Word) -> bool:
    return _AWK_STARTS.search(_TEXTS_OF_AWK.sub('""', source_of(word))) is not None


def _codes_on_input(text: Script) -> Iterator[tuple[str, str, str]]:
    """(program, language, code) of what interpreters read on standard input: heredocs, and what is printed into a pipe.

    A pipe from anything else but a download gives no code that is harmless: a word that no language knows.
    """
    for node in walk(text):
        if isinstance(node, Simple):
            for call in invocations_of(node):
                for redirect in node.redirects if reads_code(call) or _may_read_code(call) else ():
                    if redirect.op.startswith("<<"):
                        span = redirect.heredoc.span if redirect.heredoc is not None else None
                        code = text.text[slice(*span)] if span is not None else source_of(redirect.target)
                        yield call.name or "", language_of(call), code
        elif isinstance(node, Pipeline) and isinstance(last := node.members[-1], Simple):
            before = [call for one in node.members[:-1] for simple in commands(one) for call in invocations_of(simple)]
            names = {call.name for call in before}
            for call in invocations_of(last):
                is_runner = _may_read_code(call) and (names <= {"echo", "printf"} or _has_only_its_input(call))
                if (reads_code(call) and names.isdisjoint({"curl", "wget"})) or (is_runner and names != {"cat"}):
                    printed = len(before) == 1 and names <= {"echo", "printf"}
                    words = [source_of(word) for word in before[0].argv[1:]] if printed else ["\0"]
                    yield call.name or "", language_of(call), " ".join(words)


def language_of(call: Invocation) -> str:
    """The language that an interpreter reads; '' for no interpreter, or one that is given no code in its words."""
    interpreter = find_interpreter(call.name)
    return interpreter.interprets if interpreter is not None and interpreter.interprets in _INLINE else ""


def reads_code(call: Invocation) -> bool:
    """Whether a call is an interpreter that takes its code from standard input."""
    words = call.texts
    return language_of(call) != "" and all(word in ("-", "--", "-u", "-q", "/dev/stdin") for word in words)


def _may_read_code(call: Invocation) -> bool:
    """Whether a call runs a program of tools/code_runners.py that may take code from standard input."""
    row = code_runner(call.name or "")
    return row is not None and row.reads_input


def _has_only_its_input(call: Invocation) -> bool:
    """Whether such a program is given no code and no file, so that what it reads is code."""
    row = code_runner(call.name or "")
    return row is not None and row.operands == "file" and all(text.startswith("-") for text in call.texts)


def codes_of_call(call: Invocation) -> Iterator[tuple[str, str]]:
    """(language, code) of each code that a call is given as an argument."""
    language = language_of(call)
    if not language:
        return
    option = _INLINE[language]
    words = call.argv[1:]
    for before, word in zip(words, words[1:]):
        if before.literal is not None and option.match(before.literal):
            yield language, source_of(word)
            if language not in ("R", "perl", "ruby"):
                return
    last = words[-1] if words else None
    if last is not None and last.literal is not None and (glued := re.fullmatch(r"-[cer](['\"\w].+)", last.literal)):
        yield language, glued[1]


def is_harmless(language: str, code: str) -> bool:
    """Whether code does no more than print, import, compute and install."""
    if len(code) > MAX_CODE or "\0" in code or _LONE_VARIABLE.fullmatch(code.strip()) or has_foreign_hazard(code):
        return False
    if language == "python":
        from dslim.run_edits.inline_python import is_harmless_python  # few files have any

        return is_harmless_python(code)
    words = _WORDS.get(language)
    return words is not None and _says_only(code, words, language)


def _says_only(code: str, known: frozenset[str], language: str) -> bool:
    """Whether all words of a code, outside of its texts, are known."""
    if language == "perl":
        for pattern in (_REPLACES, _REPLACES_IN_BRACES):
            if any("e" in (found[found.lastindex or 0] or "") for found in pattern.finditer(code)):
                return False
            code = pattern.sub(" ", code)
        if _RUNS_IN_TEXT.search(code):
            return False
        code = _QUOTED.sub(" ", code)
    texts = "".join(_TEXTS.findall(code))
    if _RUNS_IN_TEXT.search(texts):
        return False
    bare = _TEXTS.sub(" ", code)
    if language in ("perl", "ruby", "node"):
        bare = _MATCHES.sub(" ", bare)
    if "`" in bare or (language == "perl" and re.search(r"<\$?\w*[|]|\|\s*$|[%q]x\W", bare)):
        return False
    bare = _IMPORTS.sub(" ", bare)
    own = {name for found in _OWN_NAMES.findall(bare) for name in found if name}
    names = set(_NAME.findall(_SIGILS.sub(" ", bare)))
    return names <= known | own and (own - known).isdisjoint(_CALLED.findall(bare))

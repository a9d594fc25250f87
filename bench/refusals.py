"""What does dslim leave, and does it say why? `python bench/refusals.py LIST [--show N] [--against JSON] [--json FILE]`

LIST is a text file with the path of a Dockerfile a line. Runs `dslim fix` (that of PYTHONPATH) as users do, and counts
(1) the reasons of what was not fixed, by the kinds of KINDS; (2) what still leaks in a stage that ships: package lists,
caches, a chown or chmod of what a COPY brought, each with the reason that stands on its RUN, or without any: silent;
(3) what became of each leak that stood in the file: gone, offered (--unsafe-fixes takes it away), told which line to
write, refused, silent.
Nothing of dslim is imported: the file is read by regular expressions that are coarse on purpose.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

#: Name of a row -> the words of its reasons.
KINDS = {
    "removes the working directory": r"may (move|remove|replace) the working directory",
    "gpg-agent or dirmngr": r"gpg-agent|dirmngr",
    "replaces the shell": r"run in the old shell",
    "folder of PATH from a COPY": r"whether the COPY|a folder or a file|may be a folder",
    "path known only at run time": r"known only (at|when)|only the (build|run)|run time|not known (when|until)",
    "USER or root not known": r"USER|not known to be root|starts as root|may not be root",
    "context has no path": r"not found in the build context",
    "updates only": r"only updates",
    "base SHELL not known": r"SHELL is not known",
    "installer or script not read": r"not read|installer|cannot be read|does is not known",
}
#: What a reason says that names the line to write, or what to write in its place.
LIFTS = re.compile(r": (write|name|make|copy|create|add) |: write --ch")
RUN_FAMILY = {"SL101", "SL102", "SL103"}
RULES_OF = {
    "apt lists": {"SL201", "SL103"},
    "apk index": {"SL202"},
    "rpm cache": {"SL203"},
    "pip cache": {"SL205"},
    "npm cache": {"SL206"},
    "chown": {"SL301", "SL303", "SL304", "SL305", "SL403"},
    "chmod": {"SL302", "SL303", "SL304"},
}


#: Kind of cache -> (calls that fill it, what cleans it, a mount that holds it, variables that choose another).
CACHES = {
    "apt lists": (
        r"(apt-get|apt|aptitude)\b(.* )?update\b",
        r"rm .*/var/lib/(apt|\*|\{)|dist-?clean|find /var/lib/apt",
        "/apt",
        "",
    ),
    "apk index": (r"apk\b.*(--update|\bupdate\b| -U\b|upgrade)", r"rm .*/var/cache|rm .*/lib/apk", "apk", ""),
    "rpm cache": (
        r"(yum|dnf|microdnf|tdnf)\b.* (install|update|upgrade)\b",
        r"(yum|dnf|microdnf|tdnf)\b.* clean|rm .*/var/cache",
        "/cache",
        "",
    ),
    "pip cache": (
        r"(\S*/)?(pip3?(\.\d+)?|python[\d.]* -m pip)\b.*\binstall\b",
        r"rm .*\.cache|pip3? cache purge|rm .*/root/?(\*|\s|$)",
        ".cache",
        "PIP_NO_CACHE_DIR|PIP_CACHE_DIR|XDG_CACHE",
    ),
    "npm cache": (
        r"npm\b.* (install|ci|i|add)\b",
        r"npm cache (clean|clear)|rm .*(\.npm|/tmp)",
        "npm",
        "npm_config_cache",
    ),
}
#: Kind of cache -> the switch of a call that does not fill it.
SWITCHES = {"apk index": "--no-cache", "pip cache": "--no-cache"}


class Instruction(NamedTuple):
    """One instruction: its word, its text without continuations, its offsets and its lines, 1-based."""

    word: str
    text: str
    start: int
    end: int
    first: int
    last: int
    ignored: bool


class Leak(NamedTuple):
    kind: str
    instruction: Instruction


def instructions(text: str) -> list[Instruction]:
    """The instructions of a file, heredocs with the line that begins them."""
    found: list[Instruction] = []
    escape = "`" if re.match(r"(?i)(\s*#[^\n]*\n)*\s*#\s*escape\s*=\s*`", text) else "\\"
    lines = text.splitlines(keepends=True)
    at, offset, ignored = 0, 0, False
    parts: list[str]
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            told = re.search(r"(hadolint|dslim|check).*(ignore|skip)", lines[at])
            ignored = told is not None or (ignored and lines[at].strip() != "")
            offset, at = offset + len(lines[at]), at + 1
            continue
        first, start, parts = at, offset, []
        while at < len(lines):
            line = lines[at]
            offset, at = offset + len(line), at + 1
            bare = line.strip()
            if parts and (not bare or bare.startswith("#")):
                continue
            if bare.endswith(escape):
                parts.append(bare[:-1] + " ")
                continue
            parts.append(bare)
            break
        body = "".join(parts)
        if re.match(r"(?i)(onbuild\s+)?(run|copy|add)\b", body):
            for end in re.findall(r"<<-?\s*[\"']?(\w+)[\"']?", body):
                while at < len(lines):
                    line = lines[at]
                    offset, at = offset + len(line), at + 1
                    if line.strip() == end:
                        break
                    body += "\n" + line.strip()
        word, _, rest = body.partition(" ")
        found.append(Instruction(word.upper(), rest, start, offset, first + 1, at, ignored))
        ignored = False
    return found


def shipping(found: list[Instruction]) -> list[list[Instruction]]:
    """The stages that the last image is made of, each the list of its instructions, FROM first."""
    stages: list[list[Instruction]] = []
    for one in found:
        if one.word == "FROM":
            stages.append([])
        if stages:
            stages[-1].append(one)
    names: dict[str, int] = {}
    bases: list[str] = []
    for number, stage in enumerate(stages):
        words = [w for w in stage[0].text.split() if not w.startswith("--")]
        bases.append(words[0].lower() if words else "")
        if len(words) > 2:
            names[words[2].lower()] = number
    wanted, number = [], len(stages) - 1
    while number is not None and number >= 0 and number not in wanted:
        wanted.append(number)
        number = names.get(bases[number], -1)
    return [stages[n] for n in sorted(wanted)]


def calls(text: str) -> list[str]:
    """The commands of a shell text, roughly."""
    return [part.strip(" (){}'\"") for part in re.split(r"&&|\|\||[;|\n]", text) if part.strip()]


def leaks(text: str, folder: Path | None = None) -> Iterator[Leak]:
    """What a file leaves in the image; `folder`: where it lies, for the scripts that it copies."""
    for stage in shipping(instructions(text)):
        env, copied = "", []
        for one in stage:
            if one.word in ("ENV", "ARG"):
                env += one.text + "\n"
            if one.word in ("COPY", "ADD"):
                words = [w.strip("[]\",") for w in one.text.split() if not w.startswith("--")]
                flags = " ".join(w for w in one.text.split() if w.startswith("--"))
                copied.append((words[-1] if words else "", words[:-1], flags))
            if one.word != "RUN" or one.ignored or one.text.startswith("["):
                continue
            scripts = copied_scripts(one.text, copied, folder) if folder is not None else ""
            for kind in dict.fromkeys(kinds_of_leak(one.text, env, copied, scripts)):
                yield Leak(kind, one)


def copied_scripts(run: str, copied: list[tuple[str, list[str], str]], folder: Path) -> str:
    """The texts of the scripts of the repository that a RUN calls by the path or name that a COPY gave them."""
    found = []
    for target, sources, flags in copied:
        for source in sources if "--from" not in flags else ():
            called = target.rstrip("/") if len(sources) == 1 and not target.endswith("/") else source
            if re.search(rf"(^|[\s/]){re.escape(called.rpartition('/')[2])}(\s|$)", run):
                for above in (folder, *list(folder.parents)[:4]):
                    file = above / source.lstrip("/")
                    if file.is_file() and file.stat().st_size < 100_000:
                        found.append(file.read_text(errors="replace"))
                        break
    return "\n".join(found)


def kinds_of_leak(
    run: str, env: str, copied: list[tuple[str, list[str], str]], scripts: str = ""
) -> Iterator[str]:
    mounts = " ".join(re.findall(r"--mount=\S+", run))
    commands = calls(re.sub(r"--mount=\S+", "", run))
    rest = "\n".join(commands)
    for kind, (fills, cleans, mount, env_off) in CACHES.items():
        bare = [c for c in commands if re.match(r"(sudo )?(\S+=\S+ )*" + fills, c)]
        if not bare or mount in mounts or (env_off and re.search(env_off, env + run)):
            continue
        after = rest[rest.rindex(bare[-1]) :] if kind == "apt lists" else rest
        switch = SWITCHES.get(kind)
        if not re.search(cleans, f"{after}\n{scripts}") and not (switch and all(re.search(switch, c) for c in bare)):
            yield kind
    for name in ("chown", "chmod"):
        for command in commands:
            is_change = re.match(rf"(sudo )?{name} ", command) is not None and _touches(command, copied)
            if is_change and not _is_rewritten(command, commands):
                yield name


def _is_rewritten(command: str, commands: list[str]) -> bool:
    """Whether a `sed -i` before it in the RUN has stored anew all that a chown or chmod names."""
    named = [word for word in command.split()[2:] if not word.startswith("-")]
    before = commands[: commands.index(command)]
    stored = {word for one in before if re.match(r"(sudo )?sed .*-i", one) for word in one.split()}
    return "-R" not in command and bool(named) and stored.issuperset(named)


def _touches(command: str, copied: list[tuple[str, list[str], str]]) -> bool:
    """Whether a chown or chmod goes for copied files; without -R a folder alone is stored, and none of its files."""
    words = command.split("#")[0].split()
    recursive = any(re.match(r"--recursive|-\w*R", w) for w in words)
    operands = [w.strip("\"'").rstrip("/*") for w in words[2:] if not w.startswith("-")]
    for target, sources, _ in copied:
        names = [target.rstrip("/") + "/" + s.rstrip("/").rpartition("/")[2] for s in sources]
        is_folder = target.endswith("/") or len(sources) != 1 or sources[0].rstrip("/").endswith(".")
        names += [] if is_folder and not recursive else [target.rstrip("/")]
        for path in operands:
            if path and any(n.lstrip("./") == path.lstrip("./") for n in names if n):
                return True
            if path and (recursive or "*" in command) and any(n.startswith(path + "/") for n in names):
                return True
    return False


def before_offset(entry: dict[str, Any], offset: int) -> int:
    """Where in the text before stands what is at an offset of the text after."""
    moved = 0
    for change in entry["replacements"]:
        start = change["start"] + moved
        if offset < start:
            break
        if offset < start + len(change["text"]):
            return int(change["start"])
        moved += len(change["text"]) - (change["end"] - change["start"])
    return offset - moved


def after_text(before: str, entry: dict[str, Any]) -> str:
    """The text that dslim made."""
    out, at = [], 0
    for change in entry["replacements"]:
        out += [before[at : change["start"]], change["text"]]
        at = change["end"]
    return "".join([*out, before[at:]])


def lines_of(before: str, entry: dict[str, Any], leak: Instruction) -> set[int]:
    """The lines of the file as it was that a leaking RUN of the text after comes from."""
    start, end = before_offset(entry, leak.start), before_offset(entry, max(leak.start, leak.end - 1))
    first, last = before.count("\n", 0, start) + 1, before.count("\n", 0, end) + 1
    return set(range(first, max(first, last) + 1))


def outcome_of(leak: Leak, left: list[tuple[str, set[int]]], entry: dict[str, Any]) -> str:
    """What became of a leak that stood in the file; `left`: kinds and lines of those that stand in it after."""
    own = set(range(leak.instruction.first, leak.instruction.last + 1))
    still = [lines for kind, lines in left if kind == leak.kind and own & lines]
    if not still:
        return "gone"
    own = own.union(*still)  # of a RUN that was joined the reason stands where it begins

    def about(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in findings if one["rule"] in RULES_OF[leak.kind] and one["line"] in own]

    if about(entry["offered"]):
        return "offered"
    reasons = [str(one["why_not"]) for one in about(entry["not_fixed"])]
    if not reasons:
        return "silent"
    return "told what to write" if any(LIFTS.search(reason) for reason in reasons) else "refused"


def run_dslim(paths: str, more: list[str]) -> list[dict[str, Any]]:
    """The entries of `dslim fix --format json` for the files that a list names."""
    command = [sys.executable, "-m", "dslim", "fix", "--format", "json", "--no-cache", "-j", "1", "-q", *more]
    with open(paths) as listed:
        told = subprocess.run([*command, "--files-from", "-"], stdin=listed, capture_output=True, text=True)
    return list(json.loads(told.stdout)["files"])


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("list")
    asked.add_argument("--show", type=int, default=0, help="print so many silent leaks of each kind")
    asked.add_argument("--reasons", type=int, default=40, help="print so many reasons")
    asked.add_argument("--kind", help="print where the reasons of this row stand")
    asked.add_argument("--outcome", help="print where the leaks of this row stand, such as `chmod: refused`")
    asked.add_argument("--json", help="keep the counts in this file")
    asked.add_argument("--against", help="counts of another run, shown beside these")
    asked.add_argument("option", nargs="*", help="more options of dslim fix, after --")
    args = asked.parse_intermixed_args()
    rows: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    left: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    there: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    became: Counter[str] = Counter()
    for entry in run_dslim(args.list, args.option):
        if "replacements" not in entry:
            rows["(no Dockerfile)"] += 1
            continue
        before = Path(entry["path"]).read_bytes().decode("utf-8", "surrogateescape")
        found = set()
        for one in entry["not_fixed"]:
            plain = re.sub(r"`[^`]*`", "`x`", re.sub(r"\d+", "N", one["why_not"]))
            reasons[f"{one['rule']} {plain}"] += 1
            kinds = [kind for kind, words in KINDS.items() if re.search(words, one["why_not"])]
            found.update(kinds)
            if args.kind in kinds:
                print(f"{entry['path']}:{one['line']}: {one['rule']} {one['why_not']}")
        rows.update(found)
        folder = Path(entry["path"]).resolve().parent
        there.update(leak.kind for leak in leaks(before, folder))
        told = entry["not_fixed"] + entry["offered"]
        after = [(leak, lines_of(before, entry, leak.instruction)) for leak in leaks(after_text(before, entry), folder)]
        for leak in leaks(before, folder):
            outcome = outcome_of(leak, [(one.kind, lines) for one, lines in after], entry)
            became[f"{leak.kind}: {outcome}"] += 1
            if f"{leak.kind}: {outcome}" == args.outcome:
                print(f"{entry['path']}:{leak.instruction.first}: {leak.instruction.text[:150]!r}")
        for leak, lines in after:
            left[leak.kind] += 1
            if not any(one["rule"] in RULES_OF[leak.kind] and one["line"] in lines for one in told):
                silent[leak.kind] += 1
                if shown[leak.kind] < args.show:
                    shown[leak.kind] += 1
                    print(f"silent {leak.kind}: {entry['path']}:{min(lines)}: {leak.instruction.text[:150]!r}")
    counts = {"rows": rows, "reasons": reasons, "there": there, "left": left, "silent": silent}
    counts["became"] = became
    known = json.loads(Path(args.against).read_text()) if args.against else {}
    for name in ("rows", "there", "left", "silent", "became"):
        print(f"== {name}" + (" (before, now)" if known else ""))
        for key in sorted({*counts[name], *known.get(name, {})}):
            print(f"{known.get(name, {}).get(key, 0) if known else '':>7} {counts[name][key]:>7} {key}")
    print("== reasons" + (" (before, now)" if known else ""))
    for key, number in reasons.most_common(args.reasons):
        print(f"{known['reasons'].get(key, 0) if known else '':>7} {number:>7} {key}")
    if args.json:
        Path(args.json).write_text(json.dumps(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Archives that a RUN fetches and unpacks: which command gets what, and which one opens it.

An installer that unpacks itself, as Miniconda's does, is one too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dslim.facts.call_sites import CallSite
from dslim.facts.word_values import unquoted_text
from dslim.shell import Word
from dslim.support.lazy_regex import regex
from dslim.tools import find

_ARCHIVE = regex(r"\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|deb|rpm|7z)$")
#: Programs for a shell with an archive at their end: Miniconda and Anaconda (https://repo.anaconda.com), Miniforge
#: (https://github.com/conda-forge/miniforge), CMake (https://cmake.org/download): 50 MB to 1 GB each.
_INSTALLER = regex(r"(?i)(mini(conda|forge)|anaconda|mambaforge)\d?(-[^/]*)?\.sh\Z|\bcmake-[^/]*-linux-[^/]*\.sh\Z")
_KEEPS = regex(r"-[a-zA-Z0-9]*[kctl]|--(keep|stdout|to-stdout|test|list)\Z")
_DECOMPRESSES = regex(r"-[a-z0-9]*d|--(decompress|uncompress)\Z")
_UNZIP_VALUED = frozenset({"-d", "-x", "-P"})


def fetched(site: CallSite) -> str | None:
    """The file that a download leaves, as written and without quotes; None where it is not plain."""
    name = site.call.name
    words = site.call.argv[1:]
    for redirect in site.simple.redirects:
        to_file = redirect.op == ">" and redirect.fd in (None, 1)
        if to_file and name in ("curl", "wget") and site.call.script is None:
            return unquoted_text(redirect.target)
    if name == "wget":
        if any(re.match(r"-[a-zA-Z]*O|--output-document", word.text) for word in words):
            return _by_option(words, "O", "--output-document")
        return _by_url(words, _value(words, "P", "--directory-prefix"))
    if name == "curl":
        if any(re.match(r"-[a-zA-Z]*o|--output", word.text) for word in words):
            return _by_option(words, "o", "--output")
        remote = any(re.fullmatch(r"-[a-zA-Z]*O|--remote-name", word.text) for word in words)
        return _by_url(words, None) if remote else None
    return None


def unpacked(site: CallSite) -> Word | None:
    """The word that names the archive which a call opens; None for any other call."""
    words = site.call.argv[1:]
    name = site.call.name
    if name in ("tar", "bsdtar", "gtar"):
        return _tar(words)
    if name == "unzip":
        return next(_operands(words, _UNZIP_VALUED), None)
    if name in ("7z", "7za") and words and words[0].literal == "x":
        return next(_operands(words[1:]), None)
    options = {word.text for word in words}
    if name == "dpkg" and options & {"-i", "--install"}:
        return _only(words, r"\.deb$")
    installs = (tool := find(name)) is not None and tool.packages == "system" and tool.family
    if installs == "apt" and "install" in options:
        return _only(words, r"/[^ ]*\.deb$")
    if name == "rpm" and any(re.match(r"-[a-zA-Z]*[iU]|--install|--upgrade", option) for option in options):
        return _only(words, r"\.rpm$")
    if installs == "rpm" and options & {"install", "localinstall"}:
        return _only(words, r"\.rpm$")
    return None


def decompressed(site: CallSite) -> Iterator[tuple[Word, str]]:
    """The compressed files that a call puts others in the place of, and these, as written and without quotes."""
    tool, texts = find(site.call.name), site.call.texts
    if tool is None or not tool.compressed_ending or any(map(_KEEPS.match, texts)):
        return
    if not tool.decompresses and not any(map(_DECOMPRESSES.match, texts)):
        return
    for word in _operands(site.call.argv[1:]):
        name = unquoted_text(word)
        if name is not None and name.endswith(tool.compressed_ending):
            yield word, name.removesuffix(tool.compressed_ending)


def self_unpacking(site: CallSite) -> Word | None:
    """The word that names the script which a call runs and which may be an installer that unpacks itself."""
    call = site.call
    if call.name in ("sh", "bash"):
        return next(_operands(call.argv[1:]), None) if "-c" not in call.texts else None
    return call.argv[0] if call.argv and "/" in call.written else None


def fetches_installer(site: CallSite) -> bool:
    """Whether what a call downloads is an installer that unpacks itself, by the name that its address ends in."""
    return any("://" in text and is_installer(text.strip("\"'")) for text in site.call.texts)


def is_installer(name: str) -> bool:
    """Whether a file's name is that of a well-known installer which unpacks itself."""
    return _INSTALLER.search(name) is not None


def is_archive(name: str) -> bool:
    """Whether a file's name is that of an archive or a package."""
    return _ARCHIVE.search(name) is not None


def _tar(words: tuple[Word, ...]) -> Word | None:
    extracts = False
    found: Word | None = None
    for i, word in enumerate(words):
        text = word.text
        if text == "--extract" or (re.fullmatch(r"-?[a-zA-Z]+", text) and (i == 0 or text[0] == "-") and "x" in text):
            extracts = True
        if re.fullmatch(r"-[a-zA-Z]*f|--file", text) or (i == 0 and re.fullmatch(r"[a-zA-Z]*f", text)):
            found = words[i + 1] if i + 1 < len(words) else None
    return found if extracts else None


def _only(words: tuple[Word, ...], pattern: str) -> Word | None:
    """The one operand of that form: with several, or with a URL, nothing is known."""
    found = [word for word in words if not word.text.startswith("-") and re.search(pattern, word.text.strip("\"'"))]
    return found[0] if len(found) == 1 and "://" not in found[0].text else None


def _operands(words: tuple[Word, ...], valued: frozenset[str] = frozenset()) -> Iterator[Word]:
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.text.startswith("-"):
            skip = word.text in valued
        else:
            yield word


def _value(words: tuple[Word, ...], letter: str, long: str) -> Word | None:
    """The word that is an option's value, or holds it."""
    for i, word in enumerate(words):
        if re.fullmatch(f"-[a-zA-Z]*{letter}", word.text) or word.text == long:
            return words[i + 1] if i + 1 < len(words) else None
    return None


def _by_option(words: tuple[Word, ...], letter: str, long: str) -> str | None:
    for word in words:
        value = word.text.removeprefix(long + "=") if word.text.startswith(long + "=") else ""
        if value and word.literal:
            return value
    found = _value(words, letter, long)
    file = unquoted_text(found) if found is not None else None
    return None if file in ("-", "/dev/stdout") else file


def _by_url(words: tuple[Word, ...], folder: Word | None) -> str | None:
    """The last part of the only URL; None where the server, or a query, has a say in it."""
    if any(re.search(r"^-[a-zA-Z]*[Ji]$|^-[a-zA-Z]*O-$|^--(content-disposition|remote-header)", w.text) for w in words):
        return None
    urls = [text for word in words if "://" in word.text and (text := unquoted_text(word)) is not None]
    if len(urls) != 1 or re.search(r"[?#&=%]", urls[0]):
        return None
    name = urls[0].rsplit("/", 1)[-1]
    if folder is None:
        return name or None
    inside = unquoted_text(folder)
    return f"{inside.rstrip('/')}/{name}" if inside and name else None

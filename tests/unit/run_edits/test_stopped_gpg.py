"""Whether a script ends what gpg started."""

from __future__ import annotations

import pytest

from dslim.facts.nested_scripts import every_invocation
from dslim.run_edits.stopped_gpg import stops_gpg
from dslim.shell import Script, parse_script


def _stops(text: str) -> bool:
    script = parse_script(text)
    assert isinstance(script, Script)
    return stops_gpg(script, next(call for call in every_invocation(script) if call.name == "gpg"))


@pytest.mark.parametrize(
    "text",
    [
        "gpg --import k && gpgconf --kill all",
        "gpg --import k; gpgconf -K all; rm k",
        "set -e; export GNUPGHOME=$(mktemp -d); gpg --import k; gpgconf --kill all",
        "GNUPGHOME=$(mktemp -d) && export GNUPGHOME && gpg --import k && rm -rf \"$GNUPGHOME\" k",
        "for s in a b; do gpg --keyserver $s --recv-keys X && break; done; gpgconf --kill all; true",
        "gpg --import k; { command -v gpgconf && gpgconf --kill all || :; }; ls",
    ],
)
def test_what_ends_gpg(text: str) -> None:
    assert _stops(text)


@pytest.mark.parametrize(
    "text",
    [
        "gpg --import k",
        "gpgconf --kill all; gpg --import k",
        "gpg --import k && gpgconf --kill gpg-agent",
        "gpg --import k && gpgconf --kill all; ls",  # not reached where the import failed
        "gpg --import k || gpgconf --kill all",
        "gpg --import k; if true; then gpgconf --kill all; fi",
        "gpg --import k; (GNUPGHOME=/x; gpgconf --kill all)",
        "gpg --homedir /x --import k && gpgconf --kill all",
        "sudo gpg --import k && gpgconf --kill all",
        "HOME=/x gpg --import k && gpgconf --kill all",
        "gpg --import k; export GNUPGHOME=/x; gpgconf --kill all",
        "gpg --import k && rm -rf \"$GNUPGHOME\"",
        "gpg --import k || exit 0; gpgconf --kill all",
    ],
)
def test_what_leaves_gpg_running(text: str) -> None:
    assert not _stops(text)

"""What the file shows of recommended packages that it needs."""

from __future__ import annotations

import pytest
from cache_calls import why_not

from dslim.diagnostics.options import Options
from dslim.engine.fix_loop import fix_text
from dslim.rules.caches.apt_recommends import MESSAGE

OPTIONS = Options(unsafe=True, rules=frozenset({"SL221"}))


@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("RUN apt-get install -y curl && curl https://x", "curl"),
        ("RUN apt-get install -y curl ca-certificates && curl https://x", None),
        ("RUN apt-get install -y curl && curl http://x", None),
        ("RUN apt-get install -y git && git clone git@x:y", "git"),
        ("RUN apt-get install -y gcc", "gcc"),
        ("RUN apt-get install -y gcc libc6-dev", None),
        ("RUN apt-get install -y xvfb && xvfb-run x", "xvfb"),
    ],
)
def test_what_is_known_to_be_needed(text: str, package: str | None) -> None:
    whole = f"FROM debian:12-slim\n{text}\n"
    reasons = why_not(whole, "SL221", OPTIONS)
    if package is None:
        assert reasons == []
        assert "install --no-install-recommends -y" in fix_text(whole, OPTIONS).after
    else:
        assert len(reasons) == 1
        assert str(reasons[0]).startswith(f"`{package}` only recommends ")


def test_an_image_that_has_them_already_needs_none() -> None:
    outcome = fix_text("FROM gcc:13\nRUN apt-get install -y curl && curl https://x\n", OPTIONS)
    assert [finding.message for finding in outcome.applied] == [MESSAGE]


def test_what_is_chosen_already_stays() -> None:
    for text in ("RUN apt-get install --install-recommends x", "RUN apt-get install", "RUN apt-get remove x"):
        assert fix_text(f"FROM debian:12\n{text}\n", OPTIONS).applied == ()

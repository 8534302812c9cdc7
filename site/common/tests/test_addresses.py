"""The registry of addresses that lie above: an upper app registers, a lower app and its templates ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import Context, Template, TemplateSyntaxError

from common import addresses


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(addresses, "_registered", {})
    addresses.register("learner", lambda *args: f"/learners/{'/'.join(map(str, args))}?a=1&b=2")
    yield


def render(text: str, **context: object) -> str:
    return Template("{% load addresses %}" + text).render(Context(context))


def test_a_registered_address_is_given_with_its_arguments() -> None:
    assert addresses.address_of("learner", 7, "why") == "/learners/7/why?a=1&b=2"
    assert addresses.names() == {"learner"}


def test_an_unknown_name_raises() -> None:
    with pytest.raises(addresses.UnknownAddress, match="“attempt”"):
        addresses.address_of("attempt", 7)


def test_a_name_belongs_to_one_resolver() -> None:
    probes = addresses.of_url_name("healthz")
    addresses.register("probe", probes)
    addresses.register("probe", probes)  # the same once more does no harm
    with pytest.raises(ValueError, match="“probe”"):
        addresses.register("probe", addresses.of_url_name("readyz"))
    assert addresses.address_of("probe") == "/healthz"


def test_the_tag_escapes_like_url_does() -> None:
    assert render("{% address 'learner' one %}", one=7) == "/learners/7?a=1&amp;b=2"


def test_the_tag_sets_a_variable() -> None:
    assert render("{% address 'learner' 7 as url %}[{{ url|safe }}]") == "[/learners/7?a=1&b=2]"


def test_an_unknown_name_in_a_template_raises_unless_it_is_kept_in_a_variable() -> None:
    with pytest.raises(addresses.UnknownAddress):
        render("{% address 'attempt' 7 %}")
    assert render("{% address 'attempt' 7 as url %}[{{ url }}]") == "[]"


def test_the_tag_needs_a_name() -> None:
    with pytest.raises(TemplateSyntaxError):
        render("{% address %}")

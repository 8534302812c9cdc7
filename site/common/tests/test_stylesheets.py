"""Sets of stylesheets: which files they are, and how addresses in them survive the move into one file."""

from __future__ import annotations

import pytest

from common.design.stylesheets import UnknownStyles, bundled, style_sets, stylesheets


def test_the_sites_set_begins_with_the_tokens_and_ends_with_the_components_in_order() -> None:
    names = stylesheets("site")
    assert names[:4] == ("css/tokens.css", "css/fonts.css", "css/base.css", "css/layout.css")
    components = names[4:]
    assert "css/components/button.css" in components
    assert all(name.startswith("css/components/") for name in components)
    assert list(components) == sorted(components)


def test_what_belongs_to_the_site_or_to_single_screens_is_no_set_of_its_own() -> None:
    assert style_sets()[0] == "site"
    assert not {"components", "pages"} & set(style_sets())


@pytest.mark.parametrize("name", ["nowhere", "../js", ""])
def test_an_unknown_set_is_refused(name: str) -> None:
    with pytest.raises(UnknownStyles):
        stylesheets(name)


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ('url("../npm/font/a.woff2")', 'url("../npm/font/a.woff2")'),
        ("url(../../img/mark.svg)", 'url("../img/mark.svg")'),
        ("url('near.svg')", 'url("components/near.svg")'),
        ("url(data:image/svg+xml,x)", "url(data:image/svg+xml,x)"),
        ('url("/static/x.png")', 'url("/static/x.png")'),
        ("url(#shape)", "url(#shape)"),
    ],
)
def test_an_address_leads_to_the_same_file_from_the_bundle(written: str, moved: str) -> None:
    name = "css/fonts.css" if "font" in written else "css/components/card.css"
    assert bundled(name, f"a {{ b: {written}; }}") == f"/* {name} */\na {{ b: {moved}; }}\n"

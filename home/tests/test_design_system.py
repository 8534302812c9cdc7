"""Guards the design system: what exists is linked and documented, and components keep their promises."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

BASE = Path(settings.BASE_DIR)
COMPONENTS = BASE / "templates" / "components"
STYLES = BASE / "static" / "css"


class Enrolment(forms.Form):
    name = forms.CharField(label="Full name", help_text="As a certificate prints it.")
    about = forms.CharField(required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="I agree")
    level = forms.ChoiceField(choices=[("1", "Beginner")], widget=forms.RadioSelect)


def card(**changes: object) -> SimpleNamespace:
    values: dict[str, object] = {
        "url": "/courses/python/",
        "title": "Python <for> people",
        "summary": "",
        "picture": None,
        "instructor_names": "Ada",
        "duration_label": "2 h",
        "lesson_count": 1,
        "price_label": "",
        "enrolled_label": "",
        "badges": [],
        "action_label": "Start",
        "action_url": "/courses/python/enroll/",
        "progress": None,
        "favourite_button": None,
    }
    return SimpleNamespace(**values | changes)


def component(name: str, **context: object) -> str:
    """A component's HTML, without the white space that lays out its template."""
    html = " ".join(render_to_string(f"components/{name}.html", context).split())
    return re.sub(r" ?(</)", r"\1", html)


def test_what_every_page_asks_for_is_found() -> None:
    html = component("stylesheets") + component("scripts")
    addresses = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
    assert len(addresses) > 30
    assert [address for address in addresses if finders.find(address) is None] == []


def test_every_file_that_a_stylesheet_names_is_found() -> None:
    missing = []
    for sheet in STYLES.rglob("*.css"):
        folder = Path("css") / sheet.relative_to(STYLES).parent
        for address in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text()):
            path = Path("/", folder, address).resolve().relative_to("/")
            if finders.find(path.as_posix()) is None:
                missing.append(f"{sheet.name}: {address}")
    assert missing == []


def test_colours_are_written_in_the_tokens_alone() -> None:
    """One that a component names would not follow the dark mode. What stands on a film, or in Wagtail's
    admin with its own colours, is the exception."""
    named = [
        f"{sheet.name}: {line.strip()}"
        for sheet in STYLES.rglob("*.css")
        if sheet.name not in {"tokens.css", "video-frame.css", "player.css"} and sheet.parent.name != "admin"
        for line in sheet.read_text().splitlines()
        if re.search(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", line)
    ]
    assert named == []


def test_the_guide_names_every_component() -> None:
    guide = (BASE / "docs" / "design-system.md").read_text()
    frame = {"brand", "scripts", "stylesheets", "teaching_scripts", "theme_start", "theme_switch"}
    names = {path.stem for path in COMPONENTS.glob("*.html") if not path.stem.startswith("site_")} - frame
    assert sorted(name for name in names if f"`{name}`" not in guide) == []


def test_a_button_is_a_link_exactly_when_it_leads_somewhere() -> None:
    assert '<a class="button" href="/x/">' in component("button", label="Go", href="/x/")
    assert 'type="submit"' in component("button", label="Save")
    assert 'type="button"' in component("button", label="Ask", opens="dialog")


def test_a_field_ties_its_help_and_its_error_to_the_widget() -> None:
    form = Enrolment({"name": ""})
    html = component("field", field=form["name"])
    assert 'for="id_name"' in html
    assert 'aria-invalid="true"' in html
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described
    for target in described[1].split():
        assert f'id="{target}"' in html


def test_a_field_says_when_it_may_stay_empty() -> None:
    assert "(optional)" in component("field", field=Enrolment()["about"])
    assert "(optional)" not in component("field", field=Enrolment()["name"])


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = component("field", field=Enrolment()["level"])
    assert "<fieldset" in html
    assert "<legend" in html


def test_the_errors_of_a_form_lead_to_their_fields() -> None:
    html = component("form_errors", form=Enrolment({"level": "1", "agree": "on"}))
    assert 'role="alert"' in html
    assert 'href="#id_name"' in html
    assert 'href="#id_level"' not in html
    assert "<div" not in component("form_errors", form=Enrolment())


@pytest.mark.parametrize(("value", "attribute"), [(0, 'value="0"'), (62, 'value="62"'), (100, 'value="100"')])
def test_a_progress_bar_has_a_name_and_a_value(value: int, attribute: str) -> None:
    html = component("progress", value=value, label="Reading data")
    assert f'<progress max="100" {attribute} aria-label="Reading data">' in html


def test_a_progress_bar_without_a_value_moves() -> None:
    assert '<progress max="100" aria-label="Import">' in component("progress", value=None, label="Import")


def test_a_course_card_of_a_free_course_says_so() -> None:
    html = component("course_card", card=card())
    assert "Python &lt;for&gt; people" in html
    assert "Free" in html
    assert "1 lesson<" in html
    assert "<progress" not in html
    assert "<form" not in html


def test_a_course_card_shows_progress_instead_of_the_price() -> None:
    html = component("course_card", card=card(progress=0, price_label="€49.00"))
    assert '<progress max="100" value="0"' in html
    assert "€49.00" not in html


def test_a_course_cards_favourite_posts_with_the_token() -> None:
    heart = {"is_favourite": True, "url": "/courses/python/favourite/"}
    html = component("course_card", card=card(favourite_button=heart), csrf_token="token-of-the-page")
    assert 'action="/courses/python/favourite/" method="post"' in html
    assert 'value="token-of-the-page"' in html
    assert 'aria-pressed="true"' in html


def test_a_message_with_an_undo_can_be_taken_back() -> None:
    html = component("message", text="Removed.", undo_url="/undo/", csrf_token="token")
    assert 'action="/undo/" method="post"' in html
    assert "Undo" in html
    assert "data-stays" not in html
    assert "data-stays" in component("message", text="Not saved.", tone="error")


def test_an_empty_state_offers_its_next_step_only_when_there_is_one() -> None:
    html = component("empty_state", title="Nothing yet", action_label="See all", action_url="/courses/")
    assert 'href="/courses/"' in html
    assert "<a " not in component("empty_state", title="Nothing yet")


def test_a_code_block_shows_markup_as_text() -> None:
    assert "&lt;b&gt;" in component("code_block", code="<b>", language="HTML")

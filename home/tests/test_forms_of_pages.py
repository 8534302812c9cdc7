"""The form of a landing page: what is kept, mailed and exported, what is refused, and who gets in."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.forms.models import FormSubmission

from accounts.roles import MARKETER
from accounts.tests.factories import UserFactory
from common.exports import running
from home.lead_forms.spam import BAIT, MOST_ANSWERS, MOST_SECONDS
from home.models import LandingPage
from home.tests.factories import hero, make_home, make_landing, section, with_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> LandingPage:
    made = make_landing(
        make_home(), hero("Reserve your place"), section("lead_form", title="Reserve your place")
    )
    made = with_form(
        made,
        ("Your name", "singleline"),
        ("Your email", "email"),
        consent="You may write to me.",
        thanks="See you there.",
        recipients="host@example.org, second@example.org",
    )
    made.save_revision().publish()
    return made


def fields_of(client: Client, page: LandingPage) -> dict[str, str]:
    """What the form sends of itself."""
    html = client.get(page.url).content.decode()
    return {"shown_at": re.search(r'name="shown_at"[^>]*value="([^"]*)"', html).group(1)}


def answer(client: Client, page: LandingPage, *, after: float = 5, **data: str):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sent = {
            "your_name": "Ada",
            "your_email": "ada@example.org",
            "consent": "on",
            **fields_of(client, page),
        }
        clock.shift(timedelta(seconds=after))
        return client.post(page.url, {**sent, **data})


def test_an_answer_is_kept_mailed_and_thanked_for(client, page):
    response = answer(client, page)
    assert response.status_code == 302
    thanks = client.get(response.url).content.decode()
    assert "See you there." in thanks and "<form class" not in thanks.split('id="form"')[1]
    kept = FormSubmission.objects.get().form_data
    assert (kept["your_name"], kept["your_email"]) == ("Ada", "ada@example.org")
    assert [message.to[0] for message in mail.outbox] == [
        "host@example.org",
        "second@example.org",
        "ada@example.org",
    ]
    assert "Your name: Ada" in mail.outbox[0].body and mail.outbox[0].reply_to == ["ada@example.org"]


def test_bad_input_is_answered_beside_its_field_and_nothing_is_lost(client, page):
    response = answer(client, page, your_email="not an address")
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="Ada"' in html and 'value="not an address"' in html
    assert "valid email address" in html
    assert not FormSubmission.objects.exists() and mail.outbox == []


def test_without_consent_nothing_is_kept(client, page):
    assert answer(client, page, consent="").status_code == 422
    assert not FormSubmission.objects.exists()


@pytest.mark.parametrize(
    ("after", "data"), [(5, {BAIT: "https://spam.example"}), (0.5, {})], ids=["filled in", "at once"]
)
def test_what_a_browser_filled_in_loses_no_answer(client, page, after, data):
    response = answer(client, page, after=after, **data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Please check it and submit it again." in html and 'value="Ada"' in html
    assert "spam.example" not in html
    assert not FormSubmission.objects.exists() and mail.outbox == []
    moment = re.search(r'name="shown_at" value="([^"]*)"', html).group(1)
    again = answer(client, page, shown_at=moment, **data)
    assert again.status_code == 302
    kept = FormSubmission.objects.get().form_data
    assert kept["your_name"] == "Ada" and BAIT not in kept


def test_a_machine_can_not_say_by_itself_that_it_was_asked_again(client, page):
    forged = answer(client, page, shown_at="again:abc:forged", **{BAIT: "x"})
    assert forged.status_code == 422
    assert not FormSubmission.objects.exists()


def test_no_browser_takes_the_empty_field_for_one_that_it_knows(client, page):
    html = client.get(page.url).content.decode()
    field = re.search(rf"<input[^>]*name=\"{BAIT}\"[^>]*>", html).group(0)
    assert 'autocomplete="off"' in field
    for known in ("name", "mail", "tel", "phone", "url", "website", "address", "organization", "company"):
        assert known not in BAIT


@pytest.mark.parametrize("moment", ["", "shown:abc:forged"])
def test_a_form_that_is_not_ours_is_sent_once_more_with_what_was_typed(client, page, moment):
    response = answer(client, page, shown_at=moment)
    assert response.status_code == 422 and not FormSubmission.objects.exists()
    assert (
        "The form was open for too long. Please submit it again." in response.content.decode()
        and 'value="Ada"' in response.content.decode()
    )


def test_a_form_that_was_open_for_too_long_says_so(client, page):
    assert answer(client, page, after=MOST_SECONDS + 1).status_code == 422
    assert not FormSubmission.objects.exists()


def test_one_network_sends_only_so_much(client, page):
    for _number in range(MOST_ANSWERS):
        assert answer(client, page).status_code == 302
    refused = answer(client, page)
    assert (
        refused.status_code == 422
        and "Too many responses came from your network. Please try again in an hour."
        in refused.content.decode()
    )
    assert FormSubmission.objects.count() == MOST_ANSWERS


def test_a_page_without_a_form_takes_no_answers(client, page):
    other = make_landing(page.get_parent().specific, title="Plain", slug="plain")
    client.post(other.url, {"your_name": "Ada"})
    assert not FormSubmission.objects.exists()


def test_marketers_export_the_answers_and_instructors_do_not(client, page):
    answer(client, page)
    address = reverse("wagtailforms:list_submissions", args=[page.pk])
    client.force_login(UserFactory(roles=[MARKETER]))
    exported = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
    assert "ada@example.org" in exported
    client.force_login(UserFactory(roles=["Instructor"]))
    assert client.get(f"{address}?export=csv").status_code in (302, 403)


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
def test_an_answer_is_never_exported_as_a_formula(client, page, file_type):
    answer(client, page, your_name='=HYPERLINK("https://evil.example")')
    field = page.form_fields.get(label="Your name")
    field.label = "=HYPERLINK of a label"
    field.save()
    address = reverse("wagtailforms:list_submissions", args=[page.pk])
    client.force_login(UserFactory(roles=[MARKETER]))
    response = client.get(address, {"export": file_type})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if file_type == "csv":
        assert "'=HYPERLINK(" in content.decode() and "'=HYPERLINK of" in content.decode()
    else:
        cells = [cell for row in load_workbook(io.BytesIO(content)).active for cell in row]
        assert [cell.data_type for cell in cells if "HYPERLINK" in str(cell.value)] == ["s", "s"]


def test_every_visitor_has_a_form_of_their_own_which_nobody_else_can_send(page):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page.url, {"your_name": "Ada"}).status_code == 403
    html = strict.get(page.url).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', html.split('id="form"')[1]).group(1)
    assert answer(strict, page, csrfmiddlewaretoken=token).status_code == 302
    assert token not in Client().get(page.url).content.decode()


def test_a_visitor_is_answered_by_email(client, page):
    page.form_reply = "Join us at https://meet.example.org/bread on Saturday."
    page.save_revision().publish()
    answer(client, page, your_name="Buy cheap pills at spam.example")
    letter = mail.outbox[-1]
    assert (letter.to, letter.reply_to) == (["ada@example.org"], ["host@example.org"])
    assert letter.subject == "Your response to “Spring launch”"
    assert (
        "Join us at https://meet.example.org/bread on Saturday." in letter.body
        and page.full_url in letter.body
    )
    assert "spam.example" not in letter.body, "the form is no way to write to strangers"


@pytest.mark.parametrize("reply", ["", "Join us on Saturday."])
def test_what_a_stranger_typed_is_not_sent_to_the_address_they_name(client, page, reply):
    """With accounts' tests of names, all that strangers can have sent to somebody else."""
    page.form_reply = reply
    page.save_revision().publish()
    victim, words = "victim+zorblatt.offer@example.org", "Zorblatt https://zorblatt.example"
    answer(client, page, your_name=words, your_email=victim, your_message=words)
    [letter] = [sent for sent in mail.outbox if sent.to == [victim]]
    html = "".join(str(part.content) for part in letter.alternatives)
    header = " ".join([letter.subject, letter.from_email, *letter.reply_to])
    assert "zorblatt" not in f"{header} {letter.body} {html}".replace(victim, "").lower()
    assert all(victim == word for word in re.findall(r"\S*zorblatt\S*", str(letter.message())) if "@" in word)


@pytest.mark.parametrize(
    ("thanks", "said"), [("See you there.", "See you there."), ("", "We've received your response.")]
)
def test_without_an_email_of_its_own_the_confirmation_is_sent(client, page, thanks, said):
    page.form_thanks = thanks
    page.save_revision().publish()
    answer(client, page)
    assert said in mail.outbox[-1].body


def test_a_form_that_asks_for_no_address_answers_nobody(client):
    made = make_landing(make_home(), hero("Tell us"), section("lead_form", title="Tell us"))
    made = with_form(made, ("Your name", "singleline"))
    made.save_revision().publish()
    assert answer(client, made).status_code == 302
    assert mail.outbox == []


@pytest.fixture
def many_answers(client, page, monkeypatch):
    """Three answers, which are many here."""
    monkeypatch.setattr(running, "MAX_AT_ONCE", 2)
    for number in range(3):
        FormSubmission.objects.create(page=page, form_data={"your_name": f"Ada {number}"})
    return reverse("wagtailforms:list_submissions", args=[page.pk])


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
def test_many_answers_are_exported_in_the_background(
    client, many_answers, file_type, django_capture_on_commit_callbacks
):
    client.force_login(UserFactory(roles=[MARKETER]))
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.get(many_answers, {"export": file_type})
    assert asked.status_code == 302
    assert "Download file" in client.get(asked.url).content.decode()
    content = b"".join(client.get(f"{asked.url}file/").streaming_content)
    if file_type == "csv":
        assert content.decode("utf-8-sig").count("Ada ") == 3
    else:
        assert len(list(load_workbook(io.BytesIO(content)).active)) == 4


def test_who_loses_the_right_meanwhile_gets_no_answers(
    client, many_answers, django_capture_on_commit_callbacks
):
    marketer = UserFactory(roles=[MARKETER])
    client.force_login(marketer)
    with django_capture_on_commit_callbacks() as later:
        asked = client.get(many_answers, {"export": "csv"})
    marketer.groups.set(Group.objects.filter(name="Support"))
    for work in later:
        work()
    client.force_login(marketer)
    assert "Download file" not in client.get(asked.url).content.decode()
    assert client.get(f"{asked.url}file/").status_code in (302, 403, 404)

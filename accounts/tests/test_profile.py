"""A person's own fields: what is accepted, what is kept, and what a request costs."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.middleware import PersonMiddleware
from accounts.models import User
from accounts.profile import avatars
from accounts.selectors import open_suspension
from common.tests.damaged_pictures import DAMAGED

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PROFILE = "/account/profile/"


@pytest.fixture
def person(client):
    person = UserFactory(first_name="Lena", last_name="Moreau")
    client.force_login(person)
    return person


def form(**changes):
    return {"first_name": "Lena", "last_name": "Moreau", **changes}


def picture(kind="JPEG", size=(900, 600), **extra):
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, format=kind, **extra)
    return SimpleUploadedFile(f"me.{kind.lower()}", drawn.getvalue())


def test_two_addresses_that_differ_in_letters_only_are_one():
    UserFactory(email="lena@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Lena@example.org")
    with pytest.raises(ValidationError):
        User(email="LENA@example.org", password="x").full_clean()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+33 1 42 68 53 00", "+33142685300"),
        ("+1 (212) 555-2368", "+12125552368"),
        ("", ""),
        ("01 42 68 53 00", None),
        ("+33 1", None),
        ("call me", None),
    ],
)
def test_a_phone_number_is_kept_in_e164_or_refused(typed, kept):
    person = UserFactory.build(phone=typed)
    if kept is None:
        with pytest.raises(ValidationError) as refused:
            person.clean_fields()
        assert set(refused.value.message_dict) == {"phone"}
    else:
        person.clean_fields()
        assert person.phone == kept


def test_the_database_refuses_a_phone_number_in_another_form():
    person = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(phone="01 42 68 53 00")


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("time_zone", "Europe/Paris", True),
        ("time_zone", "Europe/Atlantis", False),
        ("time_zone", "../etc/passwd", False),
        ("language", "fr", True),
        ("language", "tlh", False),
    ],
)
def test_zones_and_languages_must_exist(field, value, accepted):
    person = UserFactory.build(**{field: value})
    if accepted:
        person.clean_fields()
    else:
        with pytest.raises(ValidationError) as refused:
            person.clean_fields()
        assert set(refused.value.message_dict) == {field}


def test_saving_keeps_everything(client, person):
    new = form(phone="+33 1 42 68 53 00", language="fr", time_zone="Asia/Tokyo", birth_date="1990-02-03")
    assert client.post(PROFILE, new).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.language, person.time_zone) == ("+33142685300", "fr", "Asia/Tokyo")
    assert person.birth_date.isoformat() == "1990-02-03"
    assert person.wagtail_userprofile.current_time_zone == "Asia/Tokyo"


def test_an_error_keeps_what_was_typed_and_saves_nothing(client, person):
    response = client.post(PROFILE, form(display_name="Lenotchka", phone="call me"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Lenotchka"' in page
    assert 'value="call me"' in page
    person.refresh_from_db()
    assert person.display_name == ""


def test_the_header_does_not_show_a_name_that_was_not_saved(client, person):
    response = client.post(PROFILE, form(display_name="Lenotchka", phone="call me"))
    assert response.context["user"].display_name == ""


def test_a_visitor_has_no_profile(client):
    assert client.get(PROFILE).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_squared_and_drawn_anew(client, person, kind):
    exif = Image.Exif()
    exif[0x010F] = "Camera of the secret police"
    client.post(PROFILE, form(avatar=picture(kind, exif=exif)))
    person.refresh_from_db()
    stored = person.avatar.read()
    with Image.open(BytesIO(stored)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("WEBP", (512, 512), {})
    assert b"secret police" not in stored
    assert "me." not in person.avatar.name


def test_a_new_picture_removes_the_old_file(client, person, django_capture_on_commit_callbacks):
    client.post(PROFILE, form(avatar=picture()))
    person.refresh_from_db()
    first = person.avatar.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(PROFILE, form(avatar=picture("PNG")))
    person.refresh_from_db()
    assert person.avatar.name != first
    assert not default_storage.exists(first)
    assert default_storage.exists(person.avatar.name)


def test_a_file_that_only_calls_itself_a_picture_is_refused(client, person):
    page = "<script>alert(1)</script>"
    response = client.post(PROFILE, form(avatar=SimpleUploadedFile("me.jpg", page.encode(), "image/jpeg")))
    assert "avatar" in response.context["form"].errors
    person.refresh_from_db()
    assert not person.avatar


@pytest.mark.parametrize("damage", [name for name in DAMAGED if name != "another kind"])
def test_a_damaged_picture_is_refused(client, person, damage):
    response = client.post(PROFILE, form(avatar=SimpleUploadedFile(*DAMAGED[damage]())))
    assert response.status_code == 422 and response.context["form"].errors["avatar"]
    person.refresh_from_db()
    assert not person.avatar


def test_a_picture_that_is_too_large_is_refused():
    upload = picture()
    upload.size = avatars.MOST_BYTES + 1
    with pytest.raises(ValidationError) as refused:
        avatars.redraw(upload)
    assert refused.value.code == "too_large"


def test_moments_are_shown_in_the_persons_zone(person):
    User.objects.filter(pk=person.pk).update(time_zone="Asia/Tokyo")
    person.refresh_from_db()
    hours = []

    def look(_request):
        hours.append(timezone.localtime(datetime(2026, 1, 1, 12, tzinfo=UTC)).hour)
        return HttpResponse()

    request = HttpRequest()
    request.user = person
    PersonMiddleware(look)(request)
    assert hours == [21]


@pytest.mark.parametrize(("language", "words"), [("fr", 'lang="fr"'), ("", 'lang="en"')])
def test_account_screens_speak_the_chosen_language(client, person, language, words):
    User.objects.filter(pk=person.pk).update(language=language)
    assert words in client.get(PROFILE).content.decode()


def test_a_signed_in_request_costs_the_session_and_the_person_only(client, person, django_assert_num_queries):
    client.get("/account/2fa/")
    with django_assert_num_queries(2):
        client.get("/account/")


def test_a_visit_is_noted_once_in_a_while(client, person):
    User.objects.filter(pk=person.pk).update(last_seen_at=None)
    client.get(PROFILE)
    person.refresh_from_db()
    noted = person.last_seen_at
    client.get(PROFILE)
    person.refresh_from_db()
    assert noted is not None
    assert person.last_seen_at == noted


def test_nobody_is_looked_up_for_a_stranger(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert open_suspension(None) is None


OWN = [
    "accounts_profile",
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "usersessions_list",
    "account_logout",
    "account_reauthenticate",
    "socialaccount_connections",
]


@pytest.mark.parametrize("name", OWN)
def test_every_screen_of_an_account_has_our_frame(name):
    client, person = Client(), UserFactory()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'class="skip-link"' in page.content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_request_login_code", "account_reset_password"]
)
def test_every_way_in_has_our_frame(client, name):
    page = client.get(reverse(name)).content.decode()
    assert 'class="skip-link"' in page
    assert "Google" not in page


def test_the_admin_shows_the_profiles_own_picture(client):
    person = UserFactory(is_superuser=True, avatar="avatars/ida.webp")
    client.force_login(person)
    assert "avatars/ida.webp" in client.get(reverse("wagtailadmin_home")).content.decode()

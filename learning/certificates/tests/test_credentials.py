"""Certificates as signed data: what they say, who can check them, and what revokes them.

The readers here are openbadgeslib's, which knows nothing of our code, and the rules of Open Badges 3.0 that
it does not ask for.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from PIL import Image

from accounts.tests.factories import UserFactory
from common.append_only import ChangeRefused
from learning.certificates import actions
from learning.certificates.credentials import keys, status_lists
from learning.certificates.credentials.issuing import badge_of, issue_credential, picture_of
from learning.certificates.credentials.status_lists import LENGTH, encoded, free_place
from learning.certificates.models import Certificate, Credential, SigningKey
from learning.testing.access import NOON
from learning.testing.certificates import graduate, make_certificate

pytestmark = pytest.mark.django_db


def issued(**course: Any) -> Credential:
    return issue_credential(certificate=make_certificate(**course), at=NOON)


def read(address: str) -> bytes:
    """What is published at one of our addresses."""
    answer = Client().get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, address
    return answer.content


def checked(token: str, *, download: Callable[[str], bytes] = read) -> Any:
    """The credential, read by who has the token and what we publish. Raises OB3VerificationError."""
    key = RSAAlgorithm.from_jwk(read(jwt.get_unverified_header(token)["kid"]).decode())
    return OB3Verifier(pubkey_pem=key).verify(token, check_status=True, download=download)


def said(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_a_completed_course_ends_in_a_credential_that_others_can_check(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        learner = graduate(title="Slow reading")
    credential = Credential.objects.get(certificate__enrolment=learner.enrolment)
    found = checked(credential.token)
    assert found.achievement.name == "Slow reading"
    assert found.issuer.id == "http://testserver/certificates/issuer.json"
    assert json.loads(read(found.issuer.id))["id"] == found.issuer.id


def test_the_token_holds_what_open_badges_demand_and_no_more() -> None:
    token = issued().token
    header, claims = jwt.get_unverified_header(token), said(token)
    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert "vc" not in claims
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"]
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["validFrom"].endswith("Z") and "." not in claims["validFrom"]
    assert claims["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert {"id", "type", "name", "description", "criteria", "image"} <= set(
        claims["credentialSubject"]["achievement"]
    )
    assert claims["evidence"][0]["id"].startswith("http://testserver/certificates/CERT-")


def test_the_email_address_is_not_in_it_but_can_be_compared() -> None:
    credential = issued()
    person = credential.certificate.enrolment.person
    assert person.email not in json.dumps(said(credential.token))
    found = checked(credential.token)
    hashed = next(
        each for each in said(credential.token)["credentialSubject"]["identifier"] if each["hashed"]
    )
    from openbadgeslib.ob3.credential import IdentityObject  # noqa: PLC0415

    assert (
        IdentityObject.create(person.email, hashed["salt"]).to_dict()["identityHash"]
        == hashed["identityHash"]
    )
    assert str(person.public_id) not in found.recipient_id


def test_a_changed_word_is_noticed() -> None:
    head, body, proof = issued(title="Slow reading").token.split(".")
    other = issued(title="Quick reading").token.split(".")[1]
    assert body != other
    with pytest.raises(OB3VerificationError, match="signature"):
        checked(f"{head}.{other}.{proof}")


def test_a_revoked_certificate_is_refused_by_readers_and_others_are_not() -> None:
    revoked, other = issued(), issued()
    actions.revoke_certificate(certificate=revoked.certificate, by=UserFactory(), at=NOON, reason="Copied.")
    with pytest.raises(OB3VerificationError, match="revocation"):
        checked(revoked.token)
    assert checked(other.token)


def test_the_list_itself_is_signed_and_fresh() -> None:
    credential = issued()
    found = checked(credential.token)
    token = read(said(credential.token)["credentialStatus"]["statusListCredential"]).decode()
    key = RSAAlgorithm.from_jwk(read(jwt.get_unverified_header(token)["kid"]).decode())
    claims = jwt.decode(token, key, algorithms=["RS256"])
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["iss"] == found.issuer.id
    assert claims["exp"] - claims["nbf"] == 24 * 3600


def test_what_later_happens_to_course_and_account_changes_nothing() -> None:
    credential = issued(title="Knots")
    before = said(credential.token)
    enrolment = credential.certificate.enrolment
    enrolment.person.first_name = enrolment.person.email = "other@example.org"
    enrolment.person.save()
    type(enrolment.course).objects.filter(pk=enrolment.course_id).update(title="Ropes")
    again = issue_credential(certificate=Certificate.objects.get(), at=NOON + timedelta(days=9))
    assert again == credential and said(again.token) == before
    assert checked(again.token)


def test_a_new_key_signs_and_the_old_one_stays_published() -> None:
    old = issued()
    call_command("rotate_signing_key", verbosity=0)
    new = issued()
    assert old.key != new.key
    assert checked(old.token) and checked(new.token)
    published = json.loads(read("/.well-known/jwks.json"))["keys"]
    assert [each["kid"].rpartition("/")[2] for each in published] == [
        f"{key.code}.json" for key in (new.key, old.key)
    ]


def test_no_private_half_is_published_or_lies_open_in_the_database() -> None:
    key = issued().key
    for address in ("/.well-known/jwks.json", f"/certificates/keys/{key.code}.json"):
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(json.loads(read(address)))
        assert b'"d"' not in read(address)
    assert "PRIVATE KEY" not in key.private_locked


def test_a_secret_that_was_changed_without_a_fallback_makes_a_new_key(settings: Any) -> None:
    old = issued()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another " * 8, [settings.SECRET_KEY]
    assert keys.signing_key(at=NOON) == old.key
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(keys.KeyUnreadable):
        keys.private_key(old.key)
    assert keys.signing_key(at=NOON) != old.key
    # What it had signed is still read, and its list goes on, signed by the new one.
    key = RSAAlgorithm.from_jwk(read(jwt.get_unverified_header(old.token)["kid"]).decode())
    assert OB3Verifier(pubkey_pem=key).verify(old.token)
    status = read(said(old.token)["credentialStatus"]["statusListCredential"]).decode()
    newest = SigningKey.objects.latest("created_at", "pk")
    assert jwt.get_unverified_header(status)["kid"].endswith(f"{newest.code}.json")


def test_a_credential_is_issued_once_and_never_changes() -> None:
    credential = issued()
    assert issue_credential(certificate=credential.certificate, at=NOON) == credential
    credential.token = "other"
    with pytest.raises(ChangeRefused):
        credential.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(
            certificate=make_certificate(), key=credential.key, token="x", status_list=credential.status_list,
            status_index=credential.status_index, created_at=NOON,
        )  # fmt: skip


def test_a_place_that_was_taken_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = issued()
    places = iter([(first.status_list, first.status_index), (1, (first.status_index + 1) % LENGTH)])
    monkeypatch.setattr("learning.certificates.credentials.issuing.free_place", lambda _key: next(places))
    assert issued().status_index != first.status_index


def test_a_list_half_full_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_lists, "MOST_IN_A_LIST", 1)
    key = issued().key
    assert free_place(key)[0] == 2
    assert free_place(keys.make_key(at=NOON))[0] == 1


@given(st.sets(st.integers(min_value=0, max_value=LENGTH - 1), max_size=40))
def test_a_list_says_exactly_which_places_were_revoked(places: set[int]) -> None:
    bits = decode_encoded_list(encoded(places))
    assert len(bits) * 8 == LENGTH and set_indices(bits) == places


def test_the_badge_carries_the_credential_where_readers_look_for_it() -> None:
    credential = issued(title="Slow reading")
    badge = badge_of(credential)
    token = OB3Verifier.extract_token_from_png(badge)
    assert token == credential.token and checked(token)
    with Image.open(io.BytesIO(badge)) as image:
        assert image.size == (600, 600)
    assert b"openbadgecredential" not in picture_of(credential.certificate)


def test_a_key_nobody_made_and_a_list_nobody_began_are_not_found(client: Client) -> None:
    assert not SigningKey.objects.exists()
    for address in ("/certificates/keys/none.json", "/certificates/keys/none/status/1.jwt"):
        assert client.get(address).status_code == 404
    assert json.loads(read("/.well-known/jwks.json")) == {"keys": []}
    key = issued().key
    assert client.get(f"/certificates/keys/{key.code}/status/2.jwt").status_code == 404

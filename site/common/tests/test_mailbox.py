"""Where no mail is sent it is kept, and staff can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from django.urls import reverse

from common.mail import captured_mail

PDF = b"%PDF-1.7 not much of one"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_DELIVERY_BACKEND = settings.EMAIL_BACKEND = "common.mail.captured_mail.MailboxBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def write_rich_mail() -> None:
    message = EmailMultiAlternatives(
        "Your code: 123456 – voilà", "Type 123456.", "Lyceum <a@example.org>", ["ada@example.org"]
    )
    message.attach_alternative("<p>Type <b>123456</b>.</p><script>alert(1)</script>", "text/html")
    message.attach("Certificate – Ada.pdf", PDF, "application/pdf")
    message.send()


def test_a_mail_is_kept_whole(folder: Any) -> None:
    write_rich_mail()

    [name] = captured_mail.names()
    mail = captured_mail.read(name)
    assert mail.subject == "Your code: 123456 – voilà"
    assert (mail.sender, mail.to) == ("Lyceum <a@example.org>", "ada@example.org")
    assert mail.text.strip() == "Type 123456."
    assert "<b>123456</b>" in mail.html
    assert [(a.name, a.content_type, a.content) for a in mail.attachments] == [
        ("Certificate – Ada.pdf", "application/pdf", PDF)
    ]
    assert mail.sent_at is not None


def test_the_newest_mail_comes_first_and_half_written_ones_not_at_all(folder: Any) -> None:
    for subject in ("first", "second", "third"):
        send_mail(subject, "text", None, ["ada@example.org"])
    (folder / "20260101-000000000000-abcdefgh.part").write_bytes(b"")
    (folder / "notes.eml").write_bytes(b"")

    assert [captured_mail.read(name).subject for name in captured_mail.names()] == [
        "third",
        "second",
        "first",
    ]


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "20260101-000000000000-abcdefgh"])
def test_only_a_mail_can_be_read(folder: Any, name: Any) -> None:
    with pytest.raises(FileNotFoundError):
        captured_mail.read(name)


def test_an_empty_mailbox_has_no_folder_yet(folder: Any) -> None:
    assert captured_mail.names() == []


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def staff(self, client: Client) -> Any:
        client.force_login(someone("admin@example.org", "look_after_site"))
        return client

    def test_the_list_leads_to_each_mail(self, staff: Client, folder: Any) -> None:
        write_rich_mail()
        page = staff.get(reverse("common_mail_list")).content.decode()

        assert "Your code: 123456" in page
        assert reverse("common_mail", args=captured_mail.names()) in page

    def test_a_mail_is_shown_in_a_frame_that_runs_nothing(self, staff: Client, folder: Any) -> None:
        write_rich_mail()
        page = staff.get(reverse("common_mail", args=captured_mail.names())).content.decode()

        assert "Type 123456." in page
        assert 'sandbox="allow-popups"' in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page

    def test_an_attachment_is_a_download(self, staff: Client, folder: Any) -> None:
        write_rich_mail()
        [name] = captured_mail.names()
        answer = staff.get(reverse("common_attachment", args=[name, 0]))

        assert answer.content == PDF
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert staff.get(reverse("common_attachment", args=[name, 1])).status_code == 404

    def test_an_empty_mailbox_says_what_will_come(self, staff: Client, folder: Any) -> None:
        assert (
            "No emails yet. Sign-up codes, invitations and notifications appear here instead of being sent."
            in staff.get(reverse("common_mail_list")).content.decode()
        )

    def test_what_is_not_there_is_not_found(self, staff: Client, folder: Any) -> None:
        address = reverse("common_mail", args=["20260101-000000000000-abcdefgh"])
        assert staff.get(address).status_code == 404

    def test_where_mails_are_sent_there_is_no_mailbox(self, staff: Client, settings: Any) -> None:
        settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert staff.get(reverse("common_mail_list")).status_code == 404
        assert reverse("common_mail_list") not in staff.get("/admin/").content.decode()

    def test_the_menu_leads_to_it(self, staff: Client, folder: Any) -> None:
        assert reverse("common_mail_list") in staff.get("/admin/").content.decode()

    def test_nobody_else_reads_mails(self, client: Client, folder: Any) -> None:
        write_rich_mail()
        [name] = captured_mail.names()
        addresses = [
            reverse("common_mail_list"),
            reverse("common_mail", args=[name]),
            reverse("common_attachment", args=[name, 0]),
        ]
        client.force_login(someone("marketer@example.org"))
        for address in addresses:
            answer = client.get(address)
            assert "123456" not in answer.content.decode()
            assert answer.status_code in (302, 403)
        client.logout()
        for address in addresses:
            assert client.get(address).status_code == 302


def someone(email: str, *codenames: str) -> Any:
    """A person who may enter the admin and do what else is named."""
    model = get_user_model()
    person = model.objects.create_user(email, password=None)
    wanted = Permission.objects.filter(codename__in=["access_admin", *codenames])
    person.user_permissions.set(wanted)
    return person

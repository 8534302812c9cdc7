"""Messages this app composes."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from .models import User


def send_invitation(person: User) -> None:
    """Tell somebody that staff created an account for them, and how to sign in."""
    context = {
        "person": person,
        "email": person.email,
        "site_url": settings.SITE_URL,
        "sign_in_url": settings.SITE_URL + reverse("account_request_login_code"),
    }
    with override(person.language or get_language()):
        subject = render_to_string("accounts/email/invitation_subject.txt", context)
        text = render_to_string("accounts/email/invitation_message.txt", context)
        html = render_to_string("accounts/email/invitation_message.html", context)
    mail = EmailMultiAlternatives(" ".join(subject.split()), text.strip(), to=[person.email])
    mail.attach_alternative(html, "text/html")
    mail.send()

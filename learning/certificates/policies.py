"""May they? Questions about certificates."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.policies import sign_in_step
from common.verdict import NextStep, Verdict
from learning.courses.viewer import Viewer

from .addresses import check_url, is_signed_for
from .models import Certificate


def may_download(viewer: Viewer, certificate: Certificate, *, key: str = "") -> Verdict:
    """May the viewer have the PDF? Its owner, the staff who see certificates, whoever has a signed link.

    key: from a signed link (`addresses.signed_pdf_url`). A revoked certificate goes to the staff only.
    The enrolment should come with the certificate, else it costs a query.
    """
    person = viewer.person
    if person is not None and not person.is_active:
        return Verdict.no("suspended", _("Your account is suspended."))
    if person is not None and person.has_perm("certificates.view_certificate"):
        return Verdict.yes("staff")
    if certificate.is_revoked:
        return Verdict.no("revoked", _("This certificate was revoked."))
    if person is not None and certificate.enrolment.person_id == person.pk:
        return Verdict.yes("owner")
    if key and is_signed_for(key, certificate):
        return Verdict.yes("signed_link")
    if person is None:
        sentence = _("Sign in as the owner to download this certificate.")
        return Verdict.no("not_yours", sentence, next_step=sign_in_step(_("Sign in")))
    step = NextStep.link(_("Verify this certificate"), check_url(certificate))
    return Verdict.no("not_yours", _("Only the owner can download this certificate."), next_step=step)


def may_share(viewer: Viewer, certificate: Certificate) -> Verdict:
    """May the viewer show it to others as theirs? Its owner, as long as it is valid."""
    person = viewer.person
    if person is None or not person.is_active or certificate.enrolment.person_id != person.pk:
        return Verdict.no("not_yours", _("Only the owner can share this certificate."))
    if certificate.is_revoked:
        return Verdict.no("revoked", _("This certificate was revoked."))
    return Verdict.yes()


def may_resend(viewer: Viewer, certificate: Certificate) -> Verdict:
    """May the viewer have it emailed to its owner again? Staff who see certificates, while it is valid."""
    person = viewer.person
    if person is None or not person.is_active or not person.has_perm("certificates.view_certificate"):
        return Verdict.no("not_staff", _("Your role doesn't allow you to email certificates."))
    if certificate.is_revoked:
        return Verdict.no("revoked", _("This certificate was revoked."))
    return Verdict.yes()


def counts_as_check(viewer: Viewer, certificate: Certificate) -> Verdict:
    """Is it a check when the viewer looks at its public page? Not of the owner's and the staff's."""
    person = viewer.person
    if person is not None and certificate.enrolment.person_id == person.pk:
        return Verdict.no("owner", _("Your own visits aren't counted."))
    if person is not None and person.has_perm("certificates.view_certificate"):
        return Verdict.no("staff", _("Visits of staff aren't counted."))
    return Verdict.yes()


def may_revoke(viewer: Viewer, certificate: Certificate) -> Verdict:
    """May the viewer declare it invalid?"""
    person = viewer.person
    if person is None or not person.is_active or not person.has_perm("certificates.revoke_certificate"):
        return Verdict.no("not_staff", _("Your role doesn't allow you to revoke certificates."))
    if certificate.is_revoked:
        return Verdict.no("revoked", _("This certificate has already been revoked."))
    return Verdict.yes()

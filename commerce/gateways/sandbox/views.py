"""The sandbox's pages: what a provider's page is for a buyer, and what its own people can do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from commerce.databases import commerce_database
from common.money import Money

from ..base import UnknownGateway, gateway_of
from ..models import SandboxRecord
from .choices import CHOICES, ChoiceRefused, choices_of, choose, records_of

LISTED = 50


@never_cache
@require_GET
def sandbox_payments(request: HttpRequest) -> HttpResponse:
    """The newest payments of the sandbox. One query of its own."""
    _refuse_outside_development()
    rows = SandboxRecord.objects.using(commerce_database()).filter(kind=SandboxRecord.Kind.PAYMENT)
    shown = [_shown(each) for each in rows.order_by("-pk")[:LISTED]]
    return render(request, "gateways/sandbox_payments.html", {"payments": shown})


@never_cache
@require_http_methods(["GET", "POST"])
def sandbox_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """One payment, with its refunds and disputes; a form for each thing that may happen now."""
    _refuse_outside_development()
    payment = _payment(reference)
    if request.method == "POST":
        return _chosen(request, payment)
    records = [_shown(each) for each in (payment, *records_of(reference))]
    return render(request, "gateways/sandbox.html", {"payment": records[0], "others": records[1:]})


def _chosen(request: HttpRequest, payment: SandboxRecord) -> HttpResponse:
    about = request.POST.get("about", payment.reference)
    word = request.POST.get("choice", "")
    if about != payment.reference and about not in {each.reference for each in records_of(payment.reference)}:
        raise Http404
    try:
        choose(reference=about, choice=word, at=timezone.now())
    except ChoiceRefused:
        return redirect("gateways_sandbox", reference=payment.reference)  # which says how it stands now
    leads = CHOICES[word].leads
    if leads:
        return redirect(str(payment.details[f"{leads}_url"]))
    return redirect("gateways_sandbox", reference=payment.reference)


def _payment(reference: str) -> SandboxRecord:
    rows = SandboxRecord.objects.using(commerce_database())
    found = rows.filter(reference=reference, kind=SandboxRecord.Kind.PAYMENT).first()
    if found is None:
        raise Http404
    return found


def _shown(record: SandboxRecord) -> dict[str, object]:
    words = {
        "open": _("Open"),
        "late": _("Late"),
        "late_cancelled": _("Cancelled, money still expected"),
        "paid": _("Paid"),
        "failed": _("Failed"),
        "cancelled": _("Cancelled"),
        "completed": _("Completed"),
        "pending": _("Pending"),
        "won": _("Won"),
        "lost": _("Lost"),
    }
    return {
        "record": record,
        "money": Money(record.amount_minor, record.currency),
        "status": words[record.status],
        "choices": choices_of(record),
    }


def _refuse_outside_development() -> None:
    try:
        gateway_of("sandbox")
    except UnknownGateway:
        raise Http404 from None

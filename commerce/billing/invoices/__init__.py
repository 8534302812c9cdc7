"""Invoices and credit notes: their numbers, what stands on them, and how they are drawn."""

"""Which taxes a sale bears, and how much: `decide` finds the rates, `taxed` computes a line.

Rates are rows (`billing.TaxRate`) that the seller's accountant keeps; what stands in this folder is how they
are chosen by place and kind of supply, and how amounts are rounded.
"""

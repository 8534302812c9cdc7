"""Who may read the books. Nobody writes them by hand."""

PERMISSIONS = {
    "Finance": ["ledger.view_ledgeraccount", "ledger.view_journalentry"],
    "Administrator": ["ledger.view_ledgeraccount", "ledger.view_journalentry"],
}

"""What each group may do with vouchers."""

PERMISSIONS = {
    "Finance": ["wallet.view_voucherbatch", "wallet.add_voucherbatch"],
    "Support": ["wallet.view_voucherbatch"],
    "Administrator": ["wallet.view_voucherbatch", "wallet.add_voucherbatch"],
}

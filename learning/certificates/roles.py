"""What each group may do to certificates."""

PERMISSIONS = {
    "Support": ["certificates.view_certificate"],
    "Administrator": ["certificates.view_certificate", "certificates.revoke_certificate"],
}

"""What each group may do to certificates."""

PERMISSIONS = {
    "Support": ["certificates.view_certificate", "certificates.view_certificateverification"],
    "Administrator": [
        "certificates.view_certificate",
        "certificates.view_certificateverification",
        "certificates.revoke_certificate",
    ],
}

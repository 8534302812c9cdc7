"""What each group may do to certificates."""

PERMISSIONS = {
    "Support": ["certificates.view_certificate", "certificates.view_certificateverification"],
    "Administrator": [
        "certificates.view_certificate",
        "certificates.view_certificateverification",
        "certificates.revoke_certificate",
        "certificates.view_certificatetemplate",
        "certificates.add_certificatetemplate",
        "certificates.change_certificatetemplate",
        "certificates.delete_certificatetemplate",
    ],
}

"""Which screens of this app, and of Wagtail and the machinery below it, show personal data."""

from django.utils.translation import gettext_lazy as _

SHOWN = {
    "wagtailusers_users:index": _("List of people"),
    "wagtailusers_users:index_results": _("List of people"),
    "wagtailusers_users:edit": _("Account"),
    "wagtailusers_users:history": _("History of an account"),
    "wagtailusers_users:history_results": _("History of an account"),
    "accounts_suspend": _("Suspensions"),
    "accounts_lift_suspension": _("Suspensions"),
    "accounts_invite_again": _("Invitation"),
    "academy_security-log_modeladmin_index": _("Security log"),
    "common_outgoing_emails": _("Outgoing emails"),
    "common_mail_list": _("Captured emails"),
    "common_mail": _("Captured email"),
    "common_attachment": _("Captured email"),
    "common_export_file": _("Exported file"),
}

"""Addresses of the site itself: home's pages and pictures, accounts, people, exports and probes."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from home.models import HomePage
from home.pages.appearance import share_address
from home.site_settings.site_context import site_context_of, stylesheet_url
from notifications.unsubscribing import unsubscribe_url
from tests.addresses.asking import Table, get, named, post
from tests.roles import (
    ADMIN,
    BROADCAST,
    EVERY_ROLE,
    HELP,
    IN,
    OWNER,
    SEE_LEARNERS,
    SIGNED_IN,
    STAFF,
    TEACHERS,
)

TABLE: Table = {
    "library_admin:partial_uploads": (
        lambda client, a: client.options(reverse("library_admin:partial_uploads")),
        STAFF - {HELP},
    ),
    "library_admin:partial_upload": (
        lambda client, a: client.head(reverse("library_admin:partial_upload", args=[a.upload.public_id])),
        frozenset({OWNER}),
    ),
    "wagtailimages_chooser:create": (get(named("wagtailimages_chooser:create")), STAFF - {HELP}),
    "wagtailimages_chooser:select_format": (
        get(named("wagtailimages_chooser:select_format", "image.pk")),
        STAFF - {HELP},
    ),
    "home": (get(lambda a: "/"), EVERY_ROLE),
    "accounts_back": (get(named("accounts_back")), SIGNED_IN),
    "accounts_continue": (get(named("accounts_continue")), SIGNED_IN),
    "accounts_profile": (get(named("accounts_profile")), SIGNED_IN),
    "home_start": (
        lambda client, a: client.get(reverse("home_start", args=[HomePage.objects.get().pk])),
        frozenset({ADMIN}),  # and marketers, of whom home's own tests tell
    ),
    "accounts_suspend": (get(named("accounts_suspend", "people.learner_out.public_id")), frozenset({ADMIN})),
    "accounts_lift_suspension": (
        get(named("accounts_lift_suspension", "people.suspended.public_id")),
        frozenset({ADMIN}),
    ),
    "accounts_invite_again": (
        get(named("accounts_invite_again", "people.learner_out.public_id")),
        frozenset({ADMIN}),
    ),
    "academy_security-log_modeladmin_index": (
        get(named("academy_security-log_modeladmin_index")),
        frozenset({ADMIN}),
    ),
    "common_outgoing_emails": (get(named("common_outgoing_emails")), frozenset({ADMIN})),
    "common_retry_emails": (post(named("common_retry_emails")), frozenset({ADMIN})),
    "accounts_second_factor": (get(named("accounts_second_factor")), frozenset({ADMIN})),
    "policy_reports": (
        lambda client, a: client.post(
            reverse("policy_reports"), '{"csp-report": {}}', content_type="application/csp-report"
        ),
        EVERY_ROLE,
    ),
    "common_exports": (get(named("common_exports")), STAFF),
    "common_system": (get(named("common_system")), frozenset({ADMIN})),
    "common_retry_stuck": (post(named("common_retry_stuck")), frozenset({ADMIN})),
    "common_retry_jobs": (post(named("common_retry_jobs")), frozenset({ADMIN})),
    "wagtailadmin_home": (get(named("wagtailadmin_home")), STAFF),
    "wagtailusers_users:index": (get(named("wagtailusers_users:index")), SEE_LEARNERS),
    "notifications:list": (get(named("notifications:list")), SIGNED_IN),
    "notifications:unread": (get(named("notifications:unread")), SIGNED_IN),
    "notifications:read_all": (post(named("notifications:read_all")), SIGNED_IN),
    "notifications:open": (post(named("notifications:open", "told.public_id")), frozenset({IN})),
    "notifications:preferences": (get(named("notifications:preferences")), SIGNED_IN),
    "notifications:unsubscribe": (
        lambda client, a: client.get(
            unsubscribe_url(a.people[IN], "reminders").removeprefix(settings.SITE_URL)
        ),
        EVERY_ROLE,  # whoever has the link
    ),
    "academy_messages_modeladmin_index": (get(named("academy_messages_modeladmin_index")), SEE_LEARNERS),
    "academy_messages_modeladmin_inspect": (
        get(lambda a: f"/admin/academy/messages/inspect/{a.told.pk}/"),
        SEE_LEARNERS,
    ),
    "notifications_admin:resend": (get(named("notifications_admin:resend", "told.public_id")), SEE_LEARNERS),
    "notifications_admin:cancel": (get(named("notifications_admin:cancel", "told.public_id")), SEE_LEARNERS),
    "notifications_admin:test": (
        get(named("notifications_admin:test", "message_template.pk")),
        frozenset({ADMIN}),
    ),
    "notifications_admin:broadcasts": (get(named("notifications_admin:broadcasts")), BROADCAST),
    "notifications_admin:new_broadcast": (get(named("notifications_admin:new_broadcast")), BROADCAST),
    "notifications_admin:broadcast": (
        get(named("notifications_admin:broadcast", "broadcast.public_id")),
        TEACHERS | {ADMIN},
    ),
    "notifications_admin:broadcast_do": (
        lambda client, a: client.post(
            reverse("notifications_admin:broadcast_do", args=[a.broadcast.public_id, "withdraw"])
        ),
        TEACHERS | {ADMIN},
    ),
    "home_sitemap": (get(named("home_sitemap")), EVERY_ROLE),
    "home_robots": (get(named("home_robots")), EVERY_ROLE),
    "home_colours": (get(lambda a: stylesheet_url("#5b2a86", "")), EVERY_ROLE),
    "home_share_picture": (get(lambda a: share_address("Title", site_context_of(None))), EVERY_ROLE),
    "healthz": (get(named("healthz")), EVERY_ROLE),
    "readyz": (get(named("readyz")), EVERY_ROLE),
}

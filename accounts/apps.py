from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from common import addresses, personal_data
        from common.http import body_limits, content_policy

        from . import handlers  # noqa: F401
        from .admin import admin_link
        from .profile import avatars
        from .roles import apply_roles
        from .security_log.shown import SHOWN
        from .signin import limits
        from .signin.adapters import sign_in_sources

        limits.connect()
        addresses.register("profile", addresses.of_url_name("accounts_profile"))
        addresses.register("signed_in_again", addresses.of_url_name("accounts_back"))
        body_limits.register(
            "^/account/profile/$",
            most_bytes=avatars.MOST_BYTES + body_limits.EVERYONE_BYTES,
            may=lambda request: request.user.is_authenticated,
        )
        personal_data.register(SHOWN)
        admin_link.connect()
        content_policy.register(sign_in_sources)

        # post_migrate is sent once per app; after the last one, the permissions of all apps exist.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(apply_roles, sender=last, dispatch_uid="accounts.apply_roles")


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, with our screens and our rules."""

    user_viewset = "accounts.admin.viewsets.PersonViewSet"

    def ready(self) -> None:
        super().ready()
        from django.contrib.auth import get_user_model
        from wagtail.permissions import register_permission_policy

        from .admin.permission_policy import PersonPermissionPolicy

        model = get_user_model()
        register_permission_policy(model, PersonPermissionPolicy(model))

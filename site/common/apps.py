from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    label = "common"
    verbose_name = _("Common")

    def ready(self) -> None:
        from django.apps import apps
        from django.db.backends.signals import connection_created

        from common.background import durable  # noqa: F401  (it listens to what is to be handed over)
        from common.natural_order import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="common.teach_sqlite")
        if apps.is_installed("wagtail.admin"):
            from common.admin import free_slugs, inline_scripts
            from common.exports import lists

            free_slugs.register()
            lists.guard_lists()
            inline_scripts.give_choosers_their_nonce()

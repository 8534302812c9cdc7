from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from common import addresses, personal_data

        addresses.register("notifications", addresses.of_url_name("notifications:list"))
        addresses.register("unread_notifications", addresses.of_url_name("notifications:unread"))
        addresses.register("message_preferences", addresses.of_url_name("notifications:preferences"))
        addresses.register("new_broadcast", addresses.of_url_name("notifications_admin:new_broadcast"))
        personal_data.register(
            {
                "academy_messages_modeladmin_index": _("List of messages"),
                "academy_messages_modeladmin_inspect": _("Message"),
                "notifications_admin:resend": _("Message"),
                "notifications_admin:cancel": _("Message"),
            }
        )

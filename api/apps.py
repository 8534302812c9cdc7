from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from common.http import body_limits
        from library.uploads import limits

        from . import addresses

        addresses.register()
        # Whose token it is is asked before the body is read.
        body_limits.register(
            "^/api/authoring/",
            most_bytes=limits.DOCUMENT_BYTES + body_limits.EVERYONE_BYTES,
            may=lambda request: "Authorization" in request.headers,
        )

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _names_an_editor(request: HttpRequest) -> bool:
    from . import authoring  # it needs Wagtail's addresses, which are put together once all apps are ready

    return authoring.names_an_editor(request)


class ApiConfig(AppConfig):
    name = "api"
    label = "api"
    verbose_name = _("API")

    def ready(self) -> None:
        from common.http import body_limits
        from library.uploads import limits

        from . import addresses

        addresses.register()
        body_limits.register(
            "^/api/authoring/",
            most_bytes=limits.DOCUMENT_BYTES + body_limits.EVERYONE_BYTES,
            may=_names_an_editor,
        )

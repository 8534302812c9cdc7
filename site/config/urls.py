"""Every address of the site, in the order in which it is tried."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler403 = "common.http.error_pages.refused"
handler404 = "common.http.error_pages.not_found"
handler429 = "accounts.views.too_many_requests"  # asked by allauth
handler500 = "common.http.error_pages.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("common.urls")),
    path("", include("accounts.urls")),
    path("", include("commerce.gateways.urls")),
    path("", include("home.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("library.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("api/", include("api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

if settings.DEBUG:
    from django.conf.urls.static import static
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns.append(path("styleguide/", include("common.design.styleguide.urls")))
    urlpatterns += staticfiles_urlpatterns()
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    path("", include("notifications.urls")),
    path("", include("commerce.wallet.urls")),
    path("", include("commerce.billing.urls")),
    path("", include("learning.classroom.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

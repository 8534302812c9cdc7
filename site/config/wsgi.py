"""The site for gunicorn and runserver."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_site = get_wsgi_application()

from django.conf import settings  # noqa: E402  (apps are loaded from here on)

from common import background  # noqa: E402
from common.deep_calls import with_room  # noqa: E402
from common.remembered_words import remember_words  # noqa: E402

remember_words(code for code, _name in settings.LANGUAGES)
background.serve()
application = with_room(_site)

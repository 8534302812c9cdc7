"""What a request knows about its person: their time zone, their language, and that they were here."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from .models import User

# How stale "last seen" may be: one write per person and quarter of an hour.
LAST_SEEN_STEP = timedelta(minutes=15)


class PersonMiddleware:
    """Shows moments in the person's zone, and speaks their language where the address does not name one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        with timezone.override(person.zone):
            _note_visit(person)
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Choose the language once the view is known.

        A page of the tree keeps the language of its address, else two addresses would show one page.
        """
        person = request.user
        if not (person.is_authenticated and person.offered_language):
            return
        if request.resolver_match and request.resolver_match.url_name == "wagtail_serve":
            return
        if translation.get_language_from_path(request.path_info):
            return
        translation.activate(person.offered_language)
        request.LANGUAGE_CODE = translation.get_language()


def _note_visit(person: User) -> None:
    now = timezone.now()
    if person.last_seen_at is None or now - person.last_seen_at > LAST_SEEN_STEP:
        User.objects.filter(pk=person.pk).update(last_seen_at=now)

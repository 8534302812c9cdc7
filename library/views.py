"""The address of a file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from library import delivery, files


@require_safe
def file(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """`/files/<public id>/<name>`: the id says which file; an outdated name leads to the present one."""
    found = files.find(public_id, name)
    if not found:
        raise Http404
    response = delivery.answer(request, found, moment=timezone.now())
    if found.name != name and response.status_code != 403:
        # The file alone: a closed response would tell all who listen that the request is over.
        if (opened := getattr(response, "file_to_stream", None)) is not None:
            opened.close()
        return HttpResponseRedirect(found.stored.url)
    return response

"""Where files come in parts, as tus 1.0 wants it: https://tus.io/protocols/resumable-upload, with the
extensions creation, expiration and termination.

Whoever may add a file or edit some page may send one here; it becomes nothing until another address takes it.
"""

from __future__ import annotations

import base64
import binascii
from typing import IO, Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.admin.views import AdminActionView
from common.verdict import Verdict
from library.models import PartialUpload
from library.policies import may_send_files
from library.uploads import limits, parts

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"


class PartialUploadBase(AdminActionView):
    """An address of the protocol: every answer says its version."""

    def may(self) -> Verdict:
        return may_send_files(self.reader)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response


class PartialUploadsView(PartialUploadBase):
    """Announce a file (`POST`), or ask what is spoken here (`OPTIONS`)."""

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(
            status=204,
            headers={
                "Tus-Version": VERSION,
                "Tus-Extension": "creation,expiration,termination",
                "Tus-Max-Size": limits.MEDIA_BYTES,
            },
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        size = request.headers.get("Upload-Length", "")
        name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "")
        if not (size.isascii() and size.isdecimal() and len(size) < 19 and name):
            return _refused(400, _("The upload names no file or no size."))
        try:
            upload = parts.begin_upload(name=name, size=int(size), actor=self.reader, at=self.now)
        except parts.UploadRefused as refused:
            if str(refused) == "count":
                return _refused(429, _("Too many files are being uploaded. Wait until some are finished."))
            return _refused(413, _("The file is empty or larger than 2 GB."))
        response = HttpResponse(status=201, headers=parts.headers_of(upload))
        response.headers["Location"] = reverse("library_admin:partial_upload", args=[upload.public_id])
        return response


class PartialUploadView(PartialUploadBase):
    """Ask how much of a file came (`HEAD`), send the next part (`PATCH`), or give it up (`DELETE`)."""

    @cached_property
    def upload(self) -> PartialUpload:
        found = parts.upload_of(self.reader, self.kwargs["public_id"], at=self.now)
        if found is None:
            raise Http404
        return found

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(headers=parts.headers_of(self.upload))

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        offset = request.headers.get("Upload-Offset", "")
        if request.headers.get("Content-Type") != PART_TYPE:
            return _refused(415, _("Parts of a file are sent as %(type)s.") % {"type": PART_TYPE})
        if not (offset.isascii() and offset.isdecimal() and len(offset) < 19):
            return _refused(400, _("The part doesn't say where it begins."))
        upload = self.upload
        content = cast("IO[bytes]", request)
        try:
            upload = parts.append_part(upload=upload, offset=int(offset), content=content, at=self.now)
        except parts.WrongOffset as wrong:
            return HttpResponse(status=409, headers={"Upload-Offset": wrong.received})
        except parts.UploadRefused:
            return _refused(413, _("The part is larger than was announced, or than 32 MB."))
        return HttpResponse(status=204, headers=parts.headers_of(upload))

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.upload.delete()
        return HttpResponse(status=204)


def _refused(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _metadata(header: str) -> dict[str, str]:
    """`filename d29ybGQ=,type …` as a dictionary; what isn't base64 of UTF-8 is left out."""
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode().replace("\x00", "")
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found

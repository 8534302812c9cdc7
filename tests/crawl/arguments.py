"""What stands in an address where it names something: other people's things, for nearly everybody who asks.

Looked up by the address's name and parameter, then by the parameter alone. A new parameter without a line
here fails the crawl.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import CollectionViewRestriction

from learning.courses.release.outlines import content_of
from tests.crawl.furnished import Furnished
from tests.roles import IN, OUT

Value = Callable[[Furnished], Any]

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|\(((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True, slots=True)
class Address:
    """name: with its namespace, empty where it has none. route: as its pattern writes it."""

    name: str
    route: str

    @property
    def key(self) -> str:
        """What the tables call it."""
        return self.name or self.route

    def parameters(self) -> list[str]:
        """Their names in their order; one without a name is called by its place."""
        found = _PARAMETER.findall(self.route)
        return [named or group or f"#{place}" for place, (named, group, _rest) in enumerate(found)]

    def filled(self, values: dict[str, Any]) -> str:
        """The address itself, with a value for each parameter."""
        names = iter(self.parameters())
        plain = _PARAMETER.sub(lambda _match: str(values[next(names)]), self.route)
        return re.sub(r"[\^$\\]", "", plain)


def addresses(found: Any = None, prefix: str = "/", namespace: str = "") -> Iterator[Address]:
    """Every address of the site, in the order in which they are tried."""
    for pattern in found or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}" if pattern.name else "", route)
        elif isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, route, inner)


def _thing(name: str, attribute: str = "pk") -> Value:
    return lambda f: getattr(f.things[name], attribute)


def _own(path: str) -> Value:
    """An attribute of the academy, by dotted path."""

    def value(f: Furnished) -> Any:
        found: Any = f.academy
        for part in path.split("."):
            found = found[part] if isinstance(found, dict) else getattr(found, part)
        return found

    return value


def _restriction(_f: Furnished) -> int:
    """Of a collection: courses have their files in one that is kept back."""
    return CollectionViewRestriction.objects.order_by("pk").values_list("pk", flat=True).first() or 1


def _always(value: Any) -> Value:
    return lambda _f: value


def _person(role: str, attribute: str = "public_id") -> Value:
    return lambda f: getattr(f.people[role], attribute)


_COURSE = _own("course.public_id")
_ABSENT = _always("6a1f0f1e-3a9b-4c69-9a4e-5a0c1e6b7d00")

#: (a pattern of names, the parameter): the first that matches counts.
_BY_NAME: list[tuple[str, str, Value]] = [
    *[
        (rf".*_assessments_{model}:.*", parameter, _thing(thing))
        for model in ("question", "quiz", "exam", "assignment")
        for parameter, thing in (("pk", model), ("revision_id", f"{model}_revision"))
    ],
    (r".*_courses_category:.*", "pk", _thing("category")),
    (r".*_notifications_messagetemplate:.*", "pk", _own("message_template.pk")),
    (r".*_certificates_certificatetemplate:.*", "pk", _own("certificate_template.pk")),
    (r"notifications_admin:test", "template_id", _own("message_template.pk")),
    (r"notifications_admin:broadcast_do", "verb", _always("withdraw")),
    (r"notifications_admin:broadcast.*", "public_id", _own("broadcast.public_id")),
    (r"notifications_admin:.*|notifications:open", "public_id", _own("told.public_id")),
    (r"notifications:unsubscribe", "token", _always("unsigned")),
    (r".*_messages_.*", "instance_pk", _own("told.pk")),
    # Requests before may have begun one, whose number differs by database: nobody's.
    (r"academy_(?:payments|refunds)_.*", "instance_pk", _always(0)),
    (r"wagtailadmin_pages:(?:.*workflow.*)", "page_id", _thing("lesson")),
    (r"wagtailadmin_workflows:(?:edit|disable|enable)_task", "pk", _thing("task")),
    (r"wagtailadmin_workflows:.*", "pk", _thing("workflow")),
    (r"wagtailadmin_collections:.*", "pk", _thing("collection")),
    (r"wagtailadmin_api:documents:.*|wagtaildocs_chooser:.*", "pk", _thing("document")),
    (r"wagtailadmin_api:images:.*|wagtailimages_chooser:.*", "pk", _thing("image")),
    (r"wagtailadmin_api:pages:.*|wagtailadmin_pages:.*", "pk", _thing("page")),
    (r"wagtailadmin_api:pages:action", "action_name", _always("copy")),
    (r"wagtaillocales:.*", "pk", _thing("locale")),
    (r"wagtailsites:.*", "pk", _thing("site")),
    (r"wagtailusers_users:.*", "pk", _person(IN, "pk")),
    (r"wagtailusers_groups:.*", "pk", _thing("group")),
    (r"wagtailusers_api_tokens:.*", "pk", _thing("token")),
    (r"wagtailforms:.*", "page_id", _thing("landing")),
    (r"wagtail_localize:convert_to_alias|access_admin:shut_out_of_path", "page_id", _own("path_page.pk")),
    (r"wagtailapi_v3:.*", "pk", _thing("question")),
    (r"wagtailapi_v3:detail_snippet_revision", "revision_id", _thing("question_revision")),
    (r"wagtailsettings:.*", "app_name", _always("home")),
    (r"wagtailsettings:.*", "model_name", _always("sitelook")),
    (r"wagtailsettings:.*", "pk", _thing("site")),
    (r"wagtailadmin_tag_model_autocomplete", "app_name", _always("taggit")),
    (r"wagtailadmin_tag_model_autocomplete", "model_name", _always("tag")),
    (r"wagtailadmin_workflows:add_task", "app_label", _always("wagtailcore")),
    (r"wagtailadmin_workflows:add_task", "model_name", _always("groupapprovaltask")),
    (r"wagtailadmin_pages:choose_parent", "app_label", _always("courses")),
    (r"wagtailadmin_pages:choose_parent", "model_name", _always("coursepage")),
    (r".*localize.*", "pk", _thing("question")),
    (r"wagtail_serve", "#0", _always("courses/")),
    (r"wagtailmedia:(?:add|chooser_upload)", "media_type", _always("video")),
    (r"mfa_.*", "pk", _always(1)),
    (r"assessments_authoring:question", "pk", _thing("question")),
    (r"assessments_authoring:(?:write|statistics|export_work)", "pk", _thing("quiz")),
    (r"assessments_authoring:(?:.*import_sample|export_.*)", "form", _always("csv")),
    (r"assessments_marking:submission", "public_id", _thing("submission", "public_id")),
    (r"assessments_marking:(?:attempt|question)", "public_id", _thing("attempt", "public_id")),
    (r"assessments_marking:(?:remark|void)_question", "public_id", _thing("question", "translation_key")),
    (
        r"assessments_marking:(?:work|publish|similar|remark_work|lower_passing_score)",
        "public_id",
        lambda f: f.things["quiz"].graded_item.public_id,
    ),
    (r"assessments_marking:delete_comment", "public_id", _ABSENT),
    (r"access_admin:(?:grant.*|add_to_cohort|change|paid_up|revoke_bundle)", "public_id", _person(IN)),
    (r"access_admin:bulk.*", "public_id", _own("bulk.public_id")),
    (r"access_admin:shut_out_of_course", "public_id", _COURSE),
    (r"access_admin:bundle_.*", "public_id", _own("bundle.bundle.public_id")),
    (r"access_admin:.*", "public_id", _own("cohort.public_id")),
    (r"access_admin:shut_out_of_course", "name", _always("status-locked")),
    (r"progress_admin:forecast", "name", _always("draft")),
    (r"certificates_admin:course", "public_id", _COURSE),
    (r"certificates_admin:.*", "public_id", _own("certificate.public_id")),
    (r"support:(?:course_learners|write_to_learners|preview_on_day)", "public_id", _COURSE),
    (r"support:preview_candidate", "public_id", _own("candidate.public_id")),
    (r"support:.*", "public_id", _person(IN)),
    (r"accounts_suspend", "public_id", _person(OUT)),
    (r"accounts_invite_again", "public_id", _thing("invited", "public_id")),
    (r"accounts_lift_suspension", "public_id", _person("suspended")),
    (r"courses_admin:(?:candidate|decide)", "public_id", _own("candidate.public_id")),
    (r"courses_admin:live_date", "public_id", _own("locked.public_id")),
    (r"courses_admin:builder_part", "page_id", _thing("lesson")),
    (r"courses_admin:publish_lesson", "page_id", _thing("lesson")),
    (r"classroom:attempt", "public_id", _thing("attempt", "public_id")),
    (r"library_admin:.*", "public_id", _own("upload.public_id")),
    (r"library:file", "public_id", lambda f: f.academy.file_url.split("/")[2]),
    (r"library:file", "name", _always("hand-out.pdf")),
    (r"home_share_picture", "token", _always("unsigned")),
    (r"classroom:invitation", "token", _own("invitation.token")),
    (r"wagtailadmin_password_reset_confirm", "token", _always("set-password")),
    (r"common_mail", "name", _always("mail.eml")),
    (r"common_attachment", "name", _always("mail.eml")),
    (r".*_cohort-members_.*", "instance_pk", lambda f: f.academy.cohort.members.get().pk),
    (r".*_path-members_.*", "instance_pk", _thing("path_member")),
    (r".*_certificates_.*", "instance_pk", _own("certificate.pk")),
    (r".*_enrolments_.*", "instance_pk", _own("enrolment.pk")),
    (r".*_grants_.*", "instance_pk", _own("grant.pk")),
    (r".*_cohorts_.*", "instance_pk", _own("cohort.pk")),
    (r".*_bundle-purchases_.*", "instance_pk", _own("bundle.pk")),
    (r".*_vouchers_.*", "instance_pk", _own("vouchers.pk")),
    (r"wallet_admin:.*", "public_id", _own("vouchers.public_id")),
    (r"billing_admin:.*customer", "public_id", _own("order.customer.public_id")),
    (r"billing_admin:(?:message|look_again)", "message_id", _own("message.pk")),
    (r"billing_admin:tax_rate", "public_id", _own("tax_rate.public_id")),
    (r"orders:gift", "token", _own("gift.token")),
    (r"orders:(?:send|correct)_gift", "public_id", _own("gift.line.order.public_id")),
    (r"orders:(?:send|correct)_gift", "gift_id", _own("gift.public_id")),
    (r"invoices:pdf|billing_admin:send_invoice", "number", _own("invoice.number")),
    (r"billing_admin:(?:send|reissue)_invoice", "public_id", _own("invoice.order.public_id")),
    (r".*_invoices_.*", "instance_pk", _own("invoice.pk")),
    (r"(?:billing_admin|checkout|orders):.*", "public_id", _own("order.public_id")),
    (r"payment_methods:.*", "public_id", _own("payment_method.public_id")),
    (r"catalogue_admin:product", "public_id", _own("product.public_id")),
    (r"catalogue_admin:.*coupon", "public_id", _own("coupon.public_id")),
    (r"gateways_webhook", "code", _always("nobody")),
    (r".*_access-for-many_.*", "instance_pk", _own("bulk.pk")),
]

_BY_PARAMETER: dict[str, Value] = {
    "page_id": _thing("page"),
    "parent_page_id": _thing("page"),
    "page_to_move_id": _thing("lesson"),
    "page_pk": _thing("page"),
    "destination_id": _thing("home"),
    "revision_id": _thing("page_revision"),
    "revision_id_a": _always("earliest"),
    "revision_id_b": _always("latest"),
    "workflow_pk": _thing("workflow"),
    "workflow_state_id": _thing("workflow_state"),
    "task_id": _thing("task"),
    "task_state_id": _thing("task_state"),
    "action_name": _always("approve"),
    "content_type_app_name": _always("courses"),
    "content_type_model_name": _always("lessonpage"),
    "app_label": _always("assessments"),
    "model_name": _always("question"),
    "object_id": _thing("question"),
    "action": _always("delete"),
    "pk": _thing("page"),
    "collection_id": _thing("collection"),
    "document_id": _thing("document"),
    "doc_id": _thing("document"),
    "#0": _thing("document"),
    "#1": _always("hand-out.pdf"),
    "image_id": _thing("image"),
    "filter_spec": _always("max-165x165"),
    "media_id": _thing("media"),
    "media_type": _always("video"),
    "uploaded_file_id": _always(1),
    "redirect_id": _thing("redirect"),
    "restriction_id": _restriction,
    "page_view_restriction_id": _always(1),
    "session_id": _always(1),
    "site_id": _thing("site"),
    "translation_id": _thing("translation"),
    "translation_source_id": _thing("translation_source"),
    "string_segment_id": _thing("string_segment"),
    "overridable_segment_id": _thing("overridable_segment"),
    "mode": _always("form"),
    "type": _always("assessments.Question"),
    "type_name": _always("assessments.Question"),
    "uidb64": _always("MQ"),
    "home_id": _thing("home"),
    "public_id": _COURSE,
    "candidate_id": _own("candidate.public_id"),
    "case_id": _thing("case", "public_id"),
    "bundle_id": _own("bundle.bundle.public_id"),
    "purchase_id": _own("bundle.public_id"),
    "enrolment_id": _own("enrolment.pk"),
    "graded_item_id": lambda f: f.things["quiz"].graded_item.public_id,
    "extension_id": _ABSENT,
    "job_id": _ABSENT,
    "key": _ABSENT,
    "gesture": _always("add"),
    "grant_id": _own("grant.pk"),
    "change": _always("revoke"),
    "invitation_id": _own("invitation.pk"),
    "member_id": lambda f: f.academy.cohort.members.get().pk,
    "number": _always(1),
    "place": _always(1),
    "verb": _always("start"),
    "instance_pk": _always(1),
    "app": _always("assessments"),
    "model": _always("question"),
    "client": _always("browser"),
    "rest": _always("verify"),
    "kind": _always("quizzes"),
    "form": _always("csv"),
    "slug": _own("course.latest_release.slug"),
    "code": _own("certificate.code"),
    "key_code": _own("certificate.credential.key.code"),
    "list_number": _own("certificate.credential.status_list"),
    "lesson_id": _own("locked.public_id"),
    "note_id": _own("note.public_id"),
    "attempt_id": _thing("attempt", "public_id"),
    "block_id": lambda f: content_of(f.academy.locked).body[2].id,
    "item_id": _always("read"),
    "brand": _always("5b2a86"),
    "accent": _always("none"),
    "digest": _always("abc"),
    "reference": _always("none"),
}


def every_address(furnished: Furnished) -> list[tuple[Address, str]]:
    """Each address of the site once, with other people's things in it."""
    filled: dict[str, Address] = {}
    for address in addresses():
        filled.setdefault(address.filled(values_of(address, furnished)), address)
    return [(address, path) for path, address in filled.items()]


def values_of(address: Address, furnished: Furnished) -> dict[str, Any]:
    """A value for each of its parameters."""
    return {name: value_of(address.key, name)(furnished) for name in address.parameters()}


def value_of(key: str, parameter: str) -> Value:
    """How the value of a parameter is found. key: what the tables call its address."""
    for pattern, name, value in _BY_NAME:
        if name == parameter and re.fullmatch(pattern, key):
            return value
    return _BY_PARAMETER[parameter]

"""How each address of ours is asked, and whom it lets in: what `test_who_may_go_where` goes by.

One line for each address, by its name, in its area. `ELSEWHERE` says which addresses have tests of their own.
"""

from __future__ import annotations

from tests.addresses import access, assessments, classroom, commerce, courses, progress, site, support
from tests.addresses.asking import Ask, Table

__all__ = ["ELSEWHERE", "TABLE", "Ask"]

AREAS = (site, classroom, courses, assessments, access, progress, support, commerce)

#: What is asked, and who gets it. Everybody else is refused or sent to sign in.
TABLE: Table = {what: line for area in AREAS for what, line in area.TABLE.items()}
assert len(TABLE) == sum(len(area.TABLE) for area in AREAS), "two areas name the same address"

#: Addresses that the table leaves to tests of their own, and why.
ELSEWHERE = {
    "accounts_admin_sign_in": "leads to the one sign-in",
    "account_inactive": "tells a suspended person why",
    "gateways_webhook": "for payment providers: commerce/gateways/tests/test_messages.py",
    "gateways_sandbox_payments": "only in development: commerce/gateways/tests/test_sandbox.py",
    "gateways_sandbox": "likewise",
    "common_export": "learning/access/tests/test_large_exports.py",
    "common_export_file": "learning/access/tests/test_large_exports.py",
    "common_mail_list": "only with the mailbox of development",
    "common_mail": "only with the mailbox of development",
    "common_attachment": "only with the mailbox of development",
    "file": "asked by its own address in classroom.py",
    "openapi-json": "the API's description",
    "openapi-view": "the API's description",
    "api-root": "the API's description",
    "index": "people: asked as wagtailusers_users:index",
    "index_results": "people: the same view",
    "add": "people: accounts' own tests",
    "edit": "people: accounts' own tests",
    **dict.fromkeys(
        ("list", "list_results", "choose", "choose_results", "chosen", "chosen_multiple"),
        "quizzes and questions: assessments' test_authoring",
    ),
}

"""Whether the books balance, and what stands in each account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from common.admin.views import AdminView
from common.verdict import Verdict

from ..policies import may_read_books
from ..selectors import balances_by_kind, check_books


class BooksView(AdminView):
    """The proof that the books balance, made when the page is opened."""

    template_name = "ledger/admin/books.html"
    page_title = gettext_lazy("Books")
    header_icon = "list-ul"

    def may(self) -> Verdict:
        return may_read_books(self.reader)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "faults": check_books(),
            "balances": balances_by_kind(),
            "checked_at": self.now,
        }

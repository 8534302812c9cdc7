"""Whatever asks an address outside does so through `common.http.safe_http`, and never in a web request."""

from __future__ import annotations

import ast

from tests.source import product_modules

PLACE = "common.http.safe_http"
#: Asks our own database's server whether it is there; its address is an operator's, never a person's. So is
#: that of a payment provider, whose library asks over a session of ours.
OF_OUR_OWN = frozenset(
    {"common.postgresql.outage", "commerce.gateways.bounded", "commerce.gateways.razorpay.client"}
)
NETWORK = frozenset(
    {"socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "ftplib"}
)
#: Who asks outside, and where that happens: a round of video checks and an import's pictures are tasks.
ASKS_OUTSIDE = frozenset({"library.videos.answers", "learning.courses.imports.pictures"})


def imported_by(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_only_one_module_opens_connections() -> None:
    found = {module.name for module in product_modules() if NETWORK & imported_by(module.tree)}
    assert found == {PLACE, *OF_OUR_OWN}


def test_who_asks_outside_does_so_in_the_background() -> None:
    found = {module.name for module in product_modules() if PLACE in imported_by(module.tree)}
    assert found == ASKS_OUTSIDE

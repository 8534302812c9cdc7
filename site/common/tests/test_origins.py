"""The address of a request is that of the person, not of our proxy, and not what a stranger claims."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from common.http.client_address import ip_address_of


@pytest.mark.parametrize(
    ("case", "proxies", "meta", "expected"),
    [
        ("straight from the browser", 0, {}, "127.0.0.1"),
        ("a stranger claims another", 0, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "127.0.0.1"),
        ("behind one proxy", 1, {"HTTP_X_FORWARDED_FOR": "198.51.100.7"}, "198.51.100.7"),
        ("the proxy added to a claim", 1, {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 198.51.100.7"}, "198.51.100.7"),
        ("behind two", 2, {"HTTP_X_FORWARDED_FOR": "198.51.100.7, 10.0.0.2"}, "198.51.100.7"),
        ("IPv6", 1, {"HTTP_X_FORWARDED_FOR": "2001:db8::7"}, "2001:db8::7"),
        ("no address at all", 1, {"HTTP_X_FORWARDED_FOR": "unknown"}, None),
        ("a socket of the machine itself", 0, {"REMOTE_ADDR": ""}, None),
    ],
)
def test_whose_address_it_is(settings, case, proxies, meta, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert ip_address_of(RequestFactory().get("/", **meta)) == expected

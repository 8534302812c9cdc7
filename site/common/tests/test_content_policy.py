"""What a page may load: scripts by nonce, everything else from where the page says that it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import Context, Template
from django.test import RequestFactory

from common.http import content_policy
from common.http.content_policy import HEADER, NO_PAGE, ContentPolicyMiddleware, origin_of, stand_in

PAGE = "{% load content_policy %}<script {% nonce %} src='/a.js'></script>"


def sent(
    template: str = PAGE,
    path: str = "/",
    *,
    answer: Callable[[str], HttpResponseBase] = HttpResponse,
    **context: str,
) -> HttpResponseBase:
    def view(request: HttpRequest) -> HttpResponseBase:
        return answer(Template(template).render(Context(context)))

    return ContentPolicyMiddleware(view)(RequestFactory().get(path))


def policies(response: HttpResponseBase) -> list[dict[str, list[str]]]:
    """Each policy of the header: sources by directive."""
    return [
        {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
        for policy in response.headers[HEADER].split(",")
    ]


def nonce_in(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    (nonce,) = re.findall(r'nonce="([^"]+)"', response.content.decode())
    return str(nonce)


def test_a_script_runs_with_the_nonce_of_its_answer_and_from_this_site() -> None:
    response = sent()
    first, second = policies(response)
    nonce = nonce_in(response)
    assert first["script-src"] == [f"'nonce-{nonce}'", "'strict-dynamic'"]
    assert second == {"script-src": ["'self'"]}
    assert len(nonce) == len(stand_in()), "the length of an answer stays"
    assert first["report-uri"] == ["/policy-reports/"]


def test_no_two_answers_have_the_same_nonce_and_none_is_the_stand_in() -> None:
    nonces = {nonce_in(sent()) for _ in range(20)}
    assert len(nonces) == 20
    assert stand_in() not in nonces


def test_a_page_that_was_kept_is_sent_with_a_nonce_of_its_own() -> None:
    kept = Template(PAGE).render(Context())

    def again(request: HttpRequest) -> HttpResponse:
        return HttpResponse(kept)

    answers = [ContentPolicyMiddleware(again)(RequestFactory().get("/")) for _ in range(2)]
    assert nonce_in(answers[0]) != nonce_in(answers[1])
    for response in answers:
        assert f"'nonce-{nonce_in(response)}'" in policies(response)[0]["script-src"]


@pytest.mark.parametrize("name", ["base-uri", "object-src"])
def test_what_no_page_needs_is_closed(name: str) -> None:
    assert policies(sent())[0][name] == ["'none'"]


@pytest.mark.parametrize(
    "name",
    ["default-src", "font-src", "media-src", "connect-src", "frame-src", "worker-src", "frame-ancestors"],
)
def test_nothing_is_loaded_from_elsewhere_unless_a_page_asks(name: str) -> None:
    assert policies(sent())[0][name] == ["'self'"]


@pytest.mark.parametrize(
    ("directive", "source", "expected"),
    [
        ("frame-src", "https://player.vimeo.com/video/1?dnt=1", ["'self'", "https://player.vimeo.com"]),
        ("media-src", "https://videos.example.org:8443/a.mp4", ["'self'", "https://videos.example.org:8443"]),
        ("media-src", "blob:", ["'self'", "blob:"]),
        ("style-src", "'unsafe-inline'", ["'self'", "'unsafe-inline'"]),
        ("object-src", "'self'", ["'self'"]),
        # of this site anyway
        ("media-src", "/files/1/a.mp4", ["'self'"]),
        # no address of a server, or no keyword of this directive
        ("frame-src", "'unsafe-inline'", ["'self'"]),
        ("frame-src", "*", ["'self'"]),
        ("frame-src", "https:", ["'self'"]),
        ("frame-src", "https://a.example.org; script-src *", ["'self'"]),
        ("frame-src", "https://a.example.org,b/", ["'self'"]),
        ("frame-src", "data:text/html,hello", ["'self'"]),
    ],
)
def test_a_page_says_what_it_loads(directive: str, source: str, expected: list[str]) -> None:
    response = sent(PAGE + "{% page_loads directive source %}", directive=directive, source=source)
    assert policies(response)[0][directive] == expected
    assert isinstance(response, HttpResponse)
    assert b"<!--" not in response.content


def test_a_server_for_scripts_stands_in_the_policy_about_places_alone() -> None:
    first, second = policies(
        sent(PAGE + '{% page_loads "script-src" "https://stats.example.org/script.js" %}')
    )
    assert second == {"script-src": ["'self'", "https://stats.example.org"]}
    assert "https://stats.example.org" not in first["script-src"]


def test_nothing_that_somebody_writes_passes_for_a_note_or_a_nonce() -> None:
    words = "<!--nonce frame-src https://elsewhere.example.org--><script nonce='nonce'>"
    response = sent(PAGE + "{{ words }}{% autoescape off %}{{ words }}{% endautoescape %}", words=words)
    assert policies(response)[0]["frame-src"] == ["'self'"]
    assert isinstance(response, HttpResponse)
    assert words.encode() in response.content


def test_a_page_without_a_script_of_ours_runs_none() -> None:
    (policy,) = policies(sent("words"))
    assert policy["script-src"] == ["'none'"]


def test_styles_in_a_page_need_the_nonce_unless_a_drawing_brings_its_own() -> None:
    response = sent()
    assert policies(response)[0]["style-src"] == ["'self'", f"'nonce-{nonce_in(response)}'"]


def test_the_admin_runs_scripts_of_this_site_and_inline_ones_by_nonce() -> None:
    response = sent(path="/admin/pages/")
    (policy,) = policies(response)
    places = [source for source in policy["script-src"] if not source.startswith("'sha256-")]
    assert places == ["'self'", "'unsafe-hashes'", f"'nonce-{nonce_in(response)}'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]


def test_what_is_no_page_loads_nothing_and_holds_no_secret() -> None:
    notes = PAGE + '{% page_loads "frame-src" "https://a.example.org/" %}'
    response = sent(notes, answer=lambda words: JsonResponse({"html": words}))
    assert response.headers[HEADER] == NO_PAGE
    assert isinstance(response, HttpResponse)
    assert stand_in().encode() not in response.content


def test_a_policy_of_a_view_stays() -> None:
    response = sent(answer=lambda words: HttpResponse(words, headers={HEADER: "sandbox"}))
    assert response.headers[HEADER] == "sandbox"


def test_the_length_told_is_the_length_sent() -> None:
    def told(words: str) -> HttpResponse:
        return HttpResponse(words, headers={"Content-Length": str(len(words))})

    response = sent(PAGE + '{% page_loads "frame-src" "https://a.example.org/" %}', answer=told)
    assert isinstance(response, HttpResponse)
    assert response.headers["Content-Length"] == str(len(response.content))


def test_every_page_may_load_from_what_the_settings_name(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {"img-src": ("https://files.example.org",), "object-src": ("https://files.example.org",)}
    monkeypatch.setattr(content_policy, "_registered", [lambda: sources])
    policy = policies(sent())[0]
    assert policy["img-src"] == ["'self'", "data:", "https://files.example.org"]
    assert policy["object-src"] == ["'none'"], "only where a page shows a file in the browser's viewer"
    shown = policies(sent(PAGE + """{% page_loads "object-src" "'self'" %}"""))[0]
    assert set(shown["object-src"]) == {"'self'", "https://files.example.org"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.org/a?b", "https://example.org"),
        ("http://127.0.0.1:9000/bucket/", "http://127.0.0.1:9000"),
        ("https://name@example.org/", "https://example.org"),
        ("//example.org/", ""),
        ("ftp://example.org/", ""),
        ("https://exa mple.org/", ""),
        ("https://*.example.org/", ""),
        ("https://example.org:port/", ""),
        ("", ""),
    ],
)
def test_the_origin_of_an_address(url: str, expected: str) -> None:
    assert origin_of(url) == expected


def test_tags_of_a_library_get_the_nonce() -> None:
    drawn = Template(
        "{% load content_policy %}{% filter with_nonce %}"
        "<script>1</script><script src='a'></script>{% endfilter %}"
    ).render(Context())
    assert drawn.count(f'<script nonce="{stand_in()}"') == 2

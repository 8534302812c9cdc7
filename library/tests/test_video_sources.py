"""Guards library/videos/: which addresses are understood, and as what."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from library.videos import PROVIDERS, recognise, understand

YOUTUBE = "https://www.youtube.com/watch?v=aB3-_efGhIj"
VIMEO = "https://vimeo.com/123456789"
SECRET_VIMEO = "https://vimeo.com/123456789/0a1b2c3d4e"
DRIVE_ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz012345"
DRIVE = f"https://drive.google.com/file/d/{DRIVE_ID}/view"
CLOUDINARY = "https://res.cloudinary.com/academy/video/upload/courses/intro.mp4"


@pytest.mark.parametrize(
    ("written", "provider", "known_as"),
    [
        (YOUTUBE, "youtube", YOUTUBE),
        ("https://youtu.be/aB3-_efGhIj?t=42", "youtube", YOUTUBE),
        ("http://m.youtube.com/watch?list=PL1&v=aB3-_efGhIj&t=1s", "youtube", YOUTUBE),
        ("https://youtube.com/embed/aB3-_efGhIj", "youtube", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/aB3-_efGhIj?rel=0", "youtube", YOUTUBE),
        ("https://www.youtube.com/shorts/aB3-_efGhIj", "youtube", YOUTUBE),
        ("https://www.youtube.com/live/aB3-_efGhIj/", "youtube", YOUTUBE),
        ("  https://youtu.be/aB3-_efGhIj ", "youtube", YOUTUBE),
        (VIMEO, "vimeo", VIMEO),
        ("https://www.vimeo.com/123456789/", "vimeo", VIMEO),
        ("https://player.vimeo.com/video/123456789?title=0", "vimeo", VIMEO),
        ("https://vimeo.com/channels/staffpicks/123456789", "vimeo", VIMEO),
        ("https://vimeo.com/groups/tea/videos/123456789", "vimeo", VIMEO),
        ("https://vimeo.com/showcase/77/video/123456789", "vimeo", VIMEO),
        ("https://vimeo.com/manage/videos/123456789", "vimeo", VIMEO),
        (SECRET_VIMEO, "vimeo", SECRET_VIMEO),
        ("https://player.vimeo.com/video/123456789?h=0a1b2c3d4e", "vimeo", SECRET_VIMEO),
        ("https://vimeo.com/123456789?h=not%20a%20key", "vimeo", VIMEO),
        (DRIVE, "google_drive", DRIVE),
        (f"https://drive.google.com/file/d/{DRIVE_ID}/preview", "google_drive", DRIVE),
        (f"https://drive.google.com/file/u/1/d/{DRIVE_ID}/view?usp=sharing", "google_drive", DRIVE),
        (f"https://drive.google.com/open?id={DRIVE_ID}", "google_drive", DRIVE),
        (f"https://drive.google.com/uc?export=download&id={DRIVE_ID}", "google_drive", DRIVE),
        (f"{DRIVE}?resourcekey=0-aBc_d", "google_drive", f"{DRIVE}?resourcekey=0-aBc_d"),
        (CLOUDINARY, "cloudinary", CLOUDINARY),
        (CLOUDINARY.replace(".mp4", ".mov"), "cloudinary", CLOUDINARY),
        (CLOUDINARY.removesuffix(".mp4"), "cloudinary", CLOUDINARY),
        (
            "https://player.cloudinary.com/embed/?cloud_name=academy&public_id=courses%2Fintro",
            "cloudinary",
            CLOUDINARY,
        ),
        (
            "https://res.cloudinary.com/academy/video/upload/q_auto,w_1280/v1712/intro.m3u8",
            "cloudinary",
            "https://res.cloudinary.com/academy/video/upload/q_auto,w_1280/v1712/intro.m3u8",
        ),
        ("https://cdn.example.com/a/film.mp4", "direct", "https://cdn.example.com/a/film.mp4"),
        (
            "https://cdn.example.com:8443/film.WEBM?sig=1#t=9",
            "direct",
            "https://cdn.example.com:8443/film.WEBM?sig=1",
        ),
        ("https://cdn.example.com/live/master.m3u8", "direct", "https://cdn.example.com/live/master.m3u8"),
    ],
)
def test_an_address_is_understood(written, provider, known_as):
    source = understand(written)
    assert (source.provider, source.url) == (provider, known_as)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "film.mp4",
        "https://",
        "javascript:alert(1)//film.mp4",
        "data:video/mp4;base64,AAAA.mp4",
        "http://cdn.example.com/film.mp4",
        "https://name:word@cdn.example.com/film.mp4",
        "https://cdn.example.com/film.exe",
        "https://cdn.example.com/film.mp4.exe",
        "https://cdn.example.com/page?file=film.mp4",
        'https://cdn.example.com/"onload=alert(1)/film.mp4',
        "https://cdn.example.com:port/film.mp4",
        "https://[::1/film.mp4",
        "https://example.com/watch?v=aB3-_efGhIj",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=aB3-_efGhIj%22",
        "https://www.youtube.com/playlist?list=PL123",
        "https://www.youtube.com/embed/videoseries?list=PL123",
        "https://www.youtube.com/@somebody",
        "https://youtube.com.evil.example/watch?v=aB3-_efGhIj",
        "https://user@youtu.be/aB3-_efGhIj",
        "https://youtu.be:8080/aB3-_efGhIj",
        "https://vimeo.com/about",
        "https://vimeo.com/12",
        "https://notvimeo.com/123456789",
        "https://drive.google.com/drive/folders/1AbCdEfGhIjKlMnOpQrStUvWxYz012345",
        "https://drive.google.com/file/d/short/view",
        "https://res.cloudinary.com/academy/image/upload/intro.jpg",
        "https://player.cloudinary.com/embed/?cloud_name=academy",
    ],
)
def test_any_other_address_is_refused_with_what_is_accepted(written):
    assert recognise(written) is None
    with pytest.raises(ValidationError) as refusal:
        understand(written)
    (sentence,) = refusal.value.messages
    for word in ("YouTube", "Vimeo", "Google Drive", "Cloudinary", ".m3u8"):
        assert word in sentence


@pytest.mark.parametrize(
    ("written", "player", "embed", "reports", "is_stream"),
    [
        (YOUTUBE, "youtube", "https://www.youtube-nocookie.com/embed/aB3-_efGhIj?", True, False),
        (SECRET_VIMEO, "vimeo", "https://player.vimeo.com/video/123456789?dnt=1&h=0a1b2c3d4e", True, False),
        (DRIVE, "none", f"https://drive.google.com/file/d/{DRIVE_ID}/preview", False, False),
        (CLOUDINARY, "html5", CLOUDINARY, True, False),
        ("https://cdn.example.com/m.m3u8?a=1", "html5", "https://cdn.example.com/m.m3u8?a=1", True, True),
    ],
)
def test_how_it_is_played(written, player, embed, reports, is_stream):
    source = understand(written)
    assert source.player == player
    assert source.embed_url.startswith(embed)
    assert (source.reports_progress, source.is_stream) == (reports, is_stream)


@given(
    st.text(max_size=80)
    | st.from_regex(r"https://(youtu\.be|vimeo\.com|res\.cloudinary\.com|a\.b)/[!-~]{0,60}")
)
def test_whatever_is_written_the_answer_is_safe_and_stable(written):
    source = recognise(written)
    if source is None:
        return
    for address in (source.url, source.embed_url):
        assert address.startswith("https://")
        assert not set(address) & set("\"'<> \n\\`")
    again = recognise(source.url)
    assert again == source


def test_each_provider_says_what_it_accepts():
    assert all(str(provider.ACCEPTED) for provider in PROVIDERS)

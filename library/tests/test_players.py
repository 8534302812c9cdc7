"""Guards static/js/players: in a real browser, with stand-ins for the hosted players on loopback.

The stand-ins speak the messages that Vimeo's and YouTube's frames speak; no request leaves the machine.
"""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from playwright.sync_api import Page

from library.storage.byte_ranges import ByteRange, requested
from library.tests.factories import CAPTIONS
from library.tests.test_uploads import film_of

pytestmark = pytest.mark.journey

HOSTED = """<!doctype html><figure data-player="{kind}" data-source="{frame}/standin/{kind}?x=1"
 data-video="v1" data-duration="10" aria-label="A film">
 <div class="player__stage"><a href="#" data-start>Play</a></div>
 <p data-cue hidden></p><ol data-cues="/words.vtt" hidden></ol></figure>
<script type="module">{listen}</script><script type="module" src="/static/js/players/all.js"></script>"""
FILE = """<!doctype html><figure data-player="html5" data-source="/film.mp4" data-video="v1"
 data-duration="4" aria-label="A film">
 <div class="player__stage"><video src="/film.mp4" controls muted></video></div>
 <ol data-cues="/words.vtt" hidden></ol><p data-words>All words.</p></figure>
<script type="module">{listen}</script><script type="module" src="/static/js/players/all.js"></script>"""
LISTEN = """window.told = [];
const names = ["ready", "time", "pause", "ended"];
for (const name of names) document.addEventListener(`player:${name}`, (event) => {
  if (name === "ready") window.player = event.detail.player;
  window.told.push({name, position: event.detail.position, parts: event.detail.playedParts});
});"""
CLOCK = """let at = 0, rate = 1, timer = null; window.orders = [];
function run(tick) { clearInterval(timer); timer = setInterval(() => { at += 0.2 * rate; tick(); }, 200); }
function halt() { clearInterval(timer); }"""
VIMEO = """<!doctype html><script>{clock}
const tell = (event, data) => parent.postMessage(JSON.stringify({{event, data}}), "*");
const state = () => ({{seconds: at, duration: 10, percent: at / 10}});
addEventListener("message", ({{data}}) => {{
  orders.push(data.method);
  if (data.method === "play") {{ tell("play", state()); run(() => tell("timeupdate", state())); }}
  if (data.method === "pause") {{ halt(); tell("pause", state()); }}
  if (data.method === "setCurrentTime") {{ tell("seeking", state()); at = data.value; }}
}});
tell("ready");
</script>"""
YOUTUBE = """<!doctype html><script>{clock}
let greeted = false;
const tell = (event, info) => parent.postMessage(JSON.stringify({{event, info, id: "v1"}}), "*");
const state = (more) => tell("infoDelivery", {{currentTime: at, duration: 10, ...more}});
addEventListener("message", ({{data}}) => {{
  const said = JSON.parse(data);
  orders.push(said.func || said.event);
  if (said.event === "listening" && !greeted) {{ greeted = true; tell("initialDelivery", {{duration: 10}}); }}
  if (said.func === "playVideo") {{ state({{playerState: 1}}); run(() => state()); }}
  if (said.func === "pauseVideo") {{ halt(); state({{playerState: 2}}); }}
  if (said.func === "seekTo") {{ at = said.args[0]; state(); }}
}});
</script>"""


class Site(SimpleHTTPRequestHandler):
    """The repository's static files, one page per kind of player, and the stand-ins."""

    film: bytes
    frame: str

    def do_GET(self) -> None:
        kind = self.path.partition("?")[0].rpartition("/")[2]
        if self.path.startswith("/page/"):
            page = FILE if kind == "html5" else HOSTED
            self.reply(page.format(kind=kind, frame=self.frame, listen=LISTEN).encode(), "text/html")
        elif self.path.startswith("/standin/"):
            self.reply({"vimeo": VIMEO, "youtube": YOUTUBE}[kind].format(clock=CLOCK).encode(), "text/html")
        elif self.path == "/film.mp4":
            self.reply_film()
        elif self.path == "/words.vtt":
            self.reply(CAPTIONS.encode(), "text/vtt")
        else:
            super().do_GET()

    def reply_film(self) -> None:
        """The film in ranges: without them a browser cannot jump."""
        part = requested(self.headers.get("Range", ""), len(self.film)) or ByteRange(0, len(self.film) - 1)
        self.send_response(206)
        self.send_header("Content-Type", "video/webm")
        self.send_header("Content-Range", f"bytes {part.first}-{part.last}/{len(self.film)}")
        self.send_header("Content-Length", str(part.length))
        self.end_headers()
        self.wfile.write(self.film[part.first : part.last + 1])

    def reply(self, content: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    Site.film = film_of(4, 64, 48, "webm", "libvpx")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(settings.BASE_DIR)))
    # Another name of this machine is another origin, as the hosted players' are.
    Site.frame = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def told(page: Page, name: str) -> list[dict]:
    return [event for event in page.evaluate("window.told") if event["name"] == name]


def parts(page: Page) -> int:
    return int(page.evaluate("window.player.playedParts"), 16)


@pytest.mark.parametrize("kind", ["vimeo", "youtube"])
def test_a_hosted_player_loads_on_play_only_and_tells_what_was_watched(page, site, kind):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/page/{kind}")
    page.wait_for_selector("[data-cues] button")
    assert not [url for url in asked if "standin" in url]

    page.click("[data-start]")
    page.wait_for_function("window.player")
    assert page.locator("iframe").get_attribute("title") == "A film"
    page.evaluate("window.player.play()")
    page.wait_for_function("window.told.filter((event) => event.name === 'time').length >= 8")
    assert page.inner_text("[data-cue]") in ("Welcome back.", "Let us begin.")
    page.evaluate("window.player.pause()")
    page.wait_for_function("window.told.some((event) => event.name === 'pause')")
    watched = parts(page)
    assert watched & 0b11100 == 0b11100
    assert watched < 1 << 30

    page.evaluate("window.player.seek(8)")
    page.evaluate("window.player.play()")
    page.wait_for_function("window.player.currentTime > 8.8")
    skipped = parts(page) >> 24 & 0b111111111111
    assert skipped == 0, "what was jumped over does not count"
    assert parts(page) >> 48 > 0


def test_what_another_window_says_is_not_heard(page, site):
    page.goto(f"{site}/page/vimeo")
    page.click("[data-start]")
    page.wait_for_function("window.player")
    lie = json.dumps({"event": "timeupdate", "data": {"seconds": 9, "duration": 10}})
    page.evaluate("(lie) => window.postMessage(lie, '*')", lie)
    page.wait_for_timeout(300)
    assert page.evaluate("window.player.currentTime") == 0
    assert told(page, "time") == []


def test_a_file_is_watched_to_its_end(page, site):
    page.goto(f"{site}/page/html5")
    page.wait_for_function("window.player")
    page.evaluate("window.player.setRate(2); window.player.play()")
    page.wait_for_function("window.told.some((event) => event.name === 'ended')")
    assert parts(page) == (1 << 60) - 1


def test_the_transcript_follows_and_leads(page, site):
    page.goto(f"{site}/page/html5")
    page.wait_for_selector("[data-cues] button")
    assert page.is_hidden("[data-words]")
    page.click("[data-cues] button >> nth=1")
    page.wait_for_function("document.querySelectorAll('[data-cues] [aria-current]').length === 1")
    assert page.inner_text("[aria-current='true']") == "Let us begin."
    assert page.evaluate("window.player.currentTime") >= 2


def test_the_keys(page, site):
    page.goto(f"{site}/page/html5")
    page.wait_for_function("window.player && window.player.duration > 0")
    page.focus("video")
    page.keyboard.press("k")
    page.wait_for_function("!window.player.paused")
    page.keyboard.press("k")
    page.wait_for_function("window.player.paused")
    page.keyboard.press("l")
    page.wait_for_function("window.player.currentTime >= 3.5")
    page.keyboard.press("j")
    page.wait_for_function("window.player.currentTime < 0.5")
    before = page.evaluate("document.querySelector('video').muted")
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('video').muted") is not before


@pytest.mark.parametrize(
    ("steps", "seconds"),
    [
        ([(0, 0), (1000, 1), (2000, 2)], 2),
        ([(0, 0), (1000, 2), (2000, 4)], 4),
        ([(0, 0), (1000, 8)], 0),
        ([(0, 5), (1000, 4), (2000, 5)], 1),
        ([(0, 0), (1000, 1), "rest", (2000, 50), (3000, 51)], 2),
        ([(0, 0), (1000, 1), "rest", (1000, 0), (2000, 1)], 1),
    ],
)
def test_only_what_was_played_through_counts(page, site, steps, seconds):
    page.goto(f"{site}/page/html5")
    counted = page.evaluate(
        """async (steps) => {
          const { Watched } = await import("/static/js/players/watched.js");
          let moment = 0;
          const watched = new Watched(60, () => moment);
          for (const step of steps) {
            if (step === "rest") watched.rest();
            else { moment = step[0]; watched.at(step[1]); }
          }
          return watched.bitmap.toString(2).replaceAll("0", "").length;
        }""",
        steps,
    )
    assert counted == seconds

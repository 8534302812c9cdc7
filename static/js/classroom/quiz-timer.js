// How much time is left, calmly: minutes, and seconds only in the last one. The server's clock counts: it is
// asked again whenever the page comes back, so a wrong clock or a sleeping device changes nothing.

const NEAR_SECONDS = 300;
const LAST_SECONDS = 60;

export function setUpTimer(form, { announce, isUp }) {
  const place = form.querySelector("[data-timer]");
  if (form.dataset.remaining === undefined || !place) return { isNow() {}, stop() {} };
  const words = form.dataset;
  const box = place.closest(".paper__timer");
  const said = new Set();
  let endsAt = performance.now() + Number(words.remaining) * 1000;
  if (Number(words.remaining) <= NEAR_SECONDS) said.add(NEAR_SECONDS);
  if (Number(words.remaining) <= LAST_SECONDS) said.add(LAST_SECONDS);

  const timer = setInterval(tick, 1000);
  tick();
  setUpToggle(form, place);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });

  async function ask() {
    try {
      const response = await fetch(form.dataset.api, { credentials: "same-origin" });
      if (!response.ok) return;
      const attempt = await response.json();
      if (attempt.open) isNow(attempt.remaining_seconds);
      else location.assign(attempt.result_url);
    } catch {
      /* without a connection the last word of the server counts */
    }
  }

  function isNow(seconds) {
    if (seconds === null || seconds === undefined) return;
    endsAt = performance.now() + seconds * 1000;
    tick();
  }

  function tick() {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    place.textContent =
      left > LAST_SECONDS
        ? words.wordsMinutes.replace("%(count)s", Math.ceil(left / 60))
        : words.wordsSeconds.replace("%(count)s", left);
    box.classList.toggle("is-near", left <= NEAR_SECONDS);
    say(left, NEAR_SECONDS, words.wordsFive);
    say(left, LAST_SECONDS, words.wordsOne);
    if (left > 0) return;
    stop();
    announce(words.wordsUp);
    isUp();
  }

  function say(left, at, sentence) {
    if (left > at || said.has(at)) return;
    said.add(at);
    announce(sentence);
  }

  function stop() {
    clearInterval(timer);
  }

  return { isNow, stop };
}

function setUpToggle(form, place) {
  const button = form.querySelector("[data-timer-toggle]");
  button.hidden = false;
  button.addEventListener("click", () => {
    place.hidden = !place.hidden;
    button.setAttribute("aria-pressed", String(place.hidden));
  });
}

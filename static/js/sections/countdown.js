// @ts-check
// Ticks once a minute. The server said what is left when it drew the page; this keeps saying it.

/** @param {HTMLElement} countdown */
function tick(countdown) {
  const left = Date.parse(countdown.dataset.countdown ?? "") - Date.now();
  /** @type {HTMLElement | null} */
  const shown = countdown.querySelector("[data-countdown-left]");
  /** @type {HTMLElement | null} */
  const over = countdown.querySelector("[data-countdown-over]");
  if (!shown || !over) return;
  if (left <= 0) {
    shown.hidden = true;
    over.hidden = false;
    return;
  }
  const minutes = Math.floor(left / 60_000);
  const parts = {
    days: Math.floor(minutes / 1440),
    hours: Math.floor(minutes / 60) % 24,
    minutes: minutes % 60,
  };
  for (const [name, value] of Object.entries(parts)) {
    const place = shown.querySelector(`[data-${name}]`);
    if (place) place.textContent = String(value);
  }
  setTimeout(tick, Math.min(left % 60_000 || 60_000, 60_000), countdown);
}

/** @type {NodeListOf<HTMLElement>} */
const countdowns = document.querySelectorAll("[data-countdown]");
countdowns.forEach(tick);

// Ticks once a minute. The server said what is left when it drew the page; this keeps saying it.

function tick(countdown) {
  const left = new Date(countdown.dataset.countdown) - Date.now();
  const shown = countdown.querySelector("[data-countdown-left]");
  if (!shown) return;
  if (left <= 0) {
    shown.hidden = true;
    countdown.querySelector("[data-countdown-over]").hidden = false;
    return;
  }
  const minutes = Math.floor(left / 60_000);
  shown.querySelector("[data-days]").textContent = Math.floor(minutes / 1440);
  shown.querySelector("[data-hours]").textContent = Math.floor(minutes / 60) % 24;
  shown.querySelector("[data-minutes]").textContent = minutes % 60;
  setTimeout(tick, Math.min(left % 60_000 || 60_000, 60_000), countdown);
}

document.querySelectorAll("[data-countdown]").forEach(tick);

// @ts-check
// A plain script right behind the announcement: one that was closed is gone before the first paint.
(() => {
  /** @type {HTMLElement | null} */
  const bar = document.querySelector("[data-announcement]");
  /** @type {HTMLElement | null | undefined} */
  const close = bar?.querySelector("[data-announcement-close]");
  if (!bar || !close) return;
  const key = `announcement-${bar.dataset.announcement}`;
  try {
    if (localStorage.getItem(key)) bar.hidden = true;
  } catch {
    // storage may be switched off: it then comes back on the next page
  }
  close.hidden = false;
  close.addEventListener("click", () => {
    bar.hidden = true;
    document.getElementById("main")?.focus({ preventScroll: true });
    try {
      localStorage.setItem(key, "closed");
    } catch {
      // as above
    }
  });
})();

// @ts-check
// The bell in the header: how many notifications are new. The page holds no number, so that it costs no query.

const FRESH_MS = 60_000;

/** @param {string} key @returns {{ unread: number, at: number } | null} */
function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {HTMLElement} bell @param {number} unread */
function show(bell, unread) {
  const count = /** @type {HTMLElement} */ (bell.querySelector("[data-bell-count]"));
  count.hidden = !unread;
  count.textContent = unread > 99 ? "99+" : String(unread);
}

/** @param {HTMLElement} bell @param {string} key */
async function look(bell, key) {
  if (document.hidden) return;
  const known = kept(key);
  if (known && Date.now() - known.at < FRESH_MS) {
    show(bell, known.unread);
    return;
  }
  try {
    const answer = await fetch(String(bell.dataset.bell), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { unread } = await answer.json();
    sessionStorage.setItem(key, JSON.stringify({ unread, at: Date.now() }));
    show(bell, unread);
  } catch {
    // offline, or no storage: the number comes with the next look
  }
}

/** @param {string} key */
function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // no storage, so nothing is kept
  }
}

export function setUpBell() {
  const bell = document.querySelector("[data-bell]");
  if (!(bell instanceof HTMLElement)) return;
  const key = `bell:${document.body.dataset.account ?? ""}`;
  if (location.pathname === bell.getAttribute("href")) {
    forget(key);
    addEventListener("pagehide", () => forget(key)); // whatever was opened from here is read now
  }
  look(bell, key);
  setInterval(() => look(bell, key), FRESH_MS);
  document.addEventListener("visibilitychange", () => look(bell, key));
}

// @ts-check
// Whose page this is, and whether that is still who is signed in.

const COOKIE = "account";

/** The account that the page was drawn for, by its name on devices; empty for a visitor. */
export const account = () => document.body.dataset.account ?? "";

/** The account that the browser is signed in with, as far as it knows; empty: nobody, or unknown. */
export function signedIn() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith(`${COOKIE}=`));
  return cookie ? cookie.slice(COOKIE.length + 1) : "";
}

const leftName = () => `left:${account()}`;

// Somebody signs out: other tabs of this account, and pages that the browser would bring back, show nothing more.
export function noteSignOut() {
  try {
    localStorage.setItem(leftName(), String(Date.now()));
  } catch {
    /* the pages then ask the server when they are used */
  }
}

function hasLeft() {
  try {
    return Number(localStorage.getItem(leftName()) ?? 0) > performance.timeOrigin;
  } catch {
    return false;
  }
}

/** Ask for the page again, as whoever is signed in now. */
export function showAnew() {
  document.body.hidden = true;
  if (location.hash) location.reload();
  else location.replace(location.href);
}

function check() {
  if (!account()) return;
  const now = signedIn();
  if ((now && now !== account()) || hasLeft()) showAnew();
}

function isFromMemory() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry && "type" in entry && entry.type === "back_forward";
}

// What was kept before names named an account could be anybody's: it is shown to nobody and sent by nobody.
const UNOWNED = /^(?:attempt|note|assignment|heartbeat|flags):|^checklist\./;

function forgetUnowned() {
  try {
    for (const name of Object.keys(localStorage)) if (UNOWNED.test(name)) localStorage.removeItem(name);
  } catch {
    /* nothing is stored then */
  }
}

export function setUpPersonCheck() {
  forgetUnowned();
  if (account() && isFromMemory() && signedIn() !== account() && navigator.cookieEnabled) showAnew();
  addEventListener("pageshow", (event) => {
    if (event.persisted) check();
  });
  addEventListener("focus", check);
  addEventListener("storage", (event) => {
    if (event.key === leftName()) check();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check();
  });
}
